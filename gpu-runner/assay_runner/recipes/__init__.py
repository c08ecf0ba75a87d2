"""Every recipe by name: one line each. Modules load when asked for, because most of them import torch."""

import importlib
from types import ModuleType

RECIPES: dict[str, str] = {
    "generate": "assay_runner.recipes.generate",
    "sft": "assay_runner.recipes.sft",
    "tsdiff": "assay_runner.recipes.tsdiff",
    "dpo": "assay_runner.recipes.dpo",
    "reward_model": "assay_runner.recipes.reward_model",
    "grpo": "assay_runner.recipes.grpo",
    "b_star": "assay_runner.recipes.b_star",
    "score_rl": "assay_runner.recipes.score_rl",
    "edge_judge": "assay_runner.recipes.edge_judge",
}

# Further measurements of a recipe, by their own names: `assay-runner evidence NAME` (see evidence.py, `part_of`).
STUDIES: dict[str, str] = {
    "score_rl_text": "assay_runner.recipes.score_rl_text_arms",
}


def load(name: str) -> ModuleType:
    """The recipe's module: TITLE, SUMMARY, FAMILY, NEEDS_GPU, Params, run(params, context)."""
    return importlib.import_module(RECIPES[name])
