"""Multi-turn token sequences that know which tokens the model wrote: turn 0 is context, turn k is the model's k-th
reply.

The turn marks are what every loss masks by: supervised losses train tokens with a mark, policy gradients give each
turn its own advantage and its own KL weight (SCoRe, arXiv 2409.12917, eq. 3 and 4: one reward a turn, nothing flows
back).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from assay_runner.blocks.likelihood import padded
from assay_runner.errors import Fatal

CONTEXT = 0


@dataclass(frozen=True)
class Dialogue:
    """Tokens and, for each, the turn that wrote it (0 = context: prompts, templates, replies that are not trained)."""

    tokens: tuple[int, ...]
    turns: tuple[int, ...]


class Batch(NamedTuple):
    """Right-padded dialogues: input_ids, attention_mask and turns, each (B, L); padding has turn 0."""

    input_ids: Tensor
    attention_mask: Tensor
    turns: Tensor


def join(pieces: Sequence[tuple[Sequence[int], int]]) -> Dialogue:
    """A dialogue from (tokens, turn) pieces in order: sampled tokens are used as they were sampled, never tokenized
    again.
    """
    tokens = tuple(token for piece, _ in pieces for token in piece)
    return Dialogue(tokens, tuple(turn for piece, turn in pieces for _ in piece))


def chat(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[dict[str, str]], trained: Collection[int] | None = None
) -> Dialogue:
    """A chat through the tokenizer's template; assistant messages become turns 1, 2, …

    trained: positions in `messages` whose tokens carry loss (default: every assistant message); the others stay
    context. Raises Fatal when the template rewrites what came before, because then no mask can be right.
    """
    if tokenizer.chat_template is None:
        raise Fatal("this model has no chat template: build the dialogue from pieces with `join`")
    tokens: list[int] = []
    turns: list[int] = []
    turn = 0
    for position, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        turn += 1
        before = _template(tokenizer, messages[:position], prompt=True)
        after = _template(tokenizer, messages[: position + 1], prompt=False)
        if after[: len(before)] != before or before[: len(tokens)] != tokens:
            raise Fatal("this model's chat template changes earlier turns when one is added: train on single turns")
        mark = turn if trained is None or position in trained else CONTEXT
        turns += [CONTEXT] * (len(before) - len(tokens)) + [mark] * (len(after) - len(before))
        tokens = after
    return Dialogue(tuple(tokens), tuple(turns))


def batch(dialogues: Sequence[Dialogue], pad: int, device: torch.device | str = "cpu") -> Batch:
    """Dialogues of different lengths as one right-padded batch."""
    ids = padded([dialogue.tokens for dialogue in dialogues], pad, device)
    mask = padded([[1] * len(dialogue.tokens) for dialogue in dialogues], 0, device)
    return Batch(ids, mask, padded([dialogue.turns for dialogue in dialogues], CONTEXT, device))


def labels(rows: Batch, turns: Collection[int] | None = None) -> Tensor:
    """Labels (B, L) of a supervised loss: the tokens of `turns` (default: every turn but context), −100 elsewhere."""
    kept = rows.turns > CONTEXT if turns is None else torch.isin(rows.turns, torch.tensor(sorted(turns)).to(rows.turns))
    return rows.input_ids.masked_fill(~kept, -100)


def _template(tokenizer: PreTrainedTokenizerBase, messages: Sequence[dict[str, str]], prompt: bool) -> list[int]:
    if not messages:
        return []
    return list(tokenizer.apply_chat_template(list(messages), add_generation_prompt=prompt, return_dict=False))
