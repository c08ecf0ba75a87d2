"""TRL's trainers read a campaign's exports as they are: the files are those of tests/edge/export-files.test.ts."""

import math
from pathlib import Path

import pytest
from datasets import load_dataset
from tiny_policy import tiny_model, tiny_tokenizer
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer

FILES = Path(__file__).parents[1] / "fixtures" / "campaign-export"
BOTH = pytest.mark.parametrize(
    ("form", "kind"), [(form, kind) for form in ("conversational", "text") for kind in ("jsonl", "parquet")]
)


def rows(name: str, kind: str):
    """The file as `datasets` loads it."""
    return load_dataset("json" if kind == "jsonl" else kind, data_files=str(FILES / f"{name}.{kind}"), split="train")


def arguments(folder: Path) -> dict:
    """Two steps on the processor, silent."""
    return {
        "output_dir": str(folder),
        "max_steps": 2,
        "per_device_train_batch_size": 2,
        "report_to": [],
        "use_cpu": True,
        "bf16": False,
        "logging_steps": 1,
        "save_strategy": "no",
    }


@BOTH
def test_dpo_trains_on_the_preferences(tmp_path, form, kind):
    data = rows(f"preferences-{form}", kind)
    assert {"prompt", "chosen", "rejected", "margin"} <= set(data.column_names)
    assert list(data["margin"]) == [1.0, 1.5] * 3
    trainer = DPOTrainer(
        model=tiny_model(),
        ref_model=tiny_model(),
        args=DPOConfig(**arguments(tmp_path)),
        train_dataset=data,
        processing_class=tiny_tokenizer(),
    )
    assert math.isfinite(trainer.train().training_loss)


@BOTH
def test_kto_trains_on_the_labels(tmp_path, form, kind):
    data = rows(f"kto-{form}", kind)
    assert list(data["label"]) == [True, False] * 6
    trainer = KTOTrainer(
        model=tiny_model(),
        ref_model=tiny_model(),
        args=KTOConfig(**arguments(tmp_path)),
        train_dataset=data,
        processing_class=tiny_tokenizer(),
    )
    assert math.isfinite(trainer.train().training_loss)
