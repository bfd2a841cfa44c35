"""Checksums of the files of a snapshot: what is read is what was written, or it is not read."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from index.storage.links import LOCK

MANIFEST = "manifest.json"


class DamagedIndex(ValueError):
    """Files of a snapshot are not what was written."""


def checksums(
    folder: Path, before: Path | None = None, known: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """SHA-256 of every file of a snapshot but its manifest, by name.

    A file that is shared with the snapshot before keeps the checksum that is `known`: damage is not to be confirmed.
    """
    return {
        name: known[name] if before and name in known and _is_same(before / name, file) else _checksum(file)
        for name, file in sorted(_files(folder))
    }


def find_damaged(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """The names of the files that are missing, or are not what was written."""
    return [name for name, checksum in expected.items() if not _holds(folder / name, checksum)]


def verify(folder: Path, expected: Mapping[str, str]) -> None:
    """DamagedIndex names the files."""
    if damaged := find_damaged(folder, expected):
        raise DamagedIndex(f"not what was written: {', '.join(str(folder / name) for name in damaged)}")


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix != LOCK and file.name != MANIFEST:
            yield file.relative_to(folder).as_posix(), file


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and one.samefile(other)


def _holds(file: Path, checksum: str) -> bool:
    try:
        return _checksum(file) == checksum
    except OSError:  # not there, or not to be read
        return False


def _checksum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
