"""POST /v1/ask, over invented releases and over the bundled one with the real model."""

import json
import re
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Any

import httpx2
import pytest
from factories import make_release
from fastapi.testclient import TestClient

from service.assembly import Communique

COST = "What did the harbour of Port Quillan cost?"
OFFER = "What did Motegi offer Cambodia?"
LOANS = "25 billion yen in yen loans"
JSON_BODY = {"Content-Type": "application/json"}
Client = TestClient | httpx2.Client


def ask(client: Client, question: str, **fields: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.fixture(scope="module")
def real(served: str) -> Iterator[httpx2.Client]:
    """Speaks to the running service with the real model."""
    with httpx2.Client(base_url=served, timeout=30) as client:
        yield client


def check_citations(client: Client, answer: dict[str, Any]) -> None:
    """Every [n] has a citation and the reverse; every quote stands in the answer and in the release."""
    numbers = [int(number) for number in re.findall(r"\[(\d+)\]", answer["answer"])]
    assert numbers == [citation["number"] for citation in answer["citations"]] == list(range(1, len(numbers) + 1))
    for citation in answer["citations"]:
        said = answer["answer"][citation["answer_span"]["start"] : citation["answer_span"]["end"]]
        text = client.get(f"/v1/releases/{citation['release_id']}/text").text
        assert said == citation["quote"] == text[citation["start"] : citation["end"]]


def test_the_owners_question_is_answered_with_the_words_of_the_release(real: httpx2.Client) -> None:
    answer = ask(real, OFFER)
    assert answer["status"] == "answered"
    (loans,) = [citation for citation in answer["citations"] if LOANS in citation["quote"]]
    assert loans["title"] == "Japan-Cambodia Foreign Ministers’ Telephone Talk"
    assert loans["published"] == "2020-10-21"
    assert "reception" not in answer["answer"]  # thanks for one are no offer
    check_citations(real, answer)


@pytest.mark.parametrize(
    "question",
    [
        "What did Motegi say about whaling?",
        "What did Motegi offer Laos?",
        "what did motegi offer laos?",
        "How many troops did Japan send to Cambodia?",
        "How many vaccines did Japan give Cambodia?",
    ],
)
def test_what_the_releases_do_not_say_is_not_answered(real: httpx2.Client, question: str) -> None:
    answer = ask(real, question)
    assert answer["status"] != "answered"
    assert (answer["citations"] == []) == (answer["status"] == "not_found")
    assert re.fullmatch(
        r"No release (mentions (Laos|laos)|holds the word “(whaling|troops|vaccines)”)\.", answer["reason"]
    )
    assert answer["passages"][0]["title"] == "Japan-Cambodia Foreign Ministers’ Telephone Talk"


def test_a_question_in_small_letters_is_answered_too(real: httpx2.Client) -> None:
    answer = ask(real, OFFER.lower())
    assert any(LOANS in citation["quote"] for citation in answer["citations"])


def test_an_answer_says_what_was_asked_and_of_which_index(client: TestClient, communique: Communique) -> None:
    answer = ask(client, COST)
    manifest = communique.manifest()
    assert answer["question"] == answer["standalone_question"] == COST
    assert answer["index"] == {"id": manifest.index_id, "releases": 2, "passages": 2}
    assert answer["model"] == {"embedding": "hashing", "llm": None}
    assert answer["object"] == "answer"
    assert answer["reason"] is None


def test_every_citation_of_an_answer_stands_where_it_says(client: TestClient) -> None:
    answer = ask(client, COST)
    assert answer["status"] == "answered"
    assert "The harbour cost 340 million crowns." in answer["citations"][0]["quote"]
    check_citations(client, answer)


def test_the_citations_of_an_answer_from_several_releases_stand_where_they_say(
    client: TestClient, communique: Communique
) -> None:
    for number in range(3):
        communique.put(
            make_release(f"ferry-{number}", "A ferry sails", f"Ferry {number} sails.", date(2031, 5, 1 + number))
        )
    answer = ask(client, "How often did a ferry sail?")
    assert [citation["quote"] for citation in answer["citations"]] == [f"Ferry {number} sails." for number in range(3)]
    assert answer["note"] == "3 releases match (ferry, sail), by date: May 1, 2031; May 2, 2031; May 3, 2031."
    check_citations(client, answer)


def test_the_same_question_has_the_same_answer(client: TestClient) -> None:
    first, second = (ask(client, COST) for _ in range(2))
    assert {"created", "timings_ms"} < first.keys()
    for answer in (first, second):
        del answer["created"], answer["timings_ms"]
    assert first == second


def test_another_index_gives_the_answer_another_id(client: TestClient, communique: Communique) -> None:
    before = ask(client, COST)
    communique.put(make_release("bridge", "A bridge", "The bridge of Tollan is closed.", None))
    after = ask(client, COST)
    assert before["id"] != after["id"]
    assert before["answer"] == after["answer"]


@pytest.mark.parametrize(
    "filters",
    [
        {"published_from": "2031-05-07"},
        {"published_to": "2031-05-05"},
        {"publisher": "Ministry of Foreign Affairs"},
        {"language": "fr"},
        {"release_ids": ["fisheries-treaty"]},
        {"release_ids": []},
    ],
)
def test_a_filter_keeps_a_release_out_of_answer_and_passages(client: TestClient, filters: dict[str, Any]) -> None:
    answer = ask(client, COST, filters=filters)
    assert "harbour-opening" not in {passage["release_id"] for passage in answer["passages"] + answer["citations"]}
    assert answer["status"] == "not_found"


@pytest.mark.parametrize(
    "filters",
    [
        {"published_from": "2031-05-06", "published_to": "2031-05-06"},
        {"publisher": "Ministry of Works"},
        {"release_ids": ["harbour-opening"]},
        {"published_from": None},
    ],
)
def test_a_filter_that_a_release_passes_changes_nothing_of_its_answer(
    client: TestClient, filters: dict[str, Any]
) -> None:
    answer = ask(client, COST, filters=filters)
    assert "The harbour cost 340 million crowns." in answer["answer"]


def test_an_empty_collection_has_no_answer_and_no_passages(client: TestClient, communique: Communique) -> None:
    for release_id in ("harbour-opening", "fisheries-treaty"):
        communique.remove(release_id)
    answer = ask(client, COST)
    assert (answer["status"], answer["passages"]) == ("not_found", [])
    assert answer["reason"] == "There is no release here yet. Add some: communique add …"


def test_limit_is_the_number_of_passages(client: TestClient) -> None:
    assert [passage["release_id"] for passage in ask(client, COST, limit=1)["passages"]] == ["harbour-opening"]


def test_earlier_turns_are_taken(client: TestClient) -> None:
    turns = [
        {"role": "user", "text": "Who opened the harbour?"},
        {
            "role": "assistant",
            "text": "Minister Ostrander. [1]",
            "citations": [{"release_id": "harbour-opening", "start": 0, "end": 10}],
        },
    ]
    assert ask(client, COST, conversation=turns)["answer"] == ask(client, COST)["answer"]


def test_characters_beyond_the_basic_plane_do_not_move_a_quote(client: TestClient, communique: Communique) -> None:
    said = "The lighthouse of Cape Orvell shines again."
    text = f"🎌🇯🇵 Fête! 😀😀\n\n{said}"
    communique.put(make_release("light", "Lighthouse of Cape Orvell", text, None))
    answer = ask(client, "Does the lighthouse of Cape Orvell shine again?")
    (cited,) = [citation for citation in answer["citations"] if said in citation["quote"]]
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert cited["end"] == len(text)
    check_citations(client, answer)


def refused(client: TestClient, body: bytes | str, status: int = 422) -> dict[str, Any]:
    response = client.post("/v1/ask", content=body, headers=JSON_BODY)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    return problem


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("SECRET" + "x" * 1_995, "question: String should have at most 2000 characters"),
        ("SECRET\0", "question: a NUL character is not taken"),
        ("SECRET\ud800", "question: Input should be a valid string, unable to parse raw data as a unicode string"),
        ("", "question: empty"),
        (" \n ", "question: empty"),
        (["SECRET"], "question: Input should be a valid string"),
    ],
)
def test_a_question_that_is_no_text_is_refused_without_repeating_it(
    client: TestClient, question: Any, said: str
) -> None:
    problem = refused(client, json.dumps({"question": question}))
    assert problem["detail"] == said
    assert problem["errors"] == [{"pointer": "question", "detail": said.removeprefix("question: ")}]
    assert "SECRET" not in json.dumps(problem)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{bad", "body: no JSON from character 1 on: Expecting property name enclosed in double quotes"),
        (b'{"question": "\xff"}', "body: no JSON: it is not in UTF-8"),
        (b"", "body: Field required"),
    ],
)
def test_a_body_that_is_no_json_is_told_where_it_stops_being_so(client: TestClient, body: bytes, said: str) -> None:
    assert refused(client, body)["detail"] == said


def test_a_question_of_two_thousand_characters_is_taken(client: TestClient) -> None:
    assert ask(client, "é" * 2_000)["status"] == "not_found"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"SECRET": 1}, "SECRET"),
        ({"filters": {"publishers": "SECRET"}}, "filters/publishers"),
        ({"filters": {"published_from": "SECRET"}}, "filters/published_from"),
        ({"filters": {"published_to": 20201021}}, "filters/published_to"),
        ({"filters": {"publisher": ""}}, "filters/publisher"),
        ({"filters": {"publisher": "\ud800"}}, "filters/publisher"),
        ({"conversation": [{"role": "system", "text": "SECRET"}]}, "conversation/0/role"),
        ({"conversation": [{"role": "user"}]}, "conversation/0/text"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"stream": "SECRET"}, "stream"),
    ],
)
def test_a_field_that_is_unknown_or_wrong_is_named(client: TestClient, fields: dict[str, Any], pointer: str) -> None:
    problem = refused(client, json.dumps({"question": COST, **fields}))
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert problem["detail"].startswith(f"{pointer}: ")


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b"null", b'{"question": NaN}', b'{"question": "a", "\\ud800": 1}'])
def test_a_body_that_is_no_question_is_refused(client: TestClient, body: bytes) -> None:
    assert refused(client, body)["title"] == HTTPStatus(422).phrase


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonish", ""])
def test_a_body_that_does_not_say_it_is_json_is_refused(client: TestClient, media_type: str) -> None:
    response = client.post("/v1/ask", content=b'{"question": "a"}', headers={"Content-Type": media_type})
    assert response.status_code == 415
    assert response.json()["detail"] == "the body is to be JSON: Content-Type: application/json"


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/ld+json"])
def test_any_kind_of_json_is_taken(client: TestClient, media_type: str) -> None:
    response = client.post("/v1/ask", content=b'{"question": "a"}', headers={"Content-Type": media_type})
    assert response.status_code == 200


@pytest.mark.parametrize(("padding", "status"), [(300_000, 200), (1024 * 1024, 413)])
def test_a_body_that_arrives_in_pieces_is_read_or_refused_as_a_whole(
    real: httpx2.Client, padding: int, status: int
) -> None:
    body = json.dumps({"question": OFFER}).encode() + b" " * padding
    pieces = (body[start : start + 50_000] for start in range(0, len(body), 50_000))
    response = real.post("/v1/ask", content=pieces, headers=JSON_BODY)
    assert response.request.headers["Transfer-Encoding"] == "chunked"
    assert response.status_code == status
