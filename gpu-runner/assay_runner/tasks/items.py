"""One item of a task, and how items are drawn so that the splits of a task never share a problem."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Item:
    """One problem: what the model reads, the reference answer, and what the task's grader and solver need."""

    id: str
    prompt: str
    reference: str
    metadata: dict[str, Any] = field(default_factory=dict)


def split_of(problem: str) -> str:
    """The split a problem belongs to, by a hash of its canonical text: 80 % train, 10 % validation, 10 % test, for
    every seed.
    """
    bucket = int.from_bytes(hashlib.sha256(problem.encode()).digest()[:8], "big") % 10
    return "test" if bucket == 0 else "validation" if bucket == 1 else "train"


def item_id(task: str, problem: str) -> str:
    """An id that is the same wherever the same problem is drawn."""
    return f"{task}-{hashlib.sha256(problem.encode()).hexdigest()[:12]}"


def collect(
    n: int,
    seed: int,
    split: str,
    task: str,
    draw: Callable[[random.Random], tuple[str, Item]],
    split_by: Callable[[str], str] = split_of,
) -> list[Item]:
    """`n` different items of one split; `draw` gives (canonical problem, item) and is called until enough fell into it.

    Raises ValueError when the difficulty has too few different problems.
    """
    if split not in SPLITS:
        raise ValueError(f"split {split!r} is unknown: use one of {', '.join(SPLITS)}")
    # not the split: the same seed walks the same stream, and a split only keeps its own share of it
    rng = random.Random(f"{task}:{seed}")
    items: list[Item] = []
    seen: set[str] = set()
    idle = 0
    while len(items) < n:
        problem, item = draw(rng)
        if problem in seen or split_by(problem) != split:
            idle += 1
            if idle > 20_000:
                raise ValueError(
                    f"{task} has only {len(items)} different {split} problems at this difficulty, "
                    f"{n} were asked for: ask for fewer or make it harder"
                )
            continue
        idle = 0
        seen.add(problem)
        items.append(item)
    return items
