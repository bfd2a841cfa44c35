"""The data folder: whether it has a catalog, and what this user may do with it."""

import os
from pathlib import Path

from corpus.errors import CommuniqueError
from corpus.reading import CATALOG

_EFFECTIVE = os.access in os.supports_effective_ids


class NoCatalog(CommuniqueError):
    """There is no catalog to read: most likely another folder is meant."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"no catalog at {folder}; make one with: communique --data {folder} add …")


class FolderNotWritable(CommuniqueError):
    """This user may not use the folder as asked; the message names both, and a remedy."""


def check_folder(folder: Path, *, make: bool, write: bool) -> bool:
    """Check the folder; returns whether its catalog can only be read.

    `make`: where there is none, one is to be made; else NoCatalog. `write`: FolderNotWritable where it cannot be
    written.
    """
    above = next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))
    if above.is_dir() and not _may(above, os.R_OK | os.X_OK if above == folder else os.X_OK):
        raise FolderNotWritable(f"{_user()} cannot read {above}. {_remedy(above)}")
    if not (folder / CATALOG).exists():
        if not make:
            raise NoCatalog(folder)
        if above.is_dir() and not _may(above, os.W_OK | os.X_OK):
            what = f"write to {above}" if above == folder else f"make {folder} in {above}"
            raise FolderNotWritable(f"{_user()} cannot {what}. {_remedy(folder)}")
        return False
    closed = next((path for path in _written(folder) if path.exists() and not _may(path, os.W_OK)), None)
    if closed is not None and write:
        raise FolderNotWritable(f"{_user()} cannot write to {closed}. {_remedy(folder)}")
    return closed is not None


def _written(folder: Path) -> list[Path]:
    """All files that are written to, except those that are made anew."""
    catalog, index = folder / CATALOG, folder / "index"
    beside = (catalog.with_name(f"{CATALOG}{ending}") for ending in ("-wal", "-shm"))
    return [folder, catalog, *beside, index, index / "writer.lock"]


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=_EFFECTIVE)


def _user() -> str:
    return f"user id {os.geteuid()}" if hasattr(os, "geteuid") else "this user"


def _remedy(folder: Path) -> str:
    """The command that gives the folder to this user, or another remedy."""
    other = "or name another folder: communique --data FOLDER"
    if not hasattr(os, "geteuid"):
        return f"Give it the right to, {other}"
    if not folder.exists():
        return f"Make it for that user: mkdir -p {folder} && chown {os.geteuid()} {folder}; {other}"
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return f"It lies on a file system that is mounted to be read only: mount it to be written; {other}"
    return f"Give it to that user: chown -R {os.geteuid()} {folder}; {other}"
