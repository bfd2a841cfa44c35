"""Releases over HTTP: as they come in, as they are, their versions, and what changed between two."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from index.facets import Facet
from service.asking import Sort
from service.http.schemas.answers import CountOut, FiltersBody
from service.http.schemas.common import Bound, QuestionText, RequestBody, SpanOut


class ReleaseFields(RequestBody):
    """What may be told of a release beside title and text."""

    id: str | None = None
    published: Bound | None = None
    source_url: str | None = None
    publisher: str | None = None
    language: str | None = None
    translations: dict[str, str] | None = None

    def record(self) -> dict[str, Any]:
        published = self.published.isoformat() if self.published else None
        return self.model_dump(exclude={"published"}) | {"published": published}


class ReleaseBody(ReleaseFields):
    """A release; `text` is kept to the last character."""

    title: str
    text: str


class NewReleaseBody(ReleaseFields):
    """A release, `title` and `text` at least; or `source_url` alone, and the page that stands there is fetched."""

    title: str | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        if self.address is None and (self.title is None or self.text is None):
            raise ValueError("title and text are needed; or source_url and nothing else, which is then fetched")
        return self

    @property
    def address(self) -> str | None:
        """What is to be fetched; None where the release itself was sent."""
        given = {name for name, value in self if value is not None}
        return self.source_url if given == {"source_url"} else None


class ReleaseOut(BaseModel):
    object: Literal["release"] = "release"
    id: str
    title: str
    text: str
    published: str | None
    source_url: str | None
    publisher: str | None
    language: str | None = Field(description="as it was said; else as it was found in the text")
    translations: dict[str, str] = Field({}, description="where it stands in other languages, as it says itself")
    embargo: str | None = Field(None, description="what the text says at its head about when it may be published")
    version: str
    url: str
    withdrawn_at: str | None = Field(None, description="ISO 8601, UTC: since when the source has it no more")


class FindBody(RequestBody):
    """What the page of releases is asked for. `page` counts from 1."""

    q: QuestionText | None = None
    sort: Sort = "newest"
    page: int = Field(1, ge=1, le=100_000)
    filters: FiltersBody = FiltersBody()

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.q is None and self.sort == "relevance":
            raise ValueError("words are needed where releases are sorted by relevance")
        return self


_LISTED: Any = {
    "object": "release.summary",
    "id": "harbour",
    "title": "Minister opens the harbour",
    "published": "2031-05-06",
    "source_url": "https://press.example/harbour",
    "publisher": "Ministry of Works",
    "language": "en",
    "version": "57778c78a1f0c4d3b2e5968770a9f81c3d4e5f60718293a4b5c6d7e8f9012345",
    "characters": 36,
    "url": "/r/harbour",
    "withdrawn_at": None,
    "passages": [{"start": 0, "end": 36, "text": "The harbour cost 340 million crowns.", "url": "/r/harbour#0-36"}],
}


class FoundPassageOut(BaseModel):
    """A passage of a release that was found: release.text[start:end] == text, counted in Unicode code points."""

    start: int
    end: int
    text: str
    url: str


class ReleaseSummaryOut(BaseModel):
    """A release without its text. `passages` are the best that were found in it, best first; without `q` its first."""

    object: Literal["release.summary"] = "release.summary"
    id: str
    title: str
    published: str | None
    source_url: str | None
    publisher: str | None
    language: str | None
    version: str
    characters: int
    url: str
    withdrawn_at: str | None = Field(None, description="ISO 8601, UTC: since when the source has it no more")
    passages: list[FoundPassageOut]


class ReleasesOut(BaseModel):
    """One page of the releases that were found, and how many there are in all."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"object": "list", "data": [_LISTED], "total": 1, "next_cursor": None}}
    )

    object: Literal["list"] = "list"
    data: list[ReleaseSummaryOut]
    total: int
    next_cursor: str | None


class FacetedReleasesOut(ReleasesOut):
    """The same with the facets that were asked for, each counted as if its own filter were not there."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "object": "list",
                "data": [_LISTED],
                "total": 1,
                "next_cursor": None,
                "facets": {"month": [{"value": "2031-05", "label": "2031-05", "count": 1}]},
            }
        }
    )

    facets: dict[Facet, list[CountOut]]


class VersionOut(BaseModel):
    version: str
    title: str
    published: str | None
    characters: int
    stored_at: str
    current: bool
    told_at: str | None = Field(None, description="ISO 8601, UTC: since when it was known, as an archive tells")
    undone_at: str | None = Field(None, description="ISO 8601, UTC: when it was taken out of all answers")


class VersionsOut(BaseModel):
    object: Literal["list"] = "list"
    data: list[VersionOut]


class PartOut(BaseModel):
    """Words of a title or a sentence; `old` is null where they were added, `new` where they were removed."""

    kind: Literal["same", "removed", "added"]
    old: SpanOut | None
    new: SpanOut | None
    text: str


class ChangeOut(BaseModel):
    """A run of sentences, each with the white space behind it; `parts` are empty where nothing changed."""

    kind: Literal["same", "changed", "removed", "added"]
    old: SpanOut | None
    new: SpanOut | None
    parts: list[PartOut]


class DifferenceOut(BaseModel):
    """What leads from one version to another. The spans of `changes` hold every code point of both texts.

    `title` holds the parts of both titles; it is empty where they are the same.
    """

    object: Literal["difference"] = "difference"
    release_id: str
    old: VersionOut
    new: VersionOut
    title: list[PartOut]
    changes: list[ChangeOut]
