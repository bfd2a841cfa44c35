"""/v1/conversations: those that are kept, where COMMUNIQUE_CONVERSATIONS says so."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response

from service.conversations.export import as_markdown
from service.conversations.store import ConversationStore
from service.http.conversation_serializers import conversation_body, summaries_body
from service.http.routes.common import Json, Service, Writer
from service.http.schemas.common import Limit
from service.http.schemas.conversations import (
    ConversationOut,
    ConversationsOut,
    NewConversationBody,
)

_NO_STORE = {"Cache-Control": "no-store"}


def _store(service: Service, response: Response) -> ConversationStore:
    """403 where nothing is kept. What is private is not to lie in caches either."""
    response.headers.update(_NO_STORE)
    return service.conversations


Store = Annotated[ConversationStore, Depends(_store)]
ConversationId = Annotated[
    str, Path(max_length=100, description="Who knows it may read, go on with and delete the conversation.")
]

router = APIRouter(tags=["conversations"])


@router.post("/v1/conversations", status_code=201, dependencies=[Json])
def create(_body: Annotated[NewConversationBody, Body()], store: Store, response: Response) -> ConversationOut:
    """Begin a conversation; its id goes with each question as `conversation_id`."""
    conversation = store.create()
    response.headers["Location"] = f"/v1/conversations/{conversation.id}"
    return conversation_body(conversation)


@router.get("/v1/conversations", dependencies=[Writer])
def list_all(
    store: Store,
    limit: Annotated[Limit, Query()] = 20,
    cursor: Annotated[
        str | None, Query(pattern="^[0-9]{1,15}$", description="`next_cursor` of the page before.")
    ] = None,
) -> ConversationsOut:
    """Every conversation, the last begun first; needs a key, because an id opens a conversation."""
    return summaries_body(store.summaries(limit + 1, None if cursor is None else int(cursor)), limit)


@router.get("/v1/conversations/{conversation_id}")
def get(conversation_id: ConversationId, store: Store) -> ConversationOut:
    """A conversation with all its turns."""
    return conversation_body(store.get(conversation_id))


@router.get(
    "/v1/conversations/{conversation_id}/export",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}, "application/json": {}}}},
)
def export(
    conversation_id: ConversationId,
    store: Store,
    request: Request,
    format_: Annotated[Literal["markdown", "json"], Query(alias="format")] = "markdown",
) -> Response:
    """The conversation as a file: Markdown to read, or the JSON of the route without `/export`."""
    conversation = store.get(conversation_id)
    if format_ == "json":
        return _file(conversation_body(conversation).model_dump_json(indent=2), "application/json", "json")
    return _file(as_markdown(conversation, str(request.base_url).rstrip("/")), "text/markdown; charset=utf-8", "md")


@router.delete("/v1/conversations/{conversation_id}", status_code=204)
def delete(conversation_id: ConversationId, store: Store) -> None:
    """Delete the conversation; nothing of it is left."""
    store.delete(conversation_id)


def _file(text: str, media_type: str, ending: str) -> Response:
    headers = _NO_STORE | {"Content-Disposition": f'attachment; filename="conversation.{ending}"'}
    return Response(text, media_type=media_type, headers=headers)
