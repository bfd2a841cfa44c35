"""Answers as OpenAI chat completions, for clients that already speak that protocol."""

import json
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from corpus.chunking import count_tokens
from corpus.dates import spell_day
from corpus.passage import Span
from corpus.records import Listing
from service.answering.answer import Answer, Nearest
from service.answering.follow_ups import Cited, Turn
from service.display.references import excerpts_of, permalinks, quoted, refer, spell_out, tell_withdrawn
from service.http.event_stream import event
from service.http.problems import diagnose, openai_error, problem_body
from service.http.schemas.chat import (
    Annotation,
    ChatBody,
    ChoiceOut,
    CompletionOut,
    CompletionPiece,
    DeltaChoice,
    MessageBody,
    MessageOut,
    UrlCitation,
    UsageOut,
)
from service.http.serializers import answer_id
from service.http.streaming import pieces_of
from service.links import find_places, permalink

_MOST_CITED = 20  # places that are read out of one message
_PASSAGES = 10  # that are looked at for the nearest releases
_BETWEEN = "\n\n"  # two releases that are quoted
_NEAREST = 3  # releases that are named where none says it


def narrowing(body: ChatBody) -> dict[str, Any]:
    """The arguments of `ask` other than the question."""
    talk = turns_of(body.messages[:-1])
    return {"limit": _PASSAGES, "filters": body.filters.filters(), "conversation": talk, "as_of": body.as_of}


def turns_of(messages: Sequence[MessageBody]) -> list[Turn]:
    """Messages as turns. What one of our own cites is read from the permalinks in its annotations or its text."""
    return [
        Turn(role="user" if each.role == "user" else "assistant", text=each.content, citations=_cited(each))
        for each in messages
    ]


def _cited(message: MessageBody) -> tuple[Cited, ...]:
    if message.role == "user":
        return ()
    kept = " ".join(each.url_citation.url for each in message.annotations or [])
    places = find_places(kept) or find_places(message.content)
    return tuple(Cited(release_id=id_, start=start, end=end) for id_, start, end in places[:_MOST_CITED])


def pieces_of_message(answer: Answer, base: str) -> list[str]:
    """What is said, piece by piece: the quotes with their marks, what is to be known of them, and where they stand.

    What a language model told of them comes in their place.
    """
    if answer.text is None:
        return [f"The releases do not say. {answer.reason}", *_paragraph("Nearest:", _nearest(answer, base))]
    told = [piece.of(answer.text) for piece in pieces_of(answer)] if answer.llm else list(_quotes(answer))
    remarks = [f"\n\n{remark}" for remark in (answer.reason, answer.note) if remark]
    sources = [refer(citation, permalinks(base)) for citation in answer.citations]
    return [*told, *remarks, *_paragraph("Sources:", sources)]


def _quotes(answer: Answer) -> Iterator[str]:
    """A paragraph for each release that is quoted."""
    for number, excerpt in enumerate(excerpts_of(answer.citations)):
        yield f"{_BETWEEN if number else ''}{quoted(excerpt)}"


def spans_in_message(answer: Answer) -> dict[int, Span]:
    """The span in the message that each citation supports, by number."""
    if answer.llm:
        return {each.number: each.answer_span for each in answer.citations}
    spans, at = dict[int, Span](), 0
    for excerpt in excerpts_of(answer.citations):
        for piece in spell_out(excerpt):
            if piece.kind == "quote":
                spans[piece.citation.number] = Span(at, at + len(piece.text))
            at += len(piece.text)
        at += len(_BETWEEN)
    return spans


def _paragraph(heading: str, items: Sequence[str]) -> list[str]:
    """A list as Markdown shows it and as plain text reads well."""
    return ["\n\n" + "\n".join([heading, "", *(f"- {item}" for item in items)])] if items else []


def _source(of: Listing, url: str) -> str:
    facts = (of.title, spell_day(of.published), tell_withdrawn(of.withdrawn_at))
    return f"{', '.join(fact for fact in facts if fact)}: {url}"


def _nearest(answer: Answer, base: str) -> list[str]:
    """The releases of the nearest passages, without duplicates."""
    releases = {hit.release.id: hit.release for hit in answer.passages}.values()
    return [_source(each, f"{base}{permalink(each.id)}") for each in list(releases)[:_NEAREST]]


def annotations_of(answer: Answer, base: str) -> list[Annotation]:
    """A url_citation for each citation, its indices around the quote."""
    spans = spans_in_message(answer)
    return [
        Annotation(
            url_citation=UrlCitation(
                start_index=spans[each.number].start,
                end_index=spans[each.number].end,
                url=f"{base}{each.url}",
                title=each.title,
            )
        )
        for each in answer.citations
    ]


def completion_body(answer: Answer, body: ChatBody, base: str) -> CompletionOut:
    content = "".join(pieces_of_message(answer, base))
    message = MessageOut(content=content, annotations=annotations_of(answer, base))
    return CompletionOut(
        id=_id(answer), created=int(time.time()), choices=[ChoiceOut(message=message)], usage=_usage(body, content)
    )


def stream_completion(steps: Iterable[Nearest | Answer], body: ChatBody, base: str) -> Generator[bytes]:
    """The same as events; an error is the last of them, in place of [DONE]."""
    usage_wanted = body.stream_options is not None and body.stream_options.include_usage
    try:
        for piece in _stream(steps, body, base):
            if piece.choices or usage_wanted:
                yield event(piece.model_dump_json(exclude=None if usage_wanted else {"usage"}))
        yield event("[DONE]")
    except Exception as error:  # noqa: BLE001 - the status line is gone already: the stream has to say it
        status, detail = diagnose(error)
        told = problem_body(status, detail, error=openai_error(status, detail))
        yield event(json.dumps(told, ensure_ascii=False))


def _stream(steps: Iterable[Nearest | Answer], body: ChatBody, base: str) -> Iterator[CompletionPiece]:
    created = int(time.time())
    for step in steps:
        piece = partial(CompletionPiece, id=_id(step), created=created)
        if isinstance(step, Nearest):
            yield piece(choices=[DeltaChoice(delta={"role": "assistant", "content": ""})])
            continue
        said = pieces_of_message(step, base)
        for text in said:
            yield piece(choices=[DeltaChoice(delta={"content": text})])
        annotations = [each.model_dump() for each in annotations_of(step, base)]
        if annotations:
            yield piece(choices=[DeltaChoice(delta={"annotations": annotations})])
        yield piece(choices=[DeltaChoice(delta={}, finish_reason="stop")])
        yield piece(choices=[], usage=_usage(body, "".join(said)))


def _id(answer: Answer | Nearest) -> str:
    return answer_id(answer).replace("answer-", "chatcmpl-")


def _usage(body: ChatBody, content: str) -> UsageOut:
    asked, said = sum(count_tokens([each.content for each in body.messages])), sum(count_tokens([content]))
    return UsageOut(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)
