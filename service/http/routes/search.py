"""GET /v1/search"""

from typing import Annotated

from fastapi import APIRouter, Query

from service.asking import Sort
from service.http.cursor import read_cursor, write_cursor
from service.http.routes.common import Service
from service.http.routes.narrowing import Narrowed
from service.http.schemas.answers import FacetedSearchOut, SearchOut
from service.http.schemas.common import Bound, FacetList, Limit, QuestionText, split_facets
from service.http.serializers import facets_body, passage_body

router = APIRouter(tags=["search"])


@router.get("/v1/search")
def search(
    service: Service,
    filters: Narrowed,
    q: Annotated[QuestionText, Query(description="Words or a question.")],
    limit: Annotated[Limit, Query()] = 10,
    cursor: Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")] = None,
    as_of: Annotated[Bound | None, Query(description="ISO 8601 day or moment: what was known by then.")] = None,
    sort: Annotated[Sort, Query()] = "relevance",
    facets: Annotated[FacetList | None, Query(description="What to count, as publisher,year,country.")] = None,
) -> FacetedSearchOut | SearchOut:
    """Passages: by relevance, or those that hold every word by the date of their release."""
    asked = (q, sort, filters, as_of)
    offset = read_cursor(cursor, asked)
    hits = service.search(q, limit=limit + 1, filters=filters, sort=sort, offset=offset, as_of=as_of)
    following = write_cursor(offset + limit, asked) if len(hits) > limit else None
    found = SearchOut(data=[passage_body(hit) for hit in hits[:limit]], next_cursor=following)
    if facets is None:
        return found
    return facets_body(found, service.facets(q, split_facets(facets), filters=filters, sort=sort, as_of=as_of))
