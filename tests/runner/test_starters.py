"""The starter judges are what their manifests say and tell a plain case apart; their data keeps its splits."""

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from assay_runner.blocks.dataset import read_rows
from assay_runner.blocks.edge_bundle import onnx_scores
from assay_runner.blocks.edge_encoder import Layout
from assay_runner.blocks.judge_data import units_of
from assay_runner.files import sha256_of
from assay_runner.starters import general, maths

ROOT = Path(__file__).parents[2]
NAMES = ("starter-maths", "starter-general")
DATA = Path(os.environ.get("ASSAY_DATA", ROOT.parent / "shared" / "data"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the shared data is not at {DATA}")


@pytest.mark.parametrize("name", NAMES)
def test_bundle_is_what_its_manifest_says(name):
    folder = ROOT / "models" / name
    manifest = json.loads((folder / "manifest.json").read_text())
    for file, key in (("model.onnx", "model"), ("tokenizer.json", "tokenizer")):
        assert sha256_of(folder / file) == manifest["files"][key]["sha256"]
        assert (folder / file).stat().st_size == manifest["files"][key]["size_bytes"] <= 12e6
    assert manifest["parameters"] <= 10e6 and manifest["name"] == name
    assert manifest["lineage"]["command"] in (folder / "README.md").read_text()


def rewards(name, answers):
    folder = ROOT / "models" / name
    manifest = json.loads((folder / "manifest.json").read_text())
    layout = Layout(Tokenizer.from_file(str(folder / "tokenizer.json")), manifest["max_tokens"])
    return onnx_scores(folder / "model.onnx", [layout.encode(*one) for one in answers], layout)


def test_maths_finds_a_number_of_nowhere():
    question = "Ann has 14 boxes with 6 eggs each. She sells 20 eggs. How many eggs are left?"
    right = "Ann has 14 * 6 = 84 eggs.\nSo she has 84 - 20 = 64 eggs left.\nA: 64"
    wrong = "Ann has 14 * 6 = 84 eggs.\nSo she has 84 - 37 = 47 eggs left.\nA: 47"
    noted = right.replace("= 84", "= <<14*6=84>>84")
    found = rewards("starter-maths", [(question, right), (question, wrong), (question, noted)])
    assert found.reward[0] > found.reward[1] and found.steps[0][1] > found.steps[1][1]
    assert found.reward[0] == found.reward[2]  # calculator notes are not read


def test_general_reads_any_text():
    found = rewards("starter-general", [("Say hello.", "Hello!"), ("?", "日本語 🙂\n\n" * 500)])
    assert np.isfinite(found.reward).all()


@needs_data
def test_no_question_is_in_two_splits(tmp_path):
    worked = maths.worked_rows(DATA / "gsm8k" / "train.jsonl", 0)[:300]
    recorded = maths.recorded_rows(DATA / "gsm8k" / "example_model_solutions.jsonl", 0)
    rows = read_rows(maths.write(worked + recorded, tmp_path / "all.jsonl"))
    units = units_of(rows, maths.SHARES, within_source=True)  # refuses leaks
    test = {unit.answers[0].prompt for unit in units if unit.split == "test"}
    assert len(test) > 400 and not test & {row["item"]["prompt"] for row in worked}
    # notes of odd forms are left in the text, and the tokenizer drops them
    read = Tokenizer.from_file(str(ROOT / "models" / "starter-maths" / "tokenizer.json")).normalizer.normalize_str
    noted = [one.content for unit in units for one in unit.answers if "<<" in one.content]
    assert noted and not any(re.search("<<[^<>]*>>", read(content)) for content in noted)
    for unit in units:
        for pair in unit.pairs:
            assert unit.answers[pair.first].source == unit.answers[pair.second].source
        if unit.split != "train":  # only what models wrote is judged as a whole outside training
            assert all(one.right is None or one.source in maths.MODELS for one in unit.answers)


@needs_data
def test_llmbar_is_only_tested_on():
    rows = general.crowd_rows(DATA / "llmfao")
    assert [row["item"]["metadata"]["split"] for row in rows].count("train") == 8 and len(rows) == 13
    test = general.llmbar_rows(DATA / "llmbar" / "items.jsonl")
    assert len(test) == 419 and {row["item"]["metadata"]["split"] for row in test} == {"test"}
    first = sum(row["preferences"][0]["probability"] for row in test)
    assert first == 206
