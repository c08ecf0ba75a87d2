"""Exact arithmetic read from text by a small parser: what every grader of a sum stands on. Text is never executed."""

from __future__ import annotations

import re
from fractions import Fraction

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|(.))", re.DOTALL)
# A model's text is not trusted: longer expressions are unreadable rather than slow.
MAX_CHARACTERS = 400
SAME_SIGN = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "[": "(", "]": ")", "{": "(", "}": ")"})


def tokens(text: str) -> list[str]:
    """Numbers, the four signs and brackets of `text`; raises ValueError at anything else."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"expression of {len(text)} characters: at most {MAX_CHARACTERS} are read")
    found = []
    for number, sign in TOKEN.findall(text.translate(SAME_SIGN).strip()):
        if not number and sign not in "+-*/()":
            raise ValueError(f"{sign!r} is not part of an arithmetic expression")
        found.append(number or sign)
    return found


def evaluate(text: str) -> Fraction:
    """The exact value of an expression of numbers, + - * / and brackets; ValueError when it cannot be read or divides
    by 0.
    """
    rest = tokens(text)
    position = 0

    def take(options: str) -> str | None:
        nonlocal position
        if position < len(rest) and rest[position] in options and rest[position]:
            position += 1
            return rest[position - 1]
        return None

    def factor(depth: int) -> Fraction:
        nonlocal position
        if depth > 60:
            raise ValueError("expression nested deeper than 60 brackets")
        sign = take("+-")
        if sign:
            return -factor(depth + 1) if sign == "-" else factor(depth + 1)
        if take("("):
            value = total(depth + 1)
            if not take(")"):
                raise ValueError(f"a bracket is not closed in {text!r}")
            return value
        if position >= len(rest) or rest[position][0] not in "0123456789.":
            raise ValueError(f"a number is missing in {text!r}")
        position += 1
        return Fraction(rest[position - 1])

    def product(depth: int) -> Fraction:
        value = factor(depth)
        while sign := take("*/"):
            other = factor(depth)
            if sign == "/" and other == 0:
                raise ValueError(f"division by zero in {text!r}")
            value = value * other if sign == "*" else value / other
        return value

    def total(depth: int) -> Fraction:
        value = product(depth)
        while sign := take("+-"):
            other = product(depth)
            value = value + other if sign == "+" else value - other
        return value

    value = total(0)
    if position != len(rest):
        raise ValueError(f"{rest[position]!r} was not expected in {text!r}")
    return value


def numbers_in(text: str) -> list[str]:
    """The numbers written in an expression, in order, as text ('3', '2.5')."""
    return [token for token in tokens(text) if token[0] in "0123456789."]


NUMBER = re.compile(r"(?<![\w.])[-−–]?\$?\d[\d,]*(?:\.\d+)?")
ANSWER_MARK = re.compile(r"(?:####|answer\s*(?:is|:|=)|\bA(?=-?\d))\s*", re.IGNORECASE)


def to_number(text: str) -> Fraction | None:
    """'$1,200.50' → 1200.5; None when it is no plain number."""
    plain = text.strip().translate(SAME_SIGN).replace("$", "").replace(",", "").rstrip(".")
    return Fraction(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else None


def final_number(text: str) -> Fraction | None:
    """The number a reply ends on: the one behind its last answer mark ('####', 'answer is', 'A19'), else its last
    number; None when there is none.
    """
    for mark in reversed(list(ANSWER_MARK.finditer(text))):
        after = NUMBER.search(" " + text[mark.end() :])
        if after:
            return to_number(after.group())
    found = NUMBER.findall(_spaced(text))
    return to_number(found[-1]) if found else None


def _spaced(text: str) -> str:
    # '12-7=5' must read as 12, 7, 5: a minus right behind a digit or bracket is a sign of an operation, not of a number
    return re.sub(r"(?<=[\d)])\s*([-−–+*/=])\s*(?=[\d(])", r" \1 ", text)


EQUATION = re.compile(r"([-\d.()+*/×÷·−–\s]*\d[-\d.()+*/×÷·−–\s]*)=\s*(-?\d+(?:\.\d+)?)")


def equations(text: str) -> list[tuple[str, str]]:
    """Every 'left = number' written in `text`, as (left, right), in order."""
    return [(left.strip(), right) for left, right in EQUATION.findall(text)]


def holds(left: str, right: str, modulus: int | None = None) -> bool:
    """Whether the equation left = right is true (modulo `modulus` when given); an unreadable side is false."""
    try:
        difference = evaluate(left) - evaluate(right)
    except ValueError:
        return False
    return difference == 0 if modulus is None else difference.denominator == 1 and difference % modulus == 0


def rounds_to(left: str, right: str) -> bool:
    """Whether the value of `left` is `right` to the digits that `right` shows (2/3 is 0.67); an unreadable side is
    false.
    """
    try:
        digits = len(right.partition(".")[2])
        return abs(evaluate(left) - evaluate(right)) * 10**digits <= Fraction(1, 2)
    except ValueError:
        return False
