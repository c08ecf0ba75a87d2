"""The arms of the edge judge's evidence: generated word problems solved rightly or with one wrong step.

A tenth of the training problems have verdicts, all have a teacher's probability (right for 85 of 100), and four fifths
of the right answers are wordy, which those of the test are not: what costs nothing is fooled, and each part has its
use. The verdicts are the truth here, so that the teacher speaks only where there is none (distill = 0).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from assay_runner.blocks.dataset import read_rows
from assay_runner.blocks.edge_measures import area
from assay_runner.context import Context, LocalContext
from assay_runner.evidence import Arm, Claim, Evidence, prepared
from assay_runner.recipes import edge_judge
from assay_runner.recipes.edge_judge import Params
from assay_runner.tasks import word_problems
from assay_runner.tasks.corruptions import corrupt, read

FULL = Params(
    dataset="stories",
    hidden=64,
    layers=2,
    heads=4,
    vocabulary=1200,
    max_tokens=128,
    steps=500,
    learning_rate=2e-3,
    length_balance=True,
    distill=0.0,
    alpha=0.2,
    checkpoint_every=0,
)
TRAIN, MEASURED, LABELED, TEACHER = 3000, 400, 0.1, 0.85
QUICK = 200
KINDS = ("operator", "operand", "misread")
WORDS = "That is all there is to say about it."


def prepare(seed: int, quick: bool, context: Context) -> None:
    """Problems with a right answer and two wrong ones, in their splits."""
    rng = random.Random(f"stories:{seed}")
    rows = []
    for split, source, count in (
        ("train", "train", TRAIN),
        ("calibrate", "validation", MEASURED // 2),
        ("promise", "validation", MEASURED // 2),
        ("test", "test", MEASURED),
    ):
        start = MEASURED // 2 if split == "promise" else 0
        items = word_problems.make(start + count, seed, source, steps=(2, 3))[start:]
        rows += [row(item.id, item.prompt, word_problems.solution(item, rng), split, rng) for item in items]
    (context.workdir / "data.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")


def row(id: str, prompt: str, solution: str, split: str, rng: random.Random) -> dict[str, Any]:
    """One problem as the recipe reads it."""
    worked = read(solution)
    answers = [(worked.steps, worked.answer, [True] * len(worked.steps))]
    for kind in rng.sample(KINDS, 2):
        if made := corrupt(prompt, worked, kind, rng):
            known = [
                at < made.first_wrong or (None if at > made.first_wrong else False) for at in range(len(made.steps))
            ]
            answers.append((made.steps, made.answer, known))
    labeled, responses = split != "train" or rng.random() < LABELED, []
    for at, (steps, answer, labels) in enumerate(answers):
        wordy = rng.random() < ((0.8 if at == 0 else 0.2) if split == "train" else 0.5)
        lines = [*steps, *([WORDS] if wordy else []), f"#### {answer}"]
        one: dict[str, Any] = {"id": str(at), "content": "\n".join(lines), "metadata": {}}
        if labeled:
            one |= {"correct": at == 0}
            one["metadata"]["steps"] = labels
        if split == "train":
            one["metadata"]["teacher"] = 0.9 if (at == 0) == (rng.random() < TEACHER) else 0.1
        responses.append(one)
    return {"item": {"id": id, "prompt": prompt, "metadata": {"split": split}}, "responses": responses}


def trained(
    change: Callable[[Params], Params],
    data: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    ablation: bool = False,
) -> Any:
    """The recipe through its own door, with a parameter or the training rows changed; an ablation is left out of the
    quick run, which has no time for it.
    """

    def run(seed: int, quick: bool, context: Context) -> dict[str, Any]:
        if quick and ablation:
            return dict.fromkeys(("auc", "steps", "coverage", "risk"))
        path = prepared(context) / "data.jsonl"
        if data is not None:
            changed = [data(one) if one["item"]["metadata"]["split"] == "train" else one for one in rows_at(path)]
            path = context.workdir / "data.jsonl"
            path.write_text("\n".join(map(json.dumps, changed)) + "\n")
        params = change(replace(FULL, steps=QUICK) if quick else FULL)
        inner = LocalContext(
            context.workdir / "run", seed, recipe="edge_judge", params=asdict(params), inputs={"dataset": path}
        )
        found = edge_judge.run(params, inner)["metrics"]
        return {
            "auc": 100 * found["right_auc"],
            "steps": 100 * found["step_auc"] if "step_auc" in found else None,
            "coverage": 100 * found.get("right_coverage", 0.0),
            "risk": 100 * found["right_risk"] if "right_risk" in found else None,
        }

    return run


def rows_at(path: Path) -> list[dict[str, Any]]:
    """The prepared rows."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def flipped(one: dict[str, Any]) -> dict[str, Any]:
    """A training row whose verdicts, steps and teacher say the opposite."""
    for answer in one["responses"]:
        told = answer["metadata"]
        told["teacher"] = 1 - told["teacher"]
        if "correct" in answer:
            answer["correct"] = not answer["correct"]
            told["steps"] = [None if label is None else not label for label in told["steps"]]
    return one


def untaught(one: dict[str, Any]) -> dict[str, Any]:
    """A training row without its teacher."""
    for answer in one["responses"]:
        del answer["metadata"]["teacher"]
    return one


def scored(score: Callable[[list[str], list[bool | float], list[str]], Any]) -> Any:
    """A baseline: it gets the training texts with what is known of them, and scores the test's."""

    def run(seed: int, quick: bool, context: Context) -> dict[str, Any]:
        rows = read_rows(prepared(context) / "data.jsonl")
        train = [
            (f"{row.prompt}\n{one.content}", one.metadata["teacher"] if one.correct is None else one.correct)
            for row in rows
            if row.metadata["split"] == "train"
            for one in row.responses
        ]
        test = [(row, one) for row in rows if row.metadata["split"] == "test" for one in row.responses]
        texts = [f"{row.prompt}\n{one.content}" for row, one in test]
        found = score([text for text, _ in train], [told for _, told in train], texts)
        right = np.array([float(one.correct is True) for _, one in test])
        return {"auc": 100 * area(np.asarray(found, dtype=float), right), "steps": None, "coverage": None, "risk": None}

    return run


def bag_of_words(train: list[str], told: list[bool | float], test: list[str]) -> np.ndarray:
    """A logistic regression over counts of words and signs."""
    maker = CountVectorizer(min_df=3, token_pattern=r"\d+|[A-Za-z']+|[^\sA-Za-z0-9]")
    model = LogisticRegression(C=0.1, max_iter=2000).fit(maker.fit_transform(train), np.array(told, dtype=float) > 0.5)
    return model.decision_function(maker.transform(test))


EVIDENCE = Evidence(
    main_metric="auc",
    reference="words",
    columns={
        "auc": "right above wrong, unseen problems, %",
        "steps": "right above wrong step, %",
        "coverage": "verdicts given, %",
        "risk": "of which wrong, %",
    },
    prepare=prepare,
    arms={
        "length": Arm("the longer answer", scored(lambda train, told, test: [len(text) for text in test])),
        "words": Arm("bag of words, logistic regression", scored(bag_of_words)),
        "flipped": Arm("edge judge, labels upside down", trained(lambda params: params, flipped)),
        "no_balance": Arm(
            "edge judge without length balance",
            trained(lambda params: replace(params, length_balance=False), ablation=True),
        ),
        "no_steps": Arm(
            "edge judge without step loss", trained(lambda params: replace(params, step_weight=0.0), ablation=True)
        ),
        "no_teacher": Arm("edge judge without the teacher", trained(lambda params: params, untaught, ablation=True)),
        "full": Arm("**edge judge**", trained(lambda params: params)),
    },
    claims=[
        Claim("It beats the longer answer", lambda r: r.above("full", "length", "auc"), main=True),
        Claim("… and a bag of words", lambda r: r.above("full", "words", "auc"), main=True),
        Claim("Labels upside down give a judge below chance", lambda r: r.below("flipped", "length", "auc"), main=True),
        Claim("Length balance helps where training favors length", lambda r: r.above("full", "no_balance", "auc")),
        Claim("The step loss helps the whole verdict", lambda r: r.above("full", "no_steps", "auc")),
        Claim("The teacher helps where labels are few", lambda r: r.above("full", "no_teacher", "auc")),
    ],
    params={"full": FULL, "problems": TRAIN, "measured": MEASURED, "labeled": LABELED, "teacher": TEACHER},
    seeds=3,
    quick_seeds=1,
)
