"""SCoRe's evidence on text: the hop problems as sentences, both attempts in words.

A problem reads 'f 3 0 7 1 6 2 5 4 h 2 s 4:', an attempt 'is 5', and 'again' asks for the second. The recipe samples,
parses and masks them as it does any text. In words a second block carries what one block does on bare tokens: attempt
1 can follow one arrow, attempt 2 one more from attempt 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from torch.nn.functional import cross_entropy
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from assay_runner.blocks.dataset import Row
from assay_runner.blocks.dialogue import batch, join, labels
from assay_runner.blocks.policy import load_policy, save_policy
from assay_runner.blocks.sampling import LocalSampler
from assay_runner.context import Context
from assay_runner.evidence import Arm, Claim, Evidence, Finding, Results, prepared
from assay_runner.evidence import words as words_of
from assay_runner.recipes import score_rl
from assay_runner.recipes.score_rl import Episode, Params, Problem
from assay_runner.tasks import hops

NODES = 8
FULL = Params(
    model="base",
    dataset="hops",
    instruction="again",
    stage_one_steps=300,
    stage_two_steps=150,
    prompts=32,
    learning_rate=1e-3,
    kl=0.03,
    kl_first=0.1,
    max_tokens=3,
    measure_every=50,
    checkpoint_every=0,
)
QUICK = replace(FULL, stage_one_steps=200, stage_two_steps=0, measure_every=100)
BASE_STEPS, TRAIN, VALIDATION, TEST = 2000, 256, 500, 2000


def tokenizer() -> PreTrainedTokenizerFast:
    """One token a word."""
    words = [*map(str, range(NODES)), "f", "h", "s", ":", "is", "again", "<pad>", "<end>"]
    inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<pad>"))
    inner.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation()])
    return PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="<pad>", eos_token="<end>")


def network(words: PreTrainedTokenizerFast, seed: int) -> GPT2LMHeadModel:
    """Two blocks, width 64, 4 heads, learned positions: about 0.1 M parameters."""
    config = GPT2Config(
        vocab_size=len(words),
        n_positions=24,
        n_embd=64,
        n_layer=2,
        n_head=4,
        activation_function="relu",
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


def problems(words: PreTrainedTokenizerFast, seed: int, split: str) -> list[Problem]:
    """The train, validation or test problems of a seed, read as the recipe reads a dataset's rows."""
    size = {"train": TRAIN, "validation": VALIDATION, "test": TEST}[split]
    rows = [Row(item.id, item.prompt, item.reference) for item in hops.make(size, seed, split)]
    return [score_rl.problem(row, words, FULL.instruction) for row in rows]


def prepare(seed: int, quick: bool, context: Context) -> None:
    """The base: attempt 1 is one arrow with 15 % noise, attempt 2 a copy (60 %), one arrow on (15 %) or random (25
    %).
    """
    words = tokenizer()
    model = network(words, seed)
    rng, size = context.rng("base"), 128
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    again = words(FULL.instruction)["input_ids"]
    for step in range(BASE_STEPS):
        table, count, start, _ = hops.arrays(size, rng)
        rows, random, which = np.arange(size), rng.integers(NODES, size=(2, size)), rng.random((2, size))
        first = np.where(which[0] < 0.85, table[rows, start], random[0])
        second = np.where(which[1] < 0.6, first, np.where(which[1] < 0.75, table[rows, first], random[1]))
        asked = [
            f"f {' '.join(map(str, f))} h {h} s {s}:"
            for f, h, s in zip(table.tolist(), count.tolist(), start.tolist(), strict=True)
        ]
        turns = [words([f"is {answer} <end>" for answer in told.tolist()])["input_ids"] for told in (first, second)]
        read = zip(words(asked)["input_ids"], *turns, strict=True)
        given = batch([join([(x, 0), (one, 1), (again, 0), (two, 2)]) for x, one, two in read], words.pad_token_id)
        logits = model(input_ids=given.input_ids, attention_mask=given.attention_mask).logits
        loss = cross_entropy(logits[:, :-1].flatten(0, 1), labels(given)[:, 1:].flatten())
        optimizer.param_groups[0]["lr"] = 2e-3 * min(1.0, step / 100) * (1 - 0.9 * step / BASE_STEPS)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        context.progress(step + 1, BASE_STEPS, "base")
    save_policy(model, words, context.workdir / "base")


def arm(full_only: bool = False, **changes: Any) -> Callable[[int, bool, Context], dict[str, Any]]:
    """One arm: train the seed's base and measure greedily on fresh test problems."""

    def measure(seed: int, quick: bool, context: Context) -> dict[str, Any]:
        if quick and full_only:
            return dict.fromkeys(EVIDENCE.columns)
        policy, words = load_policy(prepared(context) / "base")
        params = replace(QUICK if quick else FULL, **changes)
        if params.stage_one_steps + params.stage_two_steps:
            known, held = problems(words, seed, "train"), problems(words, seed, "validation")
            score_rl.learn(policy, words, known, held, params, context)
        sampler = LocalSampler(policy, words, batch_size=4096)
        test = problems(words, seed, "test")
        seen: list[Episode] = []
        found = score_rl.report(sampler, test, params.max_tokens, seen.extend)
        unread = [not one.text.removeprefix("is ").isdigit() for episode in seen for one in episode.attempts]
        values = {
            "acc1": found["accuracy_before"],
            "acc2": found["accuracy_after"],
            "delta": found["delta"],
            "i_to_c": found["i_to_c"],
            "c_to_i": found["c_to_i"],
            "changed": found["change_rate"],
            "unread": float(np.mean(unread)),
            "delta_swapped": swapped_firsts(sampler, test, seen, context.rng("swap")),
        }
        curve = [[step, value] for step, value in context.metrics("held_out_delta")]
        return {name: 100 * (value or 0.0) for name, value in values.items()} | (
            {"curves": {"validation delta": curve}} if curve else {}
        )

    return measure


def swapped_firsts(
    sampler: LocalSampler, test: list[Problem], episodes: list[Episode], rng: np.random.Generator
) -> float:
    """Control: Δ when attempt 2 follows another problem's attempt 1."""
    others = [episodes[other].attempts[0].tokens for other in rng.permutation(len(test))]
    prompts = [[*one.prompt, *other, *one.again] for one, other in zip(test, others, strict=True)]
    seconds = sampler.sample_ids(prompts, temperature=0.0, max_tokens=FULL.max_tokens)
    after = [score_rl.right_answer(row[0].text, one.reference) for row, one in zip(seconds, test, strict=True)]
    return float(np.mean(after) - np.mean([episode.right[0] for episode in episodes]))


def ten_points(results: Results) -> Finding:
    """SCoRe's Δ is 10 points above naive RL's on the mean, with the interval above zero (the card's pass rule)."""
    found = results.difference("score", "naive", "delta")
    return Finding(bool(found.mean >= 10.0 and found.low > 0), words_of(found))


def own_attempt(results: Results) -> Finding:
    """After another problem's first attempt the second is not better than the first."""
    found = results.interval("score", "delta_swapped")
    return Finding(bool(found.high < 0), words_of(found))


EVIDENCE = Evidence(
    part_of="score_rl",
    main_metric="delta",
    reference="naive",
    columns={
        "acc1": "right at 1, %",
        "acc2": "right at 2, %",
        "delta": "Δ, points",
        "i_to_c": "wrong → right, %",
        "c_to_i": "right → wrong, %",
        "changed": "changed, %",
        "unread": "unreadable, %",
        "delta_swapped": "Δ after another problem's attempt 1",
    },
    prepare=prepare,
    arms={
        "base": Arm("base", arm(stage_one_steps=0, stage_two_steps=0)),
        "naive": Arm("naive two-turn RL", arm(True, stage_one_steps=0, stage_two_steps=450, bonus=0.0)),
        "score": Arm("**SCoRe**", arm()),
    },
    claims=[
        Claim("SCoRe learns to correct in words", lambda r: r.above("score", "base", "delta"), main=True),
        Claim("… by its own first attempt: after another problem's there is no gain", own_attempt),
        Claim("Naive two-turn RL learns it too", lambda r: r.above("naive", "base", "delta")),
        Claim("Δ of SCoRe is at least 10 points above naive two-turn RL, with the interval above zero", ten_points),
        Claim("… is above it at all", lambda r: r.above("score", "naive", "delta")),
    ],
    params={"full": FULL, "train": TRAIN, "test": TEST, "base_steps": BASE_STEPS},
    seeds=5,
    quick_seeds=1,
)
