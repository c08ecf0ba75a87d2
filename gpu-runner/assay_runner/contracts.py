"""Messages to and from the platform, checked against the JSON Schema generated from its contracts."""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

GENERATED = Path(__file__).resolve().parents[2] / "schema" / "generated" / "contracts.json"


class ContractError(Exception):
    """A message that does not follow the contract; says where and what would be right."""


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The generated contracts: from ASSAY_CONTRACTS when set, else beside the runner in the source tree."""
    path = Path(os.environ.get("ASSAY_CONTRACTS") or GENERATED)
    if not path.is_file():
        raise ContractError(f"{path} is missing: run `npm run generate` in the source tree, or set ASSAY_CONTRACTS")
    whole = json.loads(path.read_text())
    return whole.get("$defs", whole)


@lru_cache(maxsize=64)
def _validator(name: str) -> Validator:
    schemas = document()
    if name not in schemas:
        raise ContractError(f"the contracts hold no {name!r}: generate them again")
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schemas})


def check(name: str, message: Any) -> Any:
    """The message itself when it follows the named contract; raises ContractError otherwise."""
    error = next(iter(sorted(_validator(name).iter_errors(message), key=lambda one: list(map(str, one.path)))), None)
    if error is not None:
        where = "/".join(str(part) for part in error.absolute_path) or "(the whole message)"
        raise ContractError(f"{name} at {where}: {error.message[:300]}")
    return message
