"""B-STaR: the balance picks what it should, selection is what the card says, a killed run ends the same."""

import json
import math
from dataclasses import replace

import pytest
from tiny_policy import tiny_model, tiny_tokenizer

from assay_runner.blocks.policy import save_policy
from assay_runner.blocks.sampling import Sample
from assay_runner.context import Fatal, LocalContext
from assay_runner.evidence import measure
from assay_runner.recipes import RECIPES, b_star
from assay_runner.recipes.b_star import Params, Query

PARAMS = Params(
    model="",
    dataset="",
    rounds=3,
    queries=6,
    samples=6,
    target=2,
    balance_queries=4,
    temperatures=(0.7, 1.0),
    thresholds=(-0.5, 0.5),
    threshold=-0.5,
    steps=2,
    batch_size=4,
    learning_rate=1e-3,
    max_tokens=6,
    held_out=0.3,
    measured=6,
    measured_samples=4,
)


def sample(text):
    return Sample(text, (5,), (-1.0,), "end")


QUERY = Query("q", lambda text: text.startswith("right"), lambda text: -1.0 if "bad" in text else 1.0)


def test_balance_prefers_the_threshold_that_drops_wrong_replies():
    replies = [[sample("right a"), sample("right b"), sample("wrong good"), sample("wrong bad")]]
    params = replace(PARAMS, process_weight=0.2)
    # thresholds: -0.5 keeps all four (quality 1/2), 0.5 keeps the right ones (quality 1, 2 of 2 wanted)
    assert b_star.balance([QUERY], replies, -0.5, params) == pytest.approx(0.5)
    assert b_star.balance([QUERY], replies, 0.5, params) == 1.0
    assert b_star.balance([QUERY], replies, 1.5, params) == 0.0


def test_selection_drops_duplicates_and_fills_up_to_the_target():
    replies = [[sample("right a"), sample("right a"), sample("right b bad"), sample("wrong")]] * 2
    kept, told = b_star.select([QUERY, QUERY], replies, 0.5, replace(PARAMS, target=1))
    assert [s.text for _, s in kept] == ["right a", "right a"]
    assert told["selected_accuracy"] == 1.0 and told["uniformity"] == 1.0


@pytest.mark.parametrize("restart", [False, True])
def test_killed_run_ends_with_the_same_weights(tmp_path, restart):
    save_policy(tiny_model(), tiny_tokenizer(), tmp_path / "model")
    # random replies count as right when they are short, so that a random model has something to learn from
    rows = [{"item": {"id": f"i{n}", "prompt": f"{n}=", "reference": "0"}} for n in range(24)]
    (tmp_path / "data.jsonl").write_text("\n".join(map(json.dumps, rows)))

    class Dying(LocalContext):
        def metric(self, step, **values):
            if "greedy" in values and step == 3 * PARAMS.steps:
                raise RuntimeError("killed")
            super().metric(step, **values)

    def go(kind, name):
        params = replace(PARAMS, model=str(tmp_path / "model"), restart=restart)
        return b_star.run(params, kind(tmp_path / name, seed=2, inputs={"dataset": tmp_path / "data.jsonl"}))

    whole = go(LocalContext, "whole")
    with pytest.raises(RuntimeError, match="killed"):
        go(Dying, "killed")
    again = go(LocalContext, "killed")
    assert all(math.isclose(whole["metrics"][name], again["metrics"][name]) for name in whole["metrics"])
    weights = [(tmp_path / name / "model" / "model.safetensors").read_bytes() for name in ("whole", "killed")]
    assert weights[0] == weights[1]
    attempts = [(tmp_path / name / "artifacts" / "attempts.jsonl").read_text() for name in ("whole", "killed")]
    assert attempts[0] == attempts[1]
    told = [json.loads(line) for line in attempts[0].splitlines()]
    assert {row["iteration"] for row in told} == {0, 1, 2, 3}
    # of every question and round four drawn replies and the greedy one, each with a number of its own
    places = {(row["question"], row["iteration"], row["sample"], row["temperature"]) for row in told}
    assert len(places) == len(told) and len(told) == 5 * len({row["question"] for row in told}) * 4
    assert sum(row["temperature"] == 0 for row in told) * 5 == len(told)


def test_nothing_kept_is_said(tmp_path):
    save_policy(tiny_model(), tiny_tokenizer(), tmp_path / "model")
    rows = [{"item": {"id": f"i{n}", "prompt": f"{n}=", "reference": "99999"}} for n in range(24)]
    (tmp_path / "data.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(Fatal, match="lower the threshold"):
        b_star.run(
            replace(PARAMS, model=str(tmp_path / "model"), choose="neither", threshold=0.5),
            LocalContext(tmp_path / "run", inputs={"dataset": tmp_path / "data.jsonl"}),
        )


def test_quick_evidence_shows_the_main_claim(tmp_path):
    record = measure("b_star", RECIPES["b_star"], tmp_path / "evidence", quick=True, plain=True)
    assert [claim["shown"] for claim in record["claims"] if claim["main"]] == [True]
