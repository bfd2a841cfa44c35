"""What the catalog gives and takes beside releases and passages."""

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from corpus.dates import Published
from corpus.mentions import NOBODY, Mentions
from corpus.passage import Passage

Vectors = npt.NDArray[np.float32]  # (n, dimension), unit rows
Kind = Literal["added", "changed", "unchanged", "removed", "restored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a release that was put or removed. `change` is the last change once it was done."""

    release_id: str
    version: str
    kind: Kind
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A passage with the SHA-256 of the text that is embedded for it (heading and passage)."""

    passage: Passage
    text_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A release without its text."""

    id: str
    title: str
    published: Published | None
    source_url: str | None
    publisher: str | None
    language: str | None
    version: str
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """One version of a release. `stored_at` is ISO 8601, UTC."""

    version: str
    title: str
    published: Published | None
    characters: int
    stored_at: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a current passage stands and what filters ask of it; `number` is the catalog's own for it.

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
    mentions: Mentions = NOBODY


def hash_text(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
