"""What the edge serves: model.onnx (int8), tokenizer.json and manifest.json, checked against the model they came from.

schema/contracts/edge-models.ts owns the manifest's shape; the SHA-256 of manifest.json names the whole bundle.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from assay_runner.blocks.edge_encoder import CLS, PAD, SEP, STEP, EdgeEncoder, Encoded, Layout
from assay_runner.blocks.export import INPUTS, write_graph
from assay_runner.blocks.judge_data import Judged
from assay_runner.errors import Fatal
from assay_runner.files import sha256_of

WEIGHTS, SHAPE, MODEL, TOKENIZER, MANIFEST = (
    "model.safetensors",
    "shape.json",
    "model.onnx",
    "tokenizer.json",
    "manifest.json",
)


@dataclass(frozen=True)
class Parity:
    """Largest absolute differences from the torch model over the same answers, and the share of equal signs of the
    reward; `float` before the weights became int8.
    """

    answers: int
    float_reward: float
    int8_reward: float
    int8_steps: float
    same_sign: float


@dataclass(frozen=True)
class Given:
    """Scores of answers in their order: rewards, grades' log-probabilities or None, a logit a step (None left out)."""

    reward: np.ndarray
    grades: np.ndarray | None
    steps: list[list[float | None]]


class _FastGelu(torch.autograd.Function):
    """GELU by a tanh instead of the error function, as onnxruntime's own operator: in wasm it takes two fifths of the
    time, and moves a reward by a fiftieth of what int8 does (docs/decisions/0010).
    """

    @staticmethod
    def symbolic(graph: Any, x: Any) -> Any:
        """The operator of the exported graph."""
        made = graph.op("com.microsoft::FastGelu", x)
        made.setType(x.type())
        return made

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        """The same in torch."""
        return F.gelu(x, approximate="tanh")


class _FastActivation(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return _FastGelu.apply(x)


class _Served(nn.Module):
    def __init__(self, model: EdgeEncoder) -> None:
        super().__init__()
        self.model = copy.deepcopy(model)
        for layer in self.model.body.encoder.layer:
            layer.intermediate.intermediate_act_fn = _FastActivation()

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        found = self.model(input_ids, attention_mask)
        return tuple(one for one in (found.reward, found.grades, found.steps) if one is not None)


def export(model: EdgeEncoder, layout: Layout, folder: Path, answers: Sequence[Judged]) -> Parity:
    """Writes model.onnx and tokenizer.json; raises Fatal when the float graph differs from torch by more than 1e-3."""
    if not answers:
        raise Fatal("an export is checked on answers: give at least one")
    folder.mkdir(parents=True, exist_ok=True)
    model = model.eval().cpu().float()
    outputs = ["reward", *(["grades"] if model.grade is not None else []), "steps"]
    rows = [layout.encode(one.prompt, one.content) for one in answers]
    ids, mask = layout.batch(rows[:2] if len(rows) > 1 else [rows[0], rows[0]])
    plain, target = folder / "plain.onnx", folder / MODEL
    axes = {name: {0: "batch", 1: "tokens"} for name in (*INPUTS, "steps")}
    mask[0, -1] = 0  # a place that is hidden, or tracing would leave the mask out
    write_graph(_Served(model), (ids, mask), plain, outputs, axes | {"reward": {0: "batch"}, "grades": {0: "batch"}})
    layout.tokenizer.save(str(folder / TOKENIZER))
    exact = torch_scores(model, rows, layout)
    float_reward = _largest(exact.reward, onnx_scores(plain, rows, layout).reward)
    if float_reward > 1e-3:
        raise Fatal(f"the ONNX graph differs by {float_reward:.1e} from the model, more than 1e-3: it cannot be served")
    quantize_dynamic(plain, target, weight_type=QuantType.QInt8)
    plain.unlink()
    small = onnx_scores(target, rows, layout)
    steps = [
        abs(a - b)
        for one, other in zip(exact.steps, small.steps, strict=True)
        for a, b in zip(one, other, strict=True)
        if a is not None and b is not None
    ]
    same = float(np.mean((exact.reward > 0) == (small.reward > 0)))
    return Parity(len(rows), float_reward, _largest(exact.reward, small.reward), max(steps), same)


def torch_scores(model: EdgeEncoder, rows: Sequence[Encoded], layout: Layout, batch_size: int = 32) -> Given:
    """What the torch model gives, in batches of like length."""

    def run(ids: Tensor, mask: Tensor) -> list[np.ndarray | None]:
        with torch.inference_mode():
            found = model(ids, mask)
        return [None if one is None else one.numpy() for one in (found.reward, found.grades, found.steps)]

    return _in_batches(run, rows, layout, batch_size)


def onnx_scores(path: Path, rows: Sequence[Encoded], layout: Layout, batch_size: int = 1) -> Given:
    """What an exported model gives with one thread; one answer a run, as int8 scales depend on a batch's company."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_outputs()]

    def run(ids: Tensor, mask: Tensor) -> list[np.ndarray | None]:
        fed = {"input_ids": ids.numpy().astype(np.int64), "attention_mask": mask.numpy().astype(np.int64)}
        found = dict(zip(names, session.run(names, fed), strict=True))
        return [found.get(name) for name in ("reward", "grades", "steps")]

    return _in_batches(run, rows, layout, batch_size)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> str:
    """Adds the files' hashes and sizes, writes manifest.json and returns its SHA-256: the model's id at the edge."""
    files = {
        name: {"sha256": sha256_of(folder / file), "size_bytes": (folder / file).stat().st_size}
        for name, file in (("model", MODEL), ("tokenizer", TOKENIZER))
    }
    (folder / MANIFEST).write_text(json.dumps(manifest | {"files": files}, indent=2, ensure_ascii=False) + "\n")
    return sha256_of(folder / MANIFEST)


def template() -> dict[str, str]:
    """How answers are laid out, in the manifest's words."""
    return {"cls": CLS, "sep": SEP, "step": STEP, "pad": PAD, "split": "lines"}


def save_weights(model: EdgeEncoder, layout: Layout, folder: Path, labels: Sequence[float]) -> None:
    """What a later training may start from: weights as safetensors, the model's shape, and the tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: one.detach().cpu().contiguous() for name, one in model.state_dict().items()}, folder / WEIGHTS)
    config = model.config
    shape = {
        "vocabulary": config.vocab_size,
        "hidden": config.hidden_size,
        "layers": config.num_hidden_layers,
        "heads": config.num_attention_heads,
        "max_tokens": layout.max_tokens,
        "labels": list(labels),
    }
    (folder / SHAPE).write_text(json.dumps(shape) + "\n")
    layout.tokenizer.save(str(folder / TOKENIZER))


def read_shape(folder: Path) -> dict[str, Any]:
    """The shape that `save_weights` wrote."""
    return json.loads((folder / SHAPE).read_text())


def load_weights(folder: Path, labels: Sequence[float]) -> tuple[EdgeEncoder, Layout]:
    """A former edge judge to go on from; its grades' head is new where the labels are others."""
    for name in (WEIGHTS, SHAPE, TOKENIZER):
        if not (folder / name).is_file():
            raise Fatal(f"{folder} has no {name}: give a model that the recipe edge_judge made")
    shape = read_shape(folder)
    layout = Layout(Tokenizer.from_file(str(folder / TOKENIZER)), shape["max_tokens"])
    model = EdgeEncoder(
        shape["vocabulary"],
        hidden=shape["hidden"],
        layers=shape["layers"],
        heads=shape["heads"],
        max_tokens=shape["max_tokens"],
        step=layout.step,
        grades=len(labels),
    )
    weights = load_file(folder / WEIGHTS)
    weights.setdefault("alike", torch.zeros(shape["heads"]))  # a judge made before there was this bias
    if shape["labels"] != list(labels):
        weights = {name: one for name, one in weights.items() if not name.startswith(("grade.", "cuts"))}
    unknown = model.load_state_dict(weights, strict=False)
    if unknown.unexpected_keys or any(not name.startswith(("grade.", "cuts", "mix")) for name in unknown.missing_keys):
        raise Fatal(f"the weights in {folder} do not fit their shape: {unknown}")
    return model, layout


def figures(parity: Parity) -> dict[str, float]:
    """Parity as numbers of a result."""
    return {f"parity_{name}": float(value) for name, value in asdict(parity).items()}


def _in_batches(run: Any, rows: Sequence[Encoded], layout: Layout, batch_size: int) -> Given:
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].ids))
    reward = np.zeros(len(rows))
    grades: list[Any] = [None] * len(rows)
    steps: list[list[float | None]] = [[] for _ in rows]
    for start in range(0, len(order), batch_size):
        places = order[start : start + batch_size]
        one, graded, stepped = run(*layout.batch([rows[at] for at in places]))
        for row, at in enumerate(places):
            reward[at] = one[row]
            grades[at] = None if graded is None else graded[row]
            steps[at] = [None if place is None else float(stepped[row, place]) for place in rows[at].step_at]
    known = [one for one in grades if one is not None]
    return Given(reward, np.stack(known) if known else None, steps)


def _largest(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max())
