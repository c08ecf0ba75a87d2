"""A run's surroundings: seeds, metrics, checkpoints that are whole and safe, and outputs with lineage."""

import io
import json
import tarfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from assay_runner.context import JobContext, LocalContext
from assay_runner.errors import Cancelled, Fatal
from assay_runner.files import pack, sha256_of, unpack


def test_streams_depend_on_seed_and_name_only(tmp_path: Path) -> None:
    one, two = LocalContext(tmp_path, 1), LocalContext(tmp_path, 1)
    assert torch.equal(torch.rand(4, generator=one.generator("a")), torch.rand(4, generator=two.generator("a")))
    assert one.rng("a").random() == two.rng("a").random() != one.rng("b").random()
    assert one.rng("a").random() != LocalContext(tmp_path, 2).rng("a").random()


def test_a_loss_that_is_no_number_ends_the_run_with_advice(tmp_path: Path) -> None:
    context = LocalContext(tmp_path, params={"learning_rate": 0.5})
    context.metric(1, loss=1.0, reward=float("nan"))
    assert context.metrics("loss") == [(1, 1.0)] and context.metrics("reward") == []
    with pytest.raises(Fatal, match=r"loss is nan at step 2: lower learning_rate \(it is 0.5\)"):
        context.metric(2, loss=float("nan"))


def test_checkpoints_are_whole_and_the_newest_counts(tmp_path: Path) -> None:
    context = LocalContext(tmp_path)
    assert context.load_checkpoint() is None
    for step in (1, 2, 3):
        context.save_checkpoint(step, lambda folder, step=step: (folder / "s.json").write_text(str(step)))

    def breaks(folder: Path) -> None:
        (folder / "s.json").write_text("half")
        raise OSError("no space left")

    with pytest.raises(OSError):
        context.save_checkpoint(4, breaks)
    step, folder = LocalContext(tmp_path).load_checkpoint()
    assert (step, (folder / "s.json").read_text()) == (3, "3")
    assert len(list(folder.parent.glob("step-*"))) == 2


def test_pickled_files_are_refused_everywhere(tmp_path: Path) -> None:
    context = LocalContext(tmp_path / "run")
    with pytest.raises(Fatal, match="optimizer.pt, a format that can run code"):
        context.save_checkpoint(1, lambda folder: torch.save({}, folder / "optimizer.pt"))
    model = tmp_path / "model"
    model.mkdir()
    torch.save({}, model / "pytorch_model.bin")
    with pytest.raises(Fatal, match="safetensors"):
        context.model(model, "m")
    packed = tmp_path / "bad.tar"
    for name, words in (("step-1/x.pkl", "can run code"), ("../x.json", "no plain file"), ("x.json", "no plain file")):
        with tarfile.open(packed, "w") as tar:
            info = tarfile.TarInfo(name)
            info.size = 2
            tar.addfile(info, io.BytesIO(b"{}"))
        with pytest.raises(Fatal, match=words):
            unpack(packed, tmp_path / "out")
    packed.write_bytes(b"nonsense")
    with pytest.raises(Fatal, match="cannot be read"):
        unpack(packed, tmp_path / "out")


def test_packing_gives_the_same_bytes_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "step-000000007"
    (folder / "inner").mkdir(parents=True)
    save_file({"a": torch.arange(3)}, folder / "a.safetensors")
    (folder / "inner" / "b.json").write_text("{}")
    pack(folder, tmp_path / "one.tar")
    pack(folder, tmp_path / "two.tar")
    assert sha256_of(tmp_path / "one.tar") == sha256_of(tmp_path / "two.tar")
    back = unpack(tmp_path / "one.tar", tmp_path / "back")
    assert back.name == folder.name and (back / "a.safetensors").read_bytes() == (folder / "a.safetensors").read_bytes()


def test_a_model_is_registered_with_its_lineage(tmp_path: Path, tiny_folder: Path, sums_file: Path) -> None:
    params = {"model": "mdl_parent"}
    context = LocalContext(tmp_path, 4, recipe="sft", params=params, inputs={"dataset": sums_file})
    context.model(tiny_folder, "next")
    (model,) = context.models
    assert {file["path"] for file in model["files"]} >= {"model.safetensors", "config.json", "tokenizer.json"}
    lineage = model["lineage"]
    assert lineage["data_sha256"] == sha256_of(sums_file) and lineage["parent"] == "mdl_parent"
    assert (lineage["recipe"], lineage["seed"], lineage["params"]) == ("sft", 4, params)


def test_a_missing_input_says_what_there_is(tmp_path: Path) -> None:
    context = LocalContext(tmp_path, inputs={"model": tmp_path})
    with pytest.raises(Fatal, match=r"input 'dataset' is missing \(this run has: model\)"):
        context.input("dataset")


def test_a_job_talks_through_its_pipe(tmp_path: Path) -> None:
    sent: list[dict] = []
    stopped = [False]
    asked = {"artifact_id": "art_1"}
    context = JobContext(
        tmp_path, 0, recipe="r", params={}, inputs={}, send=sent.append, ask=lambda _: asked, stopped=lambda: stopped[0]
    )
    context.metric(1, loss=0.5)
    context.progress(1, 10)
    context.progress(2, 10)  # too soon after the first to be worth sending
    context.progress(10, 10)
    context.save_checkpoint(3, lambda folder: (folder / "s.json").write_text("{}"))
    kinds = [(one["type"], one.get("kind")) for one in sent]
    assert kinds == [("event", "metric"), ("event", "progress"), ("event", "progress"), ("checkpoint", None)]
    assert json.loads(json.dumps(sent)) == sent and Path(sent[-1]["path"]).exists()
    context.check()
    stopped[0] = True
    with pytest.raises(Cancelled):
        context.check()
