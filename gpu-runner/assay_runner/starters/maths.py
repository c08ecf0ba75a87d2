"""Data of starter-maths: GSM8K's worked solutions, right and made wrong, and recorded solutions of four models.

Every question of train.jsonl is for training; the questions of example_model_solutions.jsonl (GSM8K's test questions)
are split by a hash of the question, so that what is tested on was never seen.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from assay_runner.tasks.corruptions import KINDS, Worked, corrupt, read, restated
from assay_runner.tasks.gsm8k import without_notes
from assay_runner.tasks.items import item_id

ENDINGS = ("A: {}", "A: {}", "#### {}", "The answer is {}.", "Answer: {}", "So the answer is {}.")
MODELS = ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")
# ways to be wrong that are learned from: models mostly choose the wrong numbers and the wrong operation
LEARNED = ("operator", "operator", "operand", "operand", "misread", "dropped", "answer")
SHARES = (0.08, 0.15, 0.35)


def worked_rows(path: Path, seed: int, wrong: int = 5, again: int = 2) -> list[dict[str, Any]]:
    """A row a question: its worked solution and `wrong` corrupted ones; and such a row for each of up to `again`
    restatements of the question with other numbers, so that a question's own numbers cannot be learned by heart.
    """
    rows = []
    for question, answer in _questions(path):
        rng = random.Random(f"maths:{seed}:{question}")
        worked, key = read(answer), item_id("maths", question)
        metadata = {"split": "train", "group": key}
        item = {"id": key, "prompt": question, "metadata": metadata}
        rows.append({"item": item, "responses": _contrast(question, worked, "worked", wrong, rng, judged=True)})
        told = dict(made for _ in range(again) if (made := restated(question, worked, rng)))
        for at, (changed, fresh) in enumerate(told.items()):
            responses = _contrast(changed, fresh, "restated", wrong - 1, rng, judged=True)
            # the old solution no longer fits: its numbers are not the question's
            blank = [None] * len(worked.steps)
            responses.append(_response(worked.steps, worked.answer, False, blank, "restated", rng, id="stale"))
            rows.append(
                {"item": {"id": f"{key}-{at}", "prompt": changed, "metadata": metadata}, "responses": responses}
            )
    return rows


def recorded_rows(path: Path, seed: int, wrong: int = 2) -> list[dict[str, Any]]:
    """A row a question: four models' solutions as they are, with what is right; and worked and corrupted solutions,
    whose steps are known. Corrupted ones count as wrong answers in training only: tests are on recorded answers.
    """
    from assay_runner.blocks.judge_data import plain, split_of

    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        question = entry["question"]
        split = split_of(f"prompt:{plain(question)}", SHARES)
        rng = random.Random(f"maths:{seed}:{question}")
        responses = []
        for model in MODELS:
            text, right = entry[model]["solution"], bool(entry[model]["is_correct"])
            metadata = {"source": model}
            worked = read(text)
            content = without_notes(text)
            if split == "train" and worked.answer and rng.random() < 0.5:
                content = "\n".join([*worked.steps, *_ending(worked.answer, rng)])
            if split == "train" and right:
                metadata["steps"] = [True] * len([one for one in content.split("\n") if one.strip()])
                made = _contrast(question, worked, model, wrong, rng, judged=True)[1:]
                responses += made
            responses.append({"id": model, "content": content, "correct": right, "metadata": metadata})
        judged = split == "train"
        responses += _contrast(question, read(entry["ground_truth"]), "worked", wrong, rng, judged)
        item = {"id": item_id("maths", question), "prompt": question, "metadata": {}}
        named = [one | {"id": f"{at}-{one['id']}"} for at, one in enumerate(responses)]
        rows.append({"item": item, "responses": named})
    return rows


def is_checked_on(row: dict[str, Any]) -> bool:
    """Whether a recorded question is one of those that choices are made on: half of what would choose the threshold."""
    from assay_runner.blocks.judge_data import plain, split_of

    prompt = row["item"]["prompt"]
    draw = random.Random(f"check:{prompt}").random()
    return split_of(f"prompt:{plain(prompt)}", SHARES) == "promise" and draw < 0.5


def natural(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The recorded rows with fewer made solutions to learn from: what they wrote, one worked solution and one wrong."""
    kept = []
    for row in rows:
        made = [one for one in row["responses"] if one["metadata"]["source"] == "worked"][:2]
        wrote = [one for one in row["responses"] if one["id"].endswith(f"-{one['metadata']['source']}")]
        kept.append(row | {"responses": [one for one in wrote if one not in made] + made})
    return kept


def write(rows: list[dict[str, Any]], path: Path) -> Path:
    """Rows as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _contrast(
    question: str, worked: Worked, source: str, wrong: int, rng: random.Random, judged: bool
) -> list[dict[str, Any]]:
    """A right solution and up to `wrong` different ways of getting it wrong, in one form."""
    right = _response(worked.steps, worked.answer, True if judged else None, [True] * len(worked.steps), source, rng)
    found = [right]
    # what is learned from is what can be seen without computing; wrong results are the arithmetic critic's
    kinds = rng.sample(LEARNED, len(LEARNED)) if judged else rng.sample(KINDS, len(KINDS))
    for kind in kinds:
        if len(found) > wrong:
            break
        made = corrupt(question, worked, kind, rng)
        if made is None:
            continue
        count = len(made.steps)
        # what follows a wrong step is neither right nor wrong by itself
        steps = [True if at < made.first_wrong else False if at == made.first_wrong else None for at in range(count)]
        ends_wrong = made.first_wrong >= count
        found.append(
            _response(
                made.steps,
                made.answer,
                False if judged else None,
                steps,
                source,
                rng,
                ends_wrong,
                f"{source}:{kind}:{len(found)}",
            )
        )
    return found


def _response(
    steps: Any,
    answer: str,
    correct: bool | None,
    labels: list[bool | None],
    source: str,
    rng: random.Random,
    ends_wrong: bool = False,
    id: str = "",
) -> dict[str, Any]:
    ending = [] if not answer or (not ends_wrong and rng.random() < 0.1) else _ending(answer, rng)
    last = [False if ends_wrong else labels[-1] if labels and labels[-1] is True else None] if ending else []
    metadata = {"source": source, "steps": [*labels, *last]}
    return {"id": id, "content": "\n".join([*steps, *ending]), "correct": correct, "metadata": metadata}


def _ending(answer: str, rng: random.Random) -> list[str]:
    return [rng.choice(ENDINGS).format(answer)]


def _questions(path: Path) -> list[tuple[str, str]]:
    seen = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        seen.setdefault(row["question"], row["answer"])
    return list(seen.items())
