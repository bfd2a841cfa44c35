"""Plain text: a title, perhaps a date on its own line, paragraphs; around them the words of a web site."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.dates import parse_line
from corpus.errors import InvalidRelease, UnreadableSource
from corpus.passage import Span
from corpus.reading.decoding import Undecodable, decode, normalise
from corpus.release import Release

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
# A line made of these alone is navigation around a release, never the release.
_CHROME = frozenset(
    """press release releases news newsroom media room center centre home back to top of page the this
    print share email e-mail tweet facebook twitter linkedin pdf download menu search skip main content
    navigation previous next statement statements speeches archive archives all for immediate""".split()
)
_HEADER_PARAGRAPHS = 6  # a date further down than this belongs to the text
_MAX_TITLE = 300


@dataclass(frozen=True, slots=True)
class _Paragraph:
    span: Span
    text: str  # on one line
    line: int  # 1-based


def read_text(data: bytes, place: str, release_id: str) -> Release | UnreadableSource:
    """The one release of a plain-text file."""
    try:
        text = normalise(decode(data))
        return _parse(text, place, release_id)
    except Undecodable as error:
        return UnreadableSource(place, str(error))
    except InvalidRelease as error:
        return UnreadableSource(place, str(error))
    except UnreadableSource as error:
        return error


def _parse(text: str, place: str, release_id: str) -> Release:
    paragraphs = _without_chrome(_paragraphs(text))
    if not paragraphs:
        raise UnreadableSource(place, "empty: there is no text in it")
    published, dated = _find_date(paragraphs, place)
    rest = [paragraph for index, paragraph in enumerate(paragraphs) if index != dated]
    titled = _is_title(text, rest)
    body = rest[1:] if titled else rest
    return Release(
        id=release_id,
        title=rest[0].text if titled else release_id.rsplit("/", 1)[-1],
        text=_body(text, body),
        published=published,
    )


def _paragraphs(text: str) -> list[_Paragraph]:
    found, line, counted = [], 1, 0
    for match in _PARAGRAPH.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        span = Span(match.start(), match.start() + len(match[0].rstrip()))
        found.append(_Paragraph(span, " ".join(match[0].split()), line))
    return found


def _without_chrome(paragraphs: Sequence[_Paragraph]) -> list[_Paragraph]:
    kept = list(paragraphs)
    while kept and _is_chrome(kept[0].text):
        kept.pop(0)
    while kept and _is_chrome(kept[-1].text):
        kept.pop()
    return kept


def _is_chrome(line: str) -> bool:
    return set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", line.lower())) <= _CHROME


def _find_date(paragraphs: Sequence[_Paragraph], place: str) -> tuple[date | None, int | None]:
    """The date on a line of its own near the top, and which paragraph it is."""
    for index, paragraph in enumerate(paragraphs[:_HEADER_PARAGRAPHS]):
        try:
            if day := parse_line(paragraph.text):
                return day, index
        except ValueError:
            raise UnreadableSource(f"{place}:{paragraph.line}", f"{paragraph.text!r} is no date") from None
    return None, None


def _is_title(text: str, paragraphs: Sequence[_Paragraph]) -> bool:
    """A first paragraph that is one line, short, and followed by a text."""
    if len(paragraphs) < 2:
        return False
    first = paragraphs[0]
    return "\n" not in first.span.of(text) and len(first.text) <= _MAX_TITLE


def _body(text: str, paragraphs: Sequence[_Paragraph]) -> str:
    """The paragraphs and all that stands between them; those above a date are set before those below it."""
    runs: list[Span] = []
    for paragraph in paragraphs:
        if runs and not text[runs[-1].end : paragraph.span.start].strip():
            runs[-1] = Span(runs[-1].start, paragraph.span.end)
        else:
            runs.append(paragraph.span)
    return "\n\n".join(run.of(text) for run in runs)
