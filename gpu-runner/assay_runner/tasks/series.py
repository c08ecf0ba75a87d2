"""Univariate time series: generated ones with a dial for difficulty, two that ship with statsmodels, and the grader of
forecasts.

Generated series have season 12 with an amplitude that swells and shrinks slowly, AR(1) noise that grows with the
season's height, and a random level. The number a series is drawn from decides its split, so splits never share one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

Scaling = Literal["mean", "standard"]
Split = Literal["train", "validation", "test"]
Hidden = Literal["none", "random", "begin", "end"]
SEASON = 12
LEVELS = np.arange(1, 10) / 10
"""The quantile levels of the reported CRPS, as in GluonTS."""


def generated(
    count: int, length: int, seed: int, split: Literal["train", "validation", "test"], noise: float = 0.15
) -> np.ndarray:
    """(count, length) float64 series; `noise` is the noise's standard deviation as a share of the level (the
    difficulty).
    """
    offset = {"train": 0, "validation": 1, "test": 2}[split]
    return np.stack(
        [_one(length, np.random.default_rng([seed, 3 * number + offset]), noise) for number in range(count)]
    )


def _one(length: int, rng: np.random.Generator, noise: float) -> np.ndarray:
    time = np.arange(length) + rng.integers(0, SEASON)
    level = rng.uniform(1.0, 10.0)
    phase, second = rng.uniform(0, 2 * np.pi, 2)
    season = np.sin(2 * np.pi * time / SEASON + phase) + rng.uniform(0, 0.6) * np.sin(
        4 * np.pi * time / SEASON + second
    )
    swell = 1 + 0.6 * np.sin(2 * np.pi * time / rng.uniform(60, 120) + rng.uniform(0, 2 * np.pi))
    wave = rng.uniform(0.2, 0.5) * swell * season
    carry, shocks, errors = rng.uniform(0.3, 0.8), rng.normal(size=length), np.zeros(length)
    errors[0] = shocks[0]
    for step in range(1, length):
        errors[step] = carry * errors[step - 1] + (1 - carry**2) ** 0.5 * shocks[step]
    return level * (1 + wave + noise * (0.5 + np.abs(wave)) * errors)


def shipped(name: Literal["co2", "elec_equip"]) -> np.ndarray:
    """(length,) monthly values from statsmodels: Mauna Loa CO2 (monthly means, 1958–2001) or euro-area electrical
    equipment.
    """
    if name == "co2":
        from statsmodels.datasets import co2

        weekly = co2.load_pandas().data["co2"]
        return weekly.resample("MS").mean().interpolate().to_numpy(dtype=float)
    from statsmodels.datasets import elec_equip

    return elec_equip.load_pandas().data.iloc[:, 0].to_numpy(dtype=float)


def windows(series: np.ndarray, length: int, stride: int) -> np.ndarray:
    """(count, length): every `stride`-th window of each row of `series` (series, time) or of one series (time,)."""
    views = np.lib.stride_tricks.sliding_window_view(np.atleast_2d(series), length, axis=1)[:, ::stride]
    return views.reshape(-1, length).copy()


@dataclass(frozen=True)
class Windows:
    """Raw windows (count, context + horizon) of the three splits; no horizon of a later split is seen in an earlier
    one.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def generated_windows(context: int, horizon: int, seed: int, test: int, noise: float = 0.15) -> Windows:
    """Windows of generated series: 200 series to train on, 24 and `test` others of one window each to choose and to
    test with.
    """
    length = context + horizon
    return Windows(
        windows(generated(200, 4 * length, seed, "train", noise), length, 4),
        generated(24, length, seed, "validation", noise),
        generated(test, length, seed, "test", noise),
    )


def cut_windows(rows: list[np.ndarray], context: int, horizon: int) -> Windows:
    """Windows of real series by time: horizons within the first 70 % to train on, the next 15 % to choose, the last
    15 % to test.
    """
    length, stride = context + horizon, max(1, horizon // 4)
    splits: tuple[list[np.ndarray], ...] = ([], [], [])
    for row in rows:
        first, second = int(0.7 * len(row)), int(0.85 * len(row))
        # A later split's first context lies in the part before it: its first horizon begins where that part ends.
        parts = (row[:first], row[max(0, first - context) : second], row[max(0, second - context) :])
        for split, part in zip(splits, parts, strict=True):
            if first < length or len(part) < length:
                raise ValueError(
                    f"a series of {len(row)} values is too short for context {context} and horizon {horizon}: "
                    f"give at least {max(2 * length, 7 * horizon)} values, or lower them"
                )
            split.append(windows(part, length, 1 if split is splits[0] else stride))
    return Windows(*(np.concatenate(split) for split in splits))


def read_series(path: Path) -> list[np.ndarray]:
    """The series of a project's data set (JSONL): each item's metadata.series."""
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        values = (json.loads(line)["item"].get("metadata") or {}).get("series")
        if not isinstance(values, list) or not values or not all(isinstance(value, int | float) for value in values):
            raise ValueError(f"item {number} has no metadata.series: give each item a list of numbers there")
        rows.append(np.array(values, dtype=float))
    return rows


def scaled(
    values: np.ndarray, observed: np.ndarray, context: int, scaling: Scaling
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(scaled windows, shift, scale), the last two (count, 1), from the observed part of each context alone.

    `mean` divides by mean |y| (the paper's); `standard` also subtracts the mean and divides by the deviation, which
    series that hover far from zero need. `observed` (count, length) is 1 where a value may be looked at.
    """
    weight = observed[:, :context]
    count = np.maximum(weight.sum(1, keepdims=True), 1)
    past = values[:, :context] * weight
    if scaling == "mean":
        shift, scale = np.zeros_like(count, dtype=float), np.abs(past).sum(1, keepdims=True) / count
    else:
        shift = past.sum(1, keepdims=True) / count
        scale = np.sqrt((weight * (values[:, :context] - shift) ** 2).sum(1, keepdims=True) / count)
    scale = np.where(scale > 1e-8, scale, 1.0)  # a context of zeros has no scale of its own
    return (values - shift) / scale, shift, scale


def hidden(count: int, context: int, kind: Hidden, rng: np.random.Generator) -> np.ndarray:
    """(count, context) mask of what is observed: everything, or half of it hidden at random, at the beginning or at the
    end.
    """
    mask = np.ones((count, context))
    half = context // 2
    if kind == "begin":
        mask[:, :half] = 0
    elif kind == "end":
        mask[:, context - half :] = 0
    elif kind == "random":
        for row in mask:
            row[rng.choice(context, half, replace=False)] = 0
    return mask


# The grader: forecasts are sample paths (windows, paths, horizon), the truth is (windows, horizon).


def quantiles(paths: np.ndarray, levels: np.ndarray = LEVELS) -> np.ndarray:
    """(levels, windows, horizon): the sorted sample at index round((paths − 1)·κ), as GluonTS' SampleForecast picks
    it.
    """
    ordered = np.sort(paths, axis=1)
    return np.stack([ordered[:, int(np.round((paths.shape[1] - 1) * level))] for level in levels])


def crps(paths: np.ndarray, truth: np.ndarray, levels: np.ndarray = LEVELS) -> float:
    """Mean weighted quantile loss: mean over κ of 2Σ|(q−y)(1(y≤q)−κ)| / Σ|y|, GluonTS' `mean_wQuantileLoss`."""
    return float(crps_by_window(paths, truth, levels).sum() / np.abs(truth).sum())


def crps_by_window(paths: np.ndarray, truth: np.ndarray, levels: np.ndarray = LEVELS) -> np.ndarray:
    """(windows,): each window's share of the numerator of `crps`."""
    picked, kappa = quantiles(paths, levels), levels[:, None, None]
    return (2 * np.abs((picked - truth) * ((truth <= picked) - kappa))).mean(0).sum(1)


def crps_ensemble(paths: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """(windows, horizon): CRPS of the empirical distribution, E|X − y| − ½E|X − X'|, in the unit of the series."""
    ordered, count = np.sort(paths, axis=1), paths.shape[1]
    weight = (2 * np.arange(1, count + 1) - count - 1)[None, :, None]
    spread = (ordered * weight).sum(1) / count**2  # = ½ E|X − X'|
    return np.abs(paths - truth[:, None]).mean(1) - spread


def normalized_deviation(point: np.ndarray, truth: np.ndarray) -> float:
    """ND = Σ|y − ŷ| / Σ|y| of a point forecast."""
    return float(np.abs(point - truth).sum() / np.abs(truth).sum())


def coverage(paths: np.ndarray, truth: np.ndarray, level: float = 0.8) -> float:
    """Share of true values inside the central band of the paths."""
    low, high = np.quantile(paths, [0.5 - level / 2, 0.5 + level / 2], axis=1)
    return float(((truth >= low) & (truth <= high)).mean())


def mase(point: np.ndarray, truth: np.ndarray, context: np.ndarray, season: int = SEASON) -> float:
    """Mean absolute error over the context's own seasonal-naive error, averaged over windows; context (windows,
    time).
    """
    naive = np.abs(context[:, season:] - context[:, :-season]).mean(1)
    return float((np.abs(point - truth).mean(1) / np.maximum(naive, 1e-8)).mean())


def energy_score(paths: np.ndarray, truth: np.ndarray) -> float:
    """E‖X − y‖ − ½E‖X − X'‖ over whole horizons, divided by mean ‖y‖: sees joint structure, which CRPS does not."""
    distance = np.linalg.norm(paths - truth[:, None], axis=2).mean(1)
    spread = np.linalg.norm(paths[:, :, None] - paths[:, None], axis=3).mean((1, 2))
    return float((distance - spread / 2).mean() / np.linalg.norm(truth, axis=1).mean())


def seasonal_naive(context: np.ndarray, observed: np.ndarray, horizon: int, season: int = SEASON) -> np.ndarray:
    """(windows, horizon): the last observed value of the same season, or the mean of what was observed where there is
    none.
    """
    rows, length = context.shape
    mean = (context * observed).sum(1) / np.maximum(observed.sum(1), 1)
    forecast = np.repeat(mean[:, None], season, axis=1)
    for time in range(length):
        place = (time - length) % season
        forecast[:, place] = np.where(observed[:, time] > 0, context[:, time], forecast[:, place])
    return forecast[:, np.arange(horizon) % season]


def grade(paths: np.ndarray, rows: np.ndarray) -> dict[str, float]:
    """What is reported of a forecast (windows, paths, horizon) against whole windows (windows, context + horizon)."""
    start = rows.shape[1] - paths.shape[2]
    truth = rows[:, start:]
    return {
        "crps": crps(paths, truth),
        "coverage": coverage(paths, truth),
        "mase": mase(np.median(paths, axis=1), truth, rows[:, :start]),
        "energy_score": energy_score(paths, truth),
    }


def write_fans(path: Path, paths: np.ndarray, rows: np.ndarray) -> Path:
    """A JSON file for fan charts: each window's context, truth and nine quantiles."""
    start, picked = rows.shape[1] - paths.shape[2], quantiles(paths)
    charts = [
        {
            "context": rows[window, :start].tolist(),
            "truth": rows[window, start:].tolist(),
            "quantiles": {f"{level:.1f}": picked[place, window].tolist() for place, level in enumerate(LEVELS)},
        }
        for window in range(len(rows))
    ]
    path.write_text(json.dumps({"levels": LEVELS.tolist(), "windows": charts}))
    return path
