"""`assay-runner serve`: an OpenAI-compatible endpoint for one checkpoint (chat, completions, logprobs, streaming)."""

import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from transformers import DynamicCache

from assay_runner.blocks.policy import load_policy
from assay_runner.blocks.sampling import LocalSampler, Sample, choose, encode
from assay_runner.errors import Fatal

MOST_BODY = 2_000_000
FINISH = {"end": "stop", "stop": "stop", "length": "length"}


class BadRequest(Exception):
    """A request that names a wrong value; the message says what would be right, code and param are OpenAI's."""

    def __init__(self, message: str, code: str = "invalid_request_error", param: str | None = None) -> None:
        super().__init__(message)
        self.code, self.param = code, param


@dataclass(frozen=True)
class Ask:
    """A request, read and checked."""

    chat: bool
    prompts: list[list[int]]
    n: int
    temperature: float
    top_p: float
    max_tokens: int
    stop: tuple[str, ...]
    seed: int
    logprobs: bool
    top_logprobs: int
    stream: bool


class Endpoint:
    """One checkpoint; replies are computed one request at a time."""

    def __init__(self, model: str, name: str | None = None) -> None:
        policy, self.tokenizer = load_policy(model)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = policy.to(device)
        self.sampler = LocalSampler(self.model, self.tokenizer)
        self.name = name or model.rstrip("/").rsplit("/", 1)[-1]
        self.room = int(getattr(self.model.config, "max_position_embeddings", 0) or 0)
        self.busy = threading.Lock()
        self.created = int(time.time())

    def answer(self, ask: Ask) -> dict[str, Any]:
        """The whole reply to a request."""
        choices: list[dict[str, Any]] = []
        with self.busy:
            found = self.sampler.sample_ids(
                ask.prompts,
                n=ask.n,
                temperature=ask.temperature,
                top_p=ask.top_p,
                max_tokens=ask.max_tokens,
                stop=ask.stop,
                seed=ask.seed,
            )
            for prompt, samples in zip(ask.prompts, found, strict=True):
                for sample in samples:
                    choices.append(self._choice(ask, len(choices), prompt, sample))
        asked = sum(map(len, ask.prompts))
        told = sum(sample.token_count for samples in found for sample in samples)
        usage = {"prompt_tokens": asked, "completion_tokens": told, "total_tokens": asked + told}
        return {**self._head(ask, chunk=False), "choices": choices, "usage": usage}

    def stream(self, ask: Ask) -> Iterator[str]:
        """The same reply as server-sent events, one piece of text at a time."""
        head = self._head(ask, chunk=True)

        def event(delta: dict[str, Any], finish: str | None) -> str:
            choice: dict[str, Any] = {"index": 0, "finish_reason": finish, "logprobs": None}
            choice |= {"delta": delta} if ask.chat else {"text": delta.get("content", "")}
            return f"data: {json.dumps({**head, 'choices': [choice]})}\n\n"

        with self.busy:
            if ask.chat:
                yield event({"role": "assistant", "content": ""}, None)
            for text, finish in self._pieces(ask):
                if text:
                    yield event({"content": text}, None)
                if finish:
                    yield event({}, FINISH[finish])
        yield "data: [DONE]\n\n"

    @torch.inference_mode()
    def _pieces(self, ask: Ask) -> Iterator[tuple[str, str | None]]:
        """New text after each token, drawn exactly as `answer` draws it; holds back what may become a stop string."""
        draws = torch.rand(1, 1, ask.max_tokens, generator=torch.Generator().manual_seed(ask.seed), dtype=torch.float64)
        ids = torch.tensor([ask.prompts[0]], device=self.model.device)
        cache, tokens, sent = DynamicCache(config=self.model.config), [], 0
        longest = max(map(len, ask.stop), default=1)
        for step in range(ask.max_tokens):
            logits = self.model(input_ids=ids, past_key_values=cache, use_cache=True).logits[:, -1]
            chosen, _ = choose(logits.float(), draws[:, 0, step].to(logits.device), ask.temperature, ask.top_p)
            token = int(chosen)
            ended = token in self.sampler.ends
            tokens += [] if ended else [token]
            text = self.tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
            stops = [at for at in (text.find(one) for one in ask.stop) if at >= 0]
            if ended or stops or step + 1 == ask.max_tokens:
                yield text[sent : min(stops)] if stops else text[sent:], "end" if ended or stops else "length"
                return
            # a broken character at the end is completed by the next token
            ready = len(text.rstrip("\ufffd")) - (longest - 1)
            if ready > sent:
                yield text[sent:ready], None
                sent = ready
            ids = chosen[:, None]

    def _head(self, ask: Ask, chunk: bool) -> dict[str, Any]:
        kind = ("chat.completion.chunk" if chunk else "chat.completion") if ask.chat else "text_completion"
        id_ = f"{'chatcmpl' if ask.chat else 'cmpl'}-{secrets.token_hex(12)}"
        return {"id": id_, "object": kind, "created": int(time.time()), "model": self.name}

    def _choice(self, ask: Ask, index: int, prompt: list[int], sample: Sample) -> dict[str, Any]:
        choice: dict[str, Any] = {"index": index, "finish_reason": FINISH[sample.finish], "logprobs": None}
        if ask.logprobs:
            tops = (
                self._tops(prompt, sample.tokens, ask.top_logprobs) if ask.top_logprobs else [[]] * len(sample.tokens)
            )
            entries = [
                {**self._shown(token), "logprob": logprob, "top_logprobs": top}
                for token, logprob, top in zip(sample.tokens, sample.logprobs, tops, strict=True)
            ]
            choice["logprobs"] = {"content": entries} if ask.chat else as_completion(entries)
        if sample.finish == "stop":
            whole = self.tokenizer.decode(sample.tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
            choice["stop_reason"] = next((one for one in ask.stop if one in whole), None)
        if ask.chat:
            return choice | {"message": {"role": "assistant", "content": sample.text}}
        return choice | {"text": sample.text}

    @torch.inference_mode()
    def _tops(self, prompt: list[int], tokens: Sequence[int], count: int) -> list[list[dict[str, Any]]]:
        """The likeliest tokens at each place of a reply, from one pass over prompt and reply."""
        ids = torch.tensor([[*prompt, *tokens]], device=self.model.device)
        logits = self.model(input_ids=ids).logits[0, len(prompt) - 1 : -1].float()  # (reply, V)
        values, picks = logits.log_softmax(-1).topk(count, dim=-1)
        return [
            [{**self._shown(token), "logprob": value} for token, value in zip(row, numbers, strict=True)]
            for row, numbers in zip(picks.tolist(), values.tolist(), strict=True)
        ]

    def _shown(self, token: int) -> dict[str, Any]:
        text = self.tokenizer.decode([token], clean_up_tokenization_spaces=False)
        return {"token": text, "bytes": list(text.encode())}

    def read(self, body: Any, chat: bool) -> Ask:
        """Check a request; raises BadRequest naming the offending value."""
        if not isinstance(body, dict):
            raise BadRequest("the body must be a JSON object")
        if body.get("model") not in (None, self.name):
            raise BadRequest(f"model is {body['model']!r}: this endpoint serves {self.name!r}")
        n = self._number(body, "n", 1, 1, 128, whole=True)
        stop = body.get("stop") or []
        stop = [stop] if isinstance(stop, str) else stop
        if not isinstance(stop, list) or not all(isinstance(one, str) and one for one in stop) or len(stop) > 16:
            raise BadRequest(f"stop is {stop!r}: give a text or up to 16 texts, none of them empty")
        key = "max_completion_tokens" if "max_completion_tokens" in body else "max_tokens"
        prompts = self._prompts(body, chat)
        longest = max(map(len, prompts))
        room = self.room - longest if self.room else 4096
        if room < 1:
            raise BadRequest(
                f"the prompt has {longest} tokens, and the context length of {self.name} is {self.room}, "
                "prompt and reply together: shorten the prompt, or serve a model with a longer context",
                code="context_length_exceeded",
                param="messages" if chat else "prompt",
            )
        wanted = self._number(body, key, 256 if chat else 16, 1, 1_000_000, whole=True)
        stream = bool(body.get("stream"))
        if stream and (n > 1 or len(prompts) > 1):
            raise BadRequest("stream is true with several replies: ask for one, or without stream")
        logprobs = body.get("logprobs")
        tops = self._number(body, "top_logprobs", 0, 0, 20, whole=True) if chat else max(0, int(logprobs or 0) - 1)
        return Ask(
            chat=chat,
            prompts=prompts,
            n=int(n),
            temperature=float(self._number(body, "temperature", 1.0, 0.0, 5.0)),
            top_p=float(self._number(body, "top_p", 1.0, 1e-6, 1.0)),
            max_tokens=min(int(wanted), room),
            stop=tuple(stop),
            seed=int(body["seed"]) if isinstance(body.get("seed"), int) else secrets.randbits(62),
            logprobs=logprobs is True or (not chat and logprobs is not None and logprobs is not False),
            top_logprobs=min(20, int(tops)),
            stream=stream,
        )

    def _prompts(self, body: dict[str, Any], chat: bool) -> list[list[int]]:
        if chat:
            messages = body.get("messages")
            if not isinstance(messages, list) or not messages or not all(isinstance(one, dict) for one in messages):
                raise BadRequest("messages must be a list of {role, content}")
            plain = [{"role": str(one.get("role")), "content": text_of(one.get("content"))} for one in messages]
            try:
                return [encode(self.tokenizer, plain) or [self.tokenizer.eos_token_id]]
            except Fatal as error:
                raise BadRequest(str(error)) from error
        prompt = body.get("prompt")
        prompts = [prompt] if isinstance(prompt, str) else prompt
        if not isinstance(prompts, list) or not prompts or not all(isinstance(one, str) for one in prompts):
            raise BadRequest("prompt must be a text or a list of texts")
        return [encode(self.tokenizer, one) or [self.tokenizer.eos_token_id] for one in prompts]

    @staticmethod
    def _number(body: dict[str, Any], name: str, default: float, low: float, high: float, whole: bool = False) -> float:
        value = body.get(name)
        if value is None:
            return default
        right = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not right or not low <= value <= high:
            raise BadRequest(f"{name} is {value!r}: give a number from {low} to {high}")
        return value


def text_of(content: Any) -> str:
    """A message's text: plain, or the text parts of a list."""
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(isinstance(one, dict) and one.get("type") == "text" for one in content):
        return "".join(str(one.get("text", "")) for one in content)
    raise BadRequest("content must be a text or a list of {type: 'text', text}")


def as_completion(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Log-probabilities in the older form that /v1/completions answers in."""
    offsets, at = [], 0
    for entry in entries:
        offsets.append(at)
        at += len(entry["token"])
    return {
        "tokens": [entry["token"] for entry in entries],
        "token_logprobs": [entry["logprob"] for entry in entries],
        "top_logprobs": [{one["token"]: one["logprob"] for one in entry["top_logprobs"]} for entry in entries],
        "text_offset": offsets,
    }


def application(endpoint: Endpoint, key: str | None = None) -> Starlette:
    """The ASGI application; with a key, every call but /health needs it as a bearer token."""

    def refused(request: Request) -> Response | None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        if key is None or hmac.compare_digest(given, key.encode()):
            return None
        return problem(401, "invalid_api_key", "send the endpoint's key as a bearer token")

    async def models(request: Request) -> Response:
        entry = {"id": endpoint.name, "object": "model", "created": endpoint.created, "owned_by": "assay"}
        return refused(request) or JSONResponse({"object": "list", "data": [entry]})

    async def reply(request: Request, chat: bool) -> Response:
        if no := refused(request):
            return no
        content = await request.body()
        if len(content) > MOST_BODY:
            return problem(413, "too_large", f"the body has {len(content)} bytes: send at most {MOST_BODY}")
        try:
            ask = endpoint.read(json.loads(content), chat)
        except BadRequest as error:
            return problem(400, "invalid_request_error", str(error), error.code, error.param)
        except ValueError as error:
            return problem(400, "invalid_request_error", str(error))
        if ask.stream:
            return StreamingResponse(iterate_in_threadpool(endpoint.stream(ask)), media_type="text/event-stream")
        return JSONResponse(await run_in_threadpool(endpoint.answer, ask))

    async def chat(request: Request) -> Response:
        return await reply(request, True)

    async def completions(request: Request) -> Response:
        return await reply(request, False)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "model": endpoint.name})

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/v1/models", models),
            Route("/v1/chat/completions", chat, methods=["POST"]),
            Route("/v1/completions", completions, methods=["POST"]),
        ]
    )


def problem(status: int, kind: str, message: str, code: str | None = None, param: str | None = None) -> Response:
    """An error in the form OpenAI's clients read."""
    told = {"message": message, "type": kind, "code": code or kind, "param": param}
    return JSONResponse({"error": told}, status_code=status)


def serve(model: str, host: str, port: int, name: str | None, key: str | None) -> None:
    """Load the checkpoint and answer until stopped."""
    uvicorn.run(application(Endpoint(model, name), key), host=host, port=port, log_level="warning")
