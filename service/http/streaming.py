"""Streams an answer as events: passages once they are found, then text and citations, then the whole answer.

Nothing that was sent is taken back: text is sent only once it is verified, and agrees with the whole answer.
"""

import itertools
import json
import time
from collections.abc import Generator, Iterable, Iterator

from pydantic import BaseModel

from corpus.chunking import split_sentences
from corpus.passage import Span
from index.storage.manifest import Manifest
from service.answering.answer import Answer, Nearest
from service.citations import split_at_spans
from service.http.event_stream import event
from service.http.problems import diagnose, problem_body
from service.http.schemas.streams import CreatedOut, DeltaOut, PassagesOut
from service.http.serializers import answer_body, answer_id, citation_body, index_body, passage_body

Event = tuple[str, BaseModel]  # its name, its data


def stream_answer(steps: Iterable[Nearest | Answer], manifest: Manifest, model: str) -> Generator[bytes]:
    """Yield the events of an answer, which is computed while they are consumed. An error is the last event."""
    try:
        for name, data in _events(steps, manifest, model):
            yield event(data.model_dump_json(), name)
    except Exception as error:  # noqa: BLE001 - the status line has been sent: the stream has to report it
        yield event(json.dumps(problem_body(*diagnose(error)), ensure_ascii=False), "error")


def _events(steps: Iterable[Nearest | Answer], manifest: Manifest, model: str) -> Iterator[Event]:
    created, started = int(time.time()), time.perf_counter()
    for step in steps:
        if isinstance(step, Nearest):
            yield "answer.created", _created(step, created, manifest)
            yield "answer.passages", PassagesOut(passages=[passage_body(hit) for hit in step.passages])
        else:
            milliseconds = (time.perf_counter() - started) * 1000
            yield from _said(step)
            whole = answer_body(step, manifest, model, milliseconds)
            yield "answer.completed", whole.model_copy(update={"created": created})


def _created(nearest: Nearest, created: int, manifest: Manifest) -> CreatedOut:
    return CreatedOut(
        id=answer_id(nearest),
        created=created,
        question=nearest.question,
        standalone_question=nearest.standalone_question,
        index=index_body(manifest),
    )


def _said(answer: Answer) -> Iterator[Event]:
    """Yield the text in pieces; each citation follows as soon as all the text that it supports has been sent."""
    left = list(answer.citations)
    for piece in pieces_of(answer):
        yield "answer.delta", DeltaOut(text=piece.of(answer.text or ""))
        while left and left[0].answer_span.end <= piece.end:
            yield "answer.citation", citation_body(left.pop(0))


def pieces_of(answer: Answer) -> list[Span]:
    """Split the answer's text before each cited span and between the sentences of that span.

    Only `answer_span` decides, because a quote may look like a mark; so a mark, [1], stays with the sentence before it.
    """
    text = answer.text or ""
    cuts = {0, len(text)}
    for span, borne in split_at_spans(text, (citation.answer_span for citation in answer.citations)):
        if borne:
            cuts |= {span.start, *(sentence.within(span.start).start for sentence in split_sentences(span.of(text)))}
    return [Span(start, end) for start, end in itertools.pairwise(sorted(cuts))]
