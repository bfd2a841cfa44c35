"""Citations: the exact place of a quote, checked against the stored text before anything is sent."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.dates import Published, day_of
from corpus.deictic_dates import DatedWords, find_deictic
from corpus.errors import CommuniqueError
from corpus.layout import PrintedBox, PrintedPage
from corpus.passage import Span
from corpus.records import Listing, Texts
from corpus.release import Release
from corpus.tables import header_of, row_at
from service.links import fragment_link, page_link, page_of, permalink

_BLANK = re.compile(r"\s*+")


class FalseQuote(CommuniqueError):
    """The quote is not where it should be. Never sent; a sign that the catalog was tampered with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another place of a quote, word for word: in a copy of the release."""

    release: Release
    span: Span
    superseded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """release.text[start:end] == quote, checked when it was made. `answer_span` is what it bears in the answer: the
    quote, or the sentence that a language model made of it.

    `superseded`: the release has another version now, or none, as when it is asked what was known at an earlier time.
    `highlights` are the short answers in the quote (an amount, a date, a name), counted as start and end are.
    `times` are words of the quote that only the release's date explains, such as "today", counted likewise.
    `blank` is the length of the white space that follows the quote in the release.
    `page` is where it begins and `boxes` are its lines on the printed pages, where the release was read from such.
    """

    number: int  # from 1, as in [1]
    answer_span: Span
    release_id: str
    version: str
    title: str
    published: Published | None
    source_url: str | None
    start: int
    end: int
    quote: str
    highlights: tuple[Span, ...] = ()
    superseded: bool = False
    also: tuple[Elsewhere, ...] = ()
    withdrawn_at: str | None = None  # ISO 8601, UTC: since when the source has the release no more
    publisher: str | None = None
    blank: int = 0
    told_at: str | None = None  # ISO 8601, UTC: since when it was known, where an archive tells it
    times: tuple[DatedWords, ...] = ()
    translations: tuple[Listing, ...] = ()  # the release in other languages
    page: PrintedPage | None = None
    boxes: tuple[PrintedBox, ...] = ()

    @property
    def url(self) -> str:
        """Our permalink, from the root of the service; it names the version if that is not the current one."""
        return permalink(self.release_id, self.start, self.end, version=self.version if self.superseded else None)

    @property
    def next_start(self) -> int:
        """Where the release goes on after the quote: between this and a quote that begins there nothing is left out."""
        return self.end + self.blank

    @property
    def fragment_url(self) -> str | None:
        """The source's address with a text fragment, which browsers scroll to and highlight; a PDF's with its page."""
        return page_link(self.source_url, self.page) if self.page else fragment_link(self.source_url, self.quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What is to be cited: a span of a passage's release, the short answers in it, and copies of the release."""

    release: Listing
    span: Span
    highlights: tuple[Span, ...] = ()
    copies: tuple[Listing, ...] = ()


def cite(quotations: Sequence[Quotation], texts: Texts) -> tuple[str, tuple[Citation, ...]]:
    """The answer's text, each quote followed by its number, and the citations. FalseQuote is impossible but checked.

    A row of a table is quoted whole, with the row that names its columns before it.
    """
    text, citations = "", []
    for number, quotation in enumerate(_with_headers(quotations, texts), start=1):
        release = texts.get_version(quotation.release.id, quotation.release.version)
        quote = quotation.span.of(release.text)
        start = len(text) + (1 if text else 0)
        text = f"{text}{' ' if text else ''}{quote} [{number}]"
        span = Span(start, start + len(quote))
        citation = make_citation(
            number,
            span,
            release,
            quotation.span,
            highlights=quotation.highlights,
            superseded=not texts.is_current(release.id, release.version),
            withdrawn_at=quotation.release.withdrawn_at,
            told_at=quotation.release.told_at,
            also=tuple(_find_also(quote, quotation.copies, texts)),
            translations=tuple(texts.translations_of(release.id)),
        )
        check(citation, release, text)
        citations.append(citation)
    return text, tuple(citations)


def _with_headers(quotations: Sequence[Quotation], texts: Texts) -> Iterator[Quotation]:
    quoted: set[tuple[str, str, Span]] = set()
    for quotation in quotations:
        of, text = quotation.release, texts.get_version(quotation.release.id, quotation.release.version).text
        row = row_at(text, quotation.span)
        header = header_of(text, row or quotation.span)
        if header and (of.id, of.version, header) not in quoted:
            yield replace(quotation, span=header, highlights=())
            quoted.add((of.id, of.version, header))
        if (of.id, of.version, row or quotation.span) not in quoted:
            yield replace(quotation, span=row or quotation.span)
            quoted.add((of.id, of.version, row or quotation.span))


def _find_also(quote: str, copies: Sequence[Listing], texts: Texts) -> Iterator[Elsewhere]:
    """The first place of the quote in each of the copies that contain it word for word."""
    for listing in copies:
        release = texts.get_version(listing.id, listing.version)
        start = release.text.find(quote)
        if start >= 0:
            superseded = not texts.is_current(release.id, release.version)
            yield Elsewhere(release=release, span=Span(start, start + len(quote)), superseded=superseded)


def find_elsewhere(quote: str, copies: Sequence[Elsewhere]) -> Iterator[Elsewhere]:
    """The first place of the quote in each release of these other places, if it contains it."""
    for copy in copies:
        start = copy.release.text.find(quote)
        if start >= 0:
            yield replace(copy, span=Span(start, start + len(quote)))


def make_citation(
    number: int,
    answer_span: Span,
    release: Release,
    span: Span,
    *,
    superseded: bool,
    withdrawn_at: str | None,
    highlights: tuple[Span, ...] = (),
    also: tuple[Elsewhere, ...] = (),
    told_at: str | None = None,
    translations: tuple[Listing, ...] = (),
) -> Citation:
    """The citation of a span of a release, its quote cut from the stored text."""
    return Citation(
        number=number,
        answer_span=answer_span,
        release_id=release.id,
        version=release.version,
        title=release.title,
        published=release.published,
        source_url=release.source_url,
        start=span.start,
        end=span.end,
        quote=span.of(release.text),
        highlights=highlights,
        superseded=superseded,
        withdrawn_at=withdrawn_at,
        also=also,
        publisher=release.publisher,
        blank=count_blank(release.text, span.end),
        told_at=told_at,
        times=find_times(release, span),
        translations=translations,
        page=page_of(release, span),
        boxes=release.layout.boxes(span) if release.layout else (),
    )


def find_times(release: Release, span: Span) -> tuple[DatedWords, ...]:
    """Words such as "today" in this span of a dated release in English, with the days that they mean."""
    if release.published is None or not (release.language or "en").startswith("en"):
        return ()
    found = find_deictic(span.of(release.text), day_of(release.published))
    return tuple(replace(each, span=each.span.within(span.start)) for each in found)


def split_at_spans(text: str, spans: Iterable[Span]) -> list[tuple[Span, bool]]:
    """The text's parts in order: each of the spans (True), and what lies before, between and after them (False).

    A span that overlaps an earlier one or reaches past the end is left out. The page does likewise (static/text.js).
    """
    parts, done = list[tuple[Span, bool]](), 0
    for span in sorted(set(spans)):
        if done <= span.start and span.end <= len(text):
            parts += [(Span(done, span.start), False)] if done < span.start else []
            parts.append((span, True))
            done = span.end
    return [*parts, (Span(done, len(text)), False)] if done < len(text) else parts


def count_blank(text: str, at: int) -> int:
    """The number of white space characters from this offset on."""
    found = _BLANK.match(text, at)
    return len(found[0]) if found else 0


def check(citation: Citation, release: Release, answer: str) -> None:
    """FalseQuote unless release and answer contain the quote, to the character, and the quote its highlights."""
    said = citation.answer_span.of(answer) == citation.quote
    stands = all(citation.start <= mark.start < mark.end <= citation.end for mark in citation.highlights)
    check_place(citation, release.text if said and stands else "")


def check_place(citation: Citation, text: str) -> None:
    """FalseQuote unless the text contains the quote, to the character, at its place."""
    if not citation.quote or text[citation.start : citation.end] != citation.quote:
        raise FalseQuote(f"{citation.quote!r} does not stand at {citation.release_id}#{citation.start}-{citation.end}")
