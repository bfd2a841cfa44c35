"""What the bodies of HTTP are made of. pydantic is in files of schemas and in the settings, nowhere else."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from corpus.countries import country_of
from corpus.dates import parse_iso
from corpus.errors import UnknownCountry
from index.facets import FACETS, Facet

MAX_QUESTION = 2_000
MAX_LIMIT = 100


def _parse_date(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("a date is a string, as 2020-10-21")  # noqa: TRY004 - pydantic turns ValueError alone into 422
    try:
        return parse_iso(value)
    except ValueError:
        raise ValueError("no date (ISO 8601, as 2020-10-21)") from None


def check_unicode(value: str) -> str:
    """A ValueError for what no text of ours may hold."""
    if "\0" in value:
        raise ValueError("a NUL character is not taken")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("a lone surrogate is not taken") from None
    return value


def _check_characters(value: str) -> str:
    if not check_unicode(value).strip():
        raise ValueError("empty")
    return value


def _check_country(value: str) -> str:
    try:
        return country_of(value).code
    except UnknownCountry as error:
        raise ValueError(str(error)) from None


def split_facets(value: str) -> tuple[Facet, ...]:
    """The facets of a list with commas, each once. ValueError naming one that there is not."""
    named = list(dict.fromkeys(name.strip() for name in value.split(",")))
    if unknown := [name for name in named if name not in FACETS]:
        raise ValueError(f"no facet {unknown[0]!r}; there are {', '.join(FACETS)}")
    return tuple(facet for name in named for facet in FACETS if facet == name)


def _check_facets(value: str) -> str:
    split_facets(value)
    return value


Text = Annotated[str, AfterValidator(_check_characters)]
# The length first: pydantic words it for a string only before another validator has had its turn.
QuestionText = Annotated[str, Field(max_length=MAX_QUESTION), AfterValidator(_check_characters)]
QuoteText = Annotated[str, Field(max_length=100_000), AfterValidator(_check_characters)]
Bound = Annotated[date | datetime, BeforeValidator(_parse_date, json_schema_input_type=str)]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
Year = Annotated[int, Field(ge=1, le=9999)]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
CountryName = Annotated[str, Field(max_length=100), AfterValidator(_check_country)]
FacetList = Annotated[str, Field(max_length=200), AfterValidator(_check_facets)]


class RequestBody(BaseModel):
    """A request body: an unknown field is an error, never passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanOut(BaseModel):
    start: int
    end: int


class ReleaseFacts(BaseModel):
    """Which release, and which version of it."""

    release_id: str
    version: str
    title: str
    published: str | None = Field(description="ISO 8601 day or moment")
    source_url: str | None


class PageOut(BaseModel):
    """A printed page: its number in the file, from 1, its number as printed, its size in points."""

    number: int
    label: str
    width: float
    height: float


class BoxOut(BaseModel):
    """A part of a line on a printed page, in points from the left and the top of the page as it is shown."""

    page: int = Field(description="in the file, from 1")
    left: float
    top: float
    right: float
    bottom: float


class OccurrenceOut(ReleaseFacts):
    start: int
    end: int
    url: str
    fragment_url: str | None
    page: PageOut | None = Field(None, description="where it begins, of a release that came as a PDF")


class IndexOut(BaseModel):
    id: str
    releases: int
    passages: int


class HealthOut(BaseModel):
    status: Literal["ok"] = "ok"


class ReadyOut(BaseModel):
    status: Literal["ready"] = "ready"
    index: IndexOut


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []
