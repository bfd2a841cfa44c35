"""Quotes with their references as text to copy: one way for the command line, exports, programs and notebooks.

`static/references.js` is the same for the page; a test holds the two together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.dates import spell_day
from service.citations import Citation
from service.links import permalink

LEFT_OUT = "[…]"
Excerpt = list[Citation]  # of one version of a release, in the order of its text; never empty
# Where the characters from start to end of a release stand; the version is None where the current one is meant.
Place = Callable[[str, int, int, str | None], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePiece:
    """A part of an excerpt as it is written; of a `quote` the text is the citation's, to the character."""

    kind: Literal["quote", "mark", "between"]
    text: str
    citation: Citation


def excerpts_of(citations: Sequence[Citation]) -> list[Excerpt]:
    """The quotes of one version of a release together; the releases in the order of their first numbers."""
    releases: dict[tuple[str, str], Excerpt] = {}
    for citation in citations:
        releases.setdefault((citation.release_id, citation.version), []).append(citation)
    return [sorted(excerpt, key=lambda each: (each.start, each.end)) for excerpt in releases.values()]


def spell_out(excerpt: Excerpt) -> Iterator[QuotePiece]:
    """Each quote in quotation marks of its own, with its number; "[…]" where something is left out between two."""
    reached = excerpt[0].start
    for number, each in enumerate(excerpt):
        gap = f" {LEFT_OUT} " if each.start > reached else " "
        yield QuotePiece(kind="between", text=f"{gap if number else ''}“", citation=each)
        yield QuotePiece(kind="quote", text=each.quote, citation=each)
        yield QuotePiece(kind="between", text="” ", citation=each)
        yield QuotePiece(kind="mark", text=f"[{each.number}]", citation=each)
        reached = max(reached, each.next_start)


def quoted(excerpt: Excerpt) -> str:
    """“The harbour cost 340 million crowns.” [1] […] “They finished four months early.” [2]"""
    return "".join(piece.text for piece in spell_out(excerpt))


def tell_withdrawn(withdrawn_at: str | None) -> str:
    """That the source of a release has it no more, and since when; nothing while it has."""
    return f"withdrawn at its source on {withdrawn_at[:10]}" if withdrawn_at else ""


def tell_superseded(citation: Citation) -> str:
    """Which version was cited, where the release by its id alone is another by now; else nothing."""
    return f"version {citation.version[:8]}, no longer current" if citation.superseded else ""


def tell_translations(citation: Citation) -> str:
    """Which other languages the release is here in; nothing where it is in none."""
    languages = [each.language or each.title for each in citation.translations]
    return f"also in {' '.join(languages)}" if languages else ""


def tell_page(citation: Citation) -> str:
    """The printed page that the quote begins on, of a release that came as a PDF; else nothing."""
    return f"page {citation.page.label}" if citation.page else ""


def tell_source(citation: Citation) -> str:
    """Publisher, title, date, page, and what has become of the release since; on one line."""
    of_it = (citation.publisher, citation.title, spell_day(citation.published), tell_page(citation))
    since = (tell_withdrawn(citation.withdrawn_at), tell_superseded(citation), tell_translations(citation))
    return ", ".join(" ".join(part.split()) for part in (*of_it, *since) if part)


def places_of(citation: Citation, place: Place) -> list[str]:
    """The place of the quote; then its places in copies of the release."""
    version = citation.version if citation.superseded else None
    others = [
        place(each.release.id, each.span.start, each.span.end, each.release.version if each.superseded else None)
        for each in citation.also
    ]
    return [place(citation.release_id, citation.start, citation.end, version), *others]


def refer(citation: Citation, place: Place) -> str:
    """ "[1] Ministry of Works, The harbour is open, May 6, 2031, https://press.example/harbour: harbour#75-111"."""
    source = f", {citation.source_url}" if citation.source_url else ""
    return f"[{citation.number}] {tell_source(citation)}{source}: {', also '.join(places_of(citation, place))}"


def tell_times(citation: Citation) -> str:
    """ "[1] “today”: May 6, 2021; “last week”: April 26, 2021 to May 2, 2021"; nothing without such words."""
    told = dict.fromkeys(map(str, citation.times))
    return f"[{citation.number}] {'; '.join(told)}" if told else ""


def as_typed(release_id: str, start: int, end: int, _version: str | None) -> str:
    """A place as `communique show` and `verify` take and give it."""
    return f"{release_id}#{start}-{end}"


def permalinks(base: str) -> Place:
    """Places as addresses of the service that is reached at `base`."""

    def place(release_id: str, start: int, end: int, version: str | None) -> str:
        return f"{base}{permalink(release_id, start, end, version=version)}"

    return place
