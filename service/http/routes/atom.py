"""GET /v1/search.atom"""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Header, HTTPException, Query, Request, Response

from service.http.atom import Feed
from service.http.routes.common import Service
from service.http.routes.narrowing import Narrowed
from service.http.schemas.common import Limit, QuestionText

router = APIRouter(tags=["search"])


class AtomResponse(Response):
    media_type = "application/atom+xml"


@router.get(
    "/v1/search.atom",
    response_class=AtomResponse,
    responses={304: {"description": "It is still the same."}},
)
def search_feed(
    request: Request,
    service: Service,
    filters: Narrowed,
    q: Annotated[QuestionText | None, Query(description="Words or a question; every release without.")] = None,
    limit: Annotated[Limit, Query(description="How many releases.")] = 20,
    sort: Annotated[Literal["newest", "oldest", "relevance"], Query()] = "newest",
    if_none_match: Annotated[str | None, Header()] = None,
    if_modified_since: Annotated[str | None, Header()] = None,
) -> Response:
    """The releases that a search finds, as an Atom feed: by date those that hold every word, or by relevance."""
    if q is None and sort == "relevance":
        raise HTTPException(422, "q: needed where releases are sorted by relevance")
    changed = service.changed_at()
    modified = {"Last-Modified": format_datetime(changed, usegmt=True), "Cache-Control": "no-cache"}
    if if_none_match is None and _is_since(changed, if_modified_since):
        return Response(status_code=304, headers=modified)
    catalog, entries = service.list_releases(q, limit=limit, filters=filters, sort=sort)
    query = dict(request.query_params)
    body = Feed(catalog=catalog, base=str(request.base_url), query=query, entries=entries).write()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if if_none_match is not None and tag in {each.strip().removeprefix("W/") for each in if_none_match.split(",")}:
        return Response(status_code=304, headers=modified | {"ETag": tag})
    return AtomResponse(body, headers=modified | {"ETag": tag})


def _is_since(changed: datetime, header: str | None) -> bool:
    """Whether nothing has changed after the moment that the header names; one that is no date is passed over."""
    try:
        since = parsedate_to_datetime(header or "")
    except ValueError:
        return False
    return changed.replace(microsecond=0) <= (since if since.tzinfo else since.replace(tzinfo=UTC))
