"""The runner's own benchmarks: JSON rows on standard output, each with the baseline measured in the same run.

`python gpu-runner/benchmarks/bench.py`; `npm run bench -- runner` shows them beside the platform's.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import datasets
import torch
import transformers
from datasets import Dataset
from transformers import PreTrainedModel, PreTrainedTokenizerBase, get_linear_schedule_with_warmup
from transformers.trainer_callback import PrinterCallback
from trl import SFTConfig, SFTTrainer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assay_runner.blocks.dataset import Row, read_rows  # noqa: E402
from assay_runner.blocks.policy import load_policy, save_policy  # noqa: E402
from assay_runner.blocks.sampling import LocalSampler, encode  # noqa: E402
from assay_runner.blocks.tiny import answer_batch, tiny_policy  # noqa: E402
from assay_runner.context import LocalContext  # noqa: E402
from assay_runner.recipes import sft  # noqa: E402
from assay_runner.tasks import TASKS  # noqa: E402

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
SIZES = {"0.9 M parameters": {"hidden": 128, "layers": 4}, "5 M parameters": {"hidden": 256, "layers": 6}}
TOKENS = 32
ROUNDS = {"sampling": 5, "training": 3}
PARAMS = sft.Params(
    model="", dataset="", epochs=4.0, batch_size=32, held_out=0.0, checkpoint_every=0, learning_rate=1e-4
)


def main() -> None:
    """Every row, as one JSON list."""
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    datasets.disable_progress_bars()
    torch.set_num_threads(1)
    rows: list[dict[str, Any]] = []
    for size, shape in SIZES.items():
        model, tokenizer = tiny_policy(1, **shape)
        model.to(DEVICE).eval()
        for prompts, n in ((64, 1), (8, 8)):
            rows.append(sampling(model, tokenizer, prompts, n, size))
            print(json.dumps(rows[-1]), file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        rows += training(Path(folder))
    print(json.dumps(rows))


def sampling(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, count: int, n: int, size: str
) -> dict[str, Any]:
    """Sampled tokens a second, log-probabilities included, against transformers' generate, which gives none."""
    prompts = [item.prompt for item in TASKS["arithmetic"].make(count, 3, "train", form="question")]
    sampler = LocalSampler(model, tokenizer)
    batch = tokenizer(prompts, return_tensors="pt", padding=True).to(DEVICE)
    batch.pop("token_type_ids", None)
    options = {"do_sample": True, "max_new_tokens": TOKENS, "num_return_sequences": n, "top_k": 0}

    def ours(seed: int) -> int:
        found = sampler.sample(prompts, n=n, max_tokens=TOKENS, seed=seed)
        return sum(sample.token_count for samples in found for sample in samples)

    @torch.inference_mode()
    def plain(seed: int) -> int:
        torch.manual_seed(seed)
        tokens = model.generate(**batch, **options)[:, batch["input_ids"].shape[1] :]
        ended = (tokens == tokenizer.eos_token_id).cumsum(1)
        return int(((ended == 0) | ((ended == 1) & (tokens == tokenizer.eos_token_id))).sum())

    value, baseline = rates(ROUNDS["sampling"], ours, plain)
    return {
        "name": f"sampling with log-probabilities, {count} prompts × {n}, {size}",
        "value": value,
        "unit": "tokens/s",
        "baseline": "transformers generate, same model and batch",
        "baseline_value": baseline,
        "better": "higher",
        "target": 1,
    }


def training(folder: Path) -> list[dict[str, Any]]:
    """Examples a second of the recipe `sft`, from loading to saving, against bare TRL and a bare torch loop."""
    model, tokenizer = tiny_policy(1)
    place = str(save_policy(model, tokenizer, folder / "base"))
    data = folder / "data.jsonl"
    items = TASKS["arithmetic"].make(512, 3, "train", form="question")
    lines = [json.dumps({"item": {"id": one.id, "prompt": one.prompt, "reference": one.reference}}) for one in items]
    data.write_text("\n".join(lines) + "\n")
    rows = read_rows(data)
    params = replace(PARAMS, model=place, dataset=str(data))
    examples = int(params.epochs) * len(rows)

    def recipe(seed: int) -> int:
        context = LocalContext(folder / f"run-{seed}", seed, recipe="sft", params={}, inputs={"dataset": data})
        sft.run(params, context)
        return examples

    def trl(seed: int) -> int:
        bare_trl(params, rows, folder / f"trl-{seed}", seed)
        return examples

    def loop(seed: int) -> int:
        bare_loop(params, rows, folder / f"loop-{seed}", seed)
        return examples

    value, *baselines = rates(ROUNDS["training"], recipe, trl, loop)
    return [
        {
            "name": "recipe sft from loading to saving, 0.9 M parameters",
            "value": value,
            "unit": "examples/s",
            "baseline": name,
            "baseline_value": baseline,
            "better": "higher",
            **({"target": 0.95} if "TRL" in name else {}),
        }
        for name, baseline in zip(("bare TRL SFTTrainer", "bare torch loop"), baselines, strict=True)
    ]


def bare_trl(params: sft.Params, rows: list[Row], folder: Path, seed: int) -> None:
    """The same data and settings handed to SFTTrainer, with its own logging off."""
    model, tokenizer = load_policy(params.model, torch.float32)
    examples = []
    for row in rows:
        asked = encode(tokenizer, row.prompt)
        told = [*tokenizer(row.reference, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        examples.append({"input_ids": asked + told, "completion_mask": [0] * len(asked) + [1] * len(told)})
    args = SFTConfig(
        output_dir=str(folder),
        num_train_epochs=params.epochs,
        per_device_train_batch_size=params.batch_size,
        learning_rate=params.learning_rate,
        warmup_steps=round(params.warmup_share * params.epochs * len(rows) / params.batch_size),
        bf16=DEVICE.type == "cuda" and torch.cuda.is_bf16_supported(),
        gradient_checkpointing=False,
        completion_only_loss=True,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        seed=seed,
        use_cpu=DEVICE.type == "cpu",
        dataloader_pin_memory=DEVICE.type == "cuda",
        logging_strategy="no",
    )
    trainer = SFTTrainer(model=model, args=args, train_dataset=Dataset.from_list(examples), processing_class=tokenizer)
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    save_policy(trainer.model, tokenizer, folder / "model")


def bare_loop(params: sft.Params, rows: list[Row], folder: Path, seed: int) -> None:
    """The least that trains on the same data: AdamW, linear schedule, clipped gradients, shuffled batches."""
    model, tokenizer = load_policy(params.model, torch.float32)
    model.to(DEVICE).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=params.learning_rate, weight_decay=params.weight_decay)
    steps = int(params.epochs) * -(-len(rows) // params.batch_size)
    schedule = get_linear_schedule_with_warmup(optimizer, round(params.warmup_share * steps), steps)
    shuffle = torch.Generator().manual_seed(seed)
    for _ in range(int(params.epochs)):
        order = torch.randperm(len(rows), generator=shuffle).tolist()
        for start in range(0, len(order), params.batch_size):
            chosen = [rows[i] for i in order[start : start + params.batch_size]]
            batch = answer_batch(tokenizer, [(str(row.prompt), row.reference or "") for row in chosen], DEVICE)
            with torch.autocast(DEVICE.type, torch.bfloat16, enabled=DEVICE.type == "cuda"):
                loss = model(**batch).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
    save_policy(model, tokenizer, folder)


def rates(rounds: int, *runs: Callable[[int], int]) -> list[float]:
    """Units a second of each run: the best of interleaved rounds after one to warm up, so that a busy moment of the
    machine spoils no comparison.
    """
    best = [0.0] * len(runs)
    for number in range(rounds + 1):
        for at, run in enumerate(runs):
            started = clock()
            done = run(number)
            if number:
                best[at] = max(best[at], done / (clock() - started))
    return best


def clock() -> float:
    """Seconds: on a GPU by the wall once its queue is empty, on the CPU this process's own processor time, which other
    programs on the machine do not lengthen (one thread, so that it is also the time an idle machine would take).
    """
    if DEVICE.type == "cuda":
        torch.cuda.synchronize()
        return time.perf_counter()
    return time.process_time()


if __name__ == "__main__":
    main()
