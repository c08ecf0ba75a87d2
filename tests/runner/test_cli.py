"""The command line: run a recipe here, list recipes, pretrain, and refusals that say what to change."""

import json
from pathlib import Path

import pytest

from assay_runner.__main__ import main
from assay_runner.blocks.policy import load_policy


def test_run_writes_results_and_goes_on_where_it_stopped(
    tmp_path: Path, tiny_folder: Path, sums_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "run",
        "generate",
        "--param",
        f"model={tiny_folder}",
        "--param",
        "max_new_tokens=3",
        "--out",
        str(tmp_path),
    ]
    assert main([*words, "--input", f"dataset={sums_file}"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["answers"] == 24
    assert "24/24" in printed.err, "without a terminal, progress is plain lines"
    first = (tmp_path / "responses.jsonl").read_text()
    assert main([*words, "--param", f"dataset={sums_file}", "--quiet"]) == 0
    assert (tmp_path / "responses.jsonl").read_text() == first
    assert json.loads((tmp_path / "result.json").read_text())["metrics"]["answers"] == 24


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "generate", "--param", "dataset=x"], "parameter 'model' is missing"),
        (["run", "generate", "--param", "model=m", "--param", "dataset=x", "--param", "m=3"], "unknown parameter 'm'"),
        (["run", "generate", "--param", "model"], "write it as NAME=VALUE"),
        (
            ["run", "generate", "--param", "model=m", "--param", "dataset=/no/such"],
            "input 'dataset' is not at /no/such",
        ),
        (["work", "--url", "https://a.example"], "runner key in ASSAY_KEY"),
        (["work", "--url", "http://a.example", "--key", "k"], "give an https:// address"),
        (["work", "--url", "https://a.example", "--key", "k", "--recipes", "other"], "--recipes names 'other'"),
        (["work", "--url", "https://a.example", "--key", "k", "--queue-id", "q"], "ASSAY_QUEUE_TOKEN"),
        (["serve", "no-such-model"], "there is no model 'no-such-model' here"),
        (["serve", "tiny-arithmetic", "--key-env", "ASSAY_NOT_SET"], "which is not set"),
    ],
)
def test_refusals(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ASSAY_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    assert says in capsys.readouterr().err


def test_pretrain_makes_a_loadable_model(tmp_path: Path) -> None:
    size = ["hidden=16", "layers=1", "heads=2", "steps=3", "batch_size=4", "pool=20", "families=sum"]
    words = [word for one in size for word in ("--param", one)]
    for name in ("a", "b"):
        assert main(["pretrain", "--out", str(tmp_path / name), *words]) == 0
    assert (tmp_path / "a" / "model.safetensors").read_bytes() == (tmp_path / "b" / "model.safetensors").read_bytes()
    model, tokenizer = load_policy(tmp_path / "a")
    assert model.num_parameters() < 20_000 and tokenizer.chat_template
    assert "accuracy_sum" in json.loads((tmp_path / "a" / "pretrain.json").read_text())["metrics"]


def test_export_writes_a_reward_model_as_onnx(
    tmp_path: Path, tiny_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(tiny_folder, num_labels=1)
    model.save_pretrained(tmp_path / "reward")
    AutoTokenizer.from_pretrained(tiny_folder).save_pretrained(tmp_path / "reward")
    texts = tmp_path / "texts.txt"
    words = ["export", str(tmp_path / "reward"), "--out", str(tmp_path / "onnx"), "--float32", "--texts", str(texts)]
    assert main(words) == 1
    assert "give one with a text a line" in capsys.readouterr().err
    texts.write_text("".join(f"{n}+{n}={2 * n}\n" for n in range(8)))
    assert main(words) == 0
    written = json.loads(capsys.readouterr().out)
    assert written["largest_difference"] < 1e-3 and written["same_decision"] == 1
    assert (tmp_path / "onnx" / "model.onnx").stat().st_size == written["size_bytes"]
