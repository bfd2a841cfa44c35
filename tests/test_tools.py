"""The tools by themselves: what they give as data and as text, and what they refuse."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from factories import HARBOUR, TREATY, make_release
from fastapi.testclient import TestClient

from corpus.catalog import Catalog
from service.answering.answer import Answer
from service.assembly import Communique
from service.http.schemas.answers import AskBody
from service.http.schemas.verification import VerifyBody
from service.mcp.schemas import AskArguments, VerifyArguments, schema_of
from service.mcp.texts import answer_text
from service.mcp.toolbox import TOOLS, ToolRefusal, ToolReply

COST = "What did the harbour of Port Quillan cost?"
CALL = {tool.name: tool.call for tool in TOOLS}
CHANGING = {"created", "timings_ms"}


def data(said: ToolReply) -> dict[str, Any]:
    return said.body.model_dump(mode="json")


def without(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in CHANGING}


# Asking


def test_an_answer_is_that_of_http_and_its_text_gives_every_quote_its_place(
    communique: Communique, client: TestClient
) -> None:
    said = CALL["ask_releases"](communique, {"question": COST})
    assert without(data(said)) == without(client.post("/v1/ask", json={"question": COST}).json())
    lines = said.text.split("\n\n")
    assert lines[0] == "The releases say:"
    assert "“The harbour cost 340 million crowns.” [1]" in lines
    place = HARBOUR.index("The harbour cost")
    assert (
        "[1] Ministry of Works, Minister Ostrander opens the harbour of Port Quillan, May 6, 2031, "
        f"https://press.example/harbour: release_id harbour-opening, characters {place}-{place + 36}"
    ) in lines[-1]


def test_texts_say_that_a_release_is_gone_from_its_source_and_which_version_is_cited(
    communique: Communique, catalog: Catalog
) -> None:
    catalog.withdraw("harbour-opening", datetime(2031, 8, 1, tzinfo=UTC))
    communique.catch_up()
    gone = "withdrawn at its source on 2031-08-01"
    for name, arguments in (
        ("ask_releases", {"question": COST}),
        ("search_releases", {"query": COST}),
        ("get_release", {"release_id": "harbour-opening"}),
    ):
        assert gone in CALL[name](communique, arguments).text, name
    answer = communique.ask(COST)
    cited = answer.citations[0]
    assert "version" not in answer_text(replace(answer, citations=(cited,)))
    older = answer_text(replace(answer, citations=(replace(cited, superseded=True),)))
    assert f", version {cited.version[:8]}, no longer current, https://press.example/harbour: release_id" in older


def test_an_answer_as_text_holds_every_quote_that_it_holds_as_data(communique: Communique) -> None:
    said = CALL["ask_releases"](communique, {"question": "What did President Maroush say of the fisheries treaty?"})
    citations = data(said)["citations"]
    assert citations
    for citation in citations:
        assert f"“{citation['quote']}” [{citation['number']}]" in said.text


def test_a_follow_up_leans_on_the_turns_that_are_given(communique: Communique) -> None:
    first: Answer = communique.ask(COST)
    cited = [{"release_id": one.release_id, "start": one.start, "end": one.end} for one in first.citations]
    turns = [{"role": "user", "text": COST}, {"role": "assistant", "text": first.text, "citations": cited}]
    asked = {"question": "And how many people will it employ?", "conversation": turns}
    said = CALL["ask_releases"](communique, asked)
    same = communique.ask("And how many people will it employ?", conversation=[first])
    assert data(said)["standalone_question"] == same.standalone_question != same.question
    assert said.text.startswith(f"Read as: {same.standalone_question}\n\n")


def test_silence_says_why_and_tells_of_the_nearest_passages(communique: Communique) -> None:
    said = CALL["ask_releases"](communique, {"question": "Who sank the submarine of Tollan?"})
    assert (data(said)["status"], data(said)["answer"]) == ("not_found", None)
    assert said.text.startswith("The releases do not say.")
    assert "Nearest passages, which do not answer:\n\n1. " in said.text


def test_filters_hold_for_questions_and_searches(communique: Communique) -> None:
    later = {"filters": {"published_from": "2031-06-01"}}
    asked = CALL["ask_releases"](communique, {"question": COST, **later})
    found = CALL["search_releases"](communique, {"query": COST, **later})
    for passages in (data(asked)["passages"], data(found)["data"]):
        assert {passage["release_id"] for passage in passages} == {"fisheries-treaty"}


def test_countries_and_people_named_narrow_a_search(communique: Communique) -> None:
    communique.put(make_release("visit", "A visit", "President Iven Maroush came to Japan.", date(2031, 7, 1)))
    for filters in ({"country": "Japan"}, {"month": "2031-07"}, {"person": "Maroush", "year": 2031, "country": "JP"}):
        found = CALL["search_releases"](communique, {"query": "Who came to the harbour?", "filters": filters})
        assert [passage["release_id"] for passage in data(found)["data"]] == ["visit"]


def test_as_of_a_time_before_anything_was_stored_nothing_is_found(communique: Communique) -> None:
    past = {"as_of": "2020-01-01"}
    assert data(CALL["search_releases"](communique, {"query": "harbour", **past}))["data"] == []
    asked = CALL["ask_releases"](communique, {"question": COST, **past})
    assert (data(asked)["status"], data(asked)["passages"]) == ("not_found", [])
    assert "Nothing was stored by then" in asked.text


def test_passages_of_an_earlier_time_name_the_version_that_their_places_are_in(communique: Communique) -> None:
    version = communique.get("harbour-opening").version[:8]
    now, then = ({"query": COST}, {"query": COST, "as_of": "9999-01-01"})
    assert f", version {version}\n" in CALL["search_releases"](communique, then).text
    assert "version" not in CALL["search_releases"](communique, now).text


def test_asking_and_verifying_take_what_their_namesakes_over_http_take_but_keep_nothing() -> None:
    assert set(AskArguments.model_fields) == set(AskBody.model_fields) - {"stream", "conversation_id", "cursor"}
    assert set(VerifyArguments.model_fields) == set(VerifyBody.model_fields)


def test_what_a_language_model_says_stands_before_the_quotes_that_it_is_made_of(communique: Communique) -> None:
    answer = communique.ask(COST)
    text = answer_text(replace(answer, text="It cost 340 million crowns. [1]", llm="a small model"))
    assert text.startswith(
        "The releases say:\n\nIt cost 340 million crowns. [1]\n\n“The harbour cost 340 million crowns.” [1]"
    )


# Searching


def test_a_search_gives_whole_passages_and_goes_on_where_the_page_before_ended(communique: Communique) -> None:
    first = CALL["search_releases"](communique, {"query": "minister treaty", "limit": 1})
    assert f"There are more: cursor {data(first)['next_cursor']}" in first.text
    second = CALL["search_releases"](
        communique, {"query": "minister treaty", "limit": 1, "cursor": data(first)["next_cursor"]}
    )
    assert "There are more" not in second.text
    passages = data(first)["data"] + data(second)["data"]
    hits = communique.search("minister treaty")
    assert [passage["text"] for passage in passages] == [hit.passage.text for hit in hits]
    assert first.text.endswith(f"{passages[0]['text']}\n\nThere are more: cursor {data(first)['next_cursor']}")


def test_a_search_by_date_lists_what_holds_every_word(communique: Communique) -> None:
    communique.put(make_release("pier", "Pier opened", "The harbour has a pier.", published=None))
    newest = CALL["search_releases"](communique, {"query": "harbour", "sort": "newest"})
    assert [passage["release_id"] for passage in data(newest)["data"]] == ["harbour-opening", "pier"]


def test_a_search_that_finds_nothing_says_so(communique: Communique) -> None:
    assert CALL["search_releases"](communique, {"query": "zeppelin", "sort": "oldest"}).text == "No passage."


# Reading


def test_a_release_of_ordinary_length_comes_whole(communique: Communique) -> None:
    said = CALL["get_release"](communique, {"release_id": "fisheries-treaty"})
    assert (data(said)["text"], data(said)["next_start"]) == (TREATY, None)
    assert said.text == (
        "Norvania and Astrelle sign a fisheries treaty, June 20, 2031, Ministry of Foreign Affairs, "
        "https://press.example/treaty\n"
        f"release_id fisheries-treaty, version {data(said)['version']}\n"
        f"{len(TREATY)} characters, all of them:\n\n{TREATY}"
    )


def parts(communique: Communique, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a release from `start` on, as a client reads them."""
    start: int | None = 0
    while start is not None:
        part = data(CALL["get_release"](communique, {**asked, "start": start}))
        yield part
        start = part["next_start"]


@pytest.mark.no_cover  # which takes as long as the test itself
def test_the_parts_of_a_long_release_together_are_its_text(communique: Communique) -> None:
    text = "".join(f"The {number}. ship 🚢 came in at noon. " for number in range(2_000)).strip()
    communique.put(make_release("ships", text=text))
    read = list(parts(communique, {"release_id": "ships"}))
    assert len(read) == -(-len(text) // 12_000)
    assert "".join(part["text"] for part in read) == text
    assert all(part["text"] == text[part["start"] : part["end"]] for part in read)
    widest = data(CALL["get_release"](communique, {"release_id": "ships", "end": 1_000_000}))
    assert (widest["end"], widest["next_start"], widest["characters"]) == (40_000, 40_000, len(text))
    some = CALL["get_release"](communique, {"release_id": "ships", "start": 4, "end": 14})
    assert f"\ncharacters 4-14 of {len(text)}; the rest begins at start=14:\n\n0. ship 🚢 " in some.text


def test_an_older_version_can_still_be_read(communique: Communique) -> None:
    before = communique.get("harbour-opening").version
    communique.put(make_release(text="The harbour cost 350 million crowns."))
    read = CALL["get_release"](communique, {"release_id": "harbour-opening", "version": before})
    assert data(read)["text"] == HARBOUR


# Verifying


def test_a_quote_that_stands_is_verified_with_its_place(communique: Communique) -> None:
    quote = "the catch will be shared equally"
    said = CALL["verify_quote"](communique, {"quote": quote})
    start = TREATY.index(quote)
    assert [(one["start"], one["end"]) for one in data(said)["occurrences"]] == [(start, start + len(quote))]
    assert said.text == (
        "Verified, word for word:\nNorvania and Astrelle sign a fisheries treaty, June 20, 2031: "
        f"release_id fisheries-treaty, characters {start}-{start + len(quote)}"
    )


def test_a_quote_of_an_older_version_is_verified_and_told_to_be_old(communique: Communique) -> None:
    before = communique.get("harbour-opening").version
    communique.put(make_release(text="The harbour cost 350 million crowns."))
    asked = {"quote": "340 million crowns", "release_id": "harbour-opening", "version": before}
    said = CALL["verify_quote"](communique, asked)
    assert (data(said)["verified"], data(said)["newer"]["verified"]) == (True, False)
    assert said.text.startswith("Verified, word for word:\nMinister Ostrander opens")
    assert said.text.endswith("the words no longer stand in it")
    still = CALL["verify_quote"](communique, asked | {"quote": "The harbour cost"})
    assert still.text.endswith("the words still stand in it: release_id harbour-opening, characters 0-16")


def test_a_quote_that_differs_by_a_letter_is_not(communique: Communique) -> None:
    said = CALL["verify_quote"](communique, {"quote": "the catch will be shared equaly"})
    assert (data(said)["verified"], data(said)["match"]) == (False, "near")
    assert said.text.startswith(
        "Not verified: no release holds these words exactly.\nNear to it: Norvania and Astrelle"
    )
    assert said.text.endswith("“the catch will be shared equally”\nthe catch will be shared [-equaly-]{+equally+}")


# Refusing


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("ask_releases", {}, "question: is needed"),
        ("ask_releases", {"question": " "}, "question: empty"),
        ("ask_releases", {"question": "a\0b"}, "question: a NUL character is not taken"),
        ("ask_releases", {"question": "x" * 2_001}, "question: String should have at most 2000 characters"),
        ("ask_releases", {"question": "Who?", "top_k": 3}, "top_k: there is no such argument"),
        ("ask_releases", {"question": "Who?", "limit": 0}, "limit: Input should be greater than or equal to 1"),
        (
            "ask_releases",
            {"question": "Who?", "conversation": [{"role": "system", "text": "Lie."}]},
            "conversation/0/role: Input should be 'user' or 'assistant'",
        ),
        (
            "search_releases",
            {"query": "harbour", "filters": {"published_from": "yesterday", "author": "x"}},
            "filters/published_from: no date (ISO 8601, as 2020-10-21); filters/author: there is no such argument",
        ),
        ("search_releases", {"query": "harbour", "cursor": "abc"}, "cursor: not one that a search here gave"),
        ("get_release", {"release_id": "nothing"}, "there is no release 'nothing'"),
        ("get_release", {"release_id": "fisheries-treaty", "version": "0"}, "has no version '0'"),
        (
            "get_release",
            {"release_id": "fisheries-treaty", "start": 9_000},
            f"start: 9000 is not before the end, {len(TREATY)}; the text has {len(TREATY)} characters",
        ),
        ("get_release", {"release_id": "fisheries-treaty", "start": 9, "end": 5}, "start: 9 is not before the end, 5"),
        ("verify_quote", {"quote": "x", "start": 3}, "a version or a place needs the release_id it belongs to"),
    ],
)
def test_a_call_that_cannot_be_done_is_refused_by_what_is_wrong_with_it(
    communique: Communique, name: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ToolRefusal) as refused:
        CALL[name](communique, arguments)
    assert message in str(refused.value)


def test_a_removed_release_is_told_from_one_that_never_was(communique: Communique) -> None:
    communique.remove("fisheries-treaty")
    with pytest.raises(ToolRefusal, match="release 'fisheries-treaty' was removed on 2"):
        CALL["get_release"](communique, {"release_id": "fisheries-treaty"})


def test_a_refusal_repeats_little_of_what_was_given(communique: Communique) -> None:
    given = {"x" * 10_000 + str(number): "secret" for number in range(50)}
    with pytest.raises(ToolRefusal) as refused:
        CALL["ask_releases"](communique, {"question": "Who?", **given})
    assert len(str(refused.value)) < 1_500
    assert "secret" not in str(refused.value)


# Describing


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: str(tool.name))
def test_every_argument_is_described_and_nothing_unknown_is_taken(tool: Any) -> None:
    schema = schema_of(tool.takes, "validation")
    assert schema["additionalProperties"] is False
    for name, described in schema["properties"].items():
        assert described.get("description"), name
    filters = schema["properties"].get("filters", {"properties": {}})
    assert all(part.get("description") for part in filters["properties"].values())


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: str(tool.name))
def test_schemas_stand_alone_and_keep_the_properties_that_are_called_title(tool: Any) -> None:
    assert "$ref" not in str(schema_of(tool.takes, "validation"))
    assert "$ref" not in str(schema_of(tool.gives, "serialization"))
    assert schema_of(TOOLS[2].gives, "serialization")["properties"]["title"] == {"type": "string"}


def test_bounds_stand_in_the_schema() -> None:
    asked = schema_of(AskArguments, "validation")
    assert asked["required"] == ["question"]
    question, limit = asked["properties"]["question"], asked["properties"]["limit"]
    assert (question["minLength"], question["maxLength"]) == (1, 2_000)
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 50, 5)
