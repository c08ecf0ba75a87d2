"""Direct preference optimization through TRL's DPOTrainer: right responses over wrong ones to the same item."""

import random
from dataclasses import dataclass
from typing import Any

import torch

from assay_runner.blocks import marked_data
from assay_runner.blocks import training_params as shared
from assay_runner.blocks.dataset import Row, agrees, split_off
from assay_runner.blocks.policy import load_policy, save_policy
from assay_runner.blocks.preferences import right_wrong
from assay_runner.blocks.sampling import LocalSampler
from assay_runner.blocks.training import example, preference
from assay_runner.blocks.training_params import settings_of
from assay_runner.context import Context, Fatal
from assay_runner.params import REQUIRED, param

TITLE = "Direct preference optimization"
SUMMARY = "Train a policy to prefer right responses over wrong ones, or what people prefer; measured on held-out items."
FAMILY = "training"
NEEDS_GPU = False


@dataclass(frozen=True)
class Params:
    """What is preferred and how hard."""

    model: str = param(REQUIRED, "The policy to start from; it is also the reference.", x="model")
    dataset: str | None = param(None, "Items with responses marked right and wrong.", x="dataset")
    campaign: str | None = marked_data.campaign()
    name: str = param("dpo", "Name of the new model.")
    pairs: int = param(4, "Most pairs of one item; no response is used twice.", ge=1)
    reference_as_chosen: bool = param(False, "Prefer the item's reference answer where no response is marked right.")
    beta: float = param(0.1, "How strongly the policy is held to the reference.", gt=0)
    anchor: float = param(0.1, "Weight of the cross-entropy of the preferred answer; 0 is plain DPO.", ge=0)
    epochs: float = param(1.0, "Passes over the pairs.", gt=0, le=1000)
    learning_rate: float = param(5e-6, "Peak learning rate; falls to 0 in a straight line.", gt=0, le=10)
    batch_size: int = param(16, "Pairs a step.", ge=1, le=4096)
    accumulate: int = shared.accumulate()
    warmup_share: float = shared.warmup_share()
    max_length: int = param(1024, "Longest prompt and answer together in tokens.", ge=8)
    lora_rank: int = shared.lora_rank()
    gradient_checkpointing: bool = shared.gradient_checkpointing()
    held_out: float = shared.held_out()
    measured: int = shared.measured()
    max_new_tokens: int = shared.max_new_tokens()
    checkpoint_every: int = shared.checkpoint_every(100)


def run(params: Params, context: Context) -> dict[str, Any]:
    """The finish result: held-out preference accuracy and greedy accuracy before and after; the model is registered."""
    rows = marked_data.marked_rows(params.dataset, params.campaign, context)
    learned, held = split_off(rows, params.held_out)
    held = held[: params.measured]
    policy, tokenizer = load_policy(params.model, torch.float32)
    policy.to(context.device)
    examples = [example(row.prompt, chosen=a, rejected=b) for row in learned for a, b in pairs_of(row, params, context)]
    if not examples:
        raise Fatal("no item has both a right and a wrong response: mark responses, or set reference_as_chosen")
    before = measure(policy, tokenizer, held, params, context)
    anchored = params.anchor > 0
    trained = preference(
        policy,
        tokenizer,
        examples,
        settings_of(params, len(examples)),
        context,
        beta=params.beta,
        loss=("sigmoid", "sft") if anchored else ("sigmoid",),
        loss_weights=(1.0, params.anchor) if anchored else None,
    )
    after = measure(trained.model, tokenizer, held, params, context)
    if after:
        context.metric(trained.steps, **{f"held_out_{name}": value for name, value in after.items()})
    context.model(save_policy(trained.model, tokenizer, context.workdir / "model"), params.name)
    metrics: dict[str, float] = {"pairs": len(examples), "steps": trained.steps, "measured": len(held)}
    for name in before.keys() & after.keys():
        metrics |= {f"{name}_before": before[name], f"{name}_after": after[name]}
    return {"metrics": metrics}


def pairs_of(row: Row, params: Params, context: Context) -> list[tuple[str, str]]:
    """An item's (chosen, rejected): right against wrong responses, drawn by the run's seed."""
    texts = [one.content for one in row.responses]
    verdicts = [one.correct for one in row.responses]
    if params.reference_as_chosen and row.reference is not None and True not in verdicts:
        texts, verdicts = [*texts, row.reference], [*verdicts, True]
    found = right_wrong(verdicts, random.Random(f"{context.seed}:{row.id}"), params.pairs)
    return [(texts[right], texts[wrong]) for right, wrong in found]


def measure(policy: Any, tokenizer: Any, rows: list[Row], params: Params, context: Context) -> dict[str, float]:
    """On held-out items: share of pairs whose preferred answer is more likely; greedy accuracy with a reference."""
    sampler = LocalSampler(policy, tokenizer, check=context.check)
    metrics: dict[str, float] = {}
    pairs = [(row.prompt, *pair) for row in rows for pair in pairs_of(row, params, context)]
    if pairs:
        prompts = [prompt for prompt, _, _ in pairs]
        chosen = [sum(row) for row in sampler.score(prompts, [chosen for _, chosen, _ in pairs])]
        rejected = [sum(row) for row in sampler.score(prompts, [rejected for _, _, rejected in pairs])]
        metrics["preference_accuracy"] = sum(a > b for a, b in zip(chosen, rejected, strict=True)) / len(pairs)
        metrics["chosen_logprob"] = sum(chosen) / len(pairs)
    known = [row for row in rows if row.reference is not None]
    if known:
        answers = sampler.sample([row.prompt for row in known], temperature=0, max_tokens=params.max_new_tokens)
        right = [agrees(samples[0].text, str(row.reference)) for samples, row in zip(answers, known, strict=True)]
        metrics["accuracy"] = sum(right) / len(known)
    return metrics
