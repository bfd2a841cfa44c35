"""A release keeps its rules, and its version follows title, date and text alone."""

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from factories import make_release
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InvalidRelease
from corpus.release import MAX_ID, MAX_TEXT, MAX_TITLE, slugify, version_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
DATES = st.none() | st.dates() | st.datetimes(timezones=st.just(UTC))
Parts = st.tuples(TEXTS, DATES, TEXTS)


def refused(**fields: Any) -> str:
    with pytest.raises(InvalidRelease) as caught:
        dataclasses.replace(make_release(), **fields)
    return str(caught.value)


@given(Parts, Parts)
def test_versions_are_equal_exactly_when_title_date_and_text_are(one: Any, other: Any) -> None:
    same_day_type = type(one[1]) is type(other[1])
    assert (version_of(*one) == version_of(*other)) is (one == other and same_day_type)


@given(TEXTS, TEXTS)
def test_a_character_that_moves_from_title_to_text_changes_the_version(title: str, text: str) -> None:
    assert version_of(title + "x", None, text) != version_of(title, None, "x" + text)


def test_the_version_is_the_one_that_has_been_stored_since_the_first_day() -> None:
    version = version_of("Title", date(2031, 5, 6), "Text")
    assert version == "cdb773485a0d7aa11102faf6bda2c6ddb8f1aacf558273d923dde7c91114cedc"


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"title": "Another title"}, True),
        ({"text": "Another text."}, True),
        ({"published": date(2031, 5, 7)}, True),
        ({"published": datetime(2031, 5, 6, tzinfo=UTC)}, True),
        ({"published": None}, True),
        ({"id": "another-id"}, False),
        ({"source_url": None}, False),
        ({"publisher": "Ministry of Roads"}, False),
        ({"language": "fr"}, False),
    ],
)
def test_only_title_date_and_text_are_in_the_version(fields: dict[str, Any], changes: bool) -> None:
    release = make_release()
    assert (dataclasses.replace(release, **fields).version != release.version) is changes


@pytest.mark.parametrize("name", ["id", "title", "text", "source_url", "publisher", "language"])
@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("a\0b", "holds a NUL character at 1"),
        ("ab\ud800", "holds a lone surrogate at 2"),
    ],
)
def test_a_field_that_cannot_be_stored_is_named(name: str, value: str, complaint: str) -> None:
    assert refused(**{name: value}) == f"{name} {complaint}"


@pytest.mark.parametrize(
    ("name", "limit", "spelled"),
    [
        ("id", MAX_ID, "1,000"),
        ("title", MAX_TITLE, "2,000"),
        ("publisher", MAX_TITLE, "2,000"),
        ("text", MAX_TEXT, "10,000,000"),
    ],
)
def test_a_field_may_be_as_long_as_its_limit_and_no_longer(name: str, limit: int, spelled: str) -> None:
    fields: dict[str, Any] = {name: "x" * limit}
    assert getattr(dataclasses.replace(make_release(), **fields), name) == "x" * limit
    assert refused(**{name: "x" * (limit + 1)}) == f"{name} has {limit + 1:,} characters; at most {spelled} are taken"


@pytest.mark.parametrize("release_id", ["a\nb", "a\x7f", " a", "a ", "a\u200eb"])
def test_an_id_is_one_printable_line(release_id: str) -> None:
    assert "holds control characters, or white space at its ends" in refused(id=release_id)


@pytest.mark.parametrize("release_id", [".", "..", "a/.", "a/..", "text", "2031/text", "2031/versions"])
def test_an_id_that_no_address_could_hold_is_refused(release_id: str) -> None:
    assert "its last part is a reserved word" in refused(id=release_id)


@pytest.mark.parametrize("release_id", ["text/a", "https://press.example/x?a=b#c", "héllo wörld", "context"])
def test_an_id_may_be_an_address_or_hold_spaces(release_id: str) -> None:
    assert make_release(release_id).id == release_id


def test_a_moment_without_a_zone_is_refused() -> None:
    assert refused(published=datetime(2031, 5, 6, 12)) == "published 2031-05-06T12:00:00 has no zone"  # noqa: DTZ001


@pytest.mark.parametrize(
    "published",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_moment_that_utc_has_no_year_for_is_refused(published: datetime) -> None:
    assert refused(published=published) == f"published {published.isoformat()} lies outside of the years 1 to 9999"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ministers’ Telephone Talk", "ministers-telephone-talk"),
        ("Déjà vu: Ærø", "deja-vu-ærø"),
        ("__init__", "init"),
        ("外務省 2031", "外務省-2031"),
        ("!!!", ""),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_slug_is_letters_and_digits_with_hyphens(name: str, slug: str) -> None:
    assert slugify(name) == slug
