"""Feeds become releases, or name the pages that hold them. Whole feeds: test_reading_html.py, beside the pages."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from corpus.dates import Published
from corpus.errors import LinkedPage, UnreadableSource
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

LINK = "<link>https://works.example/harbour</link>"
LONG = "The harbour of Port Quillan is open. " * 20


def feed(*items: str, head: str = "") -> bytes:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{head}{entries}</channel></rss>'.encode()
    )


def read(data: bytes) -> list[Release | UnreadableSource]:
    return list(run("feed", Source(data=data, place="news.xml", release_id="news")))


def read_one(data: bytes) -> Release:
    (release,) = read(data)
    assert isinstance(release, Release), release
    return release


def refuse_one(data: bytes) -> UnreadableSource:
    (error,) = read(data)
    assert isinstance(error, UnreadableSource), error
    return error


class TestText:
    def test_a_long_description_is_the_text_and_a_short_one_is_not(self) -> None:
        item = f"<title>Harbour</title>{LINK}<description>{{}}</description>"
        assert read_one(feed(item.format(LONG))).text == LONG.strip()
        page = refuse_one(feed(item.format(LONG[:500])))
        assert isinstance(page, LinkedPage)
        assert (page.title, page.url) == ("Harbour", "https://works.example/harbour")

    @pytest.mark.parametrize(
        "end", ["…", "...", "[…]", "[...]", "&lt;a href='/x'&gt;Read more&lt;/a&gt;", "Continue reading »"]
    )
    def test_a_description_that_says_that_there_is_more_is_not_the_text(self, end: str) -> None:
        page = refuse_one(feed(f"<title>Harbour</title>{LINK}<description>{LONG} {end}</description>"))
        assert isinstance(page, LinkedPage)

    def test_a_page_to_be_read_takes_the_date_of_the_feed_with_it(self) -> None:
        page = refuse_one(feed(f"<title>Harbour</title>{LINK}<pubDate>Tue, 06 May 2031 10:30:00 +0200</pubDate>"))
        assert isinstance(page, LinkedPage)
        assert page.published == datetime(2031, 5, 6, 10, 30, tzinfo=timezone(timedelta(hours=2)))

    def test_without_a_page_the_description_is_all_there_is(self) -> None:
        assert (
            read_one(feed("<title>Tide tables</title><description>Ask the office.</description>")).text
            == "Ask the office."
        )

    def test_what_scripts_write_is_no_text(self) -> None:
        script = "&lt;script&gt;var a = '&lt;div&gt;no&lt;/div&gt;'; b(a)&lt;/script&gt;"
        release = read_one(
            feed(f"<title>Harbour</title>{LINK}<description>{script}&lt;p&gt;{LONG}&lt;/p&gt;</description>")
        )
        assert release.text == LONG.strip()


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("Tue, 06 May 2031 10:30:00 +0200", datetime(2031, 5, 6, 10, 30, tzinfo=timezone(timedelta(hours=2)))),
        ("Tue, 06 May 2031 10:30:00 EST", datetime(2031, 5, 6, 10, 30, tzinfo=timezone(timedelta(hours=-5)))),
        ("6 May 2031 10:30:00 GMT", datetime(2031, 5, 6, 10, 30, tzinfo=UTC)),
        ("2031-05-06T10:30:00Z", datetime(2031, 5, 6, 10, 30, tzinfo=UTC)),
        ("2031-05-06", date(2031, 5, 6)),
        ("Tue, 06 May 2031 00:00:00 +0200", date(2031, 5, 6)),
        ("yesterday", None),
        ("", None),
        ("Fri, 31 Dec 9999 23:59:59 -0500", None),
        ("Tue, 06 May 99999999999999999999 10:30:00 GMT", None),
        ("Tue, 06 May 2031 10:30:00 +99999999999999999999", date(2031, 5, 6)),
        ("9999-12-31T23:59:59-05:00", None),
    ],
)
def test_a_date_of_a_feed_keeps_its_zone(stated: str, published: Published | None) -> None:
    item = f"<title>T</title>{LINK}<pubDate>{stated}</pubDate><description>{LONG}</description>"
    found = read_one(feed(item)).published
    assert (found, type(found)) == (published, type(published))
    assert not isinstance(found, datetime) or found.utcoffset() == getattr(published, "utcoffset")()  # noqa: B009


def test_the_date_that_a_release_bears_goes_before_that_of_the_feed() -> None:
    dated = "<pubDate>Wed, 07 May 2031 01:00:00 GMT</pubDate>"
    text = f"&lt;p&gt;May 6, 2031&lt;/p&gt;&lt;p&gt;{LONG}&lt;/p&gt;"
    release = read_one(feed(f"<title>T</title>{LINK}{dated}<description>{text}</description>"))
    assert (release.published, release.text) == (date(2031, 5, 6), LONG.strip())


class TestIdentity:
    def test_a_release_is_called_by_its_address_else_by_the_feeds_own_id_else_by_title_and_date(self) -> None:
        text = f"<description>{LONG}</description>"
        guid = "<guid isPermaLink='false'>works-17</guid>"
        dated = "<pubDate>6 May 2031</pubDate>"
        data = feed(
            f"<title>A</title>{LINK}{guid}{text}", f"<title>B</title>{guid}{text}", f"<title>C</title>{dated}{text}"
        )
        assert [getattr(release, "id", None) for release in read(data)] == [
            "https://works.example/harbour",
            "works-17",
            "news-c-6-may-2031",
        ]

    def test_one_bad_entry_stops_no_other(self) -> None:
        entries = [
            f"<title>{name}</title><description>{text}</description>"
            for name, text in (("A", "One."), ("B", ""), ("C", "Three."))
        ]
        first, second, third = read(feed(*entries))
        assert [getattr(release, "text", None) for release in (first, third)] == ["One.", "Three."]
        assert str(second) == "news.xml, entry 2: no text in it"


class TestRefusal:
    def test_a_feed_that_is_cut_off_gives_its_whole_entries_and_says_so(self) -> None:
        data = feed(*(f"<title>{name}</title><description>{name} is open.</description>" for name in "ABC"))
        first, second, error = read(data[: data.index(b"C is open") + 4])
        assert [getattr(release, "title", None) for release in (first, second)] == ["A", "B"]
        assert str(error) == "news.xml: cut off: the feed has no end; its entry 3 was left out"

    def test_a_feed_in_another_encoding_than_it_says_is_read_in_its_own(self) -> None:
        data = feed(
            f"<title>Café de la Mer</title><description>{LONG}L’été, le port est à tous les élèves.</description>"
        )
        text = data.decode().replace('"1.0"', '"1.0" encoding="utf-8"')
        assert read_one(text.encode("cp1252")).title == "Café de la Mer"

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "no feed that can be read: it has no end"),
            (b"<?xml version='1.0'?><sitemap><url/></sitemap>", "no feed that can be read: it has no end"),
            (b"<rss version='2.0'><channel><title>News</title>", "no feed that can be read: it has no end"),
            (b"\0\0", "binary, not text: byte 0 is NUL"),
        ],
    )
    def test_what_is_no_feed_is_refused_with_the_reason(self, data: bytes, reason: str) -> None:
        assert str(refuse_one(data)) == f"news.xml: {reason}"

    def test_an_empty_feed_is_a_feed(self) -> None:
        assert read(feed()) == []

    def test_entities_of_a_feed_are_never_expanded(self) -> None:
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
        declared = f'<!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{laughs}]>'
        data = feed(f"<title>T</title><description>{LONG} &l8; &file;</description>").replace(
            b"<rss", declared.encode() + b"<rss"
        )
        assert len(read_one(data).text) < len(LONG) + 50
