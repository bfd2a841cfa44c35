"""Answers as people see them: in a notebook (HTML, a table), in a terminal (rich), as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Protocol

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from corpus.dates import spell_day
from service.citations import split_at_spans
from service.display.frames import day_cell, make_frame
from service.display.references import (
    Excerpt,
    Place,
    QuotePiece,
    as_typed,
    excerpts_of,
    places_of,
    quoted,
    refer,
    spell_out,
    tell_source,
    tell_times,
)

if TYPE_CHECKING:
    from index.hits import Hit
    from service.citations import Citation
    from service.display.frames import DataFrame


class Shown(Protocol):
    """What is shown of an answer: its fields mean what those of `service.answering.answer.Answer` mean."""

    @property
    def question(self) -> str: ...
    @property
    def standalone_question(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def citations(self) -> tuple[Citation, ...]: ...
    @property
    def passages(self) -> tuple[Hit, ...]: ...
    @property
    def confidence(self) -> float: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def note(self) -> str | None: ...
    @property
    def next_skip(self) -> int | None: ...
    @property
    def llm(self) -> str | None: ...


_HEADLINES = {
    "answered": "The releases say:",
    "partial": "Related, but no answer:",
    "not_found": "The releases do not say.",
}
MORE = "More sentences belong to this answer."
_COLUMNS = "number quote title published release_id start end source_url".split()
# Both readable on white and on black: a notebook may be either.
_MARK = (
    "background: #ffe08a; color: #1d2329; padding: 0 .15em; border-radius: .2em; "
    "-webkit-box-decoration-break: clone; box-decoration-break: clone"
)
_SOFT = "opacity: .7"
_QUOTE = (
    "font-family: Georgia, serif; margin: .8em 0; padding-left: 1em; border-left: 3px solid #7a8b99; "
    "white-space: pre-wrap"
)


def paragraphs(answer: Shown, place: Place) -> list[str]:
    """What an answer says, to be read without any markup: what a language model told, the quotes, where they stand."""
    told = [answer.text] if answer.llm and answer.text else []
    quotes = [quoted(excerpt) for excerpt in excerpts_of(answer.citations)]
    references = "\n".join(refer(citation, place) for citation in answer.citations)
    said = [*understood(answer), headline(answer), *told, *quotes, *remarks(answer), references]
    return [each for each in said if each]


def as_text(answer: Shown) -> str:
    """Plain text, the quotes first, then where each stands; where the releases do not say, the nearest passages."""
    nearest = answer.passages[:3] if answer.status == "not_found" else ()
    return "\n".join([*paragraphs(answer, as_typed), *(f"· {_nearest(hit)}" for hit in nearest)])


def as_rich(answer: Shown) -> RenderableType:
    """For a terminal: `rich.print(answer)`."""
    parts: list[RenderableType] = [Text(line, style="dim") for line in understood(answer)]
    parts.append(Text(headline(answer), style="bold"))
    parts += [Padding(Text(answer.text or ""), (1, 2, 0, 2))] if answer.llm else []
    parts += [Padding(_rich_excerpt(excerpt), (1, 2, 0, 2)) for excerpt in excerpts_of(answer.citations)]
    if answer.citations:
        told = [*remarks(answer), *(refer(citation, as_typed) for citation in answer.citations)]
        parts.append(Padding(Group(*(Text(line, style="dim") for line in told)), (1, 0, 0, 0)))
    if answer.status == "not_found":
        parts += [Text(f"· {_nearest(hit)}", style="dim") for hit in answer.passages[:3]]
    return Group(*parts)


def _rich_excerpt(excerpt: Excerpt) -> Text:
    return Text.assemble(*(part for piece in spell_out(excerpt) for part in _rich_parts(piece)))


def _rich_parts(piece: QuotePiece) -> list[tuple[str, str]]:
    if piece.kind == "quote":
        return [(text, "bold" if short else "") for text, short in cut_at_highlights(piece.citation)]
    return [(piece.text, "bold cyan" if piece.kind == "mark" else "")]


def as_html(answer: Shown) -> str:
    """For a notebook. Every text of a release is escaped: it is text, never markup."""
    return f'<div style="max-width: 44em; line-height: 1.5; margin-bottom: 1.2em">{"".join(_html_parts(answer))}</div>'


def _html_parts(answer: Shown) -> Iterator[str]:
    soft = "".join(f'<br><small style="{_SOFT}">{escape(line)}</small>' for line in understood(answer))
    yield f"<p><strong>{escape(answer.question)}</strong>{soft}<br>{escape(headline(answer))}</p>"
    yield f"<p>{escape(answer.text or '')}</p>" if answer.llm else ""
    for excerpt in excerpts_of(answer.citations):
        quotes = "".join(_html_piece(piece) for piece in spell_out(excerpt))
        yield f'<blockquote style="{_QUOTE}">{quotes}</blockquote>'
    for citation in answer.citations:
        yield f"<div><small>[{citation.number}] {_linked(citation)}</small></div>"
    if answer.citations:
        told = "<br>".join(map(escape, (*remarks(answer), f"Confidence {answer.confidence:.0%}.")))
        yield f'<div style="{_SOFT}"><small>{told}</small></div>'
    if answer.status == "not_found":
        items = "".join(f"<li>{escape(_nearest(hit))}</li>" for hit in answer.passages[:3])
        yield f"<small>Nearest passages:<ul>{items}</ul></small>" if items else ""


def _html_piece(piece: QuotePiece) -> str:
    if piece.kind == "quote":
        parts = cut_at_highlights(piece.citation)
        return "".join(_marked(text) if short else escape(text) for text, short in parts)
    return f"<sup>{escape(piece.text)}</sup>" if piece.kind == "mark" else escape(piece.text)


def _marked(text: str) -> str:
    return f'<mark style="{_MARK}">{escape(text)}</mark>'


def cut_at_highlights(citation: Citation) -> list[tuple[str, bool]]:
    """The quote in pieces, each marked whether it is a short answer; together they are the quote."""
    marks = (mark.within(-citation.start) for mark in citation.highlights)
    return [(part.of(citation.quote), short) for part, short in split_at_spans(citation.quote, marks)]


def _linked(citation: Citation) -> str:
    text, places = escape(tell_source(citation)), escape(", also ".join(places_of(citation, as_typed)))
    if citation.fragment_url is None:
        return f"{text}: {places}"
    return f'<a href="{escape(citation.fragment_url)}" rel="noopener noreferrer">{text}</a>: {places}'


def as_frame(answer: Shown) -> DataFrame:
    """A row a citation; no row for silence."""
    names = [name for name in _COLUMNS if name != "published"]
    rows = [
        {name: getattr(citation, name) for name in names} | {"published": day_cell(citation.published)}
        for citation in answer.citations
    ]
    return make_frame(rows, _COLUMNS)


def headline(answer: Shown) -> str:
    """What the status says, and why where there is a reason."""
    return " ".join(part for part in (_HEADLINES[answer.status], answer.reason) if part)


def remarks(answer: Shown) -> list[str]:
    """How the quotes were chosen, how many more there are, and which days their words mean."""
    rest = MORE if answer.next_skip else None
    return [each for each in (answer.note, rest, *map(tell_times, answer.citations)) if each]


def understood(answer: Shown) -> list[str]:
    """How the question was understood, if it depends on the conversation; else nothing."""
    return [] if answer.standalone_question == answer.question else [f"Read as: {answer.standalone_question}"]


def _nearest(hit: Hit) -> str:
    day = spell_day(hit.release.published)
    beginning = " ".join(hit.passage.text.split())[:120]
    return f"{hit.release.title}{f', {day}' if day else ''}: {beginning}…"
