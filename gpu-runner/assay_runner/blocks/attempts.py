"""Graded attempts in a file, one a line, as the platform's self-correction reports read them from a job's artifact."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "attempts.jsonl"


@dataclass(frozen=True)
class Attempt:
    """One try at one question; `correct` None means that no answer could be read, temperature 0 marks a greedy one."""

    question: str
    attempt: int
    correct: bool | None
    text: str
    sample: int = 0
    iteration: int | None = None
    temperature: float | None = None
    reward: float | None = None
    model: str | None = None


class AttemptLog:
    """Attempts of a run in its working folder; with its checkpoints a run that goes on has those from before."""

    def __init__(self, workdir: Path) -> None:
        self.path = workdir / NAME
        self.path.write_bytes(b"")

    def add(self, attempts: Iterable[Attempt]) -> None:
        """Appends attempts; what is not known is left out."""
        with self.path.open("a", encoding="utf-8") as file:
            for attempt in attempts:
                known = {
                    name: value for name, value in asdict(attempt).items() if value is not None or name == "correct"
                }
                file.write(json.dumps(known, ensure_ascii=False) + "\n")

    def save(self, folder: Path) -> None:
        """Copies the file into a checkpoint."""
        shutil.copyfile(self.path, folder / NAME)

    def load(self, folder: Path) -> None:
        """Goes on from a checkpoint's copy; one from before attempts were kept has none."""
        if (folder / NAME).exists():
            shutil.copyfile(folder / NAME, self.path)
