"""What an edge judge is worth: maps fitted on one part of the prompts, the promise on another, and measured on a third.

Everything is computed with the int8 model that is served. Intervals draw whole prompts (groups) with replacement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import rankdata

from assay_runner.blocks.calibration import abstention_threshold, apply_map, fit_map, fit_platt
from assay_runner.blocks.edge_bundle import Given, onnx_scores
from assay_runner.blocks.edge_encoder import Layout
from assay_runner.blocks.judge_data import Unit

DRAWS = 500


@dataclass(frozen=True)
class Figure:
    """A number with its interval, on what it was measured and on how many cases."""

    on: str
    value: float | None
    low: float | None
    high: float | None
    n: int

    def record(self, name: str) -> dict[str, Any]:
        """As the manifest has it."""
        return {"name": name, "on": self.on, "value": self.value, "low": self.low, "high": self.high, "n": self.n}


@dataclass(frozen=True)
class Cases:
    """Scores with what is right, and the group of each; `weight` is 0 for what is only counted."""

    score: np.ndarray
    right: np.ndarray
    group: np.ndarray

    def __len__(self) -> int:
        return len(self.score)


@dataclass(frozen=True)
class Measured:
    """The maps of each use (None where nothing could fit one), the promises, and the figures by name."""

    maps: dict[str, dict[str, Any] | None]
    conformal: dict[str, dict[str, Any] | None]
    named: dict[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Scored:
    """A split's units with what the served model gives their answers; start[i] is the place of unit i's first."""

    units: Sequence[Unit]
    given: Given
    start: list[int]


def measure(
    model: Path,
    layout: Layout,
    parts: Mapping[str, Sequence[Unit]],
    labels: Sequence[float],
    alpha: float,
    delta: float,
    with_steps: bool,
) -> Measured:
    """Fits maps, chooses thresholds and measures; `parts` holds the units of calibrate, promise and test."""
    scored = {name: scores_of(model, layout, parts[name]) for name in ("calibrate", "promise", "test")}
    uses: dict[str, Callable[[Scored], Cases]] = {"right": right_cases, "pair": pair_cases}
    if with_steps:
        uses |= {"steps": step_cases}
    maps: dict[str, dict[str, Any] | None] = {"right": None, "pair": None, "steps": None, "whole": None}
    cases = {use: {name: read(one) for name, one in scored.items()} for use, read in uses.items()}
    for use in uses:
        fitted = cases[use]["calibrate"]
        # a pair's map is symmetric: A above B by as much as B above A must mean the same
        maps[use] = (
            (symmetric(fitted) if use == "pair" else fit_map(fitted.score, fitted.right)) if len(fitted) else None
        )
    steps = maps["steps"]
    if steps is not None:
        whole = whole_cases(scored["calibrate"], steps)
        maps["whole"] = fit_map(whole.score, whole.right) if len(whole) else None
    conformal = {
        name: promise_of(cases[use]["promise"], maps[use], alpha, delta) if use in uses else None
        for name, use in (("score", "right"), ("pair", "pair"), ("steps", "steps"))
    }
    named: dict[str, Figure] = {}
    for use, auc, accuracy in (
        ("right", "right_auc", "right_accuracy"),
        ("pair", None, "pair_accuracy"),
        ("steps", "step_auc", "step_accuracy"),
    ):
        fitted_map = maps[use]
        if use not in uses or not len(cases[use]["test"]):
            continue
        test = cases[use]["test"]
        what = {"right": "answers", "pair": "pairs", "steps": "steps"}[use]
        on = f"{what} of {len(set(test.group))} unseen prompts"
        if auc:
            named[auc] = figure(test, on, lambda score, right: area(score, right))
        if fitted_map is not None:
            p = apply_map(fitted_map, test.score)
            named[accuracy] = figure(Cases(p, test.right, test.group), on, lambda p, right: decided(p, right))
            if use != "pair":
                named[f"{use}_brier"] = figure(
                    Cases(p, test.right, test.group), on, lambda p, right: float(np.mean((p - right) ** 2))
                )
            promise = conformal["score" if use == "right" else use]
            if promise and promise["threshold"] is not None:
                named |= kept_promise(use, p, test, promise["threshold"], on)
        elif use == "pair":
            named[accuracy] = figure(test, on, lambda score, right: decided(score + 0.5, right))
    named |= grade_figures(scored["test"], labels)
    return Measured(maps, conformal, named)


def scores_of(model: Path, layout: Layout, units: Sequence[Unit]) -> Scored:
    """What the served model gives every answer of the units."""
    answers = [one for unit in units for one in unit.answers]
    start = np.cumsum([0, *(len(unit.answers) for unit in units)]).tolist()
    rows = [layout.encode(one.prompt, one.content) for one in answers]
    return Scored(units, onnx_scores(model, rows, layout), start)


def right_cases(scored: Scored) -> Cases:
    """Answers that people called right or wrong; soft verdicts of ½ are left out."""
    rows = []
    for start, unit in zip(scored.start, scored.units, strict=False):
        for place, one in enumerate(unit.answers):
            if one.right is not None and one.right != 0.5:
                rows.append((scored.given.reward[start + place], float(one.right > 0.5), unit.group))
    return _cases(rows)


def pair_cases(scored: Scored) -> Cases:
    """Pairs with the reward's difference, the better one first as often as it came so; ties are left out."""
    rows = []
    for start, unit in zip(scored.start, scored.units, strict=False):
        for pair in unit.pairs:
            if pair.probability != 0.5:
                difference = scored.given.reward[start + pair.first] - scored.given.reward[start + pair.second]
                # the side that comes first is the pair's place, not its verdict
                turned = (pair.first + pair.second + start) % 2 == 1
                better = pair.probability > 0.5
                rows.append((-difference if turned else difference, float(better != turned), unit.group))
    return _cases(rows)


def step_cases(scored: Scored) -> Cases:
    """Steps that are labeled and were not cut."""
    rows = []
    for start, unit in zip(scored.start, scored.units, strict=False):
        for place, one in enumerate(unit.answers):
            for score, label in zip(scored.given.steps[start + place], one.steps, strict=False):
                if score is not None and label is not None:
                    rows.append((score, float(label), unit.group))
    return _cases(rows)


def whole_cases(scored: Scored, steps: dict[str, Any]) -> Cases:
    """Answers that people called right or wrong, with the smallest probability of a step of theirs."""
    rows = []
    for start, unit in zip(scored.start, scored.units, strict=False):
        for place, one in enumerate(unit.answers):
            known = [score for score in scored.given.steps[start + place] if score is not None]
            if one.right is not None and one.right != 0.5 and known:
                rows.append((float(apply_map(steps, known).min()), float(one.right > 0.5), unit.group))
    return _cases(rows)


def symmetric(cases: Cases) -> dict[str, Any]:
    """Platt's map of a difference with b = 0: both orders of every pair are fitted."""
    fitted = fit_platt(np.concatenate([cases.score, -cases.score]), np.concatenate([cases.right, 1 - cases.right]))
    return fitted | {"b": 0.0, "items": len(cases)}


def promise_of(cases: Cases, fitted: dict[str, Any] | None, alpha: float, delta: float) -> dict[str, Any] | None:
    """The abstain threshold of a use; one case a group, as the promise is about independent ones."""
    if fitted is None or not len(cases):
        return None
    rng = np.random.default_rng(0)
    order = rng.permutation(len(cases))
    _, first = np.unique(cases.group[order], return_index=True)
    chosen = np.sort(order[first])
    p = apply_map(fitted, cases.score[chosen])
    found = abstention_threshold(np.maximum(p, 1 - p), (p >= 0.5) == (cases.right[chosen] > 0.5), alpha, delta)
    told = {"alpha": alpha, "delta": delta, "items": len(chosen)}
    if found is None:
        return told | {"threshold": None, "coverage": None, "risk": None}
    return told | {"threshold": found.threshold, "coverage": found.coverage, "risk": found.risk}


def kept_promise(use: str, p: np.ndarray, test: Cases, threshold: float, on: str) -> dict[str, Figure]:
    """How many verdicts the threshold lets through on the test part, and how many of them are wrong."""
    sure = np.maximum(p, 1 - p) >= threshold
    wrong = (p >= 0.5) != (test.right > 0.5)
    found = {f"{use}_coverage": figure(Cases(sure.astype(float), wrong, test.group), on, lambda s, _: float(s.mean()))}
    if sure.any():
        found[f"{use}_risk"] = figure(
            Cases(sure.astype(float), wrong, test.group), on, lambda s, w: float(w[s > 0].mean()) if s.any() else 0.0
        )
    return found


def grade_figures(scored: Scored, labels: Sequence[float]) -> dict[str, Figure]:
    """Mean absolute error of the expected grade."""
    if scored.given.grades is None:
        return {}
    rows = []
    for start, unit in zip(scored.start, scored.units, strict=False):
        for place, one in enumerate(unit.answers):
            if one.grade is not None:
                expected = float(np.exp(scored.given.grades[start + place]) @ np.asarray(labels))
                rows.append((abs(expected - one.grade), 1.0, unit.group))
    if not rows:
        return {}
    cases = _cases(rows)
    return {
        "grade_error": figure(cases, f"grades of {len(set(cases.group))} unseen prompts", lambda e, _: float(e.mean()))
    }


def figure(cases: Cases, on: str, statistic: Callable[[np.ndarray, np.ndarray], float], draws: int = DRAWS) -> Figure:
    """A statistic of (score, right) with its 95 % interval over groups."""
    value = statistic(cases.score, cases.right)
    drawn = [statistic(cases.score[at], cases.right[at]) for at in drawings(cases.group, draws)]
    finite = np.array([one for one in drawn if np.isfinite(one)])
    if not np.isfinite(value) or len(finite) < draws / 2:
        return Figure(on, float(value) if np.isfinite(value) else None, None, None, len(cases))
    low, high = np.quantile(finite, [0.025, 0.975])
    return Figure(on, float(value), float(low), float(high), len(cases))


def drawings(group: np.ndarray, draws: int, seed: int = 0) -> list[np.ndarray]:
    """Places of cases when whole groups are drawn with replacement."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(group):
        places[name].append(at)
    blocks = [np.array(one) for one in places.values()]
    rng = np.random.default_rng(seed)
    return [np.concatenate([blocks[at] for at in rng.integers(len(blocks), size=len(blocks))]) for _ in range(draws)]


def area(score: np.ndarray, right: np.ndarray) -> float:
    """Area under the ROC curve: how often a right case scores above a wrong one, ties counting half."""
    positive = right > 0.5
    n, m = int(positive.sum()), int((~positive).sum())
    if not n or not m:
        return float("nan")
    return float((rankdata(score)[positive].sum() - n * (n + 1) / 2) / (n * m))


def decided(p: np.ndarray, right: np.ndarray) -> float:
    """Share of verdicts at ½ that are right; exactly ½ counts half."""
    return float(np.where(p == 0.5, 0.5, (p > 0.5) == (right > 0.5)).mean())


def _cases(rows: list[tuple[float, float, str]]) -> Cases:
    score, right, group = zip(*rows, strict=True) if rows else ((), (), ())
    return Cases(np.array(score, dtype=float), np.array(right, dtype=float), np.array(group, dtype=object))
