"""A quote that is to be verified over HTTP, and where it stands."""

from typing import Literal

from pydantic import BaseModel, Field

from service.http.schemas.common import OccurrenceOut, QuoteText, RequestBody, SpanOut, Text
from service.http.schemas.releases import PartOut


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


class SimilarOut(OccurrenceOut):
    """What a release holds for the quote: `quote` is the release's own text from start to end.

    `match`: `exact` where it stands elsewhere than it was looked for; `typography` where the words are the same and
    quotation marks, dashes, spaces or the first letter's case are not; `edited` where what is said in square brackets
    was put in, and what "[…]" stands for left out; `near` where words differ. `parts` are the spans of the release that
    were quoted. `diff` has `old` in the quote as it was sent, `new` in `quote`.
    """

    match: Literal["exact", "typography", "edited", "near"]
    similarity: float = Field(description="share of the words that are the same; 1 unless `near`")
    quote: str
    parts: list[SpanOut]
    diff: list[PartOut]


class VerificationOut(BaseModel):
    """`occurrences` are the places where the quote stands, to the character; `similar` what stands there instead.

    `match` is `exact` where there are any, else that of the first in `similar`, or null.
    """

    object: Literal["verification"] = "verification"
    verified: bool
    occurrences: list[OccurrenceOut]
    reason: str | None
    newer: NewerOut | None
    match: Literal["exact", "typography", "edited", "near"] | None
    similar: list[SimilarOut]
