"""What a preference recipe learns from: rows whose responses are marked right and wrong, of a dataset or a campaign."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay_runner.blocks.dataset import Row, read_rows, row_of
from assay_runner.context import Context
from assay_runner.errors import Fatal
from assay_runner.params import param

POINTS = {"a": 1, "b": -1}


def campaign() -> Any:
    """The campaign in the dataset's place."""
    return param(
        None,
        "In place of a dataset: a campaign, whose people's votes say which answers are preferred.",
        x="campaign",
        instead_of="dataset",
    )


def marked_rows(dataset: str | None, campaign: str | None, context: Context) -> list[Row]:
    """The rows of the dataset or of the campaign, whichever is named; raises Fatal where it is not one of the two."""
    if (dataset is None) == (campaign is None):
        raise Fatal(f"dataset is {dataset!r} and campaign is {campaign!r}: name one of the two")
    return read_rows(context.input("dataset")) if dataset is not None else read_voted(context.input("campaign"))


def read_voted(path: Path) -> list[Row]:
    """A row for each comparison of a pinned campaign in which one side has more people's votes: it is marked right, the
    other wrong (the pairs of the platform's export `preferences`). Comparisons of one prompt have one id, so that a
    prompt is either learned from or held out.
    """
    rows: list[Row] = []
    points: Counter[str] = Counter()
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            entry: dict[str, Any] = json.loads(line)
            if "rating" not in entry:
                rows.append(row_of(entry, number, path))
            elif not entry["rating"]["judge"]:
                points[entry["rating"]["comparison_id"]] += POINTS.get(entry["rating"]["choice"], 0)
    found = [_marked(row, "a" if points[row.id] > 0 else "b") for row in rows if points[row.id] != 0]
    if not found:
        raise Fatal(f"people prefer neither side of any comparison of {path.name}: collect or import ratings first")
    return found


def _marked(row: Row, winner: str) -> Row:
    prompt = json.dumps(row.prompt, sort_keys=True)
    responses = tuple(replace(one, correct=one.id == winner) for one in row.responses)
    return replace(row, id=hashlib.sha256(prompt.encode()).hexdigest()[:16], responses=responses)
