"""Digit-image questions over scikit-learn's 8×8 digits: two or three digits on one strip, a question, an open or a
lettered answer.

The image lies in metadata["image"] as rows of whole numbers 0..16 (8 rows, 8 columns a digit). Splits are by source
image: a digit picture of the test split is in no training question.
"""

from __future__ import annotations

import random
from functools import lru_cache

import numpy as np

from assay_runner.blocks.expressions import final_number
from assay_runner.blocks.verifiers import choice
from assay_runner.tasks.items import SPLITS, Item, item_id, split_of

NAME = "digits"
QUESTIONS = {
    "sum": "What is the sum of the digits?",
    "range": "What is the largest digit minus the smallest?",
    "largest": "Which digit is the largest?",
    "first": "Which digit is the leftmost?",
    "even": "How many of the digits are even?",
    "sum_modulo_4": "What is the sum of the digits modulo 4?",
}
LETTERS = "ABCD"


def make(
    n: int,
    seed: int,
    split: str = "train",
    *,
    digits: tuple[int, int] = (2, 2),
    questions: tuple[str, ...] = ("sum", "range", "largest"),
    form: str = "open",
    noise: float = 0.0,
) -> list[Item]:
    """`n` questions over strips of between `digits` digits; form `open` or `choice` (options A–D); noise = standard
    deviation in grey levels.
    """
    if split not in SPLITS:
        raise ValueError(f"split {split!r} is unknown: use one of {', '.join(SPLITS)}")
    if form not in ("open", "choice"):
        raise ValueError(f"form {form!r} is unknown: use open or choice")
    images, labels = _pictures(split)
    rng, grey = random.Random(f"{NAME}:{split}:{seed}"), np.random.default_rng([seed, SPLITS.index(split)])
    items = []
    for position in range(n):
        picks = [rng.randrange(len(images)) for _ in range(rng.randint(*digits))]
        kind = rng.choice(questions)
        shown = [int(labels[pick]) for pick in picks]
        strip = np.concatenate([images[pick] for pick in picks], axis=1)
        strip = np.clip(np.rint(strip + noise * grey.standard_normal(strip.shape)), 0, 16).astype(int)
        answer = _answer(kind, shown)
        metadata = {"image": strip.tolist(), "digits": shown, "question": kind, "form": form, "options": []}
        prompt, reference = QUESTIONS[kind], str(answer)
        if form == "choice":
            options = [answer, *rng.sample([value for value in range(max(answer, 4) + 5) if value != answer], 3)]
            rng.shuffle(options)
            metadata["options"], reference = options, LETTERS[options.index(answer)]
            prompt += "".join(f"\n{letter}) {value}" for letter, value in zip(LETTERS, options, strict=True))
        identity = f"{split}:{seed}:{position}:{kind}:{picks}:{form}"
        items.append(Item(item_id(NAME, identity), prompt, reference, metadata))
    return items


def grade(item: Item, text: str) -> bool | None:
    """True when the reply ends on the right number, or names the right letter of a choice; None when neither can be
    read.
    """
    if item.metadata["form"] == "choice":
        return choice(text, item.reference, LETTERS)
    answer = final_number(text)
    return None if answer is None else answer == int(item.reference)


def solution(item: Item, rng: random.Random) -> str:
    """The digits as read, then the answer: '4,7;A11', or '4,7;## C ##'."""
    read = ",".join(map(str, item.metadata["digits"]))
    return f"{read};## {item.reference} ##" if item.metadata["form"] == "choice" else f"{read};A{item.reference}"


def _answer(kind: str, shown: list[int]) -> int:
    return {
        "sum": sum(shown),
        "range": max(shown) - min(shown),
        "largest": max(shown),
        "first": shown[0],
        "even": sum(digit % 2 == 0 for digit in shown),
        "sum_modulo_4": sum(shown) % 4,
    }[kind]


@lru_cache(maxsize=3)
def _pictures(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Images (m, 8, 8) in 0..16 and labels (m,) of a split."""
    from sklearn.datasets import load_digits

    data = load_digits()
    kept = [position for position in range(len(data.images)) if split_of(f"digit:{position}") == split]
    return data.images[kept], data.target[kept]
