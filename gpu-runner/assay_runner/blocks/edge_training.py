"""How an edge judge learns: hidden words first if wanted, then rewards, grades, steps and preferences together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from torch.nn import functional as F

from assay_runner.blocks.checkpoints import load_state, save_state
from assay_runner.blocks.edge_encoder import EdgeEncoder, Encoded, Layout, Scores, learning_rate, lengths
from assay_runner.blocks.judge_data import Judged, Unit
from assay_runner.context import Context
from assay_runner.errors import Fatal

LOG_EVERY = 20
WINDOW = 16  # batches among which answers of like length are put together


@dataclass(frozen=True)
class Plan:
    """Steps, sizes and what each loss weighs."""

    steps: int
    stop_after: int | None
    words_steps: int
    batch_size: int
    answers_a_prompt: int
    learning_rate: float
    warmup_share: float
    step_weight: float
    grade_weight: float
    distill: float
    temperature: float
    dropout: float
    half: bool
    checkpoint_every: int


@dataclass(frozen=True)
class Drawn:
    """A unit as one batch sees it: which of its answers, and its pairs among those."""

    unit: Unit
    places: tuple[int, ...]
    length: int


def train(
    model: EdgeEncoder, layout: Layout, units: Sequence[Unit], labels: Sequence[float], plan: Plan, context: Context
) -> None:
    """Trains in place; a killed run goes on from its last checkpoint to the same weights.

    labels: the grades that the ordinal head tells apart, rising; empty without one.
    """
    units = [unit for unit in units if unit.answers]
    if not units:
        raise Fatal("there is nothing to train on: no answer is marked, graded, preferred or labeled")
    encoded = {id(one): layout.encode(one.prompt, one.content) for unit in units for one in unit.answers}
    shares = _shares(units)
    optimizer = torch.optim.AdamW(_decayed(model), lr=plan.learning_rate, betas=(0.9, 0.98))
    total = plan.words_steps + min(plan.steps, plan.stop_after or plan.steps)
    first = 0
    torch.manual_seed(context.seed)
    if found := context.load_checkpoint():
        first, folder = found
        load_state(folder, modules={"model": model}, optimizers={"main": optimizer})
        context.log(f"goes on from step {first}")
    for one in model.modules():
        if isinstance(one, nn.Dropout) and one.p > 0:  # attention has none, and keeps none
            one.p = plan.dropout
    model.train()
    stream = _batches(units, encoded, plan, context, total)
    told: Counter[str] = Counter()
    for step, drawn in enumerate(stream):
        if step < first:
            continue
        context.check()
        words = step < plan.words_steps
        for group in optimizer.param_groups:
            group["lr"] = (
                learning_rate(step, plan.words_steps, plan.learning_rate, plan.warmup_share)
                if words
                else learning_rate(step - plan.words_steps, plan.steps, plan.learning_rate, plan.warmup_share)
            )
        answers = [one.unit.answers[place] for one in drawn for place in one.places]
        rows = [encoded[id(one)] for one in answers]
        ids, mask = (tensor.to(context.device) for tensor in layout.batch(rows))
        near = torch.autocast(context.device.type, torch.bfloat16) if plan.half else nullcontext()
        with near:
            if words:
                losses = {"words_loss": _words_loss(model, layout, ids, mask, context, step)}
            else:
                losses = _losses(model(ids, mask), drawn, answers, rows, shares, labels, plan)
        loss = torch.stack(list(losses.values())).sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        told.update({name: value.item() for name, value in losses.items()} | {"_": 1})
        done = step + 1
        if done % LOG_EVERY == 0 or done in (plan.words_steps, total):
            context.metric(done, **{name: value / told["_"] for name, value in told.items() if name != "_"})
            told.clear()
        context.progress(done, total, "words" if words else "verdicts")
        if plan.checkpoint_every and done % plan.checkpoint_every == 0 and done < total:
            context.save_checkpoint(done, lambda folder: _save(folder, model, optimizer))
    model.eval()


@torch.inference_mode()
def score(
    model: EdgeEncoder, layout: Layout, answers: Sequence[Judged], batch_size: int = 64
) -> tuple[np.ndarray, np.ndarray | None, list[list[float | None]]]:
    """(rewards, log-probabilities of grades or None, logits of each answer's steps) in the order given."""
    model.eval()
    device = next(model.parameters()).device
    rows = [layout.encode(one.prompt, one.content) for one in answers]
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].ids))
    rewards = np.zeros(len(rows))
    grades: list[np.ndarray | None] = [None] * len(rows)
    steps: list[list[float | None]] = [[] for _ in rows]
    for start in range(0, len(order), batch_size):
        places = order[start : start + batch_size]
        ids, mask = layout.batch([rows[at] for at in places])
        found = model(ids.to(device), mask.to(device))
        for row, at in enumerate(places):
            rewards[at] = found.reward[row].item()
            if found.grades is not None:
                grades[at] = found.grades[row].cpu().numpy()
            steps[at] = [None if place is None else found.steps[row, place].item() for place in rows[at].step_at]
    known = [one for one in grades if one is not None]
    return rewards, np.stack(known) if known else None, steps


def fit_lengths(model: EdgeEncoder, layout: Layout, answers: Sequence[Judged]) -> list[float]:
    """Sets what the encoder's reward and the answer's length weigh in the reward: a logistic regression on verdicts
    that the encoder was not trained on; returns the three weights.
    """
    known = [one for one in answers if one.right is not None and one.right != 0.5]
    right = np.array([one.right for one in known]) > 0.5
    if len(set(right.tolist())) < 2:
        raise Fatal("the part that calibrates has no right or no wrong answers: length_head needs both")
    model.mix.copy_(torch.tensor([1.0, 0.0, 0.0]))
    rewards, _, _ = score(model, layout, known)
    laid = [layout.batch([layout.encode(one.prompt, one.content)]) for one in known]
    counted = [[float(one) for one in lengths(ids, mask, layout.sep, layout.step)] for ids, mask in laid]
    told = np.column_stack([rewards, counted])
    spread = told.std(0) + 1e-9
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(told / spread, right).coef_[0] / spread
    model.mix.copy_(torch.tensor(fitted, dtype=torch.float32))
    return fitted.tolist()


def soft(label: float | None, teacher: float | None, distill: float, temperature: float) -> float | None:
    """What is learned: the label, the teacher's probability softened by its temperature, or a mix of both (Hinton et
    al. 2015).
    """
    if teacher is None:
        return label
    safe = min(max(teacher, 1e-4), 1 - 1e-4)
    told = float(1 / (1 + np.exp(-np.log(safe / (1 - safe)) / temperature)))
    return told if label is None else (1 - distill) * label + distill * told


def _losses(
    scores: Scores,
    drawn: Sequence[Drawn],
    answers: Sequence[Judged],
    rows: Sequence[Encoded],
    shares: dict[tuple[str, bool], float],
    labels: Sequence[float],
    plan: Plan,
) -> dict[str, Tensor]:
    """The mean of each loss over what the batch knows of it."""
    names = ("pair_loss", "right_loss", "grade_loss", "step_loss")
    losses: dict[str, list[tuple[Tensor, float]]] = {name: [] for name in names}
    start = 0
    for one in drawn:
        at = {place: start + row for row, place in enumerate(one.places)}
        start += len(one.places)
        for pair in one.unit.pairs:
            if pair.first in at and pair.second in at:
                difference = scores.reward[at[pair.first]] - scores.reward[at[pair.second]]
                target = soft(pair.probability, pair.teacher, plan.distill, plan.temperature)
                losses["pair_loss"].append((_binary(difference, target or 0.0), pair.weight))
    for row, one in enumerate(answers):
        right = soft(one.right, one.teacher, plan.distill, plan.temperature)
        if right is not None:
            weight = one.weight * shares.get((one.source, right > 0.5), 1.0)
            losses["right_loss"].append((_binary(scores.reward[row], right), weight))
        if one.grade is not None and scores.grades is not None:
            losses["grade_loss"].append((-scores.grades[row, labels.index(one.grade)], one.weight * plan.grade_weight))
        for place, label in zip(rows[row].step_at, one.steps, strict=False):
            if place is not None and label is not None:
                # a wrong step is rarer than a right one: both kinds weigh alike
                weight = plan.step_weight * shares[("", label)] if ("", label) in shares else plan.step_weight
                losses["step_loss"].append((_binary(scores.steps[row, place], float(label)), one.weight * weight))
    return {
        name: torch.stack([value * weight for value, weight in found]).sum() / len(found)
        for name, found in losses.items()
        if found
    }


def _binary(logit: Tensor, target: float) -> Tensor:
    return F.softplus(logit) - target * logit


def _words_loss(model: EdgeEncoder, layout: Layout, ids: Tensor, mask: Tensor, context: Context, step: int) -> Tensor:
    """Cross-entropy of the 15 % of tokens that were hidden (Devlin et al. 2019)."""
    draw = torch.rand(ids.shape, generator=context.generator(f"mask:{step}")).to(ids.device)
    hidden = (draw < 0.15) & (ids > layout.mask)
    found = model(ids.masked_fill(hidden, layout.mask), mask).hidden
    return F.cross_entropy(model.masked_logits(found[hidden]).float(), ids[hidden])


def _shares(units: Sequence[Unit]) -> dict[tuple[str, bool], float]:
    """What an answer of a source and verdict weighs so that, in each source, right and wrong weigh alike; key "" holds
    the same for steps.
    """
    counts: Counter[tuple[str, bool]] = Counter()
    steps: Counter[bool] = Counter()
    for unit in units:
        for one in unit.answers:
            if one.right is not None:
                counts[one.source, one.right > 0.5] += 1
            steps.update(label for label in one.steps if label is not None)

    def weight(mine: int, other: int) -> float:
        return min(4.0, 0.5 * (mine + other) / mine) if other else 1.0

    shares = {key: weight(count, counts[key[0], not key[1]]) for key, count in counts.items() if key[0]}
    return shares | {("", label): weight(count, steps[not label]) for label, count in steps.items()}


def _batches(
    units: Sequence[Unit], encoded: dict[int, Encoded], plan: Plan, context: Context, total: int
) -> Iterator[list[Drawn]]:
    """`total` batches of about batch_size answers; each epoch draws by (seed, epoch) only."""
    often, made, epoch = _half_labeled(units), 0, 0
    while made < total:
        rng = context.rng(f"epoch:{epoch}")
        drawn = [one for at in rng.permutation(len(often)) for one in _parts(often[at], encoded, plan, rng)]
        window = WINDOW * plan.batch_size // plan.answers_a_prompt
        batches: list[list[Drawn]] = []
        for start in range(0, len(drawn), window):
            batch: list[Drawn] = []
            for one in sorted(drawn[start : start + window], key=lambda one: one.length):
                batch.append(one)
                if sum(len(each.places) for each in batch) >= plan.batch_size:
                    batches.append(batch)
                    batch = []
            if batch:
                batches.append(batch)
        for at in rng.permutation(len(batches)):
            yield batches[at]
            made += 1
            if made == total:
                return
        epoch += 1


def _half_labeled(units: Sequence[Unit]) -> list[Unit]:
    """The units, those with a label repeated until they are about half of all: otherwise what only a teacher spoke of,
    which has no labels of steps, crowds out the few labels there are.
    """
    labeled = [unit for unit in units if unit.compared or any(_is_labeled(one) for one in unit.answers)]
    taught = len(units) - len(labeled)
    return [*units, *labeled * (max(1, taught // len(labeled)) - 1)] if labeled else list(units)


def _is_labeled(one: Judged) -> bool:
    return one.right is not None or one.grade is not None or any(label is not None for label in one.steps)


def _parts(unit: Unit, encoded: dict[int, Encoded], plan: Plan, rng: np.random.Generator) -> list[Drawn]:
    """A unit's answers in parts of at most answers_a_prompt: whole pairs where people compared them, else at random
    with the right ones spread over the parts.
    """
    size = plan.answers_a_prompt
    if unit.compared and len(unit.answers) > size:
        parts = _paired_parts(unit, max(2, size), rng)
    else:
        places = [int(place) for place in rng.permutation(len(unit.answers))]
        places.sort(key=lambda place: unit.answers[place].right or 0.0, reverse=True)
        count = -(-len(places) // size)
        parts = [tuple(places[at::count]) for at in range(count)]
    return [
        Drawn(unit, part, max(len(encoded[id(unit.answers[place])].ids) for place in part)) for part in parts if part
    ]


def _paired_parts(unit: Unit, size: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Every pair once, in parts of pairs drawn at random."""
    parts: list[tuple[int, ...]] = []
    part: dict[int, None] = {}
    for at in rng.permutation(len(unit.pairs)):
        pair = unit.pairs[at]
        if len(part | {pair.first: None, pair.second: None}) > size:
            parts.append(tuple(part))
            part = {}
        part |= {pair.first: None, pair.second: None}
    return [*parts, tuple(part)]


def _decayed(model: EdgeEncoder) -> list[dict]:
    """Matrices are decayed, vectors are not."""
    return [
        {"params": [one for one in model.parameters() if one.ndim > 1], "weight_decay": 0.01},
        {"params": [one for one in model.parameters() if one.ndim <= 1], "weight_decay": 0.0},
    ]


def _save(folder: Path, model: EdgeEncoder, optimizer: torch.optim.Optimizer) -> None:
    save_state(folder, modules={"model": model}, optimizers={"main": optimizer})
