"""What is followed, over HTTP."""

from typing import Literal

from pydantic import BaseModel

from service.http.schemas.common import RequestBody, Text


class SourceBody(RequestBody):
    """A feed or page that is to be followed."""

    address: Text


class SourceOut(BaseModel):
    """A feed or page that is followed. Moments are ISO 8601, UTC.

    `kind` is null until it was looked at. `outcome` is what the last look that succeeded brought, `error` what stood in
    the way of the last look, or null; `failures` counts looks in a row that did not succeed.
    """

    object: Literal["source"] = "source"
    address: str
    kind: Literal["feed", "page"] | None
    added_at: str
    next_at: str
    looked_at: str | None
    succeeded_at: str | None
    outcome: str | None
    error: str | None
    failures: int
    releases: int
    withdrawn: int


class SourcesOut(BaseModel):
    object: Literal["list"] = "list"
    data: list[SourceOut]
