"""Formulas that the platform computes too: the same cases, read by both languages."""

import json
from pathlib import Path

import pytest

from assay_runner.blocks import dynamics
from assay_runner.blocks.self_correction import label_self_correction, self_correction

FIXTURES = Path(__file__).parents[1] / "fixtures"


def pass_at_k(given):
    return {"value": dynamics.pass_at_k(given["samples"], given["correct"], given["k"])}


def balance_score(given):
    return {"value": dynamics.query_effect(given["selected"], given["unique_correct"], given["target"])}


def corrections(given):
    questions = [question["samples"] for question in given["questions"] for _ in range(question.get("count", 1))]
    return self_correction(questions)


def labels(given):
    return label_self_correction(given["labels"])


def sampled(given):
    queries = given.get("queries", [])
    keys, correct, rewards = (
        [[sample[name] for sample in query] for query in queries] for name in ("solution", "correct", "reward")
    )
    if given["metric"] == "diversity":
        return {"value": dynamics.diversity(given["equations"])}
    if given["metric"] == "uniformity":
        return {"value": dynamics.query_uniformity(given["selected"])}
    if given["metric"] == "pass_k_s":
        return {"value": dynamics.pass_k_s(keys, correct, given["s"])}
    ranked = {"reward_k_s": dynamics.reward_k_s, "reward_pass_k": dynamics.reward_pass_k}[given["metric"]]
    return {"value": ranked(rewards, correct, given["s"])}


COMPUTED = {
    "pass-at-k": pass_at_k,
    "balance-score": balance_score,
    "self-correction": corrections,
    "label-self-correction": labels,
    "dynamics": sampled,
}
CASES = [(name, case) for name in COMPUTED for case in json.loads((FIXTURES / f"{name}.json").read_text())]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['description']}" for name, case in CASES])
def test_fixture(name, case):
    given = COMPUTED[name](case["input"])
    for key, expected in case["expected"].items():
        if expected is None:
            assert given[key] is None, key
        else:
            assert given[key] == pytest.approx(expected, abs=0.5000001 * 10 ** -case["places"]), key
