"""starter-maths far from home: Mr-Ben's college maths, on which nothing was trained or chosen.

A file is an object of question → solutions, each in numbered steps with whether it is right and its first wrong step,
as people annotated them (Zeng et al. 2024, arXiv 2406.13975).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assay_runner.blocks.edge_bundle import Given
from assay_runner.blocks.edge_encoder import Encoded, Layout
from assay_runner.blocks.edge_measures import Cases, area, figure


@dataclass(frozen=True)
class Solution:
    """A solution in steps; `first_wrong` counts from 0 and is None for one that is right or not annotated."""

    question: str
    prompt: str
    steps: list[str]
    right: bool
    first_wrong: int | None


def solutions(path: Path) -> list[Solution]:
    """Every solution of a file."""
    found = []
    for key, entries in json.loads(path.read_text(encoding="utf-8")).items():
        for one in entries:
            steps = one["Model_Solution_Steps"]
            told = str(one["Model_Solution_First_Error_Step"])
            first = int(told) - 1 if told.isdigit() and 0 < int(told) <= len(steps) else None
            prompt = f"{one['Question']}\n{one['Options']}".strip()
            right = one["Model_Solution_Correctness"] == "correct"
            found.append(Solution(key, prompt, steps, right, None if right else first))
    return found


def laid_out(solutions: list[Solution], layout: Layout) -> list[Encoded]:
    """The solutions as the model reads them."""
    return [layout.encode(one.prompt, "", one.steps) for one in solutions]


def figures(solutions: list[Solution], scored: Given) -> list[dict[str, Any]]:
    """Right against wrong solutions, and of the wrong ones how often the step of lowest score is the first wrong one,
    beside naming the commonest place.
    """
    group = np.array([one.question for one in solutions], dtype=object)
    right = np.array([float(one.right) for one in solutions])
    wrong = [at for at, one in enumerate(solutions) if one.first_wrong is not None]
    lowest = [_lowest(scored.steps[at]) for at in wrong]
    first = [solutions[at].first_wrong for at in wrong]
    common = Counter(first).most_common(1)[0][0]
    whole = f"Mr-Ben: {len(solutions)} solutions in college maths"
    steps = f"Mr-Ben: {len(wrong)} wrong solutions in college maths"

    def share(name: str, hit: list[bool]) -> dict[str, Any]:
        cases = Cases(np.array(hit, dtype=float), np.ones(len(hit)), group[wrong])
        return figure(cases, steps, lambda score, _: float(score.mean()), 500).record(name)

    return [
        figure(Cases(scored.reward, right, group), whole, area, 500).record("AUC: edge judge"),
        share("first wrong step found: edge judge", [a == b for a, b in zip(lowest, first, strict=True)]),
        share(f"first wrong step found: always step {(common or 0) + 1}", [common == one for one in first]),
    ]


def _lowest(steps: list[float | None]) -> int:
    return min((score, at) for at, score in enumerate(steps) if score is not None)[1]
