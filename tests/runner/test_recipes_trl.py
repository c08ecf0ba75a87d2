"""The thin recipes over TRL: each learns what it is meant to on a tiny policy, through the same entry as a job."""

import json

import pytest
import torch
from tiny_policy import tiny_model, tiny_tokenizer

from assay_runner.blocks.policy import save_policy
from assay_runner.context import Fatal, LocalContext
from assay_runner.evidence import measure
from assay_runner.params import parse
from assay_runner.recipes import RECIPES, dpo, grpo, reward_model


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trl")
    save_policy(tiny_model(), tiny_tokenizer(), folder / "model")
    rows = []
    for n in range(60):
        responses = [
            {"id": f"r{n}a", "content": "yes", "correct": True},
            {"id": f"r{n}b", "content": "no", "correct": False},
        ]
        rows.append({"item": {"id": f"i{n}", "prompt": f"{n}? ", "reference": "yes"}, "responses": responses})
    (folder / "data.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def test_chats_are_trained_as_chats(place):
    rows = [json.loads(line) for line in (place / "data.jsonl").read_text().splitlines()]
    for row in rows:
        row["item"]["prompt"] = [{"role": "user", "content": row["item"]["prompt"]}]
    (place / "chats.jsonl").write_text("\n".join(map(json.dumps, rows)))
    for recipe, params in (
        (dpo, {"epochs": 4, "learning_rate": 3e-3}),
        (reward_model, {"epochs": 1}),
        (grpo, {"steps": 1, "prompts": 2, "group": 2, "max_tokens": 3}),
    ):
        result, _ = run(recipe, place, f"chat-{recipe.__name__}", data="chats.jsonl", **params)
        assert result["steps"] >= 1 and result.get("preference_accuracy_after", 1.0) == 1.0


def run(recipe, place, name, data="data.jsonl", **params):
    torch.manual_seed(0)
    given = parse(recipe.Params, {"model": str(place / "model"), "dataset": "ds_1", "held_out": 0.3, **params})
    context = LocalContext(place / name, seed=1, inputs={"dataset": place / data})
    result = recipe.run(given, context)["metrics"]
    assert len(context.models) == 1 and (place / name / "models" / given.name / "model.safetensors").exists()
    return result, context


def test_dpo_prefers_the_right_responses(place):
    result, context = run(dpo, place, "dpo", epochs=6, learning_rate=3e-3)
    assert result["preference_accuracy_after"] == 1.0 and result["preference_accuracy_before"] < 1.0
    assert result["chosen_logprob_after"] > result["chosen_logprob_before"]
    assert context.metrics("rewards_accuracies")


def test_reward_model_ranks_the_right_responses(place):
    result, _ = run(reward_model, place, "reward", epochs=8, learning_rate=3e-3)
    assert result["accuracy_after"] == 1.0
    # and can be asked for a reward
    given, _ = run(
        grpo,
        place,
        "by-model",
        reward="reward_model",
        reward_model=str(place / "reward" / "models" / "reward-model"),
        steps=2,
        prompts=2,
        group=2,
        max_tokens=4,
    )
    assert given["steps"] == 2


def test_grpo_follows_its_reward(place, monkeypatch):
    # a random policy never says "yes": here a reply is right when it starts with y
    monkeypatch.setattr(grpo, "agrees", lambda text, reference: text.startswith(reference[0]))
    result, context = run(
        grpo, place, "grpo", steps=60, prompts=4, group=8, max_tokens=2, learning_rate=5e-3, checkpoint_every=0
    )
    curve = [value for _, value in context.metrics("reward")]
    assert result["reward_after"] > result["reward_before"] and sum(curve[-2:]) > sum(curve[:2])


def test_what_is_missing_is_said(place, tmp_path):
    for recipe, params, words in (
        (grpo, {"reward": "judge"}, "judge_id"),
        (grpo, {"reward": "reward_model"}, "no reward_model is named"),
    ):
        with pytest.raises(Fatal, match=words):
            run(recipe, place, "missing", **params)
    (tmp_path / "data.jsonl").write_text('{"item": {"id": "a", "prompt": "1+1="}}')
    for recipe, words in ((dpo, "right and a wrong"), (reward_model, "right and a wrong"), (grpo, "reference")):
        given = parse(recipe.Params, {"model": str(place / "model"), "dataset": "ds_1"})
        with pytest.raises(Fatal, match=words):
            recipe.run(given, LocalContext(tmp_path / recipe.__name__, inputs={"dataset": tmp_path / "data.jsonl"}))


@pytest.mark.parametrize("name", ["sft", "dpo", "reward_model", "grpo"])
def test_quick_evidence_shows_the_main_claims(tmp_path, name):
    record = measure(name, RECIPES[name], tmp_path / "evidence", quick=True, plain=True)
    told = {claim["text"]: claim["measured"] for claim in record["claims"] if claim["main"] and not claim["shown"]}
    assert not told
