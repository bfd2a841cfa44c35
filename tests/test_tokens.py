"""Figures, dates, names and words in one form each."""

import pytest

from service.generation.tokens import read


def forms(text: str) -> list[str]:
    return [token.form for token in read(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("¥25 billion", "25 billion yen"),
        ("¥25bn", "25,000 million yen"),
        ("$1.2m", "1.2 million dollars"),
        ("US$1,200,000.00", "1200 thousand U.S. dollars"),
        ("EUR 5", "five euros"),
        ("3%", "three per cent"),
        ("3 %", "3 percent"),
        ("21 October 2020", "October 21, 2020"),
        ("the 21st of October, 2020", "the 2020-10-21"),
        ("3rd", "third"),
        ("twenty-five", "25"),
        ("two hundred and five thousand", "205,000"),
        ("a million", "1,000,000"),
        ("1.50", "1.5"),
        ("the United States", "the U.S."),
        ("isn’t", "is not"),
        ("cannot", "can not"),
        ("Tarvo’s", "Tarvo"),
        ("announcements", "announced"),
        ("met", "meet"),
        ("Ｆｉｖｅ", "Five"),
        ("20‑year", "20-year"),
    ],
)
def test_two_ways_of_writing_are_read_as_one(one: str, other: str) -> None:
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("25 billion", "25 million"),
        ("5%", "5"),
        ("5%", "5 percentage points"),
        ("$5", "€5"),
        ("5th", "5"),
        ("1990s", "1990"),
        ("-5", "5"),
        ("5m", "$5m"),
        ("5 kg", "5 km"),
        ("G7", "G20"),
        ("COVID-19", "COVID-21"),
        ("half", "2"),
        ("1" * 40, "1" * 39 + "2"),
        ("12:30", "12:31"),
    ],
)
def test_two_things_are_not_read_as_one(one: str, other: str) -> None:
    assert forms(one) != forms(other)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("21 October 2020", {"2020-10-21", "?-10-21", "2020-10-?", "?-10-?", "2020", "#21"}),
        ("25 billion yen", {"25000000000 yen", "25000000000"}),
        ("5%", {"5%"}),
        ("Tarvo", {"tarvo"}),
    ],
)
def test_a_form_vouches_for_those_that_say_less_and_for_no_other(text: str, given: set[str]) -> None:
    (token,) = read(text)
    assert token.gives == given


def test_names_are_told_from_words_and_figures() -> None:
    told = [(token.folded, token.kind) for token in read("Envoys of Zembla met 3 members of the G20.") if token.joined]
    assert told == [
        ("of", "word"),
        ("zembla", "name"),
        ("met", "word"),
        ("3", "figure"),
        ("members", "word"),
        ("of", "word"),
        ("the", "word"),
        ("g20", "name"),
    ]
