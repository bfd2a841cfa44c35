"""POST /v1/chat/completions and GET /v1/models, for clients of OpenAI's interface."""

from fastapi import APIRouter, HTTPException, Request

from service.http.completions import completion_body, narrowing, stream_completion
from service.http.event_stream import EventStream
from service.http.routes.common import Json, Service
from service.http.schemas.chat import MODEL, ChatBody, CompletionOut, ModelCard, ModelsOut

router = APIRouter(tags=["completions"])


@router.post(
    "/v1/chat/completions",
    dependencies=[Json],
    response_model=CompletionOut,
    responses={200: EventStream.described},
)
def complete(body: ChatBody, service: Service, request: Request) -> CompletionOut | EventStream:
    """What an answer says, as a chat completion with `url_citation` annotations; streamed or not."""
    _check_model(body.model)
    base = str(request.base_url).rstrip("/")
    if body.stream:
        _, steps = service.ask_stepwise(body.messages[-1].content, **narrowing(body))
        return EventStream(stream_completion(steps, body, base))
    answer, _ = service.ask_with_manifest(body.messages[-1].content, **narrowing(body))
    return completion_body(answer, body, base)


@router.get("/v1/models")
def models() -> ModelsOut:
    """The one that answers here. It is no language model."""
    return ModelsOut(data=[ModelCard()])


@router.get("/v1/models/{model}")
def model(model: str) -> ModelCard:
    """The same by its name."""
    _check_model(model)
    return ModelCard()


def _check_model(name: str) -> None:
    if name != MODEL:
        raise HTTPException(404, f"there is no model {name[:100]!r} here, only {MODEL!r}")
