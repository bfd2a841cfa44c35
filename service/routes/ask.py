"""POST /v1/ask"""

import time

from fastapi import APIRouter

from service.bodies import answer_body
from service.routes.common import Json, Service
from service.schemas import AnswerOut, AskBody

router = APIRouter(tags=["ask"])


@router.post("/v1/ask", dependencies=[Json])
def ask(body: AskBody, service: Service) -> AnswerOut:
    """The sentences that answer a question, word for word, each with its place; or that the releases do not say."""
    started = time.perf_counter()
    turns = [turn.turn() for turn in body.conversation]
    filters = body.filters.filters()
    answer, manifest = service.ask_with_manifest(body.question, limit=body.limit, filters=filters, conversation=turns)
    milliseconds = (time.perf_counter() - started) * 1000
    return answer_body(answer, manifest, service.model, milliseconds)
