"""Questions to begin with."""

import itertools
from datetime import date

import pytest
from factories import make_release, make_treaty
from fastapi.testclient import TestClient

from service.assembly import Communique
from service.http.cached import Kept
from service.http.pages.examples import choose_examples, questions_of


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Norvania-Astrelle Telephone Talk", "When was the Norvania-Astrelle Telephone Talk?"),
        (
            "Minister Ostrander’s Call with President Maroush",
            "What did Minister Ostrander discuss with President Maroush?",
        ),
        ("President Maroush's Travel to Norvania", "When does President Maroush travel to Norvania?"),
        ("Norvania Launches a Lighthouse", "When did Norvania launch a Lighthouse?"),
        ("Minister Ostrander opens the harbour", "When did Minister Ostrander open the harbour?"),
        ("The Ministry Publishes its Report.", "When did Ministry publish its Report?"),
        ("The Lighthouse of Quillhaven", "What is said about Lighthouse of Quillhaven?"),
    ],
)
def test_a_title_becomes_a_question(title: str, question: str) -> None:
    assert [asked for _, asked in questions_of(title, "")] == [question]


@pytest.mark.parametrize(
    "title",
    [
        "Statement by the President",
        "Press Briefing – May 6",
        "Remarks at the Summit",
        "Central Bank of Corvessa lowers its rate to 3.25 percent",
    ],
)
def test_a_title_that_says_nothing_of_its_matter_or_is_a_sentence_becomes_none(title: str) -> None:
    assert list(questions_of(title, "")) == []


def test_what_people_did_becomes_a_question() -> None:
    text = "Prime Minister Vela Ostrander also thanked the engineers. President Maroush announced a treaty."
    asked = [question for kind, question in questions_of("Statement", text)]
    assert asked == ["Whom did Prime Minister Vela Ostrander thank?", "What did President Maroush announce?"]


def test_examples_are_answered_from_the_releases_they_are_made_of(communique: Communique) -> None:
    for question in choose_examples(communique):
        answer = communique.ask(question)
        assert answer.status == "answered"
        assert {cited.release_id for cited in answer.citations} <= {"harbour-opening", "fisheries-treaty"}


def test_without_releases_there_is_nothing_to_ask(communique: Communique) -> None:
    for listing in communique.listings():
        communique.remove(listing.id)
    assert choose_examples(communique) == []


def test_the_newest_releases_are_looked_at(communique: Communique) -> None:
    assert [listing.id for listing in communique.listings(1)] == ["fisheries-treaty"]
    communique.put(make_release("newer", published=date(2032, 1, 1)))
    assert [listing.id for listing in communique.listings(2)] == ["newer", "fisheries-treaty"]


def test_the_route_tells_the_same_questions(client: TestClient, communique: Communique) -> None:
    body = client.get("/v1/examples").json()
    assert body == {"object": "examples", "questions": choose_examples(communique)}


def test_what_is_kept_is_made_once_for_each_index(communique: Communique) -> None:
    numbers = itertools.count(1)
    kept = Kept(lambda: communique.manifest().index_id, lambda: next(numbers))
    assert kept.known() is None
    assert [kept.get(), kept.get(), kept.known()] == [1, 1, 1]
    communique.remove(make_treaty().id)
    assert kept.known() is None
    assert kept.get() == 2
