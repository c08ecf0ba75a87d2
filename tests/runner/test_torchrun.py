"""Under torchrun two processes (gloo, on the CPU) learn what one learns from the same batches, and report once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from conftest import ROOT
from safetensors.torch import load_file

from assay_runner.blocks.dataset import read_rows, split_off
from assay_runner.tasks import TASKS

HELD_OUT, LEARNED, STEPS = 0.25, 24, 8
# dpo's anchor is a mean over each process's own tokens, so that only its preference loss is the same over any number
RECIPES = {"sft": ("reference", {}), "dpo": ("chosen", {"anchor": 0})}


@pytest.fixture(scope="module")
def graded_sums(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sums with a right and a wrong response, 24 of them to learn from: a whole number of batches of 4."""
    path = tmp_path_factory.mktemp("graded") / "sums.jsonl"
    lines = []
    for item in TASKS["arithmetic"].make(60, 5, "train"):
        told = {"id": item.id, "prompt": item.prompt, "reference": item.reference}
        graded = [("right", item.reference, True), ("wrong", "no", False)]
        responses = [{"id": name, "content": text, "correct": correct} for name, text, correct in graded]
        lines.append(json.dumps({"item": told, "responses": responses}))
    path.write_text("\n".join(lines))
    learned, held = split_off(read_rows(path), HELD_OUT)
    kept = {row.id for row in [*learned[:LEARNED], *held]}
    path.write_text("\n".join(line for line in lines if json.loads(line)["item"]["id"] in kept))
    return path


def trained(recipe: str, model: Path, data: Path, out: Path, processes: int) -> dict:
    """The result of a run of 8 steps of 4 rows, spread over the processes."""
    share = 4 // processes
    given = {"model": model, "batch_size": share, "epochs": STEPS * share / LEARNED, "learning_rate": 3e-3}
    given |= {"held_out": HELD_OUT, "checkpoint_every": 3} | RECIPES[recipe][1]
    command = [sys.executable, "-m"]
    if processes > 1:
        command += ["torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), "-m"]
    command += ["assay_runner", "run", recipe, "--input", f"dataset={data}", "--out", str(out), "--quiet"]
    command += [word for name, value in given.items() for word in ("--param", f"{name}={value}")]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "gpu-runner"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads((out / "result.json").read_text())


def weights(out: Path, recipe: str) -> dict[str, torch.Tensor]:
    return load_file(out / "models" / recipe / "model.safetensors")


@pytest.mark.parametrize("recipe", RECIPES)
def test_two_processes_learn_what_one_learns(recipe: str, tiny_folder: Path, graded_sums: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    alone = trained(recipe, tiny_folder, graded_sums, one, 1)
    spread = trained(recipe, tiny_folder, graded_sums, two, 2)
    assert alone["metrics"]["steps"] == spread["metrics"]["steps"] == STEPS
    measured = f"{RECIPES[recipe][0]}_logprob"
    assert alone["metrics"][f"{measured}_after"] != alone["metrics"][f"{measured}_before"]
    assert spread["metrics"] == pytest.approx(alone["metrics"], abs=1e-3)
    before = load_file(tiny_folder / "model.safetensors")
    expected, found = weights(one, recipe), weights(two, recipe)
    moved = max((expected[name] - before[name]).abs().max() for name in before)
    assert max((expected[name] - found[name]).abs().max() for name in expected) < 0.01 * moved

    # one model, by process 0
    assert [model["name"] for model in spread["models"]] == [recipe]
    assert "models" not in json.loads((two / "rank-1" / "result.json").read_text())
    assert not (two / "rank-1" / "models").exists()


def test_both_processes_go_on_from_the_same_checkpoint(tiny_folder: Path, graded_sums: Path, tmp_path: Path) -> None:
    trained("sft", tiny_folder, graded_sums, tmp_path, 2)
    whole = weights(tmp_path, "sft")
    # killed while process 1 had not yet written the checkpoint of step 6
    newest = [folder / "checkpoints" / "step-000000006" for folder in (tmp_path, tmp_path / "rank-1")]
    assert all(folder.is_dir() for folder in newest)
    newest[1].rename(tmp_path / "lost")
    (tmp_path / "models" / "sft" / "model.safetensors").unlink()
    trained("sft", tiny_folder, graded_sums, tmp_path, 2)
    again = weights(tmp_path, "sft")
    assert all(torch.equal(whole[name], again[name]) for name in whole)
