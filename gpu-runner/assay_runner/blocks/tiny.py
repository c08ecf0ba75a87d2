"""Tiny Llama-architecture policies over bytes: bases for tests, demos and evidence that train in minutes on a CPU."""

from __future__ import annotations

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

END, PAD = "<|end|>", "<|pad|>"
# Roles leave no mark: a chat of one message reads like the bare prompt and a line break; replies end with the end mark.
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ eos_token }}{% else %}{{ '\n' }}{% endif %}{% endfor %}"
)


def byte_tokenizer() -> PreTrainedTokenizerFast:
    """One token a byte (ids 0..255 in the order of ByteLevel's characters), then end and padding; reads any text."""
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    # ByteLevel shows each byte as one printable character; sorting them gives the same ids on every machine
    vocabulary = {character: number for number, character in enumerate(sorted(alphabet))}
    inner = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    inner.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=inner, eos_token=END, pad_token=PAD, padding_side="left", clean_up_tokenization_spaces=False
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def tiny_policy(
    seed: int = 0, *, hidden: int = 128, layers: int = 4, heads: int = 4, length: int = 512
) -> tuple[LlamaForCausalLM, PreTrainedTokenizerFast]:
    """An untrained policy and its tokenizer; about 0.9 M parameters at the defaults, the same weights for a seed."""
    tokenizer = byte_tokenizer()
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=hidden,
        intermediate_size=hidden * 11 // 4,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads,
        max_position_embeddings=length,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = LlamaForCausalLM(config)
    return model, tokenizer


def answer_batch(
    tokenizer: PreTrainedTokenizerFast, pairs: list[tuple[str, str]], device: torch.device
) -> dict[str, torch.Tensor]:
    """(prompt, answer) pairs as right-padded input_ids, attention_mask and labels (batch, length).

    Only the answer and its end mark carry a label; the rest is -100.
    """
    rows = []
    for prompt, answer in pairs:
        asked = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        told = tokenizer(answer, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]
        rows.append((asked + told, len(asked)))
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), longest), tokenizer.pad_token_id)
    labels = torch.full_like(ids, -100)
    mask = torch.zeros_like(ids)
    for row, (tokens, start) in enumerate(rows):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
        labels[row, start : len(tokens)] = torch.tensor(tokens[start:])
    return {"input_ids": ids.to(device), "attention_mask": mask.to(device), "labels": labels.to(device)}
