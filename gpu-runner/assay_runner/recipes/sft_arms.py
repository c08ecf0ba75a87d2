"""The arms of supervised fine-tuning's evidence: the built-in model learns fresh sums, against the same steps without
the loss mask, with adapters only, on an eighth of the sums, on its own right replies, and on references by chance.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from assay_runner import evidence_sums as data
from assay_runner.blocks.dataset import read_rows
from assay_runner.blocks.policy import load_policy
from assay_runner.blocks.sampling import LocalSampler
from assay_runner.blocks.training import supervised
from assay_runner.blocks.training_params import settings_of
from assay_runner.context import Context, LocalContext
from assay_runner.evidence import Arm, Claim, Evidence, prepared
from assay_runner.recipes import sft
from assay_runner.recipes.sft import Params
from assay_runner.tasks import Item

FULL = Params(
    model=data.BASE,
    dataset="sums",
    epochs=2,
    learning_rate=3e-4,
    batch_size=64,
    held_out=0.0,
    max_new_tokens=data.MAX_TOKENS,
    checkpoint_every=0,
)
QUICK = replace(FULL, epochs=1)
TRAIN, TEST, SAMPLES, FEWER = 8000, 400, 8, 8

Measure = Callable[[int, bool, Context], dict[str, Any]]


def prepare(seed: int, quick: bool, context: Context) -> None:
    """Sums with their references and, in a full run, the base's graded replies."""
    items = data.sums(TRAIN, seed, "train")
    replies: Sequence[Sequence[str]] = [[]] * len(items)
    if not quick:
        replies = data.samples(*load_policy(data.BASE), items, SAMPLES, seed)
    data.write_rows(context.workdir / "train.jsonl", items, replies)


def measured(model: Any, tokenizer: Any, seed: int) -> dict[str, Any]:
    """The columns: accuracy on test problems, and how likely their references are."""
    items: list[Item] = data.sums(TEST, seed, "test")
    model.eval()
    scores = LocalSampler(model, tokenizer).score([one.prompt for one in items], [one.reference for one in items])
    return data.accuracy(model, tokenizer, items, seed) | {"reference_logprob": sum(map(sum, scores)) / len(items)}


def base(seed: int, quick: bool, context: Context) -> dict[str, Any]:
    """The built-in model as it is."""
    return measured(*load_policy(FULL.model, torch.float32), seed)


def rewritten(folder: Path, seed: int, kind: str) -> Path:
    """The training data with references handed out at random (`chance`) or cut to every eighth item (`fewer`)."""
    rows = [json.loads(line) for line in (folder / "train.jsonl").read_text().splitlines()]
    if kind == "fewer":
        rows = rows[::FEWER]
    if kind == "chance":
        references = [row["item"]["reference"] for row in rows]
        random.Random(f"chance:{seed}").shuffle(references)
        for row, reference in zip(rows, references, strict=True):
            row["item"]["reference"] = reference
    path = folder / f"{kind}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def tuned(kind: str = "", quickly: bool = False, **changes: Any) -> Measure:
    """Fine-tuning through the recipe's own door; a quick run leaves the ablations out."""

    def run(seed: int, quick: bool, context: Context) -> dict[str, Any]:
        if quick and not quickly:
            return dict.fromkeys(EVIDENCE.columns)
        folder = prepared(context)
        rows = rewritten(folder, seed, kind) if kind else folder / "train.jsonl"
        inner = LocalContext(context.workdir / "run", seed, inputs={"dataset": rows})
        sft.run(replace(QUICK if quick else FULL, **changes), inner)
        trained = load_policy(inner.workdir / "models" / FULL.name, torch.float32)
        curve = [[step, value] for step, value in inner.metrics("loss")]
        return measured(*trained, seed) | {"curves": {} if kind == "chance" else {"loss": curve}}

    return run


def unmasked(seed: int, quick: bool, context: Context) -> dict[str, Any]:
    """The same steps with the prompt's tokens in the loss too."""
    if quick:
        return dict.fromkeys(EVIDENCE.columns)
    policy, tokenizer = load_policy(FULL.model, torch.float32)
    inner = LocalContext(context.workdir / "run", seed)
    rows = sft.tokenized(read_rows(prepared(context) / "train.jsonl"), tokenizer, FULL, inner)
    whole = [{**row, "completion_mask": [1] * len(row["input_ids"])} for row in rows]
    trained = supervised(policy, tokenizer, whole, settings_of(FULL, len(whole)), inner)
    return measured(trained.model, tokenizer, seed)


EVIDENCE = Evidence(
    main_metric="sampled",
    reference="base",
    columns={
        "greedy": "greedy, %",
        "sampled": "sampled, %",
        "reference_logprob": "log-probability of references",
    },
    prepare=prepare,
    arms={
        "base": Arm("base", base),
        "chance": Arm("references handed out at random", tuned("chance", True)),
        "fewer": Arm("an eighth of the sums, as many steps", tuned("fewer", epochs=FULL.epochs * FEWER)),
        "unmasked": Arm("prompts in the loss too", unmasked),
        "lora": Arm("LoRA of rank 8", tuned(lora_rank=8)),
        "own": Arm("its own right replies", tuned(target="correct_responses")),
        "sft": Arm("**supervised, references**", tuned("", True)),
    },
    claims=[
        Claim("It raises sampled accuracy on unseen sums", lambda r: r.above("sft", "base", "sampled"), main=True),
        Claim("… and greedy accuracy", lambda r: r.above("sft", "base", "greedy")),
        Claim("References by chance do not", lambda r: r.above("sft", "chance", "sampled"), main=True),
        Claim("… but cost accuracy", lambda r: r.below("chance", "base", "sampled")),
        Claim("An eighth of the sums gives less", lambda r: r.above("sft", "fewer", "sampled")),
        Claim("Leaving the prompt out of the loss helps", lambda r: r.above("sft", "unmasked", "sampled")),
        Claim("Training every weight beats LoRA of rank 8", lambda r: r.above("sft", "lora", "sampled")),
        Claim("References teach more than its own right replies", lambda r: r.above("sft", "own", "sampled")),
        Claim("… which teach something", lambda r: r.above("own", "base", "sampled")),
    ],
    params={"full": FULL, "items": TRAIN, "test": TEST, "samples": SAMPLES, "fewer": FEWER},
    seeds=3,
    quick_seeds=1,
)
