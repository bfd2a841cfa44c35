"""Which of the days that a page, a text or a feed names is that of the release."""

from datetime import date, datetime, timedelta, timezone

import pytest

from corpus.dates import Published
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

BODY = (
    "<p>The lighthouse of Sella Point was lit again on Tuesday, after two winters of work on its lamp and stairs.</p>"
    "<p>Keeper Ansa Torvald said that the lamp can be seen from 21 miles, and that boats need it in every storm.</p>"
)
EAST = timezone(timedelta(hours=2))
STATED = '<meta property="article:published_time" content="2031-05-06T09:00:00+02:00">'
MOMENT = datetime(2031, 5, 6, 9, tzinfo=EAST)


def read(body: str, head: str = "", lang: str = "en", url: str | None = None) -> Release:
    markup = (
        f"<html lang='{lang}'><head><title>The lamp burns</title>{head}</head><body><main>{body}</main></body></html>"
    )
    (release,) = run("html", Source(data=markup.encode(), place="page.html", release_id="page", url=url))
    assert isinstance(release, Release), release
    return release


@pytest.mark.parametrize(
    "line",
    [
        "Posted On: 06 MAY 2031 2:31PM by Sella Press Office",
        "Statement | 6 May 2031 | Sella Point",
        "MAY 06, 2031 • NEWS AND SPEECHES",
        "Published 6 May 2031 | Updated 9 August 2033",
        "Last updated 9 August 2033, originally published 6 May 2031",
        "First published: 6 May 2031",
        "By Ansa Torvald, May 6, 2031",
        "Release No. 12 | May 6, 2031",
        "Publié le mardi 6 mai 2031 à 10h15",
        "Ort Sella<br>Datum 06.05.2031",
        "harbourmaster — May 6, 2031 add comment",
        "Topic of the day // 06.05.2031",
        "May 06, 2031 09:00 AM Eastern Daylight Time",
        "<time datetime='2031-05-06T10:15:00+02:00'>3 hours ago</time>",
        "<abbr class='published' title='2031-05-06'>yesterday</abbr>",
    ],
)
def test_a_line_below_the_title_dates_a_page(line: str) -> None:
    found = read(f"<h1>The lamp burns</h1><p>{line}</p>{BODY}").published
    assert found is not None
    assert found.isoformat()[:10] == "2031-05-06"


@pytest.mark.parametrize(
    "lines",
    [
        "<p>When:</p><p>Tuesday, 20 May 2031</p><p>Where:</p><p>Old lighthouse</p>",
        "<p>Date of event</p><p>20 May 2031</p>",
        "<p>When: Tuesday, 20 May 2031</p>",
        "<p>20 May 2031</p><p>Venue: Old lighthouse</p>",
        "<p>Tuesday, 20 May 2031</p>",
    ],
)
def test_the_day_of_an_event_is_none_of_publication_and_stays_in_the_text(lines: str) -> None:
    release = read(f"<h1>The lamp burns</h1><p>Journalists are invited to see the lamp.</p>{lines}{BODY}", STATED)
    assert release.published == MOMENT
    assert "20 May 2031" in release.text


@pytest.mark.parametrize(
    "lines",
    [
        "<p>Correction, 8 May 2031: An earlier version named the wrong keeper of the lamp.</p>",
        "<p>Updated 8 May 2031</p>",
        "<p>Last updated</p><p>8 May 2031</p>",
        "<p>(Photo: A. Torvald, 8 May 2031)</p>",
        "<p>08/05/2031</p>",
    ],
)
def test_a_correction_an_update_and_slashes_alone_date_nothing(lines: str) -> None:
    assert read(f"<h1>The lamp burns</h1>{lines}{BODY}").published is None
    assert read(f"<h1>The lamp burns</h1>{lines}<p>6 May 2031</p>{BODY}").published == date(2031, 5, 6)


def test_a_day_of_another_item_behind_the_text_dates_nothing() -> None:
    behind = (
        "<section><h2>Coming up</h2><p class='post-date'>14 March 2033</p><p><a href='/e'>Open stairs</a></p></section>"
    )
    assert read(f"<h1>The lamp burns</h1>{BODY}{behind}").published is None


def test_a_day_behind_the_text_counts_where_it_is_called_that_of_publication() -> None:
    assert read(f"<h1>The lamp burns</h1>{BODY}<p>Published: 6 May 2031</p>").published == date(2031, 5, 6)
    assert read(f"<h1>The lamp burns</h1>{BODY}<p>Sella Point, 6 May 2031</p>").published is None


@pytest.mark.parametrize(
    ("lang", "url", "day"),
    [
        ("fr", None, date(2031, 5, 6)),
        ("en-GB", None, date(2031, 5, 6)),
        ("en-US", None, date(2031, 6, 5)),
        ("en", None, None),
        ("en", "https://sella.example/lamp", None),
        ("en", "https://lamp.gov.uk/1", date(2031, 5, 6)),
        ("en", "https://lamp.gov/1", date(2031, 6, 5)),
        ("en-US", "https://lamp.co.uk/1", None),
    ],
)
def test_slashes_are_read_as_language_and_country_write_them(lang: str, url: str | None, day: date | None) -> None:
    assert read(f"<h1>The lamp burns</h1><p>06/05/2031</p>{BODY}", lang=lang, url=url).published == day


def test_the_article_of_linked_data_goes_before_its_page_and_before_other_metadata() -> None:
    data = """<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2029-01-01",
    "mainEntity": {"@type": ["NewsArticle"], "datePublished": "2031-05-06T09:00:00+02:00"}}</script>"""
    assert read(f"<h1>The lamp burns</h1>{BODY}", data).published == MOMENT
    assert read(f"<h1>The lamp burns</h1>{BODY}", f'<meta name="date" content="2031-05-01">{data}').published == MOMENT


@pytest.mark.parametrize(
    ("head", "url", "published"),
    [
        ('<meta name="date" content="1410-02-16">' + STATED, None, MOMENT),
        ('<meta name="date" content="2574-05-06">', None, date(2031, 5, 6)),
        ('<meta name="date" content="1970-01-01T00:00:00Z">', None, None),
        ("", "https://sella.example/2031/05/06/the-lamp-burns", date(2031, 5, 6)),
        ('<script>{"publishedAt":"2031-05-06T09:00:00+02:00"}</script>', None, MOMENT),
        ('<script>[{"publishedAt":"2031-05-06"},{"publishedAt":"2031-05-07"}]</script>', None, None),
    ],
)
def test_metadata_address_and_scripts_date_a_page_that_shows_no_day(
    head: str, url: str | None, published: Published | None
) -> None:
    assert read(f"<h1>The lamp burns</h1>{BODY}", head, url=url).published == published


def test_a_shown_day_of_another_zone_goes_before_the_metadata_in_utc() -> None:
    head = '<meta property="article:published_time" content="2031-05-07T02:30:00Z">'
    line = "<p>PUBLISHED: May 6, 2031 at 5:30 p.m. | UPDATED: May 8, 2031</p>"
    assert read(f"<h1>The lamp burns</h1>{line}{BODY}", head).published == date(2031, 5, 6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "The lamp burns\n\nSELLA POINT, May 6, 2031 – The lamp burns again.\n\nIt is seen from afar.",
            date(2031, 5, 6),
        ),
        ("The lamp burns\n\nPublished on 6 May 2031\n\nThe lamp burns again.\n\nIt is seen.", date(2031, 5, 6)),
        ("FOR IMMEDIATE RELEASE\nMay 6, 2031\n\nThe lamp burns\n\nIt burns again.\n\nIt is seen.", date(2031, 5, 6)),
        ("The lamp burns\n\nUpdated 6 May 2031\n\nThe lamp burns again.\n\nIt is seen.", None),
    ],
)
def test_a_text_is_dated_by_labels_and_datelines_as_a_page_is(text: str, day: date | None) -> None:
    (release,) = run("text", Source(data=text.encode(), place="lamp.txt", release_id="lamp"))
    assert isinstance(release, Release)
    assert release.published == day
    assert "lamp burns again" in release.text or "It burns again" in release.text
