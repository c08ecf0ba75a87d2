"""Policy gradients over sampled replies: REINFORCE with a leave-one-out baseline, one advantage and one KL weight a
turn.

Shapes: B rollouts, T turns, L tokens. A rollout's tokens carry turn marks (see `dialogue`), 0 = context.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def leave_one_out(rewards: Tensor) -> Tensor:
    """Advantages r_j − mean of the other rewards of the group: (prompts, k) gives (prompts, k); k ≥ 2.

    The baseline does not depend on the rollout it is subtracted from, so the gradient stays unbiased (RLOO; Ahmadian
    et al. 2024, arXiv 2402.14740).
    """
    k = rewards.shape[-1]
    if k < 2:
        raise ValueError(f"a group of {k} has no other rollout to compare with: sample at least 2 replies a prompt")
    return (rewards * k - rewards.sum(-1, keepdim=True)) / (k - 1)


def group_normalized(rewards: Tensor, epsilon: float = 1e-6) -> Tensor:
    """Advantages (r − mean) / std of the group: (prompts, k) gives (prompts, k) (GRPO; Shao et al. 2024, arXiv
    2402.03300).
    """
    return (rewards - rewards.mean(-1, keepdim=True)) / (rewards.std(-1, keepdim=True) + epsilon)


def exact_kl(logits: Tensor, reference_logits: Tensor) -> Tensor:
    """KL(π ‖ π_ref) in nats of each next-token distribution, summed over the vocabulary: (…, V) gives (…)."""
    logprobs, reference = logits.log_softmax(-1), reference_logits.log_softmax(-1)
    return (logprobs.exp() * (logprobs - reference)).sum(-1)


def sampled_kl(logprobs: Tensor, reference_logprobs: Tensor) -> Tensor:
    """The k3 estimate of the KL from the chosen tokens alone: exp(d) − d − 1 with d = log π_ref − log π; never
    negative.

    Its value is unbiased; its gradient is not that of the KL. Use `exact_kl` where both logits are at hand.
    """
    difference = reference_logprobs - logprobs
    return difference.exp() - difference - 1


def turn_sums(values: Tensor, turns: Tensor, count: int) -> Tensor:
    """Sums of per-token values (B, L) over each turn 1..count: (B, count)."""
    marks = torch.arange(1, count + 1, device=turns.device)
    return torch.einsum("bl,blt->bt", values, (turns.unsqueeze(-1) == marks).to(values))


def turn_loss(
    logprobs: Tensor,
    turns: Tensor,
    advantages: Tensor,
    kl: Tensor | None = None,
    kl_weights: Sequence[float] = (),
) -> Tensor:
    """−mean over rollouts of Σ_t [ A_t · log π(turn t) − β_t · KL(turn t) ] (SCoRe, arXiv 2409.12917, eq. 2 to 4).

    logprobs, turns, kl (B, L) belong to the same tokens; advantages (B, T) are constants; kl_weights (T,) are β_t. A
    turn's advantage touches that turn's tokens only.
    """
    count = advantages.shape[1]
    objective = (advantages.detach() * turn_sums(logprobs, turns, count)).sum(1)
    if kl is not None:
        if len(kl_weights) != count:
            raise ValueError(f"{len(kl_weights)} KL weights for {count} turns: give one a turn")
        objective = objective - (turn_sums(kl, turns, count) * torch.tensor(kl_weights).to(kl)).sum(1)
    return -objective.mean()


def dead_groups(rewards: Tensor) -> float:
    """Share of groups (prompts, k) whose rewards are all equal: they carry no gradient."""
    return float((rewards == rewards[..., :1]).all(-1).float().mean())
