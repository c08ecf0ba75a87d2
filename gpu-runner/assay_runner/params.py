"""Recipe parameters: a frozen dataclass beside the algorithm owns defaults, checks, docs and JSON Schema."""

import dataclasses
import difflib
import json
import math
import types
import typing
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from assay_runner.errors import Fatal

REQUIRED = dataclasses.MISSING
"""The default of a parameter that must be given."""

P = TypeVar("P")
JSON_TYPES: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}


def param(
    default: Any,
    doc: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    gt: float | None = None,
    lt: float | None = None,
    choices: Sequence[Any] | None = None,
    x: str | None = None,
    instead_of: str | None = None,
    unless: str | None = None,
) -> Any:
    """One documented parameter: `default` (or REQUIRED), a sentence, bounds, choices, `x` = "model", "dataset" or
    "campaign" for what the job reads, "judge" or "labels" (a campaign's ratings) for what the platform does with it,
    `instead_of` = another parameter, of which and this one exactly one must be given, `unless` = another parameter
    without which this one must be given.

    Types: bool, int, float, str, tuple[T, ...], and T | None. Bounds and choices of a tuple hold for each element.
    """
    bounds = {"ge": ge, "le": le, "gt": gt, "lt": lt}
    meta = {"doc": doc, **bounds, "choices": choices, "x": x, "instead_of": instead_of, "unless": unless}
    if default is REQUIRED:
        return dataclasses.field(kw_only=True, metadata=meta)
    return dataclasses.field(default=default, kw_only=True, metadata=meta)


def schema_of(cls: type) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a params dataclass; unknown properties are refused."""
    hints = typing.get_type_hints(cls)
    properties: dict[str, Any] = {}
    required: list[str] = []
    for field in dataclasses.fields(cls):
        base, many, optional = _shape(hints[field.name])
        meta = field.metadata
        if "doc" not in meta:
            raise TypeError(f"{cls.__module__}.{field.name}: make it with param(default, doc)")
        one: dict[str, Any] = {"type": JSON_TYPES[base]}
        for key, word in (("ge", "minimum"), ("le", "maximum"), ("gt", "exclusiveMinimum"), ("lt", "exclusiveMaximum")):
            if meta[key] is not None:
                one[word] = meta[key]
        if meta["choices"] is not None:
            one["enum"] = list(meta["choices"])
        entry: dict[str, Any] = {"type": "array", "items": one} if many else one
        if optional:
            entry["type"] = [entry["type"], "null"]
            if "enum" in entry:
                entry["enum"] = [*entry["enum"], None]
        entry["description"] = meta["doc"]
        if meta["x"] is not None:
            entry["x-assay"] = meta["x"]
        if meta["instead_of"] is not None:
            entry["x-instead-of"] = meta["instead_of"]
        if meta["unless"] is not None:
            entry["x-unless"] = meta["unless"]
        if field.default is REQUIRED:
            required.append(field.name)
        else:
            entry["default"] = list(field.default) if many and field.default is not None else field.default
        properties[field.name] = entry
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required,
    }


def parse(cls: Callable[..., P], raw: dict[str, Any]) -> P:
    """The dataclass from JSON values; raises Fatal naming the offending value and what would be right."""
    fields = {field.name: field for field in dataclasses.fields(typing.cast(Any, cls))}
    hints = typing.get_type_hints(cls)
    for name in raw:
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise Fatal(f"unknown parameter {name!r}: {hint}this recipe takes {', '.join(sorted(fields))}")
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name not in raw:
            if field.default is REQUIRED:
                raise Fatal(f"parameter {name!r} is missing: {field.metadata['doc']}")
            continue
        values[name] = _value(name, raw[name], hints[name], field.metadata)
    return cls(**values)


def from_text(cls: type, pairs: dict[str, str]) -> dict[str, Any]:
    """JSON values from `name=text` pairs of a command line: text fields stay text, the others are read as JSON."""
    hints = typing.get_type_hints(cls)
    names = {field.name for field in dataclasses.fields(cls)}
    raw: dict[str, Any] = {}
    for name, text in pairs.items():
        if name not in names:
            raw[name] = text  # parse() names it with a suggestion
            continue
        base, many, optional = _shape(hints[name])
        if optional and text in ("", "null", "none"):
            raw[name] = None
        elif many:
            words = text.strip("[]").split(",") if text.strip("[]") else []
            raw[name] = [_read(word.strip().strip('"'), base) for word in words]
        else:
            raw[name] = _read(text, base)
    return raw


def _read(text: str, base: type) -> Any:
    if base is str:
        return text
    try:
        return json.loads(text.lower() if base is bool else text)
    except ValueError:
        return text  # parse() refuses it with the right words


def _shape(hint: Any) -> tuple[type, bool, bool]:
    """(element type, is a tuple, may be None) of a field's annotation."""
    optional = False
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        if len(inner) != 1:
            raise TypeError(f"a parameter's type may be T or T | None, not {hint}")
        optional, hint = True, inner[0]
    many = typing.get_origin(hint) is tuple
    base = typing.get_args(hint)[0] if many else hint
    if base not in JSON_TYPES:
        raise TypeError(f"a parameter's type may be bool, int, float, str or a tuple of one of them, not {hint}")
    return base, many, optional


def _value(name: str, value: Any, hint: Any, meta: typing.Mapping[str, Any]) -> Any:
    base, many, optional = _shape(hint)
    if optional and (value is None or (base is str and value == "")):
        return None  # a form sends an emptied field as ""
    if many:
        if not isinstance(value, (list, tuple)):
            raise Fatal(f"parameter {name!r} is {value!r}: give a list of {JSON_TYPES[base]}s")
        return tuple(_scalar(name, one, base, meta) for one in value)
    return _scalar(name, value, base, meta)


def _scalar(name: str, value: Any, base: type, meta: typing.Mapping[str, Any]) -> Any:
    word = f"parameter {name!r} is {value!r}"
    if base is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if base is int and isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON writers of other languages send 3.0 for 3
    if not isinstance(value, base) or (base is not bool and isinstance(value, bool)):
        raise Fatal(f"{word}: give a JSON {JSON_TYPES[base]}")
    if isinstance(value, float) and not math.isfinite(value):
        raise Fatal(f"{word}: give a finite number")
    if meta["choices"] is not None and value not in meta["choices"]:
        raise Fatal(f"{word}: give one of {', '.join(str(choice) for choice in meta['choices'])}")
    if base in (int, float):
        for key, wrong, text in (
            ("ge", lambda bound: value < bound, "at least"),
            ("gt", lambda bound: value <= bound, "more than"),
            ("le", lambda bound: value > bound, "at most"),
            ("lt", lambda bound: value >= bound, "less than"),
        ):
            if meta[key] is not None and wrong(meta[key]):
                raise Fatal(f"{word}: give {text} {meta[key]}")
    return value
