"""Records that the catalog takes and returns, besides releases and passages."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from corpus.dates import Published
from corpus.errors import PreconditionFailed
from corpus.mentions import NOBODY, Mentions
from corpus.passage import Passage
from corpus.release import Release

Vectors = npt.NDArray[np.float32]  # (n, dimension), unit rows
ChangeKind = Literal[
    "added", "changed", "unchanged", "removed", "restored", "withdrawn", "reinstated", "undone", "dated"
]
SourceKind = Literal["feed", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a release that was put or removed. `change` is the last change after that."""

    release_id: str
    version: str
    kind: ChangeKind
    change: int


ANY = frozenset({"*"})  # every version that there could be


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """What must be true of a release at the moment of writing (RFC 9110, section 13).

    match       it is there, of one of these versions; None asks for nothing
    none_match  it is not there, or of none of these versions
    """

    match: frozenset[str] | None = None
    none_match: frozenset[str] = frozenset()

    def check(self, version: str | None) -> None:
        """PreconditionFailed if it is not met; `version` is the current one, None if there is no release."""
        if self.match is not None and version is None:
            raise PreconditionFailed("there is no such release now")
        if self.match is not None and not self.match & {"*", version}:
            raise PreconditionFailed(f"the release is now of version {version}")
        if version is not None and self.none_match & {"*", version}:
            raise PreconditionFailed(f"there is such a release already, of version {version}")


UNCONDITIONAL = Precondition()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a catalog has come: its last change, and the SHA-256 of what was changed and when.

    Two catalogs that once were one, such as a backup and what was written after it, may both have a change 7: they are
    told apart by the digest.
    """

    change: int
    digest: str


NOWHERE = State(change=0, digest="")  # before the first change


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageEntry:
    """A passage with the SHA-256 of the text that is embedded for it (heading and passage)."""

    passage: Passage
    text_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A release without its text. Moments are ISO 8601, UTC.

    withdrawn_at  when its source no longer had it
    told_at       of what was known at an earlier time: since when, where an archive tells it and not our own log
    """

    id: str
    title: str
    published: Published | None
    source_url: str | None
    publisher: str | None
    language: str | None
    version: str
    characters: int
    withdrawn_at: str | None = None
    told_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """One version of a release. Moments are ISO 8601, UTC.

    told_at    when it was first known, as an archive tells
    undone_at  when it was taken out of all answers
    """

    version: str
    title: str
    published: Published | None
    characters: int
    stored_at: str
    current: bool
    told_at: str | None = None
    undone_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """The place of an indexed passage, and what filters need; `number` is the catalog's number of it.

    `mentions` are derived from the version's text when it is indexed; the catalog does not keep them.
    """

    number: int
    release_id: str
    version: str
    start: int
    end: int
    published: Published | None
    publisher: str | None
    language: str | None
    text_hash: bytes
    withdrawn: bool = False  # its source has it no more
    mentions: Mentions = NOBODY


class Texts(Protocol):
    """Where releases are looked up: the catalog, or what it was at an earlier time."""

    def get(self, release_id: str) -> Release:
        """The release; UnknownRelease or RemovedRelease where there is none."""
        ...

    def get_version(self, release_id: str, version: str) -> Release: ...

    def translations_of(self, release_id: str, /) -> Sequence[Listing]:
        """The releases that are this one in other languages."""
        ...

    def is_current(self, release_id: str, version: str) -> bool:
        """Whether an address that names no version leads to this one."""
        ...


def hash_text(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
