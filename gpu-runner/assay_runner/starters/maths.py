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
SHARES = (0.08, 0.15, 0.35)


def worked_rows(path: Path, seed: int, wrong: int = 4) -> list[dict[str, Any]]:
    """A row a question: its worked solution, `wrong` corrupted ones; and a row of a restated question where there is
    one.
    """
    rows = []
    for question, answer in _questions(path):
        rng = random.Random(f"maths:{seed}:{question}")
        worked, key = read(answer), item_id("maths", question)
        item = {"id": key, "prompt": question, "metadata": {"split": "train", "group": key}}
        rows.append({"item": item, "responses": _contrast(question, worked, "worked", wrong, rng, judged=True)})
        again = restated(question, worked, rng)
        if again:
            told, steps, final = again
            fresh = _response(steps, final, True, [True] * len(steps), "restated", rng)
            # the old solution no longer fits: its numbers are not the question's
            stale = _response(worked.steps, worked.answer, False, [None] * len(worked.steps), "restated", rng)
            item = {"id": f"{key}-again", "prompt": told, "metadata": {"split": "train", "group": key}}
            rows.append({"item": item, "responses": [fresh, stale]})
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
    kinds = rng.sample(KINDS, len(KINDS))
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
                made.steps, made.answer, False if judged else None, steps, source, rng, ends_wrong, f"{source}:{kind}"
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
