"""The child process that runs one leased job: a crash, a cancel or a kill here never takes the worker down."""

import ctypes
import errno
import json
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from assay_runner import recipes
from assay_runner.context import JobContext
from assay_runner.errors import Cancelled, Fatal, Retryable
from assay_runner.files import unpack
from assay_runner.params import parse

PR_SET_PDEATHSIG = 1
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Numbers of OSError; a library that writes in Rust gives them as text, `(os error 28)`."""
BUGS = (TypeError, ValueError, KeyError, AttributeError, IndexError, AssertionError, NotImplementedError, ImportError)


class Channel:
    """JSON lines to the worker through a pipe of its own, answers and the stop request through standard input."""

    def __init__(self, pipe: int) -> None:
        self._out = os.fdopen(pipe, "w", encoding="utf-8", newline="\n")
        self._write = threading.Lock()
        self._answers: dict[int, dict[str, Any]] = {}
        self._arrived = threading.Condition()
        self._next = 0
        self.stopped = threading.Event()
        threading.Thread(target=self._listen, daemon=True, name="worker").start()

    def send(self, message: dict[str, Any]) -> None:
        """Hand one message to the worker."""
        line = json.dumps(message, separators=(",", ":"), allow_nan=False) + "\n"
        with self._write:
            self._out.write(line)
            self._out.flush()

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Hand one message over and wait for its answer, however long the platform is out of reach."""
        with self._arrived:
            self._next += 1
            number = self._next
        self.send({**message, "id": number})
        with self._arrived:
            while number not in self._answers:
                if self.stopped.is_set():
                    raise Cancelled("asked to stop")
                self._arrived.wait(0.5)
            answer = self._answers.pop(number)
        if "error" in answer:
            raise (Fatal if answer.get("fatal") else Retryable)(answer["error"])
        return answer

    def _listen(self) -> None:
        for line in sys.stdin:
            message = json.loads(line)
            if message["type"] == "stop":
                self.stopped.set()
            else:
                with self._arrived:
                    self._answers[message["id"]] = message
            with self._arrived:
                self._arrived.notify_all()
        os._exit(70)  # the worker is gone: nobody would hear the result


def main(folder: Path, pipe: int) -> int:
    """Run the job described in `folder`/lease.json and leave outcome.json there."""
    die_with_parent()
    channel = Channel(pipe)
    # said before the recipe and its libraries load, which takes seconds: whoever watches sees that the job is under way
    channel.send({"type": "event", "at": int(time.time() * 1000), "kind": "state", "data": {"state": "loading"}})
    outcome = attempt(folder, channel)
    try:
        leave(folder, outcome)
    except OSError:
        # the disk is full, mostly of what this run made, which nobody needs any more
        shutil.rmtree(folder / "work", ignore_errors=True)
        leave(folder, outcome)
    return 0


def leave(folder: Path, outcome: dict[str, Any]) -> None:
    """Put the outcome where the worker looks for it, whole or not at all."""
    fresh = folder / "outcome.tmp"
    fresh.write_text(json.dumps(outcome, allow_nan=False))
    os.replace(fresh, folder / "outcome.json")


def attempt(folder: Path, channel: Channel) -> dict[str, Any]:
    """The outcome of one try; every way a recipe can end is turned into one here."""
    job = json.loads((folder / "lease.json").read_text())["job"]
    try:
        return {"outcome": "succeeded", "result": run(job, folder, channel), "error": None}
    except Cancelled:
        return {"outcome": "cancelled", "result": None, "error": None}
    except (KeyboardInterrupt, SystemExit) as error:
        return failed("retryable", f"the recipe was interrupted ({type(error).__name__})")
    except BaseException as error:  # the one place where exceptions become outcomes
        kind, message = classify(error, job)
        if kind == "fatal" and isinstance(error, Fatal):
            return failed(kind, message)
        trace = "".join(traceback.format_exception(error))[-6000:]
        channel.send(
            {
                "type": "event",
                "at": int(time.time() * 1000),
                "kind": "log",
                "data": {"level": "error", "message": trace},
            }
        )
        return failed(kind, message)


def run(job: dict[str, Any], folder: Path, channel: Channel) -> dict[str, Any]:
    """Check what the job asks for, then hand over to its recipe."""
    if job["recipe"] not in recipes.RECIPES:
        known = ", ".join(sorted(recipes.RECIPES))
        raise Fatal(f"this runner has no recipe {job['recipe']!r} (it has {known}): update the runner")
    recipe = recipes.load(job["recipe"])
    inputs = input_paths(job, folder)
    params = parse(recipe.Params, with_folders(job["params"], inputs))
    context = JobContext(
        folder / "work",
        job["seed"],
        recipe=job["recipe"],
        params=job["params"],
        inputs=inputs,
        send=channel.send,
        ask=channel.ask,
        stopped=channel.stopped.is_set,
    )
    if any(label == "gpu" or label.startswith("gpu:") for label in job["labels"]) and context.device.type != "cuda":
        raise Fatal(
            f"the job asks for {', '.join(job['labels'])} but this runner sees no CUDA device: "
            "start it on a GPU machine with the cuda image, or drop the gpu label from the runner and the job"
        )
    checkpoint = folder / "checkpoint.tar"
    if checkpoint.exists():
        root = context.workdir / "checkpoints"
        root.mkdir(parents=True, exist_ok=True)
        step = int(unpack(checkpoint, root).name.removeprefix("step-"))
        context.log(f"resuming after step {step}")
    context.check()
    result = dict(recipe.run(params, context) or {})
    if context.models:
        result["models"] = context.models
    return result


def input_paths(job: dict[str, Any], folder: Path) -> dict[str, Path]:
    """Where each pinned input lies; the files of one model share the folder named by its parameter."""
    paths: dict[str, Path] = {}
    for one in job["inputs"]:
        name = input_name(one)
        paths[name] = folder / "inputs" / name
    return paths


def input_name(one: dict[str, Any]) -> str:
    """The parameter an input belongs to: `policy/config.json` of a model file is part of `policy`."""
    if one["kind"] == "model_file" and one.get("path"):
        return one["name"].removesuffix(one["path"]).rstrip("/:") or one["name"]
    return one["name"]


def with_folders(params: dict[str, Any], inputs: dict[str, Path]) -> dict[str, Any]:
    """The job's params with registered models replaced by the folders their files were put in."""
    return {
        name: str(inputs[name]) if name in inputs and inputs[name].is_dir() else value for name, value in params.items()
    }


def classify(error: BaseException, job: dict[str, Any]) -> tuple[str, str]:
    """(retryable or fatal, what to change) of an exception that a recipe let through."""
    text = f"{type(error).__name__}: {error}"[:1500]
    if isinstance(error, Fatal):
        return "fatal", str(error)
    if isinstance(error, Retryable):
        return "retryable", str(error)
    if (isinstance(error, OSError) and error.errno in DISK_FULL) or any(
        f"(os error {one})" in text for one in DISK_FULL
    ):
        return "retryable", f"the runner's disk is full ({text}): free space, or start it with --data on a larger disk"
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError" or "can't allocate memory" in text:
        sizes = {name: value for name, value in job["params"].items() if "batch" in name or "length" in name}
        return (
            "fatal",
            f"out of memory ({text[:300]}): lower the batch size or lengths {sizes or ''}, or use a larger device",
        )
    if isinstance(error, FileNotFoundError):
        return "fatal", f"a file is missing ({text}): check the model and dataset named in params"
    if type(error).__name__ == "SafetensorError":
        return "fatal", f"a .safetensors file cannot be read ({text}): save the checkpoint again and upload it"
    if isinstance(error, BUGS):
        return "fatal", f"{text}: see the traceback in the job's log"
    return "retryable", f"{text}: see the traceback in the job's log"


def failed(kind: str, message: str) -> dict[str, Any]:
    """An outcome that failed for a reason of one class."""
    return {"outcome": "failed", "result": None, "error": {"class": kind, "message": message[:4000]}}


def die_with_parent() -> None:
    """Ask Linux to kill this process when the worker dies; elsewhere the closed pipe does it."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(70)
