"""What an answer says of itself, and the sentences of it that found no room."""

from dataclasses import replace

import pytest
from factories import ALL, make_release
from fastapi.testclient import TestClient

from index.filters import Filters
from service.answering.answerer import Answerer
from service.answering.explanation import Explanation
from service.answering.reasons import NO_MORE, UNKNOWN
from service.assembly import Communique, open_catalog
from service.conversations.serialization import read_answer, write_answer
from service.http.cursor import answer_key, write_cursor

QUESTION = "What did the Minister promise for the ferries of Tollan?"
PROMISES = [
    f"The Minister promised {number} new ferries for Tollan, {'with room for lorries, ' * 8}and a pier."
    for number in range(8)  # of four passages, which are read
]


@pytest.fixture
def answerer(communique: Communique) -> Answerer:
    """To which every sentence belongs."""
    communique.put(make_release("ferries", "The Minister on the ferries of Tollan", " ".join(PROMISES)))
    own = communique.answerer()
    return replace(own, retriever=replace(own.retriever, weights=ALL))


def test_page_by_page_every_sentence_is_quoted_once(answerer: Answerer) -> None:
    skip: int | None = 0
    quoted: list[str] = []
    while skip is not None:
        answer = answerer.answer(QUESTION, 1, skip=skip)
        assert answer.status == "answered"
        assert sum(len(each.quote) for each in answer.citations) <= 1_200
        quoted += [sentence for sentence in PROMISES for each in answer.citations if sentence in each.quote]
        skip = answer.next_skip
    assert sorted(quoted) == sorted(PROMISES)


def test_behind_the_last_page_is_nothing_and_it_says_so(answerer: Answerer) -> None:
    answer = answerer.answer(QUESTION, 1, skip=1_000)
    assert (answer.status, answer.citations, answer.reason) == ("not_found", (), NO_MORE)


def test_it_says_what_was_searched_and_how_much_belongs(answerer: Answerer) -> None:
    explained = answerer.answer(QUESTION, 1).explanation
    assert explained is not None
    assert (explained.several, explained.searched, explained.missing) == (True, 3, ())
    assert explained.belonging >= len(PROMISES)


@pytest.mark.parametrize(
    ("passages", "releases", "told"),
    [(6, 4, "Searched 2,025 releases; read 6 passages of 4."), (1, 1, "Searched 2,025 releases; read 1 passage of 1.")],
)
def test_it_is_told_in_words(passages: int, releases: int, told: str) -> None:
    explained = Explanation(
        plan="by_relevance", several=True, searched=2_025, read_passages=passages, read_releases=releases, belonging=3
    )
    assert str(explained) == told
    assert str(replace(explained, searched=1, read_passages=0)) == "Searched 1 release."


def test_what_is_missing_holds_for_all_releases_and_says_who_is_mentioned(communique: Communique) -> None:
    answer = communique.ask("Did Ostrander meet King Brandol of Zembla?")
    assert answer.explanation is not None
    assert any("Zembla" in each and each.startswith("No release mentions") for each in answer.explanation.missing)
    assert "1 release mentions Ostrander." in answer.explanation.missing


def test_it_is_kept_with_a_conversation(communique: Communique) -> None:
    answer = communique.ask("Did Ostrander meet King Brandol of Zembla?")
    with open_catalog(communique.settings) as catalog:
        assert read_answer(write_answer(answer), catalog).explanation == answer.explanation


def test_a_cursor_is_of_its_question_alone(client: TestClient) -> None:
    cursor = write_cursor(3, answer_key(QUESTION))
    other = client.post("/v1/ask", json={"question": "Who opened the harbour?", "cursor": cursor})
    assert other.status_code == 422
    own = client.post("/v1/ask", json={"question": QUESTION, "cursor": cursor})
    assert own.status_code == 200


def test_a_kept_conversation_takes_no_cursor(client: TestClient) -> None:
    body = {"question": QUESTION, "cursor": write_cursor(3, answer_key(QUESTION)), "conversation_id": "a"}
    assert client.post("/v1/ask", json=body).status_code == 422


CORRECTION = "An earlier version of this release said that the pier of Tollan cost 9 million crowns."


def test_what_a_correction_tells_of_an_earlier_version_is_no_answer(communique: Communique) -> None:
    text = f"{CORRECTION} The pier of Tollan cost 3 million crowns."
    communique.put(make_release("pier", "The pier of Tollan", text))
    answer = communique.ask("What did the pier of Tollan cost?")
    assert [CORRECTION in each.quote for each in answer.citations] == [False]


def test_where_nothing_else_was_found_it_is_silent_and_says_no_more_than_it_knows(communique: Communique) -> None:
    communique.put(make_release("pier", "The pier of Tollan", CORRECTION))
    answer = communique.ask("What did the pier of Tollan cost?", filters=Filters(release_ids=frozenset({"pier"})))
    assert (answer.status, answer.citations, answer.reason) == ("not_found", (), UNKNOWN)
    latest = communique.ask("What is the latest on the pier?", filters=Filters(release_ids=frozenset({"pier"})))
    assert (latest.status, latest.citations) == ("not_found", ())
