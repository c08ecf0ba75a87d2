"""Supervised, preference, reward and group-reward training through TRL, bridged to a run's context.

One `Settings` for all four; each function builds TRL's trainer, runs it and returns what it learned. Progress,
metrics, cancel and checkpoints go through the context: a killed run goes on from its last checkpoint to the same
weights (checkpoints are safetensors and JSON; TRL's own, which are pickled, are never written). Under torchrun
accelerate spreads the batch over the processes; FSDP is asked for with accelerate's environment variables, and then
only TRL's process 0 reports.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import gather_object
from datasets import Dataset, disable_progress_bars
from peft import LoraConfig, PeftModel
from transformers import PreTrainedModel, PreTrainedTokenizerBase, TrainerCallback
from transformers.trainer_callback import TrainerState
from trl import DPOConfig, DPOTrainer, GRPOConfig, GRPOTrainer, RewardConfig, RewardTrainer, SFTConfig, SFTTrainer

from assay_runner.blocks.checkpoints import load_state, load_streams, save_state
from assay_runner.context import Context, checkpoint_name
from assay_runner.errors import Fatal

TRAINER_STATE = "trainer_state.json"


@dataclass(frozen=True)
class Settings:
    """What every kind of training takes; lengths in tokens, batch_size in rows a device."""

    steps: int
    batch_size: int = 8
    learning_rate: float = 1e-5
    schedule: str = "linear"
    warmup: float = 0.0
    weight_decay: float = 0.0
    accumulation: int = 1
    max_grad_norm: float = 1.0
    max_length: int = 1024
    lora_rank: int = 0
    lora_alpha: int = 16
    gradient_checkpointing: bool = False
    log_every: int = 10
    checkpoint_every: int = 0


@dataclass
class Trained:
    """The trained model (LoRA merged in), the last logged numbers, and what a next round may carry over."""

    model: PreTrainedModel
    metrics: dict[str, float]
    steps: int
    optimizer: torch.optim.Optimizer
    scheduler: torch.optim.lr_scheduler.LRScheduler


def supervised(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Mapping[str, Any]],
    settings: Settings,
    context: Context,
    *,
    name: str = "sft",
    first_step: int = 0,
    carry: Trained | None = None,
) -> Trained:
    """Cross-entropy on the completions of rows {prompt, completion} (text, or both as messages), by SFTTrainer.

    carry: a former result on the same model whose optimizer state and schedule go on (B-STaR); None starts fresh.
    first_step: added to the step in every metric, so that rounds form one curve.
    """
    args = SFTConfig(**_arguments(settings, context, name), max_length=settings.max_length, completion_only_loss=True)
    optimizers = (carry.optimizer, carry.scheduler) if carry else (None, None)
    return _run(
        _SFT,
        context,
        settings,
        name,
        first_step,
        model=model,
        args=args,
        train_dataset=_dataset(rows),
        processing_class=tokenizer,
        optimizers=optimizers,
        peft_config=_lora(settings, "CAUSAL_LM"),
    )


def preference(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Mapping[str, Any]],
    settings: Settings,
    context: Context,
    *,
    beta: float = 0.1,
    loss: Sequence[str] = ("sigmoid",),
    loss_weights: Sequence[float] | None = None,
    reference: PreTrainedModel | None = None,
    name: str = "dpo",
    first_step: int = 0,
) -> Trained:
    """DPO on rows {prompt, chosen, rejected} by DPOTrainer; loss may add "sft" as an anchor, e.g. (sigmoid, sft) with
    (1, 0.1).

    The reference is a frozen copy of the policy unless given; with LoRA it is the model without its adapter. TRL ends
    every chosen and rejected text with the end token: for step-level pairs use `pairs.fit_pairs`, which does not.
    """
    if reference is None and not settings.lora_rank:
        # TRL would read the reference anew from the place the policy came from, which a trained policy no longer equals
        reference = copy.deepcopy(model).eval().requires_grad_(False)
    args = DPOConfig(
        **_arguments(settings, context, name),
        max_length=settings.max_length,
        beta=beta,
        loss_type=list(loss),
        loss_weights=list(loss_weights) if loss_weights else None,
    )
    return _run(
        _DPO,
        context,
        settings,
        name,
        first_step,
        model=model,
        ref_model=reference,
        args=args,
        train_dataset=_dataset(rows),
        processing_class=tokenizer,
        peft_config=_lora(settings, "CAUSAL_LM"),
    )


def reward(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Mapping[str, Any]],
    settings: Settings,
    context: Context,
    *,
    name: str = "reward",
) -> Trained:
    """A Bradley-Terry reward model on rows {prompt, chosen, rejected} by RewardTrainer; model = a classifier with one
    label.
    """
    if model.config.num_labels != 1:
        raise Fatal(f"a reward model has 1 output, this one has {model.config.num_labels}: load it with num_labels=1")
    args = RewardConfig(
        **_arguments(settings, context, name), max_length=settings.max_length, center_rewards_coefficient=0.01
    )
    return _run(
        _Reward,
        context,
        settings,
        name,
        0,
        model=model,
        args=args,
        train_dataset=_dataset(rows),
        processing_class=tokenizer,
        peft_config=_lora(settings, "SEQ_CLS"),
    )


def group_reward(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Mapping[str, Any]],
    reward: Callable[..., list[float | None]],
    settings: Settings,
    context: Context,
    *,
    group: int = 8,
    beta: float = 0.0,
    temperature: float = 1.0,
    max_tokens: int = 256,
    name: str = "grpo",
) -> Trained:
    """GRPO on rows {prompt, …} by GRPOTrainer; batch_size counts replies and is a multiple of `group`.

    reward(prompts, completions, **columns) gives one number a reply, None where it could not be judged; further
    columns of the rows arrive by name. beta = weight of the KL to the starting model.
    """
    if settings.batch_size % group or group < 2:
        raise Fatal(
            f"batch_size is {settings.batch_size} and group is {group}: give a multiple of group, and group ≥ 2"
        )
    args = GRPOConfig(
        **_arguments(settings, context, name),
        num_generations=group,
        max_completion_length=max_tokens,
        temperature=temperature,
        beta=beta,
    )
    return _run(
        _GRPO,
        context,
        settings,
        name,
        0,
        model=model,
        reward_funcs=reward,
        args=args,
        train_dataset=_dataset(rows),
        processing_class=tokenizer,
        peft_config=_lora(settings, "CAUSAL_LM"),
    )


def example(prompt: str | Sequence[Mapping[str, str]], **replies: str) -> dict[str, Any]:
    """A row as TRL wants it: text stays text, the replies to a chat become its assistant's messages."""
    if isinstance(prompt, str):
        return {"prompt": prompt, **replies}
    told = {name: [{"role": "assistant", "content": text}] for name, text in replies.items()}
    return {"prompt": [dict(message) for message in prompt], **told}


def reply_text(reply: str | Sequence[Mapping[str, str]]) -> str:
    """The words of a reply that TRL hands to a reward function: text, or the messages of a chat."""
    return reply if isinstance(reply, str) else "".join(message["content"] for message in reply)


class _SafeState:
    """Makes a Trainer resume from our checkpoint folders instead of its own pickled ones."""

    def _load_from_checkpoint(self, folder: str, model: torch.nn.Module | None = None) -> None:
        pass  # the weights come with the optimizer's state below, once both exist

    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        if checkpoint is None:
            return
        model = self.accelerator.unwrap_model(self.model)
        values = load_state(Path(checkpoint), modules={"model": model}, optimizers={"main": self.optimizer})
        self.lr_scheduler.load_state_dict(values["scheduler"])

    def _load_rng_state(self, checkpoint: str | None) -> None:
        if checkpoint is not None:
            load_streams(Path(checkpoint))


class _SFT(_SafeState, SFTTrainer):
    pass


class _DPO(_SafeState, DPOTrainer):
    pass


class _Reward(_SafeState, RewardTrainer):
    pass


class _GRPO(_SafeState, GRPOTrainer):
    pass


class ContextBridge(TrainerCallback):
    """Hands a trainer's steps to the context: cancel every step, metrics as logged, checkpoints every so many steps."""

    def __init__(self, context: Context, settings: Settings, name: str, first_step: int) -> None:
        self.context, self.settings, self.name, self.first_step = context, settings, name, first_step
        self.trainer: Any = None
        self.last: dict[str, float] = {}

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self.context.check()
        # under torchrun every process keeps checkpoints: each has random streams of its own, and all go on together
        self.context.progress(self.first_step + state.global_step, self.first_step + state.max_steps, self.name)
        every = self.settings.checkpoint_every
        if every and state.global_step % every == 0 and state.global_step < state.max_steps:
            self.context.save_checkpoint(self.first_step + state.global_step, self._write)

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_: Any) -> None:
        numbers = {
            _plain(name): float(value) for name, value in (logs or {}).items() if isinstance(value, (int, float))
        }
        summary = {
            "train_runtime",
            "train_samples_per_second",
            "train_steps_per_second",
            "total_flos",
            "train_loss",
            "epoch",
        }
        numbers = {name: value for name, value in numbers.items() if name not in summary}
        if numbers and state.is_world_process_zero:
            self.last.update(numbers)
            self.context.metric(self.first_step + state.global_step, **numbers)

    def _write(self, folder: Path) -> None:
        trainer = self.trainer
        save_state(
            folder,
            modules={"model": trainer.accelerator.unwrap_model(trainer.model)},
            optimizers={"main": trainer.optimizer},
            values={"scheduler": trainer.lr_scheduler.state_dict(), "name": self.name},
        )
        trainer.state.save_to_json(str(folder / TRAINER_STATE))


def _run(kind: type, context: Context, settings: Settings, name: str, first_step: int, **made: Any) -> Trained:
    bridge = ContextBridge(context, settings, name, first_step)
    policy = made["model"]
    disable_progress_bars()  # the context shows the run's progress; the library's own bars would hide it
    # generation is fixed by the seed as well (GRPO draws with the global stream)
    torch.manual_seed(context.seed)
    trainer = kind(**made, callbacks=[bridge])
    bridge.trainer = trainer
    for noise in ("PrinterCallback", "ProgressCallback"):
        for callback in [one for one in trainer.callback_handler.callbacks if type(one).__name__ == noise]:
            trainer.remove_callback(callback)
    trainer.train(resume_from_checkpoint=_resumable(context, name, first_step))
    trained = trainer.accelerator.unwrap_model(trainer.model)
    if isinstance(trained, PeftModel):
        trained = trained.merge_and_unload()
    for value in bridge.last.values():
        if not math.isfinite(value):
            context.log(f"a metric of {name} is {value}", "warning")
    optimizer = getattr(trainer.optimizer, "optimizer", trainer.optimizer)
    scheduler = getattr(trainer.lr_scheduler, "scheduler", trainer.lr_scheduler)
    if policy.config.use_cache is False:
        policy.config.use_cache = True
    return Trained(trained.eval(), bridge.last, trainer.state.global_step, optimizer, scheduler)


def _resumable(context: Context, name: str, first_step: int) -> str | None:
    """The newest checkpoint that every process has, if this training wrote it; another part of the recipe may have."""
    found = context.load_checkpoint()
    step = min(gather_object([found[0] if found else 0]))
    if found is None or step == 0:
        return None
    # a process that was killed a moment later than another is one checkpoint ahead, and has kept the one before
    folder = found[1].with_name(checkpoint_name(step))
    if not (folder / TRAINER_STATE).exists():
        return None
    state = TrainerState.load_from_json(str(folder / TRAINER_STATE))
    return str(folder) if first_step + state.global_step == step else None


def _arguments(settings: Settings, context: Context, name: str) -> dict[str, Any]:
    return {
        "output_dir": str(context.workdir / "trainer" / name),
        "max_steps": settings.steps,
        "per_device_train_batch_size": settings.batch_size,
        "gradient_accumulation_steps": settings.accumulation,
        "learning_rate": settings.learning_rate,
        "lr_scheduler_type": settings.schedule,
        "warmup_steps": round(settings.warmup * settings.steps),
        "weight_decay": settings.weight_decay,
        "max_grad_norm": settings.max_grad_norm,
        "gradient_checkpointing": settings.gradient_checkpointing,
        "bf16": context.device.type == "cuda" and torch.cuda.is_bf16_supported(),
        "use_cpu": context.device.type == "cpu",
        "logging_steps": settings.log_every,
        "logging_first_step": True,
        # a loss that is not a number must reach the context, which ends the run with advice
        "logging_nan_inf_filter": False,
        "save_strategy": "no",
        "report_to": [],
        "disable_tqdm": True,
        "seed": context.seed,
        "data_seed": context.seed,
        "dataloader_pin_memory": context.device.type == "cuda",
    }


def _lora(settings: Settings, task: str) -> LoraConfig | None:
    if not settings.lora_rank:
        return None
    return LoraConfig(r=settings.lora_rank, lora_alpha=settings.lora_alpha, target_modules="all-linear", task_type=task)


def _dataset(rows: Sequence[Mapping[str, Any]]) -> Dataset:
    if not rows:
        raise Fatal("there is nothing to train on: the data gave no usable row (see the run's log)")
    if len({isinstance(row.get("prompt", ""), str) for row in rows}) > 1:
        raise Fatal("some prompts are text and some are chats: train on a dataset with one kind")
    return Dataset.from_list([dict(row) for row in rows])


def _plain(name: str) -> str:
    return name.replace("/", "_")
