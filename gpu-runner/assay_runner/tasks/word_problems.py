"""Word problems with generated text: a story of one to five steps about a stock of things, solved in GSM8K's format."""

from __future__ import annotations

import random

from assay_runner.blocks.expressions import final_number
from assay_runner.tasks.items import Item, collect, item_id

NAME = "word_problems"

PLACES = (
    ("A baker", "the bakery", ("rolls", "cakes", "pies", "buns")),
    ("A gardener", "the greenhouse", ("tomatoes", "roses", "seedlings", "melons")),
    ("A librarian", "the library", ("books", "maps", "records", "atlases")),
    ("A carpenter", "the workshop", ("chairs", "shelves", "frames", "boxes")),
    ("A teacher", "the classroom", ("pencils", "notebooks", "posters", "rulers")),
    ("A shopkeeper", "the shop", ("lamps", "mugs", "candles", "baskets")),
    ("A farmer", "the barn", ("eggs", "apples", "pumpkins", "crates")),
    ("A potter", "the studio", ("bowls", "vases", "plates", "tiles")),
)
# (sign, sentence); {k} is the step's number, {n} the thing, {p} the place
MORE = (
    ("+", "Then {k} more {n} arrive at {p}."),
    ("+", "On the next day {k} {n} are added."),
    ("-", "Then {k} {n} are sold."),
    ("-", "After that {k} {n} break and are thrown away."),
    ("*", "Over the month the number of {n} grows to {k} times as many."),
    ("/", "The {n} are then split equally over {k} tables, and only one table's share is kept."),
)
PLAIN = (
    ("+", "Someone brings {k} {n} to {p}."),
    ("-", "A visitor takes {k} {n} away."),
)


def make(
    n: int, seed: int, split: str = "train", *, steps: tuple[int, int] = (1, 3), largest: int = 60, signs: str = "+-*/"
) -> list[Item]:
    """`n` stories of between `steps` steps with numbers up to `largest`; every total on the way is a whole number
    from 0 to 999.
    """
    sentences = [sentence for sentence in MORE + PLAIN if sentence[0] in signs]
    if not sentences:
        raise ValueError(f"signs {signs!r} name no step: use some of + - * /")

    def draw(rng: random.Random) -> tuple[str, Item]:
        who, place, things = rng.choice(PLACES)
        thing = rng.choice(things)
        total = first = rng.randint(2, largest)
        told, equations = [f"{who} has {first} {thing}."], []
        for _ in range(rng.randint(*steps)):
            sign, sentence, k = _step(rng, sentences, total, largest)
            after = {"+": total + k, "-": total - k, "*": total * k, "/": total // k}[sign]
            told.append(sentence.format(k=k, n=thing, p=place))
            equations.append((f"{total}{sign}{k}", after))
            total = after
        problem = " ".join([*told, f"How many {thing} are there in the end?"])
        metadata = {"thing": thing, "equations": equations}
        return problem, Item(item_id(NAME, problem), problem, str(total), metadata)

    return collect(n, seed, split, NAME, draw)


def _step(rng: random.Random, sentences: list[tuple[str, str]], total: int, largest: int) -> tuple[str, str, int]:
    while True:
        sign, sentence = rng.choice(sentences)
        if sign == "+" and total < 900:
            return sign, sentence, rng.randint(2, largest)
        if sign == "-" and total > 2:
            return sign, sentence, rng.randint(1, min(total - 1, largest))
        if sign == "*" and 0 < total <= 100:
            return sign, sentence, rng.randint(2, 5)
        divisors = [k for k in range(2, 10) if total % k == 0 and total > k]
        if sign == "/" and divisors:
            return sign, sentence, rng.choice(divisors)
        # a total that this sign cannot go on from; a story that allows only such signs ends up adding
        if rng.random() < 0.02:
            return "+", MORE[0][1], rng.randint(2, 9)


def grade(item: Item, text: str) -> bool | None:
    """True when the reply ends on the right number ('#### 12', 'the answer is 12' or its last number); None without
    one.
    """
    answer = final_number(text)
    return None if answer is None else answer == int(item.reference)


def solution(item: Item, rng: random.Random) -> str:
    """One line a step with its calculator note, then '#### ' and the answer."""
    lines = [
        f"{left} = <<{left}={right}>>{right} {item.metadata['thing']}." for left, right in item.metadata["equations"]
    ]
    return "\n".join([*lines, f"#### {item.reference}"])
