"""B-STaR: self-training that re-chooses its sampling temperature and its reward threshold every round (arXiv
2412.17256).

A round: pick (t, τ) by the balance score on a few training queries, sample at t, keep replies with reward > τ,
fine-tune on them, repeat. Fixed choices give the baselines: online RFT (optimizer kept) and ReST-EM (started anew
from the base each round).
"""

import copy
import hashlib
import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from assay_runner.blocks.attempts import NAME, Attempt, AttemptLog
from assay_runner.blocks.checkpoints import load_state, save_state
from assay_runner.blocks.dataset import Prompt, agrees, read_rows
from assay_runner.blocks.dynamics import (
    balance_score,
    best_cell,
    diversity,
    mean_pass_at_k,
    pass_k_s,
    query_uniformity,
    unique_correct,
)
from assay_runner.blocks.policy import load_policy, save_policy
from assay_runner.blocks.preferences import above, fill, unique
from assay_runner.blocks.rewards import load_reward_model, model_reward
from assay_runner.blocks.sampling import LocalSampler, Sample, encode
from assay_runner.blocks.training import Settings, Trained, supervised
from assay_runner.context import Context, Fatal
from assay_runner.params import REQUIRED, param

TITLE = "B-STaR: balanced self-training"
SUMMARY = (
    "Rounds of sample, score, keep, fine-tune; temperature and threshold are re-chosen each round by the balance score."
)
FAMILY = "self-training"
NEEDS_GPU = False


@dataclass(frozen=True)
class Params:
    """One run of self-training; names of the paper in brackets."""

    model: str = param(REQUIRED, "The policy to start from.", x="model")
    dataset: str = param(REQUIRED, "Items with a reference answer: the queries.", x="dataset")
    name: str = param("b-star", "Name of the new model.")
    process_reward: str | None = param(None, "A reward model for steps; without it only the answer counts.", x="model")
    process_weight: float = param(
        0.2, "Weight of the process reward, which lies in −1..1, beside the answer's 0 or 1.", ge=0
    )
    separator: str = param("\n", "What ends a step.")
    choose: str = param(
        "both",
        "What is chosen each round: both, temperature, threshold, neither, or random (a control).",
        choices=("both", "temperature", "threshold", "neither", "random"),
    )
    restart: bool = param(False, "Train from the base in every round (ReST-EM) instead of going on.")
    rounds: int = param(5, "Rounds.", ge=1)
    queries: int = param(300, "Queries a round (M).", ge=1)
    samples: int = param(32, "Replies a query (k).", ge=1)
    target: int = param(6, "Different right replies wanted a query (n* = N/M).", ge=1)
    balance_queries: int = param(80, "Training queries the balance score is measured on.", ge=1)
    temperature: float = param(1.0, "Temperature where it is not chosen.", gt=0, le=3)
    threshold: float = param(0.0, "Threshold where it is not chosen: a reply needs more.")
    temperatures: tuple[float, ...] = param((0.5, 0.7, 0.9, 1.1, 1.3), "Temperatures to choose from.", gt=0, le=3)
    thresholds: tuple[float, ...] = param(tuple(round(0.1 * i, 1) for i in range(-2, 13)), "Thresholds to choose from.")
    steps: int = param(80, "Optimizer steps a round.", ge=1)
    batch_size: int = param(64, "Replies a step.", ge=1)
    learning_rate: float = param(5e-6, "Learning rate at the start; falls in a straight line to a twentieth.", gt=0)
    max_tokens: int = param(512, "Longest reply in tokens.", ge=1)
    held_out: float = param(0.1, "Share of the items kept out of training to measure on.", gt=0, lt=1)
    measured: int = param(200, "Most held-out items to measure on.", ge=1)
    measured_samples: int = param(16, "Replies a held-out item when measuring (K).", ge=1)


@dataclass(frozen=True)
class Query:
    """A prompt, how its replies are graded, and what makes two right replies the same solution."""

    prompt: Prompt
    grade: Callable[[str], bool | None]
    process: Callable[[str], float] | None = None
    key: Callable[[str], Hashable] = str.strip
    id: str = ""


def run(params: Params, context: Context) -> dict[str, Any]:
    """The finish result: the dynamics of the last round and of the base; the model is registered."""
    rows = [row for row in read_rows(context.input("dataset")) if row.reference is not None]
    policy, tokenizer = load_policy(params.model, torch.float32)
    policy.to(context.device)
    process = process_scorer(params, context) if params.process_reward else None
    queries = [
        Query(
            row.prompt,
            lambda text, r=str(row.reference): agrees(text, r),
            process and (lambda text, p=row.prompt: process(p, text)),
            id=row.id,
        )
        for row in rows
    ]
    out = [
        int.from_bytes(hashlib.sha256(row.id.encode()).digest()[:4], "big") < params.held_out * 2**32 for row in rows
    ]
    train = [query for query, held in zip(queries, out, strict=True) if not held]
    test = [query for query, held in zip(queries, out, strict=True) if held][: params.measured]
    if not train or not test:
        raise Fatal(f"{len(rows)} items have a reference: too few to train on some and measure on others")
    log = AttemptLog(context.workdir)
    history = self_train(policy, tokenizer, train, test, params, context, log)
    context.artifact(log.path, NAME)
    context.model(save_policy(policy, tokenizer, context.workdir / "model"), params.name)
    return {"metrics": {f"base_{name}": value for name, value in history[0].items()} | history[-1]}


def self_train(
    policy: Any,
    tokenizer: Any,
    train: list[Query],
    test: list[Query],
    params: Params,
    context: Context,
    log: AttemptLog | None = None,
) -> list[dict[str, float]]:
    """All rounds in place on `policy`; the measurements before the first and after every round."""
    parts = {"policy": policy} | ({"base": copy.deepcopy(policy)} if params.restart else {})
    carried = fresh(policy, params)
    history, start = [], 0
    if (found := context.load_checkpoint()) is not None:
        told = load_state(found[1], modules=parts, optimizers={"adam": carried.optimizer})
        history, start = told["history"], told["round"]
        carried.scheduler.load_state_dict(told["scheduler"])
        if log:
            log.load(found[1])
    sampler = LocalSampler(policy, tokenizer, batch_size=2048, check=context.check)
    if not history:
        history = [measure(sampler, test, params, context.seed, log)]
        context.metric(0, **history[0])
    for number in range(start + 1, params.rounds + 1):
        rng = context.rng(f"round-{number}")
        seed = int(rng.integers(2**40))
        picked = [train[i] for i in rng.choice(len(train), min(params.queries, len(train)), replace=False)]
        balance = [train[i] for i in rng.choice(len(train), min(params.balance_queries, len(train)), replace=False)]
        temperature, threshold, score = choose(sampler, balance, params, context, number, seed)
        replies = ask(sampler, picked, params.samples, temperature, params.max_tokens, seed + 1)
        kept, told = select(picked, replies, threshold, params)
        if not kept and number == 1:
            raise Fatal(f"no reply was above {threshold}: lower the threshold, or start from a better model")
        if params.restart:
            policy.load_state_dict(parts["base"].state_dict())
            carried = fresh(policy, params)
        if kept:
            settings = Settings(
                steps=params.steps, batch_size=params.batch_size, learning_rate=params.learning_rate, log_every=20
            )
            carried = supervised(
                policy,
                tokenizer,
                [row(tokenizer, query.prompt, sample) for query, sample in kept],
                settings,
                context,
                name=f"round-{number}",
                first_step=(number - 1) * params.steps,
                carry=carried,
            )
        else:
            context.log(f"round {number} kept no reply above {threshold} and trained on none", "warning")
        now = measure(sampler, test, params, context.seed, log, number)
        now |= {"temperature": temperature, "threshold": threshold, "balance_score": score, **told}
        history.append(now)
        context.metric(number * params.steps, **now)
        context.log(
            f"round {number}: t {temperature}, threshold {threshold}, "
            + ", ".join(f"{k} {v:.3f}" for k, v in now.items())
        )
        context.progress(number, params.rounds, f"round {number}")
        if number < params.rounds:
            state = {"round": number, "history": history, "scheduler": carried.scheduler.state_dict()}
            optimizers = {"adam": carried.optimizer}
            context.save_checkpoint(
                number, partial(keep_state, modules=parts, optimizers=optimizers, values=state, log=log)
            )
    return history


def keep_state(folder: Path, log: AttemptLog | None, **state: Any) -> None:
    """A checkpoint: everything to go on with, and the attempts so far."""
    save_state(folder, **state)
    if log:
        log.save(folder)


def choose(
    sampler: LocalSampler, queries: list[Query], params: Params, context: Context, number: int, seed: int
) -> tuple[float, float, float]:
    """(temperature, threshold, balance score) : the argmax over what may be chosen, on training queries."""
    free_t, free_r = params.choose in ("both", "temperature"), params.choose in ("both", "threshold")
    if params.choose == "random":
        rng = context.rng(f"random-{number}")
        return float(rng.choice(params.temperatures)), float(rng.choice(params.thresholds)), math.nan
    grid: dict[tuple[float, float], float] = {}
    for temperature in params.temperatures if free_t else (params.temperature,):
        replies = ask(sampler, queries, params.samples, temperature, params.max_tokens, seed)
        for threshold in params.thresholds if free_r else (params.threshold,):
            grid[temperature, threshold] = balance(queries, replies, threshold, params)
    (temperature, threshold), border = best_cell(grid)
    if border and free_t:
        context.log(f"round {number}: the best temperature {temperature} lies on the edge of those offered", "warning")
    return temperature, threshold, grid[temperature, threshold]


def balance(queries: list[Query], replies: list[list[Sample]], threshold: float, params: Params) -> float:
    """The balance score of different replies at a threshold (eq. 3); queries that kept nothing count as 0."""
    counts, uniques = [], []
    for query, row in zip(queries, replies, strict=True):
        different = [row[i] for i in unique([query.key(sample.text) for sample in row])]
        kept = [different[i] for i in above([reward(query, sample, params) for sample in different], threshold)]
        counts.append(len(kept))
        uniques.append(unique_correct([query.key(s.text) for s in kept], [query.grade(s.text) is True for s in kept]))
    return balance_score(counts, uniques, params.target)


def reward(query: Query, sample: Sample, params: Params) -> float:
    """1[right] plus the weighted process reward, the least over the steps."""
    process = params.process_weight * query.process(sample.text) if query.process else 0.0
    return float(query.grade(sample.text) is True) + process


def select(
    queries: list[Query], replies: list[list[Sample]], threshold: float, params: Params
) -> tuple[list[tuple[Query, Sample]], dict[str, float]]:
    """Different replies above the threshold, best first, n* a query on average; and how good they are."""
    rows = [
        [row[i] for i in unique([query.key(sample.text) for sample in row])]
        for query, row in zip(queries, replies, strict=True)
    ]
    rewards = [[reward(query, sample, params) for sample in row] for query, row in zip(queries, rows, strict=True)]
    kept = fill(rewards, threshold, params.target * len(queries), params.samples)
    chosen = [(queries[q], rows[q][i]) for q, positions in enumerate(kept) for i in positions]
    right = sum(query.grade(sample.text) is True for query, sample in chosen) / max(1, len(chosen))
    return chosen, {
        "selected": len(chosen),
        "selected_accuracy": right,
        "uniformity": query_uniformity([len(p) for p in kept]),
    }


def ask(
    sampler: LocalSampler, queries: Sequence[Query], n: int, temperature: float, max_tokens: int, seed: int
) -> list[list[Sample]]:
    """n replies to each query; common random numbers at every temperature."""
    return sampler.sample(
        [query.prompt for query in queries], n=n, temperature=temperature, max_tokens=max_tokens, seed=seed
    )


def measure(
    sampler: LocalSampler,
    queries: list[Query],
    params: Params,
    seed: int,
    log: AttemptLog | None = None,
    number: int = 0,
) -> dict[str, float]:
    """Held-out dynamics at temperature 1: greedy and sampled accuracy, Pass@K, Pass@K-4, different right replies a
    query, and their share of the right ones.
    """
    greedy = ask(sampler, queries, 1, 0.0, params.max_tokens, seed)
    drawn = ask(sampler, queries, params.measured_samples, 1.0, params.max_tokens, seed)
    if log:
        log.add(
            Attempt(query.id, 1, query.grade(s.text), s.text, n, number, t, reward(query, s, params), params.name)
            for query, first, rest in zip(queries, greedy, drawn, strict=True)
            # the greedy reply is the sample after those that were drawn
            for n, t, s in [*((n, 1.0, s) for n, s in enumerate(rest)), (len(rest), 0.0, first[0])]
        )
    right = [[query.grade(s.text) is True for s in row] for query, row in zip(queries, drawn, strict=True)]
    keys = [[query.key(s.text) for s in row] for query, row in zip(queries, drawn, strict=True)]
    return {
        "greedy": sum(query.grade(row[0].text) is True for query, row in zip(queries, greedy, strict=True))
        / len(queries),
        "sampled": mean_pass_at_k(right, 1) or 0.0,
        "pass_k": mean_pass_at_k(right, params.measured_samples) or 0.0,
        "pass_k_4": pass_k_s(keys, right, 4),
        "unique_right": sum(unique_correct(k, r) for k, r in zip(keys, right, strict=True)) / len(queries),
        "diversity": diversity(
            [[key for key, r in zip(*row, strict=True) if r] for row in zip(keys, right, strict=True)]
        )
        or 0.0,
    }


def process_scorer(params: Params, context: Context) -> Callable[[Prompt, str], float]:
    """min over steps of the reward model's score of the prefix that ends there, squashed to −1..1."""
    model, tokenizer = load_reward_model(str(params.process_reward))
    scores = model_reward(model.to(context.device), tokenizer)

    def of(prompt: Prompt, text: str) -> float:
        shown = prompt if isinstance(prompt, str) else "\n".join(message["content"] for message in prompt)
        parts = text.split(params.separator)
        prefixes = [params.separator.join(parts[: i + 1]) for i in range(len(parts)) if parts[i].strip()]
        values = scores([shown] * len(prefixes), prefixes, [{}] * len(prefixes))
        return min((math.tanh(value / 2) for value in values if value is not None), default=-1.0)

    return of


def row(tokenizer: Any, prompt: Prompt, sample: Sample) -> dict[str, list[int]]:
    """A kept reply as token ids with a mask over the reply, exactly as it was sampled."""
    asked = encode(tokenizer, prompt)
    told = list(sample.tokens)
    if sample.finish != "end":
        told.append(tokenizer.eos_token_id)
    return {"input_ids": asked + told, "completion_mask": [0] * len(asked) + [1] * len(told)}


def fresh(policy: Any, params: Params) -> Trained:
    """A new optimizer and schedule over all rounds, in the form that `supervised` carries over."""
    optimizer = torch.optim.AdamW(policy.parameters(), lr=params.learning_rate, weight_decay=0.0)
    total = params.steps * (1 if params.restart else params.rounds)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.05, 1 - 0.95 * step / total))
    return Trained(policy, {}, 0, optimizer, schedule)
