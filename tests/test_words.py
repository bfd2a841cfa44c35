"""The words of a question, and which of them are names."""

import pytest

from index.question.words import find_names, find_words


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
