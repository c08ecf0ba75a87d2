"""SCoRe: rewards reach only their own turn, prompts and chats give the same turns, a killed run ends the same."""

import copy
import json
from dataclasses import replace

import pytest
import torch
from tiny_policy import tiny_model, tiny_tokenizer

from assay_runner.blocks.dataset import Row
from assay_runner.blocks.policy import save_policy
from assay_runner.blocks.sampling import LocalSampler
from assay_runner.context import Fatal, LocalContext
from assay_runner.evidence import measure
from assay_runner.recipes import RECIPES, STUDIES, score_rl, score_rl_text_arms
from assay_runner.recipes.score_rl import Params
from assay_runner.tasks import arithmetic

PARAMS = Params(
    model="",
    dataset="",
    instruction="Again.",
    stage_one_steps=3,
    stage_two_steps=3,
    prompts=4,
    group=3,
    learning_rate=1e-3,
    best_over=2,
    max_tokens=6,
    held_out=0.3,
    measured=8,
    measure_every=3,
    checkpoint_every=2,
)


@pytest.fixture
def place(tmp_path):
    save_policy(tiny_model(), tiny_tokenizer(), tmp_path / "model")
    rows = [
        {"item": {"id": item.id, "prompt": item.prompt, "reference": item.reference}} for item in arithmetic.make(40, 0)
    ]
    (tmp_path / "data.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def context_of(kind, place, name):
    return kind(place / name, seed=5, recipe="score_rl", params={}, inputs={"dataset": place / "data.jsonl"})


def test_killed_run_ends_with_the_same_weights(place):
    params = replace(PARAMS, model=str(place / "model"))

    class Dying(LocalContext):
        seen = 0

        def metric(self, step, **values):
            if step == 5:
                raise RuntimeError("killed")
            super().metric(step, **values)

    whole = score_rl.run(params, context_of(LocalContext, place, "whole"))
    with pytest.raises(RuntimeError, match="killed"):
        score_rl.run(params, context_of(Dying, place, "killed"))
    again = score_rl.run(params, context_of(LocalContext, place, "killed"))
    # Stage II's steps 4 and 5 are one stretch, which the kill broke off; step 6 is none
    assert (
        whole == again
        and whole["metrics"]["kept_step"] == 5
        and {"accuracy_before_before", "delta_after", "change_rate_after"} <= set(whole["metrics"])
    )
    weights = [(place / name / "model" / "model.safetensors").read_bytes() for name in ("whole", "killed")]
    assert weights[0] == weights[1]
    assert weights[0] != (place / "model" / "model.safetensors").read_bytes()
    attempts = [(place / name / "artifacts" / "attempts.jsonl").read_text() for name in ("whole", "killed")]
    assert attempts[0] == attempts[1]
    rows = [json.loads(line) for line in attempts[0].splitlines()]
    assert sorted({(row["iteration"], row["attempt"]) for row in rows}) == [
        (0, 1),
        (0, 2),
        (3, 1),
        (3, 2),
        (6, 1),
        (6, 2),
    ]
    assert {row["model"] for row in rows} == {"score"} and len({row["question"] for row in rows}) == len(rows) / 6


def test_the_policy_of_highest_training_reward_is_kept():
    policy, weight = torch.nn.Linear(1, 1, bias=False), []
    best = score_rl.Best(copy.deepcopy(policy), over=2)
    for step, reward in enumerate([9.0, 0.0, 5.0, 5.0, 4.0, 5.0, 9.0], start=1):
        torch.nn.init.constant_(policy.weight, step)
        best.see(step, policy, reward)
        weight.append(best.policy.weight.item())
    assert (best.step, best.reward) == (4, 5.0) and weight[1:] == [2, 2, 4, 4, 4, 4]
    again = score_rl.Best(best.policy, 2, **best.state())
    again.see(8, policy, 9.0)
    assert (again.step, again.reward) == (8, 9.0) and best.policy.weight.item() == 7


def test_bonus_never_reaches_the_first_attempt():
    """Attempt 1's tokens get the same gradient whatever the bonus; in Stage I they get none but the KL's, here 0."""
    policy, tokenizer = tiny_model(), tiny_tokenizer()
    row = Row("i", "1+1=", "2")
    problem = score_rl.problem(row, tokenizer, "Again.")
    episodes = score_rl.play(LocalSampler(policy, tokenizer), [problem] * 2, 4, 5, seed=1)
    # the random model is never right, so the verdicts are made up
    verdicts = [(False, True), (True, False), (True, True), (False, False)] * 2
    episodes = [replace(episode, right=right) for episode, right in zip(episodes, verdicts, strict=True)]

    def first_turn_gradient(bonus, stage):
        turned = [
            replace(e, dialogue=replace(e.dialogue, turns=tuple(t if t == 1 else 0 for t in e.dialogue.turns)))
            for e in episodes
        ]
        model = copy.deepcopy(policy)
        loss, _ = score_rl.objective(
            model, policy, 0, turned, replace(PARAMS, group=4, bonus=bonus, kl=0.0, kl_first=0.0), stage
        )
        loss.backward()
        return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])

    assert torch.equal(first_turn_gradient(0.0, 2), first_turn_gradient(10.0, 2))
    assert first_turn_gradient(10.0, 2).abs().max() > 0 and first_turn_gradient(10.0, 1).abs().max() == 0
    right = torch.tensor(verdicts[:4], dtype=torch.float32)
    assert score_rl.shaped(right, PARAMS, 2)[:, 1].tolist() == [11, -10, 1, 0]
    assert score_rl.shaped(right, PARAMS, 1).tolist() == [[0, 1], [0, 0], [0, 1], [0, 0]]


def test_chats_ask_again_through_the_template():
    tokenizer = tiny_tokenizer()
    chat = score_rl.problem(Row("i", [{"role": "user", "content": "1+1"}], "2"), tokenizer, "Again.")
    assert tokenizer.decode(list(chat.prompt)) == "u:1+1\na:" and tokenizer.decode(list(chat.again)) == "u:Again.\na:"
    plain = score_rl.problem(Row("i", "1+1=", "2"), tokenizer, "Again.")
    assert tokenizer.decode(list(plain.again)) == "\nAgain.\n"


def test_hops_in_words_are_sampled_parsed_and_masked_as_text():
    words = score_rl_text_arms.tokenizer()
    problems = score_rl_text_arms.problems(words, 0, "validation")[:4]
    said = words.decode(list(problems[0].prompt))
    assert (
        said.startswith("f ") and " h " in said and said.endswith(" :") and words.decode(problems[0].again) == "again"
    )
    sampler = LocalSampler(score_rl_text_arms.network(words, 0), words)
    for one, episode in zip(problems, score_rl.play(sampler, problems, 1, 2, seed=1), strict=True):
        first, second = (len(attempt.tokens) for attempt in episode.attempts)
        told = (0,) * len(one.prompt) + (1,) * first + (0,) + (2,) * second
        assert tuple(episode.dialogue.turns) == told
    assert score_rl.right_answer("4 5", "5") and not score_rl.right_answer("4 5", "4")


def test_too_few_items_is_said(place):
    (place / "data.jsonl").write_text('{"item": {"id": "a", "prompt": "1+1=", "reference": "2"}}')
    with pytest.raises(Fatal, match="too few"):
        score_rl.run(replace(PARAMS, model=str(place / "model")), context_of(LocalContext, place, "few"))


@pytest.mark.parametrize("name", ["score_rl", "score_rl_text"])
def test_quick_evidence_shows_the_main_claim(tmp_path, name):
    module = {**RECIPES, **STUDIES}[name]
    record = measure(name, module, tmp_path / "evidence", quick=True, plain=True)
    assert [claim["shown"] for claim in record["claims"] if claim["main"]] == [True]
