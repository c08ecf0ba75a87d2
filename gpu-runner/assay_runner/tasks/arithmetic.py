"""Arithmetic: sums ('12+7='), questions ('What is 12 + 7?') and chains worked one step at a time
('12+7=19;19*3=57;A57').
"""

from __future__ import annotations

import random

from assay_runner.blocks.expressions import equations, final_number, holds, to_number
from assay_runner.tasks.items import Item, collect, item_id

NAME = "arithmetic"
FORMS = ("sum", "question", "chain", "mixed")


def make(
    n: int,
    seed: int,
    split: str = "train",
    *,
    form: str = "sum",
    terms: tuple[int, int] = (2, 2),
    digits: tuple[int, int] = (1, 2),
    operations: str = "+-",
    modulus: int | None = None,
) -> list[Item]:
    """`n` problems with between `terms` numbers of between `digits` digits, applied from left to right.

    form: `sum` '12+7=', `question` 'What is 12 + 7?', `chain` '12+7*3:' (left to right, answered step by step),
    `mixed` = sum or question.
    modulus: every step is taken modulo this (the chained arithmetic of the critique-in-the-loop testbed uses 100).
    """
    if form not in FORMS:
        raise ValueError(f"form {form!r} is unknown: use one of {', '.join(FORMS)}")

    def draw(rng: random.Random) -> tuple[str, Item]:
        count = rng.randint(*terms)
        values = [_number(rng, rng.randint(*digits)) for _ in range(count)]
        signs = [rng.choice(operations) for _ in range(count - 1)]
        shape = rng.choice(("sum", "question")) if form == "mixed" else form
        problem = str(values[0]) + "".join(f"{sign}{value}" for sign, value in zip(signs, values[1:], strict=True))
        # a chain goes from left to right, so times and plus are written with the brackets a reader of sums would need
        answer = _walk(values, signs, modulus)[-1] if count > 1 else values[0]
        prompt = {
            "sum": f"{_bracketed(values, signs)}=",
            "question": f"What is {_spaced(values, signs)}?",
            "chain": f"{problem}:",
        }[shape]
        metadata = {"values": values, "signs": signs, "form": shape, "modulus": modulus, "steps": count - 1}
        return problem, Item(item_id(NAME, f"{shape}:{problem}:{modulus}"), prompt, str(answer), metadata)

    return collect(n, seed, split, NAME, draw)


def grade(item: Item, text: str) -> bool | None:
    """True when the reply ends on the right number; None when it holds no number."""
    answer = final_number(text)
    return None if answer is None else answer == to_number(item.reference)


def solution(item: Item, rng: random.Random) -> str:
    """The bare answer of a sum, 'The answer is …' for a question, one step after another for a chain."""
    form = item.metadata["form"]
    if form == "chain":
        values, signs = item.metadata["values"], item.metadata["signs"]
        totals = [values[0], *_walk(values, signs, item.metadata["modulus"])]
        steps = [f"{totals[i]}{sign}{values[i + 1]}={totals[i + 1]};" for i, sign in enumerate(signs)]
        return "".join(steps) + f"A{item.reference}"
    return item.reference if form == "sum" else f"The answer is {item.reference}."


def steps(item: Item, text: str) -> list[bool]:
    """Whether each written equation is the right next step of the chain: starts at the last total, uses the next
    number, and is true.
    """
    values, signs, modulus = item.metadata["values"], item.metadata["signs"], item.metadata["modulus"]
    verdicts: list[bool] = []
    total = str(values[0])
    for i, (left, right) in enumerate(equations(text)):
        expected = f"{total}{signs[i]}{values[i + 1]}" if i < len(signs) else None
        verdicts.append(left.replace(" ", "") == expected and holds(left, right, modulus))
        total = right
    return verdicts


def _number(rng: random.Random, digits: int) -> int:
    return rng.randint(0 if digits == 1 else 10 ** (digits - 1), 10**digits - 1)


def _walk(values: list[int], signs: list[str], modulus: int | None) -> list[int]:
    total, totals = values[0], []
    for sign, value in zip(signs, values[1:], strict=True):
        total = total + value if sign == "+" else total - value if sign == "-" else total * value
        total = total if modulus is None else total % modulus
        totals.append(total)
    return totals


def _bracketed(values: list[int], signs: list[str]) -> str:
    text = str(values[0])
    for i, (sign, value) in enumerate(zip(signs, values[1:], strict=True)):
        text = f"({text}){sign}{value}" if sign == "*" and set(signs[:i]) & set("+-") else f"{text}{sign}{value}"
    return text


def _spaced(values: list[int], signs: list[str]) -> str:
    text = _bracketed(values, signs)
    for sign in "+-*":
        text = text.replace(sign, f" {sign} ")
    return text
