"""The thin recipes over TRL: each learns what it is meant to on a tiny policy, through the same entry as a job."""

import json

import pytest
import torch
from tiny_policy import tiny_model, tiny_tokenizer

from assay_runner.blocks.marked_data import read_voted
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


def test_what_people_prefer_in_a_campaign_is_learned(place):
    def comparison(n, a, b):
        responses = [{"id": "a", "model": "x", "content": a}, {"id": "b", "model": "y", "content": b}]
        return {"item": {"id": f"cmp_{n}", "prompt": f"{n % 60}? ", "metadata": {}}, "responses": responses}

    def rated(n, *choices, judge=False):
        told = {"comparison_id": f"cmp_{n}", "judge": judge, "probability": None}
        return [{"rating": {**told, "rater": f"r{at}", "choice": choice}} for at, choice in enumerate(choices)]

    lines = [comparison(n, *(("yes", "no") if n % 2 else ("no", "yes"))) for n in range(120)]
    # people prefer "yes" by two votes to one; a judge of the other opinion is not asked
    for n in range(120):
        good, bad = ("a", "b") if n % 2 else ("b", "a")
        lines += rated(n, good, bad, good, "tie") + rated(n, bad, bad, judge=True)
    undecided = {120: ("a", "b"), 121: ("tie",), 122: ("both_good", "both_bad"), 123: ()}
    lines = [comparison(n, "no", "yes") for n in undecided] + lines
    lines += [line for n, choices in undecided.items() for line in rated(n, *choices)]
    (place / "campaign.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))

    def learned(recipe, **params):
        torch.manual_seed(0)
        told = {"model": str(place / "model"), "campaign": "cam_1", "learning_rate": 3e-3, "held_out": 0.3, **params}
        context = LocalContext(place / f"voted-{recipe.TITLE}", seed=1, inputs={"campaign": place / "campaign.jsonl"})
        return recipe.run(parse(recipe.Params, told), context)["metrics"]

    marked = [{one.content: one.correct for one in row.responses} for row in read_voted(place / "campaign.jsonl")]
    assert marked == [{"yes": True, "no": False}] * 120
    preferred = learned(dpo, epochs=4)
    assert preferred["preference_accuracy_after"] == 1.0 and preferred["preference_accuracy_before"] < 1.0
    ranked = learned(reward_model, epochs=4)
    assert ranked["accuracy_after"] == 1.0
    assert ranked["pairs"] + ranked["held_out_pairs"] == 120
    # both comparisons of a prompt are on the same side
    assert ranked["held_out_pairs"] % 2 == 0

    (place / "unrated.jsonl").write_text(json.dumps(comparison(0, "yes", "no")))
    for told, inputs, words in (
        ({"campaign": "cam_1"}, {"campaign": place / "unrated.jsonl"}, "prefer neither side"),
        ({}, {}, "name one of the two"),
        ({"campaign": "cam_1", "dataset": "ds_1"}, {}, "name one of the two"),
    ):
        for recipe in (dpo, reward_model):
            given = parse(recipe.Params, {"model": str(place / "model"), **told})
            with pytest.raises(Fatal, match=words):
                recipe.run(given, LocalContext(place / f"refused-{recipe.TITLE}", inputs=inputs))


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
