"""Disks that are full, damaged, or not ours to write."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.catalog import Catalog

NOBODY = 65_534


@contextmanager
def without_rights(*folders: Path) -> Iterator[None]:
    """Within, the folders (with all that is in them) can be read by this process and not be written."""
    paths = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    before = {path: path.stat().st_mode for path in paths}
    user = os.geteuid()
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        if user == 0:
            os.seteuid(NOBODY)
        yield
    finally:
        os.seteuid(user)
        for path, mode in before.items():
            path.chmod(mode)


def leave_no_room(catalog: Catalog) -> None:
    """SQLite's own limit: its file may not grow by one page more, as on a full disk."""
    with catalog.database.write() as connection:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")


def damage(catalog: Path) -> None:
    """Every page but the first is overwritten."""
    size = catalog.stat().st_size
    with catalog.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xa5" * (size - 4096))
