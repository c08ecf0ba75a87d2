"""The arms of SCoRe's evidence: the hop testbed, where a second attempt can do what a first one cannot, as tokens and
as text.

One transformer block follows one arrow. Attempt 1 must answer f(f(s)) at once, which one block cannot do but by
memorizing the training tables; attempt 2 may follow one arrow from attempt 1. So answering directly and correcting
look equally good on the training problems only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from torch.nn.functional import cross_entropy
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from assay_runner.blocks.dialogue import Dialogue, batch, join, labels
from assay_runner.blocks.policy import load_policy, save_policy
from assay_runner.blocks.sampling import LocalSampler
from assay_runner.context import Context
from assay_runner.evidence import Arm, Claim, Evidence, Finding, Results, prepared
from assay_runner.evidence import words as words_of
from assay_runner.recipes import score_rl
from assay_runner.recipes.score_rl import Episode, Params, Problem
from assay_runner.tasks import hops

NODES = 8
# Adam 1e-3, 64 × 4 rollouts a step, 600 + 300 steps against 900 of each control
FULL = Params(
    model="base",
    dataset="hops",
    stage_one_steps=600,
    stage_two_steps=300,
    learning_rate=1e-3,
    kl=0.03,
    kl_first=0.1,
    max_tokens=1,
    measure_every=100,
    checkpoint_every=0,
)
QUICK = replace(FULL, stage_one_steps=120, stage_two_steps=60, prompts=32, measure_every=60)
BASE_STEPS, TRAIN, VALIDATION, TEST = 1500, 256, 500, 4000


def settings(quick: bool) -> Params:
    """What the arms run with."""
    return QUICK if quick else FULL


def tokenizer() -> PreTrainedTokenizerFast:
    """One token a node, one for each hop count, the words of the second turn, padding and end."""
    words = [*map(str, range(NODES)), "h1", "h2", "again", "<pad>", "<end>"]
    inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<pad>"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="<pad>", eos_token="<end>")


def network(words: PreTrainedTokenizerFast, seed: int, *, positions: int = 16, spread: float = 0.02) -> GPT2LMHeadModel:
    """One block, width 64, 4 heads, learned positions: about 52k parameters, drawn with standard deviation `spread`."""
    config = GPT2Config(
        vocab_size=len(words),
        n_positions=positions,
        n_embd=64,
        n_layer=1,
        n_head=4,
        activation_function="relu",
        initializer_range=spread,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=None,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return GPT2LMHeadModel(config)


def prepare(seed: int, quick: bool, context: Context) -> None:
    """The base: attempt 1 is one arrow with 15 % noise, attempt 2 a copy (60 %), one arrow on (15 %) or random (25
    %).
    """
    words = tokenizer()
    model = network(words, seed)
    rng = context.rng("base")
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3 if quick else 1e-3)
    steps = BASE_STEPS if not quick else 400
    for step in range(steps):
        table, count, start, _ = hops.arrays(128, rng)
        rows = np.arange(128)
        first = np.where(rng.random(128) < 0.85, table[rows, start], rng.integers(NODES, size=128))
        which = rng.random(128)
        second = np.where(which < 0.6, first, np.where(which < 0.75, table[rows, first], rng.integers(NODES, size=128)))
        ids = torch.tensor(np.concatenate([table, (NODES - 1 + count)[:, None], start[:, None], first[:, None]], 1))
        logits = model(input_ids=ids).logits
        loss = cross_entropy(logits[:, NODES + 1], ids[:, -1]) + cross_entropy(
            logits[:, NODES + 2], torch.tensor(second)
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        context.progress(step + 1, steps, "base")
    save_policy(model, words, context.workdir / "base")
    if not quick:
        policy, words = load_policy(context.workdir / "base")
        score_rl.learn(
            policy,
            words,
            problems(seed, "train"),
            problems(seed, "validation"),
            replace(FULL, stage_two_steps=0, best_over=0),  # Stage II goes on from the last policy
            context,
        )
        save_policy(policy, words, context.workdir / "stage_one")


def problems(seed: int, split: str) -> list[Problem]:
    """The train, validation or test problems of a seed; tables of different splits never meet."""
    size = {"train": TRAIN, "validation": VALIDATION, "test": TEST}[split]
    rng = np.random.default_rng([seed, size])
    return [
        Problem((*map(int, table), NODES - 1 + int(count), int(start)), (), str(answer))
        for table, count, start, answer in zip(*hops.arrays(size, rng, split), strict=True)
    ]


Train = Callable[[Any, Any, list[Problem], int, bool, Context], None]


def arm(
    train: Train | None, full_only: bool = False, start: str = "base"
) -> Callable[[int, bool, Context], dict[str, Any]]:
    """One arm: train the seed's base (or its Stage I) and measure greedily on fresh test problems."""

    def measure(seed: int, quick: bool, context: Context) -> dict[str, Any]:
        names = tuple(EVIDENCE.columns)
        if quick and full_only:
            return dict.fromkeys(names)
        policy, words = load_policy(prepared(context) / ("base" if quick else start))
        known = problems(seed, "train")
        if train is not None:
            train(policy, words, known, seed, quick, context)
        sampler = LocalSampler(policy, words, batch_size=4096)
        test = problems(seed, "test")[: 1000 if quick else TEST]
        found, seen = score_rl.report(sampler, test, 1), score_rl.report(sampler, known, 1)
        values = (
            found["accuracy_before"],
            found["accuracy_after"],
            found["delta"],
            found["i_to_c"],
            found["c_to_i"],
            found["change_rate"],
            seen["delta"],
            swapped_firsts(sampler, test, context.rng("swap")),
        )
        curve = [[step, value] for step, value in context.metrics("held_out_delta")]
        return {name: 100 * value for name, value in zip(names, values, strict=True)} | (
            {"curves": {"validation delta": curve}} if curve else {}
        )

    return measure


def reinforce(**changes: Any) -> Train:
    """Reinforcement learning with some parameters changed; all arms take equally many steps."""

    def train(policy: Any, words: Any, known: list[Problem], seed: int, quick: bool, context: Context) -> None:
        params = settings(quick)
        total = params.stage_one_steps + params.stage_two_steps
        if changes.get("stage_one_steps") == 0:
            params = replace(params, stage_two_steps=total)
        elif not quick and changes.get("stage_one_steps") is None:
            params = replace(params, stage_one_steps=0)  # Stage I was run once for the seed
        params = replace(params, **changes)
        score_rl.learn(policy, words, known, problems(seed, "validation"), params, context)

    return train


def imitate(pick: Callable[[Sequence[Episode]], list[Dialogue]], rounds: int) -> Train:
    """Supervised learning of the second attempt on dialogues picked from the model's own samples, in some rounds."""

    def train(policy: Any, words: Any, known: list[Problem], seed: int, quick: bool, context: Context) -> None:
        for number in range(rounds):
            sampler = LocalSampler(policy, words, batch_size=4096)
            dialogues = pick(score_rl.play(sampler, known, 16, 1, seed=1000 * seed + number))
            optimizer = torch.optim.Adam(policy.parameters(), lr=1e-3)
            rng = context.rng(f"imitate-{number}")
            policy.train()
            for _ in range(100 if quick else 200):
                rows = batch([dialogues[i] for i in rng.integers(len(dialogues), size=128)], words.pad_token_id)
                logits = policy(input_ids=rows.input_ids, attention_mask=rows.attention_mask).logits
                loss = cross_entropy(logits[:, :-1].flatten(0, 1), labels(rows, turns=[2])[:, 1:].flatten())
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            policy.eval()

    return train


def star(keep_right: bool) -> Callable[[Sequence[Episode]], list[Dialogue]]:
    """STaR: the model's own wrong → right episodes; D⁺ adds right → right."""
    kept = {(False, True), (True, True)} if keep_right else {(False, True)}
    return lambda episodes: [episode.dialogue for episode in episodes if episode.right in kept]


def pairs(keep_right: bool) -> Callable[[Sequence[Episode]], list[Dialogue]]:
    """Pair-SFT: a wrong first attempt followed by a right one sampled for the same problem; D⁺ adds right → right."""

    def pick(episodes: Sequence[Episode]) -> list[Dialogue]:
        firsts: dict[tuple[int, ...], dict[bool, list[tuple[int, ...]]]] = {}
        for episode in episodes:
            length = sum(turn == 0 for turn in episode.dialogue.turns)
            prompt, tokens = episode.dialogue.tokens[:length], episode.attempts[0].tokens
            firsts.setdefault(prompt, {True: [], False: []})[episode.right[0]].append(tokens)
        found = []
        for prompt, tried in firsts.items():
            right = tried[True]
            for number, before in enumerate(tried[False] + (right if keep_right else [])):
                if right:
                    found.append(join([(prompt, 0), (before, 1), (right[number % len(right)], 2)]))
        return found

    return pick


def swapped_firsts(sampler: LocalSampler, test: list[Problem], rng: np.random.Generator) -> float:
    """Control: Δ when attempt 2 follows another problem's attempt 1; what was learned must need its own first
    attempt.
    """
    episodes = score_rl.play(sampler, test, 1, 1, temperature=0.0)
    others = rng.permutation(len(test))
    prompts = [[*one.prompt, *episodes[other].attempts[0].tokens] for one, other in zip(test, others, strict=True)]
    seconds = sampler.sample_ids(prompts, temperature=0.0, max_tokens=1)
    after = [row[0].text == one.reference for row, one in zip(seconds, test, strict=True)]
    return float(np.mean(after) - np.mean([episode.right[0] for episode in episodes]))


def most_single(results: Results) -> Finding:
    """Single-turn RL gains at most 1 point in every seed."""
    most = float(results.values("single", "delta").max())
    return Finding(most <= 1.0, f"most {most:+.1f} points")


def ten_points(results: Results) -> Finding:
    """SCoRe's Δ is on the mean 10 points above naive RL's; in a quick run, above it."""
    found = results.difference("score", "naive", "delta")
    return Finding(bool(found.mean >= (0.0 if results.quick else 10.0)), words_of(found))


def positive_everywhere(results: Results) -> Finding:
    """Every seed's Δ of SCoRe is above naive's."""
    difference = results.values("score", "delta") - results.values("naive", "delta")
    return Finding(bool((difference > 0).all()), f"least {difference.min():+.1f} points")


EVIDENCE = Evidence(
    main_metric="delta",
    reference="naive",
    columns={
        "acc1": "right at 1, %",
        "acc2": "right at 2, %",
        "delta": "Δ, points",
        "i_to_c": "wrong → right, %",
        "c_to_i": "right → wrong, %",
        "changed": "changed, %",
        "delta_train": "Δ on training problems",
        "delta_swapped": "Δ after another problem's attempt 1",
    },
    prepare=prepare,
    arms={
        "base": Arm("base", arm(None)),
        "star": Arm("STaR, wrong → right", arm(imitate(star(False), 3), full_only=True)),
        "star_plus": Arm("STaR, also right → right", arm(imitate(star(True), 3), full_only=True)),
        "pair_sft": Arm("pair SFT", arm(imitate(pairs(False), 1), full_only=True)),
        "pair_sft_plus": Arm("pair SFT, also right → right", arm(imitate(pairs(True), 1), full_only=True)),
        "single": Arm(
            "single-turn RL, 300 steps",
            arm(reinforce(stage_one_steps=0, stage_two_steps=300, rewarded=(1.0, 0.0)), full_only=True),
        ),
        "naive": Arm("naive two-turn RL", arm(reinforce(stage_one_steps=0, bonus=0.0))),
        "no_stage_one": Arm("Stage II from the base", arm(reinforce(stage_one_steps=0), full_only=True)),
        "stage_one": Arm("Stage I only", arm(None, full_only=True, start="stage_one")),
        "no_bonus": Arm("Stage I + II without bonus", arm(reinforce(bonus=0.0), full_only=True, start="stage_one")),
        "last": Arm("SCoRe, last policy", arm(reinforce(best_over=0), full_only=True, start="stage_one")),
        "score": Arm("**SCoRe**", arm(reinforce(), start="stage_one")),
    },
    claims=[
        Claim("Δ of SCoRe is at least 10 points above naive two-turn RL, on the mean", ten_points, main=True),
        Claim("… with the interval above zero", lambda r: r.above("score", "naive", "delta")),
        Claim("… with the whole interval above 10", lambda r: r.above("score", "naive", "delta", by=10.0)),
        Claim("… and positive in every seed", positive_everywhere),
        Claim("Single-turn RL does not learn to correct: Δ at most 1 point in every seed", most_single),
        Claim(
            "Naive RL changes its answer less often than Stage I",
            lambda r: r.below("naive", "stage_one", "changed"),
        ),
        Claim("The bonus helps (it did not show in the card's pilot)", lambda r: r.above("score", "no_bonus", "delta")),
        Claim("Stage I helps", lambda r: r.above("score", "no_stage_one", "delta")),
        Claim("Keeping the policy of highest training reward helps", lambda r: r.above("score", "last", "delta")),
    ],
    params={"full": FULL, "train": TRAIN, "test": TEST, "base_steps": BASE_STEPS},
    seeds=5,
    quick_seeds=1,
)
