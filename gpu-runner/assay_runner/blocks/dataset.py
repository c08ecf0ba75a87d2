"""Rows of a project's dataset as the platform pins them: one item with its responses a line."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay_runner.blocks.expressions import to_number
from assay_runner.blocks.verifiers import exact, number
from assay_runner.errors import Fatal

Prompt = str | list[dict[str, str]]


@dataclass(frozen=True)
class Response:
    """One model's answer to an item."""

    content: str
    id: str = ""
    model: str = ""
    sample: int = 0
    attempt: int = 0
    correct: bool | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One item of a dataset with the responses it has; the prompt is text or a chat; see judge_data on preferences."""

    id: str
    prompt: Prompt
    reference: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    responses: tuple[Response, ...] = ()
    preferences: tuple[dict[str, Any], ...] = ()


def read_rows(path: Path) -> list[Row]:
    """Every row of a JSONL file `{item: {id, prompt, reference, metadata}, responses: [...]}` or of bare items."""
    rows: list[Row] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                rows.append(_row(line, number, path))
    if not rows:
        raise Fatal(f"the dataset {path.name} is empty: upload items to it first")
    return rows


def _row(line: str, number: int, path: Path) -> Row:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise _no_row(number, path, error) from error
    return row_of(entry, number, path)


def row_of(entry: Any, number: int, path: Path) -> Row:
    """One row of line `number`, already read as JSON."""
    try:
        item = entry.get("item", entry)
        prompt = item["prompt"]
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_row(number, path, error) from error
    known = Response.__dataclass_fields__
    responses = [
        Response(**{name: value for name, value in one.items() if name in known and value is not None})
        for one in entry.get("responses") or []
    ]
    reference = item.get("reference")
    return Row(
        str(item.get("id") or f"item_{number}"),
        prompt,
        None if reference is None else str(reference),
        item.get("metadata") or {},
        tuple(responses),
        tuple(entry.get("preferences") or ()),
    )


def _no_row(number: int, path: Path, error: Exception) -> Fatal:
    return Fatal(f"line {number} of {path.name} is no dataset row ({error!r}): give {{item: {{id, prompt}}}}")


def split_off(rows: list[Row], share: float) -> tuple[list[Row], list[Row]]:
    """(the rows to learn from, the held-out rows), by a hash of the item's id: the same in every run and everywhere."""
    out = [int.from_bytes(hashlib.sha256(row.id.encode()).digest()[:4], "big") < share * 2**32 for row in rows]
    return (
        [row for row, held in zip(rows, out, strict=True) if not held],
        [row for row, held in zip(rows, out, strict=True) if held],
    )


def agrees(text: str, reference: str) -> bool:
    """Whether an answer equals the reference as text or, where the reference is a number, ends on it."""
    return bool(exact(text, reference)) or (to_number(reference) is not None and bool(number(text, reference)))
