"""An answer as a person sees it: in a notebook (HTML, a table), in a terminal (rich), as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from corpus.dates import spell_day
from service.frames import day_cell, make_frame

if TYPE_CHECKING:
    from index.retriever import Hit
    from service.answering import Answer
    from service.citations import Citation
    from service.frames import DataFrame

_HEADLINES = {
    "answered": "The releases say:",
    "partial": "The releases may say:",
    "not_found": "The releases do not say.",
}
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


def as_text(answer: Answer) -> str:
    """Plain text, the quotes first, then where each stands."""
    lines = [*understood(answer), headline(answer)]
    lines += [f"  {answer.text}"] if answer.llm else []
    lines += [f"  “{citation.quote}” [{citation.number}]" for citation in answer.citations]
    lines += [answer.note] if answer.note else []
    lines += [f"[{citation.number}] {_refer(citation)}" for citation in answer.citations]
    return "\n".join(lines)


def as_rich(answer: Answer) -> RenderableType:
    """For a terminal: `rich.print(answer)`."""
    parts: list[RenderableType] = [Text(line, style="dim") for line in understood(answer)]
    parts.append(Text(headline(answer), style="bold"))
    parts += [Padding(Text(answer.text or ""), (1, 2, 0, 2))] if answer.llm else []
    parts += [Padding(_rich_quote(citation), (1, 2, 0, 2)) for citation in answer.citations]
    if answer.citations:
        told = [answer.note] if answer.note else []
        told += [f"[{citation.number}] {_refer(citation)}" for citation in answer.citations]
        parts.append(Padding(Group(*(Text(line, style="dim") for line in told)), (1, 0, 0, 0)))
    if answer.status == "not_found":
        parts += [Text(f"· {_nearest(hit)}", style="dim") for hit in answer.passages[:3]]
    return Group(*parts)


def _rich_quote(citation: Citation) -> Text:
    pieces = [(text, "bold" if short else "") for text, short in pieces_of(citation)]
    return Text.assemble(*pieces, (f" [{citation.number}]", "bold cyan"))


def as_html(answer: Answer) -> str:
    """For a notebook. Every text of a release is escaped: it is text, never markup."""
    return f'<div style="max-width: 44em; line-height: 1.5; margin-bottom: 1.2em">{"".join(_html_parts(answer))}</div>'


def _html_parts(answer: Answer) -> Iterator[str]:
    soft = "".join(f'<br><small style="{_SOFT}">{escape(line)}</small>' for line in understood(answer))
    yield f"<p><strong>{escape(answer.question)}</strong>{soft}<br>{escape(headline(answer))}</p>"
    yield f"<p>{escape(answer.text or '')}</p>" if answer.llm else ""
    for citation in answer.citations:
        quote = "".join(_marked(text) if short else escape(text) for text, short in pieces_of(citation))
        yield f'<blockquote style="{_QUOTE}">{quote} <sup>[{citation.number}]</sup></blockquote>'
    for citation in answer.citations:
        yield f"<div><small>[{citation.number}] {_linked(citation)}</small></div>"
    if answer.citations:
        told = " ".join(part for part in (answer.note, f"Confidence {answer.confidence:.0%}.") if part)
        yield f'<div style="{_SOFT}"><small>{escape(told)}</small></div>'
    if answer.status == "not_found":
        items = "".join(f"<li>{escape(_nearest(hit))}</li>" for hit in answer.passages[:3])
        yield f"<small>Nearest passages:<ul>{items}</ul></small>" if items else ""


def _marked(text: str) -> str:
    return f'<mark style="{_MARK}">{escape(text)}</mark>'


def pieces_of(citation: Citation) -> Iterator[tuple[str, bool]]:
    """The quote in pieces, each with whether it is a short answer; together they are the quote."""
    at = citation.start
    for mark in sorted(citation.highlights):
        start, end = max(at, mark.start), max(at, mark.end)
        yield citation.quote[at - citation.start : start - citation.start], False
        yield citation.quote[start - citation.start : end - citation.start], True
        at = end
    yield citation.quote[at - citation.start :], False


def _linked(citation: Citation) -> str:
    text = escape(describe(citation))
    if citation.fragment_url is None:
        return text
    return f'<a href="{escape(citation.fragment_url)}" rel="noopener noreferrer">{text}</a>'


def as_frame(answer: Answer) -> DataFrame:
    """A row a citation; no row for silence."""
    names = [name for name in _COLUMNS if name != "published"]
    rows = [
        {name: getattr(citation, name) for name in names} | {"published": day_cell(citation.published)}
        for citation in answer.citations
    ]
    return make_frame(rows, _COLUMNS)


def headline(answer: Answer) -> str:
    """What the status says, and why where there is a reason."""
    return " ".join(part for part in (_HEADLINES[answer.status], answer.reason) if part)


def understood(answer: Answer) -> list[str]:
    """How the question was read, where it leans on the talk; else nothing."""
    return [] if answer.standalone_question == answer.question else [f"Read as: {answer.standalone_question}"]


def tell_withdrawn(withdrawn_at: str | None) -> str:
    """That the source of a release has it no more, and since when; nothing while it has."""
    return f"withdrawn at its source on {withdrawn_at[:10]}" if withdrawn_at else ""


def tell_superseded(citation: Citation) -> str:
    """Which version was cited, where the release by its id alone is another by now; else nothing."""
    return f"version {citation.version[:8]}, no longer current" if citation.superseded else ""


def tell_source(citation: Citation) -> str:
    """Title, date, and what has become of the release since."""
    since = (tell_withdrawn(citation.withdrawn_at), tell_superseded(citation))
    return ", ".join(part for part in (citation.title, spell_day(citation.published), *since) if part)


def describe(citation: Citation) -> str:
    """Source and place, as a reference; and the copies of the release that hold the quote too."""
    others = ", ".join(source.release.id for source in citation.also)
    also = f", also in {others}" if others else ""
    return f"{tell_source(citation)}, characters {citation.start}–{citation.end}{also}"


def _refer(citation: Citation) -> str:
    """The same where no link can stand: the places as `communique show` and `verify` take and give them."""
    others = "".join(f", also {source.release.id}#{source.span.start}-{source.span.end}" for source in citation.also)
    return f"{tell_source(citation)}: {citation.release_id}#{citation.start}-{citation.end}{others}"


def _nearest(hit: Hit) -> str:
    day = spell_day(hit.release.published)
    beginning = " ".join(hit.passage.text.split())[:120]
    return f"{hit.release.title}{f', {day}' if day else ''}: {beginning}…"
