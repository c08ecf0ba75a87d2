"""`assay-runner starter NAME`: makes a starter judge's data, trains it by the recipe, measures it against its baselines
and writes the bundle that is committed under models/.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assay_runner.blocks import edge_bundle as bundle
from assay_runner.blocks.dataset import read_rows
from assay_runner.blocks.edge_card import card
from assay_runner.blocks.judge_data import units_of
from assay_runner.context import Context, LocalContext
from assay_runner.errors import Fatal
from assay_runner.files import sha256_of
from assay_runner.recipes import edge_judge
from assay_runner.starters import general, maths, measured

FILES = (bundle.MODEL, bundle.TOKENIZER, bundle.MANIFEST, "README.md")

MATHS = edge_judge.Params(
    dataset="starter-maths",
    name="starter-maths",
    hidden=128,
    layers=4,
    heads=4,
    steps=2400,
    stop_after=1200,
    dropout=0.0,
    within_source=True,
    calibrate_share=maths.SHARES[0],
    promise_share=maths.SHARES[1],
    test_share=maths.SHARES[2],
    alpha=0.2,
    half=True,
    license="Apache-2.0",
)
MATHS_LAST = replace(MATHS, steps=300, stop_after=None, dropout=0.1, learning_rate=4e-4, length_head=True)
GENERAL = edge_judge.Params(
    dataset="starter-general",
    name="starter-general",
    hidden=128,
    layers=3,
    heads=4,
    steps=200,
    batch_size=24,
    step_weight=0.0,
    length_balance=True,
    alpha=0.2,
    half=True,
    license="CC-BY-4.0",
)


def build(name: str, data: Path, out: Path, work: Path, seed: int, script: Path, quiet: bool = False) -> dict[str, Any]:
    """Writes model.onnx, tokenizer.json, manifest.json and README.md into `out`; returns what was measured."""
    if name not in STARTERS:
        raise Fatal(f"there is no starter {name!r}: give one of {', '.join(STARTERS)}")
    return STARTERS[name](data, out, work, seed, script, quiet)


def _maths(data: Path, out: Path, work: Path, seed: int, script: Path, quiet: bool) -> dict[str, Any]:
    files = [data / "gsm8k" / name for name in ("train.jsonl", "example_model_solutions.jsonl")]
    worked, recorded = maths.worked_rows(_there(files[0]), seed), maths.recorded_rows(_there(files[1]), seed)
    checks = maths.write([row for row in recorded if maths.is_checked_on(row)], work / "checked.jsonl")
    recorded = [row for row in recorded if not maths.is_checked_on(row)]
    everything = maths.write(worked + recorded, work / "all.jsonl")
    first = _run(MATHS, everything, work / "first", seed, quiet)
    only = maths.write(recorded, work / "recorded.jsonl")
    # then on the recorded solutions' questions alone: what models really get wrong
    wrote = maths.write(maths.natural(recorded), work / "natural.jsonl")
    last = _run(replace(MATHS_LAST, base=str(first.workdir / "bundle")), wrote, work / "last", seed, quiet)
    outside = _there(data / "mr-ben" / "math.json")
    figures, note = measured.maths(last.workdir / "bundle", only, checks, outside, maths.SHARES, script)
    units = units_of(read_rows(only), maths.SHARES, within_source=True)
    learned = sum(unit.split == "train" for unit in units)
    sources = [
        _source("GSM8K train: worked solutions, and the same made wrong", files[0], len(worked), "MIT"),
        _source("GSM8K example model solutions: the training part of 1,319 questions", files[1], learned, "MIT"),
    ]
    for one in sources:
        one["url"] = "https://github.com/openai/grade-school-math"
    description = (
        "Says how likely a worked solution of a grade-school maths problem is right, whole and step by step. It reads "
        "the words and compares the numbers, it computes nothing: use it beside the arithmetic critic. It knows short "
        "English word problems and solutions with a step a line; on anything else its probabilities mean nothing."
    )
    return _finish(last.workdir / "bundle", out, "maths", description, note, sources, figures)


def _general(data: Path, out: Path, work: Path, seed: int, script: Path, quiet: bool) -> dict[str, Any]:
    crowd, test = data / "llmfao", data / "llmbar" / "items.jsonl"
    _there(crowd / "pairs-crowd.jsonl")
    rows = general.crowd_rows(crowd)
    dataset = maths.write(rows + general.llmbar_rows(_there(test)), work / "all.jsonl")
    done = _run(GENERAL, dataset, work / "run", seed, quiet)
    figures, note = measured.general(done.workdir / "bundle", dataset)
    pairs = sum(len(row["preferences"]) for row in rows)
    votes = crowd / "crowd-comparisons.csv"
    sources = [_source("llmfao crowd comparisons of model answers", votes, pairs, "CC-BY-4.0")]
    sources[0]["url"] = "https://github.com/dustalov/llmfao"
    description = (
        "Prefers one of two open answers. It started from nothing (no pretrained weights) and learned from a crowd's "
        "votes on 8 prompts, so it is weak: the metrics say how it does on LLMBar. It is there to be trained further "
        "on a project's own verdicts."
    )
    return _finish(done.workdir / "bundle", out, "general", description, note, sources, figures)


STARTERS: dict[str, Callable[[Path, Path, Path, int, Path, bool], dict[str, Any]]] = {
    "maths": _maths,
    "general": _general,
}


def _run(params: edge_judge.Params, dataset: Path, folder: Path, seed: int, quiet: bool) -> Context:
    given = {name: value for name, value in asdict(params).items()}
    context = LocalContext(folder, seed, recipe="edge_judge", params=given, inputs={"dataset": dataset}, quiet=quiet)
    if not (folder / "result.json").exists():  # a finished part of a killed build is kept
        result = edge_judge.run(params, context)
        (folder / "result.json").write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    return context


def _finish(
    made: Path,
    out: Path,
    name: str,
    description: str,
    note: str,
    sources: list[dict[str, Any]],
    figures: list[dict[str, Any]],
) -> dict[str, Any]:
    """The bundle with its own words, sources and figures, copied to `out`."""
    manifest = json.loads((made / bundle.MANIFEST).read_text())
    manifest |= {"description": description, "trained_on": sources, "metrics": figures + manifest["metrics"]}
    command = f"assay-runner starter {name} --data <folder with the data> --out models/starter-{name}"
    manifest["lineage"] |= {"command": command, "base_model": None}
    out.mkdir(parents=True, exist_ok=True)
    for file in (bundle.MODEL, bundle.TOKENIZER):
        shutil.copyfile(made / file, out / file)
    sha256 = bundle.write_manifest(out, manifest)
    result = json.loads((made.parent / "result.json").read_text())
    parity = bundle.Parity(**{key: result["metrics"][f"parity_{key}"] for key in bundle.Parity.__dataclass_fields__})
    (out / "README.md").write_text(card(json.loads((out / bundle.MANIFEST).read_text()), parity, note))
    return {"edge_model": sha256, "figures": figures}


def _source(name: str, file: Path, items: int, license: str) -> dict[str, Any]:
    return {"name": name, "license": license, "items": items, "sha256": sha256_of(file), "url": None}


def _there(path: Path) -> Path:
    if not path.is_file():
        raise Fatal(f"{path} is missing: --data is the folder that holds gsm8k, mr-ben, llmfao and llmbar")
    return path
