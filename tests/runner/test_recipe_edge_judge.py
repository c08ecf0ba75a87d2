"""The edge judge: it learns, resumes to the same bits, exports what it measured, and refuses leaks and too little."""

import json
import random
from dataclasses import replace

import numpy as np
import pytest

from assay_runner.blocks.edge_bundle import load_weights, onnx_scores
from assay_runner.context import Cancelled, Fatal, LocalContext
from assay_runner.evidence import measure
from assay_runner.files import sha256_of
from assay_runner.recipes import RECIPES, edge_judge
from assay_runner.recipes.edge_judge import Params

PARAMS = Params(
    dataset="ds_1",
    hidden=32,
    layers=1,
    heads=2,
    vocabulary=400,
    max_tokens=48,
    steps=90,
    learning_rate=3e-3,
    calibrate_share=0.15,
    promise_share=0.2,
    test_share=0.25,
    alpha=0.2,
    checkpoint_every=20,
)


def rows_of(count=160, flipped=False):
    """Questions whose right answer has a word that its wrong ones have not; the wrong word stands in a known step.

    Flipped: whoever labeled was upside down, but for the test part.
    """
    rng = random.Random(7)
    rows = []
    for n in range(count):
        prompt = f"How do we greet number {n}?"
        filler = rng.choice(["today", "in the morning", "at the door"])
        right, wrong = f"We meet {filler}.\nWe say kindly hello.", f"We meet {filler}.\nWe say badly nothing."
        split = ("train", "train", "calibrate", "promise", "promise", "test")[n % 6]
        turned = flipped and split != "test"
        responses = [
            {"id": "a", "content": right, "correct": not turned, "metadata": {"steps": [True, not turned], "grade": 1}},
            {"id": "b", "content": wrong, "correct": turned, "metadata": {"steps": [True, turned], "grade": 0}},
        ]
        rng.shuffle(responses)
        rows.append({"item": {"id": f"i{n}", "prompt": prompt, "metadata": {"split": split}}, "responses": responses})
    return rows


def write(path, rows):
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def context_of(folder, data, kind=LocalContext):
    return kind(folder, seed=3, recipe="edge_judge", params={"dataset": "ds_1"}, inputs={"dataset": data})


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edge")
    data = write(folder / "data.jsonl", rows_of())
    context = context_of(folder / "run", data)
    return folder, context, edge_judge.run(PARAMS, context)


def test_it_tells_right_from_wrong_and_says_where(trained):
    _, _, result = trained
    metrics = result["metrics"]
    assert metrics["right_auc"] > 0.95 and metrics["pair_accuracy"] > 0.95 and metrics["step_auc"] > 0.95
    assert metrics["grade_error"] < 0.3
    # the int8 weights move the reward a little, the float graph does not
    assert metrics["parity_float_reward"] < 1e-4 and metrics["parity_same_sign"] > 0.95


def test_bundle_says_what_it_is(trained):
    folder, context, result = trained
    bundle = folder / "run" / "bundle"
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert result["edge_model"] == sha256_of(bundle / "manifest.json")
    assert manifest["files"]["model"]["sha256"] == sha256_of(bundle / "model.onnx")
    assert manifest["heads"]["grades"]["labels"] == [0, 1] and manifest["heads"]["reward"]["pair_map"]["b"] == 0
    promise = manifest["conformal"]["score"]
    assert promise["threshold"] is not None and promise["risk"] <= promise["alpha"] and promise["items"] == 53
    assert {one["path"] for one in context.models[0]["files"]} >= {"model.onnx", "manifest.json", "model.safetensors"}
    card = (bundle / "README.md").read_text()
    assert "| right_auc |" in card and "assay-runner run edge_judge" in card


def test_outputs_are_of_the_shapes_the_edge_reads(trained):
    folder, _, _ = trained
    bundle = folder / "run" / "bundle"
    _, layout = load_weights(bundle, [0.0, 1.0])
    rows = [layout.encode("How?", "We say kindly hello.\nYes."), layout.encode("How?", "No.")]
    alone = onnx_scores(bundle / "model.onnx", rows, layout)
    assert alone.reward.shape == (2,) and alone.grades.shape == (2, 2) and [len(one) for one in alone.steps] == [2, 1]
    assert np.allclose(np.exp(alone.grades).sum(1), 1, atol=1e-4)


def test_killed_run_ends_with_the_same_model(trained, tmp_path):
    folder, _, whole = trained

    class Dying(LocalContext):
        def metric(self, step, **values):
            if step == 60:
                raise RuntimeError("killed")
            super().metric(step, **values)

    with pytest.raises(RuntimeError, match="killed"):
        edge_judge.run(PARAMS, context_of(tmp_path / "run", folder / "data.jsonl", Dying))
    again = edge_judge.run(PARAMS, context_of(tmp_path / "run", folder / "data.jsonl"))
    assert again == whole
    for file in ("model.safetensors", "model.onnx", "manifest.json"):
        assert sha256_of(tmp_path / "run" / "bundle" / file) == sha256_of(folder / "run" / "bundle" / file)


def test_flipped_labels_give_a_judge_below_chance(trained, tmp_path):
    """What the promotion gate refuses: against verdicts that nobody touched it is worse than a coin."""
    data = write(tmp_path / "data.jsonl", rows_of(flipped=True))
    metrics = edge_judge.run(PARAMS, context_of(tmp_path / "run", data))["metrics"]
    assert metrics["right_auc"] < 0.2 and metrics["pair_accuracy"] < 0.2 and metrics["right_risk"] > 0.8


def test_a_former_judge_is_gone_on_from(trained, tmp_path):
    folder, _, _ = trained
    params = replace(PARAMS, base=str(folder / "run" / "bundle"), steps=1, learning_rate=1e-9)
    metrics = edge_judge.run(params, context_of(tmp_path / "run", folder / "data.jsonl"))["metrics"]
    assert metrics["right_auc"] > 0.95
    with pytest.raises(Fatal, match="no shape.json|no model.safetensors"):
        edge_judge.run(replace(PARAMS, base=str(tmp_path)), context_of(tmp_path / "bad", folder / "data.jsonl"))


def test_a_teacher_alone_is_enough(tmp_path):
    rows = rows_of()
    for row in rows:
        if row["item"]["metadata"]["split"] == "train":
            for one in row["responses"]:
                good = one.pop("correct")
                one["metadata"] = {"teacher": 0.9 if good else 0.2}
    metrics = edge_judge.run(
        replace(PARAMS, temperature=2.0, step_weight=0.0), context_of(tmp_path / "run", write(tmp_path / "d", rows))
    )["metrics"]
    assert metrics["right_auc"] > 0.9 and "step_auc" not in metrics


def test_length_is_read_where_it_is_let_in(tmp_path):
    """An encoder that learned nothing, and wrong answers that are longer in the same words: only length can tell."""
    rows = rows_of()
    for row in rows:
        for one in row["responses"]:
            one["content"] = "We meet today." if one["correct"] else " ".join(["We meet today."] * 4)
            one["metadata"] = {}
    params = replace(PARAMS, steps=1, learning_rate=1e-9, step_weight=0.0, length_head=True)
    metrics = edge_judge.run(params, context_of(tmp_path / "run", write(tmp_path / "d", rows)))["metrics"]
    assert metrics["right_auc"] > 0.99 and metrics["parity_same_sign"] == 1.0
    with pytest.raises(Fatal, match="length_head needs both"):
        for row in rows:
            for one in row["responses"]:
                one["correct"] = True
        edge_judge.run(params, context_of(tmp_path / "one", write(tmp_path / "all-right", rows)))


def test_quick_evidence_shows_the_main_claims(tmp_path):
    record = measure("edge_judge", RECIPES["edge_judge"], tmp_path / "evidence", quick=True, plain=True)
    assert not [claim["text"] for claim in record["claims"] if claim["main"] and not claim["shown"]]


def test_leaks_are_refused(tmp_path):
    rows = rows_of(24)
    rows[1]["item"] |= {"prompt": rows[2]["item"]["prompt"].upper() + "  "}  # trained on, and calibrated on
    with pytest.raises(Fatal, match="leak answers from one split into another"):
        edge_judge.run(PARAMS, context_of(tmp_path / "run", write(tmp_path / "d", rows)))


def test_what_is_wrong_is_said(tmp_path):
    few = [{"item": {"id": "a", "prompt": "?"}, "responses": [{"id": "r", "content": "x", "correct": True}]}]
    with pytest.raises(Fatal, match="answers to learn from"):
        edge_judge.run(PARAMS, context_of(tmp_path / "few", write(tmp_path / "few.jsonl", few)))
    with pytest.raises(Fatal, match="'My Judge'"):
        edge_judge.run(replace(PARAMS, name="My Judge"), context_of(tmp_path / "name", tmp_path / "few.jsonl"))
    with pytest.raises(Fatal, match="do not divide"):
        edge_judge.run(replace(PARAMS, heads=3), context_of(tmp_path / "h", write(tmp_path / "h.jsonl", rows_of(24))))
    few[0]["preferences"] = [{"a": "r", "b": "gone"}]
    with pytest.raises(Fatal, match="names a response it has not"):
        edge_judge.run(PARAMS, context_of(tmp_path / "gone", write(tmp_path / "gone.jsonl", few)))


def test_it_stops_when_asked(tmp_path):
    class Stopping(LocalContext):
        def check(self):
            raise Cancelled("asked to stop")

    with pytest.raises(Cancelled):
        edge_judge.run(PARAMS, context_of(tmp_path / "run", write(tmp_path / "d", rows_of(48)), Stopping))
