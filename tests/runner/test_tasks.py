"""Every task: splits never share a problem, a seed fixes the items, worked solutions pass the task's own grader."""

import json
import random

import pytest

from assay_runner.tasks import TASKS, arithmetic, countdown, digits, gsm8k, hops, split_of, sumtree, word_problems

DRAWN = {
    "arithmetic sum": (arithmetic, {}),
    "arithmetic question": (arithmetic, {"form": "question", "terms": (2, 4), "operations": "+-*"}),
    "arithmetic chain": (arithmetic, {"form": "chain", "terms": (3, 6), "operations": "+-*", "modulus": 100}),
    "countdown 3": (countdown, {}),
    "countdown 4": (countdown, {"numbers": (4, 4), "largest": 5, "target": (10, 60)}),
    "sumtree": (sumtree, {"numbers": (3, 4)}),
    "hops": (hops, {}),
    "word problems": (word_problems, {"steps": (1, 5)}),
    "digits": (digits, {"digits": (2, 3)}),
    "digits choice": (digits, {"form": "choice", "questions": ("even", "sum_modulo_4", "first")}),
}


@pytest.mark.parametrize("name", DRAWN)
def test_solutions_pass_and_splits_are_apart(name):
    task, difficulty = DRAWN[name]
    drawn = {split: task.make(60, 3, split, **difficulty) for split in ("train", "validation", "test")}
    rng = random.Random(0)
    for items in drawn.values():
        assert len({item.id for item in items}) == len(items)
        assert all(task.grade(item, task.solution(item, rng)) is True for item in items)
        assert all(task.grade(item, "no idea") is None for item in items)
    prompts = [{(item.prompt, str(item.metadata.get("image"))) for item in items} for items in drawn.values()]
    assert not (prompts[0] & prompts[1] or prompts[0] & prompts[2] or prompts[1] & prompts[2])
    assert task.make(60, 3, "train", **difficulty) == drawn["train"]
    assert task.make(60, 4, "train", **difficulty) != drawn["train"]
    with pytest.raises(ValueError, match="split"):
        task.make(1, 0, "dev", **difficulty)


def test_table_is_whole():
    for name, task in TASKS.items():
        assert name == task.NAME and callable(task.make) and callable(task.grade) and callable(task.solution)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [("19", True), ("12+7=19", True), ("The answer is 19.", True), ("19;A20", False), ("A19", True), ("?", None)],
)
def test_arithmetic_reads_the_final_number(reply, verdict):
    item = next(item for item in arithmetic.make(2000, 0, terms=(2, 2), operations="+") if item.reference == "19")
    assert arithmetic.grade(item, reply) is verdict


def test_subtraction_is_not_a_negative_number():
    item = next(item for item in arithmetic.make(2000, 0, operations="-") if item.reference == "5")
    assert arithmetic.grade(item, "so 12-5") is True
    assert arithmetic.grade(item, "-5") is False


def test_too_few_problems_is_said():
    with pytest.raises(ValueError, match="ask for fewer"):
        arithmetic.make(500, 0, digits=(1, 1), operations="+")


def test_chain_steps_find_the_first_wrong_one():
    item = arithmetic.make(1, 0, form="chain", terms=(4, 4), modulus=100)[0]
    right = arithmetic.solution(item, random.Random(0))
    assert arithmetic.steps(item, right) == [True] * 3
    first, second, third, answer = right.split(";")
    left, total = second.split("=")
    broken = ";".join([first, f"{left}={(int(total) + 1) % 100}", third, answer])
    assert arithmetic.steps(item, broken) == [True, False, False]


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("(7-3)*9", False),
        ("7*3+9", True),
        ("3*7+9=30", True),
        ("7*3=21;21+9=30;A7*3+9$", True),
        ("<answer> 9 + 7 × 3 </answer>", True),
        ("7*3+9+0", False),
        ("30", False),
        ("__import__('os')", None),
        ("", None),
        ("7*(3+9", None),
        ("3/(9-9)", None),
    ],
)
def test_countdown_needs_every_number_once(reply, verdict):
    items = countdown.make(1, 0)
    item = items[0].__class__("x", "3,7,9=30:", "30", {"numbers": [3, 7, 9], "target": 30})
    assert countdown.grade(item, reply) is verdict


def test_sumtree_step_verdicts():
    item = sumtree.make(1, 0)[0].__class__("x", "59+63+15:", "137", {"numbers": [59, 63, 15]})
    assert sumtree.grade(item, "63+15=78;78+59=137;") and sumtree.steps(item, "63+15=78;78+59=137;") == [True, True]
    # the right total from a wrong middle: outcome right, first step wrong
    assert sumtree.grade(item, "63+15=77;77+59=137;") and sumtree.steps(item, "63+15=77;77+59=137;") == [False, False]
    assert sumtree.steps(item, "63+63=126;") == [False]
    assert sumtree.key(item, "63+15=78;78+59=137;") == sumtree.key(item, "15+63=78;59+78=137;")


def test_hops_arrays_are_the_same_problems():
    import numpy as np

    tables, counts, starts, answers = hops.arrays(500, np.random.default_rng(0), "test")
    assert abs((counts == 1).mean() - 0.45) < 0.08
    for table, h, start, answer in zip(tables, counts, starts, answers, strict=True):
        assert hops.follow(table, h, start) == answer and split_of(" ".join(map(str, table))) == "test"


def test_gsm8k_file(tmp_path):
    rows = [
        {"question": f"Q{n}?", "answer": f"{n}/3 = <<{n}/3={n / 3:.2f}>>{n / 3:.2f}\n#### {n},000"} for n in range(40)
    ]
    file = tmp_path / "data.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    items = gsm8k.make(20, 0, path=str(file))
    assert all(gsm8k.grade(item, gsm8k.solution(item, random.Random(0))) for item in items)
    assert all(gsm8k.steps(item, item.metadata["solution"]) == [True] for item in items)
    assert gsm8k.steps(items[0], "<<2+2=5>>5") == [False]
    file.write_text('{"question": "Q", "answer": "no mark"}')
    with pytest.raises(ValueError, match="line 1"):
        gsm8k.make(1, 0, path=str(file))
