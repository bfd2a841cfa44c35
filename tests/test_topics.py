"""What is typed of a few words and asks nothing; and names that nobody bears."""

from dataclasses import replace
from datetime import date

import pytest
from factories import ALL, make_release

from service.answering.spelling import suggest_name
from service.answering.topics import is_topic, topic_context
from service.assembly import Communique


@pytest.mark.parametrize("topic", ["Norvania", "fishing dispute", "port quillan harbour?", "Ostrander"])
def test_two_or_three_words_that_ask_nothing_are_a_topic(topic: str) -> None:
    assert is_topic(topic)


@pytest.mark.parametrize(
    "question", ["", "?!", "who signed it", "latest on Norvania", "did it rain", "the ferry of Lom sank"]
)
def test_what_asks_or_goes_on_is_none(question: str) -> None:
    assert not is_topic(question)


def test_a_topic_is_read_as_the_question_that_it_stands_for() -> None:
    assert topic_context("fishing dispute? ").standalone == "What is said about fishing dispute?"


def test_the_newest_releases_on_a_topic_come_first_with_how_many_there_are(communique: Communique) -> None:
    for day in range(1, 11):
        text = f"The railway of Lom grew by {day} miles."
        communique.put(make_release(f"lom-{day}", f"The railway of Lom, part {day}", text, date(2031, 7, day)))
    own = communique.answerer()
    answer = replace(own, retriever=replace(own.retriever, weights=ALL)).answer("railway of Lom", 1)
    plan = answer.explanation
    assert plan is not None
    assert (plan.plan, plan.belonging) == ("by_date", 8)
    quoted = [each.release_id for each in answer.citations]
    assert quoted == [f"lom-{day}" for day in range(10, 2, -1)]


def test_a_misspelt_name_is_met_with_the_one_that_was_probably_meant(communique: Communique) -> None:
    snapshot = communique.retriever().snapshot
    assert suggest_name("Ostrandor", snapshot) == "Ostrander"
    assert suggest_name("Zyx", snapshot) is None
    assert suggest_name("Wolframite", snapshot) is None


def test_the_reason_says_so(communique: Communique) -> None:
    answer = communique.ask("Did Ostrandor praise the cheese of Zembla?")
    assert answer.reason is not None
    assert "Did you mean Ostrander" in answer.reason or answer.status == "partial"
