"""The recipes generate and sft through the same entry as a job: what comes out, and that a killed run ends the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from assay_runner import recipes
from assay_runner.context import LocalContext
from assay_runner.errors import Cancelled, Fatal
from assay_runner.params import parse


class StopsAfter(LocalContext):
    """A run that is killed right after a number of checkpoints."""

    left = 10**6

    def save_checkpoint(self, step: int, write: Any) -> None:
        super().save_checkpoint(step, write)
        self.left -= 1
        if self.left == 0:
            raise Cancelled("killed")


def run(recipe: str, folder: Path, data: Path, raw: dict[str, Any], stop_after: int = 10**6) -> dict[str, Any]:
    module = recipes.load(recipe)
    params = {"dataset": "ds_x", **raw}
    context = StopsAfter(folder, 7, recipe=recipe, params=params, inputs={"dataset": data})
    context.left = stop_after
    result = dict(module.run(parse(module.Params, params), context))
    return {**result, "models": context.models, "events": context.events}


def test_generate_answers_every_item_and_a_killed_run_ends_the_same(
    tmp_path: Path, tiny_folder: Path, sums_file: Path
) -> None:
    raw = {"model": str(tiny_folder), "n": 3, "max_new_tokens": 6, "batch_size": 5, "checkpoint_every": 1}
    straight = run("generate", tmp_path / "a", sums_file, raw)
    with pytest.raises(Cancelled):
        run("generate", tmp_path / "b", sums_file, raw, stop_after=2)
    resumed = run("generate", tmp_path / "b", sums_file, raw)
    texts = [Path(one["responses"]).read_text() for one in (straight, resumed)]
    assert texts[0] == texts[1] and straight["metrics"] == resumed["metrics"]
    lines = [json.loads(line) for line in texts[0].splitlines()]
    items = [json.loads(line)["item"]["id"] for line in sums_file.read_text().splitlines()]
    assert [(line["item_id"], line["sample"]) for line in lines] == [(item, n) for item in items for n in range(3)]
    assert {"logprob", "tokens", "finish"} == set(lines[0]["metadata"]) and lines[0]["attempt"] == 1
    assert straight["metrics"]["answers"] == 72 and 0 <= straight["metrics"]["accuracy"] <= 1


def test_a_cancel_stops_generate_within_a_batch(tmp_path: Path, tiny_folder: Path, sums_file: Path) -> None:
    class Asked(LocalContext):
        checks = 0

        def check(self) -> None:
            self.checks += 1
            if self.checks == 4:
                raise Cancelled("asked to stop")

    module = recipes.load("generate")
    params = parse(module.Params, {"model": str(tiny_folder), "dataset": "d", "max_new_tokens": 200})
    context = Asked(tmp_path, inputs={"dataset": sums_file})
    with pytest.raises(Cancelled):
        module.run(params, context)
    assert context.checks == 4


def test_sft_learns_and_a_killed_run_gives_the_same_weights(tmp_path: Path, tiny_folder: Path, sums_file: Path) -> None:
    raw = {
        "model": str(tiny_folder),
        "epochs": 4,
        "batch_size": 4,
        "learning_rate": 0.01,
        "held_out": 0.3,
        "max_new_tokens": 4,
        "checkpoint_every": 3,
        "target": "both",
    }
    straight = run("sft", tmp_path / "a", sums_file, raw)
    with pytest.raises(Cancelled):
        run("sft", tmp_path / "b", sums_file, raw, stop_after=2)
    resumed = run("sft", tmp_path / "b", sums_file, raw)
    weights = [(tmp_path / part / "models" / "sft" / "model.safetensors").read_bytes() for part in ("a", "b")]
    assert weights[0] == weights[1] != (tiny_folder / "model.safetensors").read_bytes()
    assert straight["metrics"] == resumed["metrics"]
    metrics = straight["metrics"]
    assert metrics["reference_logprob_after"] > metrics["reference_logprob_before"]
    assert straight["models"][0]["lineage"]["parent"] == str(tiny_folder)


def test_what_sft_cannot_learn_from_is_said(tmp_path: Path, tiny_folder: Path) -> None:
    data = tmp_path / "d.jsonl"
    for text, words in (
        ('{"item": {"id": "i", "prompt": "a"}, "responses": []}\n', "no item of the dataset has a target"),
        ("\n", "is empty"),
        ("{}\n", "line 1 of d.jsonl is no dataset row"),
    ):
        data.write_text(text)
        with pytest.raises(Fatal, match=words):
            run("sft", tmp_path / "run", data, {"model": str(tiny_folder), "held_out": 0})


def test_a_diverging_run_ends_with_advice(tmp_path: Path, tiny_folder: Path, sums_file: Path) -> None:
    raw = {"model": str(tiny_folder), "learning_rate": 10, "weight_decay": 1e38, "epochs": 20, "measured": 0}
    with pytest.raises(Fatal, match=r"loss is (nan|inf) at step \d+: lower learning_rate \(it is 10\)"):
        run("sft", tmp_path, sums_file, raw)
