"""An answer as a person sees it: in a notebook (HTML), in a terminal (rich), as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from corpus.dates import spell_day

if TYPE_CHECKING:
    from index.retriever import Hit
    from service.answering import Answer
    from service.citations import Citation

_HEADLINES = {
    "answered": "The releases say:",
    "partial": "The releases may say:",
    "not_found": "The releases do not say.",
}


def as_text(answer: Answer) -> str:
    """Plain text, the quotes first, then where each stands."""
    lines = [headline(answer)]
    lines += [f"  “{citation.quote}” [{citation.number}]" for citation in answer.citations]
    lines += [f"[{citation.number}] {describe(citation)}" for citation in answer.citations]
    return "\n".join(lines)


def as_rich(answer: Answer) -> RenderableType:
    """For a terminal: `rich.print(answer)`."""
    parts: list[RenderableType] = [Text(headline(answer), style="bold")]
    for citation in answer.citations:
        quote = Text(citation.quote).append(f" [{citation.number}]", style="bold cyan")
        parts.append(Padding(quote, (1, 2, 0, 2)))
    if answer.citations:
        sources = [Text(f"[{citation.number}] {describe(citation)}", style="dim") for citation in answer.citations]
        parts.append(Padding(Group(*sources), (1, 0, 0, 0)))
    if answer.status == "not_found":
        parts += [Text(f"· {_nearest(hit)}", style="dim") for hit in answer.passages[:3]]
    return Group(*parts)


def as_html(answer: Answer) -> str:
    """For a notebook. Every text of a release is escaped: it is text, never markup."""
    return f'<div style="max-width: 44em; line-height: 1.5">{"".join(_html_parts(answer))}</div>'


def _html_parts(answer: Answer) -> Iterator[str]:
    yield f"<p><strong>{escape(answer.question)}</strong><br>{escape(headline(answer))}</p>"
    for citation in answer.citations:
        yield (
            '<blockquote style="font-family: Georgia, serif; margin: .8em 0; padding-left: 1em; '
            f'border-left: 3px solid #7a8b99; white-space: pre-wrap">{escape(citation.quote)} '
            f"<sup>[{citation.number}]</sup></blockquote>"
        )
    for citation in answer.citations:
        yield f"<div><small>[{citation.number}] {_linked(citation)}</small></div>"
    if answer.status == "not_found":
        items = "".join(f"<li>{escape(_nearest(hit))}</li>" for hit in answer.passages[:3])
        yield f"<small>Nearest passages:<ul>{items}</ul></small>" if items else ""


def _linked(citation: Citation) -> str:
    text = escape(describe(citation))
    if citation.fragment_url is None:
        return text
    return f'<a href="{escape(citation.fragment_url)}" rel="noopener noreferrer">{text}</a>'


def headline(answer: Answer) -> str:
    """What the status says, and why where there is a reason."""
    return " ".join(part for part in (_HEADLINES[answer.status], answer.reason) if part)


def describe(citation: Citation) -> str:
    """Title, date and place, as a reference."""
    parts = (citation.title, spell_day(citation.published), f"characters {citation.start}–{citation.end}")
    return ", ".join(part for part in parts if part)


def _nearest(hit: Hit) -> str:
    day = spell_day(hit.release.published)
    beginning = " ".join(hit.passage.text.split())[:120]
    return f"{hit.release.title}{f', {day}' if day else ''}: {beginning}…"
