"""The day that a release itself bears, and what else may be told of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from corpus.dates import Published
from corpus.reading.datelines import choose, line_day, own_day, text_of_header

DAY = date(2031, 5, 6)
EAST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    "line",
    [
        "May 6, 2031",
        "Tuesday, May 6th, 2031",
        "6 May 2031",
        "2031-05-06",
        "06.05.2031",
        "2031/5/6",
        "2031年5月6日",
        "２０３１年５月６日（火曜日）",
        "令和13年5月6日",
        "Published: 6 May 2031, 10:30 GMT",
        "Posted on May 6, 2031 at 3 p.m. EDT",
        "FOR IMMEDIATE RELEASE - May 6, 2031",
        "Release date: 6 May 2031.",
        "Washington, D.C., May 6, 2031",
        "Port Quillan (Norvania), 6 May 2031",
        "May 6, 2031 | Press release",
        "Publié le mardi 6 mai 2031",
        "Dienstag, 6. Mai 2031",
        "Martes, 6 de mayo de 2031",
    ],
)
def test_a_line_that_says_when_and_where_and_nothing_else_is_a_date(line: str) -> None:
    assert line_day(line) == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Updated May 6, 2031",
        "Last modified: 6 May 2031",
        "© 6 May 2031",
        "Deadline: May 6, 2031",
        "On May 6, 2031, the harbour was opened.",
        "—Vela Ostrander, Minister of Works, May 6, 2031",
        "Press release 17 of May 6, 2031",
        "06/05/2031",
        "Mis à jour le 6 mai 2031",
        "Bewerbung bis 6. Mai 2031",
        "May 6",
        "May 2031",
        "February 30, 2031",
        "12031-05-06",
        "",
        "May 6, 2031 " + "and so on " * 10,
    ],
)
def test_a_line_that_says_something_else_is_no_date(line: str) -> None:
    assert line_day(line) is None


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["May 6, 2031", "The harbour is open."], (0, True)),
        (["A subtitle", "6 May 2031", "The harbour is open."], (1, True)),
        (["PORT QUILLAN, May 6, 2031 – The harbour is open."], (0, False)),
        (["PORT QUILLAN, Norvania (May 6, 2031) -- The harbour is open."], (0, False)),
        (["Port Quillan, 6 May 2031 /Wire/ - The harbour is open."], (0, False)),
        (["May 6, 2031 — The harbour is open."], (0, False)),
        (["A lead.", "PORT QUILLAN, May 6, 2031: The harbour is open."], (1, False)),
        (["A chronology.", "6 May 2031: the harbour is open.", "7 May 2031: it is closed."], None),
        (["6 May 2031: the harbour is open.", "7 May 2031: it is closed."], None),
        (["The harbour will open on May 6, 2031 – if it does not rain."], None),
        (["1", "2", "3", "4", "5", "6", "May 6, 2031"], None),
        ([], None),
    ],
)
def test_the_own_day_of_a_release_stands_among_its_first_lines(
    lines: Sequence[str], found: tuple[int, bool] | None
) -> None:
    dated = own_day(lines)
    assert (dated and (dated.day, dated.index, dated.alone)) == (found and (DAY, *found))


@pytest.mark.parametrize(
    ("own", "told", "marked", "chosen"),
    [
        (None, [], [], None),
        (DAY, [], [], DAY),
        (None, [None, datetime(2031, 5, 6, 9, tzinfo=EAST)], [], datetime(2031, 5, 6, 9, tzinfo=EAST)),
        (None, [datetime(2031, 5, 6, tzinfo=EAST)], [], DAY),
        (DAY, [datetime(2031, 5, 6, 9, tzinfo=EAST)], [], datetime(2031, 5, 6, 9, tzinfo=EAST)),
        (DAY, [datetime(2031, 5, 7, 9, tzinfo=EAST)], [], DAY),
        (DAY, [datetime(2031, 5, 6, 23, 30, tzinfo=UTC)], [], datetime(2031, 5, 6, 23, 30, tzinfo=UTC)),
        (None, [date(2031, 5, 6), datetime(2031, 5, 6, 9, tzinfo=EAST)], [], datetime(2031, 5, 6, 9, tzinfo=EAST)),
        (None, [date(2031, 5, 6), datetime(2031, 5, 8, 9, tzinfo=EAST)], [], DAY),
        (None, [], [datetime(2031, 5, 6, 9, tzinfo=EAST)], None),
        (DAY, [], [datetime(2031, 5, 6, 9, tzinfo=EAST)], datetime(2031, 5, 6, 9, tzinfo=EAST)),
    ],
)
def test_the_own_day_is_chosen_first_and_made_finer_by_a_moment_of_that_day(
    own: date | None, told: list[Published | None], marked: list[Published], chosen: Published | None
) -> None:
    found = choose(own, told, marked)
    assert (found, type(found)) == (chosen, type(chosen))
    assert not isinstance(found, datetime) or found.utcoffset() == getattr(chosen, "utcoffset")()  # noqa: B009


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("Opened on May 6, 2031.", DAY),
        ("Opened in May 2031.", DAY),
        ("Opened on May 7, 2031.", None),
        ("Opened.", None),
    ],
)
def test_what_is_told_counts_where_the_text_has_to_agree_only_if_it_does(text: str, chosen: date | None) -> None:
    assert choose(None, [DAY], text=text) == chosen


@pytest.mark.parametrize(
    "label",
    ["When:", "When", "Date of event:", "Event date", "Wann:", "Quand :", "開催日時：", "Application deadline:"],
)
def test_a_day_behind_the_label_of_an_event_is_not_that_of_the_release(label: str) -> None:
    assert own_day(["The Minister opens a hall.", label, "Tuesday, 6 May 2031", "Old Hall, Quillan"]) is None


@pytest.mark.parametrize(
    "line",
    ["When: 6 May 2031", "Wann: 6. Mai 2031", "Quand : mardi 6 mai 2031", "Termin: 06.05.2031", "日時：2031年5月6日"],
)
def test_a_label_of_an_event_on_the_line_of_its_day_makes_it_no_date_of_a_release(line: str) -> None:
    assert line_day(line) is None


def test_a_day_with_a_venue_below_it_is_that_of_an_event() -> None:
    assert own_day(["Date: 6 May 2031", "Venue: Old Hall, Quillan"]) is None


@pytest.mark.parametrize("line", ["Press conference", "Published:", "Brannock Ministry of Works:", "Port Quillan"])
def test_a_line_above_a_day_that_names_no_event_leaves_it_to_the_release(line: str) -> None:
    found = own_day([line, "6 May 2031", "The harbour is open."])
    assert found is not None
    assert found.day == DAY


@pytest.mark.parametrize(
    ("lines", "stated", "kept"),
    [
        (["6 May 2031"], None, []),
        (["6 May 2031"], DAY, []),
        (["6 May 2031"], date(2031, 5, 5), ["6 May 2031"]),
        (["6 May 2031"], datetime(2031, 5, 7, 1, tzinfo=UTC), []),
        (["6 May 2031"], datetime(2031, 5, 5, 9, tzinfo=UTC), ["6 May 2031"]),
        (["6 May 2031"], date(2031, 4, 20), ["6 May 2031"]),
        (["6 May 2031"], date(2031, 9, 1), ["6 May 2031"]),
        (["Share", "When:", "6 May 2031"], None, ["When:", "6 May 2031"]),
        (["20 April 2031", "When:", "6 May 2031"], None, ["When:", "6 May 2031"]),
    ],
)
def test_of_the_lines_below_a_title_only_what_metadata_confirm_or_do_not_know_goes(
    lines: list[str], stated: Published | None, kept: list[str]
) -> None:
    assert text_of_header(lines, stated) == kept
