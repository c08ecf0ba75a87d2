"""Reads pair counts as JSON; prints how many milliseconds scikit-learn needs to fit Bradley-Terry on them, one row a comparison.

`sparse` (the default) hands it a sparse design; `dense` the full matrix of +1 and -1 without penalty, as arena notebooks do.
"""

import json
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

dense = "dense" in sys.argv[1:]
counts = json.load(sys.stdin)
index = {model: at for at, model in enumerate(sorted({one[side] for one in counts for side in ("model_a", "model_b")}))}
a, b, won = [], [], []
for one in counts:
    for outcome, games in ((1, one["wins_a"]), (0, one["wins_b"])):
        a += [index[one["model_a"]]] * games
        b += [index[one["model_b"]]] * games
        won += [outcome] * games
rows = np.arange(len(won))
design = csr_matrix(
    (np.r_[np.ones(len(won)), -np.ones(len(won))], (np.r_[rows, rows], np.r_[a, b])), shape=(len(won), len(index))
)
if dense:
    design = design.toarray()
times = []
for _ in range(1 if dense else 3):
    started = time.perf_counter()
    # C = inf is no penalty.
    C = np.inf if dense else 1e6
    LogisticRegression(C=C, fit_intercept=False, tol=1e-8, max_iter=1000).fit(design, np.array(won))
    times.append(time.perf_counter() - started)
print(sorted(times)[len(times) // 2] * 1000)
