"""Renders pages from templates that escape all values. The only file that imports jinja2."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from corpus.dates import parse_iso
from corpus.passage import Span
from service.citations import split_at_spans
from service.http.schemas.answers import AnswerOut, CitationOut, PassageOut
from service.links import permalink

_TEMPLATES = Path(__file__).parents[2] / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPiece:
    """A part of an answer's text: a quote, or a language model's words, with the citations that support it.

    parts   its text, split at short answers; True marks a short answer
    """

    verbatim: bool
    parts: list[tuple[str, bool]]
    citations: list[CitationOut]


def render(template: str, **values: Any) -> str:
    """Render a template. A missing value is an error, never a blank."""
    return _environment.get_template(template).render(values)


def runs_of(answer: AnswerOut) -> list[list[AnswerPiece]]:
    """Group the pieces of an answer into runs of consecutive quotes and runs of other text."""
    return [list(run) for _, run in groupby(pieces_of(answer), key=attrgetter("verbatim"))]


def pieces_of(answer: AnswerOut) -> list[AnswerPiece]:
    """Split an answer at its quotes, and turn each "[n]" into a citation of the piece before it."""
    text, pieces = answer.answer or "", list[AnswerPiece]()
    quoted = [cited for cited in answer.citations if _place_of(cited).of(text) == cited.quote]
    for span, borne in split_at_spans(text, map(_place_of, quoted)):
        if borne:
            bearing = [
                cited for cited in quoted if cited.answer_span.start < span.end and cited.answer_span.end > span.start
            ]
            pieces.append(AnswerPiece(verbatim=True, parts=_marked(text, span, bearing[0]), citations=bearing))
        else:
            _add_told(pieces, span.of(text), answer.citations)
    return pieces


def _place_of(cited: CitationOut) -> Span:
    return Span(cited.answer_span.start, cited.answer_span.end)


def _add_told(pieces: list[AnswerPiece], text: str, citations: Sequence[CitationOut]) -> None:
    """A "[n]" belongs to the piece before it, even a quote; one that matches no citation is text."""
    numbered = {f"[{cited.number}]": cited for cited in citations}
    numbers = "|".join(map(re.escape, numbered))
    for part in re.split(f"({numbers})", text) if numbered else [text]:
        if part in numbered and pieces:
            if numbered[part] not in pieces[-1].citations:
                pieces[-1].citations.append(numbered[part])
        elif words := part.strip():
            pieces.append(AnswerPiece(verbatim=False, parts=[(words, False)], citations=[]))


def told_times(cited: CitationOut) -> list[str]:
    """Which days words of the quote mean: "“today”: May 6, 2021"."""
    return list(dict.fromkeys(f"“{each.words}”: {each.days}" for each in cited.times))


def cited_releases(answer: AnswerOut) -> list[list[CitationOut]]:
    """Group the citations by version of a release."""
    groups: dict[tuple[str, str], list[CitationOut]] = {}
    for cited in answer.citations:
        groups.setdefault((cited.release_id, cited.version), []).append(cited)
    return list(groups.values())


def _marked(answer: str, quote: Span, cited: CitationOut) -> list[tuple[str, bool]]:
    """Split a quote at its short answers, whose places count in the release's text."""
    shift = cited.answer_span.start - cited.start - quote.start
    marks = (Span(mark.start + shift, mark.end + shift) for mark in cited.highlights)
    text = quote.of(answer)
    return [(part.of(text), short) for part, short in split_at_spans(text, marks)]


def spell_day(published: str) -> str:
    """ "2020-10-21T13:00+09:00" is 21 October 2020 wherever it is read: the day is the one the release names."""
    try:
        day = parse_iso(published)
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"


def web_address(address: str | None) -> str | None:
    """The host of a web address, else None: a release may name "javascript:…" as its source."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return parts.netloc.rpartition("@")[2] if parts.scheme in {"http", "https"} else None


def _exactly(text: str) -> Markup:
    """Escape carriage returns too: browsers read a bare one as a line feed, which would shift every later offset."""
    return Markup(str(escape(text)).replace("\r", "&#13;"))  # noqa: S704 - escaped in this very line


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _link(passage: PassageOut, as_of: str) -> str:
    """Link a passage of an earlier time with its version, because it may have changed since."""
    return permalink(passage.release_id, passage.start, passage.end, version=passage.version if as_of else None)


def _placed(address: str) -> str:
    """Repeat the place in the query, because the service does not see what follows "#"."""
    path, _, place = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}place={place}#{place}"


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "cited_releases": cited_releases,
        "told_times": told_times,
        "day": spell_day,
        "exactly": _exactly,
        "json": _json,
        "permalink": _link,
        "placed": _placed,
        "runs": runs_of,
        "web_address": web_address,
    }
    return environment


_environment = _make_environment()
