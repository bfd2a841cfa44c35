"""Answers to JSON and back. Quotes are not stored: each is cut anew from the version that it cites."""

import json
from dataclasses import asdict, fields
from typing import Any

from corpus.catalog import Catalog
from corpus.passage import Span
from service.answering.answer import Answer
from service.answering.explanation import Explanation
from service.answering.follow_ups import Cited, Turn
from service.citations import Citation, Elsewhere, count_blank, find_times
from service.links import page_of

_APART = {"citations", "passages"}  # not stored: a search finds the passages again


def write_answer(answer: Answer) -> str:
    facts = {each.name: getattr(answer, each.name) for each in fields(answer) if each.name not in _APART}
    if answer.explanation:
        facts["explanation"] = asdict(answer.explanation)
    return json.dumps({"facts": facts, "citations": [_place(citation) for citation in answer.citations]})


def read_answer(stored: str, catalog: Catalog) -> Answer:
    """Read an answer, without its passages. Versions are never deleted, so every quote is still there."""
    read = json.loads(stored)
    citations = tuple(_citation(place, catalog) for place in read["citations"])
    facts = read["facts"]
    if explained := facts.get("explanation"):
        facts["explanation"] = Explanation(**explained | {"missing": tuple(explained["missing"])})
    return Answer(**facts, citations=citations, passages=())


def read_turns(stored: str) -> tuple[Turn, Turn]:
    """The turns, question and answer, as a client would send them back."""
    read = json.loads(stored)
    facts, places = read["facts"], read["citations"]
    cited = tuple(Cited(release_id=at["release_id"], start=at["start"], end=at["end"]) for at in places)
    said = facts["text"] or facts["reason"] or ""
    return Turn(role="user", text=facts["question"]), Turn(role="assistant", text=said, citations=cited)


def _place(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "answer_span": [citation.answer_span.start, citation.answer_span.end],
        "release_id": citation.release_id,
        "version": citation.version,
        "start": citation.start,
        "end": citation.end,
        "highlights": [[mark.start, mark.end] for mark in citation.highlights],
        "also": [[each.release.id, each.release.version, each.span.start, each.span.end] for each in citation.also],
    }


def _citation(place: dict[str, Any], catalog: Catalog) -> Citation:
    """As it was given, but for what time has made of the release: its address names the version where that is another
    now, and it says since when the source has it no more."""
    release = catalog.get_version(place["release_id"], place["version"])
    span = Span(place["start"], place["end"])
    return Citation(
        number=place["number"],
        answer_span=Span(*place["answer_span"]),
        release_id=release.id,
        version=release.version,
        title=release.title,
        published=release.published,
        source_url=release.source_url,
        start=span.start,
        end=span.end,
        quote=span.of(release.text),
        highlights=tuple(Span(*mark) for mark in place["highlights"]),
        superseded=not catalog.is_current(release.id, release.version),
        also=tuple(_elsewhere(*each, catalog=catalog) for each in place.get("also", ())),
        withdrawn_at=catalog.withdrawn_at(release.id),
        publisher=release.publisher,
        blank=count_blank(release.text, span.end),
        times=find_times(release, span),
        translations=tuple(catalog.translations_of(release.id)),
        page=page_of(release, span),
        boxes=release.layout.boxes(span) if release.layout else (),
    )


def _elsewhere(release_id: str, version: str, start: int, end: int, *, catalog: Catalog) -> Elsewhere:
    release = catalog.get_version(release_id, version)
    return Elsewhere(release=release, span=Span(start, end), superseded=not catalog.is_current(release_id, version))
