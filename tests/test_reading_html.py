"""Pages become releases: golden records of whole pages, and what a page may do wrong."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from corpus.dates import Published
from corpus.reading.blocks import fragment_blocks
from corpus.reading.jsonl import record_of
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

GOLDEN = Path(__file__).parent / "golden" / "reading"
READERS = {".html": "html", ".rss": "feed", ".atom": "feed", ".md": "markdown", ".eml": "mail"}
BODY = "<p>The harbour of Port Quillan is open. It cost 340 million crowns.</p><p>It employs 1,200 people now.</p>"
TEXT = "The harbour of Port Quillan is open. It cost 340 million crowns.\n\nIt employs 1,200 people now."
EAST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    "file", [file for file in sorted(GOLDEN.iterdir()) if file.suffix in READERS], ids=lambda f: f.name
)
def test_a_whole_file_becomes_exactly_the_releases_beside_it(file: Path) -> None:
    source = Source(data=file.read_bytes(), place=file.name, release_id=file.stem)
    readings = [
        record_of(read) if isinstance(read, Release) else str(read) for read in run(READERS[file.suffix], source)
    ]
    assert readings == json.loads(Path(f"{file}.json").read_text(encoding="utf-8"))


def page(body: str = BODY, head: str = "", title: str = "Minister opens the harbour") -> bytes:
    head = f"<title>{title}</title>{head}"
    return f"<!DOCTYPE html><html><head>{head}</head><body><h1>{title}</h1>{body}</body></html>".encode()


def read(data: bytes, charset: str | None = None, url: str | None = None) -> Release:
    (release,) = run("html", Source(data=data, place="page.html", release_id="page", charset=charset, url=url))
    assert isinstance(release, Release), release
    return release


def refuse(data: bytes) -> str:
    (error,) = run("html", Source(data=data, place="page.html", release_id="page"))
    assert isinstance(error, Exception), error
    return str(error)


class TestText:
    @pytest.mark.parametrize(
        "around",
        [
            "<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>",
            "<div class='social-share'><a href='https://a.example/share'>Share this</a></div>",
            "<div id='cookieConsent'><p>We use cookies on this site. Do you agree with that?</p></div>",
            "<div role='dialog'><p>Subscribe to our letter, it comes every week.</p></div>",
            "<p style='display: none'>This sentence is never shown to anybody at all.</p>",
            "<div hidden><p>This sentence is never shown to anybody at all.</p></div>",
            "<footer><p>Ministry of Works, Mole Street, Port Quillan. All rights are reserved.</p></footer>",
            "<script>document.write('Written by a script.')</script><noscript>Switch scripts on.</noscript>",
            "<!-- The editor's remark on this. -->",
            "<form><label>Search</label><input value='words'><button>Go</button></form>",
            "<svg><title>Logo</title><text>Norvania</text></svg>",
        ],
    )
    @pytest.mark.parametrize("where", ["before", "after"])
    def test_what_stands_around_a_release_is_not_in_it(self, around: str, where: str) -> None:
        long = BODY + "<p>The Minister thanked the engineers, who were early by four months.</p>" * 3
        assert read(page(around + long if where == "before" else long + around)).text == read(page(long)).text

    def test_the_title_and_its_date_are_not_repeated_in_the_text(self) -> None:
        release = read(page("<p>May 6, 2031</p>" + BODY))
        assert (release.title, release.published, release.text) == (
            "Minister opens the harbour",
            date(2031, 5, 6),
            TEXT,
        )

    @pytest.mark.parametrize(
        "aside",
        [
            "<aside><h2>Notes to editors</h2><p>The pier is 400 metres long and made of steel.</p></aside>",
            "<div role='complementary'><p>Notes to editors</p><p>The pier is 400 metres long now.</p></div>",
            "<aside class='facts'><ul><li>The pier is 400 metres long.</li></ul></aside>",
        ],
    )
    def test_what_stands_aside_within_the_article_is_text(self, aside: str) -> None:
        data = (
            page(f"{BODY * 3}{aside}").replace(b"<body>", b"<body><article>").replace(b"</body>", b"</article></body>")
        )
        assert "The pier is 400 metres long" in read(data).text

    def test_notes_behind_the_article_are_text(self) -> None:
        notes = "<aside><h2>Notes to editors</h2><p>The pier is 400 metres long and made of steel.</p></aside>"
        data = page(f"{BODY * 3}</article>{notes}").replace(b"<body>", b"<body><article>")
        assert read(data).text.endswith("Notes to editors\n\nThe pier is 400 metres long and made of steel.")

    @pytest.mark.parametrize(
        "aside",
        [
            "<aside><h2>Related</h2><p><a href='/1'>The Minister opens the road to Astrelle on Friday.</a></p></aside>",
            "<aside class='newsletter'><p>The letter of the Ministry comes every week.</p></aside>",
            "<aside><p>Subscribe and the letter of the Ministry comes every week.</p></aside>",
        ],
    )
    def test_what_is_offered_beside_a_text_is_none_of_it(self, aside: str) -> None:
        assert read(page(f"<article>{BODY}{aside}</article>")).text == TEXT

    @pytest.mark.parametrize(
        ("hidden", "sheet"),
        [
            ("style='display:none'", ""),
            ("style='color: red; DISPLAY : none !important'", ""),
            ("style='visibility:hidden'", ""),
            ("style='font-size:0'", ""),
            ("style='max-height:0; overflow:hidden'", ""),
            ("hidden", ""),
            ("class='old draft'", ".a { color: red } p.draft, .b { display: none; }"),
            ("id='draft'", "/* { */ #draft{display:none}"),
        ],
    )
    def test_what_a_page_never_shows_cannot_be_quoted(self, hidden: str, sheet: str) -> None:
        first, _, second = BODY.partition("</p>")
        draft = f"<p {hidden}>Draft: the harbour has a cost of 999 million crowns.</p>"
        assert read(page(f"{first}</p>{draft}{second}", f"<style>{sheet}</style>")).text == TEXT

    @pytest.mark.parametrize(
        ("shown", "sheet", "script"),
        [
            ("class='more'", "@media print { .more { display: none } }", ""),
            ("class='more'", ".more { display: none } .more { display: block }", ""),
            ("class='more'", ".more { display: none }", "<script>show()</script>"),
            ("class='more' style='display: block'", ".more { display: none }", ""),
            ("style='opacity: 0.9; font-size: 0.8em'", "", ""),
            ("hidden='until-found'", "", ""),
        ],
    )
    def test_what_is_shown_on_some_screen_or_by_a_script_is_text(self, shown: str, sheet: str, script: str) -> None:
        more = f"<p {shown}>The harbour has two berths for the fishing boats.</p>"
        assert "two berths" in read(page(f"{BODY}{more}", f"<style>{sheet}</style>{script}")).text

    def test_a_text_that_only_a_script_shows_is_not_lost(self) -> None:
        assert read(page(f"<div style='display:none'>{BODY}</div>")).text == TEXT

    def test_a_subtitle_between_title_and_text_belongs_to_the_text(self) -> None:
        body = f"<h2>Fish is landed from June</h2><p>6 May 2031</p><div>{BODY}</div>"
        assert read(page(body)).text == f"Fish is landed from June\n\n{TEXT}"

    @pytest.mark.parametrize(
        ("markup", "blocks"),
        [
            ("<p>One <b>two</b>\n three</p>four", ["One two three", "four"]),
            ("One<br>two<br><br>three", ["One\ntwo", "three"]),
            ("<ul><li>a<li>b<ul><li>c</ul></ul>", ["a", "b", "c"]),
            ("<ol><li>a<li><p>b</p><p>c</p></ol>", ["1. a", "2. b", "c"]),
            ("<ol start=3><li>a<ol><li>b</ol><li>d</ol>", ["3. a", "1. b", "4. d"]),
            ("<ol type=a><li>a</ol><ol style='list-style: none'><li>b</ol>", ["a", "b"]),
            ("<ol><li>1. a<li>(2) b</ol>", ["1. a", "(2) b"]),
            ("<table><tr><th>A<th>B<tr><td>1<td><p>2<br>3</p></table>", ["A | B", "1 | 2 3"]),
            ("<table><tr><td>1<td><td>3<td></table>", ["1 | | 3"]),
            ("<table><tr><td>one<td><div><p>two</p></div></table>", ["one", "two"]),
            (f"<table><tr><td>{'x' * 301}<td>two</table>", ["x" * 301, "two"]),
            ("<pre>a\n  b\n\nc</pre>", ["a\nb", "c"]),
            ("a<script>b</script>c<style>d</style>e<!-- f -->g", ["aceg"]),
            ("a&nbsp;b&#146;s &#150; c", ["a\xa0b’s – c"]),
            (" <p> </p><p>&nbsp;</p>", []),
            ("", []),
        ],
    )
    def test_markup_becomes_lines_as_they_are_shown(self, markup: str, blocks: list[str]) -> None:
        assert [block.text for block in fragment_blocks(markup)] == blocks

    def test_a_page_that_is_called_by_its_first_sentence_keeps_it_in_its_text(self) -> None:
        first = "The Ministry of Norvania opened the harbour on Tuesday."
        data = page(f"<p>{first}</p>{BODY}", title=first).replace(f"<h1>{first}</h1>".encode(), b"")
        assert read(data).text == f"{first}\n\n{TEXT}"


class TestDate:
    @pytest.mark.parametrize(
        ("head", "body", "published"),
        [
            ("", BODY, None),
            ("", "<p>May 6, 2031</p>" + BODY, date(2031, 5, 6)),
            ("", BODY + "<p>Updated May 7, 2031</p>", None),
            (
                "",
                "<p>PORT QUILLAN, Norvania (May 6, 2031) – The harbour is open, the Minister said.</p>" + BODY,
                date(2031, 5, 6),
            ),
            (
                '<meta property="article:published_time" content="2031-05-06T10:30:00+02:00">',
                BODY,
                datetime(2031, 5, 6, 10, 30, tzinfo=EAST),
            ),
            ('<meta name="dcterms.issued" content="2031-05-06T00:00:00+02:00">', BODY, date(2031, 5, 6)),
            (
                '<meta name="date" content="2031-05-07T23:00:00Z">',
                "<p>7 May 2031</p>" + BODY,
                datetime(2031, 5, 7, 23, tzinfo=UTC),
            ),
            ('<meta name="date" content="2031-05-09T23:00:00Z">', "<p>7 May 2031</p>" + BODY, date(2031, 5, 7)),
            (
                '<script type="application/ld+json">{"@graph": [{"datePublished": "2031-05-06T09:00Z"}]}</script>',
                BODY,
                datetime(2031, 5, 6, 9, tzinfo=UTC),
            ),
            ('<script type="application/ld+json">{"datePublished": </script>', BODY, None),
            ('<meta property="article:modified_time" content="2031-05-06T10:30:00+02:00">', BODY, None),
        ],
    )
    def test_a_release_is_dated_by_itself_then_by_its_page_and_else_not_at_all(
        self, head: str, body: str, published: Published | None
    ) -> None:
        found = read(page(body, head)).published
        assert (found, type(found)) == (published, type(published))
        assert published is None or (found is not None and found.isoformat() == published.isoformat())

    STATED = '<meta property="article:published_time" content="2031-05-06T09:00:00+02:00">'

    @pytest.mark.parametrize(
        "event",
        [
            "<p>Date and time:</p><p>Monday, 19 May 2031</p><p>Place:</p><p>Old Hall</p>",
            "<p>When<br>Monday, 19 May 2031</p>",
            "<p>Monday, 19 May 2031</p><p>Old Hall, Quillan</p>",
            "<h3>Monday, 19 May 2031</h3>",
        ],
    )
    @pytest.mark.parametrize("before", ["", "<p>The Minister will open the old hall, and all are welcome there.</p>"])
    def test_a_day_to_come_stays_in_the_text_and_does_not_become_that_of_the_release(
        self, event: str, before: str
    ) -> None:
        release = read(page(before + event + BODY, self.STATED))
        assert release.published == datetime(2031, 5, 6, 9, tzinfo=EAST)
        assert "Monday, 19 May 2031" in release.text

    def test_a_line_that_metadata_contradict_is_text_whichever_of_both_is_the_day(self) -> None:
        release = read(page("<p>6 March 2031</p>" + BODY, self.STATED))
        assert (release.published, release.text) == (date(2031, 3, 6), f"6 March 2031\n\n{TEXT}")

    def test_a_heading_is_never_taken_for_a_date_line(self) -> None:
        assert read(page("<p>Programme of the visit.</p><h3>6 May 2031</h3>" + BODY)).text.count("6 May 2031") == 1

    def test_the_date_of_the_text_goes_before_one_above_the_title(self) -> None:
        data = page("<p>May 6, 2031</p>" + BODY).replace(b"<body>", b"<body><p>Thursday, 8 May 2031</p>")
        assert read(data).published == date(2031, 5, 6)

    def test_a_guess_at_the_date_counts_only_where_the_page_shows_it(self) -> None:
        """Of days that are over: no date of the future is guessed."""
        guessed = BODY * 3 + '<p class="post-date">{}</p>'
        assert read(page(guessed.format("6 May 2021"))).published == date(2021, 5, 6)
        copied = '<meta itemprop="dateCreated" content="2021-05-06T10:00:00Z">'
        assert read(page(BODY * 3, copied)).published is None

    @pytest.mark.parametrize(
        ("body", "published"),
        [
            (BODY, datetime(2031, 5, 6, 22, tzinfo=UTC)),
            ("<p>6 May 2031</p>" + BODY, datetime(2031, 5, 6, 22, tzinfo=UTC)),
            ("<p>7 May 2031</p>" + BODY, date(2031, 5, 7)),
        ],
    )
    def test_what_the_feed_said_counts_after_all_that_the_page_says(self, body: str, published: Published) -> None:
        told = Source(data=page(body), place="p", release_id="p", published=datetime(2031, 5, 6, 22, tzinfo=UTC))
        (release,) = run("html", told)
        assert isinstance(release, Release)
        assert release.published == published


class TestMetadata:
    def test_the_publisher_is_who_the_page_says(self) -> None:
        assert (
            read(page(head='<meta property="og:site_name" content=" Ministry of\n Works ">')).publisher
            == "Ministry of Works"
        )
        assert read(page(head='<meta name="publisher" content="https://a.example">')).publisher is None
        data = '<script type="application/ld+json">[{"publisher": {"name": "Office"}}]</script>'
        assert read(page(head=data)).publisher == "Office"

    def test_the_address_is_the_one_it_was_fetched_from_else_the_one_it_states(self) -> None:
        canonical = page(head='<link rel="canonical" href="https://works.example/harbour">')
        assert read(canonical).source_url == "https://works.example/harbour"
        assert (
            read(canonical, url="https://works.example/2031/harbour").source_url == "https://works.example/2031/harbour"
        )
        assert read(page(head='<link rel="canonical" href="javascript:alert(1)">')).source_url is None

    def test_the_name_of_the_site_is_not_in_the_title(self) -> None:
        data = page().replace(b"<title>", b"<title>Ministry of Works: ")
        assert read(data).title == "Minister opens the harbour"


class TestEncoding:
    PAGE = page("<p>The Café Ostrander – “a jewel” – is open. It employs the people of the harbour.</p>").decode()

    @pytest.mark.parametrize(
        ("encoding", "declared", "charset"),
        [
            ("utf-8", "", None),
            ("utf-8", "windows-1252", "windows-1252"),  # what is whole UTF-8 is UTF-8, whatever is said of it
            ("cp1252", "", None),
            ("cp1252", "iso-8859-1", None),
            ("cp1252", "", "latin1"),
            ("cp1252", "utf-8", "utf-8"),
            ("cp1252", "zlib", "no-such-encoding"),
            ("utf-16", "", None),
        ],
    )
    def test_a_page_is_read_in_the_encoding_that_it_is_in(
        self, encoding: str, declared: str, charset: str | None
    ) -> None:
        data = self.PAGE.replace("<head>", f'<head><meta charset="{declared}">').encode(encoding)
        assert "The Café Ostrander – “a jewel” – is open." in read(data, charset=charset).text


class TestRefusal:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "no HTML that can be read: Document is empty"),
            (b"<html><body></body></html>", "no text in it"),
            (b"<html><body><p>a\0b</p></body></html>", "binary, not text: byte 16 is NUL"),
            (page()[:-40], "cut off: the page has a beginning and no end"),
            (b"<html><body>" + b"<div>" * 300 + BODY.encode() + b"</body>", "nested more than 255 elements deep"),
            (
                page(
                    "".join(
                        f"<p><a href='/{n}'>Minister opens harbour number {n}</a></p><p>May {n}, 2031</p>"
                        for n in range(1, 30)
                    )
                ),
                "a list, not a release: hardly a sentence in it",
            ),
        ],
    )
    def test_what_is_no_release_is_refused_with_the_reason(self, data: bytes, reason: str) -> None:
        assert refuse(data) == f"page.html: {reason}"
