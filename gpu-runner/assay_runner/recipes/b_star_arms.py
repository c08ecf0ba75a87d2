"""The arms of B-STaR's evidence: SumTree with four numbers, where a problem has 18 right solutions, a base that is
right on a quarter of its samples, and a simulated process reward (the harder task that the card asks for).
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from assay_runner.blocks.policy import load_policy
from assay_runner.context import Context
from assay_runner.evidence import Arm, Claim, Evidence, Finding, Results
from assay_runner.recipes import b_star
from assay_runner.recipes.b_star import Params, Query
from assay_runner.tasks import Item, sumtree

FULL = Params(
    model="tiny-sumtree",
    dataset="sumtree",
    rounds=5,
    queries=100,
    samples=24,
    target=6,
    balance_queries=40,
    steps=60,
    batch_size=32,
    learning_rate=1e-3,
    max_tokens=48,
    measured=150,
    measured_samples=16,
)
QUICK = replace(
    FULL,
    rounds=2,
    queries=48,
    samples=16,
    target=3,
    balance_queries=24,
    temperatures=(0.7, 1.0, 1.3),
    steps=15,
    measured=48,
)
NOISE = 0.5  # standard deviation of the simulated process reward, whose true values are −1 and 1
POOL = 150  # training problems of a seed
FIRST_SEED = 100  # the base learned from the problems of seed 0


def problems(seed: int, split: str) -> list[Item]:
    """The problems of a seed; splits share none, whatever the order of the numbers."""
    count = POOL if split == "train" else FULL.measured
    return sumtree.make(count, FIRST_SEED + seed, split, numbers=(4, 4), value=(1, 99))


def query(item: Item, seed: int, process: bool) -> Query:
    """An item as a query; its simulated process reward says of each step whether it is right, blurred but always the
    same for the same text, and takes the least.
    """

    def blurred(text: str) -> float:
        values = []
        for position, right in enumerate(sumtree.steps(item, text)):
            told = hashlib.sha256(f"{seed}:{item.id}:{position}:{text}".encode()).digest()
            shake = random.Random(told).gauss(0.0, NOISE)
            values.append(max(-1.0, min(1.0, (1.0 if right else -1.0) + shake)))
        return min(values, default=-1.0)

    return Query(
        item.prompt,
        lambda text: sumtree.grade(item, text),
        blurred if process else None,
        lambda text: sumtree.key(item, text),
    )


def arm(process: bool, full_only: bool = False, **changes: Any) -> Callable[[int, bool, Context], dict[str, Any]]:
    """One arm: self-train the base on a seed's problems and measure on its test problems."""

    def measure(seed: int, quick: bool, context: Context) -> dict[str, Any]:
        if quick and full_only:
            return dict.fromkeys(EVIDENCE.columns)
        params = replace(QUICK if quick else FULL, **changes)
        policy, tokenizer = load_policy(params.model, torch.float32)
        train = [query(item, seed, process) for item in problems(seed, "train")]
        test = [query(item, seed, process) for item in problems(seed, "test")][: params.measured]
        return told(b_star.self_train(policy, tokenizer, train, test, params, context))

    return measure


def untrained(seed: int, quick: bool, context: Context) -> dict[str, Any]:
    """The base, measured like the others."""
    params = QUICK if quick else FULL
    policy, tokenizer = load_policy(params.model, torch.float32)
    test = [query(item, seed, False) for item in problems(seed, "test")][: params.measured]
    sampler = b_star.LocalSampler(policy, tokenizer, batch_size=2048)
    return told([b_star.measure(sampler, test, params, seed=context.seed)])


def told(history: list[dict[str, float]]) -> dict[str, Any]:
    """The columns of a run from its measurements before the first and after every round, shares in %."""
    last, rounds = history[-1], history[1:]
    best = max(row["unique_right"] for row in history)
    found: dict[str, Any] = {name: 100 * last[name] for name in ("greedy", "sampled", "pass_k_4", "diversity")}
    found |= {
        "unique_right": last["unique_right"],
        "unique_lost": best - last["unique_right"] if rounds else None,
        "selected": float(np.mean([row["selected"] for row in rounds])) if rounds else None,
        "selected_accuracy": 100 * float(np.mean([row["selected_accuracy"] for row in rounds])) if rounds else None,
        "temperature_rise": last["temperature"] - rounds[0]["temperature"] if rounds else None,
    }
    if rounds:
        names = ("sampled", "pass_k_4", "unique_right", "diversity", "temperature", "balance_score")
        found["curves"] = {
            name: [[i, row[name]] for i, row in enumerate(history) if np.isfinite(row.get(name, np.nan))]
            for name in names
        }
    return found


def not_worse(results: Results) -> Finding:
    """B-STaR's greedy accuracy is at most 1 point below online RFT's."""
    found = results.difference("b_star", "online_rft", "greedy")
    return Finding(bool(found.mean > -1.0), f"{found.mean:+.2f} points")


FIXED = {"choose": "neither", "temperature": 1.0, "threshold": 0.0}
COLD = min(FULL.temperatures)

EVIDENCE = Evidence(
    main_metric="pass_k_4",
    reference="online_rft",
    columns={
        "greedy": "greedy, %",
        "sampled": "sampled, %",
        "pass_k_4": "Pass@16-4, %",
        "unique_right": "different right of 16",
        "unique_lost": "… lost since the best round",
        "diversity": "different among the right, %",
        "selected": "kept a round",
        "selected_accuracy": "right among the kept, %",
        "temperature_rise": "rise of t",
    },
    arms={
        "base": Arm("base", untrained),
        "rest_em": Arm("ReST-EM: answer only, t = 1, anew from the base", arm(False, True, **FIXED, restart=True)),
        "online_rft": Arm("online RFT: answer only, t = 1", arm(False, **FIXED)),
        "cold": Arm(
            f"online RFT: answer only, t = {COLD}, the lowest of the grid",
            arm(False, True, **FIXED | {"temperature": COLD}),
        ),
        "fixed": Arm("answer and process reward, fixed at (1, 0)", arm(True, **FIXED)),
        "exploration": Arm("exploration only: t is chosen", arm(True, True, choose="temperature")),
        "exploitation": Arm("exploitation only: the threshold is chosen", arm(True, True, choose="threshold")),
        "random": Arm("t and threshold at random", arm(True, True, choose="random")),
        "b_star": Arm("**B-STaR**", arm(True)),
    },
    claims=[
        Claim(
            "What B-STaR keeps is right more often than at the fixed setting with the same reward",
            lambda r: r.above("b_star", "fixed", "selected_accuracy"),
            main=True,
        ),
        Claim("Pass@16-4 of B-STaR is above online RFT", lambda r: r.above("b_star", "online_rft", "pass_k_4")),
        Claim("… and above the fixed setting", lambda r: r.above("b_star", "fixed", "pass_k_4")),
        Claim("Sampled accuracy of B-STaR is above online RFT", lambda r: r.above("b_star", "online_rft", "sampled")),
        Claim("… and greedy accuracy is not worse than by 1 point", not_worse),
        Claim(
            "Online RFT loses exploration: fewer different right replies at the end than in its best round",
            lambda r: r.judge(r.interval("online_rft", "unique_lost")),
        ),
        Claim("… and B-STaR loses fewer", lambda r: r.below("b_star", "online_rft", "unique_lost")),
        Claim(
            f"Online RFT fixed at t = {COLD} loses exploration", lambda r: r.judge(r.interval("cold", "unique_lost"))
        ),
        Claim("… B-STaR, which may choose that t too, loses less", lambda r: r.below("b_star", "cold", "unique_lost")),
        Claim("… and its Pass@16-4 is above", lambda r: r.above("b_star", "cold", "pass_k_4")),
        Claim("… as is its sampled accuracy", lambda r: r.above("b_star", "cold", "sampled")),
        Claim(
            "Under online RFT right replies grow alike: a smaller share of them is different than the base's",
            lambda r: r.below("online_rft", "base", "diversity"),
        ),
        Claim("… and less so under B-STaR", lambda r: r.above("b_star", "online_rft", "diversity")),
        Claim(
            "The chosen temperature rises over the rounds", lambda r: r.judge(r.interval("b_star", "temperature_rise"))
        ),
        Claim("Choosing beats choosing at random", lambda r: r.above("b_star", "random", "pass_k_4")),
        Claim("Choosing both beats t alone", lambda r: r.above("b_star", "exploration", "pass_k_4")),
        Claim("… and the threshold alone", lambda r: r.above("b_star", "exploitation", "pass_k_4")),
    ],
    params={"full": FULL, "numbers": 4, "largest": 99, "noise": NOISE, "training_problems": POOL},
    seeds=5,
    quick_seeds=1,
)
