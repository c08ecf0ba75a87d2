"""How far each rater can be trusted, from how often they agree with the others on what several of them saw."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assay_runner.blocks.dataset import Row, row_of
from assay_runner.errors import Fatal

PRIOR = 4.0  # ratings' worth of belief that a rater is like the average


@dataclass(frozen=True)
class Rated:
    """One rater's choice on one pair: 1 for the first answer, 0 for the second, ½ for a tie."""

    pair: str
    rater: str
    value: float


def rater_weights(ratings: Iterable[Rated]) -> dict[str, float]:
    """The weight of each rater's vote, mean about 1: the log-odds of agreeing with the other raters of a pair, never
    below 0 (Nitzan and Paroush 1982), agreement drawn toward the average where a rater has few ratings.
    """
    by_pair: dict[str, list[Rated]] = defaultdict(list)
    for one in ratings:
        by_pair[one.pair].append(one)
    agreed: dict[str, float] = defaultdict(float)
    seen: dict[str, float] = defaultdict(float)
    for rows in by_pair.values():
        total = sum(one.value - 0.5 for one in rows)
        for one in rows:
            others = total - (one.value - 0.5)
            seen[one.rater] += 0.0
            if others and one.value != 0.5:
                seen[one.rater] += 1
                agreed[one.rater] += float((one.value > 0.5) == (others > 0))
    if not sum(seen.values()):
        return dict.fromkeys(seen, 1.0)
    average = min(max(sum(agreed.values()) / sum(seen.values()), 0.5), 0.99)
    share = {rater: (agreed[rater] + PRIOR * average) / (seen[rater] + PRIOR) for rater in seen}
    raw = {rater: max(0.0, math.log(p / max(1 - p, 1e-6))) for rater, p in share.items()}
    mean = sum(raw.values()) / len(raw)
    return {rater: weight / mean for rater, weight in raw.items()} if mean > 0 else dict.fromkeys(raw, 1.0)


def preferences(ratings: Iterable[Rated]) -> dict[str, tuple[float, float]]:
    """For each pair (probability that the first is better, weight): raters' votes by their weights, drawn toward ½ by
    one vote; the weight is what the votes weigh together, at most 4.
    """
    rows = list(ratings)
    weights = rater_weights(rows)
    told: dict[str, tuple[float, float]] = {}
    for one in rows:
        value, total = told.get(one.pair, (0.0, 0.0))
        told[one.pair] = (value + one.value * weights[one.rater], total + weights[one.rater])
    return {pair: ((value + 0.5) / (total + 1), min(total, 4.0)) for pair, (value, total) in told.items()}


CHOICES = {"a": 1.0, "b": 0.0, "tie": 0.5, "both_good": 0.5, "both_bad": 0.5}


def read_campaign(path: Path) -> list[Row]:
    """The rows of a pinned campaign: a comparison each, with the raters' weighted preference and, where judges rated
    too, the mean of their probabilities as the teacher's. Comparisons that nobody rated are left out.
    """
    rows: list[Row] = []
    rated: list[Rated] = []
    judged: dict[str, list[float]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        entry: dict[str, Any] = json.loads(line)
        if "rating" not in entry:
            rows.append(row_of(entry, number, path))
            continue
        rating = entry["rating"]
        value = CHOICES[rating["choice"]]
        if rating["judge"]:
            judged[rating["comparison_id"]].append(value if rating["probability"] is None else rating["probability"])
        else:
            rated.append(Rated(rating["comparison_id"], rating["rater"], value))
    people = preferences(rated)
    found = []
    for row in rows:
        teacher = sum(judged[row.id]) / len(judged[row.id]) if row.id in judged else None
        if row.id not in people and teacher is None:
            continue
        probability, weight = people.get(row.id, (None, 1.0))
        told = {"a": "a", "b": "b", "probability": probability, "weight": weight, "teacher": teacher}
        found.append(replace(row, preferences=({key: value for key, value in told.items() if value is not None},)))
    if not found:
        raise Fatal(f"nobody rated a comparison of {path.name}: collect or import ratings first")
    return found
