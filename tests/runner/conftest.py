"""The runner on the import path, one thread for torch, and a model and a dataset small enough for tests."""

import json
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "gpu-runner"))
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint folder of an untrained policy with a few thousand parameters."""
    from assay_runner.blocks.policy import save_policy
    from assay_runner.blocks.tiny import tiny_policy

    model, tokenizer = tiny_policy(3, hidden=16, layers=1, heads=2)
    return save_policy(model, tokenizer, tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def sums_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four sums as the platform pins a dataset; every second has a response marked as correct."""
    from assay_runner.tasks import TASKS

    lines = []
    for index, item in enumerate(TASKS["arithmetic"].make(24, 5, "train")):
        row = {"id": item.id, "prompt": item.prompt, "reference": item.reference, "metadata": {}}
        answer = {"id": f"rsp_{index}", "model": "m", "sample": 0, "attempt": 1, "content": f"It is {item.reference}."}
        responses = [{**answer, "correct": True, "metadata": {}}] if index % 2 else []
        lines.append(json.dumps({"item": row, "responses": responses}))
    path = tmp_path_factory.mktemp("data") / "sums.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path
