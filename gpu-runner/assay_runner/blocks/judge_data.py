"""What a judge learns from: answers marked right or wrong, graded, preferred, or labeled step by step.

Rows are those of a pinned dataset. A response says `correct`, and in its metadata may say `grade` (a number), `steps`
(one of true, false, null for each non-empty line), `teacher` (a judge's probability that it is right), `weight` (how
reliable its raters are) and `source`. A row may have `preferences`: {a, b, probability, weight, teacher}, a and b being
ids of its responses and probability that a is the better one. Rows with one prompt, or with one `group` in their item's
metadata, always fall into the same split.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assay_runner.blocks.dataset import Response, Row
from assay_runner.errors import Fatal

SPLITS = ("train", "calibrate", "promise", "test")


@dataclass(frozen=True)
class Judged:
    """One answer with all that is known of it; `right` and `teacher` are probabilities, None where nothing is known."""

    id: str
    group: str
    prompt: str
    content: str
    right: float | None = None
    grade: float | None = None
    steps: tuple[bool | None, ...] = ()
    teacher: float | None = None
    weight: float = 1.0
    source: str = ""


@dataclass(frozen=True)
class Preferred:
    """Of two answers to one prompt, by their places in the unit: the probability that the first is better."""

    first: int
    second: int
    probability: float
    weight: float = 1.0
    teacher: float | None = None


@dataclass(frozen=True)
class Unit:
    """All answers to one prompt, with what is known about pairs of them; `compared` where people gave the pairs."""

    group: str
    split: str
    answers: tuple[Judged, ...]
    pairs: tuple[Preferred, ...] = ()
    compared: bool = False


def units_of(rows: Sequence[Row], shares: Sequence[float], *, within_source: bool = False) -> list[Unit]:
    """One unit a prompt, repeated answers merged, each in its split; shares are those of calibrate, promise and test.

    Where no preferences are given, right answers are preferred to wrong ones; within_source: only to those of their own
    source, so that a source's style tells nothing.
    Raises Fatal where two pinned splits share a group or a prompt.
    """
    by_prompt: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_prompt[plain(prompt_of(row))].append(row)
    group_of = _groups(by_prompt)
    pinned: dict[str, str] = {}
    for prompt, same in by_prompt.items():
        for split in {str(row.metadata["split"]) for row in same if "split" in row.metadata}:
            if split not in SPLITS:
                raise Fatal(f"item {same[0].id} has split {split!r}: give one of {', '.join(SPLITS)}")
            if pinned.setdefault(group_of[prompt], split) != split:
                raise Fatal(
                    f"item {same[0].id} is pinned to {split!r}, but its prompt or group is in "
                    f"{pinned[group_of[prompt]]!r} too: that would leak answers from one split into another"
                )
    units = []
    for prompt, same in by_prompt.items():
        group = group_of[prompt]
        units.append(_unit(group, pinned.get(group) or split_of(group, shares), same, within_source))
    check_leakage(units)
    return units


def check_leakage(units: Sequence[Unit]) -> None:
    """Raises Fatal where a group or a prompt is in two splits."""
    for what, key in (("group", lambda unit: unit.group), ("prompt", lambda unit: plain(unit.answers[0].prompt))):
        seen: dict[str, str] = {}
        for unit in units:
            if unit.answers and seen.setdefault(key(unit), unit.split) != unit.split:
                raise Fatal(f"a {what} is in the splits {seen[key(unit)]!r} and {unit.split!r}: {key(unit)[:80]!r}")


def split_of(group: str, shares: Sequence[float]) -> str:
    """The split of a group by a hash of its name: the same in every run and everywhere."""
    at = int.from_bytes(hashlib.sha256(f"judge:{group}".encode()).digest()[:8], "big") / 2**64
    for split, share in zip(SPLITS[1:], shares, strict=True):
        if at < share:
            return split
        at -= share
    return "train"


def length_balanced(units: Sequence[Unit]) -> list[Unit]:
    """The units with weights such that, in each source, the longer answer is the better one as often as not, and long
    answers (above the source's median) are right as often as short ones; no weight rises more than fourfold.
    """
    lengths: dict[str, list[int]] = defaultdict(list)
    for unit in units:
        for one in unit.answers:
            lengths[one.source].append(len(one.content))
    middle = {source: sorted(found)[len(found) // 2] for source, found in lengths.items()}
    pairs = Counter(_length_kind(unit, pair) for unit in units for pair in unit.pairs)
    verdicts = Counter(_verdict_kind(one, middle) for unit in units for one in unit.answers)

    def answer(one: Judged) -> Judged:
        source, is_long, right = _verdict_kind(one, middle)
        same = verdicts[source, is_long, right] + verdicts[source, not is_long, right]
        return replace(one, weight=one.weight * min(4.0, 0.5 * same / verdicts[source, is_long, right]))

    def pair(unit: Unit, one: Preferred) -> Preferred:
        source, agrees = _length_kind(unit, one)
        total = pairs[source, True] + pairs[source, False]
        return replace(one, weight=one.weight * min(4.0, 0.5 * total / pairs[source, agrees]))

    return [
        replace(unit, answers=tuple(map(answer, unit.answers)), pairs=tuple(pair(unit, one) for one in unit.pairs))
        for unit in units
    ]


def plain(text: str) -> str:
    """A text as it is compared: without case and without differences of white space."""
    return re.sub(r"\s+", " ", text).strip().casefold()


def prompt_of(row: Row) -> str:
    """An item's prompt as text; of a chat, what its messages say."""
    if isinstance(row.prompt, str):
        return row.prompt
    return "\n".join(str(message.get("content", "")) for message in row.prompt)


def _groups(by_prompt: dict[str, list[Row]]) -> dict[str, str]:
    """The group of each prompt: prompts that share a named group, by whatever chain, are one."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for prompt, same in by_prompt.items():
        for row in same:
            if "group" in row.metadata:
                parent[root(f"prompt:{prompt}")] = root(f"group:{row.metadata['group']}")
    return {prompt: root(f"prompt:{prompt}") for prompt in by_prompt}


def _unit(group: str, split: str, rows: Sequence[Row], within_source: bool) -> Unit:
    answers: dict[str, Judged] = {}
    for row in rows:
        for one in row.responses:
            told, key = _judged(group, row, one), plain(one.content)
            answers[key] = told if key not in answers else _merged(answers[key], told)
    place = {key: at for at, key in enumerate(answers)}
    pairs = [pair for row in rows for pair in _given_pairs(row, place)]
    kept = tuple(answers.values())
    compared = bool(pairs)
    told_pairs = {(pair.first, pair.second) for pair in pairs} | {(pair.second, pair.first) for pair in pairs}
    for a, right in enumerate(kept):
        for b, wrong in enumerate(kept):
            apart = (right.right or 0) > 0.5 and wrong.right is not None and wrong.right < 0.5
            if apart and (a, b) not in told_pairs and (right.source == wrong.source or not within_source):
                pairs.append(Preferred(a, b, 1.0, min(right.weight, wrong.weight)))
    if split == "train" and not pairs:
        pairs = _taught_pairs(kept, within_source)
    return Unit(group, split, kept, tuple(pairs), compared)


def _taught_pairs(answers: Sequence[Judged], within_source: bool) -> list[Preferred]:
    """What a teacher's probabilities say of pairs where nobody else does: the difference of their log-odds, as a reward
    would have it. To learn from only: a teacher is no truth to measure by.
    """
    pairs = []
    for b, other in enumerate(answers):
        for a, one in enumerate(answers[:b]):
            if one.teacher is None or other.teacher is None or (within_source and one.source != other.source):
                continue
            probability = _odds(one.teacher) / (_odds(one.teacher) + _odds(other.teacher))
            pairs.append(Preferred(a, b, probability, min(one.weight, other.weight)))
    return pairs


def _odds(probability: float) -> float:
    safe = min(max(probability, 1e-4), 1 - 1e-4)
    return safe / (1 - safe)


def _judged(group: str, row: Row, one: Response) -> Judged:
    return Judged(
        id=one.id,
        group=group,
        prompt=prompt_of(row),
        content=one.content,
        right=None if one.correct is None else float(one.correct),
        grade=_number(one.metadata.get("grade")),
        steps=tuple(one.metadata.get("steps") or ()),
        teacher=_number(one.metadata.get("teacher")),
        weight=_number(one.metadata.get("weight")) or 1.0,
        source=str(one.metadata.get("source") or one.model),
    )


def _given_pairs(row: Row, place: Mapping[str, int]) -> list[Preferred]:
    """The pairs a row tells of: its preferences, and what an import of TRL preferences marked chosen and rejected."""
    at = {one.id: place[plain(one.content)] for one in row.responses}
    given = list(row.preferences)
    sides: dict[object, list[str]] = defaultdict(list)
    for one in row.responses:
        sides[one.metadata.get("preference")].append(one.id)
    given += [{"a": a, "b": b} for a in sides["chosen"] for b in sides["rejected"]]
    pairs = []
    for one in given:
        if one.get("a") not in at or one.get("b") not in at:
            raise Fatal(f"a preference of item {row.id} names a response it has not: {one}")
        first, second = at[one["a"]], at[one["b"]]
        teacher = _number(one.get("teacher"))
        probability = _number(one.get("probability"))
        if probability is None:
            probability = 1.0 if teacher is None else teacher
        if first != second:
            pairs.append(Preferred(first, second, probability, float(one.get("weight", 1.0)), teacher))
    return pairs


def _merged(one: Judged, other: Judged) -> Judged:
    """Two verdicts on the same words: what both say is averaged by weight, what one says is kept."""
    total = one.weight + other.weight

    def mean(a: float | None, b: float | None) -> float | None:
        if a is None or b is None:
            return b if a is None else a
        return (a * one.weight + b * other.weight) / total

    return replace(
        one,
        right=mean(one.right, other.right),
        grade=mean(one.grade, other.grade),
        teacher=mean(one.teacher, other.teacher),
        steps=one.steps or other.steps,
        weight=max(one.weight, other.weight),
    )


def _length_kind(unit: Unit, pair: Preferred) -> tuple[str, bool]:
    first, second = unit.answers[pair.first], unit.answers[pair.second]
    return first.source, (len(first.content) > len(second.content)) == (pair.probability > 0.5)


def _verdict_kind(one: Judged, middle: Mapping[str, int]) -> tuple[str, bool, bool | None]:
    told = one.right if one.right is not None else one.teacher
    return one.source, len(one.content) > middle[one.source], None if told is None else told > 0.5


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
