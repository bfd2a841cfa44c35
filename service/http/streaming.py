"""An answer as a stream of events: its passages once they are found, then its text and citations, then the whole.

What was sent is never taken back: each event repeats what the whole says, and the text is sent once it is verified.
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
    """The events of an answer that is made while they are read. An error is the last of them."""
    try:
        for name, data in _events(steps, manifest, model):
            yield event(data.model_dump_json(), name)
    except Exception as error:  # noqa: BLE001 - the status line is gone already: the stream has to say it
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
    """The text in pieces; each citation follows once all that it supports has been sent."""
    left = list(answer.citations)
    for piece in pieces_of(answer):
        yield "answer.delta", DeltaOut(text=piece.of(answer.text or ""))
        while left and left[0].answer_span.end <= piece.end:
            yield "answer.citation", citation_body(left.pop(0))


def pieces_of(answer: Answer) -> list[Span]:
    """The answer's text, cut before what each citation supports and between its sentences.

    By `answer_span` alone: a quote may read like a mark. So the marks behind it, [1], stay with its last sentence.
    """
    text = answer.text or ""
    cuts = {0, len(text)}
    for span, borne in split_at_spans(text, (citation.answer_span for citation in answer.citations)):
        if borne:
            cuts |= {span.start, *(sentence.within(span.start).start for sentence in split_sentences(span.of(text)))}
    return [Span(start, end) for start, end in itertools.pairwise(sorted(cuts))]
