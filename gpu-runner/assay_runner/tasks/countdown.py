"""Countdown: combine the given numbers, each exactly once, with + - * / so that the result is the target."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import lru_cache

from assay_runner.blocks.verifiers import countdown_answer
from assay_runner.tasks.items import Item, collect, item_id

NAME = "countdown"


def make(
    n: int,
    seed: int,
    split: str = "train",
    *,
    numbers: tuple[int, int] = (3, 3),
    largest: int = 9,
    target: tuple[int, int] = (1, 30),
    operations: str = "+-*/",
) -> list[Item]:
    """`n` solvable problems (checked by exhaustive search) with between `numbers` numbers in 1..largest and a target
    in range.

    The prompt reads '3,7,9=30:'. A reply is an expression, its last line or what follows 'A' or 'answer is'.
    """

    def draw(rng: random.Random) -> tuple[str, Item]:
        while True:
            values = tuple(sorted(rng.randint(1, largest) for _ in range(rng.randint(*numbers))))
            reachable = [goal for goal in _solutions(values, operations) if target[0] <= goal <= target[1]]
            if reachable:
                break
        goal = rng.choice(sorted(reachable))
        problem = f"{','.join(map(str, values))}={goal}"
        shown = list(values)
        rng.shuffle(shown)
        metadata = {
            "numbers": shown,
            "target": goal,
            "operations": operations,
            "solutions": len(_solutions(values, operations)[goal]),
        }
        return problem, Item(item_id(NAME, problem), f"{','.join(map(str, shown))}={goal}:", str(goal), metadata)

    return collect(n, seed, split, NAME, draw)


def grade(item: Item, text: str) -> bool | None:
    """True when the reply's expression uses every number once and reaches the target; None when it holds no
    expression.
    """
    return countdown_answer(text, item.metadata["numbers"], item.metadata["target"])


def solution(item: Item, rng: random.Random) -> str:
    """One of the problem's solutions, drawn by `rng`."""
    found = _solutions(tuple(sorted(item.metadata["numbers"])), item.metadata["operations"])
    return rng.choice(found[item.metadata["target"]])


@lru_cache(maxsize=4096)
def _solutions(values: tuple[int, ...], operations: str) -> dict[int, list[str]]:
    """Every integer reachable from `values` with the expressions (without needless outer brackets) that reach it."""
    reached: dict[Fraction, set[str]] = {}
    _combine([(Fraction(value), str(value)) for value in values], operations, reached)
    return {int(value): sorted(texts) for value, texts in reached.items() if value.denominator == 1}


def _combine(parts: list[tuple[Fraction, str]], operations: str, reached: dict[Fraction, set[str]]) -> None:
    if len(parts) == 1:
        value, text = parts[0]
        reached.setdefault(value, set()).add(text[1:-1] if text.startswith("(") and _outer(text) else text)
        return
    for i in range(len(parts)):
        for j in range(len(parts)):
            if i == j:
                continue
            rest = [part for k, part in enumerate(parts) if k not in (i, j)]
            (a, left), (b, right) = parts[i], parts[j]
            for sign in operations:
                # a+b and b+a are one step; a negative or fractional stop on the way is allowed in the game's exact form
                if (sign in "+*" and i > j) or (sign == "/" and b == 0):
                    continue
                value = a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b
                _combine([*rest, (value, f"({left}{sign}{right})")], operations, reached)


def _outer(text: str) -> bool:
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return position == len(text) - 1
    return False
