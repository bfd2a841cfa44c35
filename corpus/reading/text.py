"""Plain text: a title, perhaps a date on its own line, paragraphs; around them the words of a web site."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from corpus.errors import InvalidRelease, UnreadableSource
from corpus.passage import Span
from corpus.reading.chrome import without_chrome
from corpus.reading.datelines import HEADER, line_day, own_day
from corpus.reading.decoding import detect, normalise
from corpus.reading.source import Reading, Refused, Source
from corpus.reading.titles import MAX_HEADING, find_heading, is_lead_in
from corpus.release import MAX_TEXT, Release
from corpus.written_dates import parse_line

_PARAGRAPH = re.compile(r"\S(?:[^\n]++|\n(?!\s*\n))*+")
_MAX_DATE = 100  # characters of a line that is a date
_MAX_HEADING = 1_000  # characters of a paragraph that is looked at line by line
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
    paragraphs = without_chrome(_parted(text, _paragraphs(text)), attrgetter("text"))
    if not paragraphs:
        raise Refused("empty: there is no text in it")
    published, dated = _find_date(paragraphs, source.place)
    heading = find_heading([_as_line(text, paragraph) for paragraph in paragraphs[:MAX_HEADING]])
    lifted = heading.lifted | {dated}
    body = [paragraph for index, paragraph in enumerate(paragraphs) if index not in lifted]
    try:
        yield Release(
            id=source.release_id,
            title=source.release_id.rsplit("/", 1)[-1] if heading.title is None else paragraphs[heading.title].text,
            text=_body(text, body),
            published=published,
            source_url=source.url,
            publisher=paragraphs[heading.offices[0]].text if heading.offices else None,
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


def _parted(text: str, paragraphs: Sequence[_Paragraph]) -> list[_Paragraph]:
    """Of the first paragraphs, what leads in and a day on a line of its own are parted from the lines around them."""
    found: list[_Paragraph] = []
    for paragraph in paragraphs[:HEADER]:
        if len(paragraph.text) > _MAX_HEADING:
            found.append(paragraph)
            continue
        lines = _lines(text, paragraph)
        first = next((at for at, line in enumerate(lines) if not _stands_alone(line.text)), len(lines))
        last = next((at for at in range(len(lines), first, -1) if not _stands_alone(lines[at - 1].text)), first)
        inner = lines[first:last]
        whole = (
            [
                _Paragraph(
                    Span(inner[0].span.start, inner[-1].span.end), " ".join(line.text for line in inner), inner[0].line
                )
            ]
            if inner
            else []
        )
        found += [*lines[:first], *whole, *lines[last:]]
    return [*found, *paragraphs[HEADER:]]


def _lines(text: str, paragraph: _Paragraph) -> list[_Paragraph]:
    found, start = [], paragraph.span.start
    for number, line in enumerate(paragraph.span.of(text).split("\n")):
        found.append(_Paragraph(Span(start, start + len(line)), " ".join(line.split()), paragraph.line + number))
        start += len(line) + 1
    return found


def _stands_alone(line: str) -> bool:
    return is_lead_in(line) or line_day(line) is not None


def _as_line(text: str, paragraph: _Paragraph) -> str:
    """A paragraph of several lines keeps a line feed: it is no title."""
    return paragraph.text if "\n" not in paragraph.span.of(text) else f"{paragraph.text}\n"


def _body(text: str, paragraphs: Sequence[_Paragraph]) -> str:
    """The paragraphs and all that stands between them; those above a date are set before those below it."""
    runs: list[Span] = []
    for paragraph in paragraphs:
        if runs and not text[runs[-1].end : paragraph.span.start].strip():
            runs[-1] = Span(runs[-1].start, paragraph.span.end)
        else:
            runs.append(paragraph.span)
    return "\n\n".join(run.of(text) for run in runs)
