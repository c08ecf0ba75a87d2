"""Rewards, checkpoints and exports: caches are used, states come back exactly, exports agree with their originals."""

import json
import random

import httpx
import numpy as np
import onnxruntime
import pytest
import torch
from tiny_policy import tiny_model, tiny_tokenizer
from transformers import BertConfig, BertForSequenceClassification, LlamaForSequenceClassification

from assay_runner.blocks import rewards
from assay_runner.blocks.checkpoints import content_hash, load_state, save_state
from assay_runner.blocks.export import export_onnx
from assay_runner.errors import Fatal


def test_verifier_rewards_keep_unreadable_apart():
    of = rewards.verifier_reward(lambda reply, told: None if not reply else reply == told["reference"])
    mixed = rewards.weighted([(2.0, of), (1.0, lambda prompts, replies, told: [0.5] * len(replies))])
    told = [{"reference": "4"}] * 3
    assert of(["q"] * 3, ["4", "5", ""], told) == [1.0, 0.0, None]
    assert mixed(["q"] * 3, ["4", "5", ""], told) == [2.5, 0.5, None]


def test_model_reward_does_not_depend_on_its_batch():
    torch.manual_seed(0)
    config = tiny_model().config
    config.num_labels = 1
    model = LlamaForSequenceClassification(config).eval()
    prompts, replies = ["1+1=", "12+30=", "7="], ["2", "42", "seven"]
    together = rewards.model_reward(model, tiny_tokenizer())(prompts, replies, [{}] * 3)
    alone = rewards.model_reward(model, tiny_tokenizer(), batch_size=1)(prompts, replies, [{}] * 3)
    assert together == pytest.approx(alone, abs=1e-5) and len(set(together)) == 3


def test_judge_is_asked_once(tmp_path):
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        assert request.url.path == "/v1/judgments" and request.headers["authorization"] == "Bearer key"
        outcome = {"4": "correct", "?": "unreadable"}.get(asked[-1]["response"], "incorrect")
        return httpx.Response(201, json={"verdict": {"outcome": outcome, "probability": 0.9, "reasons": []}})

    def judge():
        transport = httpx.MockTransport(answer)
        return rewards.judge_reward("http://platform", "jud_1", tmp_path / "cache.jsonl", "key", transport)

    told = [{"reference": "4"}] * 3
    assert judge()(["2+2"] * 3, ["4", "5", "?"], told) == pytest.approx([0.9, 0.1, None])
    assert asked[0] == {"judge_id": "jud_1", "prompt": "2+2", "response": "4", "reference": "4"}
    with (tmp_path / "cache.jsonl").open("a") as file:
        file.write('{"key": "half a li')
    assert judge()(["2+2"] * 3, ["4", "5", "?"], told) == pytest.approx([0.9, 0.1, None]) and len(asked) == 3


def test_judge_needs_a_key(tmp_path, monkeypatch):
    monkeypatch.delenv("ASSAY_API_KEY", raising=False)
    with pytest.raises(Fatal, match="ASSAY_API_KEY"):
        rewards.judge_reward("http://platform", "jud_1", tmp_path / "cache.jsonl")


def stir():
    return random.random(), float(np.random.rand()), torch.rand(3).tolist()


def test_state_comes_back_exactly(tmp_path):
    torch.manual_seed(1)
    model = torch.nn.Linear(4, 2)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
    generator, rng = torch.Generator().manual_seed(5), np.random.default_rng(5)

    def steps(count):
        for _ in range(count):
            loss = model(torch.rand(8, 4, generator=generator)).square().mean() + float(rng.random()) + random.random()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return {name: tensor.clone() for name, tensor in model.state_dict().items()}

    parts = {
        "modules": {"m": model},
        "optimizers": {"o": optimizer},
        "generators": {"g": generator},
        "rngs": {"r": rng},
    }
    steps(3)
    told = save_state(tmp_path / "a", **parts, values={"round": 2, "kept": ["x"]})
    assert (
        save_state(tmp_path / "b", **parts, values={"round": 2, "kept": ["x"]}) == told == content_hash(tmp_path / "a")
    )
    wanted, noise = steps(4), stir()
    assert load_state(tmp_path / "a", **parts) == {"round": 2, "kept": ["x"]}
    again, repeated = steps(4), stir()
    assert all(torch.equal(wanted[name], again[name]) for name in wanted) and noise == repeated
    assert {path.suffix for path in (tmp_path / "a").iterdir()} == {".json", ".safetensors"}
    with pytest.raises(Fatal, match="does not fit"):
        load_state(tmp_path / "a", modules={"m": torch.nn.Linear(5, 2)})


@pytest.mark.parametrize("int8", [False, True])
def test_export_agrees_with_the_model(tmp_path, int8):
    torch.manual_seed(0)
    tokenizer = tiny_tokenizer()
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        num_labels=3,
        initializer_range=0.3,
    )
    texts = [f"question {n}: is {n}+{n}={2 * n}?" for n in range(30)]
    done = export_onnx(
        BertForSequenceClassification(config), tokenizer, tmp_path, texts, int8=int8, least_agreement=0.8
    )
    assert done.largest_difference < (0.5 if int8 else 1e-4) and (tmp_path / "tokenizer.json").exists()
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    ids = np.ones((3, 7), dtype=np.int64)
    assert session.run(None, {"input_ids": ids, "attention_mask": ids})[0].shape == (3, 3)
