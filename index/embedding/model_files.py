"""The files of a model: which ones they are, and whether they are those that were measured."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import ModelError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_SUFFIXES = frozenset({".json", ".txt", ".safetensors", ".bin", ".model", ".onnx"})


def fingerprint_of(name: str, folder: Path) -> str:
    """The model's name with a digest of all of its files."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix in _SUFFIXES)
    return f"{name}:{_digest(files).hex()[:16]}"


def check_file(file: Path, expected: str) -> Path:
    """The file, whose SHA-256 is the expected one. ModelError when it is missing or another one."""
    if not file.is_file():
        raise ModelError(f"{file} is missing. Install the model again: make clean install")
    if (found := _digest([file]).hex()) != expected:
        raise ModelError(f"{file} is not the model it should be: SHA-256 {found}, expected {expected}")
    return file


def _digest(files: Sequence[Path]) -> bytes:
    """SHA-256 of one file's content; for several files, of their digests."""
    digests = []
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").digest())
    return digests[0] if len(digests) == 1 else hashlib.sha256(b"".join(digests)).digest()
