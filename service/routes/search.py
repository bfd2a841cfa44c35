"""GET /v1/search"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from index.query import Filters
from service.bodies import passage_body
from service.cursor import read_cursor, write_cursor
from service.routes.common import Service
from service.schemas import Bound, Limit, Question, SearchOut, Text

router = APIRouter(tags=["search"])


@router.get("/v1/search")
def search(
    service: Service,
    q: Annotated[Question, Query(description="Words or a question.")],
    limit: Annotated[Limit, Query()] = 10,
    cursor: Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")] = None,
    published_from: Annotated[Bound | None, Query(description="ISO 8601 day or moment, inclusive.")] = None,
    published_to: Annotated[Bound | None, Query(description="ISO 8601 day or moment, inclusive.")] = None,
    publisher: Annotated[Text | None, Query()] = None,
    as_of: Annotated[Bound | None, Query(description="ISO 8601 day or moment: what was known by then.")] = None,
    sort: Annotated[Literal["relevance", "newest", "oldest"], Query()] = "relevance",
) -> SearchOut:
    """Passages: by relevance, or those that hold every word by the date of their release."""
    filters = Filters(published_from=published_from, published_to=published_to, publisher=publisher)
    asked = (q, sort, filters, as_of)
    offset = read_cursor(cursor, asked)
    hits = service.search(q, limit=limit + 1, filters=filters, sort=sort, offset=offset, as_of=as_of)
    following = write_cursor(offset + limit, asked) if len(hits) > limit else None
    return SearchOut(data=[passage_body(hit) for hit in hits[:limit]], next_cursor=following)
