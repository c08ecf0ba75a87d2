"""Sample answers to every item of a dataset from a policy; the platform adds them to the dataset as responses."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay_runner.blocks.dataset import agrees, read_rows
from assay_runner.blocks.policy import load_policy
from assay_runner.blocks.sampling import LocalSampler
from assay_runner.context import Context
from assay_runner.params import REQUIRED, param

TITLE = "Generate"
SUMMARY = "Sample n answers to every item of a dataset from a checkpoint; they become responses of the dataset."
FAMILY = "generation"
NEEDS_GPU = False


@dataclass(frozen=True)
class Params:
    """How answers are sampled."""

    model: str = param(REQUIRED, "The policy: a registered model, a built-in or hub name, or a folder.", x="model")
    dataset: str = param(REQUIRED, "The dataset whose items are answered.", x="dataset")
    n: int = param(1, "Answers to each item.", ge=1, le=1024)
    temperature: float = param(0.7, "Sampling temperature; 0 takes the likeliest token.", ge=0, le=5)
    top_p: float = param(1.0, "Sample from the likeliest tokens that hold this share.", gt=0, le=1)
    max_new_tokens: int = param(64, "Longest answer in tokens.", ge=1, le=32768)
    stop: tuple[str, ...] = param((), "Texts that end an answer; they are not part of it.")
    model_name: str | None = param(None, "Name the answers carry; the model itself when empty.")
    batch_size: int = param(64, "Items a step.", ge=1, le=4096)
    checkpoint_every: int = param(10, "Steps between two checkpoints.", ge=1)


def run(params: Params, context: Context) -> dict[str, Any]:
    """The finish result: metrics, and the artifact with one line for each answer."""
    rows = read_rows(context.input("dataset"))
    model, tokenizer = load_policy(params.model)
    sampler = LocalSampler(model.to(context.device), tokenizer, params.batch_size * params.n, context.check)
    name = params.model_name or str(context.params.get("model", params.model))

    output = context.workdir / "responses.jsonl"
    output.write_bytes(b"")
    done, tally = 0, {"right": 0, "graded": 0, "tokens": 0, "ended": 0}
    last = context.load_checkpoint()
    if last is not None:
        shutil.copyfile(last[1] / "responses.jsonl", output)
        state = json.loads((last[1] / "state.json").read_text())
        done, tally = state["done"], state["tally"]

    while done < len(rows):
        context.check()
        batch = rows[done : done + params.batch_size]
        answers = sampler.sample(
            [row.prompt for row in batch],
            n=params.n,
            temperature=params.temperature,
            top_p=params.top_p,
            max_tokens=params.max_new_tokens,
            stop=params.stop,
            # one stream for each step: a run that goes on later draws what it would have drawn
            seed=int(context.rng(f"batch-{done}").integers(2**62)),
        )
        with output.open("a", encoding="utf-8") as file:
            for row, samples in zip(batch, answers, strict=True):
                for number_, sample in enumerate(samples):
                    correct = None if row.reference is None else agrees(sample.text, row.reference)
                    tally["graded"] += correct is not None
                    tally["right"] += correct is True
                    tally["tokens"] += sample.token_count
                    tally["ended"] += sample.finish != "length"
                    metadata = {"logprob": sample.logprob, "tokens": sample.token_count, "finish": sample.finish}
                    line = {"item_id": row.id, "model": name, "sample": number_, "attempt": 1, "content": sample.text}
                    file.write(json.dumps({**line, "metadata": metadata}, ensure_ascii=False) + "\n")
        done += len(batch)
        step = -(-done // params.batch_size)
        context.metric(step, **shares(tally, done * params.n))
        context.progress(done, len(rows), "sampling")
        if step % params.checkpoint_every == 0 and done < len(rows):
            context.save_checkpoint(step, lambda folder: keep(folder, output, done, tally))  # noqa: B023 (called at once)

    artifact_id = context.artifact(output, "responses.jsonl", kind="responses")
    return {"metrics": {"answers": done * params.n, **shares(tally, done * params.n)}, "responses": artifact_id}


def shares(tally: dict[str, int], answers: int) -> dict[str, float]:
    """What is logged: accuracy (only where references exist), tokens an answer, share that ended before the limit."""
    values = {"tokens_per_answer": tally["tokens"] / answers, "ended": tally["ended"] / answers}
    return {**values, "accuracy": tally["right"] / tally["graded"]} if tally["graded"] else values


def keep(folder: Path, output: Path, done: int, tally: dict[str, int]) -> None:
    """A checkpoint: the answers so far and how many items they cover."""
    shutil.copyfile(output, folder / "responses.jsonl")
    (folder / "state.json").write_text(json.dumps({"done": done, "tally": tally}))
