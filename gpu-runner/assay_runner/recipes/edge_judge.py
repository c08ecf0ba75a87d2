"""A small judge for the edge: learned from preferences, verdicts, grades and step labels, calibrated, made to abstain,
exported as int8 ONNX and compared with what it came from.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from assay_runner.blocks import edge_bundle as bundle
from assay_runner.blocks.dataset import Row, read_rows
from assay_runner.blocks.edge_card import card
from assay_runner.blocks.edge_encoder import EdgeEncoder, Layout, train_tokenizer
from assay_runner.blocks.edge_measures import Measured, measure
from assay_runner.blocks.edge_training import Plan, fit_lengths, train
from assay_runner.blocks.export import OPSET
from assay_runner.blocks.judge_data import SPLITS, Unit, length_balanced, units_of
from assay_runner.blocks.rater_weights import read_campaign
from assay_runner.blocks.training_params import checkpoint_every
from assay_runner.context import Context, Fatal
from assay_runner.params import param

TITLE = "Edge judge"
SUMMARY = "Train a small judge on your own verdicts; it answers in milliseconds at the edge, and says when it defers."
FAMILY = "training"
NEEDS_GPU = False
LEAST_TRAINED = 8


@dataclass(frozen=True)
class Params:
    """What is learned from, how large the judge is, and what it promises."""

    dataset: str | None = param(
        None, "Items with answers that are marked right or wrong, graded, preferred or labeled by step.", x="dataset"
    )
    campaign: str | None = param(
        None,
        "A campaign whose ratings are learned from, its raters weighed by how they agree.",
        x="campaign",
        unless="dataset",
    )
    name: str = param("edge-judge", "Name of the new judge: lower-case letters, digits and hyphens.")
    base: str | None = param(None, "An edge judge to go on from; without one it starts from nothing.", x="model")
    hidden: int = param(192, "Width of the encoder.", ge=16, le=512)
    layers: int = param(4, "Layers of the encoder.", ge=1, le=12)
    heads: int = param(6, "Attention heads; they must divide the width.", ge=1, le=16)
    vocabulary: int = param(4096, "Most tokens of the vocabulary.", ge=300, le=32768)
    max_tokens: int = param(320, "Longest prompt and answer in tokens; longer ones lose their middle.", ge=16, le=1024)
    steps: int = param(1500, "Optimizer steps on verdicts.", ge=1)
    stop_after: int | None = param(None, "Break the schedule off after so many of these steps.", ge=1)
    words_steps: int = param(0, "Optimizer steps before those in which hidden words are guessed back.", ge=0)
    batch_size: int = param(32, "Answers a step.", ge=1, le=4096)
    answers_a_prompt: int = param(6, "Most answers to one prompt in a step.", ge=1, le=64)
    learning_rate: float = param(1e-3, "Peak learning rate; warms up, then falls as a cosine.", gt=0, le=1)
    warmup_share: float = param(0.05, "Share of the steps in which the learning rate rises.", ge=0, lt=1)
    step_weight: float = param(1.0, "What the loss on steps weighs; 0 learns no step scores.", ge=0)
    grade_weight: float = param(1.0, "What the ordinal loss on grades weighs; 0 learns no grades.", ge=0)
    distill: float = param(0.5, "Share of a teacher's probability in a label that people gave too.", ge=0, le=1)
    temperature: float = param(1.0, "Softens the teacher's probabilities before they are learned.", gt=0, le=20)
    dropout: float = param(0.1, "Share of the hidden values that are dropped while training.", ge=0, lt=1)
    length_head: bool = param(False, "Let the reward read how long an answer is, by weights fitted when calibrating.")
    length_balance: bool = param(False, "Weigh pairs such that the longer answer is the better one as often as not.")
    within_source: bool = param(False, "Contrast only answers of one source, so that a source's style tells nothing.")
    calibrate_share: float = param(0.1, "Share of the prompts that fit the probabilities.", gt=0, lt=0.5)
    promise_share: float = param(0.1, "Share of the prompts that choose the abstain threshold.", gt=0, lt=0.5)
    test_share: float = param(0.15, "Share of the prompts that are only measured on.", gt=0, lt=0.5)
    alpha: float = param(0.1, "Highest share wrong among the verdicts that it gives.", gt=0, lt=1)
    delta: float = param(0.1, "Chance that this promise fails.", gt=0, lt=1)
    half: bool = param(False, "Compute in bfloat16 while training: faster where the processor has it.")
    beside: str | None = param(
        None, "A judge in use, in whose shadow the platform puts the new one when the job is done.", x="judge"
    )
    against: str | None = param(
        None,
        "The campaign whose ratings then say which of the two is right; without one the judge in use is the teacher.",
        x="labels",
    )
    margin: float = param(
        0.05, "How much less often right the new judge may be than that one and still take its place.", ge=0, le=0.5
    )
    license: str = param("unknown", "Licence of the judge, by what it was trained on.")
    checkpoint_every: int = checkpoint_every(200)


def run(params: Params, context: Context) -> dict[str, Any]:
    """The finish result: what was measured on unseen prompts; the judge's bundle is registered as a model."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", params.name):
        raise Fatal(f"name is {params.name!r}: use lower-case letters, digits and hyphens")
    shares = (params.calibrate_share, params.promise_share, params.test_share)
    rows = read_inputs(params, context)
    units = units_of(rows, shares, within_source=params.within_source)
    parts = {split: [unit for unit in units if unit.split == split] for split in SPLITS}
    context.log("prompts: " + ", ".join(f"{len(part)} {split}" for split, part in parts.items()))
    labels = grades_of(units) if params.grade_weight else []
    learned = kept(parts["train"], params)
    count = sum(len(unit.answers) for unit in learned)
    if count < LEAST_TRAINED:
        raise Fatal(
            f"there are {count} answers to learn from, {LEAST_TRAINED} are needed: mark, grade or compare more answers"
        )
    model, layout = start(params, context, learned, labels)
    train(model.to(context.device), layout, learned, labels, plan_of(params), context)
    if params.length_head:
        fit_lengths(model, layout, [one for unit in parts["calibrate"] for one in unit.answers])
    folder = context.workdir / "bundle"
    bundle.save_weights(model, layout, folder, labels)
    checked = [one for split in ("test", "calibrate") for unit in parts[split] for one in unit.answers][:200]
    parity = bundle.export(model, layout, folder, checked or [one for unit in learned for one in unit.answers][:200])
    found = measure(folder / bundle.MODEL, layout, parts, labels, params.alpha, params.delta, params.step_weight > 0)
    sha256 = bundle.write_manifest(folder, manifest(params, context, found, model, layout, labels, count))
    (folder / "README.md").write_text(card(json.loads((folder / bundle.MANIFEST).read_text()), parity))
    for file in (bundle.MODEL, bundle.TOKENIZER, bundle.MANIFEST, "README.md"):
        context.artifact(folder / file, f"{params.name}/{file}")
    context.model(folder, params.name, {"parent": params.base, "edge_model": sha256})
    numbers = {name: one.value for name, one in found.named.items() if one.value is not None}
    context.metric(params.words_steps + params.steps, **numbers)
    told = {"trained_answers": count, "parameters": model.parameters_served}
    return {"metrics": {**told, **numbers, **bundle.figures(parity)}, "edge_model": sha256}


def read_inputs(params: Params, context: Context) -> list[Row]:
    """The rows of the dataset, of the campaign, or of both."""
    if params.dataset is None and params.campaign is None:
        raise Fatal("neither a dataset nor a campaign is named: give one to learn from")
    rows = read_rows(context.input("dataset")) if params.dataset is not None else []
    return rows + (read_campaign(context.input("campaign")) if params.campaign is not None else [])


def kept(units: list[Unit], params: Params) -> list[Unit]:
    """What is learned from: every answer of which something is known, balanced by length if wanted."""
    chosen = []
    for unit in units:
        paired = {place for pair in unit.pairs for place in (pair.first, pair.second)}
        known = [
            place
            for place, one in enumerate(unit.answers)
            if place in paired
            or one.right is not None
            or one.teacher is not None
            or (one.grade is not None and params.grade_weight)
            or (any(label is not None for label in one.steps) and params.step_weight)
        ]
        at = {place: row for row, place in enumerate(known)}
        pairs = tuple(replace(pair, first=at[pair.first], second=at[pair.second]) for pair in unit.pairs)
        chosen.append(replace(unit, answers=tuple(unit.answers[place] for place in known), pairs=pairs))
    chosen = [unit for unit in chosen if unit.answers]
    return length_balanced(chosen) if params.length_balance else chosen


def start(params: Params, context: Context, learned: list[Unit], labels: list[float]) -> tuple[EdgeEncoder, Layout]:
    """The encoder to train: a former judge's, or a new one over a vocabulary of the training texts."""
    torch.manual_seed(context.seed)  # the new weights start at random
    if params.base is not None:
        return bundle.load_weights(Path(params.base), labels)
    if params.hidden % params.heads:
        raise Fatal(f"{params.heads} heads do not divide a width of {params.hidden}")
    texts = [text for unit in learned for text in (unit.answers[0].prompt, *(one.content for one in unit.answers[:2]))]
    tokenizer = train_tokenizer(texts, params.vocabulary)
    layout = Layout(tokenizer, params.max_tokens)
    model = EdgeEncoder(
        tokenizer.get_vocab_size(),
        hidden=params.hidden,
        layers=params.layers,
        heads=params.heads,
        max_tokens=params.max_tokens,
        step=layout.step,
        grades=len(labels),
    )
    return model, layout


def plan_of(params: Params) -> Plan:
    """The training's own settings out of the recipe's."""
    return Plan(**{name: getattr(params, name) for name in Plan.__dataclass_fields__})


def grades_of(units: list[Unit]) -> list[float]:
    """The grades that occur in training, rising; fewer than two make no ordinal head."""
    answers = [one for unit in units if unit.split == "train" for one in unit.answers]
    found = sorted({one.grade for one in answers if one.grade is not None})
    if len(found) > 101:
        raise Fatal(f"there are {len(found)} different grades, at most 101 are told apart: round them first")
    return found if len(found) > 1 else []


def manifest(
    params: Params,
    context: Context,
    found: Measured,
    model: EdgeEncoder,
    layout: Layout,
    labels: list[float],
    count: int,
) -> dict[str, Any]:
    """What the edge reads of the bundle; schema/contracts/edge-models.ts has the meaning of each field."""
    given = " ".join(f"--param {name}={value}" for name, value in context.params.items() if value is not None)
    return {
        "format_version": 1,
        "name": params.name,
        "description": described(found, count),
        "max_tokens": layout.max_tokens,
        "template": bundle.template(),
        "heads": {
            "reward": {"map": found.maps["right"], "pair_map": found.maps["pair"]},
            "grades": {"labels": labels, "temperature": 1.0} if labels else None,
            "steps": {"map": found.maps["steps"], "whole_map": found.maps["whole"]} if found.maps["steps"] else None,
        },
        "conformal": found.conformal,
        "parameters": model.parameters_served,
        "opset": OPSET,
        "trained_on": [
            {
                "name": "the project's rows",
                "license": params.license,
                "items": count,
                "sha256": context.data_sha256(),
                "url": None,
            }
        ],
        "metrics": [one.record(name) for name, one in found.named.items()],
        "license": params.license,
        "lineage": {
            "recipe": "edge_judge",
            "job_id": None,
            "base_model": params.base,
            "command": f"assay-runner run edge_judge {given} --seed {context.seed} --input dataset=data.jsonl"[:1000],
        },
    }


def described(found: Measured, count: int) -> str:
    """What it judges and how far it can be trusted, in words made of what was measured."""
    told = [f"Trained on {count} answers; the metrics are on prompts that it never saw."]
    for use, promise in found.conformal.items():
        if promise is None:
            continue
        if promise["threshold"] is None:
            told.append(f"For {use} no threshold promises at most {promise['alpha']:.0%} wrong: it always defers.")
        else:
            told.append(f"For {use} it gives a verdict on {promise['coverage']:.0%} of the cases and defers the rest.")
    return " ".join(told)
