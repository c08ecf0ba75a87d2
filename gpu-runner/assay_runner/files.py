"""Files a run reads and writes: content hashes, and only formats that cannot carry code."""

import hashlib
import os
import tarfile
from pathlib import Path

from assay_runner.errors import Fatal

PICKLED_SUFFIXES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".npz", ".joblib"})


def refuse_pickles(paths: list[Path], what: str) -> None:
    """Raise Fatal for files whose format can carry code when loaded."""
    for path in paths:
        if path.suffix in PICKLED_SUFFIXES:
            raise Fatal(
                f"{what} holds {path.name}, a format that can run code when loaded: convert it to .safetensors "
                f"(for transformers: model.save_pretrained(folder) with a current version)"
            )


def pack(folder: Path, target: Path) -> None:
    """A checkpoint folder as one tar file with the same bytes whenever the contents are the same."""
    fresh = target.with_suffix(".tmp")
    with tarfile.open(fresh, "w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
                info.size, info.mode = path.stat().st_size, 0o644
                with path.open("rb") as file:
                    tar.addfile(info, file)
    os.replace(fresh, target)


def unpack(packed: Path, root: Path) -> Path:
    """The checkpoint folder from its tar file; refuses anything but plain safe files below one step folder."""
    try:
        with tarfile.open(packed, "r:") as tar:
            members = tar.getmembers()
            for member in members:
                parts = Path(member.name).parts
                if not member.isfile() or len(parts) < 2 or not parts[0].startswith("step-") or ".." in parts:
                    raise Fatal(f"the checkpoint holds {member.name!r}, no plain file of a step: start the job anew")
            refuse_pickles([Path(member.name) for member in members], "the checkpoint")
            if not members:
                raise Fatal("the checkpoint is empty: start the job anew")
            tar.extractall(root, filter="data")
    except tarfile.TarError as error:
        raise Fatal(f"the checkpoint cannot be read ({error}): start the job anew") from error
    return root / Path(members[0].name).parts[0]


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def combined_sha256(paths: list[Path]) -> str:
    """Hex SHA-256 over the sorted hashes of several files."""
    return hashlib.sha256("\n".join(sorted(sha256_of(path) for path in paths)).encode()).hexdigest()
