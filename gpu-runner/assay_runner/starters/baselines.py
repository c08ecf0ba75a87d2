"""What a starter is measured against: length, bags of words, the arithmetic critic, and the two together."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from assay_runner.blocks.edge_encoder import steps_of
from assay_runner.blocks.edge_measures import Cases, area, drawings
from assay_runner.blocks.judge_data import Judged
from assay_runner.errors import Fatal

TOKEN = r"\d+|[A-Za-z']+|[^\sA-Za-z0-9]"
PENALTIES = (0.001, 0.003, 0.01, 0.03)


def bag_of_words(train: Sequence[Judged], check: Sequence[Judged], test: Sequence[Judged]) -> np.ndarray:
    """Scores of a logistic regression over counts of words, digits' groups and signs of prompt and answer (the two
    counted apart); its penalty is the one of best area on `check`.
    """
    views = [(lambda one: one.prompt), (lambda one: one.content)]
    makers = [CountVectorizer(min_df=3, token_pattern=TOKEN).fit([view(one) for one in train]) for view in views]

    def counts(rows: Sequence[Judged]) -> object:
        from scipy.sparse import hstack

        return hstack([maker.transform([view(one) for one in rows]) for maker, view in zip(makers, views, strict=True)])

    learned, right = counts(train), np.array([one.right for one in train]) > 0.5
    best: tuple[float, np.ndarray] | None = None
    for penalty in PENALTIES:
        model = LogisticRegression(C=penalty, max_iter=3000).fit(learned, right)
        found = area(model.decision_function(counts(check)), np.array([one.right for one in check]))
        if best is None or found > best[0]:
            best = (found, model.decision_function(counts(test)))
    if best is None:
        raise Fatal("no penalty was tried")
    return best[1]


def arithmetic(script: Path, answers: Sequence[Judged]) -> list[list[str]]:
    """What the platform's arithmetic critic says of every step, by running its own code in Node."""
    given = "".join(json.dumps({"prompt": one.prompt, "steps": steps_of(one.content)}) + "\n" for one in answers)
    try:
        done = subprocess.run(
            ["node", str(script)], input=given, capture_output=True, text=True, check=True, timeout=900
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Fatal(f"the arithmetic critic did not run ({error}): Node 22 or newer must be on the path") from error
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if len(found) != len(answers):
        raise Fatal(f"the arithmetic critic answered {len(found)} of {len(answers)} solutions")
    return found


def said(verdicts: Sequence[Sequence[str]]) -> np.ndarray:
    """What the arithmetic critic says of each solution (solutions, 3): whether an equation is wrong, whether a number
    comes from nowhere, and the share of steps that have no equation.
    """
    return np.array([("wrong" in row, "doubtful" in row, row.count("unchecked") / len(row)) for row in verdicts])


def combined(
    fit: tuple[np.ndarray, np.ndarray], right: np.ndarray, test: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, list[float]]:
    """A logistic regression over (edge score, what the critic says), fitted where neither was trained; its scores on
    the test and its weights.
    """
    model = LogisticRegression(C=1e3, max_iter=3000).fit(np.column_stack(fit), right > 0.5)
    return model.decision_function(np.column_stack(test)), model.coef_[0].tolist()


def difference(one: np.ndarray, other: np.ndarray, cases: Cases, draws: int = 2000) -> tuple[float, float, float]:
    """Difference of two scores' areas under the curve with its 95 % interval, prompts drawn with replacement."""
    value = area(one, cases.right) - area(other, cases.right)
    drawn = [
        area(one[at], cases.right[at]) - area(other[at], cases.right[at]) for at in drawings(cases.group, draws, seed=1)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return value, float(low), float(high)
