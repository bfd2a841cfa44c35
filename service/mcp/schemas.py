"""What the tools take, and give beside the bodies of HTTP; described for language models, which read nothing else."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from service.asking import Sort
from service.http.schemas.answers import AskBody, FiltersBody, TurnBody
from service.http.schemas.common import Bound, CountryName, Month, QuestionText, QuoteText, RequestBody, Text, Year
from service.http.schemas.releases import ReleaseOut

MOST_PASSAGES = 50  # of one call: some 40,000 characters
MOST_CHARACTERS = 40_000  # of a release in one call: some 10,000 tokens
_USUAL_CHARACTERS = 12_000  # a release of ordinary length is whole

_DAY = "ISO 8601 day or moment, as 2020-10-21; a bare day is that whole day."


def _needed(description: str) -> Any:
    """A text that has to be given and holds more than white space; `minLength` says so to clients."""
    return Field(description=description, json_schema_extra={"minLength": 1})


class ToolFilters(FiltersBody):
    """Which releases are looked at; everything that is given has to hold."""

    published_from: Bound | None = Field(None, description=f"Published then or later: {_DAY}")
    published_to: Bound | None = Field(None, description=f"Published then or earlier: {_DAY}")
    publisher: Text | None = Field(None, description="Exactly as the releases name their publisher.")
    language: Text | None = Field(None, description="The releases' language, as 'en'.")
    release_ids: list[Text] | None = Field(None, description="Only these releases, by their release_id.")
    year: Year | None = Field(None, description="Published in this year, as 2020.")
    month: Month | None = Field(None, description="Published in this month, as 2020-10.")
    country: CountryName | None = Field(None, description="Named in them: a country's name or ISO 3166 code.")
    person: Text | None = Field(None, description="Named in them: a person's full name or surname.")
    withdrawn: bool | None = Field(None, description="Those that their source has no more (true), or the others.")


_FILTERS = "Only releases that fit; leave it out to look at all. The question itself may name dates and people, too."

_AS_OF = f"What was published and stored by then, in the versions of then; now if none is named. {_DAY}"


class SearchArguments(RequestBody):
    query: Annotated[QuestionText, _needed("Words or a question, in English for most releases.")]
    filters: Annotated[ToolFilters, Field(default_factory=ToolFilters, description=_FILTERS)]
    as_of: Bound | None = Field(None, description=_AS_OF)
    sort: Sort = Field(
        "relevance",
        description="By relevance; or only passages that hold every word of the query, by the date of their release.",
    )
    limit: int = Field(8, ge=1, le=MOST_PASSAGES, description="How many passages.")
    cursor: str | None = Field(
        None, max_length=500, description="next_cursor of the page before, with all else as there."
    )


class AskArguments(RequestBody):
    question: Annotated[QuestionText, _needed("One question, in plain words.")]
    filters: Annotated[ToolFilters, Field(default_factory=ToolFilters, description=_FILTERS)]
    as_of: Bound | None = Field(None, description=_AS_OF)
    conversation: list[TurnBody] = Field(
        default_factory=list,
        max_length=200,
        description="The turns before this question, the oldest first, where it leans on them ('and when was that?'): "
        "each question with role 'user', each answer with role 'assistant' and the places that it cited. "
        "Nothing is remembered between two calls.",
    )
    limit: int = Field(5, ge=1, le=MOST_PASSAGES, description="How many of the nearest passages come with the answer.")

    def narrowing(self) -> dict[str, Any]:
        """All but the question, as it is asked."""
        return AskBody.model_construct(**dict(self)).narrowing()


class ReleaseArguments(RequestBody):
    release_id: Annotated[Text, _needed("As answers and passages name it.")]
    version: Text | None = Field(None, description="A version that was cited; the current one if none is named.")
    start: int = Field(0, ge=0, description="First character (Unicode code point), from 0.")
    end: int | None = Field(
        None,
        ge=1,
        description=f"Character after the last. At most {MOST_CHARACTERS:,} characters come in one call, "
        f"{_USUAL_CHARACTERS:,} if no end is named; next_start says where the rest begins.",
    )

    def last(self) -> int:
        """The end that is given, or that of a usual part; never further than may come at once."""
        asked = self.start + _USUAL_CHARACTERS if self.end is None else self.end
        return min(asked, self.start + MOST_CHARACTERS)


class VerifyArguments(RequestBody):
    quote: Annotated[QuoteText, _needed("The words, exactly: every letter, mark and space counts.")]
    release_id: Text | None = Field(None, description="Look in this release alone; in all of them if none is named.")
    version: Text | None = Field(None, description="Look in this version of it.")
    start: int | None = Field(None, ge=0, description="The quote has to begin at this character of the release.")
    end: int | None = Field(None, ge=1, description="The quote has to end before this character of the release.")


class ReleasePartOut(ReleaseOut):
    """A release of which `text` is the part from `start` to `end`; `next_start` is null when there is no more."""

    start: int
    end: int
    characters: int = Field(description="Of the whole text.")
    next_start: int | None


def schema_of(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> dict[str, Any]:
    """The JSON Schema whole, without references (not every client follows them) and without made-up titles."""
    schema = model.model_json_schema(mode=mode)
    parts = schema.pop("$defs", {})

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            beside = {key: value for key, value in node.items() if key != "$ref"}
            return plain(parts[node["$ref"].rpartition("/")[2]] | beside)
        # A property may be called title; its value is then a schema, no string.
        return {key: plain(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}

    return {key: value for key, value in plain(schema).items() if key != "description"}
