"""What is asked and searched for over HTTP, and what comes back."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from index.facets import Facet
from index.filters import Filters
from service.answering.follow_ups import Cited, Turn
from service.http.schemas.common import (
    Bound,
    BoxOut,
    CountryName,
    IndexOut,
    Limit,
    Month,
    OccurrenceOut,
    PageOut,
    QuestionText,
    ReleaseFacts,
    RequestBody,
    SpanOut,
    Text,
    Year,
)


class FiltersBody(RequestBody):
    """Which releases are looked at; date bounds are inclusive, a bare date is that whole day.

    `country` (a name or an ISO 3166 code) and `person` are those whom a release names; `withdrawn` are those releases
    that their source has no more.
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
    withdrawn: bool | None = None

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
            withdrawn=self.withdrawn,
        )


class CitedPlace(RequestBody):
    release_id: Text
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class TurnBody(RequestBody):
    """An earlier turn of the talk."""

    role: Literal["user", "assistant"]
    text: Text
    citations: list[CitedPlace] = Field([])

    def turn(self) -> Turn:
        cited = [Cited(**place.model_dump()) for place in self.citations]
        return Turn(role=self.role, text=self.text, citations=tuple(cited))


class AskBody(RequestBody):
    """A question, with the turns before it. If it depends on them, `standalone_question` in the answer says how it was
    read; nothing is kept here between two questions, but in a conversation that the client began."""

    question: QuestionText
    filters: FiltersBody = FiltersBody()
    as_of: Bound | None = None
    limit: Limit = 5
    conversation: list[TurnBody] = Field([], max_length=200)
    conversation_id: Text | None = Field(None, description="A kept conversation, whose turns are those before it.")
    stream: bool = False
    cursor: str | None = Field(None, description="The `next_cursor` of an answer to this very question.")

    @model_validator(mode="after")
    def _one_source_of_turns(self) -> Self:
        if self.conversation_id is not None and self.conversation:
            raise ValueError("the turns come from conversation or from conversation_id, not from both")
        if self.conversation_id is not None and self.cursor is not None:
            raise ValueError("a kept conversation takes questions, no cursor; send its turns as conversation")
        return self

    def narrowing(self) -> dict[str, Any]:
        """All but the question, as it is asked."""
        turns = [turn.turn() for turn in self.conversation]
        return {"limit": self.limit, "filters": self.filters.filters(), "conversation": turns, "as_of": self.as_of}


class CopyOut(ReleaseFacts):
    """The same passage in another copy of the release."""

    start: int
    end: int


class TranslationOut(BaseModel):
    """The same release in another language, which is here as well."""

    language: str | None
    release_id: str
    version: str
    title: str
    source_url: str | None
    url: str


class PassageOut(ReleaseFacts):
    """A passage: release.text[start:end] == text, counted in Unicode code points."""

    start: int
    end: int
    text: str
    score: float
    ranks: dict[str, int]
    withdrawn_at: str | None = Field(None, description="ISO 8601, UTC: since when the source has it no more")
    told_at: str | None = Field(None, description="ISO 8601, UTC: since when it was known, where an archive tells it")
    also: list[CopyOut] = Field([], description="The same passage in other copies of the release.")


class TimeOut(SpanOut):
    """Words such as "today", as a place of the release's text, with the first and last day that they mean, and those as
    they are written: "May 6, 2021", "May 2021".
    """

    words: str
    first: date
    last: date
    days: str


class CitationOut(ReleaseFacts):
    """release.text[start:end] == quote, and answer[answer_span] == quote, in Unicode code points; where a language
    model is named, answer[answer_span] is the first sentence that it took from the quote.

    `highlights` are the short answers within the quote, as places of the release's text. `next_start` is where the
    release goes on after the quote and the white space behind it: before a quote that begins later, something is left
    out.
    """

    number: int
    answer_span: SpanOut
    publisher: str | None
    start: int
    end: int
    next_start: int
    quote: str
    highlights: list[SpanOut]
    url: str
    fragment_url: str | None
    page: PageOut | None = Field(None, description="where the quote begins, of a release that came as a PDF")
    boxes: list[BoxOut] = Field([], description="its lines on the pages, of a release that came as a PDF")
    withdrawn_at: str | None = Field(None, description="ISO 8601, UTC: since when the source has it no more")
    told_at: str | None = Field(None, description="ISO 8601, UTC: since when it was known, where an archive tells it")
    also: list[OccurrenceOut] = Field([], description="Where the quote stands in other copies of the release.")
    times: list[TimeOut] = Field([], description="Words that only the release's date explains, such as today.")
    translations: list[TranslationOut] = Field([], description="The release in other languages, as it says itself.")


class ModelOut(BaseModel):
    embedding: str
    llm: str | None


class ExplanationOut(BaseModel):
    """How the answer came about: releases that were searched, what was read of them sentence by sentence, how many
    sentences belong to the answer, and what is missing. Every statement is true of all releases that were searched.
    """

    plan: Literal["by_relevance", "by_date", "by_speaker"]
    several: bool = Field(description="Whether every sentence that belongs to the answer is quoted, or the best alone.")
    searched: int
    read_passages: int
    read_releases: int
    belonging: int
    missing: list[str]

    model_config = ConfigDict(from_attributes=True)


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
    explanation: ExplanationOut | None
    next_cursor: str | None = Field(description="Asks for the sentences of this answer that found no room here.")
    citations: list[CitationOut]
    passages: list[PassageOut]
    index: IndexOut
    model: ModelOut
    timings_ms: dict[str, float]


class SearchOut(BaseModel):
    object: Literal["list"] = "list"
    data: list[PassageOut]
    next_cursor: str | None


class CountOut(BaseModel):
    """The number of releases with a value: the filter takes `value`, people read `label`."""

    value: str
    label: str
    count: int


class FacetedSearchOut(SearchOut):
    """A search with the facets that were asked for, each counted as if its own filter were not there."""

    facets: dict[Facet, list[CountOut]]


class ExamplesOut(BaseModel):
    object: Literal["examples"] = "examples"
    questions: list[str]
