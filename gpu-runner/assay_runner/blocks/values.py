"""Values of partial solutions: a scalar head on a language model, regression to soft labels, and labels from trees
and roll-outs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from assay_runner.blocks.likelihood import padded
from assay_runner.blocks.search import Tree


class ValueModel(nn.Module):
    """A causal model's last hidden state and a linear head: values (B, L) of every prefix, in 0..1."""

    def __init__(self, backbone: PreTrainedModel) -> None:
        super().__init__()
        self.backbone = backbone
        width = backbone.config.get_text_config().hidden_size
        self.head = nn.Linear(width, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """(B, L) right-padded tokens give (B, L): the value of the prefix that ends with each token."""
        body = getattr(self.backbone, self.backbone.base_model_prefix)
        hidden = body(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).last_hidden_state
        return self.head(hidden.to(self.head.weight.dtype)).squeeze(-1).sigmoid()


def at_last(values: Tensor, attention_mask: Tensor) -> Tensor:
    """The value (B,) at each row's last real token: gathered by length, so that padding on the right is never read."""
    return values.gather(1, attention_mask.sum(1, keepdim=True) - 1).squeeze(1)


def at_steps(values: Tensor, positions: Sequence[Sequence[int]]) -> list[Tensor]:
    """Each row's values at the token positions where its steps end."""
    return [row[torch.tensor(places, device=row.device)] for row, places in zip(values, positions, strict=True)]


def fit_values(
    model: ValueModel,
    prefixes: Sequence[Sequence[int]],
    targets: Sequence[float],
    *,
    steps: int,
    batch_size: int,
    learning_rate: float,
    generator: torch.Generator,
    after: Callable[[int, float], None] = lambda step, loss: None,
) -> None:
    """Regression (mean squared error) of prefix values on soft targets in 0..1; `after(step, loss)` runs every step."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    device = next(model.parameters()).device
    goals = torch.tensor(targets, dtype=torch.float32, device=device)
    model.train()
    for step in range(steps):
        rows = torch.randint(len(prefixes), (batch_size,), generator=generator).tolist()
        input_ids, mask = _batch([prefixes[i] for i in rows], device)
        loss = (at_last(model(input_ids, mask), mask) - goals[rows]).square().mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        after(step, loss.item())
    model.eval()


@torch.inference_mode()
def predict_values(model: ValueModel, prefixes: Sequence[Sequence[int]], batch_size: int = 256) -> list[float]:
    """Values of whole prefixes in 0..1."""
    device = next(model.parameters()).device
    values: list[float] = []
    for start in range(0, len(prefixes), batch_size):
        input_ids, mask = _batch(prefixes[start : start + batch_size], device)
        values += at_last(model(input_ids, mask), mask).tolist()
    return values


def quality_values(good: Sequence[bool], remaining: Sequence[int]) -> list[float]:
    """Quality of each step of a trace: v_k = max(v_{k−1} + (1 − v_{k−1}) / (m_k + 1) · (1 − 2 r_k), 0), v_0 = 0.

    good[k]: whether step k is right (r_k = 0); remaining[k] = m_k, the fewest further steps to a right answer. On a
    straight right path of K steps v_k = k/K (ReST-MCTS*, arXiv 2406.03816, §3.1).
    """
    values, value = [], 0.0
    for right, distance in zip(good, remaining, strict=True):
        value = max(value + (1 - value) / (distance + 1) * (1 if right else -1), 0.0)
        values.append(value)
    return values


def tree_values(tree: Tree, verified: dict[int, bool]) -> dict[int, float]:
    """Value labels of a finished tree's nodes, from verdicts on its ends (ReST-MCTS* §3.3); empty when no end is
    right.

    A right end has distance 1, its ancestors 1 + the least of their children's. A wrong end and the nodes up to the
    nearest ancestor with a distance take that ancestor's, flagged bad. Top-down V = max(0, V_parent ± (1 − V_parent)
    / d); nodes without d are left out.
    """
    distance: dict[int, int] = {}
    for end, right in verified.items():
        if right:
            for steps, node in enumerate(reversed(tree.path(end)), start=1):
                distance[node.index] = min(distance.get(node.index, steps), steps)
    if not distance:
        return {}
    good = set(distance)
    for end, right in verified.items():
        if not right and end not in good:
            path = [node.index for node in tree.path(end)]
            nearest = max(position for position, index in enumerate(path) if index in good)
            for index in path[nearest + 1 :]:
                distance[index] = distance[path[nearest]]
    values = {0: 0.0}
    for node in tree.nodes[1:]:
        if node.index in distance and node.parent in values:
            above = values[node.parent]
            sign = 1 if node.index in good else -1
            values[node.index] = max(0.0, above + sign * (1 - above) / distance[node.index])
    return values


def roll_out_values(outcomes: Sequence[Sequence[bool]]) -> list[float]:
    """Value of each prefix = share of its roll-outs that ended right (Math-Shepherd's soft estimate)."""
    return [sum(map(bool, row)) / len(row) for row in outcomes]


def _batch(rows: Sequence[Sequence[int]], device: torch.device) -> tuple[Tensor, Tensor]:
    return padded(rows, 0, device), padded([[1] * len(row) for row in rows], 0, device)
