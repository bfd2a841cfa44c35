"""Releases over HTTP: as they come in, as they are, their versions, and what changed between two."""

from typing import Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from service.http.schemas.common import Bound, RequestBody, SpanOut


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
