"""Releases that are quoted, as entries of a bibliography: what each style is written from (see styles.py)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from corpus.catalog_reader import CatalogReader
from corpus.dates import Published
from corpus.passage import Span
from service.citations import Citation, make_citation
from service.display.references import Excerpt, Place, excerpts_of, spell_out

_KEY_PART = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One version of a release, with what is quoted of it: each quote in quotation marks, in the order of the text.

    `place` is ours, where the first quote stands in that version; `source_url` is the publisher's.
    """

    key: str  # of letters and digits, once in a bibliography
    title: str
    publisher: str | None
    published: Published | None
    source_url: str | None
    language: str | None
    version: str
    place: str
    accessed: date
    quotes: str

    @property
    def day(self) -> date | None:
        published = self.published
        return published.date() if isinstance(published, datetime) else published


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPlace:
    """A place of a release, in the version named or the current one."""

    release_id: str
    start: int
    end: int
    version: str | None = None


def cite_places(catalog: CatalogReader, places: Sequence[QuotedPlace]) -> tuple[list[Citation], dict[str, str]]:
    """Their citations, numbered in this order, and the languages of the releases that have one.

    UnknownRelease, RemovedRelease, UnknownVersion; ValueError names a place that is not in its release.
    """
    citations: list[Citation] = []
    languages: dict[str, str] = {}
    for number, place in enumerate(places, start=1):
        release = catalog.get(place.release_id, place.version)
        if not place.start < place.end <= len(release.text):
            raise ValueError(f"there is no place {place.start}-{place.end} in {place.release_id!r}")
        languages |= {release.id: release.language} if release.language else {}
        citation = make_citation(
            number,
            Span(0, place.end - place.start),
            release,
            Span(place.start, place.end),
            superseded=not catalog.is_current(release.id, release.version),
            withdrawn_at=catalog.withdrawn_at(release.id),
        )
        citations.append(citation)
    return citations, languages


def references_of(
    citations: Sequence[Citation], place: Place, accessed: date | None = None, languages: dict[str, str] | None = None
) -> list[Reference]:
    """A reference for each version of a release that is cited, in the order of the first numbers.

    `languages` are those of releases, by id, where they are known; `accessed` is today's if none is named.
    """
    day = accessed or datetime.now(UTC).date()
    references: list[Reference] = []
    for excerpt in excerpts_of(citations):
        key = _free_key(excerpt[0], {each.key for each in references})
        references.append(_reference(excerpt, key, place, day, (languages or {}).get(excerpt[0].release_id)))
    return references


def _reference(excerpt: Excerpt, key: str, place: Place, accessed: date, language: str | None) -> Reference:
    first = excerpt[0]
    return Reference(
        key=key,
        title=_line(first.title),
        publisher=_line(first.publisher) if first.publisher else None,
        published=first.published,
        source_url=first.source_url,
        language=language,
        version=first.version,
        place=place(first.release_id, first.start, first.end, first.version),
        accessed=accessed,
        quotes=_quotes(excerpt),
    )


def _quotes(excerpt: Excerpt) -> str:
    """Without the numbers, which mean nothing outside of an answer."""
    pieces = [piece for piece in spell_out(excerpt) if piece.kind != "mark"]
    return "".join(piece.text.replace("” ", "”") if piece.kind == "between" else piece.text for piece in pieces)


def _line(text: str) -> str:
    return " ".join(text.split())


def _free_key(citation: Citation, taken: Iterable[str]) -> str:
    """ "works2031harbour": of the publisher, the year and the title; a letter more where that is taken."""
    year = str(citation.published.year) if citation.published else ""
    publisher, title = _words(citation.publisher or ""), _words(citation.title)
    base = "".join([*publisher[-1:], year, *[word for word in title if word not in publisher][:1]]) or "release"
    keys = [base, *(f"{base}{chr(ord('a') + number % 26) * (1 + number // 26)}" for number in range(1_000))]
    held = set(taken)
    return next(key for key in keys if key not in held)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return [word for word in _KEY_PART.findall(plain) if len(word) > 3]
