"""GSM8K-format files: {question, answer} lines, worked answers with <<48/2=24>> calculator notes and a last line
'#### 72'.

The data is read, never shipped: give `path`, or set ASSAY_DATA to a folder that holds gsm8k/train.jsonl and
gsm8k/test.jsonl.
"""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

from assay_runner.blocks.expressions import final_number, rounds_to, to_number
from assay_runner.tasks.items import SPLITS, Item, item_id, split_of

NAME = "gsm8k"
NOTE = re.compile(r"<<([^<>=]*)=([^<>=]*)>>")


def make(
    n: int, seed: int, split: str = "train", *, path: str | None = None, steps: tuple[int, int] = (0, 99)
) -> list[Item]:
    """`n` problems in seeded order with between `steps` calculator notes.

    Without `path`: test comes from test.jsonl, validation is the tenth of train.jsonl that the hash of the question
    picks. With `path` all three splits are cut from that file. Raises FileNotFoundError where there is no file,
    ValueError when it is too short.
    """
    if split not in SPLITS:
        raise ValueError(f"split {split!r} is unknown: use one of {', '.join(SPLITS)}")
    file = Path(path) if path else _shipped("test" if split == "test" else "train")
    items = load(file)
    if path:
        items = [item for item in items if split_of(item.prompt) == split]
    elif split != "test":
        items = [item for item in items if (split_of(item.prompt) == "validation") == (split == "validation")]
    items = [item for item in items if steps[0] <= len(item.metadata["notes"]) <= steps[1]]
    random.Random(f"{NAME}:{seed}").shuffle(items)
    if len(items) < n:
        raise ValueError(
            f"{file} has {len(items)} {split} problems with {steps[0]} to {steps[1]} notes, {n} were asked for"
        )
    return items[:n]


def load(path: Path) -> list[Item]:
    """Every problem of a file, repeated questions once; ValueError names the line that is not in the format."""
    items: dict[str, Item] = {}
    for position, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question, answer = row["question"], row["answer"]
            reference = to_number(answer.rsplit("####", 1)[1]) if "####" in answer else None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path} line {position} is not {{question, answer}}: {error}") from error
        if reference is None:
            raise ValueError(f"{path} line {position} has no number behind '####'")
        metadata = {"solution": answer, "notes": notes(answer)}
        items.setdefault(question, Item(item_id(NAME, question), question, str(reference), metadata))
    return list(items.values())


def grade(item: Item, text: str) -> bool | None:
    """True when the number behind the last '####' or 'answer is', else the last number, is the reference; None
    without one.
    """
    answer = final_number(NOTE.sub("", text))
    return None if answer is None else answer == to_number(item.reference)


def solution(item: Item, rng: random.Random) -> str:
    """The worked answer of the file, calculator notes included."""
    return item.metadata["solution"]


def notes(text: str) -> list[tuple[str, str]]:
    """The calculator notes of a solution as (expression, result)."""
    return [(left.strip(), right.strip()) for left, right in NOTE.findall(text)]


def steps(item: Item, text: str) -> list[bool]:
    """Whether each calculator note of a solution is true, to the digits it shows."""
    return [rounds_to(left, right) for left, right in notes(text)]


def without_notes(text: str) -> str:
    """A solution as a person would write it."""
    return NOTE.sub("", text)


def _shipped(name: str) -> Path:
    folder = os.environ.get("ASSAY_DATA")
    if not folder:
        raise FileNotFoundError("GSM8K is not part of this package: give `path`, or set ASSAY_DATA to its folder")
    file = Path(folder) / "gsm8k" / f"{name}.jsonl"
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing: put GSM8K's {name}.jsonl there, or give `path`")
    return file
