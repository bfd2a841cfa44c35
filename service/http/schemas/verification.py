"""A quote that is to be verified over HTTP, and where it stands."""

from typing import Literal

from pydantic import BaseModel, Field

from service.http.schemas.common import OccurrenceOut, QuoteText, RequestBody, Text


class VerifyBody(RequestBody):
    """A quote, and where it is said to stand: in any release, in one, or at an exact place of one."""

    quote: QuoteText
    release_id: Text | None = None
    version: Text | None = None
    start: int | None = Field(None, ge=0)
    end: int | None = Field(None, ge=1)


class NewerOut(BaseModel):
    """The current version, where an older one was looked at: since when, and where the quote still stands in it."""

    version: str
    since: str
    verified: bool
    occurrences: list[OccurrenceOut]


class VerificationOut(BaseModel):
    """`occurrences` are the places where the quote stands, word for word."""

    object: Literal["verification"] = "verification"
    verified: bool
    occurrences: list[OccurrenceOut]
    reason: str | None
    newer: NewerOut | None
