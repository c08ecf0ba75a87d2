"""What a second attempt repairs and what it breaks: SCoRe's shares and the conditional CL, CS and RSS.

Sources: SCoRe (arXiv 2409.12917) for Δ, Δ i→c, Δ c→i; Confidence v.s. Critique (arXiv 2412.19513) for CL, CS, RSS.
The same formulas as the platform's self-correction report; both are tested on tests/fixtures/self-correction.json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Number = float | None


def label_self_correction(labels: Sequence[Mapping[str, Any]]) -> dict[str, Number]:
    """The same metrics from label probabilities, without sampling: each question has `gold`, `p1` (labels,) at the
    first turn, and `p2` (labels, labels), whose row l is the second turn once l was put in as the first answer.

    P(a) = p1[gold]; P(b | a) = p2[gold][gold]; P(b | not a) by total probability over the wrong first answers.
    """
    if not labels:
        raise ValueError("there must be a question")
    first = np.array([row["p1"][row["gold"]] for row in labels], dtype=float)
    right = np.array([row["p1"][row["gold"]] * row["p2"][row["gold"]][row["gold"]] for row in labels], dtype=float)
    after = np.array([np.dot(row["p1"], np.asarray(row["p2"])[:, row["gold"]]) for row in labels], dtype=float)
    return metrics(first, float(right.sum()), float((after - right).sum()))


def self_correction(samples: Sequence[Sequence[tuple[bool | None, bool | None]]]) -> dict[str, Number]:
    """Metrics over questions, each a list of (right before, right after); a question's samples are averaged first; None
    (unreadable) counts as wrong.

    Shares are of all problems: delta = i_to_c − c_to_i. cl = P(right after | right before), cs = P(right after |
    wrong before), rss places accuracy_after between accuracy_before² and 2·accuracy_before − accuracy_before². None
    where nothing can be divided by.
    """
    if not samples or not all(len(row) for row in samples):
        raise ValueError("every question needs at least one pair of attempts, and there must be a question")
    rows = [np.array([[bool(before), bool(after)] for before, after in row], dtype=float) for row in samples]
    # P(a), P(b | a) and P(b | not a) of each question; a condition that never held has weight 0, so its value is free
    first = np.array([row[:, 0].mean() for row in rows])
    kept = np.array([(row[:, 0] * row[:, 1]).sum() / max(row[:, 0].sum(), 1) for row in rows])
    repaired = np.array([((1 - row[:, 0]) * row[:, 1]).sum() / max((1 - row[:, 0]).sum(), 1) for row in rows])
    return metrics(first, float((first * kept).sum()), float(((1 - first) * repaired).sum()))


def metrics(first: np.ndarray, right: float, mended: float) -> dict[str, Number]:
    """All metrics from each question's P(a), and the sums of P(a) P(b | a) and P(not a) P(b | not a)."""
    n, before = len(first), float(first.mean())
    after, spread = (right + mended) / n, 2 * before * (1 - before)
    return {
        "accuracy_before": before,
        "accuracy_after": after,
        "delta": after - before,
        "i_to_c": mended / n,
        "c_to_i": before - right / n,
        "cl": right / float(first.sum()) if first.sum() > 0 else None,
        "cs": mended / (n - float(first.sum())) if first.sum() < n else None,
        "rss": (after - before**2) / spread if 0 < before < 1 else None,
    }
