"""Entries of feeds, of JSON Feed, of content interfaces and of sitemaps: where they stand, what is whole."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, ClassVar

import pytest

from corpus.errors import LinkedPage, UnreadableSource
from corpus.reading import read_paths
from corpus.reading.entries import find_address
from corpus.reading.sniffing import sniff
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

PROSE = (
    "The pact on herring was signed at Selm on Monday, and it takes force when both parliaments have agreed to it.",
    "Minister Odile Brannock said that 40 boats of each country may fish there, and that the quota is the same.",
    "Fishers of both coasts had asked for the pact for nine years, and the first boats sail in June of this year.",
    "The pact ends in 2031, unless both countries agree to go on with it.",
)
TEXT = " ".join(PROSE)
HTML = "".join(f"<p>{line}</p>" for line in PROSE)
LINK = "<link>https://fish.example/pact</link>"


def read(format_name: str, data: str | bytes, url: str | None = None) -> list[Release | UnreadableSource]:
    encoded = data.encode() if isinstance(data, str) else data
    return list(run(format_name, Source(data=encoded, place="news", release_id="news", url=url)))


def read_feed(*items: str, home: str = "https://fish.example/", url: str | None = None) -> list[Any]:
    entries = "".join(f"<item><title>Pact signed</title>{item}</item>" for item in items)
    channel = f"<channel><title>News</title><link>{home}</link>{entries}</channel>"
    return read("feed", f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>', url)


def described(text: str) -> str:
    return f"<description><![CDATA[{text}]]></description>"


class TestAddress:
    @pytest.mark.parametrize(
        ("link", "home", "url", "address"),
        [
            ("/pact", "https://fish.example/news/", None, "https://fish.example/pact"),
            ("pact?id=7", "https://fish.example/news/", None, "https://fish.example/news/pact?id=7"),
            ("/pact", "", "https://fish.example/feed", "https://fish.example/pact"),
            ("https://fish.example/pact?utm_source=rss&id=7&utm_medium=x", "", None, "https://fish.example/pact?id=7"),
            ("https://fish.example/pact?fbclid=a#utm_source=b", "", None, "https://fish.example/pact"),
            ("javascript:alert(1)", "https://fish.example/", None, None),
            ("/pact", "", None, None),
        ],
    )
    def test_is_whole_and_holds_no_traces_of_readers(
        self, link: str, home: str, url: str | None, address: str | None
    ) -> None:
        assert find_address(link, home, url) == address

    def test_of_an_entry_is_resolved_against_the_channel_or_the_feed(self) -> None:
        (page,) = read_feed("<link>/pact</link>" + described("Soon."))
        assert (type(page), page.url) == (LinkedPage, "https://fish.example/pact")
        (page,) = read_feed("<link>/pact</link>" + described("Soon."), home="", url="https://coast.example/feed")
        assert page.url == "https://coast.example/pact"

    def test_that_two_entries_share_makes_one_release_of_none(self) -> None:
        guid = "<guid isPermaLink='false'>{}</guid>"
        first, second = read_feed(*(LINK + guid.format(name) + described(f"{name}. {TEXT}") for name in ("A", "B")))
        assert [first.id, second.id] == ["https://fish.example/pact#a", "https://fish.example/pact#b"]
        assert {first.source_url, second.source_url} == {"https://fish.example/pact"}
        assert [first.text[0], second.text[0]] == ["A", "B"]


class TestText:
    @pytest.mark.parametrize(
        "text",
        [
            TEXT,
            HTML,
            "条約は月曜日に署名された。両国の議会が承認すれば発効する。船は四十隻である。大臣は歓迎の意を表した。" * 3,
            f"{HTML}<p>ENDS</p>",
        ],
    )
    def test_of_a_description_is_whole_if_it_is_several_sentences(self, text: str) -> None:
        (release,) = read_feed(LINK + described(text))
        assert isinstance(release, Release), release

    @pytest.mark.parametrize(
        "text",
        [
            PROSE[0],
            f"{TEXT} The boats that may",
            f"{TEXT} […]",
            f"{TEXT} Continue reading <a href='/p'>Pact signed</a> →",
            f"<p>{TEXT}</p><p><a href='/p'>Weiterlesen: Pakt</a></p>",
            "条約は月曜日に署名された。",
            f"{PROSE[0]} {'Herring and other fish of the coast, ' * 16} are many.",
        ],
    )
    def test_of_a_teaser_stands_on_its_page(self, text: str) -> None:
        (page,) = read_feed(LINK + described(text))
        assert isinstance(page, LinkedPage), page

    def test_of_a_content_that_goes_on_elsewhere_stands_there_too(self) -> None:
        content = (
            "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{}]]></content:encoded>"
        )
        (page,) = read_feed(LINK + content.format(f"<p>{TEXT}</p><p>Continue reading Pact signed</p>"))
        assert isinstance(page, LinkedPage)
        (release,) = read_feed(LINK + content.format(f"<p>{TEXT} He did not want to continue reading it out.</p>"))
        assert isinstance(release, Release)

    def test_that_was_escaped_twice_is_read_as_it_was_meant(self) -> None:
        twice = "".join(f"&amp;lt;p&amp;gt;{line} Fish &amp;amp;amp; boats.&amp;lt;/p&amp;gt;" for line in PROSE)
        (release,) = read_feed(f"{LINK}<description>{twice}</description>")
        assert release.text == "\n\n".join(f"{line} Fish & boats." for line in PROSE)

    def test_that_tells_of_marks_keeps_them(self) -> None:
        (release,) = read_feed(LINK + described(f"<p>A page begins with &lt;p&gt; as a rule. {TEXT}</p>"))
        assert release.text.startswith("A page begins with <p> as a rule.")


class TestJsonFeed:
    FEED: ClassVar = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ministry of Fisheries",
        "home_page_url": "https://fish.example/",
        "language": "en-GB",
    }

    def test_its_items_are_releases(self) -> None:
        items = [
            {
                "id": "1",
                "url": "/pact",
                "title": "Pact signed",
                "content_html": HTML,
                "date_published": "2021-05-06T09:00:00+02:00",
            },
            {"id": "2", "url": "https://fish.example/b", "title": "Soon", "summary": "More on Monday."},
            {"id": "3", "title": "T", "content_text": "One.\n\nTwo.", "authors": [{"name": "Lene Dahl"}]},
        ]
        data = json.dumps({**self.FEED, "items": items})
        assert sniff(data.encode()) == "json_feed"
        first, second, third = read("json_feed", data)
        assert isinstance(first, Release)
        assert (first.id, first.publisher, first.language) == (
            "https://fish.example/pact",
            "Ministry of Fisheries",
            "en",
        )
        assert first.published == datetime(2021, 5, 6, 9, tzinfo=timezone(timedelta(hours=2)))
        assert first.text == "\n\n".join(PROSE)
        assert isinstance(second, LinkedPage)
        assert isinstance(third, Release)
        assert (third.id, third.text, third.publisher) == ("3", "One.\n\nTwo.", "Lene Dahl")

    def test_posts_of_an_interface_keep_the_zone_of_their_place(self) -> None:
        post = {
            "id": 7,
            "date": "2021-05-06T09:00:00",
            "date_gmt": "2021-05-06T07:00:00",
            "guid": {"rendered": "https://fish.example/?p=7"},
            "link": "https://fish.example/pact",
            "title": {"rendered": "Pact &#8211; signed"},
            "content": {"rendered": HTML, "protected": False},
            "excerpt": {"rendered": "<p>The pact […]</p>"},
        }
        assert sniff(json.dumps([post]).encode()) == "json_feed"
        (release,) = read("json_feed", json.dumps([post]))
        assert isinstance(release, Release)
        assert (release.id, release.title, release.text) == (
            "https://fish.example/pact",
            "Pact – signed",
            "\n\n".join(PROSE),
        )
        assert release.published == datetime(2021, 5, 6, 9, tzinfo=timezone(timedelta(hours=2)))

    def test_a_page_of_a_content_interface_is_a_release(self) -> None:
        data = {
            "base_path": "/news/pact",
            "content_id": "a-b",
            "title": "Pact signed",
            "description": "In short.",
            "details": {"body": HTML},
            "first_published_at": "2021-05-06T09:00:00.000+02:00",
            "locale": "en",
            "links": {"organisations": [{"title": "Department of Fisheries"}]},
        }
        assert sniff(json.dumps(data).encode()) == "json_feed"
        (release,) = read("json_feed", json.dumps(data), url="https://fish.example/api/content/news/pact")
        assert isinstance(release, Release)
        assert (release.id, release.publisher) == ("https://fish.example/news/pact", "Department of Fisheries")

    @pytest.mark.parametrize(
        "data", ['{"a": 1}', '[{"content": 1}]', "7", '{"version": "https://jsonfeed.org/version/1.1", "it']
    )
    def test_other_json_is_refused_with_the_reason(self, data: str) -> None:
        (error,) = read("json_feed", data)
        assert isinstance(error, UnreadableSource)
        assert "no JSON" in str(error)


class TestSitemap:
    MAP = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'

    def test_names_the_pages_of_releases(self) -> None:
        dated = "<news:publication_date>2021-05-06</news:publication_date>"
        news = f"<news:news>{dated}<news:title>Pact</news:title></news:news>"
        data = self.MAP.format(
            f"<url><loc>https://fish.example/a</loc><lastmod>2024-01-01</lastmod></url>"
            f"<url><loc>https://fish.example/b?x=1&amp;y=2</loc>{news}</url>"
        )
        assert sniff(data.encode()) == "sitemap"
        first, second = read("sitemap", data)
        assert isinstance(first, LinkedPage)
        assert isinstance(second, LinkedPage)
        assert (first.url, first.published) == ("https://fish.example/a", None)
        assert (second.url, second.title, str(second.published)) == (
            "https://fish.example/b?x=1&y=2",
            "Pact",
            "2021-05-06",
        )

    def test_a_list_of_sitemaps_names_them(self) -> None:
        data = "<sitemapindex><sitemap><loc>https://fish.example/1.xml</loc></sitemap></sitemapindex>"
        (error,) = read("sitemap", data)
        assert str(error) == "news: a list of 1 sitemaps: name one of them, such as https://fish.example/1.xml"

    def test_one_that_is_cut_off_gives_its_whole_entries(self) -> None:
        data = self.MAP.format("".join(f"<url><loc>https://fish.example/{n}</loc></url>" for n in "abc"))
        first, second, error = read("sitemap", data[: data.index("/c<") + 1])
        assert [getattr(page, "url", "")[-1] for page in (first, second)] == ["a", "b"]
        assert str(error) == "news: cut off: the sitemap has no end; its entry 3 was left out"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("pact.rtf", b"{\\rtf1\\ansi Pact signed\\par }", "no reader for RTF (.rtf): save it as DOCX or PDF"),
        ("pact.txt", b"{\\rtf1\\ansi Pact signed\\par }", "no reader for RTF (.rtf): save it as DOCX or PDF"),
        (
            "pact.odt",
            b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text",
            "no reader for OpenDocument (.odt): save it as DOCX or PDF",
        ),
        ("pact.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no reader for Word 97 (.doc): save it as DOCX or PDF"),
    ],
)
def test_what_is_not_read_is_refused_by_name(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    (error,) = read_paths([file])
    assert str(error) == f"{file}: {reason}"
