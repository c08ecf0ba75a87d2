"""Policies: any local Hugging Face checkpoint folder, a built-in tiny model, or a hub name; safetensors only."""

from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from assay_runner.errors import Fatal, Retryable
from assay_runner.files import refuse_pickles

BUILT_IN = Path(__file__).resolve().parents[2] / "models"


def find_policy(name_or_folder: str | Path) -> str:
    """The folder of a local or built-in policy, or the hub name itself; Fatal when a local one is unfit."""
    name = str(name_or_folder)
    folder = next((path for path in (Path(name), BUILT_IN / name) if path.is_dir()), None)
    if folder is None:
        if name.startswith(("mdl_", "/", ".")) or name.count("/") != 1:
            raise Fatal(
                f"there is no model {name!r} here: give a registered model (mdl_…), a folder on this runner, "
                f"a hub name (owner/name), or one of the built-in models ({', '.join(built_in())})"
            )
        return name
    files = [path for path in folder.iterdir() if path.is_file()]
    if not any(path.suffix == ".safetensors" for path in files):
        refuse_pickles(files, f"model {name!r}")
        raise Fatal(f"model {name!r} at {folder} has no .safetensors file: save it with save_pretrained first")
    if not (folder / "config.json").is_file():
        raise Fatal(f"model {name!r} at {folder} has no config.json: give the folder that save_pretrained wrote")
    return str(folder)


def built_in() -> list[str]:
    """Names of the models that come with the runner."""
    return sorted(path.name for path in BUILT_IN.iterdir() if path.is_dir()) if BUILT_IN.is_dir() else []


def load_policy(
    name_or_folder: str | Path, dtype: torch.dtype | None = None
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """A causal language model in evaluation mode and its tokenizer, which pads on the left for batched sampling.

    dtype defaults to float32 on the CPU and to bfloat16 with CUDA. Never unpickles and never runs code of a model.
    """
    place = find_policy(name_or_folder)
    wanted = dtype or (torch.bfloat16 if torch.cuda.is_available() else torch.float32)
    try:
        tokenizer = AutoTokenizer.from_pretrained(place, trust_remote_code=False, padding_side="left")
        model = AutoModelForCausalLM.from_pretrained(
            place, dtype=wanted, use_safetensors=True, trust_remote_code=False, attn_implementation="sdpa"
        )
    except (ConnectionError, TimeoutError) as error:
        raise Retryable(f"the hub could not be reached for {name_or_folder!r}: {error}") from error
    except (OSError, ValueError) as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Fatal(f"model {str(name_or_folder)!r} cannot be loaded: {text}") from error
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return model.eval(), tokenizer


def save_policy(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, folder: Path) -> Path:
    """Writes a checkpoint folder that `load_policy` and any Hugging Face tool reads; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
    return folder
