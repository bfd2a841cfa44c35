"""What differs between two versions, to the character."""

import time
from collections.abc import Iterable
from datetime import date

import pytest
from factories import HARBOUR, make_release
from hypothesis import given
from hypothesis import strategies as st

from corpus.comparison import Change, Part, compare, compare_texts, compare_words

DEARER = HARBOUR.replace("340", "360")
WORDS = st.text(st.sampled_from("ab. \nÄ😀"), max_size=60)
SENTENCES = st.lists(
    st.sampled_from(["Ships came. ", "Ships left today. ", "It rains.\n\n", "All is well, said he. "]), max_size=8
)


def rebuilt(pieces: Iterable[Change | Part], old: str, new: str) -> tuple[str, str]:
    """Both texts, of the spans alone."""
    found = list(pieces)
    return "".join(each.old.of(old) for each in found if each.old), "".join(
        each.new.of(new) for each in found if each.new
    )


@given(old=WORDS, new=WORDS)
def test_the_spans_of_the_words_hold_every_character_of_both_texts(old: str, new: str) -> None:
    assert rebuilt(compare_words(old, new), old, new) == (old, new)


@given(old=SENTENCES.map("".join), new=SENTENCES.map("".join))
def test_the_spans_of_the_sentences_hold_every_character_of_both_texts(old: str, new: str) -> None:
    changes = compare_texts(old, new)
    assert rebuilt(changes, old, new) == (old, new)
    for change in changes:
        if change.kind == "same":
            assert change.old
            assert change.new
            assert change.old.of(old) == change.new.of(new)
        if change.kind == "changed":
            assert change.old
            assert change.new
            assert rebuilt(change.parts, old, new) == (change.old.of(old), change.new.of(new))


@given(text=SENTENCES.map("".join))
def test_what_is_compared_with_itself_has_no_change(text: str) -> None:
    assert [change.kind for change in compare_texts(text, text)] == (["same"] if text else [])


def test_a_figure_that_was_corrected_is_the_only_word_that_differs() -> None:
    comparison = compare(make_release(text=HARBOUR), make_release(text=DEARER))
    assert [change.kind for change in comparison.changes] == ["same", "changed", "same"]
    parts = comparison.changes[1].parts
    assert [part.kind for part in parts] == ["same", "removed", "added", "same"]
    assert [part.old.of(HARBOUR) for part in parts if part.kind == "removed" and part.old] == ["340"]
    assert [part.new.of(DEARER) for part in parts if part.kind == "added" and part.new] == ["360"]
    assert not comparison.title
    assert not comparison.dated_anew


def test_a_sentence_that_shares_few_words_is_another_sentence() -> None:
    new = HARBOUR.replace("They finished four months early.", "Nobody was hurt.")
    assert [change.kind for change in compare_texts(HARBOUR, new)] == ["same", "removed", "added"]


def test_a_new_paragraph_alone_is_a_change() -> None:
    new = HARBOUR.replace("on Tuesday. ", "on Tuesday.\n\n")
    changed = [change for change in compare_texts(HARBOUR, new) if change.kind == "changed"]
    assert [part.new.of(new) for part in changed[0].parts if part.kind == "added" and part.new] == ["\n\n"]


def test_another_title_and_date_are_told() -> None:
    comparison = compare(make_release(), make_release(title="Minister opens a harbour", published=date(2031, 5, 7)))
    assert comparison.title
    assert comparison.dated_anew
    assert [change.kind for change in comparison.changes] == ["same"]
    assert not comparison.same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A b c. " * 50_000, "A b d. " * 50_000),
        (" ".join(f"Xx yy. U{n} is." for n in range(300)), " ".join(f"Xx yy. V{n} is." for n in range(300))),
        ("a b " * 5_000, "b a c " * 3_000),
    ],
)
def test_texts_that_are_made_to_be_slow_are_not(old: str, new: str) -> None:
    started = time.perf_counter()
    assert rebuilt(compare_texts(old, new), old, new) == (old, new)
    assert time.perf_counter() - started < 15
