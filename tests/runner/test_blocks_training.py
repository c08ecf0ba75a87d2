"""Training through TRL: losses with known values, LoRA, NaN ends the run, a killed run ends with the same weights."""

import math
import random

import pytest
import torch
from tiny_policy import tiny_model, tiny_tokenizer
from transformers import LlamaForSequenceClassification

from assay_runner.blocks import training
from assay_runner.blocks.dialogue import join
from assay_runner.blocks.pairs import TokenPair, dpo_loss, fit_pairs
from assay_runner.blocks.training import Settings
from assay_runner.context import Fatal, LocalContext
from assay_runner.tasks import arithmetic

SUMS = arithmetic.make(40, 0, operations="+")
ROWS = [{"prompt": item.prompt, "completion": item.reference} for item in SUMS]
PAIRS = [{"prompt": item.prompt, "chosen": item.reference, "rejected": str(int(item.reference) + 1)} for item in SUMS]


class Killed(Exception):
    """Stands for a process that dies."""


def test_dpo_loss_is_ln_2_at_the_reference(tmp_path):
    same = torch.randn(8)
    for smoothing in (0.0, 0.25, 0.5):
        losses = dpo_loss(same, same * 2, same, same * 2, 0.1, smoothing)
        assert losses.tolist() == pytest.approx([math.log(2)] * 8, abs=1e-6)
    context = LocalContext(tmp_path)
    settings = Settings(steps=1, batch_size=8, learning_rate=1e-3, log_every=1)
    training.preference(tiny_model(), tiny_tokenizer(), PAIRS, settings, context)
    assert context.metrics("loss")[0][1] == pytest.approx(math.log(2), abs=1e-5)


def test_supervised_learns_and_only_the_completion(tmp_path):
    context = LocalContext(tmp_path)
    trained = training.supervised(
        tiny_model(), tiny_tokenizer(), ROWS[:4], Settings(steps=60, batch_size=4, learning_rate=1e-2), context
    )
    curve = [value for _, value in context.metrics("loss")]
    assert curve[-1] < 0.1 * curve[0] and trained.steps == 60
    # the carried optimizer goes on: its moments are those of 60 steps
    again = training.supervised(
        trained.model,
        tiny_tokenizer(),
        ROWS[:4],
        Settings(steps=5, batch_size=4),
        context,
        first_step=60,
        carry=trained,
    )
    assert int(next(iter(again.optimizer.state.values()))["step"]) == 65
    assert context.metrics("loss")[-1][0] > 60


def run_killed(tmp_path, train, steps=8, kill_at=5):
    """Weights of (an uninterrupted run, a run killed at a step and started again)."""
    whole = train(LocalContext(tmp_path / "whole", seed=3))

    class Dying(LocalContext):
        seen = 0

        def check(self):
            self.seen += 1
            if self.seen == kill_at:
                raise Killed

    with pytest.raises(Killed):
        train(Dying(tmp_path / "killed", seed=3))
    random.seed(99)
    torch.manual_seed(99)
    again = LocalContext(tmp_path / "killed", seed=3)
    assert again.load_checkpoint() is not None
    return whole, train(again)


@pytest.mark.parametrize("kind", ["supervised", "preference", "reward", "group_reward", "lora"])
def test_killed_run_goes_on_to_the_same_weights(tmp_path, kind):
    settings = Settings(steps=8, batch_size=8, learning_rate=1e-3, checkpoint_every=2, log_every=1)

    def train(context):
        if kind == "supervised":
            return training.supervised(tiny_model(), tiny_tokenizer(), ROWS, settings, context)
        if kind == "lora":
            lora = Settings(**{**settings.__dict__, "lora_rank": 4})
            return training.supervised(tiny_model(), tiny_tokenizer(), ROWS, lora, context)
        if kind == "preference":
            return training.preference(tiny_model(), tiny_tokenizer(), PAIRS, settings, context)
        if kind == "reward":
            torch.manual_seed(0)
            config = tiny_model().config
            config.num_labels = 1
            model = LlamaForSequenceClassification(config)
            return training.reward(model, tiny_tokenizer(), PAIRS, settings, context)

        def digits(prompts, completions, **columns):
            return [float(sum(c.isdigit() for c in text)) for text in completions]

        rows = [{"prompt": row["prompt"]} for row in ROWS]
        return training.group_reward(
            tiny_model(), tiny_tokenizer(), rows, digits, settings, context, group=4, max_tokens=6
        )

    whole, resumed = run_killed(tmp_path, train)
    left, right = whole.model.state_dict(), resumed.model.state_dict()
    assert left.keys() == right.keys()
    assert all(torch.equal(left[name], right[name]) for name in left)
    start = tiny_model().state_dict()
    assert any(not torch.equal(start[name], left[name]) for name in left if name in start)


def test_nan_loss_ends_with_advice(tmp_path):
    context = LocalContext(tmp_path, params={"learning_rate": 1e9})
    model = tiny_model()
    torch.nn.init.constant_(model.lm_head.weight, float("nan"))
    with pytest.raises(Fatal, match="lower learning_rate"):
        training.supervised(model, tiny_tokenizer(), ROWS, Settings(steps=3, log_every=1), context)


def test_nothing_to_train_on_is_said(tmp_path):
    with pytest.raises(Fatal, match="nothing to train on"):
        training.supervised(tiny_model(), tiny_tokenizer(), [], Settings(steps=1), LocalContext(tmp_path))
    with pytest.raises(Fatal, match="multiple of group"):
        training.group_reward(
            tiny_model(),
            tiny_tokenizer(),
            ROWS,
            lambda: [],
            Settings(steps=1, batch_size=6),
            LocalContext(tmp_path),
            group=4,
        )


def test_fit_pairs_prefers_and_swapped_pairs_do_not():
    tokenizer, reference = tiny_tokenizer(), tiny_model()
    encode = lambda text: tokenizer(text)["input_ids"]  # noqa: E731
    pairs = [
        TokenPair(
            join([(encode(row["prompt"]), 0), (encode(row["chosen"]), 1)]),
            join([(encode(row["prompt"]), 0), (encode(row["rejected"]), 1)]),
        )
        for row in PAIRS
    ]
    seen = []
    fit_pairs(
        tiny_model(),
        reference,
        pairs,
        pad=0,
        steps=30,
        batch_size=16,
        learning_rate=3e-3,
        beta=0.1,
        anchor=0.0,
        generator=torch.Generator().manual_seed(0),
        after=lambda step, metrics: seen.append(metrics),
    )
    assert seen[0]["loss"] == pytest.approx(math.log(2), abs=1e-5)
    assert seen[-1]["reward_accuracy"] > 0.9 and seen[-1]["loss"] < seen[0]["loss"]
