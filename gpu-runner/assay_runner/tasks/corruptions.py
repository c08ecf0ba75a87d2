"""Worked solutions made wrong in known places: what a step judge learns from where nobody labeled steps.

A solution comes with calculator notes (`48/2 = <<48/2=24>>24 clips`), which say what is computed where; what comes out
has none, right or wrong, so that notes tell nothing. A change is carried through the later steps or not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay_runner.blocks.expressions import evaluate
from assay_runner.tasks.gsm8k import NOTE, without_notes

NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?|(?<![\d.,])\.\d+")
OPERATORS = "+-*/"
KINDS = ("operator", "operand", "misread", "result", "dropped", "answer")


@dataclass(frozen=True)
class Worked:
    """Steps as a person reads them, the notes of each as (expression, result, place of the result), and the answer."""

    steps: tuple[str, ...]
    notes: tuple[tuple[tuple[str, str, int], ...], ...]
    answer: str


@dataclass(frozen=True)
class Corrupted:
    """A wrong solution: its steps, the answer it gives, the index of its first wrong step, and what was done."""

    steps: tuple[str, ...]
    answer: str
    first_wrong: int
    kind: str
    carried: bool


def read(text: str) -> Worked:
    """A solution in GSM8K's form, its answer behind '####' or 'A:' on the last line ('' where there is none)."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    answer = ""
    if lines and (mark := re.match(r"(?:####|A:)\s*(.*)$", lines[-1])):
        answer = mark.group(1).strip()
        lines.pop()
    notes = []
    for line in lines:
        found, removed = [], 0
        for note in NOTE.finditer(line):
            removed += len(note.group())
            found.append((note.group(1).strip(), note.group(2).strip(), note.end() - removed))
        notes.append(tuple(found))
    return Worked(tuple(without_notes(line) for line in lines), tuple(notes), answer)


def corrupt(question: str, worked: Worked, kind: str, rng: random.Random) -> Corrupted | None:
    """One wrong solution of a kind; None where the solution gives no hold for it."""
    if kind == "dropped":
        return _dropped(worked)
    if kind == "answer":
        return _wrong_answer(question, worked, rng)
    places = [(step, at) for step, notes in enumerate(worked.notes) for at in range(len(notes))]
    rng.shuffle(places)
    for step, at in places[:4]:
        expression, result, place = worked.notes[step][at]
        old = _value(result)
        if old is None:
            continue
        line = worked.steps[step]
        head, tail = line[:place], line[place:]
        if kind == "result":
            new, carried = _near(old, rng), rng.random() < 0.5
        else:
            changed = _changed(kind, question, worked, step, head, expression, rng)
            if changed is None:
                continue
            head, new = changed
            carried = True
        if new is None or new == old or new < 0 or (new.denominator > 100 and old.denominator <= 100):
            continue
        if new.denominator != 1 and old.denominator == 1 and rng.random() < 0.7:
            continue  # a result with decimals gives the change away
        swaps = {old: new}
        tail = _swap(tail, swaps)
        steps = [*worked.steps[:step], head + tail]
        answer = worked.answer
        if carried:
            rest = _carry(worked, step, swaps)
            if rest is None:
                continue
            steps += rest.steps
            answer = rest.answer
        else:
            steps += worked.steps[step + 1 :]
        if carried and answer == worked.answer:
            continue  # the change never reached the end: the solution may still be right
        return Corrupted(tuple(steps), answer, step, kind, carried)
    return None


def restated(question: str, worked: Worked, rng: random.Random) -> tuple[str, Worked] | None:
    """The same problem with one number of the question changed: the question, and its worked solution."""
    steps = "\n".join(worked.steps)
    found = [number for number in NUMBER.findall(question) if question.count(number) == 1 and steps.count(number) >= 1]
    found = [number for number in found if (value := _value(number)) and value > 12 and value not in (24, 60, 100, 365)]
    results = [_value(result) for notes in worked.notes for _, result, _ in notes]
    # a value that stands for two things cannot be carried through
    twice = len(set(results)) < len(results) or {_value(number) for number in NUMBER.findall(question)} & set(results)
    if not found or twice or not all(_sound(worked)):
        return None
    text = rng.choice(found)
    old = _value(text)
    new = _near(old, rng) if old is not None else None
    if old is None or new is None or new == old or new <= 2 or new.denominator != 1:
        return None
    again = _carry(worked, -1, {old: new})
    final = None if again is None else _value(again.answer)
    if again is None or again.answer == worked.answer or final is None or final.denominator != 1:
        return None
    return question.replace(text, _written(new, text)), again


def _sound(worked: Worked) -> list[bool]:
    right = []
    for notes in worked.notes:
        for expression, result, _ in notes:
            value, shown = _evaluated(expression), _value(result)
            right.append(value is not None and shown is not None and abs(value - shown) < Fraction(1, 50))
    return right or [False]


def _changed(
    kind: str, question: str, worked: Worked, step: int, head: str, expression: str, rng: random.Random
) -> tuple[str, Fraction] | None:
    """The line's head with its expression changed, and what that comes to."""
    parts = re.findall(r"\d[\d,]*(?:\.\d+)?|\.\d+|[-+*/()]", expression)
    signs = [at for at, part in enumerate(parts) if part in OPERATORS and at > 0 and parts[at - 1] not in "(+-*/"]
    if not signs:
        return None
    span = _written_span(head, parts)
    if span is None:
        return None
    pieces, (start, end) = span
    if kind == "operator":
        at = rng.choice(signs)
        options = [sign for sign in OPERATORS if sign != parts[at]]
        parts[at] = rng.choice(options)
        pieces[at] = _sign_like(pieces[at], parts[at])
    else:
        at = rng.choice([at for at, part in enumerate(parts) if part[0].isdigit()] or [0])
        old = _value(parts[at])
        if old is None:
            return None
        if kind == "misread":
            new = _near(old, rng)
        else:
            others = {_value(number) for number in NUMBER.findall(question)}
            others |= {_value(result) for notes in worked.notes[:step] for _, result, _ in notes}
            options_ = sorted(value for value in others if value is not None and value != old and value > 0)
            new = rng.choice(options_) if options_ else None
        if new is None or new == old:
            return None
        parts[at] = _plain(new)
        pieces[at] = _written(new, pieces[at])
    value = _evaluated("".join(parts))
    return None if value is None else (head[:start] + "".join(pieces) + head[end:], value)


def _written_span(head: str, parts: Sequence[str]) -> tuple[list[str], tuple[int, int]] | None:
    """Where an expression is written out before its result, cut into one piece a part (signs keep their blanks)."""
    signs = {"*": r"[*x×]", "/": r"[/÷]", "+": r"\+", "-": r"[-–−]", "(": r"\(", ")": r"\)"}
    pattern = "".join(rf"(\s*{signs[part]}\s*\$?)" if part in signs else f"({_digits(part)})" for part in parts)
    found = list(re.finditer(pattern, head))
    # the last one stands next to the result
    return (list(found[-1].groups()), found[-1].span()) if found else None


def _digits(number: str) -> str:
    whole, dot, rest = number.replace(",", "").partition(".")
    return ",?".join(map(re.escape, whole)) + (re.escape(dot + rest) if dot else "")


def _sign_like(piece: str, sign: str) -> str:
    return re.sub(r"[-+*/x×÷–−]", sign, piece, count=1)


def _carry(worked: Worked, step: int, swaps: dict[Fraction, Fraction]) -> Worked | None:
    """The steps behind a change with its consequences; None where one cannot be computed or is no sensible number."""
    swaps = dict(swaps)
    steps, noted = [], []
    for later in range(step + 1, len(worked.steps)):
        line, written, position = worked.steps[later], "", 0
        notes = []
        for expression, result, place in worked.notes[later]:
            written += _swap(line[position:place], swaps)
            told = _swap(expression, swaps)
            old, new = _value(result), _evaluated(told)
            if old is None or new is None or new < 0:
                return None
            shown = len(result.partition(".")[2])
            if new.denominator != 1:
                new = Fraction(round(new * 10 ** max(2, shown)), 10 ** max(2, shown))
            if new != old:
                swaps[old] = new
            else:
                swaps.pop(old, None)
            notes.append((told, _written(new, result), len(written)))
            position = place
        steps.append(written + _swap(line[position:], swaps))
        noted.append(tuple(notes))
    final = _value(worked.answer)
    answer = _written(swaps[final], worked.answer) if final in swaps else worked.answer
    return Worked(tuple(steps), tuple(noted), answer)


def _dropped(worked: Worked) -> Corrupted | None:
    """The last step left out, and the result before it given as the answer."""
    before = [result for notes in worked.notes[:-1] for _, result, _ in notes]
    if len(worked.steps) < 2 or not before or _value(before[-1]) in (None, _value(worked.answer)):
        return None
    return Corrupted(worked.steps[:-1], before[-1], len(worked.steps) - 1, "dropped", True)


def _wrong_answer(question: str, worked: Worked, rng: random.Random) -> Corrupted | None:
    """A last line that is not what the steps come to."""
    right = _value(worked.answer)
    others = [_value(result) for notes in worked.notes for _, result, _ in notes]
    others += [_value(number) for number in NUMBER.findall(question)]
    options = sorted({value for value in others if value is not None and value != right})
    if right is None or not options:
        return None
    new = rng.choice(options) if rng.random() < 0.6 else _near(right, rng)
    if new is None or new == right:
        return None
    return Corrupted(worked.steps, _written(new, worked.answer), len(worked.steps), "answer", False)


def _near(value: Fraction, rng: random.Random) -> Fraction | None:
    """Another number of the same size and look."""
    if value.denominator != 1:
        return value + Fraction(rng.choice([-2, -1, 1, 2, 5, 10]), 10 if (value * 10).denominator == 1 else 100)
    whole = int(value)
    options = [whole + step for step in (-10, -2, -1, 1, 2, 10)] + [whole * 2, whole * 10]
    if whole % 10 == 0:
        options = [whole + step for step in (-100, -20, -10, 10, 20, 50)] + [whole * 2, whole // 10]
    options = [option for option in options if option > 0 and option != whole]
    return Fraction(rng.choice(options)) if options else None


def _swap(text: str, swaps: Mapping[Fraction, Fraction]) -> str:
    """Every number of the text that is in `swaps`, replaced in its own look."""

    def one(found: re.Match[str]) -> str:
        value = _value(found.group())
        return _written(swaps[value], found.group()) if value in swaps else found.group()

    return NUMBER.sub(one, text)


def _value(text: str) -> Fraction | None:
    plain = text.strip().rstrip(".,").replace(",", "").replace("$", "")
    return Fraction(plain) if re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", plain) else None


def _evaluated(expression: str) -> Fraction | None:
    try:
        return evaluate(expression.replace(",", ""))
    except ValueError:
        return None


def _plain(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _written(value: Fraction, like: str) -> str:
    """A number in the look of another: thousands with commas where that has them, a trailing .0 or .00 kept."""
    trailing = like[len(like.rstrip(".,")) :]
    text = _plain(value)
    if value.denominator == 1:
        if "," in like.rstrip(".,"):
            text = f"{int(value):,}"
        tail = re.search(r"\.(0+)$", like)
        if tail:
            text += "." + tail.group(1)
    elif re.search(r"\.\d\d$", like):
        text = f"{float(value):.2f}"
    return text + trailing
