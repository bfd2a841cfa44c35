"""Which releases are one, and which only look like it."""

from datetime import date

import pytest
from factories import HARBOUR, make_release

from corpus.dates import Published
from index.duplicates.near_duplicates import is_one, may_be_one

DAY = date(2031, 5, 6)
# As a central bank writes it: every few weeks the same, but for what was decided.
STATEMENT = (
    "Recent figures suggest that economic activity in Norvania has continued to expand at a steady pace. Prices have "
    "remained high. The Council seeks to achieve full employment and steady prices over the longer run. The Council "
    "decided to raise its rate to 2.5 percent. The Council will continue to watch incoming information, and is "
    "prepared to act as appropriate. Voting for this action were Vela Ostrander, Iven Maroush and Sel Arden. The "
    "Council also takes into account public health, labour markets, pressures on prices, and developments abroad."
)


def one(text: str, other: str, days: int = 0, *, undated: bool = False) -> bool:
    """Whether two texts, published so many days apart, are one release; in either order."""
    first: Published | None = None if undated else DAY
    then = date.fromordinal(DAY.toordinal() + days)
    pair = (make_release("a", text=text, published=first), make_release("b", text=other, published=then))
    assert is_one(*pair) == is_one(*reversed(pair))
    return is_one(*pair)


@pytest.mark.parametrize(
    "other",
    [
        STATEMENT,
        STATEMENT.upper(),
        STATEMENT.replace(". ", ".\n\n"),
        STATEMENT.replace("steady", "\u201csteady\u201d").replace("longer run", "longer–run"),
        STATEMENT.replace("information", "informaton"),  # mistyped
        STATEMENT.replace("Council seeks", "Councl seeks"),
        STATEMENT.replace("as appropriate", "as needed"),
        STATEMENT + "\n\nPress office of Norvania",
    ],
)
def test_a_copy_and_a_correction_of_form_are_the_same_release(other: str) -> None:
    assert one(STATEMENT, other)
    assert one(STATEMENT, other, days=2)


@pytest.mark.parametrize(
    "other",
    [
        STATEMENT.replace("2.5", "2.25"),
        STATEMENT.replace("2.5 percent", "three percent"),
        STATEMENT.replace("Sel Arden", "Mira Tal"),
        STATEMENT.replace("Norvania", "Astrelle"),
        STATEMENT.replace("to raise", "to maintain"),
        STATEMENT.replace("is prepared", "is not prepared"),
        STATEMENT.replace("expand", "contract").replace("raise its rate to 2.5", "lower its rate to 1.5"),
        STATEMENT.replace("Prices have remained high.", "Inflation is easing slowly now."),
        HARBOUR,
    ],
)
def test_texts_that_differ_in_what_they_say_are_two_however_alike(other: str) -> None:
    assert not one(STATEMENT, other)
    assert not one(STATEMENT, other, undated=True)


def test_the_same_words_weeks_later_are_a_release_of_their_own_unless_they_are_many() -> None:
    assert one(STATEMENT, STATEMENT, days=14)
    assert not one(STATEMENT, STATEMENT, days=15)
    transcript = " ".join(f"Question {number}: what of the harbour?" for number in range(300))
    assert one(transcript, transcript, days=40)
    assert not one(transcript, transcript, days=91)


def test_a_correction_comes_within_days() -> None:
    corrected = STATEMENT.replace("as appropriate", "as needed")
    assert one(STATEMENT, corrected, days=3)
    assert not one(STATEMENT, corrected, days=4)


def test_without_a_date_only_the_same_words_are_the_same_release() -> None:
    assert one(STATEMENT, STATEMENT, undated=True)
    assert not one(STATEMENT, STATEMENT.replace("as appropriate", "as needed"), undated=True)


def test_who_adds_much_says_something_else() -> None:
    assert not one(STATEMENT, f"{STATEMENT} {HARBOUR}")


def test_no_text_is_compared_with_one_of_another_season() -> None:
    assert may_be_one(DAY, date(2031, 8, 4))
    assert not may_be_one(DAY, date(2031, 8, 5))
    assert may_be_one(DAY, None)
