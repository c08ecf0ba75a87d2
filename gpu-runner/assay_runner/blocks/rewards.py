"""Rewards of replies: a verifier, a reward model, or a judge of the platform; all have one shape and compose.

A `Reward` takes prompts, replies and the items' metadata (equal lengths) and gives one number a reply; None means
that the reply could not be judged, which is never the same as 0.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from assay_runner.blocks.likelihood import padded
from assay_runner.blocks.policy import find_policy
from assay_runner.blocks.sampling import post
from assay_runner.errors import Fatal

Reward = Callable[[Sequence[str], Sequence[str], Sequence[Mapping[str, Any]]], list[float | None]]

OUTCOMES = {"correct": 1.0, "partially_correct": 0.5, "incorrect": 0.0, "unreadable": None}


def verifier_reward(verify: Callable[[str, Mapping[str, Any]], bool | None]) -> Reward:
    """1 for right, 0 for wrong, None for unreadable; verify(reply, metadata)."""

    def of(prompts: Sequence[str], replies: Sequence[str], metadata: Sequence[Mapping[str, Any]]) -> list[float | None]:
        verdicts = [verify(reply, told) for reply, told in zip(replies, metadata, strict=True)]
        return [None if verdict is None else float(verdict) for verdict in verdicts]

    return of


def load_reward_model(folder: str | Path) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """A classifier with one output from a local folder or hub name; raises Fatal when it has another number of
    outputs.
    """
    place = find_policy(folder)
    tokenizer = AutoTokenizer.from_pretrained(place, trust_remote_code=False)
    model = AutoModelForSequenceClassification.from_pretrained(place, use_safetensors=True, trust_remote_code=False)
    if model.config.num_labels != 1:
        raise Fatal(f"{folder} has {model.config.num_labels} outputs: a reward model has 1")
    return model.eval(), tokenizer


def model_reward(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, batch_size: int = 32) -> Reward:
    """The scalar of a reward model on prompt + reply + end token, in the model's own units (a Bradley-Terry logit)."""

    @torch.inference_mode()
    def of(prompts: Sequence[str], replies: Sequence[str], metadata: Sequence[Mapping[str, Any]]) -> list[float | None]:
        rows = [
            [*tokenizer(prompt + reply, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
            for prompt, reply in zip(prompts, replies, strict=True)
        ]
        device = next(model.parameters()).device
        # the classifier finds the last token by looking for padding: an id that is only ever padding must be set
        model.config.pad_token_id = tokenizer.pad_token_id
        scores: list[float | None] = []
        for start in range(0, len(rows), batch_size):
            part = rows[start : start + batch_size]
            input_ids = padded(part, tokenizer.pad_token_id, device)
            mask = padded([[1] * len(row) for row in part], 0, device)
            scores += model(input_ids=input_ids, attention_mask=mask).logits.squeeze(-1).float().tolist()
        return scores

    return of


class Cache:
    """Judgments by the hash of what was asked, one JSON line each in a file, so that a resumed run asks nothing
    twice.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.known = path, {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue  # the last line of a run that was killed while writing it
                self.known[entry["key"]] = entry["value"]

    def put(self, key: str, value: Any) -> None:
        """Remembers a value, in memory and in the file."""
        self.known[key] = value
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "value": value}) + "\n")


def judge_reward(
    base_url: str,
    judge_id: str,
    cache: Path,
    api_key: str | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Reward:
    """A judge of the platform (POST /v1/judgments): right 1, partly right ½, wrong 0, unreadable None; weighted by
    its confidence.

    With a probability p that the verdict is right, the reward is p·value + (1 − p)·(1 − value). The key is read from
    ASSAY_API_KEY unless given. Replies that were judged before come from the cache file.
    """
    key = api_key or os.environ.get("ASSAY_API_KEY")
    if not key:
        raise Fatal("the judge needs a key of the platform: set ASSAY_API_KEY to one with the scope to judge")
    client = httpx.Client(
        base_url=base_url.rstrip("/") + "/",
        headers={"authorization": f"Bearer {key}"},
        timeout=60.0,
        transport=transport,
    )
    known = Cache(cache)

    def of(prompts: Sequence[str], replies: Sequence[str], metadata: Sequence[Mapping[str, Any]]) -> list[float | None]:
        rewards: list[float | None] = []
        for prompt, reply, told in zip(prompts, replies, metadata, strict=True):
            body = {"judge_id": judge_id, "prompt": prompt, "response": reply, "reference": told.get("reference")}
            name = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
            if name not in known.known:
                known.put(name, post(client, "v1/judgments", body)["verdict"])
            verdict = known.known[name]
            value, probability = OUTCOMES[verdict["outcome"]], verdict.get("probability")
            sure = 1.0 if probability is None else probability
            rewards.append(None if value is None else sure * value + (1 - sure) * (1 - value))
        return rewards

    return of


def weighted(parts: Sequence[tuple[float, Reward]]) -> Reward:
    """Σ weight · reward; None where any part is None."""

    def of(prompts: Sequence[str], replies: Sequence[str], metadata: Sequence[Mapping[str, Any]]) -> list[float | None]:
        columns = [(weight, reward(prompts, replies, metadata)) for weight, reward in parts]
        return [
            None if any(values[i] is None for _, values in columns) else sum(w * values[i] for w, values in columns)
            for i in range(len(replies))
        ]

    return of
