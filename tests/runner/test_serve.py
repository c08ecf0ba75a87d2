"""The OpenAI-compatible endpoint: both forms, seeds, stop, log-probabilities, streaming, and refusals."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assay_runner.blocks.sampling import HttpSampler
from assay_runner.serve import Endpoint, application


@pytest.fixture(scope="module")
def door(tiny_folder: Path) -> TestClient:
    return TestClient(
        application(Endpoint(str(tiny_folder), "tiny"), key="secret"), headers={"authorization": "Bearer secret"}
    )


def post(door: TestClient, path: str, **body: Any) -> dict[str, Any]:
    answer = door.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def chat(door: TestClient, **body: Any) -> dict[str, Any]:
    asked = {"messages": [{"role": "user", "content": "1+1="}], "max_tokens": 12, "seed": 5} | body
    return post(door, "/v1/chat/completions", **asked)


def test_models_health_and_key(door: TestClient) -> None:
    assert [one["id"] for one in door.get("/v1/models").json()["data"]] == ["tiny"]
    assert door.get("/health", headers={"authorization": ""}).status_code == 200
    for path in ("/v1/models", "/v1/chat/completions"):
        call = door.get if path.endswith("models") else door.post
        assert call(path, headers={"authorization": "Bearer wrong"}).status_code == 401


def test_a_seed_fixes_the_reply(door: TestClient) -> None:
    one, two = chat(door), chat(door)
    assert one["choices"] == two["choices"] and one["object"] == "chat.completion"
    assert one["usage"]["prompt_tokens"] == len("1+1=\n")
    assert len({json.dumps(chat(door, seed=seed)["choices"]) for seed in range(4)}) > 1
    assert chat(door, temperature=0, seed=1)["choices"] == chat(door, temperature=0, seed=2)["choices"]


def test_streaming_gives_the_same_text(door: TestClient) -> None:
    for path, prompt in (
        ("chat/completions", {"messages": [{"role": "user", "content": "x"}]}),
        ("completions", {"prompt": "x"}),
    ):
        asked = {**prompt, "max_tokens": 20, "seed": 3, "stop": ["e"]}
        whole = post(door, f"/v1/{path}", **asked)["choices"][0]
        wanted = whole["message"]["content"] if "message" in whole else whole["text"]
        with door.stream("POST", f"/v1/{path}", json={**asked, "stream": True}) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = [line.removeprefix("data: ") for line in answer.iter_lines() if line]
        assert lines[-1] == "[DONE]"
        pieces = [json.loads(line)["choices"][0] for line in lines[:-1]]
        text = "".join(one["delta"].get("content", "") if "delta" in one else one["text"] for one in pieces)
        assert text == wanted and pieces[-1]["finish_reason"] == whole["finish_reason"]


def test_stop_and_length(door: TestClient) -> None:
    full = chat(door, max_tokens=40, temperature=2.0)["choices"][0]
    text = full["message"]["content"]
    mark = text[len(text) // 2]
    cut = chat(door, max_tokens=40, temperature=2.0, stop=mark)["choices"][0]
    assert cut["finish_reason"] == "stop" and cut["message"]["content"] == text[: text.index(mark)]
    assert chat(door, max_tokens=1)["choices"][0]["finish_reason"] in ("length", "stop")


def test_log_probabilities_in_both_forms(door: TestClient) -> None:
    (choice,) = chat(door, logprobs=True, top_logprobs=3)["choices"]
    for entry in choice["logprobs"]["content"]:
        tops = [one["logprob"] for one in entry["top_logprobs"]]
        assert len(tops) == 3 and tops == sorted(tops, reverse=True) and entry["logprob"] <= tops[0] + 1e-4
    found = post(door, "/v1/completions", prompt=["1+", "2+"], n=2, logprobs=1, max_tokens=5, seed=1)["choices"]
    assert [one["index"] for one in found] == [0, 1, 2, 3]
    for one in found:
        assert len(one["logprobs"]["tokens"]) == len(one["logprobs"]["token_logprobs"])


def test_the_runner_s_own_sampler_can_use_it(door: TestClient) -> None:
    class Through:
        """Hands httpx requests to the application."""

        def __init__(self) -> None:
            self.base_url = "http://testserver/v1/"

        def post(self, path: str, json: Any) -> Any:
            return door.post(f"/v1/{path}", json=json)

    sampler = HttpSampler("http://testserver/v1", "tiny", "secret")
    sampler.client = Through()
    (text,), (talk,) = (
        sampler.sample(["1+"], max_tokens=4, seed=1),
        sampler.sample([[{"role": "user", "content": "1"}]]),
    )
    assert text[0].logprobs and talk[0].logprobs


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"messages": []}, "messages must be a list"),
        ({"messages": ["x"]}, "messages must be a list"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "content must be a text"),
        ({"n": 0}, "n is 0"),
        ({"temperature": "hot"}, "temperature is 'hot'"),
        ({"top_p": 0}, "top_p is 0"),
        ({"stop": [""]}, "stop is"),
        ({"model": "other"}, "this endpoint serves 'tiny'"),
        ({"stream": True, "n": 2}, "stream is true with several"),
    ],
)
def test_wrong_requests_are_told_what_would_be_right(door: TestClient, body: dict[str, Any], words: str) -> None:
    asked = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 4} | body
    answer = door.post("/v1/chat/completions", json=asked)
    assert answer.status_code == 400 and words in answer.json()["error"]["message"]
    assert door.post("/v1/completions", content=b"{").status_code == 400


def test_a_prompt_longer_than_the_context_is_told_both_sizes(door: TestClient) -> None:
    for path, asked in (
        ("chat/completions", {"messages": [{"role": "user", "content": "x" * 600}]}),
        ("completions", {"prompt": "x" * 601}),
    ):
        answer = door.post(f"/v1/{path}", json=asked)
        assert answer.status_code == 400
        assert answer.json()["error"] == {
            "message": "the prompt has 601 tokens, and the context length of tiny is 512, prompt and reply together: "
            "shorten the prompt, or serve a model with a longer context",
            "type": "invalid_request_error",
            "code": "context_length_exceeded",
            "param": "messages" if "messages" in asked else "prompt",
        }
