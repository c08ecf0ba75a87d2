"""ONNX export of a classifier or value model for the edge, int8 if wanted, checked against the model it came from.

The edge runs one thread of onnxruntime-web: an encoder of 4 × 256 in int8 answers 64 tokens in about 15 ms there.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from assay_runner.errors import Fatal
from assay_runner.files import sha256_of

OPSET = 17
INPUTS = ("input_ids", "attention_mask")


@dataclass(frozen=True)
class Export:
    """What was written and how far it is from the original: largest difference of a logit, share of equal decisions."""

    path: str
    sha256: str
    size_bytes: int
    int8: bool
    largest_difference: float
    same_decision: float


class _Logits(nn.Module):
    """Only what the edge needs: two integer tensors in, logits out."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits.float()


def write_graph(
    module: nn.Module,
    example: tuple[Tensor, Tensor],
    path: Path,
    outputs: Sequence[str],
    axes: dict[str, dict[int, str]],
) -> None:
    """Traces `module` on example (input_ids, attention_mask), each (batch, length), into an ONNX file; axes name what
    is dynamic.
    """
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # tracing notes about shapes that are dynamic on purpose
        torch.onnx.export(
            module.eval(),
            example,
            path,
            input_names=list(INPUTS),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def export_onnx(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    folder: Path,
    texts: Sequence[str],
    *,
    int8: bool = True,
    max_length: int = 256,
    tolerance: float = 1e-3,
    least_agreement: float = 0.98,
) -> Export:
    """Writes model.onnx, tokenizer files and export.json into `folder`, and compares both models on `texts`.

    Inputs input_ids and attention_mask are (batch, length) of any size; the output `logits` is (batch, labels).
    Raises Fatal when the float export differs by more than `tolerance`, or when the int8 one decides differently on
    more than 1 − least_agreement.
    """
    if not texts:
        raise Fatal("an export is checked on texts: give at least one")
    folder.mkdir(parents=True, exist_ok=True)
    model = model.eval().cpu().float()
    rows = [tokenizer(text, truncation=True, max_length=max_length)["input_ids"] for text in texts]
    # a row with padding in the example, or tracing would leave the mask out
    example = torch.tensor([rows[0], rows[0]])
    mask = torch.ones_like(example)
    mask[1, -1] = 0
    target, plain = folder / "model.onnx", folder / "plain.onnx"
    axes = {name: {0: "batch", 1: "length"} for name in INPUTS} | {"logits": {0: "batch"}}
    write_graph(_Logits(model), (example, mask), plain, ["logits"], axes)
    expected = _torch_logits(model, rows)
    exact = _compare(expected, _onnx_logits(plain, rows))
    if exact[0] > tolerance:
        raise Fatal(
            f"the ONNX model differs by {exact[0]:.2e} from the original, more than {tolerance}: "
            "this model cannot be exported"
        )
    if int8:
        quantize_dynamic(plain, target, weight_type=QuantType.QInt8)
        plain.unlink()
    else:
        plain.replace(target)
    difference, agreement = _compare(expected, _onnx_logits(target, rows))
    if agreement < least_agreement:
        raise Fatal(
            f"the int8 model decides alike on {agreement:.1%} of the texts, less than {least_agreement:.0%}: "
            "export with int8 off"
        )
    tokenizer.save_pretrained(folder)
    done = Export(target.name, sha256_of(target), target.stat().st_size, int8, difference, agreement)
    (folder / "export.json").write_text(
        json.dumps(
            {**asdict(done), "opset": OPSET, "max_length": max_length, "labels": model.config.num_labels}, indent=2
        )
        + "\n"
    )
    return done


def _torch_logits(model: PreTrainedModel, rows: Sequence[Sequence[int]]) -> np.ndarray:
    with torch.inference_mode():
        whole = [
            model(input_ids=torch.tensor([row]), attention_mask=torch.ones(1, len(row), dtype=torch.long)).logits
            for row in rows
        ]
    return torch.cat(whole).float().numpy()


def _onnx_logits(path: Path, rows: Sequence[Sequence[int]]) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    found = []
    for row in rows:
        ids = np.array([row], dtype=np.int64)
        found.append(session.run(["logits"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0])
    return np.concatenate(found)


def _compare(expected: np.ndarray, given: np.ndarray) -> tuple[float, float]:
    """(largest absolute difference, share of equal decisions: the largest logit, or the sign of a single one)."""
    decide = (lambda logits: logits[:, 0] > 0) if expected.shape[1] == 1 else (lambda logits: logits.argmax(1))
    return float(np.abs(expected - given).max()), float((decide(expected) == decide(given)).mean())
