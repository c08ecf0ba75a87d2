"""SumTree: add numbers by merging two at a time, in any order, so that every problem has many right traces (B-STaR
card §6).

The prompt '59+63+15:' is answered by merges '63+15=78;78+59=137;'. The grader reads the outcome; `steps` reads each
merge.
"""

from __future__ import annotations

import random
from collections import Counter

from assay_runner.blocks.expressions import equations
from assay_runner.tasks.items import Item, collect, item_id

NAME = "sumtree"


def make(
    n: int,
    seed: int,
    split: str = "train",
    *,
    numbers: tuple[int, int] = (3, 3),
    value: tuple[int, int] = (1, 99),
) -> list[Item]:
    """`n` problems of between `numbers` numbers drawn from the range `value`."""

    def draw(rng: random.Random) -> tuple[str, Item]:
        values = [rng.randint(*value) for _ in range(rng.randint(*numbers))]
        # the order in the prompt is no new problem: both orders of a pair fall into one split
        problem = "+".join(map(str, sorted(values)))
        item = Item(item_id(NAME, problem), f"{'+'.join(map(str, values))}:", str(sum(values)), {"numbers": values})
        return problem, item

    return collect(n, seed, split, NAME, draw)


def grade(item: Item, text: str) -> bool | None:
    """True when the last merge ends on the total, whatever came before; None when no merge can be read."""
    merges = equations(text)
    return merges[-1][1] == item.reference if merges else None


def solution(item: Item, rng: random.Random) -> str:
    """A right trace: random pairs are merged until one number is left."""
    rest, text = list(item.metadata["numbers"]), ""
    while len(rest) > 1:
        rng.shuffle(rest)
        a, b = rest.pop(), rest.pop()
        text += f"{a}+{b}={a + b};"
        rest.append(a + b)
    return text


def steps(item: Item, text: str) -> list[bool]:
    """Whether each written merge takes two numbers that are still there and adds them rightly.

    After a wrong merge the trace goes on with what it wrote, so that one slip is one wrong step.
    """
    rest, verdicts = Counter(item.metadata["numbers"]), []
    for left, right in equations(text):
        parts = left.split("+")
        whole = len(parts) == 2 and all(part.strip().isdigit() for part in parts) and right.isdigit()
        used = Counter(int(part) for part in parts) if whole else Counter()
        there = whole and all(rest[number] >= count for number, count in used.items())
        verdicts.append(there and sum(used.elements()) == int(right))
        rest -= used
        if whole:
            rest[int(right)] += 1
    return verdicts


def key(item: Item, text: str) -> str:
    """What makes two traces the same solution: the merges with their two numbers in order of size."""
    return ";".join("+".join(sorted(left.split("+"))) + f"={right}" for left, right in equations(text))
