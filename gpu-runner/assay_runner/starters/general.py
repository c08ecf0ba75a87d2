"""Data of starter-general: the llmfao crowd's comparisons of open answers to train on, LLMBar to test on, untouched.

The crowd saw 13 prompts: 8 train, 2 calibrate, 3 choose the threshold, by a hash of the prompt.
"""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

from assay_runner.blocks.rater_weights import Rated, preferences

VALUE = {"left": 1.0, "right": 0.0, "tie": 0.5}
PROMPTS = {"train": 8, "calibrate": 2, "promise": 3}


def crowd_rows(folder: Path) -> list[dict[str, Any]]:
    """A row a prompt: every model's answer, and each compared pair with the crowd's weighted vote."""
    answers: dict[str, dict[str, str]] = {}
    words: dict[str, str] = {}
    for line in (folder / "pairs-crowd.jsonl").read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        prompt = str(pair["prompt"])
        words[prompt] = pair["text"]
        for side in ("x", "y"):
            answers.setdefault(prompt, {})[str(pair[f"model_{side}"])] = pair[f"result_{side}"]
    with (folder / "crowd-comparisons.csv").open(encoding="utf-8", newline="") as file:
        votes = list(csv.DictReader(file))
    rated, sides = [], {}
    for vote in votes:
        # model_x stood on the left; a pair came in either order
        first, second = sorted((vote["model_x"], vote["model_y"]))
        value = VALUE[vote["winner"]] if first == vote["model_x"] else 1 - VALUE[vote["winner"]]
        key = f"{vote['prompt']}:{first}:{second}"
        rated.append(Rated(key, vote["worker"], value))
        sides[key] = (vote["prompt"], first, second)
    told: dict[str, list[dict[str, Any]]] = {prompt: [] for prompt in words}
    for pair, (probability, weight) in preferences(rated).items():
        prompt, x, y = sides[pair]
        told[prompt].append({"a": x, "b": y, "probability": probability, "weight": weight})
    ordered = sorted(words, key=lambda prompt: hashlib.sha256(words[prompt].encode()).hexdigest())
    split = [name for name, count in PROMPTS.items() for _ in range(count)]
    rows = []
    for prompt, part in zip(ordered, split, strict=True):
        item = {"id": f"llmfao-{prompt}", "prompt": words[prompt], "metadata": {"split": part}}
        responses = [{"id": model, "content": text, "model": model} for model, text in answers[prompt].items()]
        rows.append({"item": item, "responses": responses, "preferences": told[prompt]})
    return rows


def llmbar_rows(path: Path) -> list[dict[str, Any]]:
    """A row a pair of LLMBar, all of them for the test; `source` is the subset."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        item = {"id": one["id"], "prompt": one["prompt"], "metadata": {"split": "test", "subset": one["subset"]}}
        responses = [
            {"id": side, "content": one[f"response_{side}"], "metadata": {"source": one["subset"]}} for side in "ab"
        ]
        first = str(one["label"]).lower() in ("1", "a")
        preference = {"a": "a", "b": "b", "probability": 1.0 if first else 0.0}
        rows.append({"item": item, "responses": responses, "preferences": [preference]})
    return rows
