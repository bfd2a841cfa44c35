"""What is a name, and what the cited releases hold of a question."""

import pytest
from factories import HARBOUR

from service.answering.confidence import find_names, find_words, gather, join
from service.assembly import Communique


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
    query = "What did Iven Maroush tell Grand Zembla's envoy of Old Kravonia and Grand Zembla?"
    evidence = gather(query, [HARBOUR], lexical)
    assert evidence.unheld_names == ("Iven Maroush", "Grand Zembla", "Old Kravonia")


def test_a_follow_up_without_a_word_of_its_own_is_judged_by_its_standalone_question(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    assert not gather("When was this?", [HARBOUR], lexical).held
    assert gather("When was this?", [HARBOUR], lexical, "When was this? (opened, harbour)").held
    assert not gather("When was this?", [HARBOUR], lexical, "When was this? (bridge)").held
