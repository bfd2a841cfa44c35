"""The page of what changed from one version of a release to another."""

from collections.abc import Sequence
from datetime import datetime

from corpus.records import StoredVersion
from service.display.revisions import MARKS, DiffPiece, Revision, lines_of
from service.http.pages.rendering import render, spell_day
from service.links import permalink


def as_html(revision: Revision) -> str:
    """A page of its own, readable without any style."""
    _, _, *lines = lines_of(revision)
    shown = [_marked_whole(line) for line in lines]
    versions = f"From {_tell(revision.old)} to {_tell(revision.new)}"
    new = revision.comparison.new
    sides = {name: _address(new.id, each) for name, each in (("older", revision.old), ("newer", revision.new))}
    return render("difference.html", title=new.title, sides=sides, versions=versions, lines=shown)


def _tell(version: StoredVersion) -> str:
    """A version by the moment from which it was here; its hash means nothing to a reader."""
    since = datetime.fromisoformat(version.stored_at)
    which = "the current version" if version.current else "the version"
    return f"{which} of {spell_day(version.stored_at)}, {since:%H:%M} UTC"


def _address(release_id: str, version: StoredVersion) -> str:
    return permalink(release_id, version=None if version.current else version.version)


def _marked_whole(line: Sequence[DiffPiece]) -> list[DiffPiece]:
    """Without the mark in front; what was removed or added as a whole is marked so."""
    (_, mark), *rest = line
    did = {MARKS["removed"]: "removed", MARKS["added"]: "added"}.get(mark)
    if did:
        return [(did, text) for _, text in rest]
    return rest if mark in MARKS.values() else list(line)
