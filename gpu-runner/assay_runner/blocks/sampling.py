"""Batched sampling with the log-probability of every chosen token, from a local model or any OpenAI-compatible
server.

Both samplers answer `sample(prompts, …) -> one list of Samples a prompt`. Log-probabilities are those of the model at
temperature 1 without truncation, whatever temperature was used to sample, and include the end token, so that their
sum is log π(y|x) of a finished reply and equals a teacher-forced pass (`likelihood.score`).
"""

from __future__ import annotations

import hashlib
import inspect
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import httpx
import torch
from torch import Tensor
from transformers import DynamicCache, PreTrainedModel, PreTrainedTokenizerBase

from assay_runner.blocks.likelihood import score
from assay_runner.errors import Fatal, Retryable

Message = dict[str, str]
Prompt = str | Sequence[Message]


@dataclass(frozen=True)
class Sample:
    """One reply: its text (without end token or stop string), its tokens and their log-probabilities at temperature
    1.
    """

    text: str
    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    finish: Literal["end", "stop", "length"]

    @property
    def logprob(self) -> float:
        """log π(y|x): the sum over tokens, the end token included when the reply ended by itself."""
        return sum(self.logprobs)

    @property
    def token_count(self) -> int:
        """Tokens the model chose, end token included."""
        return len(self.logprobs)

    @property
    def key(self) -> str:
        """A hash that is equal for replies with the same words: for dropping duplicates."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:16]


class Sampler(Protocol):
    """What recipes ask of a policy; `seed` fixes every draw, whatever the batch size."""

    def sample(
        self,
        prompts: Sequence[Prompt],
        *,
        n: int = 1,
        temperature: float = 1.0,
        top_p: float = 1.0,
        max_tokens: int = 64,
        stop: Sequence[str] = (),
        seed: int = 0,
    ) -> list[list[Sample]]: ...


def encode(tokenizer: PreTrainedTokenizerBase, prompt: Prompt) -> list[int]:
    """Token ids of a prompt, ready for a reply: chat messages through the template, text as it is (never ending in
    EOS).
    """
    if isinstance(prompt, str):
        ids = list(tokenizer(prompt)["input_ids"])
        return ids[:-1] if len(ids) > 1 and ids[-1] == tokenizer.eos_token_id else ids
    if tokenizer.chat_template is None:
        raise Fatal("this model has no chat template: give prompts as text, or a model made for chat")
    return list(tokenizer.apply_chat_template(list(prompt), add_generation_prompt=True, return_dict=False))


def prompt_text(tokenizer: PreTrainedTokenizerBase, prompt: Prompt) -> str:
    """What a model reads before its reply, as text: chat messages through the template, text as it is."""
    if isinstance(prompt, str):
        return prompt
    if tokenizer.chat_template is None:
        raise Fatal("this model has no chat template: give prompts as text, or a model made for chat")
    return tokenizer.apply_chat_template(list(prompt), add_generation_prompt=True, tokenize=False)


def end_tokens(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> set[int]:
    """Every id that ends a reply, from the generation config and the tokenizer."""
    named = model.generation_config.eos_token_id if model.generation_config is not None else None
    ids = set(named if isinstance(named, list) else [named]) | {tokenizer.eos_token_id}
    ids.discard(None)
    if not ids:
        raise Fatal("this model names no end token: set eos_token_id in its generation config or tokenizer")
    return ids


class LocalSampler:
    """Samples from a transformers causal model, with the prompt's key-value cache shared by its n replies.

    batch_size = rows decoded together (a prompt's n replies always are). Rows that ended leave the batch. `check` is
    called every step, so that a cancelled job stops inside a long batch.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        batch_size: int = 256,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.model, self.tokenizer, self.batch_size, self.check = model, tokenizer, batch_size, check
        self.ends = end_tokens(model, tokenizer)
        self._closers: dict[tuple[str, ...], Tensor] = {}

    def sample(
        self,
        prompts: Sequence[Prompt],
        *,
        n: int = 1,
        temperature: float = 1.0,
        top_p: float = 1.0,
        max_tokens: int = 64,
        stop: Sequence[str] = (),
        seed: int = 0,
    ) -> list[list[Sample]]:
        """`n` replies a prompt; temperature 0 is greedy. Raises Fatal when a prompt leaves no room for max_tokens."""
        ids = [encode(self.tokenizer, prompt) for prompt in prompts]
        return self.sample_ids(
            ids, n=n, temperature=temperature, top_p=top_p, max_tokens=max_tokens, stop=stop, seed=seed
        )

    @torch.inference_mode()
    def sample_ids(
        self,
        prompts: Sequence[Sequence[int]],
        *,
        n: int = 1,
        temperature: float = 1.0,
        top_p: float = 1.0,
        max_tokens: int = 64,
        stop: Sequence[str] = (),
        seed: int = 0,
    ) -> list[list[Sample]]:
        """The same for prompts given as token ids (what multi-turn rollouts use: no text is tokenized twice)."""
        if n < 1 or max_tokens < 1 or temperature < 0 or not 0 < top_p <= 1:
            raise ValueError(
                f"n={n}, max_tokens={max_tokens}, temperature={temperature}, top_p={top_p}: n and max_tokens ≥ 1"
            )
        room = getattr(self.model.config, "max_position_embeddings", None)
        longest = max((len(prompt) for prompt in prompts), default=0)
        if room is not None and longest + max_tokens > room:
            raise Fatal(
                f"a prompt of {longest} tokens and {max_tokens} new ones exceed the model's {room}: lower max_tokens"
            )
        # one number a (prompt, reply, step), drawn before anything is batched: the batch size cannot change what is
        # sampled
        draws = torch.rand(
            len(prompts), n, max_tokens, generator=torch.Generator().manual_seed(seed), dtype=torch.float64
        )
        training = self.model.training
        self.model.eval()
        result: list[list[Sample]] = [[] for _ in prompts]
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        width = max(1, self.batch_size // n)
        for start in range(0, len(order), width):
            rows = order[start : start + width]
            decoded = self._decode(
                [prompts[i] for i in rows],
                draws[rows].reshape(len(rows) * n, max_tokens),
                n,
                temperature,
                top_p,
                tuple(stop),
            )
            for position, i in enumerate(rows):
                result[i] = decoded[position * n : (position + 1) * n]
        self.model.train(training)
        return result

    def score(self, prompts: Sequence[Prompt], texts: Sequence[str], batch_size: int = 64) -> list[list[float]]:
        """Per-token log-probabilities of given replies, the end token last."""
        ids = [encode(self.tokenizer, prompt) for prompt in prompts]
        end = self.tokenizer.eos_token_id
        replies = [[*self.tokenizer(text, add_special_tokens=False)["input_ids"], end] for text in texts]
        return score(self.model, ids, replies, batch_size)

    def _decode(
        self,
        prompts: list[Sequence[int]],
        draws: Tensor,
        n: int,
        temperature: float,
        top_p: float,
        stop: tuple[str, ...],
    ) -> list[Sample]:
        device = self.model.device
        rows, steps = draws.shape
        longest = max(len(prompt) for prompt in prompts)
        # (prompts, longest), padded on the left so that every row's next token is in the last column
        ids = torch.tensor([[0] * (longest - len(p)) + list(p) for p in prompts], device=device)
        mask = torch.tensor([[0] * (longest - len(p)) + [1] * len(p) for p in prompts], device=device)
        padded = bool((mask == 0).any())
        cache = DynamicCache(config=self.model.config)
        options: dict[str, Any] = {"logits_to_keep": 1} if self._keeps_logits() else {}
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        logits = self.model(
            input_ids=ids,
            attention_mask=mask if padded else None,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            **options,
        ).logits[:, -1]
        if n > 1:
            cache.batch_repeat_interleave(n)
            logits, mask = logits.repeat_interleave(n, 0), mask.repeat_interleave(n, 0)
        position = mask.sum(1, keepdim=True)
        tokens = torch.zeros(rows, steps, dtype=torch.long)
        logprobs = torch.zeros(rows, steps)
        lengths = torch.full((rows,), steps)
        finish = ["length"] * rows
        # rows of the batch: which reply each decodes, and whether it ended but has not left the batch yet
        alive, over = torch.arange(rows), torch.zeros(rows, dtype=torch.bool)
        draws = draws.to(device)
        ends = torch.tensor(sorted(self.ends), device=device)
        closers = self._closing(stop, device)
        for step in range(steps):
            self.check()
            chosen, chosen_logprobs = choose(logits.float(), draws[alive.to(device), step], temperature, top_p)
            tokens[alive, step], logprobs[alive, step] = chosen.cpu(), chosen_logprobs.cpu()
            ended = torch.isin(chosen, ends).cpu() & ~over
            for row in alive[ended].tolist():
                finish[row] = "end"
            stopped = torch.zeros_like(over)
            if closers is not None:
                for at in (closers[chosen].cpu() & ~ended & ~over).nonzero().flatten().tolist():
                    row = int(alive[at])
                    if self._stopped(tokens[row, : step + 1], stop):
                        stopped[at], finish[row] = True, "stop"
            lengths[alive[ended | stopped]] = step + 1
            over |= ended | stopped
            if step + 1 == steps or bool(over.all()):
                break
            # leaving the batch costs a copy of the cache: worth it once an eighth of the rows is done
            if int(over.sum()) >= 0.125 * len(alive):
                keep = (~over).nonzero().flatten()
                on_device = keep.to(device)
                cache.batch_select_indices(on_device)
                alive, over = alive[keep], over[keep]
                chosen, mask, position = chosen[on_device], mask[on_device], position[on_device]
            mask = torch.cat([mask, mask.new_ones(len(mask), 1)], 1)
            logits = self.model(
                input_ids=chosen[:, None],
                attention_mask=mask if padded else None,
                position_ids=position,
                past_key_values=cache,
                use_cache=True,
            ).logits[:, -1]
            position = position + 1
        return [
            self._sample(
                tokens[row, : lengths[row]].tolist(), logprobs[row, : lengths[row]].tolist(), finish[row], stop
            )
            for row in range(rows)
        ]

    def _sample(self, tokens: list[int], logprobs: list[float], finish: str, stop: tuple[str, ...]) -> Sample:
        shown = tokens[:-1] if finish == "end" else tokens
        text = self.tokenizer.decode(shown, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        if finish == "stop":
            text = text[: min(at for at in (text.find(one) for one in stop) if at >= 0)]
        return Sample(text, tuple(tokens), tuple(logprobs), finish)

    def _keeps_logits(self) -> bool:
        return "logits_to_keep" in inspect.signature(self.model.forward).parameters

    def _stopped(self, tokens: Tensor, stop: tuple[str, ...]) -> bool:
        # a stop string of m characters lies within the last m + 1 tokens, as no token but a broken character is empty
        tail = tokens[-(max(map(len, stop)) + 4) :].tolist()
        text = self.tokenizer.decode(tail, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return any(one in text for one in stop)

    def _closing(self, stop: tuple[str, ...], device: torch.device) -> Tensor | None:
        """(V,) whether a token holds the last character of a stop string: only then is text looked at."""
        if not stop:
            return None
        if stop not in self._closers:
            size = self.model.get_output_embeddings().weight.shape[0]
            last = {one[-1] for one in stop}
            texts = self.tokenizer.batch_decode(
                [[i] for i in range(len(self.tokenizer))], clean_up_tokenization_spaces=False
            )
            flags = torch.zeros(max(size, len(texts)), dtype=torch.bool)
            flags[: len(texts)] = torch.tensor([not last.isdisjoint(text) for text in texts])
            self._closers[stop] = flags
        return self._closers[stop].to(device)


def choose(logits: Tensor, draws: Tensor, temperature: float, top_p: float = 1.0) -> tuple[Tensor, Tensor]:
    """Tokens (B,) picked from logits (B, V) by uniform numbers (B,), and their log-probabilities at temperature 1.

    Inverse transform sampling: the first token at which the running sum of probabilities exceeds the draw.
    """
    if temperature == 0:
        chosen = logits.argmax(-1)
    else:
        weights = (logits / temperature).softmax(-1).double()
        if top_p < 1:
            ranked, order = weights.sort(-1, descending=True)
            dropped = ranked.cumsum(-1) - ranked >= top_p
            weights = weights.masked_fill(dropped.gather(-1, order.argsort(-1)), 0.0)
        sums = weights.cumsum(-1)
        # scaled by the last sum instead of dividing all weights: rounding can never push a draw past the end
        chosen = (
            torch.searchsorted(sums, (draws * sums[:, -1])[:, None], right=True)
            .squeeze(1)
            .clamp(max=logits.shape[-1] - 1)
        )
    return chosen, logits.gather(-1, chosen[:, None]).squeeze(1) - logits.logsumexp(-1)


class HttpSampler:
    """Samples from any OpenAI-compatible server (vLLM, SGLang, `assay-runner serve`) through the same interface.

    Text goes to /completions, messages to /chat/completions. Prefix caching is the server's. A server that sends no
    log-probabilities gives samples with `logprobs` of zeros only when `needs_logprobs` is off; otherwise the run ends
    with advice.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        needs_logprobs: bool = True,
        parallel: int = 16,
        timeout: float = 120.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        key = api_key or os.environ.get("ASSAY_POLICY_API_KEY")
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self.client = httpx.Client(
            base_url=base_url.rstrip("/") + "/", headers=headers, timeout=timeout, transport=transport
        )
        self.model, self.needs_logprobs, self.parallel = model, needs_logprobs, parallel

    def sample(
        self,
        prompts: Sequence[Prompt],
        *,
        n: int = 1,
        temperature: float = 1.0,
        top_p: float = 1.0,
        max_tokens: int = 64,
        stop: Sequence[str] = (),
        seed: int = 0,
    ) -> list[list[Sample]]:
        """`n` replies a prompt; prompt i is asked with seed + i. Raises Retryable when the server fails, Fatal when
        it refuses.
        """

        def ask(position: int) -> list[Sample]:
            prompt = prompts[position]
            chat = not isinstance(prompt, str)
            body: dict[str, Any] = {
                "model": self.model,
                "n": n,
                "temperature": temperature,
                "top_p": top_p,
                "max_tokens": max_tokens,
                "seed": seed + position,
            }
            body |= {"messages": list(prompt), "logprobs": True} if chat else {"prompt": prompt, "logprobs": 1}
            if stop:
                body["stop"] = list(stop)
            reply = post(self.client, "chat/completions" if chat else "completions", body)
            return [self._sample(one, chat) for one in sorted(reply["choices"], key=lambda one: one["index"])]

        with ThreadPoolExecutor(self.parallel) as pool:
            return list(pool.map(ask, range(len(prompts))))

    def _sample(self, one: dict[str, Any], chat: bool) -> Sample:
        text = (one["message"]["content"] if chat else one["text"]) or ""
        told = one.get("logprobs") or {}
        logprobs = (
            [entry["logprob"] for entry in told.get("content") or []] if chat else told.get("token_logprobs") or []
        )
        if self.needs_logprobs and not logprobs and text:
            raise Fatal(
                f"{self.client.base_url} sent no log-probabilities: use a server that does, or a method that needs none"
            )
        finish = "length" if one.get("finish_reason") == "length" else "stop" if one.get("stop_reason") else "end"
        return Sample(text, (), tuple(float(value) for value in logprobs), finish)


def post(client: httpx.Client, path: str, body: dict[str, Any], tries: int = 4) -> dict[str, Any]:
    """One JSON call, repeated with growing pauses while the server is busy or away; Retryable at the end, Fatal when
    refused.
    """
    for attempt in range(tries):
        try:
            reply = client.post(path, json=body)
        except httpx.HTTPError as error:
            trouble = f"{client.base_url}{path}: {type(error).__name__}"
        else:
            if reply.status_code < 400:
                return reply.json()
            trouble = f"{client.base_url}{path}: status {reply.status_code}: {reply.text[:300]}"
            if reply.status_code < 500 and reply.status_code not in (408, 409, 425, 429):
                raise Fatal(trouble)
        if attempt + 1 < tries:
            time.sleep(min(8.0, 0.25 * 4**attempt))
    raise Retryable(trouble)
