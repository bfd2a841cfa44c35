"""PDFs become releases: lines are made whole, running heads go, and what cannot be read is named."""

import zlib
from datetime import date

import pytest
from printing import print_pdf

from corpus.errors import UnreadableSource
from corpus.reading.baselines import Piece, flatten
from corpus.reading.glyphs import Glyph
from corpus.reading.jsonl import record_of
from corpus.reading.pages import paragraphs
from corpus.reading.printed_lines import BLANK, PrintedLine, Segment, make_line
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

HEAD = "Ministry of Works - Press release 17"
FIRST = [
    HEAD,
    "",
    "Minister opens the harbour of Port Quillan",
    "May 6, 2031",
    "",
    "Minister Vela Ostrander opened the harbour of Port Quillan on Tuesday. It cost 340 mil-",
    "lion crowns, and was finished four months early. The Minister thanked the engineers of",
    "Norvania and those of Astrelle.",
    "1. It employs 1,200 people.",
    "2. Its well-known light-",
    "house stays, as does the well-",
    "known café.",
    "1",
]
SHORT = ["Minister opens the harbour", "", "The harbour of Port Quillan is open since May 6, 2031, as was said."]
SECOND = [HEAD, "", "Ships may use it from June. Fish is landed at two berths.", "2"]


def read(data: bytes) -> Release:
    (release,) = run("pdf", Source(data=data, place="release.pdf", release_id="release"))
    assert isinstance(release, Release), release
    return release


def refuse(data: bytes) -> str:
    (error,) = run("pdf", Source(data=data, place="release.pdf", release_id="release"))
    assert isinstance(error, UnreadableSource), error
    return str(error)


def join(pages: list[str]) -> list[str]:
    """The paragraphs of pages whose lines are given as text."""
    printed = [[print_line(line.strip(), down) for down, line in enumerate(page.split("\n"))] for page in pages]
    return [paragraph.text for paragraph in paragraphs(printed)]


def print_line(text: str, down: int) -> PrintedLine:
    """A line of letters that are all 6 points wide."""
    top = 14.0 * down
    glyphs = [Glyph(each, 6.0 * at, top, 6.0 * at + 6, top + 12, top + 10, 12) for at, each in enumerate(text)]
    return make_line([[Segment(glyphs)]], 0) if glyphs else BLANK


def test_a_whole_file_becomes_exactly_this_release() -> None:
    info = "/Title (Minister opens the harbour of Port Quillan) /Author (A. Clerk) /CreationDate (D:20310506083000Z)"
    assert record_of(read(print_pdf([FIRST, SECOND], info=info))) == {
        "id": "release",
        "title": "Minister opens the harbour of Port Quillan",
        "text": "Minister Vela Ostrander opened the harbour of Port Quillan on Tuesday. It cost 340 million crowns, "
        "and was finished four months early. The Minister thanked the engineers of Norvania and those of Astrelle.\n\n"
        "1. It employs 1,200 people.\n\n2. Its well-known lighthouse stays, as does the well-known café.\n\n"
        "Ships may use it from June. Fish is landed at two berths.",
        "published": "2031-05-06",
    }


class TestTitleAndDate:
    def test_a_title_that_the_text_does_not_bear_is_the_name_of_another_file(self) -> None:
        assert (
            read(print_pdf([SHORT], info="/Title (Microsoft Word - draft7.doc)")).title == "Minister opens the harbour"
        )
        assert (
            read(print_pdf([SHORT], info="/Title (MINISTER OPENS THE HARBOUR)")).title == "MINISTER OPENS THE HARBOUR"
        )

    @pytest.mark.parametrize(
        ("created", "published"),
        [
            ("/CreationDate (D:20310506083000Z)", date(2031, 5, 6)),
            ("/CreationDate (D:20350101083000Z)", None),
            ("/CreationDate (soon)", None),
            ("", None),
        ],
    )
    def test_the_day_a_file_was_made_counts_only_where_its_text_names_it(
        self, created: str, published: date | None
    ) -> None:
        assert read(print_pdf([SHORT], info=created)).published == published

    def test_the_date_of_the_release_goes_before_that_of_the_file(self) -> None:
        text = [SHORT[0], "7 May 2031", *SHORT[1:]]
        assert read(print_pdf([text], info="/CreationDate (D:20310506083000Z)")).published == date(2031, 5, 7)


class TestLines:
    @pytest.mark.parametrize(
        ("pages", "found"),
        [
            (
                ["a long line that goes on\nand ends here.\nA new one."],
                ["a long line that goes on and ends here.", "A new one."],
            ),
            (["a long line that goes on\n \nand on."], ["a long line that goes on", "and on."]),
            (["It cost 340 mil-\nlion crowns."], ["It cost 340 million crowns."]),
            (["Jean-\nPaul and COVID-\n19 were here."], ["Jean-Paul and COVID-19 were here."]),
            (["the ef\ufb01cient \ufb02eet of\nof\ufb01cers sails."], ["the efficient fleet of officers sails."]),
            (["港が開\nかれました。"], ["港が開かれました。"]),
            (["the text goes on\nPage 1 of 2", "and ends.\n- 2 -"], ["the text goes on and ends."]),
            (["Head 1\nthe text goes on to", "Head 2\nthe other page."], ["the text goes on to the other page."]),
            (["HEAD\nthe text goes on to", "HEAD\nthe other page."], ["HEAD the text goes on to the other page."]),
            (["It is a long-\nterm plan."], ["It is a long-term plan."]),
            (["It paid 340-\nmillion crowns."], ["It paid 340-million crowns."]),
            (["a short- and long-\nterm plan, mid-\nto long-term"], ["a short- and long-term plan, mid- to long-term"]),
            (["the gov-\nernment-\nbacked Plan-\nung"], ["the government-backed Planung"]),
            (["they met face-\nto-face here"], ["they met face-to-face here"]),
            (["the wa\u00ad\nter rose"], ["the water rose"]),
            (["the eco-\nnomic growth and the ap-\nproval"], ["the economic growth and the approval"]),
            (["a tug-\nboat, not a tugboat-like tugboat"], ["a tugboat, not a tugboat-like tugboat"]),
            (["A wide title of it\n6 May 2031\nnow the text"], ["A wide title of it", "6 May 2031", "now the text"]),
            (["a line that ends with\n6 May 2031."], ["a line that ends with 6 May 2031."]),
            (["• one\n• two\n(a) three\n12. four"], ["• one", "• two", "(a) three", "12. four"]),
            ([""], []),
            ([], []),
        ],
    )
    def test_lines_of_pages_become_paragraphs(self, pages: list[str], found: list[str]) -> None:
        assert join(pages) == found

    @pytest.mark.parametrize(
        ("pages", "kept"),
        [
            (["Rows\nEstrava\n140\nNorvania\n300"], "Rows Estrava 140 Norvania 300"),
            (["Text.\nEstrava\n140", "More.\nNorvania\n98"], "Text. Estrava 140 More. Norvania 98"),
            (["Cells\n120 140", "More\n98 120"], "Cells 120 140 More 98 120"),
            (["One.\nAll 120 140", "Two.\nAll 98 120"], "One. All 120 140 Two. All 98 120"),
            (["One.\n7", "Two.\n8", "Three.\n9"], "One. Two. Three."),
            (["Cover.", "Two.\n2", "Three.\n3"], "Cover. Two. Three."),
            (["One.\nNote 17, page 3", "Two.\nNote 17, page 4"], "One. Two."),
            (["One.\n12", "Two.\n13"], "One. 12 Two. 13"),
            (["One.\nSeite 1 von 1"], "One."),
            (["One.\n1/2", "Two.\n2/2"], "One. Two."),
            (["One.\n- 1 -"], "One."),
            (["One.\n3/5", "Two."], "One. 3/5 Two."),
            (["One.\n42", "Two.\n42"], "One. 42 Two. 42"),
            (["6 May 2031\nOne.", "6 May 2031\nTwo."], "6 May 2031 One. Two."),
        ],
    )
    def test_only_what_is_repeated_or_counts_the_pages_goes_from_their_edges(self, pages: list[str], kept: str) -> None:
        assert " ".join(join(pages)) == kept

    def test_a_title_as_wide_as_the_text_does_not_take_the_date_below_it(self) -> None:
        title = "Minister opens the harbour of Port Quillan after years of building"
        release = read(print_pdf([[title, "Port Quillan, 6 May 2031", *SHORT[2:]]]))
        assert (release.title, release.published) == (title, date(2031, 5, 6))


class TestRaised:
    @pytest.mark.parametrize(
        ("small", "text"),
        [
            ("/F1 7 Tf 1 0 0 1 131 705 Tm (6) Tj /F1 12 Tf 1 0 0 1 135 700 Tm ( tonnes", "It saves 10⁶ tonnes."),
        ],
    )
    def test_a_figure_above_its_line_stays_raised(self, small: str, text: str) -> None:
        stream = f"BT /F1 12 Tf 1 0 0 1 72 700 Tm (It saves 10) Tj {small}.) Tj ET"
        assert read(print_pdf([[]], stream=zlib.compress(stream.encode()))).text == text

    @pytest.mark.parametrize(
        ("before", "rise", "figure", "behind", "text"),
        [
            ("It has 12 km", 0.0, "2", ", he said.", "It has 12 km², he said."),
            ("It rained on Tuesday.", 5.0, "1", " It is dry.", "It rained on Tuesday. It is dry."),
            ("It emits CO", -3.0, "2", " now.", "It emits CO₂ now."),
            ("It emits CO", 0.0, "2", " now.", "It emits CO2 now."),
        ],
    )
    def test_a_small_figure_is_what_its_place_says(
        self, before: str, rise: float, figure: str, behind: str, text: str
    ) -> None:
        sizes = [(before, 700.0, 12.0), (figure, 700.0 + rise, 7.0), (behind, 700.0, 12.0)]
        assert "".join(flatten([Piece(text=part, height=height, size=size) for part, height, size in sizes])) == text


class TestRefusal:
    def test_a_file_that_is_cut_off_is_named_as_such(self) -> None:
        whole = print_pdf([FIRST, SECOND])
        for length in (0, 100, len(whole) // 2, len(whole) - 60):
            assert refuse(whole[:length]) == "release.pdf: cut off: the file does not end like a PDF"

    def test_pages_without_text_are_named_as_such(self) -> None:
        assert refuse(print_pdf([[], []])) == "release.pdf: no text: its pages are empty"

    def test_a_page_that_does_not_unpack_whole_is_named(self) -> None:
        packed = bytearray(zlib.compress(b"BT /F1 12 Tf 72 720 Td (The harbour of Port Quillan is open.) Tj ET"))
        packed[20] ^= 0x55
        assert refuse(print_pdf([[]], stream=bytes(packed))).startswith("release.pdf: damaged: page 1: ")

    def test_a_page_that_unpacks_to_too_much_is_refused(self) -> None:
        bomb = zlib.compress(bytes(200_000_000))
        assert len(bomb) < 250_000
        assert refuse(print_pdf([[]], stream=bomb)).startswith("release.pdf: unpacks to more than we take: ")

    def test_too_many_pages_are_refused(self) -> None:
        assert refuse(print_pdf([["One line."]] * 501)) == "release.pdf: more than 500 pages"

    def test_bytes_that_are_no_pdf_are_refused(self) -> None:
        assert refuse(b"%PDF-1.7\nnothing\n%%EOF").startswith("release.pdf: damaged, or no PDF: ")
