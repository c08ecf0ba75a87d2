"""Training states as safetensors and JSON, never pickle: weights, optimizer, counters and every random stream, by
content hash.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from assay_runner.errors import Fatal
from assay_runner.files import combined_sha256

STATE = "state.json"
TENSORS = "state.safetensors"


def save_state(
    folder: Path,
    *,
    modules: Mapping[str, nn.Module] | None = None,
    optimizers: Mapping[str, torch.optim.Optimizer] | None = None,
    generators: Mapping[str, torch.Generator] | None = None,
    rngs: Mapping[str, np.random.Generator] | None = None,
    values: Mapping[str, Any] | None = None,
) -> str:
    """Writes everything a run needs to go on with the same result into `folder`; returns the content hash.

    values: anything JSON can hold (counters, chosen settings, lists of replies). The global streams of torch, numpy
    and random are saved too, as libraries draw from them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, Tensor] = {"rng/torch": torch.get_rng_state()}
    if torch.cuda.is_available():
        tensors["rng/cuda"] = torch.cuda.get_rng_state()
    record: dict[str, Any] = {"values": dict(values or {}), "optimizers": {}, "rngs": {}}
    for name, module in (modules or {}).items():
        tensors |= {f"module/{name}/{key}": tensor for key, tensor in module.state_dict().items()}
    for name, optimizer in (optimizers or {}).items():
        record["optimizers"][name], found = _optimizer_out(optimizer)
        tensors |= {f"optimizer/{name}/{key}": tensor for key, tensor in found.items()}
    tensors |= {f"generator/{name}": generator.get_state() for name, generator in (generators or {}).items()}
    record["rngs"] = {name: rng.bit_generator.state for name, rng in (rngs or {}).items()}
    version, internal, gauss = random.getstate()
    kind, keys, *rest = np.random.get_state()
    record["python"] = [version, list(internal), gauss]
    record["numpy"] = [kind, np.asarray(keys).tolist(), *rest]
    # clones, because safetensors refuses two names for one storage (tied embeddings)
    save_file({name: tensor.detach().cpu().clone().contiguous() for name, tensor in tensors.items()}, folder / TENSORS)
    (folder / STATE).write_text(json.dumps(record))
    return content_hash(folder)


def load_state(
    folder: Path,
    *,
    modules: Mapping[str, nn.Module] | None = None,
    optimizers: Mapping[str, torch.optim.Optimizer] | None = None,
    generators: Mapping[str, torch.Generator] | None = None,
    rngs: Mapping[str, np.random.Generator] | None = None,
) -> dict[str, Any]:
    """Puts a saved state back in place and returns its `values`; raises Fatal when a part is missing or has another
    shape.
    """
    try:
        tensors, record = load_file(folder / TENSORS), json.loads((folder / STATE).read_text())
        for name, module in (modules or {}).items():
            module.load_state_dict(_below(tensors, f"module/{name}/"))
        for name, optimizer in (optimizers or {}).items():
            _optimizer_in(optimizer, record["optimizers"][name], _below(tensors, f"optimizer/{name}/"))
        for name, generator in (generators or {}).items():
            generator.set_state(tensors[f"generator/{name}"])
        for name, rng in (rngs or {}).items():
            rng.bit_generator.state = record["rngs"][name]
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise Fatal(f"the checkpoint at {folder} does not fit this run ({error}): start it anew") from error
    load_streams(folder)
    return record["values"]


def load_streams(folder: Path) -> None:
    """Puts back the global random streams of torch, numpy and random as they were saved."""
    tensors, record = load_file(folder / TENSORS), json.loads((folder / STATE).read_text())
    torch.set_rng_state(tensors["rng/torch"])
    if torch.cuda.is_available() and "rng/cuda" in tensors:
        torch.cuda.set_rng_state(tensors["rng/cuda"])
    version, internal, gauss = record["python"]
    random.setstate((version, tuple(internal), gauss))
    kind, keys, *rest = record["numpy"]
    np.random.set_state((kind, np.array(keys, dtype=np.uint32), *rest))


def content_hash(folder: Path) -> str:
    """One hash over the contents of a folder's files: equal states have equal hashes."""
    return combined_sha256([path for path in folder.rglob("*") if path.is_file()])


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _optimizer_out(optimizer: torch.optim.Optimizer) -> tuple[dict[str, Any], dict[str, Tensor]]:
    whole = optimizer.state_dict()
    tensors, numbers = {}, {}
    for index, entry in whole["state"].items():
        numbers[str(index)] = {key: value for key, value in entry.items() if not isinstance(value, Tensor)}
        tensors |= {f"{index}/{key}": value for key, value in entry.items() if isinstance(value, Tensor)}
    return {"groups": whole["param_groups"], "numbers": numbers}, tensors


def _optimizer_in(optimizer: torch.optim.Optimizer, record: dict[str, Any], tensors: dict[str, Tensor]) -> None:
    state: dict[int, dict[str, Any]] = {int(index): dict(entry) for index, entry in record["numbers"].items()}
    for name, tensor in tensors.items():
        index, _, key = name.partition("/")
        state[int(index)][key] = tensor
    groups = [{**group, "betas": tuple(group["betas"])} if "betas" in group else group for group in record["groups"]]
    optimizer.load_state_dict({"state": state, "param_groups": groups})
