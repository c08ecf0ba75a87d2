"""What a job's process makes of every way a recipe can end; recipes here are stand-ins that end in one way each."""

import errno
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from assay_runner import recipes
from assay_runner.child import attempt, input_name
from assay_runner.errors import Cancelled, Fatal, Retryable
from assay_runner.params import param


@dataclass(frozen=True)
class Params:
    batch_size: int = param(8, "Rows.", ge=1)
    model: str | None = param(None, "A policy.", x="model")


class Channel:
    """A worker that hears everything and never asks to stop."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.stopped = SimpleNamespace(is_set=lambda: False)

    def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        self.sent.append(message)
        return {"artifact_id": "art_1"}


def outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Any], **job: Any
) -> tuple[dict[str, Any], Channel]:
    module = SimpleNamespace(Params=Params, run=run)
    monkeypatch.setitem(recipes.RECIPES, "standin", "standin")
    monkeypatch.setitem(sys.modules, "standin", module)
    given = {"recipe": "standin", "params": {}, "labels": [], "inputs": [], "seed": 0, "checkpoint": None} | job
    (tmp_path / "lease.json").write_text(json.dumps({"job": given, "fence": 1}))
    channel = Channel()
    return attempt(tmp_path, channel), channel


def raises(error: BaseException) -> Callable[..., Any]:
    def run(params: Params, context: Any) -> dict[str, Any]:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (Fatal("change this"), "fatal", "change this"),
        (Retryable("try later"), "retryable", "try later"),
        (OSError(errno.ENOSPC, "No space left on device"), "retryable", "disk is full"),
        (MemoryError(), "fatal", "lower the batch size"),
        (torch.OutOfMemoryError("CUDA out of memory"), "fatal", "lower the batch size"),
        (FileNotFoundError(2, "No such file", "x.json"), "fatal", "x.json"),
        (KeyError("surprise"), "fatal", "surprise"),
        (RuntimeError("device lost"), "retryable", "device lost"),
        (ConnectionError("hub away"), "retryable", "hub away"),
        (SystemExit(3), "retryable", "interrupted"),
    ],
)
def test_exceptions_become_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, kind: str, words: str
) -> None:
    got, _ = outcome(tmp_path, monkeypatch, raises(error))
    assert (got["outcome"], got["error"]["class"]) == ("failed", kind)
    assert words in got["error"]["message"]


def test_a_surprise_leaves_its_traceback_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, channel = outcome(tmp_path, monkeypatch, raises(ZeroDivisionError("by zero")))
    (event,) = [one for one in channel.sent if one["type"] == "event"]
    assert event["data"]["level"] == "error" and "ZeroDivisionError: by zero" in event["data"]["message"]


def test_cancelled_and_succeeded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome(tmp_path, monkeypatch, raises(Cancelled()))[0]["outcome"] == "cancelled"
    got, _ = outcome(tmp_path, monkeypatch, lambda params, context: {"metrics": {"a": params.batch_size}})
    assert got == {"outcome": "succeeded", "result": {"metrics": {"a": 8}}, "error": None}


def test_what_the_job_asks_for_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**job: Any) -> str:
        got, _ = outcome(tmp_path, monkeypatch, lambda params, context: {}, **job)
        assert got["error"]["class"] == "fatal"
        return got["error"]["message"]

    assert "no recipe 'other'" in refused(recipe="other")
    assert "did you mean 'batch_size'" in refused(params={"batchsize": 3})
    assert "at least 1" in refused(params={"batch_size": 0})
    if not torch.cuda.is_available():
        assert "sees no CUDA device" in refused(labels=["gpu:h100"])
    (tmp_path / "checkpoint.tar").write_bytes(b"no tar")
    assert "checkpoint cannot be read" in refused()


def test_a_registered_model_appears_as_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = [
        {"name": f"model/{path}", "kind": "model_file", "path": path, "sha256": "0", "size_bytes": 1}
        for path in ("config.json", "deep/a.safetensors")
    ]
    assert {input_name(one) for one in inputs} == {"model"}
    folder = tmp_path / "inputs" / "model"
    (folder / "deep").mkdir(parents=True)

    def run(params: Params, context: Any) -> dict[str, Any]:
        return {"model": params.model, "parent": context.lineage({})["parent"]}

    got, _ = outcome(tmp_path, monkeypatch, run, inputs=inputs, params={"model": "mdl_1"})
    assert got["result"] == {"model": str(folder), "parent": "mdl_1"}
