"""Plain text: a title, perhaps a date on its own line, paragraphs; around them the words of a web site."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from corpus.errors import InvalidRelease, UnreadableSource
from corpus.passage import Span
from corpus.reading.chrome import without_chrome
from corpus.reading.datelines import HEADER, own_day
from corpus.reading.decoding import detect, normalise
from corpus.reading.headlines import is_sentence
from corpus.reading.source import Reading, Refused, Source
from corpus.release import MAX_TEXT, Release
from corpus.written_dates import parse_line

_PARAGRAPH = re.compile(r"\S(?:[^\n]++|\n(?!\s*\n))*+")
_MAX_TITLE = 300
_MAX_DATE = 100  # characters of a line that is a date
_MAX_PARAGRAPHS = 200_000  # each is held; the longest real release known to us has some 500


@dataclass(frozen=True, slots=True)
class _Paragraph:
    span: Span
    text: str  # on one line
    line: int  # 1-based


def read(source: Source) -> Reading:
    """The one release of a plain text."""
    decoded = detect(source.data, source.charset)
    if len(decoded) > MAX_TEXT:
        raise Refused(f"text has {len(decoded):,} characters; at most {MAX_TEXT:,} are taken")
    text = normalise(decoded)
    paragraphs = without_chrome(_paragraphs(text), attrgetter("text"))
    if not paragraphs:
        raise Refused("empty: there is no text in it")
    published, dated = _find_date(paragraphs, source.place)
    rest = [paragraph for index, paragraph in enumerate(paragraphs) if index != dated]
    titled = _is_title(text, rest)
    body = rest[1:] if titled else rest
    try:
        yield Release(
            id=source.release_id,
            title=rest[0].text if titled else source.release_id.rsplit("/", 1)[-1],
            text=_body(text, body),
            published=published,
            source_url=source.url,
        )
    except InvalidRelease as error:
        raise Refused(str(error)) from None


def _paragraphs(text: str) -> list[_Paragraph]:
    found, line, counted = [], 1, 0
    for match in _PARAGRAPH.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        span = Span(match.start(), match.start() + len(match[0].rstrip()))
        found.append(_Paragraph(span, " ".join(match[0].split()), line))
        if len(found) > _MAX_PARAGRAPHS:
            raise Refused(f"more than {_MAX_PARAGRAPHS:,} paragraphs")
    return found


def _find_date(paragraphs: Sequence[_Paragraph], place: str) -> tuple[date | None, int | None]:
    """The date near the top, and which paragraph is nothing but that."""
    for paragraph in paragraphs[:HEADER]:
        try:
            parse_line(paragraph.text[:_MAX_DATE])
        except ValueError:
            raise UnreadableSource(f"{place}:{paragraph.line}", f"{paragraph.text!r} is no date") from None
    dated = own_day([paragraph.text for paragraph in paragraphs[: HEADER + 2]])
    return (dated.day, dated.index if dated.alone else None) if dated else (None, None)


def _is_title(text: str, paragraphs: Sequence[_Paragraph]) -> bool:
    """A first paragraph that is one line, short, no sentence, and followed by a text."""
    if len(paragraphs) < 2:
        return False
    first = paragraphs[0]
    return "\n" not in first.span.of(text) and len(first.text) <= _MAX_TITLE and not is_sentence(first.text)


def _body(text: str, paragraphs: Sequence[_Paragraph]) -> str:
    """The paragraphs and all that stands between them; those above a date are set before those below it."""
    runs: list[Span] = []
    for paragraph in paragraphs:
        if runs and not text[runs[-1].end : paragraph.span.start].strip():
            runs[-1] = Span(runs[-1].start, paragraph.span.end)
        else:
            runs.append(paragraph.span)
    return "\n\n".join(run.of(text) for run in runs)
