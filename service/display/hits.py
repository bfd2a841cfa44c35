"""The hits of a search: a sequence that shows itself as a table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Self, overload

from corpus.dates import spell_day
from corpus.english.stop_words import UNMARKED
from index.hits import Hit
from index.question.answer_type import stem
from service.display.frames import day_cell, make_frame
from service.links import fragment_link

if TYPE_CHECKING:
    from service.display.frames import DataFrame

_COLUMNS = "rank score published title publisher text release_id start end source_url".split()
_SHOWN = 280  # characters of a passage
_BEFORE = 60  # of them before the first word that was asked for
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 4  # letters of a word that is marked, unless it has a capital or a digit
_CELL = "text-align: left; vertical-align: top; padding: .5em .8em"
_RELEASE = f"{_CELL}; min-width: 15em"
_SOFT = "opacity: .7"  # on white and on black


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits(Sequence[Hit]):
    """The hits of a search, in their order: by relevance the best first, else by date."""

    question: str
    found: tuple[Hit, ...]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.found)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: int | slice) -> Hit | Self:
        return replace(self, found=self.found[at]) if isinstance(at, slice) else self.found[at]

    def __str__(self) -> str:
        lines = (f"{rank}. {_describe(hit)}: {excerpt(hit.passage.text, self.question)}" for rank, hit in _ranked(self))
        return "\n".join(lines) or "No passage."

    def _repr_html_(self) -> str:
        return as_html(self)

    def to_frame(self) -> "DataFrame":
        """A row a hit, the passage whole. MissingPackage without pandas."""
        return make_frame([_row(rank, hit) for rank, hit in _ranked(self)], _COLUMNS)


def _ranked(hits: Hits) -> Iterator[tuple[int, Hit]]:
    return enumerate(hits, start=1)


def _describe(hit: Hit) -> str:
    return ", ".join(part for part in (hit.release.title, spell_day(hit.release.published)) if part)


def _row(rank: int, hit: Hit) -> dict[str, str | int | float | None]:
    return {
        "rank": rank,
        "score": hit.score,
        "published": day_cell(hit.release.published),
        "title": hit.release.title,
        "publisher": hit.release.publisher,
        "text": hit.passage.text,
        "release_id": hit.release.id,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "source_url": hit.release.source_url,
    }


def as_html(hits: Hits) -> str:
    """For a notebook. Every text of a release is escaped: it is text, never markup."""
    if not hits:
        return f"<p><strong>{escape(hits.question)}</strong><br>No passage.</p>"
    head = "".join(f'<th style="{_CELL}">{name}</th>' for name in ("Rank", "Score", "Release", "Passage"))
    rows = "".join(_html_row(rank, hit, hits.question) for rank, hit in _ranked(hits))
    return (
        f"<p><strong>{escape(hits.question)}</strong></p>"
        f'<table style="max-width: 64em"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _html_row(rank: int, hit: Hit, question: str) -> str:
    small = " · ".join(part for part in (spell_day(hit.release.published), hit.release.publisher) if part)
    score = f"{hit.score:.2g}" if hit.score else "–"  # a listing by date scores nothing
    passage = mark_words(excerpt(hit.passage.text, question), question)
    return (
        f'<tr><td style="{_CELL}">{rank}</td><td style="{_CELL}">{score}</td>'
        f'<td style="{_RELEASE}">{_linked(hit)}<br><small style="{_SOFT}">{escape(small)}</small></td>'
        f'<td style="{_CELL}">{passage}</td></tr>'
    )


def _linked(hit: Hit) -> str:
    title, address = escape(hit.release.title), fragment_link(hit.release.source_url, hit.passage.text)
    return title if address is None else f'<a href="{escape(address)}" rel="noopener noreferrer">{title}</a>'


def mark_words(text: str, question: str) -> str:
    """The text as HTML, words of the question in bold."""
    marked, at = "", 0
    for start, end in _places(text, question):
        marked += f"{escape(text[at:start])}<b>{escape(text[start:end])}</b>"
        at = end
    return marked + escape(text[at:])


def excerpt(text: str, question: str) -> str:
    """A short passage whole, else the part of it that holds most of the question's words; all on one line."""
    line = " ".join(text.split())
    if len(line) <= _SHOWN:
        return line
    places = _places(line, question)
    windows = [{stem(line[a:b]) for a, b in places if start <= a < start + _SHOWN - _BEFORE} for start, _ in places]
    best = max(range(len(windows)), key=lambda n: len(windows[n]), default=None)
    first = 0 if best is None else min(max(0, places[best][0] - _BEFORE), len(line) - _SHOWN)
    return _cut(line, first, first + _SHOWN)


def _cut(line: str, first: int, last: int) -> str:
    """Between two places, moved inwards to the ends of words."""
    part = line[first:last]
    if first:
        part = f"… {part.partition(' ')[2]}"
    return part if last >= len(line) else f"{part.rpartition(' ')[0]} …"


def _places(text: str, question: str) -> list[tuple[int, int]]:
    """Where words of the question stand, told by their first letters."""
    asked = {stem(word) for word in _WORD.findall(question) if _counts(word)}
    return [found.span() for found in _WORD.finditer(text) if stem(found[0]) in asked]


def _counts(word: str) -> bool:
    stands_out = not word.islower()
    return word.lower() not in UNMARKED and (stands_out or len(word) >= _SHORTEST)
