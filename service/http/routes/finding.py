"""GET /v1/releases, and the page of the same: which releases there are, and in which of them something stands."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse

from service.asking import Sort
from service.http.cursor import read_cursor, write_cursor
from service.http.listing_serializers import faceted_body, summary_body
from service.http.pages.finding import Finding, releases_page
from service.http.routes.common import Service
from service.http.routes.narrowing import Narrowed
from service.http.schemas.common import Bound, FacetList, Limit, QuestionText, split_facets
from service.http.schemas.releases import FacetedReleasesOut, ReleasesOut

router = APIRouter(tags=["releases"])
_WORDS = Query(description="Words that one passage holds; every release without.", examples=["fisheries treaty"])


@router.get("/v1/releases")
def list_releases(
    service: Service,
    filters: Narrowed,
    q: Annotated[QuestionText | None, _WORDS] = None,
    limit: Annotated[Limit, Query(description="How many releases.")] = 20,
    cursor: Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")] = None,
    as_of: Annotated[Bound | None, Query(description="ISO 8601 day or moment: what was known by then.")] = None,
    sort: Annotated[Sort, Query(description="By date; or by relevance, which needs `q`.")] = "newest",
    facets: Annotated[FacetList | None, Query(description="What to count.", examples=["month,country"])] = None,
) -> FacetedReleasesOut | ReleasesOut:
    """List the releases, the newest first: all, or those with a passage that holds every word; or by relevance."""
    if q is None and sort == "relevance":
        raise HTTPException(422, "q: needed where releases are sorted by relevance")
    asked = ("releases", q, sort, filters, as_of)
    offset = read_cursor(cursor, asked)
    found = service.find_releases(q, limit=limit, offset=offset, filters=filters, sort=sort, as_of=as_of)
    following = write_cursor(offset + limit, asked) if offset + limit < found.total else None
    data = [summary_body(each) for each in found.page]
    body = ReleasesOut(data=data, total=found.total, next_cursor=following)
    if facets is None:
        return body
    return faceted_body(body, service.facets(q, split_facets(facets), filters=filters, sort=sort, as_of=as_of))


@router.get("/releases", include_in_schema=False)
def find(
    service: Service,
    q: str = "",
    sort: str = "",
    published_from: str = "",
    published_to: str = "",
    publisher: str = "",
    country: str = "",
    person: str = "",
    language: str = "",
    year: str = "",
    month: str = "",
    withdrawn: str = "",
    page: str = "",
) -> HTMLResponse:
    """An empty field of a form is none: a browser sends those too."""
    finding = Finding(
        q=q,
        sort=sort,
        published_from=published_from,
        published_to=published_to,
        publisher=publisher,
        country=country,
        person=person,
        language=language,
        year=year,
        month=month,
        withdrawn=withdrawn,
        page=page,
    )
    shown, status = releases_page(service, finding)
    return HTMLResponse(shown, status)
