"""The title of a release: no letterhead, no name of a site or a section, nor what says when to print."""

import io
from datetime import date

import docx
import pytest

from corpus.reading.source import Source
from corpus.reading.titles import is_office, without_site
from corpus.reading.worker import run
from corpus.release import Release

TITLE = "Brannock signs the fisheries pact with Estrava"
PROSE = (
    "The pact on herring was signed at Selm on Monday, and it takes force when both parliaments have agreed to it.",
    "Minister Odile Brannock said that 40 boats of each country may fish there, and that the quota is the same.",
    "Fishers of both coasts had asked for the pact for nine years, and the first boats sail in June of this year.",
)
BODY = "".join(f"<p>{line}</p>" for line in PROSE)


def read(format_name: str, data: str | bytes) -> Release:
    encoded = data.encode() if isinstance(data, str) else data
    (found,) = run(format_name, Source(data=encoded, place="file", release_id="file"))
    assert isinstance(found, Release), found
    return found


def read_page(tab: str, body: str, head: str = "") -> Release:
    return read("html", f"<!DOCTYPE html><head><title>{tab}</title>{head}</head><body>{body}{BODY}</body></html>")


def read_text(*paragraphs: str) -> Release:
    return read("text", "\n\n".join([*paragraphs, *PROSE]))


class TestOfAPage:
    @pytest.mark.parametrize(
        ("tab", "body"),
        [
            ("Department of Fisheries of Norvania – {}", "<h1>Department of Fisheries of Norvania</h1><h2>{}</h2>"),
            ("Department of Fisheries of Norvania", "<h1>Department of Fisheries of Norvania</h1><h2>{}</h2>"),
            ("Press releases | Fisheries", "<h1>Press releases</h1><div><h3>{}</h3></div>"),
            ("Pressemitteilungen - Portal", "<h1>Pressemitteilungen</h1><h2>{}</h2>"),
            ("{} | Department of Fisheries | fisheries.example", "<p><strong>{}</strong></p>"),
            ("{} - BMFN", "<div class='headline'>{}</div>"),
            ("{} - BMFN", ""),
            ("{} | Umweltbundesamt", "<h1>{} | Umweltbundesamt</h1>"),
            ("{} :: Norvanian Foreign Ministry", ""),
        ],
    )
    def test_is_neither_the_office_nor_the_section_nor_the_site(self, tab: str, body: str) -> None:
        release = read_page(tab.format(TITLE), body.format(TITLE))
        assert (release.title, release.text) == (TITLE, "\n\n".join(PROSE))

    def test_is_what_a_department_does_though_its_name_stands_in_it(self) -> None:
        title = "Department of Fisheries Announces Herring Quota"
        tab = f"{title} | Fisheries | Department of Fisheries"
        assert read_page(tab, f"<h2>Department of Fisheries</h2><h1>{title}</h1>").title == title

    def test_keeps_a_dash_of_its_own(self) -> None:
        title = "Herring quota - what fishers have to know"
        assert read_page(f"{title} - Fisheries of Norvania", f"<h1>{title}</h1>").title == title
        assert read_page(f"{title} - Department of Fisheries", "").title == title

    def test_the_name_of_the_site_that_the_page_states_is_taken_off(self) -> None:
        named = '<meta property="og:site_name" content="Fish and Coast">'
        assert read_page(f"{TITLE} » Fish and Coast", "", named).title == TITLE
        assert read_page(f"Fish and Coast: news - {TITLE}", f"<h1>{TITLE}</h1>", named).title == TITLE


class TestOfAText:
    @pytest.mark.parametrize(
        "above",
        [
            ("FOR IMMEDIATE RELEASE",),
            ("FOR IMMEDIATE RELEASE\nMay 6, 2021",),
            ("FOR IMMEDIATE RELEASE: May 6, 2021",),
            ("Exhibit 99.1", "PRESS RELEASE"),
            ("Ministry of Works and Fisheries", "May 6, 2021"),
            ("Press Release No. 114/2021",),
            ("EMBARGOED UNTIL 9 a.m., May 6, 2021",),
            ("Sperrfrist: 6. Mai 2021, 9 Uhr",),
            ("Contact: Lene Dahl\nPhone: +99 12 345 678",),
            ("MEDIA CONTACT:\nLene Dahl\nlene@fisheries.example", "May 6, 2021"),
        ],
    )
    def test_stands_below_letterheads_contacts_and_lead_ins(self, above: tuple[str, ...]) -> None:
        assert read_text(*above, TITLE).title == TITLE

    def test_what_only_leads_in_is_not_in_the_text_and_a_contact_is(self) -> None:
        release = read_text("FOR IMMEDIATE RELEASE\nMay 6, 2021", "Contact: Lene Dahl", TITLE)
        assert (release.published, release.text) == (date(2021, 5, 6), "\n\n".join(("Contact: Lene Dahl", *PROSE)))

    def test_a_letterhead_is_who_publishes(self) -> None:
        release = read_text("Ministry of Works and Fisheries", TITLE)
        assert (release.publisher, release.text) == ("Ministry of Works and Fisheries", "\n\n".join(PROSE))

    @pytest.mark.parametrize("end", [".", "。", "।", ".”"])
    def test_a_line_that_ends_like_a_sentence_is_none(self, end: str) -> None:
        first = f"The pact on herring was signed at Selm on Monday{end}"
        for format_name in ("text", "mail", "markdown"):
            head = "From: a@b.example\nX-Mailer: x\n\n" if format_name == "mail" else ""
            release = read(format_name, head + "\n\n".join([first, *PROSE]))
            assert (release.title, release.text) == ("file", "\n\n".join([first, *PROSE]))

    @pytest.mark.parametrize(
        "title", ["Who may fish off Selm in June?", "Talks with fishers of the U.S.", "Selm Line Inc."]
    )
    def test_a_headline_may_end_with_a_mark_all_the_same(self, title: str) -> None:
        assert read_text(title).title == title

    def test_a_sentence_above_a_date_is_a_headline(self) -> None:
        title = "The pact on herring is signed at last."
        release = read_text(title, "May 6, 2021")
        assert (release.title, release.published) == (title, date(2021, 5, 6))

    def test_a_letterhead_of_a_document_is_not_its_title(self) -> None:
        document, packed = docx.Document(), io.BytesIO()
        for line in ("Office of the Prime Minister", TITLE, "6 May 2021", *PROSE):
            document.add_paragraph(line)
        document.save(packed)
        release = read("docx", packed.getvalue())
        assert (release.title, release.publisher) == (TITLE, "Office of the Prime Minister")
        assert release.text == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    ("line", "office"),
    [
        ("Ministry of Works", True),
        ("The Norvanian Ministry for Foreign Affairs", True),
        ("Umweltbundesamt", True),
        ("Ministère de la Mer", True),
        ("Presidencia del Gobierno", True),
        ("Prime Minister’s Office", True),
        ("経済産業省", True),
        ("Ministry of Works opens a harbour", False),
        ("Department of Justice Announces Settlement", False),
        ("Minister opens the harbour at Port Quillan", False),
        ("Bank robbed", False),
        ("Justice Department Pleased With Verdict", False),
        ("Department of Works Sues Ferry Line Over Tolls", False),
        ("Ministry of Works: no more delays", False),
    ],
)
def test_an_office_is_a_name_and_nothing_that_it_does(line: str, office: bool) -> None:
    assert is_office(line) is office


@pytest.mark.parametrize(
    ("title", "names", "left"),
    [
        ("Pact signed - BMFN", (), "Pact signed"),
        ("Pact signed | News | Works.example", ("works.example",), "Pact signed"),
        ("Works | Pact signed", ("Works",), "Pact signed"),
        ("Works", ("Works",), "Works"),
        ("Pact signed - a first", (), "Pact signed - a first"),
    ],
)
def test_names_of_the_site_go_from_both_ends_but_never_all(title: str, names: tuple[str, ...], left: str) -> None:
    assert without_site(title, names) == left


def test_what_says_where_something_happens_is_no_title() -> None:
    release = read_text("20 May 2021\nVenue: Old Hall", TITLE)
    assert (release.title, release.published) == (TITLE, None)
    assert release.text.startswith("20 May 2021\nVenue: Old Hall\n\n")


def test_a_tab_that_names_an_exhibit_gives_no_title() -> None:
    lines = ("EX-99.1 2 q3.htm", "<b>NEWS RELEASE</b>", "<b>Quillan Rail Reports a Good Quarter</b>")
    head = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><head><title>EX-99.1</title></head><body>{head}{BODY}</body></html>"
    assert read("html", page).title == "Quillan Rail Reports a Good Quarter"
