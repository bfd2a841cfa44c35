"""POST /v1/ask"""

import time
from typing import Annotated

from fastapi import APIRouter, Header

from index.storage.manifest import Manifest
from service.asking import last_of
from service.assembly import Communique
from service.conversations.store import Steps
from service.http.cursor import answer_key, read_cursor
from service.http.event_stream import EventStream, wants_events
from service.http.routes.common import Json, Service
from service.http.schemas.answers import AnswerOut, AskBody
from service.http.serializers import answer_body
from service.http.streaming import stream_answer

router = APIRouter(tags=["ask"])
Accept = Annotated[str, Header(include_in_schema=False)]


@router.post("/v1/ask", dependencies=[Json], response_model=AnswerOut, responses={200: EventStream.described})
def ask(body: AskBody, service: Service, accept: Accept = "") -> AnswerOut | EventStream:
    """The sentences that answer a question, word for word, each with its place; or that the releases do not say."""
    started = time.perf_counter()
    manifest, steps = _begin(body, service)
    if body.stream or wants_events(accept):
        return EventStream(stream_answer(steps, manifest, service.model))
    answer = last_of(steps)
    return answer_body(answer, manifest, service.model, (time.perf_counter() - started) * 1000)


def _begin(body: AskBody, service: Communique) -> tuple[Manifest, Steps]:
    """The answer in steps, read with the turns that come with the question, or with those that are kept."""
    narrowing = body.narrowing()
    if body.conversation_id is None:
        skip = read_cursor(body.cursor, answer_key(body.question))
        return service.ask_stepwise(body.question, **narrowing, skip=skip)
    return service.conversations.go_on(
        body.conversation_id, lambda turns: service.ask_stepwise(body.question, **narrowing | {"conversation": turns})
    )
