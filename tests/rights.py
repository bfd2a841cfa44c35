"""A user to whom a folder does not belong: root may write everywhere, whatever the bits of a folder say."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
