"""POST /v1/ask"""

import time
from typing import Annotated

from fastapi import APIRouter, Header

from service.bodies import answer_body
from service.event_stream import EventStream, wants_events
from service.routes.common import Json, Service
from service.schemas import AnswerOut, AskBody
from service.streaming import stream_answer

router = APIRouter(tags=["ask"])
Accept = Annotated[str, Header(include_in_schema=False)]


@router.post("/v1/ask", dependencies=[Json], response_model=AnswerOut, responses={200: EventStream.described})
def ask(body: AskBody, service: Service, accept: Accept = "") -> AnswerOut | EventStream:
    """The sentences that answer a question, word for word, each with its place; or that the releases do not say."""
    if body.stream or wants_events(accept):
        manifest, steps = service.ask_stepwise(body.question, **body.narrowing())
        return EventStream(stream_answer(steps, manifest, service.model))
    started = time.perf_counter()
    answer, manifest = service.ask_with_manifest(body.question, **body.narrowing())
    return answer_body(answer, manifest, service.model, (time.perf_counter() - started) * 1000)
