"""Words that only the day on which they were written explains."""

from datetime import date

import pytest
from factories import make_release
from hypothesis import given
from hypothesis import strategies as st

from corpus.deictic_dates import find_deictic
from corpus.passage import Span
from service.citations import find_times

THURSDAY = date(2031, 5, 8)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The Minister signed the treaty today.", "“today”: May 8, 2031"),
        ("Yesterday the ferry sank.", "“Yesterday”: May 7, 2031"),
        ("It opens tomorrow.", "“tomorrow”: May 9, 2031"),
        ("They met this\nmorning.", "“this morning”: May 8, 2031"),
        ("The flood of last week", "“last week”: April 28, 2031 to May 4, 2031"),
        ("He will travel next month.", "“next month”: June 2031"),
        ("In May last year they met.", "“last year”: 2030"),
        ("this week", "“this week”: May 5, 2031 to May 11, 2031"),
    ],
)
def test_they_mean_days_beside_that_day(text: str, told: str) -> None:
    assert [str(each) for each in find_deictic(text, THURSDAY)] == [told]


@pytest.mark.parametrize(
    "text", ["over the last year", "in the past week", "this very next week", "todays", "On Tuesday"]
)
def test_what_spans_up_to_now_or_may_be_any_day_is_left_alone(text: str) -> None:
    assert list(find_deictic(text, THURSDAY)) == []


def test_a_day_that_no_calendar_has_is_left_out() -> None:
    assert list(find_deictic("yesterday and next year", date.min)) != []
    assert list(find_deictic("yesterday, last month", date.min)) == []


@given(st.text(alphabet="today lastweknxmorigy\n", max_size=80), st.dates())
def test_each_is_cut_from_the_text_and_ends_after_it_begins(text: str, written: date) -> None:
    for each in find_deictic(text, written):
        assert " ".join(each.span.of(text).split()) == each.words
        assert each.days[0] <= each.days[1]


def test_a_citation_tells_them_beside_the_quote_and_never_in_it() -> None:
    text = "The ferry of Tollan sank yesterday. Nobody was hurt."
    release = make_release("ferry", "Ferry of Tollan", text, THURSDAY)
    (told,) = find_times(release, Span(0, 35))
    assert (told.span.of(release.text), told.days) == ("yesterday", (date(2031, 5, 7), date(2031, 5, 7)))


def test_without_a_date_or_in_another_language_nothing_is_told() -> None:
    text = "It sank yesterday."
    for release in (make_release(text=text, published=None), make_release(text=text, language="de")):
        assert find_times(release, Span(0, len(text))) == ()
