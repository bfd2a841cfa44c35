"""What comes in and goes out over HTTP. pydantic is in files of schemas and in the settings, nowhere else."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from corpus.countries import country_of
from corpus.dates import Published, parse_iso
from corpus.errors import UnknownCountry
from index.facets import FACETS, Facet
from index.query import Filters
from service.conversation import Cited, Turn

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
Question = Annotated[str, Field(max_length=MAX_QUESTION), AfterValidator(_check_characters)]
Quote = Annotated[str, Field(max_length=100_000), AfterValidator(_check_characters)]
Bound = Annotated[date | datetime, BeforeValidator(_parse_date, json_schema_input_type=str)]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
Year = Annotated[int, Field(ge=1, le=9999)]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
CountryName = Annotated[str, Field(max_length=100), AfterValidator(_check_country)]
FacetList = Annotated[str, Field(max_length=200), AfterValidator(_check_facets)]


class Body(BaseModel):
    """A request body: an unknown field is an error, never passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FiltersBody(Body):
    """Which releases are looked at; date bounds are inclusive, a bare date is that whole day.

    `country` (a name or an ISO 3166 code) and `person` are those whom a release names.
    """

    published_from: Bound | None = None
    published_to: Bound | None = None
    publisher: Text | None = None
    language: Text | None = None
    release_ids: list[Text] | None = None
    year: Year | None = None
    month: Month | None = None
    country: CountryName | None = None
    person: Text | None = None

    def filters(self) -> Filters:
        return Filters(
            published_from=self.published_from,
            published_to=self.published_to,
            publisher=self.publisher,
            language=self.language,
            release_ids=None if self.release_ids is None else frozenset(self.release_ids),
            year=self.year,
            month=self.month,
            country=self.country,
            person=self.person,
        )


class CitedPlace(Body):
    release_id: Text
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class TurnBody(Body):
    """An earlier turn of the talk."""

    role: Literal["user", "assistant"]
    text: Text
    citations: list[CitedPlace] = []

    def turn(self) -> Turn:
        cited = [Cited(**place.model_dump()) for place in self.citations]
        return Turn(role=self.role, text=self.text, citations=tuple(cited))


class AskBody(Body):
    """A question, with the turns before it. Where it leans on them, `standalone_question` in the answer says how it was
    read; nothing is kept here between two questions, but in a conversation that the client began."""

    question: Question
    filters: FiltersBody = FiltersBody()
    as_of: Bound | None = None
    limit: Limit = 5
    conversation: list[TurnBody] = Field([], max_length=200)
    conversation_id: Text | None = Field(None, description="A kept conversation, whose turns are those before it.")
    stream: bool = False

    @model_validator(mode="after")
    def _one_source_of_turns(self) -> Self:
        if self.conversation_id is not None and self.conversation:
            raise ValueError("the turns come from conversation or from conversation_id, not from both")
        return self

    def narrowing(self) -> dict[str, Any]:
        """All but the question, as it is asked."""
        turns = [turn.turn() for turn in self.conversation]
        return {"limit": self.limit, "filters": self.filters.filters(), "conversation": turns, "as_of": self.as_of}


class ReleaseFields(Body):
    """What may be told of a release beside title and text."""

    id: str | None = None
    published: Bound | None = None
    source_url: str | None = None
    publisher: str | None = None
    language: str | None = None

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


class SourceBody(Body):
    """A feed or page that is to be followed."""

    address: Text


class VerifyBody(Body):
    """A quote, and where it is said to stand: in any release, in one, or at an exact place of one."""

    quote: Quote
    release_id: Text | None = None
    version: Text | None = None
    start: int | None = Field(None, ge=0)
    end: int | None = Field(None, ge=1)


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


class OccurrenceOut(ReleaseFacts):
    start: int
    end: int
    url: str
    fragment_url: str | None


class CopyOut(ReleaseFacts):
    """The same passage in another copy of the release."""

    start: int
    end: int


class PassageOut(ReleaseFacts):
    """A passage: release.text[start:end] == text, counted in Unicode code points."""

    start: int
    end: int
    text: str
    score: float
    ranks: dict[str, int]
    withdrawn_at: str | None = Field(None, description="ISO 8601, UTC: since when the source has it no more")
    also: list[CopyOut] = Field([], description="The same passage in other copies of the release.")


class CitationOut(ReleaseFacts):
    """release.text[start:end] == quote, and answer[answer_span] == quote, in Unicode code points; where a language
    model is named, answer[answer_span] is the first sentence that it took from the quote.

    `highlights` are the short answers within the quote, as places of the release's text.
    """

    number: int
    answer_span: SpanOut
    start: int
    end: int
    quote: str
    highlights: list[SpanOut]
    url: str
    fragment_url: str | None
    withdrawn_at: str | None = Field(None, description="ISO 8601, UTC: since when the source has it no more")
    also: list[OccurrenceOut] = Field([], description="Where the quote stands in other copies of the release.")


class IndexOut(BaseModel):
    id: str
    releases: int
    passages: int


class ModelOut(BaseModel):
    embedding: str
    llm: str | None


class AnswerOut(BaseModel):
    """`answer` is null and `reason` says why when the releases do not say.

    `note` says how releases were chosen where their dates answer: the latest of several, how many there are; and what
    became of a language model's words. `model.llm` is the language model that put `answer` into words, null where the
    quotes are the answer.
    """

    id: str
    object: Literal["answer"] = "answer"
    created: int
    question: str
    standalone_question: str
    status: Literal["answered", "partial", "not_found"]
    confidence: float
    answer: str | None
    reason: str | None
    note: str | None
    citations: list[CitationOut]
    passages: list[PassageOut]
    index: IndexOut
    model: ModelOut
    timings_ms: dict[str, float]


class SearchOut(BaseModel):
    object: Literal["list"] = "list"
    data: list[PassageOut]
    next_cursor: str | None


class ExamplesOut(BaseModel):
    object: Literal["examples"] = "examples"
    questions: list[str]


class CountOut(BaseModel):
    """In how many releases a value stands: `value` is what the filter takes, `label` what people read."""

    value: str
    label: str
    count: int


class FacetedSearchOut(SearchOut):
    """A search with the facets that were asked for, each counted as if its own filter were not there."""

    facets: dict[Facet, list[CountOut]]


class ReleaseOut(BaseModel):
    object: Literal["release"] = "release"
    id: str
    title: str
    text: str
    published: str | None
    source_url: str | None
    publisher: str | None
    language: str | None
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


def iso(published: Published | None) -> str | None:
    return published.isoformat() if published else None
