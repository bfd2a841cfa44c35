"""Reasons for silence and for doubt are true of every release that the question was asked of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from factories import PLAIN, make_release
from past import Clock, open_with

from index.filters import EVERYTHING, Filters
from service.answering.answer import Answer
from service.answering.answerer import Answerer
from service.answering.reasons import UNKNOWN, UNSURE, join, mentions
from service.assembly import Communique, open_catalog


def silent(communique: Communique, question: str, filters: Filters = EVERYTHING) -> Answer:
    """What is said when no confidence is enough."""
    with open_catalog(communique.settings) as catalog:
        retriever = replace(communique.retriever(), weights=PLAIN)
        answerer = Answerer(retriever=retriever, catalog=catalog, answer_threshold=1.0, partial_threshold=1.0)
        return answerer.answer(question, 5, filters)


def doubtful(communique: Communique, question: str) -> Answer:
    """What is said beside quotes of which nothing is sure."""
    answerer = replace(communique.answerer(), answer_threshold=1.0, partial_threshold=0.0)
    return answerer.answer(question, 5)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Did the harbour of Port Quillan cost Zembla anything?", "No release mentions Zembla."),
        ("Will Zembla and Kravonia open the harbour of Port Quillan?", "No release mentions Zembla or Kravonia."),
        ("What about Old Kravonia?", "No release mentions Old Kravonia."),
        ("Why is cheese yellow in the harbour?", "No release holds the word “cheese”."),
        ("Why did the Minister thank the engineers?", UNKNOWN),
        ("What did Ostrander promise to Astrelle?", "No release mentions both Ostrander and Astrelle."),
        # What it is short for may stand there in full.
        ("What did the harbour of Port Quillan cost the OPZ?", "No release holds the word “OPZ”."),
    ],
)
def test_silence_says_what_stands_in_no_release(communique: Communique, question: str, reason: str) -> None:
    answer = silent(communique, question)
    assert (answer.status, answer.citations, answer.reason) == ("not_found", (), reason)
    assert answer.passages


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest on the harbour of Port Quillan?",
        "How often did the harbour of Port Quillan open?",
        "Please summarize the release on the harbour of Port Quillan, exactly and in detail",
        "Which date was it that the harbour of Port Quillan opened?",
        "Who is the Minister?",
    ],
)
def test_words_that_only_ask_are_never_told_to_be_missing(communique: Communique, question: str) -> None:
    assert silent(communique, question).reason == UNKNOWN


@pytest.mark.parametrize(
    "question",
    [
        "Wie viel Geld bot Ostrander Zembla an?",
        "Was sagte Ostrander zum Hafen?",
        "Combien Ostrander a-t-elle payé à Zembla ?",
        "¿Quién abrió la puerta de Port Quillan?",
        "Кто открыл гавань?",
        "港はいくらですか",
        "zzxq vvkp",
        "é" * 2_000,
        "?!",
    ],
)
def test_no_word_is_told_to_be_missing_from_releases_in_another_language(communique: Communique, question: str) -> None:
    assert silent(communique, question).reason == UNKNOWN


def test_search_words_without_any_little_word_are_told_to_be_missing_where_most_are_not(communique: Communique) -> None:
    assert silent(communique, "harbour opening Zembla cost").reason == "No release mentions Zembla."


@pytest.fixture
def crowd(communique: Communique) -> Communique:
    """Fifty releases on the harbour's ferries, and two in which Envoy Velloso of Tollan speaks of herring."""
    text = "The ferry of Port Quillan sails for the harbour of Astrelle. The harbour is glad of every ferry."
    releases = [make_release(f"ferry-{n}", f"Ferry {n} sails", text, date(2031, 7, 1)) for n in range(50)]
    for n in range(2):
        said = "Envoy Tarn Velloso bought herring of Astrelle at Port Quillan for 40 crowns. The price was fair."
        releases.append(
            make_release(f"herring-{n}", f"Herring, part {n}", said, date(2031, 3, 1 + n), publisher="Fish")
        )
    list(communique.ingest(iter(releases)))
    communique.retriever()
    return communique


def test_a_name_that_stands_in_other_releases_than_would_be_cited_is_not_told_to_be_missing(crowd: Communique) -> None:
    answer = silent(crowd, "Is the harbour, glad of every ferry that sails for the harbour, glad of Velloso?")
    assert answer.reason == "2 releases mention Velloso, but nothing that was read answers this."


def test_a_word_that_stands_in_other_releases_than_would_be_cited_is_not_told_to_be_missing(crowd: Communique) -> None:
    answer = silent(crowd, "Does the ferry of Port Quillan sail for the harbour with herring that somebody bought?")
    assert answer.reason == UNKNOWN


def test_a_reason_is_true_of_the_releases_that_the_filters_leave(crowd: Communique) -> None:
    query = "Did the ferry of Port Quillan sail for the harbour of Astrelle with Velloso?"
    works = silent(crowd, query, Filters(publisher="Ministry of Works"))
    assert works.reason == "No release that matches the filters mentions Velloso."
    early = silent(crowd, "What did Ostrander say of Velloso?", Filters(published_from=date(2031, 3, 2)))
    assert early.reason == "No release that matches the filters mentions both Ostrander and Velloso."
    none = silent(crowd, query, Filters(publisher="Nobody"))
    assert none.reason == "No release matches the question and its filters."


def test_a_name_is_no_question_for_a_price(crowd: Communique) -> None:
    crowd.put(make_release("price", "Ned Price", "Ned Price speaks for the harbour of Tollan.", None))
    for question in ("Who is Ned Price?", "What did Ned Price do?"):
        assert "amount" not in str(silent(crowd, question).reason)


def test_figures_are_told_to_be_missing_only_where_there_are_none(communique: Communique) -> None:
    communique.put(make_release("toll", "Toll of Tollan", "Tollan takes a toll on herring. It is dear.", None))
    query = "How much is the toll that Tollan takes on herring?"
    own = frozenset({"toll"})
    assert silent(communique, query, Filters(release_ids=own)).reason == "The nearest passages do not give an amount."
    assert silent(communique, query).reason == UNKNOWN  # 340 million crowns, of something else
    doubt = doubtful(communique, query)
    assert doubt.status == "partial"
    assert doubt.reason == "These sentences do not give an amount."


def test_doubt_without_a_reason_that_can_be_proved_is_told_as_such(communique: Communique) -> None:
    assert doubtful(communique, "Why did the Minister thank the engineers?").reason == UNSURE


@pytest.fixture
def then(tmp_path: Path) -> Iterator[Communique]:
    """The harbour in May 2031; Zembla is first spoken of in June."""
    clock = Clock()
    with open_with(clock, tmp_path / "then") as opened:
        clock.set("2031-05-10T09:00:00+00:00")
        opened.put(make_release())
        clock.set("2031-06-10T09:00:00+00:00")
        opened.put(make_release("zembla", "Zembla", "Zembla pays for the harbour.", date(2031, 6, 9)))
        yield opened


def test_a_reason_is_true_of_what_was_known_at_the_time(then: Communique) -> None:
    query = "Who of Zembla ate the cheese?"
    before = then.ask(query, as_of=datetime(2031, 5, 11, tzinfo=UTC))
    assert before.reason == "No release known at the time mentions Zembla."
    assert "mentions Zembla" not in str(then.ask(query).reason)


@pytest.mark.parametrize("question", ["é" * 2_000, "¿Quién abrió la puerta?", "港はいくらですか", "?!", "zzxq vvkp"])
def test_a_question_of_which_no_release_holds_a_word_is_met_with_silence(communique: Communique, question: str) -> None:
    answer = communique.ask(question)
    assert (answer.status, answer.citations, answer.reason) == ("not_found", (), UNKNOWN)
    assert answer.confidence < 0.1


def test_an_empty_collection_is_silent_and_says_why(tmp_path: Path) -> None:
    with Communique.open(tmp_path, model="hashing", reader="none") as empty:
        answer = empty.ask("What did Maroush say?")
    assert (answer.status, answer.confidence) == ("not_found", 0)
    assert answer.reason == "There is no release here yet. Add some: communique add …"


@pytest.mark.parametrize(
    ("text", "name", "held"),
    [
        ("Envoy Tarn Velloso’s herring", "Velloso", True),
        ("Envoy Tarn\nVelloso", "tarn velloso", True),
        ("VELLOSO: Good morning.", "Velloso", True),
        ("The Vellosoans came", "Velloso", False),
        ("a fair price", "Price", False),
        ("Prélat Çavuş spoke", "Cavus", True),
    ],
)
def test_a_name_is_mentioned_where_it_stands_as_names_are_written(text: str, name: str, *, held: bool) -> None:
    assert mentions(text, name) is held


@pytest.mark.parametrize(("words", "joined"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_words_are_joined_as_people_do(words: list[str], joined: str) -> None:
    assert join(words) == joined


def test_what_is_related_but_no_answer_has_no_short_answer_marked(communique: Communique) -> None:
    answer = doubtful(communique, "What did the harbour of Port Quillan cost?")
    assert answer.status == "partial"
    assert "340 million crowns" in answer.citations[0].quote
    assert answer.citations[0].highlights == ()
