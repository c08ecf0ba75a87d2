"""Sampling: log-probabilities equal a teacher-forced pass, the seed fixes the draws, stop strings stop."""

import json
import math

import httpx
import pytest
import torch
from tiny_policy import tiny_model, tiny_tokenizer

from assay_runner.blocks.likelihood import score
from assay_runner.blocks.sampling import HttpSampler, LocalSampler, choose, encode
from assay_runner.errors import Fatal, Retryable

PROMPTS = ["12+7=", "What is 3*4?", "a", "59+63+15:", "x y z"]


@pytest.fixture(scope="module")
def sampler():
    return LocalSampler(tiny_model(), tiny_tokenizer())


@pytest.mark.parametrize("temperature", [0.0, 0.7, 1.0, 1.3])
def test_logprobs_equal_a_teacher_forced_pass(sampler, temperature):
    drawn = sampler.sample(PROMPTS, n=4, temperature=temperature, max_tokens=24, seed=3)
    ids = [encode(sampler.tokenizer, prompt) for prompt in PROMPTS for _ in range(4)]
    flat = [sample for row in drawn for sample in row]
    assert any(sample.finish == "end" for sample in flat) or temperature < 1
    for sample, forced in zip(flat, score(sampler.model, ids, [sample.tokens for sample in flat]), strict=True):
        assert sample.logprobs == pytest.approx(forced, abs=1e-5)
        assert sample.token_count == len(sample.tokens)
        if sample.finish == "end":
            assert sample.tokens[-1] == sampler.tokenizer.eos_token_id and "<end>" not in sample.text


def test_seed_fixes_the_draw_and_batch_size_does_not_change_it(sampler):
    small = LocalSampler(sampler.model, sampler.tokenizer, batch_size=3)
    first = sampler.sample(PROMPTS, n=3, max_tokens=16, seed=1)
    assert [[s.text for s in row] for row in first] == [
        [s.text for s in row] for row in small.sample(PROMPTS, n=3, max_tokens=16, seed=1)
    ]
    assert first != sampler.sample(PROMPTS, n=3, max_tokens=16, seed=2)


def test_greedy_is_transformers_generate(sampler):
    for prompt in PROMPTS:
        ids = torch.tensor([encode(sampler.tokenizer, prompt)])
        plain = sampler.model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=20)
        mine = sampler.sample([prompt], temperature=0, max_tokens=20)[0][0]
        assert list(mine.tokens) == plain[0, ids.shape[1] :].tolist()


def test_samples_follow_the_distribution():
    logits = torch.log(torch.tensor([[0.5, 0.3, 0.15, 0.05]])).expand(40_000, 4)
    draws = torch.rand(40_000, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    for temperature, top_p, wanted in (
        (1.0, 1.0, [0.5, 0.3, 0.15, 0.05]),
        (0.5, 1.0, [0.25 / 0.365, 0.09 / 0.365, 0.0225 / 0.365, 0.0025 / 0.365]),
        (1.0, 0.75, [0.5 / 0.8, 0.3 / 0.8, 0, 0]),
    ):
        chosen, logprobs = choose(logits, draws, temperature, top_p)
        shares = torch.bincount(chosen, minlength=4) / len(chosen)
        assert shares.tolist() == pytest.approx(wanted, abs=0.012)
        # whatever the temperature, log-probabilities are those of the model
        assert logprobs[chosen == 0][0].item() == pytest.approx(math.log(0.5), abs=1e-6)


def test_stop_strings_are_cut(sampler):
    free = [sample for row in sampler.sample(PROMPTS, n=8, max_tokens=30, seed=5) for sample in row]
    common = max("abcdefgh0123456789", key=lambda c: sum(c in sample.text for sample in free))
    stopped = [
        sample for row in sampler.sample(PROMPTS, n=8, max_tokens=30, seed=5, stop=[common, "@@"]) for sample in row
    ]
    assert any(sample.finish == "stop" for sample in stopped)
    for before, after in zip(free, stopped, strict=True):
        assert after.text == before.text.split(common)[0] and common not in after.text
        if after.finish == "stop":
            assert after.tokens == before.tokens[: len(after.tokens)]


def test_too_long_is_said(sampler):
    with pytest.raises(Fatal, match="lower max_tokens"):
        sampler.sample(["1" * 200], max_tokens=100)


def test_messages_go_through_the_template(sampler):
    ids = encode(sampler.tokenizer, [{"role": "user", "content": "1+1"}])
    assert sampler.tokenizer.decode(ids) == "u:1+1\na:"


def test_http_sampler_reads_any_server():
    def answer(request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        if request.url.path.endswith("chat/completions"):
            told = {"content": [{"token": "4", "logprob": -0.5}, {"token": "<end>", "logprob": -0.1}]}
            choices = [
                {"index": i, "message": {"content": "4"}, "logprobs": told, "finish_reason": "stop"}
                for i in range(asked["n"])
            ]
        else:
            told = {"tokens": ["4"], "token_logprobs": [-0.25]}
            choices = [{"index": 0, "text": "4", "logprobs": told, "finish_reason": "length"}]
        return httpx.Response(200, json={"choices": choices})

    sampler = HttpSampler("http://policy/v1", "m", transport=httpx.MockTransport(answer))
    chat = sampler.sample([[{"role": "user", "content": "2+2"}]], n=2)[0]
    assert [s.text for s in chat] == ["4", "4"] and chat[0].logprob == pytest.approx(-0.6) and chat[0].token_count == 2
    plain = sampler.sample(["2+2="])[0][0]
    assert (plain.finish, plain.logprob) == ("length", -0.25)


def test_http_failures_are_named(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    for status, kind in ((400, Fatal), (503, Retryable)):
        transport = httpx.MockTransport(lambda request, status=status: httpx.Response(status, text="no"))
        with pytest.raises(kind, match=str(status)):
            HttpSampler("http://policy/v1", "m", transport=transport).sample(["x"])
    silent = httpx.MockTransport(
        lambda request: httpx.Response(200, json={"choices": [{"index": 0, "text": "4", "finish_reason": "stop"}]})
    )
    with pytest.raises(Fatal, match="log-probabilities"):
        HttpSampler("http://policy/v1", "m", transport=silent).sample(["x"])
