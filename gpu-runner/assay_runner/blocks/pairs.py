"""Direct preference training without TRL's fixed shape: per-pair weights and smoothing, an NLL anchor, steps that do
not end.

For whole replies with one weight `training.preference` (TRL) is the simpler way; searches need this one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

from assay_runner.blocks.dialogue import Dialogue, batch
from assay_runner.blocks.likelihood import token_logprobs


@dataclass(frozen=True)
class TokenPair:
    """Two dialogues over one prompt; only tokens with turn ≥ 1 count. weight scales the loss, smoothing = chance it
    is upside down.
    """

    chosen: Dialogue
    rejected: Dialogue
    weight: float = 1.0
    smoothing: float = 0.0


def dpo_loss(
    chosen: Tensor,
    rejected: Tensor,
    reference_chosen: Tensor,
    reference_rejected: Tensor,
    beta: float,
    smoothing: Tensor | float = 0.0,
) -> Tensor:
    """Per-pair −(1−a) log σ(βx) − a log σ(−βx), x = log-ratio(chosen) − log-ratio(rejected); all (B,) sums of
    log-probabilities.

    DPO is Rafailov et al. 2023 (arXiv 2305.18290) eq. 7; the smoothed form is conservative DPO, per pair as in
    MCTS-DPO. Equal policy and reference give ln 2 for every pair, whatever a.
    """
    x = beta * ((chosen - reference_chosen) - (rejected - reference_rejected))
    return -(1 - smoothing) * logsigmoid(x) - smoothing * logsigmoid(-x)


def fit_pairs(
    model: nn.Module,
    reference: nn.Module,
    pairs: Sequence[TokenPair],
    *,
    pad: int,
    steps: int,
    batch_size: int,
    learning_rate: float,
    beta: float,
    anchor: float,
    generator: torch.Generator,
    after: Callable[[int, dict[str, float]], None] = lambda step, metrics: None,
    optimizer: torch.optim.Optimizer | None = None,
) -> torch.optim.Optimizer:
    """DPO with a per-token NLL term of weight `anchor` on the chosen reply; returns the optimizer, which a next round
    may pass on.

    after(step, metrics) runs every step with loss, reward_accuracy, margin and both log-ratios (a falling chosen
    log-ratio is likelihood displacement: raise the anchor).
    """
    optimizer = optimizer or torch.optim.AdamW(model.parameters(), lr=learning_rate, weight_decay=0.0)
    device = next(model.parameters()).device
    model.train()
    for step in range(steps):
        picked = [pairs[i] for i in torch.randint(len(pairs), (batch_size,), generator=generator).tolist()]
        # (2B, L): chosen rows first, so that one pass serves both
        rows = batch([pair.chosen for pair in picked] + [pair.rejected for pair in picked], pad, device)
        marks = (rows.turns[:, 1:] > 0).float()
        logprobs = token_logprobs(model, rows.input_ids, rows.attention_mask) * marks
        with torch.no_grad():
            known = (token_logprobs(reference, rows.input_ids, rows.attention_mask) * marks).sum(1)
        sums = logprobs.sum(1)
        ratios = (sums - known).view(2, -1)
        weights = torch.tensor([pair.weight for pair in picked], device=device)
        smoothing = torch.tensor([pair.smoothing for pair in picked], device=device)
        losses = dpo_loss(*sums.view(2, -1), *known.view(2, -1), beta, smoothing)
        half = len(picked)
        nll = -logprobs[:half].sum() / marks[:half].sum().clamp(min=1)
        loss = (weights * losses).mean() + anchor * nll
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        margin = beta * (ratios[0] - ratios[1]).detach()
        after(
            step,
            {
                "loss": loss.item(),
                "reward_accuracy": (margin > 0).float().mean().item(),
                "margin": margin.mean().item(),
                "chosen_ratio": ratios[0].mean().item(),
                "rejected_ratio": ratios[1].mean().item(),
            },
        )
    model.eval()
    return optimizer
