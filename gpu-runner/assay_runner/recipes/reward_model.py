"""A Bradley-Terry reward model through TRL's RewardTrainer: a scalar that ranks right responses above wrong ones."""

import random
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from assay_runner.blocks import marked_data
from assay_runner.blocks import training_params as shared
from assay_runner.blocks.dataset import Prompt, Row, split_off
from assay_runner.blocks.policy import find_policy, save_policy
from assay_runner.blocks.preferences import right_wrong
from assay_runner.blocks.rewards import model_reward
from assay_runner.blocks.sampling import prompt_text
from assay_runner.blocks.training import example, reward
from assay_runner.blocks.training_params import settings_of
from assay_runner.context import Context, Fatal
from assay_runner.params import REQUIRED, param

TITLE = "Reward model"
SUMMARY = "Train a model that scores a response, higher for right or preferred ones; measured on held-out pairs."
FAMILY = "training"
NEEDS_GPU = False


@dataclass(frozen=True)
class Params:
    """What is ranked and how it is learned."""

    model: str = param(REQUIRED, "The model whose body is used; its head is replaced by one number.", x="model")
    dataset: str | None = param(None, "Items with responses marked right and wrong.", x="dataset")
    campaign: str | None = marked_data.campaign()
    name: str = param("reward-model", "Name of the new model.")
    pairs: int = param(4, "Most pairs of one item; no response is used twice.", ge=1)
    epochs: float = param(1.0, "Passes over the pairs.", gt=0, le=1000)
    learning_rate: float = param(1e-5, "Peak learning rate; falls to 0 in a straight line.", gt=0, le=10)
    batch_size: int = param(16, "Pairs a step.", ge=1, le=4096)
    accumulate: int = shared.accumulate()
    warmup_share: float = shared.warmup_share()
    max_length: int = param(1024, "Longest prompt and answer together in tokens.", ge=8)
    lora_rank: int = shared.lora_rank()
    gradient_checkpointing: bool = shared.gradient_checkpointing()
    held_out: float = shared.held_out()
    checkpoint_every: int = shared.checkpoint_every(100)


def run(params: Params, context: Context) -> dict[str, Any]:
    """The finish result: pairwise accuracy on held-out items before and after; the reward model is registered."""
    rows = marked_data.marked_rows(params.dataset, params.campaign, context)
    place = find_policy(params.model)
    tokenizer = AutoTokenizer.from_pretrained(place, trust_remote_code=False)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    torch.manual_seed(context.seed)  # the new head starts at random
    model = AutoModelForSequenceClassification.from_pretrained(
        place, num_labels=1, dtype=torch.float32, use_safetensors=True, trust_remote_code=False
    )
    model.config.pad_token_id = tokenizer.pad_token_id
    model.to(context.device)
    learned, held = (
        [pair for row in part for pair in pairs_of(row, params, context)] for part in split_off(rows, params.held_out)
    )
    if not learned:
        raise Fatal("no item has both a right and a wrong response: mark responses as correct or not first")
    before = accuracy(model, tokenizer, held)
    rows_to_learn = [example(prompt, chosen=a, rejected=b) for prompt, a, b in learned]
    trained = reward(model, tokenizer, rows_to_learn, settings_of(params, len(learned)), context)
    after = accuracy(trained.model, tokenizer, held)
    context.model(save_policy(trained.model, tokenizer, context.workdir / "model"), params.name)
    metrics: dict[str, float] = {"pairs": len(learned), "held_out_pairs": len(held), "steps": trained.steps}
    if before is not None and after is not None:
        context.metric(trained.steps, held_out_accuracy=after)
        metrics |= {"accuracy_before": before, "accuracy_after": after}
    return {"metrics": metrics}


def pairs_of(row: Row, params: Params, context: Context) -> list[tuple[Prompt, str, str]]:
    """An item's (prompt, chosen, rejected): right against wrong responses, drawn by the run's seed."""
    texts = [one.content for one in row.responses]
    found = right_wrong([one.correct for one in row.responses], random.Random(f"{context.seed}:{row.id}"), params.pairs)
    return [(row.prompt, texts[right], texts[wrong]) for right, wrong in found]


def accuracy(model: Any, tokenizer: Any, pairs: list[tuple[Prompt, str, str]]) -> float | None:
    """Share of pairs whose right response gets the higher number; None without pairs."""
    if not pairs:
        return None
    score = model_reward(model.eval(), tokenizer)
    prompts, told = [prompt_text(tokenizer, prompt) for prompt, _, _ in pairs], [{}] * len(pairs)
    chosen = score(prompts, [chosen for _, chosen, _ in pairs], told)
    rejected = score(prompts, [rejected for _, _, rejected in pairs], told)
    return sum(a > b for a, b in zip(chosen, rejected, strict=True)) / len(pairs)
