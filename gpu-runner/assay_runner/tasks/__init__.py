"""Data the project makes or reads. A task has make(n, seed, split, …), grade(item, text) and solution(item, rng)."""

from assay_runner.tasks import arithmetic, countdown, digits, gsm8k, hops, sumtree, word_problems
from assay_runner.tasks.items import Item, split_of

TASKS = {
    "arithmetic": arithmetic,
    "countdown": countdown,
    "sumtree": sumtree,
    "hops": hops,
    "word_problems": word_problems,
    "digits": digits,
    "gsm8k": gsm8k,
}

__all__ = ["TASKS", "Item", "split_of"]
