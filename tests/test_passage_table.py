"""Columns beside the vectors, and filters: FAISS' mask and tantivy's conditions against a plain predicate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from factories import make_place
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates import Published
from corpus.mentions import Mentions
from corpus.records import PassageRow
from index.filters import NO_DAY, Filters, conditions_of
from index.storage.lexical import LexicalIndex, write_lexical
from index.storage.lexical_entry import LexicalEntry
from index.storage.passage_table import PassageTable

DAYS = [date(2030, 12, 31), date(2031, 1, 1), date(2031, 1, 2)]
HOURS = [time(0), time(11, 59, 59, 999_999), time(23, 30)]
ZONES = [UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11)), timezone(timedelta(hours=5, minutes=30))]
MOMENTS = [datetime.combine(day, hour, zone) for day in DAYS for hour in HOURS for zone in ZONES]
DATES: list[Published | None] = [None, *DAYS, *MOMENTS, None, *DAYS]
PUBLISHERS = ["Ministry of Works", "Ministry of Works and Roads", None]
LANGUAGES = ["en", "fr", None, "en"]
MENTIONS = [
    Mentions(countries=("JP", "KH"), people=("Iven Maroush", "Vela Ostrander")),
    Mentions(),
    Mentions(countries=("KH",)),
    Mentions(people=("Ostrander",)),
    Mentions(countries=("JP",), people=("Vela Ostrander",)),
]


def make_places() -> list[PassageRow]:
    """One passage a release, with every date, and publishers and languages in turn."""
    return [
        make_place(
            number,
            f"r{number}",
            published=published,
            publisher=publisher,
            language=language,
            mentions=mentions,
            withdrawn=number % 4 == 0,
        )
        for number, (published, publisher, language, mentions) in enumerate(
            zip(DATES, cycle(PUBLISHERS), cycle(LANGUAGES), cycle(MENTIONS), strict=False), start=1
        )
    ]


def whole_day_or_moment(published: Published) -> tuple[datetime, datetime]:
    """The reference: a bare day lasts from midnight to midnight, UTC."""
    if isinstance(published, datetime):
        return published, published
    midnight = datetime(published.year, published.month, published.day, tzinfo=UTC)
    return midnight, midnight + timedelta(days=1, microseconds=-1)


def own_day(published: Published) -> date:
    return published.date() if isinstance(published, datetime) else published


def is_kept(place: PassageRow, filters: Filters) -> bool:
    """The reference: what the filters' docstring says, as a person would check it."""
    lower, upper = filters.published_from, filters.published_to
    if place.published is None and (lower or upper):
        return False
    if place.published is not None and lower is not None:
        if isinstance(lower, datetime):
            if whole_day_or_moment(place.published)[1] < lower:
                return False
        elif own_day(place.published) < lower:
            return False
    if place.published is not None and upper is not None:
        if isinstance(upper, datetime):
            if whole_day_or_moment(place.published)[0] > upper:
                return False
        elif own_day(place.published) > upper:
            return False
    return (
        filters.publisher in (None, place.publisher)
        and filters.language in (None, place.language)
        and filters.country in (None, *place.mentions.countries)
        and filters.person in (None, *place.mentions.people)
        and (filters.year is None or (place.published is not None and own_day(place.published).year == filters.year))
        and (
            filters.month is None
            or (place.published is not None and own_day(place.published).isoformat()[:7] == filters.month)
        )
        and (filters.release_ids is None or place.release_id in filters.release_ids)
        and filters.withdrawn in (None, place.withdrawn)
    )


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("filters")
    write_lexical(folder, [], [LexicalEntry(place=place, text="the port") for place in make_places()])
    return LexicalIndex(folder)


def kept_by_both(lexical: LexicalIndex, filters: Filters) -> list[int]:
    """Numbers of the passages that pass, once FAISS' mask and tantivy agree."""
    places = make_places()
    conditions = conditions_of(filters)
    mask = PassageTable.of(places).mask(conditions)
    by_mask = [place.number for row, place in enumerate(places) if mask is None or mask[row]]
    assert sorted(number for number, _ in lexical.search("port", 100, conditions)) == by_mask
    return by_mask


bounds = (
    st.none() | st.sampled_from([*DAYS, *MOMENTS]) | st.sampled_from([moment.astimezone(UTC) for moment in MOMENTS])
)


@settings(max_examples=300)
@given(
    filters=st.builds(
        Filters,
        published_from=bounds,
        published_to=bounds,
        publisher=st.none()
        | st.sampled_from(["Ministry of Works", "Ministry of Works and Roads", "Ministry", "works"]),
        language=st.none() | st.sampled_from(["en", "fr", "e"]),
        year=st.none() | st.sampled_from([2030, 2031, 2032]),
        month=st.none() | st.sampled_from(["2030-12", "2031-01", "2031-02"]),
        country=st.none() | st.sampled_from(["Japan", "KH", "France"]),
        person=st.none() | st.sampled_from(["Vela Ostrander", "Ostrander", "Nobody"]),
        withdrawn=st.none() | st.booleans(),
        release_ids=st.none() | st.frozensets(st.sampled_from([f"r{n}" for n in range(0, 40, 3)]), max_size=6),
    )
)
def test_mask_and_lexical_conditions_keep_exactly_what_the_plain_predicate_keeps(
    lexical: LexicalIndex, filters: Filters
) -> None:
    assert kept_by_both(lexical, filters) == [place.number for place in make_places() if is_kept(place, filters)]


def kept_dates(lexical: LexicalIndex, lower: Published | None, upper: Published | None) -> list[Published | None]:
    return [DATES[n - 1] for n in kept_by_both(lexical, Filters(published_from=lower, published_to=upper))]


def test_a_bare_day_is_that_whole_day_in_the_releases_own_zone(lexical: LexicalIndex) -> None:
    kept = kept_dates(lexical, date(2031, 1, 1), date(2031, 1, 1))

    new_years_day = [moment for moment in MOMENTS if moment.date() == date(2031, 1, 1)]
    assert kept == [date(2031, 1, 1), *new_years_day, date(2031, 1, 1)]
    assert datetime(2031, 1, 1, 23, 30, tzinfo=ZONES[2]) in kept  # 10:30 of January 2 in UTC


def test_bounds_that_are_moments_are_inclusive(lexical: LexicalIndex) -> None:
    moment = datetime(2031, 1, 1, 23, 30, tzinfo=UTC)

    at_once = kept_dates(lexical, moment, moment)
    assert at_once == [date(2031, 1, 1), moment, date(2031, 1, 1)]
    after = kept_dates(lexical, moment + timedelta(microseconds=1), moment + timedelta(minutes=1))
    assert after == [date(2031, 1, 1), date(2031, 1, 1)]


def test_a_release_without_a_date_is_outside_of_every_date_bound_and_inside_of_no_bound(lexical: LexicalIndex) -> None:
    assert None not in kept_dates(lexical, date(1, 1, 1), None)
    assert None not in kept_dates(lexical, None, datetime(9999, 12, 31, tzinfo=UTC))
    assert kept_dates(lexical, None, None).count(None) == 2


def test_no_conditions_are_no_mask() -> None:
    assert PassageTable.of(make_places()).mask([]) is None


PLACES = [
    make_place(3, "treaty", 0, 20, date(2031, 6, 20), mentions=MENTIONS[0]),
    make_place(5, "treaty", 20, 44, date(2031, 6, 20), mentions=MENTIONS[0]),
    make_place(8, "harbour", 0, 9, None, None, None),
    make_place(9, "bridge", 4, 9, datetime(2031, 6, 25, 12, tzinfo=UTC), mentions=MENTIONS[3]),
]


def columns_of(places: PassageTable) -> list[tuple[int, str, str, list[str]]]:
    """Number, id, publisher and people of each row: all kinds of columns, told through the release's row."""
    publishers, people = places.releases.publisher, places.releases.person
    return [
        (
            int(places.number[row]),
            places.id_of(row),
            str(publishers[places.release[row]]),
            people.value[people.row == places.release[row]].tolist(),
        )
        for row in range(len(places))
    ]


EXPECTED = [
    (3, "treaty@01234567:0-20", "Ministry of Works", ["Iven Maroush", "Vela Ostrander"]),
    (5, "treaty@01234567:20-44", "Ministry of Works", ["Iven Maroush", "Vela Ostrander"]),
    (8, "harbour@01234567:0-9", "", []),
    (9, "bridge@01234567:4-9", "Ministry of Works", ["Ostrander"]),
]


def test_each_row_tells_where_its_passage_stands_and_releases_are_kept_once() -> None:
    places = PassageTable.of(PLACES)

    assert columns_of(places) == EXPECTED
    assert places.releases.id.tolist() == ["treaty", "harbour", "bridge"]
    assert places.releases.day.tolist() == [20310620, NO_DAY, 20310625]
    assert places.rows_of([8, 3, 9]).tolist() == [2, 0, 3]
    assert places.in_releases(["treaty", "bridge", "unknown"]).tolist() == [True, True, False, True]
    assert not places.in_releases([]).any()


def test_written_columns_are_read_back_the_same(tmp_path: Path) -> None:
    PassageTable.of(PLACES).write(tmp_path / "places.npz")

    assert columns_of(PassageTable.read(tmp_path / "places.npz")) == EXPECTED


@pytest.mark.parametrize("kept", [0, 1, 100, 900])
def test_columns_that_are_cut_off_are_a_value_error(tmp_path: Path, kept: int) -> None:
    file = tmp_path / "places.npz"
    PassageTable.of(PLACES).write(file)
    file.write_bytes(file.read_bytes()[:kept])

    with pytest.raises(ValueError, match=r"not whole|pickled"):
        PassageTable.read(file)


def test_no_places_at_all_are_columns_of_length_zero(tmp_path: Path) -> None:
    PassageTable.of([]).write(tmp_path / "places.npz")
    empty = PassageTable.read(tmp_path / "places.npz")

    assert len(empty) == 0
    assert columns_of(empty.concat(PassageTable.of(PLACES))) == EXPECTED
    assert columns_of(PassageTable.of(PLACES).select(np.zeros(4, dtype=np.bool_))) == []


def test_selecting_drops_releases_that_no_row_stands_in() -> None:
    chosen = PassageTable.of(PLACES).select(np.array([3, 0]))

    assert columns_of(chosen) == [EXPECTED[3], EXPECTED[0]]
    assert sorted(chosen.releases.id.tolist()) == ["bridge", "treaty"]


@given(cut=st.integers(0, 4))
def test_two_halves_one_after_the_other_are_the_whole(cut: int) -> None:
    whole = PassageTable.of(PLACES[:cut]).concat(PassageTable.of(PLACES[cut:]))

    assert columns_of(whole) == EXPECTED


def days_off(first: datetime, last: datetime) -> Sequence[float]:
    origin = datetime(1970, 1, 1, tzinfo=UTC)
    bounds = [(moment - origin) // timedelta(microseconds=1) for moment in (first, last)]
    days: list[float] = PassageTable.of(PLACES).days_from(np.arange(4), *bounds).tolist()
    return days


def test_a_release_is_as_many_days_off_a_time_as_lie_between_and_infinitely_many_without_a_date() -> None:
    noon = datetime(2031, 6, 22, 12, tzinfo=UTC)

    assert days_off(noon, noon) == pytest.approx([1.5, 1.5, np.inf, 3.0], abs=1e-6)
    assert days_off(datetime(2031, 6, 1, tzinfo=UTC), datetime(2031, 6, 24, tzinfo=UTC)) == [0, 0, np.inf, 1.5]


def test_whom_the_releases_name_is_read_off_the_columns() -> None:
    named = {
        "a": Mentions(countries=("JP", "KH"), people=("Vela Ostrander",)),
        "b": Mentions(),
        "c": Mentions(people=("Iven Maroush", "Sel Arden")),
    }
    places = PassageTable.of([replace(make_place(n, one), mentions=named[one]) for n, one in enumerate("abc")])
    found = places.releases.mentions()
    assert {release_id: mentions for (release_id, _), mentions in found.items()} == named
