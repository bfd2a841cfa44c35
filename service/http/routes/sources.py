"""/v1/sources: feeds and pages that are followed."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from corpus.fetching.web import normal_address
from service.http.release_serializers import source_body
from service.http.routes.common import Json, Service, Writer
from service.http.schemas.sources import SourceBody, SourceOut, SourcesOut

router = APIRouter(tags=["sources"])
SourceAddress = Annotated[str, Path(description="The source's address, percent-encoded.")]


@router.get("/v1/sources")
def sources(service: Service) -> SourcesOut:
    """What is followed, and what became of the last look at each, in the order in which they were added."""
    return SourcesOut(data=[source_body(source) for source in service.follower.sources.all()])


@router.post("/v1/sources", status_code=201, dependencies=[Json, Writer])
def follow(body: SourceBody, service: Service, response: Response) -> SourceOut:
    """Follow a feed or page from now on; the follower looks at it next. 200 when it was followed already."""
    address = normal_address(body.address)
    if not service.follower.add(address):
        response.status_code = 200
    return source_body(service.follower.sources.get(address))


@router.delete("/v1/sources/{address:path}", status_code=204, dependencies=[Writer])
def unfollow(address: SourceAddress, service: Service) -> None:
    """Follow it no more; its releases stay."""
    service.follower.sources.remove(normal_address(address))
