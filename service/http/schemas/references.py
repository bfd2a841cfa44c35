"""Places that are to be cited over HTTP, and their references."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from service.http.schemas.common import RequestBody, Text

MAX_PLACES = 200


class PlaceBody(RequestBody):
    """A place of a release, in its current version if none is named, as citations name it."""

    release_id: Text
    version: Text | None = None
    start: int = Field(ge=0)
    end: int = Field(ge=1)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "PlaceBody":
        if self.end <= self.start:
            raise ValueError(f"no place: {self.start}-{self.end}")
        return self


class CiteBody(RequestBody):
    """Places that are quoted, and how their references are to be written; `accessed` is the day they were read."""

    places: list[PlaceBody] = Field(min_length=1, max_length=MAX_PLACES)
    style: Literal["csl", "bibtex", "ris", "chicago", "apa", "ap", "plain", "wiki"] = "plain"
    accessed: date | None = None


class ReferencesOut(BaseModel):
    """`text` is the whole in its style; for `csl` it is JSON."""

    object: Literal["references"] = "references"
    style: str
    text: str
