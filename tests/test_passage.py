"""Spans, passages and what is put before a passage when it is embedded."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.passage import Passage, Span, heading, passage_id


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (4, 3), (-1, 2)])
def test_a_span_that_is_empty_or_before_the_text_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"no span: {start}-{end}"):
        Span(start, end)


@given(st.text(), st.text(min_size=1), st.text(max_size=5))
def test_a_span_counts_code_points_from_where_its_text_starts(before: str, inner: str, after: str) -> None:
    span = Span(0, len(inner)).within(len(before))
    assert span.of(before + inner + after) == inner


def test_spans_are_in_the_order_of_their_places() -> None:
    assert sorted([Span(5, 6), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(5, 6)]


def test_a_passage_is_named_after_its_place_not_its_words() -> None:
    version = "0123456789abcdef"
    one = Passage(release_id="a/b", version=version, start=3, end=8, text="Hello")
    other = Passage(release_id="a/c", version=version, start=3, end=8, text="Hello")
    assert (one.id, other.id) == ("a/b@01234567:3-8", "a/c@01234567:3-8")
    assert passage_id("a/b", version, 3, 8) == one.id


def test_the_heading_says_whose_words_these_are_and_when() -> None:
    assert heading("Harbour opened", date(2031, 5, 6)) == "Harbour opened\nMay 6, 2031\n"
    assert heading("Harbour opened", None) == "Harbour opened\n"
