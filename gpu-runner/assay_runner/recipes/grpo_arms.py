"""The arms of GRPO's evidence: sums rewarded by their references, against rewards by chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch

from assay_runner import evidence_sums as data
from assay_runner.blocks.dataset import Row
from assay_runner.blocks.policy import load_policy
from assay_runner.blocks.rewards import Reward
from assay_runner.context import Context, LocalContext
from assay_runner.evidence import Arm, Claim, Evidence
from assay_runner.recipes import grpo
from assay_runner.recipes.grpo import Params

FULL = Params(
    model=data.BASE,
    dataset="sums",
    steps=300,
    prompts=32,
    group=8,
    learning_rate=1e-4,
    max_tokens=data.MAX_TOKENS,
    checkpoint_every=0,
)
QUICK = replace(FULL, steps=40, prompts=16, learning_rate=3e-5)
# So many that a run sees each about once: on 1,500 prompts it learned those sums by heart, and no other.
TRAIN, TEST = 8000, 400


def by_chance(context: Context) -> Reward:
    """Right or wrong by the toss of a coin."""
    rng = context.rng("chance")

    def of(prompts: Sequence[str], replies: Sequence[str], metadata: Sequence[Mapping[str, Any]]) -> list[float | None]:
        return [float(value) for value in rng.integers(2, size=len(replies))]

    return of


def arm(steps: bool = True, chance: bool = False, **changes: Any) -> Callable[[int, bool, Context], dict[str, Any]]:
    """One arm: learn from a seed's sums and measure on its test problems."""

    def run(seed: int, quick: bool, context: Context) -> dict[str, Any]:
        params = replace(QUICK if quick else FULL, **changes)
        policy, tokenizer = load_policy(params.model, torch.float32)
        inner = LocalContext(context.workdir / "run", seed)
        rows = [Row(item.id, item.prompt, item.reference) for item in data.sums(TRAIN, seed, "train")]
        score = by_chance(inner) if chance else grpo.reward_of(params, inner)
        if steps:
            policy = grpo.learn(policy, tokenizer, rows, score, params, inner).model
        found = data.accuracy(policy, tokenizer, data.sums(TEST, seed, "test"), seed)
        curve = [[step, value] for step, value in inner.metrics("reward")]
        return found | ({"curves": {"reward": curve}} if curve and not chance else {})

    return run


EVIDENCE = Evidence(
    main_metric="sampled",
    reference="base",
    columns={"greedy": "greedy, %", "sampled": "sampled, %"},
    arms={
        "base": Arm("base", arm(steps=False)),
        "chance": Arm("reward by the toss of a coin", arm(chance=True)),
        "grpo": Arm("**GRPO**", arm()),
    },
    claims=[
        Claim("GRPO raises sampled accuracy", lambda r: r.above("grpo", "base", "sampled")),
        Claim("… and greedy accuracy", lambda r: r.above("grpo", "base", "greedy")),
        Claim("A reward by chance does not", lambda r: r.above("grpo", "chance", "sampled"), main=True),
        Claim("… but costs accuracy", lambda r: r.below("chance", "base", "sampled")),
    ],
    params={"full": FULL, "items": TRAIN, "test": TEST},
    seeds=5,
    quick_seeds=1,
)
