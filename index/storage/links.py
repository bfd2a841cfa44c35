"""Links to folders whose files are replaced, never modified: a second folder of the same content costs links alone."""

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

LOCK = ".lock"  # whoever opens an index makes its own


def may_write(folder: Path) -> bool:
    """Whether this user may create files in the folder."""
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def link_temporarily(folder: Path) -> Path:
    """A new temporary folder with a symbolic link to each file; the caller removes it."""
    links = Path(mkdtemp(prefix="communique-"))
    for file in folder.iterdir():
        if file.suffix != LOCK:
            (links / file.name).symlink_to(file.absolute())
    return links


def link_files(source: Path, target: Path) -> None:
    """Make a second index with the same content, which can be written to while the first is read.

    tantivy never modifies a file, it replaces it: hard links are enough where the disk supports them.
    """
    target.mkdir(parents=True)
    for file in source.iterdir():
        if file.suffix == LOCK:
            continue
        try:
            (target / file.name).hardlink_to(file)
        except OSError:
            shutil.copy2(file, target / file.name)
