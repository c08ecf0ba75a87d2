"""SCoRe: a model learns to correct itself from its own two-turn rollouts (arXiv 2409.12917).

Attempt 1 answers the prompt; a fixed instruction that never says whether it was right asks again; attempt 2 answers.
Stage I moves attempt 2 while a KL holds attempt 1 to the base; Stage II trains both, with a bonus for repairing and
the same penalty for breaking. The policy of highest training reward is kept.
"""

import copy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from statistics import fmean
from typing import Any

import torch

from assay_runner.blocks.attempts import NAME, Attempt, AttemptLog
from assay_runner.blocks.checkpoints import load_state, save_state
from assay_runner.blocks.dataset import Row, agrees, read_rows
from assay_runner.blocks.dialogue import Dialogue, batch, join
from assay_runner.blocks.likelihood import chosen_logprobs, next_token_logits
from assay_runner.blocks.policy import load_policy, save_policy
from assay_runner.blocks.policy_gradient import dead_groups, exact_kl, leave_one_out, turn_loss, turn_sums
from assay_runner.blocks.sampling import LocalSampler, Sample, encode
from assay_runner.blocks.self_correction import self_correction
from assay_runner.context import Context, Fatal
from assay_runner.params import REQUIRED, param

# the same few answers come back in every step
right_answer = lru_cache(maxsize=65_536)(agrees)

TITLE = "SCoRe: self-correction by reinforcement learning"
SUMMARY = "Two-stage policy gradients on the model's own first and second attempts, with a bonus for repairing."
FAMILY = "reinforcement learning"
NEEDS_GPU = False

INSTRUCTION = (
    "The answer above may contain an error, perhaps from misreading the question. "
    "Solve the whole question again and end in the same form."
)


@dataclass(frozen=True)
class Params:
    """The two stages and what weighs how much in them; names of the paper in brackets."""

    model: str = param(REQUIRED, "The policy to start from; it is also the reference.", x="model")
    dataset: str = param(REQUIRED, "Items with a reference answer.", x="dataset")
    name: str = param("score", "Name of the new model.")
    instruction: str = param(
        INSTRUCTION, "What asks for the second attempt; it must not say whether the first was right."
    )
    stage_one_steps: int = param(600, "Steps of Stage I; 0 leaves it out.", ge=0)
    stage_two_steps: int = param(300, "Steps of Stage II.", ge=0)
    prompts: int = param(64, "Prompts a step.", ge=1)
    group: int = param(4, "Rollouts of each prompt; the others are the baseline of one.", ge=2)
    learning_rate: float = param(1e-5, "Adam's learning rate.", gt=0)
    bonus: float = param(10.0, "Weight of (right at 2 − right at 1) in attempt 2's reward in Stage II (alpha).", ge=0)
    kl: float = param(0.01, "KL to the base on both attempts (beta 1).", ge=0)
    kl_first: float = param(0.1, "Further KL to the base on attempt 1 in Stage I (beta 2).", ge=0)
    rewarded: tuple[float, ...] = param((1.0, 1.0), "Weight of attempt 1's and attempt 2's reward in Stage II.", ge=0)
    best_over: int = param(
        10,
        "The policy of highest training reward is kept, a mean of so many steps of the last stage; 0 keeps the last.",
        ge=0,
    )
    max_tokens: int = param(256, "Longest attempt in tokens.", ge=1)
    held_out: float = param(0.1, "Share of the items kept out of training to measure on.", gt=0, lt=1)
    measured: int = param(200, "Most held-out items to measure on.", ge=1)
    measure_every: int = param(100, "Steps between two measurements.", ge=1)
    checkpoint_every: int = param(50, "Steps between two checkpoints; 0 makes none.", ge=0)


@dataclass(frozen=True)
class Problem:
    """A prompt as tokens, what is asked after the first attempt, and the right answer."""

    prompt: tuple[int, ...]
    again: tuple[int, ...]
    reference: str
    id: str = ""


@dataclass
class Best:
    """The policy of highest training reward so far: a copy from the end of the best stretch of `over` steps."""

    policy: Any
    over: int
    step: int = 0
    reward: float = 0.0
    stretch: list[float] = field(default_factory=list)

    def see(self, step: int, policy: Any, reward: float) -> None:
        """Takes in a step's mean training reward."""
        self.stretch.append(reward)
        if len(self.stretch) < self.over:
            return
        mean = fmean(self.stretch)
        self.stretch.clear()
        if not self.step or mean > self.reward:
            self.step, self.reward = step, mean
            self.policy.load_state_dict(policy.state_dict())

    def state(self) -> dict[str, Any]:
        """What a checkpoint holds of it beside the policy."""
        return {"step": self.step, "reward": self.reward, "stretch": list(self.stretch)}


@dataclass(frozen=True)
class Episode:
    """Both attempts at one problem, and whether each was right."""

    dialogue: Dialogue
    attempts: tuple[Sample, Sample]
    right: tuple[bool, bool]


def run(params: Params, context: Context) -> dict[str, Any]:
    """The finish result: the self-correction report before and after on held-out items; the model is registered."""
    rows = [row for row in read_rows(context.input("dataset")) if row.reference is not None]
    policy, tokenizer = load_policy(params.model, torch.float32)
    policy.to(context.device)
    problems = [problem(row, tokenizer, params.instruction) for row in rows]
    held = [is_held_out(row, params.held_out) for row in rows]
    train = [one for one, out in zip(problems, held, strict=True) if not out]
    test = [one for one, out in zip(problems, held, strict=True) if out][: params.measured]
    if not train or not test:
        raise Fatal(f"{len(rows)} items have a reference: too few to train on some and measure on others")
    sampler = LocalSampler(policy, tokenizer, check=context.check)
    log = AttemptLog(context.workdir)
    before = report(sampler, test, params.max_tokens, recorder(log, test, 0, params))
    kept = learn(policy, tokenizer, train, test, params, context, log)
    last = params.stage_one_steps + params.stage_two_steps
    after = report(sampler, test, params.max_tokens, recorder(log, test, last, params))
    context.artifact(log.path, NAME)
    context.model(save_policy(policy, tokenizer, context.workdir / "model"), params.name)
    known = {f"{name}_before": value for name, value in before.items()} | {
        f"{name}_after": value for name, value in after.items()
    }
    counts = {"items": len(test), "kept_step": kept}
    return {"metrics": {name: value for name, value in known.items() if value is not None} | counts}


def problem(row: Row, tokenizer: Any, instruction: str) -> Problem:
    """A row's prompt, and the tokens between the first attempt's end and the second: the template's own for chats."""
    if isinstance(row.prompt, str):
        between = f"\n{instruction}\n"
    else:
        chat = [*row.prompt, {"role": "assistant", "content": "@@"}, {"role": "user", "content": instruction}]
        shown = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        # the attempt ends with the end token that the model chose, so the template's own must not follow
        between = shown.rsplit("@@", 1)[1].removeprefix(tokenizer.eos_token or "")
    again = tokenizer(between, add_special_tokens=False)["input_ids"]
    return Problem(tuple(encode(tokenizer, row.prompt)), tuple(again), str(row.reference), row.id)


def is_held_out(row: Row, share: float) -> bool:
    """Decided by a hash of the item's id, so that a later run holds out the same items."""
    return int.from_bytes(hashlib.sha256(row.id.encode()).digest()[:4], "big") < share * 2**32


def recorder(log: AttemptLog, problems: list[Problem], step: int, params: Params) -> Callable[[list[Episode]], None]:
    """Writes down the attempts of one measurement, one episode a problem, as those of iteration `step`."""

    def record(episodes: list[Episode]) -> None:
        log.add(
            Attempt(one.id, turn + 1, episode.right[turn], episode.attempts[turn].text, 0, step, 0.0, None, params.name)
            for one, episode in zip(problems, episodes, strict=True)
            for turn in (0, 1)
        )

    return record


def learn(
    policy: Any,
    tokenizer: Any,
    train: list[Problem],
    test: list[Problem],
    params: Params,
    context: Context,
    log: AttemptLog | None = None,
) -> int:
    """Both stages in place on `policy`; goes on from the last checkpoint with the same result. Returns the step whose
    policy was kept.
    """
    reference = copy.deepcopy(policy).eval().requires_grad_(False)
    optimizer = torch.optim.Adam(policy.parameters(), lr=params.learning_rate)
    total, start, still = params.stage_one_steps + params.stage_two_steps, 0, 0
    last_stage = 2 if params.stage_two_steps else 1
    best = Best(copy.deepcopy(policy).cpu(), params.best_over) if params.best_over else None
    modules = {"policy": policy} | ({"best": best.policy} if best else {})
    if (found := context.load_checkpoint()) is not None:
        told = load_state(found[1], modules=modules, optimizers={"adam": optimizer})
        start, still = told["step"], told["still"]
        best = best and Best(best.policy, best.over, **told["best"])
        if log:
            log.load(found[1])
    sampler = LocalSampler(policy, tokenizer, check=context.check)
    for step in range(start + 1, total + 1):
        context.check()
        stage = 1 if step <= params.stage_one_steps else 2
        picked = context.rng(f"prompts-{step}").choice(len(train), min(params.prompts, len(train)), replace=False)
        seed = int(context.rng(f"rollouts-{step}").integers(2**40))
        episodes = play(sampler, [train[i] for i in picked], params.group, params.max_tokens, seed=seed)
        loss, told = objective(policy, reference, tokenizer.pad_token_id, episodes, params, stage)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
        optimizer.step()
        if best and stage == last_stage:
            best.see(step, policy, told["reward"])
        changed = sum(e.attempts[0].key != e.attempts[1].key for e in episodes) / len(episodes)
        context.metric(step, loss=loss.item(), change_rate=changed, stage=stage, **told)
        context.progress(step, total, f"stage {stage}")
        still = still + 1 if changed < 0.05 else 0
        if still == 50:
            context.log(
                "the second attempt has repeated the first for 50 steps: raise bonus, or give Stage I more steps",
                "warning",
            )
        if step % params.measure_every == 0:
            # the last step's attempts are written down by the caller
            keep = recorder(log, test, step, params) if log and step < total else None
            seen = report(sampler, test, params.max_tokens, keep)
            context.metric(step, **{f"held_out_{k}": v for k, v in seen.items() if v is not None})
        if params.checkpoint_every and step % params.checkpoint_every == 0 and step < total:
            state = {"step": step, "still": still, "best": best and best.state()}
            context.save_checkpoint(
                step, partial(keep_state, modules=modules, optimizer=optimizer, state=state, log=log)
            )
    policy.eval()
    if not best or not best.step:  # a stage shorter than one stretch
        return total
    policy.load_state_dict(best.policy.state_dict())
    context.log(f"kept the policy of step {best.step} of {total}: training reward {best.reward:.3f}")
    return best.step


def keep_state(
    folder: Path, *, modules: dict[str, Any], optimizer: Any, state: dict[str, Any], log: AttemptLog | None
) -> None:
    """A checkpoint: everything to go on with, and the attempts so far."""
    save_state(folder, modules=modules, optimizers={"adam": optimizer}, values=state)
    if log:
        log.save(folder)


def play(
    sampler: LocalSampler,
    problems: list[Problem],
    group: int,
    max_tokens: int,
    *,
    temperature: float = 1.0,
    seed: int = 0,
) -> list[Episode]:
    """`group` episodes of each problem, next to each other: y1 ~ π(·|x), y2 ~ π(·|x, y1, instruction), one y2 for
    each y1.
    """
    firsts = sampler.sample_ids(
        [one.prompt for one in problems], n=group, temperature=temperature, max_tokens=max_tokens, seed=seed
    )
    asked = [(one, first) for one, row in zip(problems, firsts, strict=True) for first in row]
    prompts = [[*one.prompt, *first.tokens, *one.again] for one, first in asked]
    seconds = sampler.sample_ids(prompts, temperature=temperature, max_tokens=max_tokens, seed=seed + 1)
    episodes = []
    for (one, first), (second,) in zip(asked, seconds, strict=True):
        dialogue = join([(one.prompt, 0), (first.tokens, 1), (one.again, 0), (second.tokens, 2)])
        right = (right_answer(first.text, one.reference), right_answer(second.text, one.reference))
        episodes.append(Episode(dialogue, (first, second), right))
    return episodes


def objective(
    policy: Any, reference: Any, pad: int, episodes: list[Episode], params: Params, stage: int
) -> tuple[torch.Tensor, dict[str, float]]:
    """The loss of a step and its parts (eq. 3 for Stage I, eq. 4 for Stage II); a turn's reward moves that turn's
    tokens only.
    """
    right = torch.tensor([episode.right for episode in episodes], dtype=torch.float32)  # (prompts · group, 2)
    rewards = shaped(right, params, stage)
    advantages = leave_one_out(rewards.T.reshape(2, -1, params.group)).reshape(2, -1).T
    rows = batch([episode.dialogue for episode in episodes], pad, next(policy.parameters()).device)
    turns = rows.turns[:, 1:]
    logits = next_token_logits(policy, rows.input_ids, rows.attention_mask)  # (B, L − 1, V)
    with torch.no_grad():
        known = next_token_logits(reference, rows.input_ids, rows.attention_mask)
    kl = exact_kl(logits, known)
    weights = (params.kl + params.kl_first, params.kl) if stage == 1 else (params.kl, params.kl)
    logprobs = chosen_logprobs(logits, rows.input_ids[:, 1:])
    loss = turn_loss(logprobs, turns, advantages.to(logits.device), kl, weights)
    first, second = right.mean(0).tolist()
    divergence = turn_sums(kl.detach(), turns, 2).mean(0).tolist()
    dead = dead_groups(rewards[:, 1].reshape(-1, params.group))
    return loss, {
        "reward": rewards.sum(1).mean().item(),
        "train_first": first,
        "train_second": second,
        "kl_1": divergence[0],
        "kl_2": divergence[1],
        "dead_groups": dead,
    }


def shaped(right: torch.Tensor, params: Params, stage: int) -> torch.Tensor:
    """Rewards (B, 2) of the attempts: Stage I (0, r2); Stage II (r1, r2 + α (r2 − r1)), each with its weight."""
    first, second = right.T
    if stage == 1:
        return torch.stack([torch.zeros_like(first), second], 1)
    return torch.stack([first, second + params.bonus * (second - first)], 1) * torch.tensor(params.rewarded)


def report(
    sampler: LocalSampler,
    problems: list[Problem],
    max_tokens: int,
    keep: Callable[[list[Episode]], None] | None = None,
) -> dict[str, float | None]:
    """Greedy first and second attempts: shares right, what was repaired and broken, how often the answer changed."""
    episodes = play(sampler, problems, 1, max_tokens, temperature=0.0)
    if keep:
        keep(episodes)
    changed = sum(episode.attempts[0].key != episode.attempts[1].key for episode in episodes) / len(episodes)
    return {**self_correction([[episode.right] for episode in episodes]), "change_rate": changed}
