"""Which replies to keep and which pairs to prefer: selectors, pair builders, and the controls that every claim needs.

All functions are plain over lists; a reply's place in its list is its identity. Ties go to the earlier reply.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assay_runner.blocks.search import Node, Tree


@dataclass(frozen=True)
class Pair:
    """A preference: after `prompt`, `chosen` over `rejected`; weight scales its loss, smoothing is the chance it is
    upside down.
    """

    prompt: str
    chosen: str
    rejected: str
    weight: float = 1.0
    smoothing: float = 0.0
    metadata: dict[str, Any] = field(default_factory=dict)


def unique(keys: Sequence[Hashable]) -> list[int]:
    """Positions of the first reply of each key."""
    seen: dict[Hashable, int] = {}
    for position, key in enumerate(keys):
        seen.setdefault(key, position)
    return list(seen.values())


def above(rewards: Sequence[float], threshold: float) -> list[int]:
    """Positions with reward > threshold (strict: B-STaR, ReST-EM)."""
    return [position for position, reward in enumerate(rewards) if reward > threshold]


def top_of_correct(scores: Sequence[float], correct: Sequence[bool], k: int) -> list[int]:
    """Positions of the k right replies of highest score, best first (MStar keeps the top 2)."""
    right = [position for position, verdict in enumerate(correct) if verdict]
    return sorted(right, key=lambda position: (-scores[position], position))[:k]


def fill(rewards: Sequence[Sequence[float]], threshold: float, total: int, cap: int) -> list[list[int]]:
    """Positions kept per query, best reward first: the cap a query rises 1, 2, … `cap` until `total` are kept
    (B-STaR's code).
    """
    ranked = [sorted(above(row, threshold), key=lambda position: (-row[position], position)) for row in rewards]
    for limit in range(1, cap + 1):
        kept = [row[:limit] for row in ranked]
        if sum(map(len, kept)) >= total:
            return kept
    return [row[:cap] for row in ranked]


def best_worst(scores: Sequence[float], gap: float = 0.0) -> tuple[int, int] | None:
    """(best, worst) of n replies; None when they differ by no more than `gap`."""
    best = min(range(len(scores)), key=lambda position: (-scores[position], position))
    worst = min(range(len(scores)), key=lambda position: (scores[position], position))
    return (best, worst) if scores[best] - scores[worst] > gap else None


def margin_pairs(scores: Sequence[float], margin: float, most: int | None = None) -> list[tuple[int, int]]:
    """Every (better, worse) with scores apart by at least `margin`, largest margins first, at most `most`."""
    pairs = [
        (a, b)
        for a in range(len(scores))
        for b in range(len(scores))
        if a != b and scores[a] - scores[b] >= max(margin, 1e-12)
    ]
    pairs.sort(key=lambda pair: (scores[pair[1]] - scores[pair[0]], pair))
    return pairs[:most]


def right_wrong(correct: Sequence[bool | None], rng: random.Random, most: int = 1) -> list[tuple[int, int]]:
    """Up to `most` random (right, wrong) pairs without using a reply twice; unreadable replies are neither."""
    right = [position for position, verdict in enumerate(correct) if verdict is True]
    wrong = [position for position, verdict in enumerate(correct) if verdict is False]
    rng.shuffle(right)
    rng.shuffle(wrong)
    return list(zip(right, wrong, strict=False))[:most]


def tree_pairs(
    tree: Tree,
    text: Callable[[Node], str],
    start: Callable[[Node], str],
    *,
    gap: float = 0.0,
    most: int = 8,
    discount: float = 1.0,
) -> list[Pair]:
    """Step-level pairs from a finished search: at every node on the most visited path, best child over worst by Q.

    text(child) = the step's own words, start(node) = prompt and committed prefix. Equal Q gives no pair. The
    smoothing is a = min(N_worst / (N_best + N_worst), ½): similar visit counts give a soft label (MCTS-DPO step 7).
    """
    pairs = []
    node = tree.nodes[0]
    while node.children and len(pairs) < most:
        ranked = sorted(
            tree.children(node), key=lambda child: (child.reward + discount * child.value, child.visits), reverse=True
        )
        best, worst = ranked[0], ranked[-1]
        margin = (best.reward + discount * best.value) - (worst.reward + discount * worst.value)
        if len(ranked) > 1 and margin > gap and text(best) != text(worst):
            told = {
                "depth": node.depth,
                "margin": margin,
                "visits": [best.visits, worst.visits],
                "gold": best.gold or worst.gold,
            }
            pairs.append(
                Pair(start(node), text(best), text(worst), 1.0, visit_smoothing(best.visits, worst.visits), told)
            )
        node = max(ranked, key=lambda child: (child.visits, child.value, -child.index))
    return pairs


def visit_smoothing(chosen: int, rejected: int) -> float:
    """a = min(1 − conf, ½), conf = 1 / (1 + N_rej / max(1, N_cho)) (MCTS-DPO step 7)."""
    return min(1 - 1 / (1 + rejected / max(1, chosen)), 0.5)


def swapped(pairs: Sequence[Pair]) -> list[Pair]:
    """Control: every pair upside down (must hurt)."""
    return [replace(pair, chosen=pair.rejected, rejected=pair.chosen) for pair in pairs]


def coin_flipped(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """Control: each pair upside down with probability ½ (must not help)."""
    return [pair if rng.random() < 0.5 else swapped([pair])[0] for pair in pairs]


def shuffled(rows: Sequence[Sequence[float]], rng: random.Random) -> list[list[float]]:
    """Control: each query's scores handed to its replies at random (must not help)."""
    mixed = [list(row) for row in rows]
    for row in mixed:
        rng.shuffle(row)
    return mixed


def random_pairs(prompts: Sequence[str], replies: Sequence[Sequence[str]], rng: random.Random) -> list[Pair]:
    """Control: two different replies of each query, preferred by chance (must not help)."""
    pairs = []
    for prompt, row in zip(prompts, replies, strict=True):
        different = sorted(set(row))
        if len(different) > 1:
            chosen, rejected = rng.sample(different, 2)
            pairs.append(Pair(prompt, chosen, rejected))
    return pairs
