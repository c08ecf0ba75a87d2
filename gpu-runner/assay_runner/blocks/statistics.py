"""Intervals over seeds and over problems: plain functions of arrays, randomness only from a passed generator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

Rows = Sequence[float] | np.ndarray


class Interval(NamedTuple):
    """A mean with the two ends of its interval; the ends are nan where one value gives none."""

    mean: float
    low: float
    high: float


def t_interval(values: Rows, level: float = 0.95) -> Interval:
    """Student's t interval of the mean of `values` (n,): for a handful of seeds, taken as independent draws."""
    rows = np.asarray(values, dtype=float)
    if rows.ndim != 1 or rows.size == 0:
        raise ValueError(f"values have shape {rows.shape}: give one number a seed")
    mean = float(rows.mean())
    if rows.size == 1:
        return Interval(mean, float("nan"), float("nan"))
    half = float(stats.t.ppf(0.5 + level / 2, rows.size - 1) * rows.std(ddof=1) / np.sqrt(rows.size))
    return Interval(mean, mean - half, mean + half)


def paired_t(values: Rows, others: Rows, level: float = 0.95) -> Interval:
    """t interval of the mean of values − others, paired by position (the same seeds in both)."""
    left, right = np.asarray(values, dtype=float), np.asarray(others, dtype=float)
    if left.shape != right.shape:
        raise ValueError(f"shapes {left.shape} and {right.shape} cannot be paired: measure both arms on the same seeds")
    return t_interval(left - right, level)


def bootstrap(
    rows: Rows,
    rng: np.random.Generator,
    statistic: Callable[[np.ndarray], float] = np.mean,
    level: float = 0.95,
    draws: int = 2000,
) -> Interval:
    """Percentile bootstrap of a statistic over rows (n, …): whole rows (problems, clusters) are drawn with
    replacement.
    """
    table = np.asarray(rows, dtype=float)
    if len(table) == 0:
        raise ValueError("no rows to draw from: give at least one problem")
    values = np.array([statistic(table[rng.integers(len(table), size=len(table))]) for _ in range(draws)])
    low, high = np.quantile(values, [0.5 - level / 2, 0.5 + level / 2])
    return Interval(float(statistic(table)), float(low), float(high))


def paired_bootstrap(
    values: Rows, others: Rows, rng: np.random.Generator, level: float = 0.95, draws: int = 2000
) -> Interval:
    """Bootstrap interval of the mean of values − others over problems; (problems,) or (seeds, problems), paired by
    position.

    With several seeds a problem's difference is its mean over the seeds, and problems are drawn: the interval says
    what other problems would give for these seeds.
    """
    left, right = np.asarray(values, dtype=float), np.asarray(others, dtype=float)
    if left.shape != right.shape:
        raise ValueError(f"shapes {left.shape} and {right.shape} cannot be paired: use the same problems in both arms")
    difference = left - right if left.ndim == 1 else (left - right).mean(axis=0)
    picks = rng.integers(difference.size, size=(draws, difference.size))
    low, high = np.quantile(difference[picks].mean(axis=1), [0.5 - level / 2, 0.5 + level / 2])
    return Interval(float(difference.mean()), float(low), float(high))
