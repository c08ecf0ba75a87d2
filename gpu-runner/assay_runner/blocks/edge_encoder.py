"""A small BERT-shaped encoder with the edge judge's heads, its byte-level tokenizer, and how an answer is laid out.

[cls] prompt [sep] step [step] step [step] …, as workers/edge-model/encode.ts does it (tests/fixtures/edge-encode.json).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel

PAD, CLS, SEP, STEP, MASK = "[PAD]", "[CLS]", "[SEP]", "[STEP]", "[MASK]"
SPECIAL = (PAD, CLS, SEP, STEP, MASK)
WORDS = r"\p{N}{1,3}| ?\p{L}+| ?[^\s\p{L}\p{N}]|\s+"


@dataclass(frozen=True)
class Encoded:
    """An answer as the model reads it; step_at holds the place of each step's separator, None for one left out."""

    ids: list[int]
    step_at: list[int | None]


@dataclass(frozen=True)
class Scores:
    """reward (batch,), grades (batch, labels) as log-probabilities or None, steps (batch, length), all logits."""

    reward: Tensor
    grades: Tensor | None
    steps: Tensor
    hidden: Tensor


def train_tokenizer(texts: Iterable[str], size: int, *, notes: bool = True) -> Tokenizer:
    """A byte-level BPE of about `size` tokens, numbers in groups of three digits; any text can be read.

    notes: calculator notes <<…>> are dropped when reading, so that no format of a data set gives its answers away.
    """
    tokenizer = Tokenizer(models.BPE())
    if notes:
        tokenizer.normalizer = normalizers.Replace(Regex(r"<<[^<>]*>>"), "")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=list(SPECIAL),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
        min_frequency=2,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def steps_of(content: str) -> list[str]:
    """Every non-empty line; a text without one is one empty step."""
    return [line for line in content.split("\n") if line.strip()] or [""]


class Layout:
    """Lays answers out as token ids; pieces are encoded once each and kept."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int, special: int = len(SPECIAL)) -> None:
        self.tokenizer, self.max_tokens, self.special = tokenizer, max_tokens, special
        found = [tokenizer.token_to_id(token) for token in SPECIAL]
        self.pad, self.cls, self.sep, self.step, self.mask = found
        self._kept: dict[str, list[int]] = {}

    def encode(self, prompt: str, content: str, steps_given: Sequence[str] | None = None) -> Encoded:
        """An answer's lines are its steps unless steps are given. What does not fit goes from the middle: the
        question's ends and the conclusion stay.
        """
        asked, steps = self._pieces(prompt), [self._pieces(step) for step in steps_given or steps_of(content)]
        whole = sum(len(step) + 1 for step in steps)
        asked = _cut_middle(asked, max(self.max_tokens // 2, self.max_tokens - 2 - whole))
        room = self.max_tokens - 2 - len(asked)
        last = _cut_middle(steps[-1], room - 1)
        room -= len(last) + 1
        fitting = 0
        for step in steps[:-1]:
            if len(step) + 1 > room:
                break
            room -= len(step) + 1
            fitting += 1
        ids, at = [self.cls, *asked, self.sep], []
        for place, step in enumerate(steps):
            is_last = place == len(steps) - 1
            if place >= fitting and not is_last:
                at.append(None)
                continue
            ids += [*(last if is_last else step), self.step]
            at.append(len(ids) - 1)
        return Encoded(ids, at)

    def batch(self, rows: Sequence[Encoded]) -> tuple[Tensor, Tensor]:
        """Right-padded input_ids and attention_mask (batch, length)."""
        longest = max(len(row.ids) for row in rows)
        ids = torch.full((len(rows), longest), self.pad)
        mask = torch.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(row.ids)] = torch.tensor(row.ids)
            mask[at, : len(row.ids)] = 1
        return ids, mask

    def _pieces(self, text: str) -> list[int]:
        text = text.strip()
        if text not in self._kept:
            ids = self.tokenizer.encode(text, add_special_tokens=False).ids
            self._kept[text] = [one for one in ids if one >= self.special]  # only the layout sets separators
        return self._kept[text]


class EdgeEncoder(nn.Module):
    """BERT with a reward, a cumulative-link grade and a score at every step's separator."""

    def __init__(
        self, vocabulary: int, *, hidden: int, layers: int, heads: int, max_tokens: int, step: int, grades: int = 0
    ) -> None:
        super().__init__()
        self.config = BertConfig(
            vocab_size=vocabulary,
            hidden_size=hidden,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            intermediate_size=4 * hidden,
            max_position_embeddings=max_tokens,
            type_vocab_size=1,
            hidden_dropout_prob=0.1,
            attention_probs_dropout_prob=0.0,
            pad_token_id=0,
            attn_implementation="eager",  # faster to train on a processor, and fewer operators when exported
        )
        self.step, self.sep = step, SPECIAL.index(SEP)
        self.matches = nn.Embedding(16, hidden)
        nn.init.normal_(self.matches.weight, std=0.02)
        # how much more each head looks at the other places of the same token
        self.alike = nn.Parameter(torch.linspace(2.0, 0.0, heads))
        self.body = BertModel(self.config, add_pooling_layer=False)
        self.pool = nn.Linear(2 * hidden, hidden)
        self.reward = nn.Linear(hidden, 1)
        self.steps = nn.Linear(hidden, 1)
        self.grade = nn.Linear(hidden, 1) if grades else None
        self.cuts = nn.Parameter(torch.linspace(-1.0, 0.5, grades - 1)) if grades else None
        self.mask_bias = nn.Parameter(torch.zeros(vocabulary))
        # what the reward is made of: the encoder's, and the logs of the answer's tokens and steps; fitted, not trained
        self.register_buffer("mix", torch.tensor([1.0, 0.0, 0.0]))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Scores:
        same = same_tokens(input_ids)
        words = self.body.embeddings.word_embeddings(input_ids) + self.matches(matches(input_ids, same, self.sep))
        hidden = self.body(inputs_embeds=words, attention_mask=self.bias(same, attention_mask)).last_hidden_state
        at = (input_ids == self.step).to(hidden.dtype).unsqueeze(-1)
        mean = (hidden * at).sum(1) / at.sum(1).clamp(min=1.0)
        pooled = F.gelu(self.pool(torch.cat([hidden[:, 0], mean], dim=-1)))
        grades = None
        if self.grade is not None and self.cuts is not None:
            grades = link(self.grade(pooled).float(), rising(self.cuts))
        reward = self.reward(pooled).squeeze(-1).float()
        told = torch.stack([reward, *lengths(input_ids, attention_mask, self.sep, self.step)], -1)
        return Scores((told * self.mix).sum(-1), grades, self.steps(hidden).squeeze(-1).float(), hidden)

    def bias(self, same: Tensor, mask: Tensor) -> Tensor:
        """What is added to each head's attention (batch, heads, length, length): padding is hidden, and the same token
        elsewhere is looked at, which takes what stands around a number of the question to its use in the answer.
        """
        hidden = (1 - mask.to(torch.float32)) * -1e4
        return hidden[:, None, None, :] + self.alike[None, :, None, None] * same.unsqueeze(1)

    def masked_logits(self, hidden: Tensor) -> Tensor:
        """Scores of the vocabulary for hidden states (…, hidden), by the input embedding itself."""
        return hidden @ self.body.embeddings.word_embeddings.weight.T + self.mask_bias

    @property
    def parameters_served(self) -> int:
        """Weights that the exported model has."""
        return sum(one.numel() for name, one in self.named_parameters() if name != "mask_bias")


def same_tokens(ids: Tensor) -> Tensor:
    """1 where two different places have the same token (batch, length, length)."""
    place = torch.arange(ids.shape[1], device=ids.device)
    other = (place.unsqueeze(0) != place.unsqueeze(1)).to(torch.float32)
    return (ids.unsqueeze(2) == ids.unsqueeze(1)).to(torch.float32) * other


def matches(ids: Tensor, same: Tensor, sep: int) -> Tensor:
    """What is known of each token by comparing ids alone, as a number 0..15 (batch, length): 1 when it stands in the
    answer, 2 when the prompt has it before, 4 when the answer has it before, 8 when the answer has it later.

    A small encoder needs long to learn to look a number up in the question; here it is told.
    """
    place = torch.arange(ids.shape[1], device=ids.device)
    before = (place.unsqueeze(0) < place.unsqueeze(1)).to(torch.float32)  # [t, s]: s stands before t
    answer = in_answer_of(ids, sep)
    in_answer = answer.unsqueeze(1)
    seen = [same * before * (1 - in_answer), same * before * in_answer, same * before.T * in_answer]
    flags = [answer, *(one.amax(-1) for one in seen)]
    return sum((flag * 2**at for at, flag in enumerate(flags)), torch.zeros_like(answer)).to(torch.int64)


def in_answer_of(ids: Tensor, sep: int) -> Tensor:
    """1 behind the separator, 0 before and at it (batch, length)."""
    place = torch.arange(ids.shape[1], device=ids.device)
    after = (place.unsqueeze(1) < place.unsqueeze(0)).to(torch.float32)  # [s, t]: t stands behind s
    return ((ids == sep).to(torch.float32) @ after).clamp(max=1.0)


def lengths(ids: Tensor, mask: Tensor, sep: int, step: int) -> tuple[Tensor, Tensor]:
    """The logs of how many tokens and how many steps the answer has (batch,), as far as they were not cut."""
    tokens = (in_answer_of(ids, sep) * mask.to(torch.float32)).sum(1)
    return torch.log1p(tokens), torch.log1p((ids == step).to(torch.float32).sum(1))


def rising(cuts: Tensor) -> Tensor:
    """Cut points that rise: the first as it is, the others by positive steps."""
    return torch.cumsum(torch.cat([cuts[:1], F.softplus(cuts[1:])]), dim=0)


def link(score: Tensor, cuts: Tensor) -> Tensor:
    """Log-probabilities (batch, K) of the cumulative link model P(grade > k) = σ(score − cut k) (McCullagh 1980)."""
    above = torch.sigmoid(score - cuts)
    one = torch.ones_like(score)
    return torch.log((torch.cat([one, above], -1) - torch.cat([above, 0 * one], -1)).clamp(min=1e-6))


def is_number(text: str) -> bool:
    """Whether a text has a digit."""
    return re.search(r"\d", text) is not None


def learning_rate(step: int, steps: int, peak: float, warmup: float) -> float:
    """Rises in a straight line, falls as a cosine to a hundredth."""
    warm = max(1, round(warmup * steps))
    if step < warm:
        return peak * (step + 1) / warm
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))))


def _cut_middle(ids: list[int], room: int) -> list[int]:
    if len(ids) <= room:
        return ids
    head = math.ceil(room / 2)
    return ids[:head] + ids[len(ids) - room // 2 :] if room // 2 else ids[:head]
