"""Data the project makes or reads. Each task module has make(n, seed, split, …), grade(item, text), solution(item, rng) and owns its grader."""

from assay_runner.tasks import arithmetic, countdown
from assay_runner.tasks.items import Item, split_of

TASKS = {
    "arithmetic": arithmetic,
    "countdown": countdown,
}

__all__ = ["TASKS", "Item", "split_of"]
