"""Intervals for measured numbers: plain functions over arrays, every one at a stated level."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats


class Interval(NamedTuple):
    """A mean with the ends of its interval; the ends are nan where there are too few values to have one."""

    mean: float
    low: float
    high: float


def t_interval(values: np.ndarray, level: float = 0.95) -> Interval:
    """Student's t interval of the mean of `values` (n,), for instance one value a seed."""
    values = np.asarray(values, dtype=float)
    mean = float(values.mean()) if values.size else float("nan")
    if values.size < 2:
        return Interval(mean, float("nan"), float("nan"))
    half = float(stats.t.ppf(0.5 + level / 2, values.size - 1) * values.std(ddof=1) / np.sqrt(values.size))
    return Interval(mean, mean - half, mean + half)


def paired_t(values: np.ndarray, others: np.ndarray, level: float = 0.95) -> Interval:
    """Interval of mean(values − others), both (n,) and in the same order of seeds."""
    return t_interval(np.asarray(values, dtype=float) - np.asarray(others, dtype=float), level)


def bootstrap(values: np.ndarray, rng: np.random.Generator, draws: int = 2000, level: float = 0.95) -> Interval:
    """Percentile bootstrap interval of the mean of `values` (n,), for instance one value a problem."""
    values = np.asarray(values, dtype=float)
    if values.size < 2:
        return Interval(float(values.mean()) if values.size else float("nan"), float("nan"), float("nan"))
    means = np.array([values[rng.integers(0, values.size, values.size)].mean() for _ in range(draws)])
    low, high = np.quantile(means, [0.5 - level / 2, 0.5 + level / 2])
    return Interval(float(values.mean()), float(low), float(high))


def paired_bootstrap(
    values: np.ndarray, others: np.ndarray, rng: np.random.Generator, draws: int = 2000, level: float = 0.95
) -> Interval:
    """Bootstrap interval of mean(values − others) over problems: (problems,) or (seeds, problems)."""
    difference = np.atleast_2d(np.asarray(values, dtype=float) - np.asarray(others, dtype=float))
    return bootstrap(difference.mean(axis=0), rng, draws, level)


def wilson(successes: int, trials: int, level: float = 0.95) -> Interval:
    """Wilson's score interval of a share of `trials`."""
    if trials == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    z = float(stats.norm.ppf(0.5 + level / 2))
    share = successes / trials
    center = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return Interval(share, float(center - half), float(center + half))
