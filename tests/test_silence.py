"""What is a name, what the cited releases hold of a question, and why nothing is said."""

from dataclasses import replace
from pathlib import Path

import pytest
from factories import HARBOUR, PLAIN

from index.query import EVERYTHING
from service.answering import Answer, Answerer
from service.assembly import Communique, open_catalog
from service.silence import find_names, find_words, gather, join


def names(question: str) -> list[str]:
    return find_names(question, find_words(question))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Maroush's aide say?", ["What", "did", "Maroush", "aide", "say"]),
        ("the ministers’ talk, the talk", ["the", "ministers", "talk"]),
        ("Did U.S. envoys back the COVID-19 plan?", ["Did", "U.S", "envoys", "back", "the", "COVID-19", "plan"]),
        ("O'Brien in 2020–2021", ["O'Brien", "in", "2020", "2021"]),
        ("?! … _", []),
    ],
)
def test_the_words_of_a_question_are_each_there_once(question: str, words: list[str]) -> None:
    assert find_words(question) == words


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What did Maroush offer Norvania?", ["Maroush", "Norvania"]),
        ("Maroush offered Norvania what?", ["Norvania"]),
        ("Did the iPhone please the EU?", ["iPhone", "EU"]),
        ("What of it?", []),
    ],
)
def test_names_are_the_words_with_capitals_but_for_the_first(question: str, found: list[str]) -> None:
    assert names(question) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("what did laos offer cambodia?", ["laos", "cambodia"]),
        ("what did the minister offer?", []),
        ("", []),
    ],
)
def test_names_typed_small_are_names_too(question: str, found: list[str]) -> None:
    assert names(question) == found


@pytest.mark.parametrize(("words", "joined"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_words_are_joined_as_people_do(words: list[str], joined: str) -> None:
    assert join(words) == joined


def test_evidence_tells_names_and_words_that_the_texts_do_not_hold(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    evidence = gather("Did Ostrander open the harbour of Zembla with Kravonian cheese?", [HARBOUR], lexical)
    assert evidence.unheld_names == ("Zembla", "Kravonian")
    assert evidence.unheld_words == ("cheese",)
    assert 0 < evidence.named < 1
    assert 0 < evidence.said < 1
    whole = gather("Who opened the harbour?", [HARBOUR], lexical)
    assert (whole.unheld_names, whole.unheld_words, whole.named, whole.said) == ((), (), 1, 1)


def test_neighbours_of_a_name_are_told_as_one(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    asked = "What did Iven Maroush tell Grand Zembla's envoy of Old Kravonia and Grand Zembla?"
    evidence = gather(asked, [HARBOUR], lexical)
    assert evidence.unheld_names == ("Iven Maroush", "Grand Zembla", "Old Kravonia")


def test_a_follow_up_without_a_word_of_its_own_is_judged_by_its_standalone_question(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    assert not gather("When was this?", [HARBOUR], lexical).held
    assert gather("When was this?", [HARBOUR], lexical, "When was this? (opened, harbour)").held
    assert not gather("When was this?", [HARBOUR], lexical, "When was this? (bridge)").held


def silent(communique: Communique, question: str) -> Answer:
    """What is said when no confidence is enough."""
    with open_catalog(communique.settings) as catalog:
        retriever = replace(communique.retriever(), weights=PLAIN)
        answerer = Answerer(retriever=retriever, catalog=catalog, answer_threshold=1.0, partial_threshold=1.0)
        return answerer.answer(question, 5, EVERYTHING)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Did the harbour of Port Quillan cost Zembla anything?", "No release that comes near mentions Zembla."),
        (
            "Will Zembla and Kravonia open the harbour of Port Quillan?",
            "No release that comes near mentions Zembla and Kravonia.",
        ),
        ("Why is cheese yellow in the harbour?", "No release that comes near holds the word “cheese”."),
        ("How much did the Minister pay the engineers?", "The nearest sentences do not give an amount."),
        (
            "Why did the Minister thank the engineers?",
            "The nearest sentences are too far from the question to be sure.",
        ),
    ],
)
def test_silence_says_what_is_missing(communique: Communique, question: str, reason: str) -> None:
    answer = silent(communique, question)
    assert (answer.status, answer.citations, answer.reason) == ("not_found", (), reason)
    assert answer.passages


def test_an_empty_collection_is_silent_and_says_why(tmp_path: Path) -> None:
    with Communique.open(tmp_path, model="hashing", reader="none") as empty:
        answer = empty.ask("What did Maroush say?")
    assert (answer.status, answer.confidence) == ("not_found", 0)
    assert answer.reason == "There is no release here yet. Add some: communique add …"


@pytest.mark.parametrize("question", ["é" * 2_000, "¿Quién abrió la puerta?", "港はいくらですか", "?!", "zzxq vvkp"])
def test_a_question_of_which_no_release_holds_a_word_is_met_with_silence(communique: Communique, question: str) -> None:
    answer = communique.ask(question)
    assert (answer.status, answer.confidence, answer.citations) == ("not_found", 0.0, ())
    assert answer.reason == "No release that comes near holds a word of the question."


def test_silence_over_a_question_of_which_nothing_is_held_tells_the_name(communique: Communique) -> None:
    answer = communique.ask("What about Old Kravonia?")
    assert (answer.status, answer.confidence) == ("not_found", 0.0)
    assert answer.reason == "No release that comes near mentions Old Kravonia."
