"""Hops: follow a table of arrows h times from a start (the multi-hop testbed of the SCoRe card).

A problem is a derangement f of `nodes` nodes (no node points at itself), a hop count h and a start s; the answer is
f^h(s). The text form 'f 3 0 7 1 6 2 5 4 h 2 s 4:' and the arrays of `arrays` hold the same problems; splits go by f,
so that a test table was never seen.
"""

from __future__ import annotations

import random
from functools import lru_cache
from itertools import permutations

import numpy as np

from assay_runner.blocks.expressions import final_number
from assay_runner.tasks.items import SPLITS, Item, collect, item_id, split_of

NAME = "hops"


def make(
    n: int, seed: int, split: str = "train", *, nodes: int = 8, hops: tuple[int, int] = (1, 2), one_hop: float = 0.45
) -> list[Item]:
    """`n` problems; h is 1 with probability `one_hop`, else uniform over the rest of `hops`."""
    tables = _tables(nodes, split)

    def draw(rng: random.Random) -> tuple[str, Item]:
        table = tables[rng.randrange(len(tables))]
        h = hops[0] if hops[0] == hops[1] or rng.random() < one_hop else rng.randint(hops[0] + 1, hops[1])
        start = rng.randrange(nodes)
        answer = follow(table, h, start)
        text = " ".join(map(str, table))
        problem = f"{text}/{h}/{start}"
        metadata = {"table": [int(node) for node in table], "hops": h, "start": start}
        return problem, Item(item_id(NAME, problem), f"f {text} h {h} s {start}:", str(answer), metadata)

    return collect(n, seed, split, NAME, draw, split_by=lambda problem: split_of(problem.split("/")[0]))


def arrays(
    n: int, rng: np.random.Generator, split: str = "train", *, nodes: int = 8, one_hop: float = 0.45
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """`n` problems as arrays: tables (n, nodes), hop counts (n,) in {1, 2}, starts (n,), answers (n,); drawn with
    replacement.
    """
    known = _tables(nodes, split)
    tables = known[rng.integers(len(known), size=n)]
    hops = np.where(rng.random(n) < one_hop, 1, 2)
    starts = rng.integers(nodes, size=n)
    rows = np.arange(n)
    once = tables[rows, starts]
    return tables, hops, starts, np.where(hops == 1, once, tables[rows, once])


def grade(item: Item, text: str) -> bool | None:
    """True when the reply ends on the right node; None when it holds no number."""
    answer = final_number(text)
    return None if answer is None else answer == int(item.reference)


def solution(item: Item, rng: random.Random) -> str:
    """The walk, one arrow after another: '4>6;6>5;A5'."""
    node, text = item.metadata["start"], ""
    for _ in range(item.metadata["hops"]):
        following = item.metadata["table"][node]
        text += f"{node}>{following};"
        node = following
    return text + f"A{node}"


def follow(table: np.ndarray | list[int], hops: int, start: int) -> int:
    """The node reached from `start` after `hops` arrows."""
    node = start
    for _ in range(hops):
        node = int(table[node])
    return node


@lru_cache(maxsize=16)
def _tables(nodes: int, split: str) -> np.ndarray:
    """(tables, nodes): every derangement that falls into the split."""
    if split not in SPLITS:
        raise ValueError(f"split {split!r} is unknown: use one of {', '.join(SPLITS)}")
    if not 3 <= nodes <= 8:
        raise ValueError(f"nodes is {nodes}: between 3 and 8, because all tables are listed")
    whole = [f for f in permutations(range(nodes)) if all(f[node] != node for node in range(nodes))]
    kept = [f for f in whole if split_of(" ".join(map(str, f))) == split]
    if not kept:
        raise ValueError(f"no table of {nodes} nodes falls into {split}: use more nodes")
    return np.array(kept)
