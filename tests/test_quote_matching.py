"""Quotes as people write them: the release's own characters are what is found."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.passage import Span
from corpus.typography import make_plain
from service.near_matching import find_near
from service.quote_matching import Match, find_written, read_quote

TEXT = (
    "Minister Ostrander opened the harbour of Port Quillan. “The harbour’s cost was 340\u00a0million crowns — less "
    "than planned,” she said.\nThe works began in 2029, after a long debate in the council, and finished four months "
    "early. Norvania thanks its partners."
)


def words_of(match: Match) -> list[str]:
    return [part.of(TEXT) for part in match.parts]


@pytest.mark.parametrize(
    ("quote", "true"),
    [
        ("The harbour's cost was 340 million crowns", "The harbour’s cost was 340\u00a0million crowns"),
        ('"340 million crowns--less than planned"', "340\u00a0million crowns — less than planned"),
        ("the works began in 2029, after", "The works began in 2029, after"),
        ("less than planned,' she said. The works", "less than planned,” she said.\nThe works"),
        ("“The works began in 2029.”", "The works began in 2029"),
        ("the harbour of  Port\nQuillan", "the harbour of Port Quillan"),
    ],
)
def test_a_quote_that_is_set_otherwise_is_found_as_the_release_has_it(quote: str, true: str) -> None:
    (match,) = find_written(TEXT, Span(0, len(TEXT)), read_quote(quote))
    assert (match.kind, words_of(match), match.span.of(TEXT)) == ("typography", [true], true)


@pytest.mark.parametrize(
    ("quote", "true"),
    [
        (
            "The works began in 2029 […] and finished four months",
            ["The works began in 2029", "and finished four months"],
        ),
        (
            "The works began in 2029 ... finished four months early",
            ["The works began in 2029", "finished four months early"],
        ),
        ("[W]orks began in 2029, after", ["works began in 2029, after"]),
        ("[The minister] opened the harbour", ["opened the harbour"]),
        ("The works [of the port] began in 2029", ["The works", "began in 2029"]),
        ("… finished four months early […]", ["finished four months early"]),
    ],
)
def test_what_is_marked_as_put_in_or_left_out_is_left_out(quote: str, true: list[str]) -> None:
    (match,) = find_written(TEXT, Span(0, len(TEXT)), read_quote(quote))
    assert (match.kind, words_of(match)) == ("edited", true)


@pytest.mark.parametrize(
    "quote",
    [
        "finished four months early […] The works began in 2029",  # the other way round
        "arbour of Port […] ouncil",  # within words
        "a […] b",
        "The harbour's cost was 350 million crowns",
        "[…]",
        "…",
    ],
)
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert find_written(TEXT, Span(0, len(TEXT)), read_quote(quote)) == []


def test_pieces_are_taken_as_near_to_each_other_as_they_stand() -> None:
    text = "The harbour is large. The harbour is old. The harbour is open, and the bridge is closed."
    (match,) = find_written(text, Span(0, len(text)), read_quote("The harbour is […] the bridge is closed"))
    assert match.span.of(text) == "The harbour is open, and the bridge is closed"


def test_pieces_that_stand_far_apart_are_no_quote() -> None:
    text = f"The harbour is open. {'Nothing was said. ' * 300}The bridge is closed."
    assert find_written(text, Span(0, len(text)), read_quote("The harbour is open […] the bridge is closed")) == []


@given(st.integers(0, len(TEXT) - 12), st.integers(12, 80), st.randoms(use_true_random=False))
def test_any_part_of_a_text_set_otherwise_is_found_where_it_was_taken(
    start: int, length: int, chance: random.Random
) -> None:
    taken = TEXT[start : start + length].strip()
    other = {"“": '"', "”": "''", "’": "'", "\u00a0": "  ", " — ": " - ", "\n": " ", " ": chance.choice([" ", "\n"])}
    written = taken
    for true, otherwise in other.items():
        written = written.replace(true, otherwise) if chance.random() < 0.7 else written
    spans = [match.span for match in find_written(TEXT, Span(0, len(TEXT)), read_quote(written))]
    assert any(make_plain(span.of(TEXT)).text in make_plain(taken).text for span in spans)


# Near


def near(quote: str, text: str = TEXT) -> Match | None:
    return find_near(text, Span(0, len(text)), quote)


@pytest.mark.parametrize(
    ("quote", "true", "differs"),
    [
        (
            "The works began in 2030, after a debate in the council",
            "The works began in 2029, after a long debate in the council",
            [("removed", "2030"), ("added", "2029"), ("added", " long")],
        ),
        (
            "opened the harbor of Port Quillan",
            "opened the harbour of Port Quillan",
            [("removed", "harbor"), ("added", "harbour")],
        ),
        (
            "The harbour's cost was 350 million crowns",
            "The harbour’s cost was 340\u00a0million crowns",
            [("removed", "350"), ("added", "340")],
        ),
    ],
)
def test_a_quote_with_other_words_is_near_and_its_difference_is_told(
    quote: str, true: str, differs: list[tuple[str, str]]
) -> None:
    match = near(quote)
    assert match is not None
    assert (match.kind, match.span.of(TEXT)) == ("near", true)
    told = [
        (part.kind, part.new.of(true) if part.new else part.old.of(quote) if part.old else "") for part in match.diff
    ]
    assert [part for part in told if part[0] != "same"] == differs


def test_a_wrong_word_at_an_end_is_told_beside_the_true_one() -> None:
    match = near("Norvania blames its friends")
    assert match is None
    match = near("Estrava thanks its partners. ")
    assert match is not None
    assert match.span.of(TEXT) == "Norvania thanks its partners"
    match = near("and finished four months late")
    assert match is not None
    assert match.span.of(TEXT) == "and finished four months early"


def test_words_that_have_little_in_common_are_not_near() -> None:
    assert near("The president thanked the council of Astrelle for its patience") is None
    assert near("!?") is None
    assert near("word " * 2_000) is None


def test_the_nearest_of_several_places_is_found() -> None:
    text = (
        "The harbour of Brannock cost 10 crowns. " * 20
        + "The harbour of Estrava cost 340 crowns. "
        + "It rained. " * 20
    )
    match = near("The harbour of Estrava cost 350 crowns", text)
    assert match is not None
    assert match.span.of(text) == "The harbour of Estrava cost 340 crowns"
