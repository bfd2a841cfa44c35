"""What a list of releases shows of a passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.passage import Passage
from service.display.extracts import Extract, extract, find_marks, is_preamble

HEAD = (
    "Office of the Spokesperson\n\nPort Quillan, Norvania\n\nThe below is attributable to Spokesperson Vela Ostrander:"
    "\n\nSecretary Maroush met the harbour workers of Port Quillan. They spoke of the ferry."
)


def shown(text: str, question: str | None = None, start: int = 0) -> Extract:
    passage = Passage(release_id="r", version="0" * 64, start=start, end=start + len(text), text=text)
    return extract(passage, question, "en")


def text_of(given: Extract) -> str:
    return "".join(words for words, _ in given.parts)


def marked(given: Extract) -> list[str]:
    return [words for words, found in given.parts if found]


@pytest.mark.parametrize("question", [None, "harbour", "the spokesperson of the harbour"])
def test_it_begins_with_what_the_release_says_and_not_with_what_stands_around_it(question: str | None) -> None:
    assert text_of(shown(HEAD, question)).startswith("Secretary Maroush met the harbour workers")


def test_what_stands_around_a_release_is_shown_where_the_words_stand_nowhere_else() -> None:
    found = shown(HEAD, "Ostrander")
    assert text_of(found).startswith("The below is attributable")
    assert marked(found) == ["Ostrander"]


def test_it_begins_with_the_sentence_that_holds_the_most_words() -> None:
    text = "The harbour opened. The ferry came late. The harbour and the ferry cost 340 crowns. It rained."
    found = shown(text, "cost of the ferry and harbour", start=100)
    assert text_of(found) == "The harbour and the ferry cost 340 crowns. It rained."
    assert marked(found) == ["harbour", "ferry", "cost"]
    assert (found.start, found.end, found.cut) == (100 + text.index("The harbour and"), 100 + len(text), (False, False))


def test_words_are_marked_in_every_form_that_the_search_finds() -> None:
    text = "The U.S. announced ferries; Çavuşoğlu was announcing a ferry. He ran."
    assert [mark.of(text) for mark in find_marks(text, "the US announcements of Cavusoglu: ferry he")] == [
        "U.S.", "announced", "ferries", "Çavuşoğlu", "announcing", "ferry",
    ]  # fmt: skip
    assert [mark.of("日本の漁業協定に署名") for mark in find_marks("日本の漁業協定に署名", "漁業協定")] == ["漁業協定"]
    assert find_marks(text, "the of and") == []


def test_a_sentence_that_is_too_long_is_cut_at_words_around_the_first_that_was_found() -> None:
    text = "The plan " + "names a pier and " * 60 + "a lighthouse " + "and a quay " * 40 + "at last."
    found = shown(text, "lighthouse")
    assert marked(found) == ["lighthouse"]
    assert len(text_of(found)) <= 420
    assert found.cut == (True, True)
    assert text[found.start - 1] == " "
    assert text[found.end] == " "


@pytest.mark.parametrize(
    ("line", "stands_around"),
    [
        ("Office of the Spokesperson", True),
        ("Washington, D.C. and elsewhere", True),
        ("The following is attributable to Spokesperson Ostrander:", True),
        ("The text of the following statement was released by Norvania and Estrava.", True),
        ("Below are the remarks of the Minister as a transcript.", True),
        ("Following the talks, the Minister released a statement.", False),
        ("The harbour opened on Tuesday.", False),
        ("“We are glad.”", False),
        ("漁業協定に署名した。", False),
    ],
)
def test_headings_offices_and_introductions_stand_around_a_release(line: str, stands_around: bool) -> None:
    assert is_preamble(line) == stands_around


@given(
    text=st.text(st.sampled_from("Ab é.!?:\n\t,“”漁U S🏮"), min_size=1, max_size=200).filter(str.strip),
    question=st.none() | st.text(st.sampled_from("Ab é.漁"), max_size=12),
)
def test_what_is_shown_stands_at_its_place_to_the_last_character(text: str, question: str | None) -> None:
    found = shown(text, question, start=7)
    assert text[found.start - 7 : found.end - 7] == text_of(found)
    assert all(words for words, _ in found.parts)
