"""Training dynamics of a sampler: what it can still find (exploration) and what its reward picks out (exploitation).

Definitions: B-STaR (arXiv 2412.17256) §3 and eq. 3; unbiased pass@k from Chen et al. 2021 (arXiv 2107.03374).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np


def pass_at_k(n: int, correct: int, k: int) -> float | None:
    """Unbiased pass@k of one query from n samples, `correct` of them right: 1 − C(n−c, k)/C(n, k); None when n < k."""
    if not 0 <= correct <= n or k < 1:
        raise ValueError(f"n={n}, correct={correct}, k={k}: give 0 ≤ correct ≤ n and k ≥ 1")
    if n < k:
        return None
    if n - correct < k:
        return 1.0
    return float(1 - np.prod(1 - k / np.arange(n - correct + 1, n + 1)))


def mean_pass_at_k(correct: Sequence[Sequence[bool]], k: int) -> float | None:
    """pass@k averaged over queries, each a row of verdicts; queries with fewer than k samples are left out; None
    without any.
    """
    values = [pass_at_k(len(row), sum(map(bool, row)), k) for row in correct]
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def unique_correct(keys: Sequence[Hashable], correct: Sequence[bool]) -> int:
    """How many different right solutions there are among one query's samples."""
    return len({key for key, right in zip(keys, correct, strict=True) if right})


def pass_k_s(keys: Sequence[Sequence[Hashable]], correct: Sequence[Sequence[bool]], s: int) -> float:
    """Pass@K-S: share of queries with at least S different right solutions among their K samples (plug-in)."""
    return float(np.mean([unique_correct(k, c) >= s for k, c in zip(keys, correct, strict=True)]))


def reward_k_s(rewards: Sequence[Sequence[float]], correct: Sequence[Sequence[bool]], s: int) -> float:
    """Reward@K-S: share of queries whose S samples of highest reward are all right; ties go to the earlier sample."""
    kept = []
    for row, right in zip(rewards, correct, strict=True):
        order = sorted(range(len(row)), key=lambda i: (-row[i], i))[:s]
        kept.append(len(order) == s and all(right[i] for i in order))
    return float(np.mean(kept))


def reward_pass_k(rewards: Sequence[Sequence[float]], correct: Sequence[Sequence[bool]], s: int) -> float:
    """M-STaR's Reward-Pass@S: share of queries with a right one among their S samples of highest reward (arXiv
    2412.17451); ties go to the earlier sample.
    """
    kept = []
    for row, right in zip(rewards, correct, strict=True):
        order = sorted(range(len(row)), key=lambda i: (-row[i], i))[:s]
        kept.append(any(right[i] for i in order))
    return float(np.mean(kept))


def diversity(equations: Sequence[Sequence[Hashable]]) -> float | None:
    """Share of different equations among those of a query's right replies, averaged over queries; None when no query
    has any.
    """
    shares = [len(set(row)) / len(row) for row in equations if len(row)]
    return float(np.mean(shares)) if shares else None


def query_effect(selected: int, unique_right: int, target: int) -> float:
    """bs_i = min(n'_i / n*, 1) · n'_i / n_i of one query; 0 when nothing was selected (B-STaR eq. 3).

    selected n_i; unique_right n'_i = different right replies among the selected; target n* = ceil(samples wanted /
    queries).
    """
    if target < 1:
        raise ValueError(f"target is {target}: at least 1 reply a query must be wanted")
    return 0.0 if selected == 0 else min(unique_right / target, 1.0) * unique_right / selected


def balance_score(selected: Sequence[int], unique_right: Sequence[int], target: int) -> float:
    """Mean query effect over all queries, those without any selection counted as 0."""
    return float(np.mean([query_effect(n, u, target) for n, u in zip(selected, unique_right, strict=True)]))


def query_uniformity(selected: Sequence[int]) -> float:
    """1 − std/mean of how many replies each query gave (population std); 0 when nothing was selected."""
    counts = np.asarray(selected, dtype=float)
    return float(1 - counts.std() / counts.mean()) if counts.mean() > 0 else 0.0


def best_cell(grid: Mapping[tuple[float, float], float]) -> tuple[tuple[float, float], bool]:
    """The (temperature, threshold) with the highest score, and whether it lies on the grid's border in temperature.

    Ties go to the lower temperature, then the lower threshold, so that the choice is the same on every machine.
    """
    cell = min(grid, key=lambda key: (-grid[key], key))
    temperatures = {temperature for temperature, _ in grid}
    return cell, len(temperatures) > 1 and cell[0] in (min(temperatures), max(temperatures))
