"""One run's surroundings: device, seeds, inputs, outputs, progress, cancel and checkpoints come from here."""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay_runner.errors import Cancelled, Fatal, Retryable
from assay_runner.files import combined_sha256, pack, refuse_pickles, sha256_of, unpack
from assay_runner.progress import ProgressBar

__all__ = ["Cancelled", "Context", "Fatal", "JobContext", "LocalContext", "Retryable", "commit", "unpack"]

if TYPE_CHECKING:  # torch takes seconds to import, and the worker process never needs it
    import numpy
    import torch

KEPT_CHECKPOINTS = 2


class Context(ABC):
    """What a recipe may know and do; see LocalContext and JobContext for the two places a run can happen in."""

    def __init__(
        self,
        workdir: Path,
        seed: int = 0,
        *,
        recipe: str = "",
        params: dict[str, Any] | None = None,
        inputs: dict[str, Path] | None = None,
    ) -> None:
        self.workdir = Path(workdir)
        self.seed = seed
        self.recipe = recipe
        self.params = dict(params or {})
        self.inputs = {name: Path(path) for name, path in (inputs or {}).items()}
        self.models: list[dict[str, Any]] = []
        self.workdir.mkdir(parents=True, exist_ok=True)

    @cached_property
    def device(self) -> torch.device:
        """The first CUDA device if there is one (under torchrun this process's own), else the CPU."""
        import torch

        if not torch.cuda.is_available():
            return torch.device("cpu")
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))

    def generator(self, name: str) -> torch.Generator:
        """A fresh CPU generator that depends on (seed, name) only: name the step, and a resumed run draws alike."""
        import torch

        return torch.Generator().manual_seed(self._seed_of(name))

    def rng(self, name: str) -> numpy.random.Generator:
        """A fresh NumPy generator whose stream depends on (seed, name) only."""
        import numpy

        return numpy.random.default_rng(self._seed_of(name))

    def _seed_of(self, name: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{self.seed}:{name}".encode()).digest()[:7], "big")

    def log(self, message: str, level: str = "info") -> None:
        """A line in the run's log; level is debug, info, warning or error."""
        self.emit("log", {"level": level, "message": message})

    def metric(self, step: int, **values: float) -> None:
        """Named numbers at a step (curves); a loss that is not finite ends the run with advice."""
        numbers = {name: float(value) for name, value in values.items()}
        for name, value in numbers.items():
            if not math.isfinite(value) and "loss" in name:
                self.emit("metric", {"step": step, "values": {k: v for k, v in numbers.items() if math.isfinite(v)}})
                raise Fatal(f"{name} is {value} at step {step}: {self._advice()}")
        finite = {name: value for name, value in numbers.items() if math.isfinite(value)}
        if finite:
            self.emit("metric", {"step": step, "values": finite})

    def _advice(self) -> str:
        rate = self.params.get("learning_rate")
        known = f" (it is {rate})" if rate is not None else ""
        return f"lower learning_rate{known}, and check the data for empty or broken targets"

    @abstractmethod
    def emit(self, kind: str, data: dict[str, Any]) -> None:
        """Record one event (log, metric, progress, …)."""

    @abstractmethod
    def progress(self, done: int, total: int, message: str = "") -> None:
        """How far the run is: `done` of `total`."""

    @abstractmethod
    def check(self) -> None:
        """Raise Cancelled when the run was asked to stop; call it every step."""

    @abstractmethod
    def artifact(self, path: Path, name: str | None = None, kind: str = "file") -> str:
        """Keep a file the run produced; returns the id to name it by in the result."""

    def input(self, name: str) -> Path:
        """The pinned file or folder that came in under this name."""
        path = self.inputs.get(name)
        if path is None:
            known = ", ".join(sorted(self.inputs)) or "none"
            raise Fatal(f"input {name!r} is missing (this run has: {known}): name a dataset in the job's params")
        if not path.exists():
            raise Fatal(f"input {name!r} is not at {path}: check the path, or upload it again")
        return path

    def model(self, folder: Path, name: str, lineage: dict[str, Any] | None = None) -> None:
        """Register an output model folder (safetensors only); lineage the run knows itself is filled in."""
        if os.environ.get("RANK", "0") != "0":
            return  # under torchrun only process 0 writes weights
        folder = Path(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        refuse_pickles(files, f"model {name!r}")
        if not any(path.suffix == ".safetensors" for path in files):
            raise Fatal(f"model {name!r} at {folder} has no .safetensors file: save it with safetensors")
        entry = {"name": name, "files": self._keep_model(folder, name, files), "lineage": self.lineage(lineage or {})}
        self.models.append(entry)

    @abstractmethod
    def _keep_model(self, folder: Path, name: str, files: list[Path]) -> list[dict[str, str]]: ...

    def lineage(self, given: dict[str, Any]) -> dict[str, Any]:
        """Where an output came from: recipe, params, seed, data_sha256, parent, commit."""
        known = {
            "recipe": self.recipe,
            "params": self.params,
            "seed": self.seed,
            "data_sha256": self.data_sha256(),
            "parent": self.params.get("model"),
            "commit": commit(),
        }
        return {**known, **given}

    def data_sha256(self) -> str | None:
        """One hash over the pinned input files, or None when the run makes its own data."""
        files = [path for path in self.inputs.values() if path.is_file()]
        return sha256_of(files[0]) if len(files) == 1 else combined_sha256(files) if files else None

    def save_checkpoint(self, step: int, write: Callable[[Path], None]) -> None:
        """Let `write(folder)` save the state after `step`; it appears whole or not at all, and replaces older ones."""
        root = self.workdir / "checkpoints"
        fresh, final = root / f".{checkpoint_name(step)}", root / checkpoint_name(step)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        write(fresh)
        refuse_pickles([path for path in fresh.rglob("*") if path.is_file()], f"checkpoint at step {step}")
        shutil.rmtree(final, ignore_errors=True)
        fresh.rename(final)
        for old in sorted(root.glob("step-*"))[:-KEPT_CHECKPOINTS]:
            shutil.rmtree(old, ignore_errors=True)
        self._checkpoint_saved(step, final)

    def load_checkpoint(self) -> tuple[int, Path] | None:
        """(step, folder) of the newest checkpoint, or None on a fresh start."""
        folders = sorted((self.workdir / "checkpoints").glob("step-*"))
        folders = [folder for folder in folders if folder.is_dir()]
        if not folders:
            return None
        refuse_pickles([path for path in folders[-1].rglob("*") if path.is_file()], "the checkpoint")
        return int(folders[-1].name.removeprefix("step-")), folders[-1]

    def _checkpoint_saved(self, step: int, folder: Path) -> None:  # noqa: B027 (only jobs send checkpoints away)
        """Called when the checkpoint lies whole in `folder`."""


class LocalContext(Context):
    """A run outside the platform (`assay-runner run`, evidence, tests): events in `events`, outputs under `workdir`."""

    def __init__(
        self,
        workdir: Path,
        seed: int = 0,
        *,
        recipe: str = "",
        params: dict[str, Any] | None = None,
        inputs: dict[str, Path] | None = None,
        quiet: bool = True,
    ) -> None:
        super().__init__(workdir, seed, recipe=recipe, params=params, inputs=inputs)
        self.events: list[dict[str, Any]] = []
        self.quiet = quiet
        self._bar = None if quiet else ProgressBar()

    def emit(self, kind: str, data: dict[str, Any]) -> None:
        self.events.append({"at": int(time.time() * 1000), "kind": kind, "data": data})
        if self._bar and kind == "log":
            self._bar.line(data["message"])
        elif self._bar and kind == "metric":
            values = "  ".join(f"{name} {value:.4g}" for name, value in data["values"].items())
            self._bar.line(f"step {data['step']}  {values}", at_most_every=0.0 if sys.stderr.isatty() else 5.0)

    def metrics(self, name: str) -> list[tuple[int, float]]:
        """The curve of one metric: (step, value) in the order it was recorded."""
        rows = [event["data"] for event in self.events if event["kind"] == "metric"]
        return [(row["step"], row["values"][name]) for row in rows if name in row["values"]]

    def progress(self, done: int, total: int, message: str = "") -> None:
        self.events.append(
            {
                "at": int(time.time() * 1000),
                "kind": "progress",
                "data": {"done": done, "total": total, "message": message},
            }
        )
        if self._bar:
            self._bar.show(done, total, message)

    def check(self) -> None:
        """A local run is stopped with Ctrl-C, so there is nothing to look at."""

    def artifact(self, path: Path, name: str | None = None, kind: str = "file") -> str:
        path = Path(path)
        if not path.is_file():
            raise Fatal(f"artifact {path} is not a file")
        target = self.workdir / "artifacts" / (name or path.name)
        if target.resolve() != path.resolve():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        self.emit("artifact", {"artifact_id": str(target), "name": name or path.name})
        return str(target)

    def _keep_model(self, folder: Path, name: str, files: list[Path]) -> list[dict[str, str]]:
        target = self.workdir / "models" / name
        kept = []
        for path in files:
            relative = path.relative_to(folder)
            if (target / relative).resolve() != path.resolve():
                (target / relative).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target / relative)
            kept.append({"path": relative.as_posix(), "artifact_id": str(target / relative)})
        (target / "lineage.json").write_text(json.dumps(self.lineage({}), indent=2, sort_keys=True) + "\n")
        return kept


class JobContext(Context):
    """A leased job's run in the child process: all goes through a pipe to the worker, which talks to the platform."""

    def __init__(
        self,
        workdir: Path,
        seed: int,
        *,
        recipe: str,
        params: dict[str, Any],
        inputs: dict[str, Path],
        send: Callable[[dict[str, Any]], None],
        ask: Callable[[dict[str, Any]], dict[str, Any]],
        stopped: Callable[[], bool],
    ) -> None:
        super().__init__(workdir, seed, recipe=recipe, params=params, inputs=inputs)
        self._send, self._ask, self._stopped = send, ask, stopped
        self._told = 0.0

    def emit(self, kind: str, data: dict[str, Any]) -> None:
        self._send({"type": "event", "at": int(time.time() * 1000), "kind": kind, "data": data})

    def progress(self, done: int, total: int, message: str = "") -> None:
        now = time.monotonic()
        if done < total and now - self._told < 0.5:
            return  # twice a second is as live as a page needs
        self._told = now
        self.emit("progress", {"done": done, "total": total, "message": message})

    def check(self) -> None:
        if self._stopped():
            raise Cancelled("asked to stop")

    def artifact(self, path: Path, name: str | None = None, kind: str = "file") -> str:
        path = Path(path)
        if not path.is_file():
            raise Fatal(f"artifact {path} is not a file")
        asked = {"type": "artifact", "path": str(path.resolve()), "name": name or path.name, "kind": kind}
        return self._ask(asked)["artifact_id"]

    def _keep_model(self, folder: Path, name: str, files: list[Path]) -> list[dict[str, str]]:
        kept = []
        for path in files:
            relative = path.relative_to(folder).as_posix()
            artifact_id = self.artifact(path, f"model/{name}/{relative}", "model_file")
            kept.append({"path": relative, "artifact_id": artifact_id})
        return kept

    def _checkpoint_saved(self, step: int, folder: Path) -> None:
        packed = folder.parent / f"{folder.name}.tar"
        pack(folder, packed)
        for old in sorted(folder.parent.glob("step-*.tar"))[:-KEPT_CHECKPOINTS]:
            old.unlink(missing_ok=True)
        self._send({"type": "checkpoint", "path": str(packed.resolve()), "step": step})


def checkpoint_name(step: int) -> str:
    """The folder of the checkpoint after `step`, among a run's checkpoints."""
    return f"step-{step:09d}"


def commit() -> str | None:
    """The source revision: ASSAY_COMMIT when a container says it, else what git says, else None."""
    if os.environ.get("ASSAY_COMMIT"):
        return os.environ["ASSAY_COMMIT"]
    try:
        folder = Path(__file__).parent
        asked = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip()
