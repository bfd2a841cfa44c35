"""/v1/releases: what the catalog holds, and how it is changed."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from corpus.errors import InvalidRelease
from corpus.reading import parse_record
from corpus.records import UNCONDITIONAL, Precondition
from corpus.release import Release
from service.http.pages.differences import as_html
from service.http.release_serializers import difference_body, release_body, versions_body
from service.http.routes.common import Json, Service, Writer
from service.http.schemas.common import Text
from service.http.schemas.releases import DifferenceOut, NewReleaseBody, ReleaseBody, ReleaseOut, VersionsOut
from service.links import permalink

router = APIRouter(tags=["releases"])
ReleaseId = Annotated[str, Path(description="The release's id, percent-encoded where it holds slashes.")]
Version = Annotated[
    Text | None, Query(description="A version, or its beginning from 8 characters on; else the current one.")
]
IfMatch = Annotated[str | None, Header(description="Write only if this is still the version.")]


@router.post("/v1/releases", status_code=201, dependencies=[Json, Writer])
def create(body: NewReleaseBody, service: Service, response: Response) -> ReleaseOut:
    """Add a release, or a new version of it; searchable once this is answered. The same again changes nothing.

    With `source_url` alone, the page that stands there is fetched: 422 where we may not, 502 or 504 where we cannot.
    """
    release = service.addresses.read_one(body.address) if body.address else parse_record(body.record())
    return _put(release, service, response)


@router.put("/v1/releases/{release_id:path}", dependencies=[Json, Writer])
def replace(
    release_id: ReleaseId,
    body: ReleaseBody,
    service: Service,
    response: Response,
    if_match: IfMatch = None,
    if_none_match: Annotated[str | None, Header(description='"*": write only if there is none.')] = None,
) -> ReleaseOut:
    """Put the release of this id: 201 when it is new, 200 when it was there. The same again changes nothing."""
    if body.id not in {None, release_id}:
        raise InvalidRelease(f"id {body.id!r} is not the id of the address")
    precondition = Precondition(
        match=None if if_match is None else _tags(if_match), none_match=_tags(if_none_match or "")
    )
    return _put(parse_record(body.record() | {"id": release_id}), service, response, precondition)


@router.delete("/v1/releases/{release_id:path}/versions/{version}", status_code=204, dependencies=[Writer])
def undo(
    release_id: ReleaseId,
    version: Annotated[str, Path(description="A version, or its beginning from 8 characters on.")],
    service: Service,
    if_match: IfMatch = None,
) -> None:
    """Take a version out of all answers, also those about earlier times; it stays listed as undone. Twice is once.

    Was it the current one, the release is again what it was before; if that was nothing, it is 410 from then on.
    """
    whole = f"{release_id}/versions/{version}"
    if service.has(whole):  # an id may read like this address
        return delete(whole, service, if_match)
    service.undo(release_id, version, Precondition(match=None if if_match is None else _tags(if_match)))
    return None


@router.delete("/v1/releases/{release_id:path}", status_code=204, dependencies=[Writer])
def delete(release_id: ReleaseId, service: Service, if_match: IfMatch = None) -> None:
    """Take the release out of search and answers; it is 410 from then on. Twice is once."""
    service.remove(release_id, Precondition(match=None if if_match is None else _tags(if_match)))


@router.get("/v1/releases/{release_id:path}/text", response_class=PlainTextResponse)
def text(release_id: ReleaseId, service: Service, version: Version = None) -> PlainTextResponse:
    """The text alone, to the last character: what offsets count."""
    release = service.get(release_id, version)
    return PlainTextResponse(release.text, headers={"ETag": _etag(release)})


@router.get("/v1/releases/{release_id:path}/versions")
def versions(release_id: ReleaseId, service: Service) -> VersionsOut:
    """Every version ever stored, the oldest first."""
    service.get(release_id)
    return versions_body(service.versions(release_id))


@router.get(
    "/v1/releases/{release_id:path}/versions/diff",
    response_model=DifferenceOut,
    responses={200: {"content": {"text/plain": {}, "text/html": {}}}},
)
def difference(
    release_id: ReleaseId,
    service: Service,
    response: Response,
    old: Annotated[Text | None, Query(description="The version before `new` if none is named.")] = None,
    new: Version = None,
    accept: Annotated[str, Header()] = "*/*",
) -> DifferenceOut | Response:
    """What leads from one version to another: as data, or to read (`Accept: text/plain`, `text/html`)."""
    revision = service.revision(release_id, old, new)
    response.headers["Vary"] = "Accept"
    if "text/html" in accept:
        return HTMLResponse(as_html(revision), headers={"Vary": "Accept"})
    if "text/plain" in accept:
        return PlainTextResponse(f"{revision}\n", headers={"Vary": "Accept"})
    return difference_body(revision)


@router.get(
    "/v1/releases/{release_id:path}",
    response_model=ReleaseOut,
    responses={304: {"description": "It is still that version."}},
)
def get(
    release_id: ReleaseId,
    service: Service,
    response: Response,
    version: Version = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> ReleaseOut | Response:
    """A release; `ETag` is its version."""
    release = service.get(release_id, version)
    if if_none_match is not None and _tags(if_none_match) & {"*", release.version}:
        return Response(status_code=304, headers={"ETag": _etag(release)})
    response.headers["ETag"] = _etag(release)
    return release_body(release, service.withdrawn_at(release.id))


def _put(
    release: Release, service: Service, response: Response, precondition: Precondition = UNCONDITIONAL
) -> ReleaseOut:
    outcome = service.put(release, precondition)
    response.status_code = 201 if outcome.kind in {"added", "restored"} else 200
    response.headers["ETag"] = _etag(release)
    response.headers["Location"] = permalink(release.id).replace("/r/", "/v1/releases/", 1)
    return release_body(service.get(release.id, release.version), service.withdrawn_at(release.id))


def _tags(header: str) -> frozenset[str]:
    """The versions that a header names; "*" is any."""
    return frozenset(tag.strip().removeprefix("W/").strip('"') for tag in header.split(","))


def _etag(release: Release) -> str:
    return f'"{release.version}"'
