"""Supervised fine-tuning through TRL's SFTTrainer: a dataset's references or right responses become targets."""

import hashlib
import math
from dataclasses import dataclass
from typing import Any

import torch

from assay_runner.blocks.dataset import Row, agrees, read_rows
from assay_runner.blocks.policy import load_policy, save_policy
from assay_runner.blocks.sampling import LocalSampler, encode
from assay_runner.blocks.training import Settings, supervised
from assay_runner.context import Context, Fatal
from assay_runner.params import REQUIRED, param

TITLE = "Supervised fine-tuning"
SUMMARY = (
    "Train a policy on a dataset's reference answers or right responses; measured before and after on held-out items."
)
FAMILY = "training"
NEEDS_GPU = False


@dataclass(frozen=True)
class Params:
    """What is learned and how."""

    model: str = param(REQUIRED, "The policy to start from.", x="model")
    dataset: str = param(REQUIRED, "The dataset to learn from.", x="dataset")
    name: str = param("sft", "Name of the new model.")
    target: str = param(
        "reference",
        "What the model learns to say: an item's reference, its responses marked correct, or both.",
        choices=("reference", "correct_responses", "both"),
    )
    epochs: float = param(1.0, "Passes over the data.", gt=0, le=1000)
    learning_rate: float = param(1e-4, "Peak learning rate; falls to 0 in a straight line.", gt=0, le=10)
    batch_size: int = param(16, "Examples a step.", ge=1, le=4096)
    accumulate: int = param(1, "Batches added up before a step.", ge=1)
    warmup_share: float = param(0.05, "Share of the steps in which the learning rate rises.", ge=0, lt=1)
    weight_decay: float = param(0.0, "AdamW's weight decay.", ge=0)
    max_length: int = param(1024, "Longest prompt and answer together in tokens; longer examples are left out.", ge=8)
    lora_rank: int = param(0, "Rank of LoRA adapters, merged at the end; 0 trains every weight.", ge=0, le=1024)
    gradient_checkpointing: bool = param(False, "Compute activations again instead of keeping them: less memory.")
    held_out: float = param(0.1, "Share of the items kept out of training to measure on.", ge=0, lt=1)
    measured: int = param(200, "Most held-out items to measure on.", ge=0)
    max_new_tokens: int = param(64, "Longest answer when measuring.", ge=1)
    checkpoint_every: int = param(100, "Steps between two checkpoints; 0 makes none.", ge=0)


def run(params: Params, context: Context) -> dict[str, Any]:
    """The finish result: metrics before and after; the trained model is registered with its lineage."""
    rows = read_rows(context.input("dataset"))
    learned = [row for row in rows if not is_held_out(row, params.held_out)]
    held = [row for row in rows if is_held_out(row, params.held_out)][: params.measured]
    model, tokenizer = load_policy(params.model, torch.float32)  # master weights; bf16 is autocast's business
    model.to(context.device)

    examples = tokenized(learned, tokenizer, params, context)
    before = measure(model, tokenizer, held, params, context)
    context.log(f"{len(examples)} examples, {len(held)} held-out items, before: {words(before)}")

    a_step = params.batch_size * params.accumulate
    steps = max(1, round(params.epochs * math.ceil(len(examples) / a_step)))
    settings = Settings(
        steps=steps,
        batch_size=params.batch_size,
        accumulation=params.accumulate,
        learning_rate=params.learning_rate,
        warmup=params.warmup_share,
        weight_decay=params.weight_decay,
        max_length=params.max_length,
        lora_rank=params.lora_rank,
        lora_alpha=2 * params.lora_rank,
        gradient_checkpointing=params.gradient_checkpointing,
        log_every=max(1, min(10, steps // 20)),
        checkpoint_every=params.checkpoint_every,
    )
    trained = supervised(model, tokenizer, examples, settings, context)

    after = measure(trained.model, tokenizer, held, params, context)
    if after:
        context.metric(trained.steps, **{f"held_out_{name}": value for name, value in after.items()})
    context.model(save_policy(trained.model, tokenizer, context.workdir / "model"), params.name)
    metrics: dict[str, float] = {"examples": len(examples), "steps": trained.steps, "measured": len(held)}
    for name in before:
        metrics |= {f"{name}_before": before[name], f"{name}_after": after[name]}
    return {"metrics": metrics}


def is_held_out(row: Row, share: float) -> bool:
    """Decided by a hash of the item's id: the same item is held out in every run and on every machine."""
    return int.from_bytes(hashlib.sha256(row.id.encode()).digest()[:4], "big") < share * 2**32


def targets(row: Row, target: str) -> list[str]:
    """The answers an item teaches, each once."""
    found = [row.reference] if target != "correct_responses" and row.reference is not None else []
    if target != "reference":
        found += [one.content for one in row.responses if one.correct is True]
    return list(dict.fromkeys(found))


def tokenized(rows: list[Row], tokenizer: Any, params: Params, context: Context) -> list[dict[str, list[int]]]:
    """Examples as token ids, with a mask that leaves the prompt out of the loss; the same ids that sampling uses."""
    examples, too_long = [], 0
    for row in rows:
        asked = encode(tokenizer, row.prompt)
        for text in targets(row, params.target):
            told = [*tokenizer(text, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
            if len(asked) + len(told) > params.max_length:
                too_long += 1
                continue
            mask = [0] * len(asked) + [1] * len(told)
            examples.append({"input_ids": asked + told, "completion_mask": mask})
    if too_long:
        context.log(f"{too_long} examples are longer than max_length={params.max_length} and were left out", "warning")
    if not examples:
        raise Fatal(
            f"no item of the dataset has a target of the kind {params.target!r}: add reference answers, "
            "mark responses as correct, or choose another target"
        )
    return examples


def measure(model: Any, tokenizer: Any, rows: list[Row], params: Params, context: Context) -> dict[str, float]:
    """Of held-out items with a reference: mean log-probability of the reference, and share of right greedy answers."""
    asked = [(row.prompt, row.reference) for row in rows if row.reference is not None]
    if not asked:
        return {}
    prompts, references = [prompt for prompt, _ in asked], [reference for _, reference in asked]
    sampler = LocalSampler(model, tokenizer, check=context.check)
    scores = sampler.score(prompts, references)
    answers = sampler.sample(prompts, temperature=0, max_tokens=params.max_new_tokens)
    right = [agrees(samples[0].text, reference) for samples, reference in zip(answers, references, strict=True)]
    return {"reference_logprob": sum(map(sum, scores)) / len(asked), "accuracy": sum(right) / len(asked)}


def words(metrics: dict[str, float]) -> str:
    """Metrics in one line."""
    return ", ".join(f"{name} {value:.3f}" for name, value in metrics.items()) or "nothing to measure on"
