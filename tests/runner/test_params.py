"""Parameters: what is accepted, what is refused with which words, and the schema the edge checks with."""

from dataclasses import dataclass

import jsonschema
import pytest

from assay_runner import recipes
from assay_runner.errors import Fatal
from assay_runner.params import REQUIRED, from_text, param, parse, schema_of


@dataclass(frozen=True)
class Params:
    model: str = param(REQUIRED, "The policy.", x="model")
    learning_rate: float = param(1e-3, "The rate.", gt=0, le=1)
    steps: int = param(10, "How many.", ge=1)
    mode: str = param("a", "Which.", choices=("a", "b"))
    widths: tuple[int, ...] = param((8, 8), "Layers.", ge=1)
    limit: int | None = param(None, "At most.", ge=1)
    quick: bool = param(False, "Whether.")
    dataset: str | None = param(None, "These.", x="dataset")
    campaign: str | None = param(None, "Or those.", x="campaign", instead_of="dataset")
    more: str | None = param(None, "Or these as well.", x="campaign", unless="dataset")


def test_defaults_and_given_values() -> None:
    got = parse(Params, {"model": "m", "steps": 3.0, "learning_rate": 1, "widths": [4]})
    assert (got.steps, got.learning_rate, got.widths, got.limit) == (3, 1.0, (4,), None)
    assert isinstance(got.steps, int) and isinstance(got.learning_rate, float)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({}, "'model' is missing"),
        ({"model": "m", "learning_rat": 1}, "did you mean 'learning_rate'"),
        ({"model": "m", "learning_rate": 0}, "more than 0"),
        ({"model": "m", "learning_rate": 2}, "at most 1"),
        ({"model": "m", "learning_rate": float("nan")}, "finite"),
        ({"model": "m", "steps": 2.5}, "give a JSON integer"),
        ({"model": "m", "steps": True}, "give a JSON integer"),
        ({"model": "m", "mode": "c"}, "one of a, b"),
        ({"model": "m", "widths": 3}, "give a list"),
        ({"model": "m", "widths": [0]}, "at least 1"),
        ({"model": 3}, "give a JSON string"),
    ],
)
def test_refusals_say_what_would_be_right(raw: dict, words: str) -> None:
    with pytest.raises(Fatal, match=words):
        parse(Params, raw)


def test_schema_agrees_with_parse() -> None:
    schema = schema_of(Params)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert check.is_valid({"model": "m", "limit": None, "widths": [1, 2]})
    for wrong in ({}, {"model": "m", "x": 1}, {"model": "m", "steps": 0}, {"model": "m", "mode": "c"}):
        assert not check.is_valid(wrong)
    assert schema["properties"]["model"]["x-assay"] == "model"
    assert schema["properties"]["campaign"]["x-instead-of"] == "dataset"
    assert schema["properties"]["more"]["x-unless"] == "dataset"
    assert schema["required"] == ["model"]


def test_command_line_text() -> None:
    raw = from_text(Params, {"model": "7", "steps": "5", "widths": "1,2", "limit": "none", "quick": "True"})
    assert parse(Params, raw) == Params(model="7", steps=5, widths=(1, 2), limit=None, quick=True)
    with pytest.raises(Fatal, match="'steps' is 'many'"):
        parse(Params, from_text(Params, {"model": "m", "steps": "many"}))


@pytest.mark.parametrize("name", sorted(recipes.RECIPES))
def test_every_recipe_has_the_form(name: str) -> None:
    recipe = recipes.load(name)
    assert recipe.TITLE and recipe.SUMMARY and recipe.FAMILY and isinstance(recipe.NEEDS_GPU, bool)
    schema = schema_of(recipe.Params)
    for field, entry in schema["properties"].items():
        assert len(entry["description"]) > 5, f"{name}.{field} needs a description"
        if "default" in entry:
            jsonschema.validate(entry["default"], entry)
    assert callable(recipe.run)
