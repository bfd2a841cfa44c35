"""A press release, and the rules that its fields keep."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from corpus.dates import Published, zoned
from corpus.embargo import embargo_of
from corpus.errors import InvalidRelease
from corpus.folding import normalise
from corpus.language_tags import Translation
from corpus.layout import Layout

MAX_ID = 1_000
MAX_TITLE = 2_000
MAX_TEXT = 10_000_000  # code points; the longest real release known to us has 79,000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A press release. `text` is final: every offset anywhere counts its code points, from 0, end exclusive.

    `version` is the SHA-256 of title, date and text, so a corrected release keeps its `id` and changes its
    version. Raises InvalidRelease when a field breaks a rule.

    `known_at` is when an archive says that this version was first known elsewhere (in UTC); None where nobody does, or
    is believed. `translations` are where it stands in other languages. `layout` is where its words stand on the printed
    pages that it was read from. None of these is part of the version. `embargo` is what the text says of itself at its
    head ("EMBARGOED UNTIL …"), in its words.
    """

    id: str
    title: str
    text: str
    published: Published | None
    source_url: str | None = None
    publisher: str | None = None
    language: str | None = None
    known_at: datetime | None = None
    translations: tuple[Translation, ...] = ()
    layout: Layout | None = field(default=None, compare=False, repr=False)
    version: str = field(init=False)
    embargo: str | None = field(init=False, compare=False)

    def __post_init__(self) -> None:
        _check_id(self.id)
        _check_characters("title", self.title, limit=MAX_TITLE)
        _check_characters("text", self.text, limit=MAX_TEXT)
        for name in ("source_url", "publisher", "language"):
            value = getattr(self, name)
            if value is not None:
                _check_characters(name, value, limit=MAX_TITLE)
        if isinstance(self.published, datetime):
            _check_moment(self.published)
        object.__setattr__(self, "version", version_of(self.title, self.published, self.text))
        object.__setattr__(self, "embargo", embargo_of(self.text))


def version_of(title: str, published: Published | None, text: str) -> str:
    """SHA-256 over title, date and text, each led by its length so that no two releases run together."""
    return hash_fields(title, published.isoformat() if published else "", text)


def hash_fields(title: str, published: str, text: str) -> str:
    """The version of what is stored so: the date as ISO 8601, empty if there is none."""
    digest = hashlib.sha256()
    for part in (title, published, text):
        encoded = part.encode()
        digest.update(f"{len(encoded)}:".encode())
        digest.update(encoded)
    return digest.hexdigest()


def slugify(name: str) -> str:
    """Letters and digits joined by hyphens, accents folded: an id that is easy to type."""
    folded = normalise("NFKD", name)
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return re.sub(r"[^\w]+", "-", plain.lower()).strip("-_")[:200]


def _check_id(release_id: str) -> None:
    _check_characters("id", release_id, limit=MAX_ID)
    if not release_id.isprintable() or release_id != release_id.strip():
        raise InvalidRelease(f"id {release_id!r} holds control characters, or white space at its ends")
    # Clients fold "." and ".." out of addresses; the last two words are routes of their own.
    if release_id.rsplit("/", 1)[-1] in {".", "..", "text", "versions"}:
        raise InvalidRelease(f"id {release_id!r} cannot be addressed: its last part is a reserved word")


def _check_moment(published: datetime) -> None:
    if published.utcoffset() is None:
        raise InvalidRelease(f"published {published.isoformat()} has no zone")
    try:
        zoned(published)
    except ValueError as error:
        raise InvalidRelease(f"published {error}") from None


def _check_characters(name: str, value: str, *, limit: int) -> None:
    if not value.strip():
        raise InvalidRelease(f"{name} is empty")
    if len(value) > limit:
        raise InvalidRelease(f"{name} has {len(value):,} characters; at most {limit:,} are taken")
    if "\0" in value:
        raise InvalidRelease(f"{name} holds a NUL character at {value.index(chr(0))}")
    if found := _LONE_SURROGATE.search(value):
        raise InvalidRelease(f"{name} holds a lone surrogate at {found.start()}")
