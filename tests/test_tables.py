"""A row of a table comes with the row that names its columns, from whatever it was read."""

from pathlib import Path

import docx
import pytest
from printing import draw_pdf, draw_table, save_docx

from corpus.catalog import Catalog
from corpus.passage import Span
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release
from corpus.tables import header_of, row_at
from service.assembly import Communique
from service.citations import Quotation, cite

TOWNS = "So many live there.\n\nTown | Inhabitants\n\nQuillan | 12,400\n\nVesk | 900\n\nIt was a census."
INTRO = "The Office of Census of Norvania counted the people of its towns, and told on Tuesday how many live there now."


def span(text: str, quote: str) -> Span:
    start = text.index(quote)
    return Span(start, start + len(quote))


def header(text: str, quote: str) -> str | None:
    found = header_of(text, span(text, quote))
    return found.of(text) if found else None


class TestHeaders:
    @pytest.mark.parametrize(
        ("text", "quote", "found"),
        [
            (TOWNS, "Vesk | 900", "Town | Inhabitants"),
            (TOWNS, "12,400", "Town | Inhabitants"),
            (TOWNS, "Town | Inhabitants", None),
            (TOWNS, "It was a census.", None),
            (TOWNS.replace("\n\n", "\n"), "Vesk | 900", "Town | Inhabitants"),
            (TOWNS, "Quillan | 12,400\n\nVesk | 900", "Town | Inhabitants"),
            ("Town | 2030 | 2031\n\nQuillan | 11,900 | 12,400", "Quillan", "Town | 2030 | 2031"),
            ("2030 | 2031\n\nQuillan | 11,900 | 12,400", "Quillan", "2030 | 2031"),
            (
                "Name | Office | Town\n\nVela | Works | Quillan\n\nOdile | Census | Vesk",
                "Odile",
                "Name | Office | Town",
            ),
            ("Minister | Vela Ostrander\n\nPlace | Port Quillan", "Place | Port Quillan", None),
            ("Length | 4 km\n\nWidth | 2 km", "Width | 2 km", None),
            ("Event | Year\n\nTreaty | 2030\n\nHarbour | 2031", "Harbour", "Event | Year"),
            ("Norvania | 300\n\nEstrava | 200", "Estrava", None),
            ("It is told. | 300\n\nEstrava | 200", "Estrava", None),
            ("Town | Inhabitants\n\nNot a row.\n\nVesk | 900", "Vesk", None),
            ("Town | Inhabitants\n\n\nVesk | 900", "Vesk", None),
        ],
    )
    def test_the_first_row_names_the_columns_where_it_tells_of_what_is_below(
        self, text: str, quote: str, found: str | None
    ) -> None:
        assert header(text, quote) == found

    def test_a_row_is_the_line_around_a_part_of_it(self) -> None:
        row = row_at(TOWNS, span(TOWNS, "12,400"))
        assert row is not None
        assert row.of(TOWNS) == "Quillan | 12,400"
        assert row_at(TOWNS, span(TOWNS, "So many")) is None

    def test_a_long_text_that_holds_the_sign_is_no_row(self) -> None:
        text = f"It is told | by many. {'And so on it goes. ' * 40}"
        assert row_at(text, span(text, "It is told")) is None

    def test_a_long_table_has_its_header_at_every_row(self) -> None:
        rows = [f"Town {chr(97 + at % 26)}{at} | {at}" for at in range(300)]
        assert header("\n\n".join(["Town | Inhabitants", *rows]), rows[-1]) == "Town | Inhabitants"


class TestReading:
    def test_a_cell_of_html_that_reaches_over_rows_is_in_each(self) -> None:
        cells = (
            "<tr><th>Town<th>Year<th>People</tr><tr><td rowspan=2>Quillan<td>2030<td>11</tr><tr><td>2031<td>12</tr>"
            "<tr><td>Vesk<td rowspan='2'>2031<td>9</tr><tr><td>Port<td>8</tr>"
        )
        assert read("html", make_page(cells)).text.split("\n\n")[-5:] == [
            "Town | Year | People",
            "Quillan | 2030 | 11",
            "Quillan | 2031 | 12",
            "Vesk | 2031 | 9",
            "Port | 2031 | 8",
        ]

    def test_a_cell_of_docx_that_reaches_over_rows_is_in_each(self) -> None:
        document = docx.Document()
        document.add_paragraph(INTRO)
        table = document.add_table(rows=3, cols=3)
        for row, texts in zip(
            table.rows, (("Town", "Year", "People"), ("Quillan", "2030", "11"), ("", "2031", "12")), strict=True
        ):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        assert read("docx", save_docx(document)).text.split("\n\n")[-3:] == [
            "Town | Year | People",
            "Quillan | 2030 | 11",
            "Quillan | 2031 | 12",
        ]


def read(format_name: str, data: bytes) -> Release:
    (release,) = run(format_name, Source(data=data, place="release", release_id="towns"))
    assert isinstance(release, Release), release
    return release


def make_page(rows: str) -> bytes:
    article = (
        f"<h1>A census of towns</h1><p>{INTRO}</p><p>{INTRO.replace('Norvania', 'Estrava')}</p><table>{rows}</table>"
    )
    return f"<html><body><article>{article}</article></body></html>".encode()


def make_html() -> bytes:
    rows = ("Town", "Inhabitants"), ("Quillan", "12,400"), ("Vesk", "900")
    return make_page("".join(f"<tr><td>{town}</td><td>{people}</td></tr>" for town, people in rows))


def make_docx() -> bytes:
    document = docx.Document()
    document.add_heading("A census of towns", level=1)
    document.add_paragraph(INTRO)
    table = document.add_table(rows=3, cols=2)
    cells = (cell for row in table.rows for cell in row.cells)
    for cell, text in zip(cells, ("Town", "Inhabitants", "Quillan", "12,400", "Vesk", "900"), strict=True):
        cell.text = text
    return save_docx(document)


def make_pdf() -> bytes:
    texts, rules = draw_table(60, 180, (100, 120), (("Town", "Inhabitants"), ("Quillan", "12,400"), ("Vesk", "900")))
    return draw_pdf(
        [[(60, 60, "A census of towns"), (60, 120, INTRO[:60]), (60, 133, INTRO[60:].strip()), *texts]], rules=rules
    )


class TestQuotes:
    @pytest.mark.parametrize(
        ("format_name", "data"), [("html", make_html()), ("docx", make_docx()), ("pdf", make_pdf())]
    )
    def test_a_quoted_row_is_cited_with_its_header_row_before_it(
        self, format_name: str, data: bytes, tmp_path: Path
    ) -> None:
        release = read(format_name, data)
        with Catalog(tmp_path / "c.sqlite3") as catalog:
            catalog.put([release], lambda _: [])
            (listing,) = catalog.listings()
            text, citations = cite([Quotation(release=listing, span=span(release.text, "12,400"))], catalog)
        assert text == "Town | Inhabitants [1] Quillan | 12,400 [2]"
        assert [citation.quote for citation in citations] == ["Town | Inhabitants", "Quillan | 12,400"]
        assert [bool(citation.boxes) for citation in citations] == [format_name == "pdf"] * 2

    def test_two_rows_of_a_table_have_one_header(self, tmp_path: Path) -> None:
        release = read("html", make_html())
        with Catalog(tmp_path / "c.sqlite3") as catalog:
            catalog.put([release], lambda _: [])
            (listing,) = catalog.listings()
            spans = [span(release.text, quote) for quote in ("Vesk | 900", "Quillan | 12,400", "12,400")]
            text, _ = cite([Quotation(release=listing, span=each) for each in spans], catalog)
        assert text == "Town | Inhabitants [1] Vesk | 900 [2] Quillan | 12,400 [3]"

    def test_a_question_is_answered_from_a_table(self, tmp_path: Path) -> None:
        (tmp_path / "towns.html").write_bytes(make_html())
        with Communique.open(tmp_path / "data", model="hashing", reader="none", answer_threshold=0.0) as communique:
            communique.add(tmp_path / "towns.html")
            answer = communique.ask("How many inhabitants has Quillan?")
        assert answer.text is not None
        assert "Town | Inhabitants [1] Quillan | 12,400 [2]" in answer.text
