"""Which people a release names. All of them are invented."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.people import find_people
from corpus.persons import Name


def people(text: str, title: str = "") -> list[str]:
    return list(find_people(title, text))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Foreign Minister Vela Ostrander spoke.", "Vela Ostrander"),
        ("Secretary Iven J. Maroush spoke today.", "Iven Maroush"),
        ("Mr. MAROUSH Iven, Minister for Foreign Affairs of Japan, spoke.", "Maroush Iven"),
        ("H. E. Mr. Prel Sokhan, Deputy Prime Minister, replied.", "Prel Sokhan"),
        ("Attorney General Orla O’Brannigan spoke.", "Orla O’Brannigan"),
        ("Prince Khalim bin Sadran Al Saur attended.", "Khalim bin Sadran Al Saur"),
        ("Ambassador Beth Van Schaaken attended.", "Beth Van Schaaken"),
        ("French Foreign Minister Jean-Ives Le Drianne spoke.", "Jean-Ives Le Drianne"),
        ("Minister Çelik Şahinoğlu spoke.", "Çelik Şahinoğlu"),
        ("Under Secretary for Political Affairs Vela Ostrander", "Vela Ostrander"),
        ("Secretary of State for Growth, Energy, and Environment Jos W. Fernando will travel.", "Jos Fernando"),
        ("Assistant Secretary for Conflict and Stabilization Operations Anna A. Witkov left.", "Anna Witkov"),
        ("High Commissioner for Human Rights Michela Bachel and her team came.", "Michela Bachel"),
        ("Special Envoy for Gender Jenna Kloin and others came.", "Jenna Kloin"),
        ("Ned Prael, Department Spokesperson", "Ned Prael"),
        ("the journalist Dawid Isak was released", "Dawid Isak"),
        ("the release of Americans Pol Whelam and Britta Grinner", "Britta Grinner|Pol Whelam"),
        ("SECRETARY OSTRANDER: Thank you.\n\nMR KURZ-FELAN: Thanks.", "Kurz-Felan|Ostrander"),
    ],
)
def test_a_person_is_told_by_a_title_an_office_a_role_or_a_turn(text: str, named: str) -> None:
    assert people(text) == named.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "The Secretary of State met the Minister of Foreign Affairs.",
        "Thank you, Mr. President. We will go on.",
        "QUESTION: And then?\n\nMODERATOR: Next.",
        "The President of the Republic of Korea spoke to the Secretary General.",
        "The Attorney General and the Inspector General reported.",
        "the U.S. Consulate General Port Quillan",
        "General License 20, Secretary NATO",
        "the Prime Minister’s Office, the Minister Counselor",
        "Secretary of Homeland Security",
        "",
    ],
)
def test_offices_countries_and_beginnings_of_sentences_are_no_people(text: str) -> None:
    assert people(text) == []


def test_surname_full_name_and_capitals_are_one_person_within_a_release() -> None:
    turns = "MINISTER OSTRANDER: Well.\n\nMinister Ostrander and the engineers left."
    assert people(f"Vela R. Ostrander, Minister of Works\n\n{turns}") == ["Vela Ostrander"]


def test_a_surname_before_a_given_name_is_found_by_either() -> None:
    assert people("Mr. MAROUSH Iven, Minister for Trade, spoke. Minister Maroush left.") == ["Maroush Iven"]


def test_two_people_of_one_surname_stay_two() -> None:
    assert people("Minister Vela Ostrander met Senator Orlo Ostrander.") == ["Orlo Ostrander", "Vela Ostrander"]


def test_a_short_form_of_a_given_name_is_the_same_person() -> None:
    assert people("Antal J. Blink, Secretary of State\n\nSecretary of State Tal Blink spoke.") == ["Antal Blink"]


def test_a_name_in_a_title_has_to_end_there() -> None:
    assert people("", title="Assistant Secretary Lu’s Travel") == ["Lu"]
    assert people("", title="Secretary Maroush Participates in a Forum") == []
    assert people("Lessa, thank you.", title="A Talk With Lessa Holtz") == ["Lessa Holtz"]
    assert people("Thank you.", title="A Talk With Harbour Builders") == []


def test_capitals_give_way_to_the_way_a_name_is_written() -> None:
    assert people("SENATOR MCCAULEY: Thanks.\n\nSenator McCauley left.") == ["McCauley"]


@given(st.text(alphabet="AB Ma.,:'-\n of and Mr Secretary", max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    for name in people(text, title=text[:80]):
        assert name.strip() == name != ""


def test_a_long_line_of_capitals_is_read_in_no_time() -> None:
    text = "Secretary of " + "Affairs And Vela Ostrander of the " * 5_000
    started = time.perf_counter()
    people(text)
    assert time.perf_counter() - started < 5


def test_of_a_text_that_names_a_city_only_the_first_are_taken() -> None:
    letters = "abcdefghij"
    names = [f"Mr. V{a}{b}la Ost{c}{d}n" for a in letters for b in letters for c in letters for d in letters]
    started = time.perf_counter()
    found = people(" left. ".join(names))
    assert "Vaala Ostaan" in found
    assert len(found) == 500
    assert time.perf_counter() - started < 10


def test_a_name_tells_its_surname_by_capitals_or_as_the_last_word() -> None:
    assert Name.of("MAROUSH Iven".split()).surname == "maroush"
    assert Name.of("Iven J. Maroush Jr.".split()).surname == "maroush"
    assert Name.of("Iven J. Maroush Jr.".split()).shown == "Iven Maroush"
