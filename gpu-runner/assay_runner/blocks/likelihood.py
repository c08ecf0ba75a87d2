"""Log-likelihoods of given tokens under a model, teacher-forced, at temperature 1."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


def padded(rows: Sequence[Sequence[int]], fill: int, device: torch.device | str = "cpu") -> Tensor:
    """Rows of different lengths as one (rows, longest) tensor, filled up on the right."""
    longest = max(len(row) for row in rows)
    return torch.tensor([list(row) + [fill] * (longest - len(row)) for row in rows], dtype=torch.long, device=device)


def next_token_logits(model: nn.Module, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    """Logits (B, L−1, V) that predict tokens 1..L−1 of right-padded `input_ids` (B, L), in float32."""
    return model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).logits[:, :-1].float()


def chosen_logprobs(logits: Tensor, tokens: Tensor) -> Tensor:
    """log softmax(logits)[tokens]: (…, V) and (…) give (…); without writing out the whole log-softmax."""
    return logits.gather(-1, tokens.unsqueeze(-1)).squeeze(-1) - logits.logsumexp(-1)


def token_logprobs(model: nn.Module, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    """log π(token_t | before) for t = 1..L−1: (B, L) gives (B, L−1), with gradient; positions of padding hold 0."""
    logprobs = chosen_logprobs(next_token_logits(model, input_ids, attention_mask), input_ids[:, 1:])
    return logprobs * attention_mask[:, 1:]


@torch.inference_mode()
def score(
    model: nn.Module, prompts: Sequence[Sequence[int]], completions: Sequence[Sequence[int]], batch_size: int = 64
) -> list[list[float]]:
    """Per-token log-probabilities of each completion after its prompt; batches are cut by length to save padding."""
    device = next(model.parameters()).device
    result: list[list[float]] = [[] for _ in prompts]
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]) + len(completions[i]))
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        whole = [[*prompts[i], *completions[i]] for i in rows]
        input_ids = padded(whole, 0, device)
        attention_mask = padded([[1] * len(row) for row in whole], 0, device)
        logprobs = token_logprobs(model, input_ids, attention_mask).cpu()
        for row, i in zip(logprobs, rows, strict=True):
            first = len(prompts[i]) - 1
            result[i] = row[first : first + len(completions[i])].tolist()
    return result


def token_entropy(logits: Tensor) -> Tensor:
    """Entropy in nats of each next-token distribution: (…, V) gives (…)."""
    logprobs = logits.log_softmax(-1)
    return -(logprobs.exp() * logprobs).sum(-1)
