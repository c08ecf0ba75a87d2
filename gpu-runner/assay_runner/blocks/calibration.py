"""From scores to probabilities and to a promise: the formulas of workers/api/metrics/{calibration,conformal}.ts again.

Both languages read tests/fixtures/calibration.json. A map is JSON: {method: platt, a, b, items} or {method: isotonic,
knots, items}.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.stats import binom

Rows = Sequence[float] | np.ndarray
LEAST_FOR_ISOTONIC = 300
THRESHOLDS = tuple((95 - i) / 100 for i in range(46))
STARTS = (0.95, 0.85, 0.75)


@dataclass(frozen=True)
class Abstention:
    """The threshold that keeps the promise: verdicts at or above it are accepted, the others abstain."""

    threshold: float
    coverage: float
    risk: float
    accepted: int
    disagreed: int
    items: int


def fit_isotonic(scores: Rows, labels: Rows) -> dict[str, Any]:
    """Isotonic regression by pooling adjacent violators, equal scores pooled first (Ayer et al. 1955)."""
    order = np.argsort(np.asarray(scores, dtype=float), kind="stable")
    blocks: list[list[float]] = []  # from, to, sum, count
    for score, label in zip(
        np.asarray(scores, dtype=float)[order], np.asarray(labels, dtype=float)[order], strict=True
    ):
        if blocks and blocks[-1][1] == score:
            blocks[-1][2] += label
            blocks[-1][3] += 1
        else:
            blocks.append([score, score, label, 1])
    rising: list[list[float]] = []
    for block in blocks:
        while rising and rising[-1][2] / rising[-1][3] >= block[2] / block[3]:
            before = rising.pop()
            block = [before[0], block[1], before[2] + block[2], before[3] + block[3]]
        rising.append(block)
    knots = [
        {"score": float(end), "probability": float(block[2] / block[3])}
        for block in rising
        for end in dict.fromkeys(block[:2])
    ]
    return {"method": "isotonic", "knots": knots, "items": len(order)}


def fit_platt(scores: Rows, labels: Rows) -> dict[str, Any]:
    """Platt scaling P = 1/(1 + exp(a·score + b)) with his smoothed targets (Platt 1999)."""
    x, y = np.asarray(scores, dtype=float), np.asarray(labels, dtype=float)
    right = float(y.sum())
    high, low = (right + 1) / (right + 2), 1 / (len(y) - right + 2)
    target = low + y * (high - low)

    def loss(ab: np.ndarray) -> tuple[float, np.ndarray]:
        z = ab[0] * x + ab[1]
        pull = 1 / (1 + np.exp(-z)) - (1 - target)
        value = np.logaddexp(0, z) - (1 - target) * z
        return float(value.sum()) + 5e-11 * float(ab @ ab), np.array([(pull * x).sum(), pull.sum()]) + 1e-10 * ab

    start = np.array([0.0, np.log((len(y) - right + 1) / (right + 1))])
    a, b = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9}).x
    return {"method": "platt", "a": float(a), "b": float(b), "items": len(y)}


def fit_map(scores: Rows, labels: Rows) -> dict[str, Any] | None:
    """Isotonic where there are hundreds of labels, Platt's two parameters with fewer; None without both kinds."""
    if len(set(np.asarray(labels, dtype=float).tolist())) < 2:
        return None
    return (fit_isotonic if len(scores) >= LEAST_FOR_ISOTONIC else fit_platt)(scores, labels)


def apply_map(fitted: dict[str, Any], scores: Rows) -> np.ndarray:
    """Probabilities of scores; an isotonic map is linear between its knots and constant beyond its ends."""
    x = np.asarray(scores, dtype=float)
    if fitted["method"] == "platt":
        return 1 / (1 + np.exp(np.clip(fitted["a"] * x + fitted["b"], -500, 500)))
    return np.interp(x, [knot["score"] for knot in fitted["knots"]], [knot["probability"] for knot in fitted["knots"]])


def abstention_threshold(
    confidences: Rows,
    agrees: Sequence[bool] | np.ndarray,
    alpha: float,
    delta: float,
    thresholds: Sequence[float] = THRESHOLDS,
    starts: Sequence[float] = STARTS,
) -> Abstention | None:
    """The widest threshold whose risk is at most alpha with confidence 1 − delta, or None: Learn then Test
    (arXiv 2110.01052) in a fixed order with fallback (Wiens 2003).

    The verdicts must be independent (one an item) and their confidence must not have been fitted on them.
    """
    confidence, right = np.asarray(confidences, dtype=float), np.asarray(agrees, dtype=bool)
    fresh = [start for start in starts if start in thresholds]
    level, best = 0.0, None
    for threshold in thresholds:
        if threshold in fresh:
            level += delta / len(fresh)
        if level == 0:
            continue
        accepted = confidence >= threshold
        n, disagreed = int(accepted.sum()), int((accepted & ~right).sum())
        p_value = 1.0 if n == 0 else float(binom.cdf(disagreed, n, alpha))
        if p_value > level:
            level = 0.0
            continue
        coverage = n / len(right)
        if best is None or coverage >= best.coverage:
            best = Abstention(threshold, coverage, disagreed / n, n, disagreed, len(right))
    return best
