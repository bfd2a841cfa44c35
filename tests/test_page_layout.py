"""A release that came as a PDF knows where its words stand: the page, as printed, and the lines on it."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from printing import HEIGHT, Placed, draw_pdf, draw_table

from corpus.catalog import Catalog
from corpus.database import Database
from corpus.layout import Layout, PrintedPage, PrintedWord
from corpus.passage import Span
from corpus.reading.sandbox import Sandbox
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release, hash_fields
from corpus.schema import MIGRATIONS
from service.assembly import Communique
from service.citations import make_citation
from service.display.references import as_typed, refer
from service.http.app import make_app
from service.http.serializers import citation_body
from service.links import link_to

SOURCE = "https://press.example/harbour.pdf"
TITLE: Placed = (60, 60, "Minister opens the harbour of Port Quillan")
DAY: Placed = (60, 90, "6 May 2031")
LEFT = [
    "Minister Vela Ostrander opened the har-",
    "bour of Port Quillan on Tuesday. It cost",
    "340 million crowns, and was finished four",
    "months early. The Minister thanked the",
]
RIGHT = [
    "engineers of Norvania. It employs 1,200",
    "people, who land fish at two berths. Ships",
    "may use it from June on, as was agreed in",
    "the treaty with Estrava last year.",
]
WHOLE = (
    "Minister Vela Ostrander opened the harbour of Port Quillan on Tuesday. It cost 340 million crowns, and was "
    "finished four months early. The Minister thanked the engineers of Norvania. It employs 1,200 people, who land "
    "fish at two berths. Ships may use it from June on, as was agreed in the treaty with Estrava last year."
)


def read(data: bytes) -> Release:
    (release,) = run("pdf", Source(data=data, place="release.pdf", release_id="release", url=SOURCE))
    assert isinstance(release, Release), release
    return release


def layout_of(release: Release) -> Layout:
    assert release.layout is not None
    return release.layout


def find(release: Release, quote: str) -> Span:
    start = release.text.index(quote)
    return Span(start, start + len(quote))


def in_column(lines: list[str], left: float, top: float) -> list[Placed]:
    return [(left, top + 13 * at, line) for at, line in enumerate(lines)]


def words_at(release: Release) -> dict[str, tuple[int, float, float]]:
    """Of each word of a text its page, and the point that its line begins at, below its first letter."""
    return {
        release.text[word.start : word.end]: (word.page, round(word.left), round(word.bottom))
        for word in layout_of(release).words
    }


class TestPlaces:
    def test_a_quote_is_on_the_page_where_it_begins_by_number_and_as_printed(self) -> None:
        release = read(
            draw_pdf(
                [[TITLE, (60, 120, "It is open.")], [(60, 120, "It cost 340 crowns.")]], labels="0 << /S /r /St 3 >>"
            )
        )
        page = layout_of(release).page_of(find(release, "340"))
        assert page == PrintedPage(number=2, label="iv", width=612, height=HEIGHT)

    def test_a_quote_over_two_lines_has_a_box_around_its_part_of_each(self) -> None:
        release = read(draw_pdf([[TITLE, DAY, *in_column(LEFT, 60, 150)]]))
        first, second = layout_of(release).boxes(find(release, "on Tuesday. It cost 340 million"))
        assert (first.page, second.page, second.left) == (1, 1, 60)
        assert first.left > 100
        assert 150 + 13 - 10 < first.top < 150 + 13 < first.bottom < second.bottom < 150 + 26 + 5

    def test_a_word_that_was_broken_has_both_its_parts(self) -> None:
        release = read(draw_pdf([[TITLE, DAY, *in_column(LEFT, 60, 150)]]))
        first, second = layout_of(release).boxes(find(release, "harbour"))
        assert first.left > second.left == 60
        assert first.bottom < second.bottom

    def test_part_of_a_word_has_a_part_of_its_box(self) -> None:
        release = read(draw_pdf([[TITLE, (60, 120, "Aaaaaaaaaa and more of it.")]]))
        (whole,), (half,) = (layout_of(release).boxes(Span(0, end)) for end in (10, 5))
        assert half.right - half.left == pytest.approx((whole.right - whole.left) / 2, abs=0.5)

    def test_places_are_those_of_the_page_as_it_is_shown_however_it_lies_in_the_file(self) -> None:
        release = read(draw_pdf([[TITLE, (60, 120, "It is open since Tuesday.")]], turned=180))
        (page,) = layout_of(release).pages
        (box,) = layout_of(release).boxes(find(release, "It"))
        assert (page.width, page.height) == (612, HEIGHT)
        assert box.right == pytest.approx(612 - 60, abs=1)
        assert box.top > HEIGHT - 125

    def test_every_word_of_the_text_has_its_place(self) -> None:
        lines = ["The harbour of Port Quillan (its pier, too) cost 340 million crowns.", "Café “Astrelle” is open."]
        release = read(draw_pdf([[TITLE, DAY, *in_column(lines, 60, 150)], in_column(RIGHT, 60, 150)]))
        placed = [release.text[word.start : word.end] for word in layout_of(release).words]
        assert placed == release.text.split()

    def test_what_is_lifted_off_the_text_moves_no_place(self) -> None:
        again = (60, 180, TITLE[2])
        release = read(draw_pdf([[TITLE, DAY, (60, 150, "It is open since Tuesday."), again, (60, 220, "So it is.")]]))
        assert words_at(release)["Minister"][2] == pytest.approx(182, abs=2)

    def test_a_release_of_another_format_has_no_places(self) -> None:
        (release,) = run("text", Source(data=b"A title\n\nThe text.", place="a.txt", release_id="a"))
        assert isinstance(release, Release)
        assert release.layout is None


class TestColumns:
    def test_columns_are_read_one_after_the_other_under_what_reaches_over_them(self) -> None:
        page = [TITLE, DAY, *in_column(LEFT, 60, 150), *in_column(RIGHT, 320, 152)]
        assert read(draw_pdf([page])).text == WHOLE

    def test_columns_whose_lines_lie_mixed_in_the_file_are_read_so_too(self) -> None:
        mixed = [
            each for pair in zip(in_column(LEFT, 60, 150), in_column(RIGHT, 320, 150), strict=True) for each in pair
        ]
        assert read(draw_pdf([[TITLE, DAY, *mixed]])).text == WHOLE

    def test_three_columns_and_a_line_over_all_of_them_below(self) -> None:
        over = "This line stands below all the columns and is as wide as the page that it is on, so it is read last."
        columns = [
            in_column([f"The column {name} has a", f"second line, of {name},", f"and the end of {name}."], left, 150)
            for name, left in zip("ABC", (60, 230, 400), strict=True)
        ]
        text = read(draw_pdf([[TITLE, *columns[0], *columns[1], *columns[2], (60, 260, over)]])).text
        order = [
            text.index(each) for each in ("column A", "end of A", "column B", "end of B", "column C", "end of C", over)
        ]
        assert order == sorted(order)

    def test_a_short_line_that_has_no_room_for_the_next_word_ends_no_paragraph(self) -> None:
        lines = [
            "The people thanked Minister",
            "Ostrander-Velloso of Vesk.",
            "Minister",
            "Brannock-Astrelle-Quillans",
            "sold it.",
        ]
        text = "The people thanked Minister Ostrander-Velloso of Vesk. Minister Brannock-Astrelle-Quillans sold it."
        assert read(draw_pdf([[TITLE, DAY], in_column(lines, 60, 100)])).text == text
        apart = ["The people thanked Minister", "Vela of Vesk.", "It is new and as wide as all."]
        assert read(draw_pdf([[TITLE, DAY], in_column(apart, 60, 100)])).text.count("\n\n") == 1

    def test_what_runs_along_in_the_margins_of_columns_goes(self) -> None:
        pages = [
            [
                (60, 30, "Ministry of Works"),
                (470, 30, "Press release 17"),
                *in_column([f"{line} {name}" for line in LEFT], 60, 100),
                *in_column([f"{line} {name}" for line in RIGHT], 320, 100),
                (300, 760, str(number)),
            ]
            for number, name in enumerate(("Ash", "Birch", "Cedar"), start=1)
        ]
        text = read(draw_pdf(pages)).text
        assert text.count("Press release 17") + text.count("Ministry of Works") <= 1
        assert (text.count("Minister Vela"), text.count("last year. "), text.count("3")) == (3, 3, 3)

    def test_two_short_texts_side_by_side_are_rows_not_columns(self) -> None:
        rows = [("Fish", "300 t"), ("Coal", "20 t"), ("Grain", "1,200 t")]
        cells = [
            (left, 150 + 14 * at, cell)
            for at, row in enumerate(rows)
            for left, cell in zip((60, 200), row, strict=True)
        ]
        release = read(draw_pdf([[TITLE, (60, 110, "It landed in tons, as was told:"), *cells]]))
        assert release.text.split("\n\n")[1:] == ["Fish | 300 t", "Coal | 20 t", "Grain | 1,200 t"]


class TestRuledTables:
    ROWS = (("Town", "Inhabitants"), ("Quillan", "12,400"), ("Vesk", "900"))

    def test_the_cells_between_drawn_lines_are_rows(self) -> None:
        texts, rules = draw_table(60, 150, (100, 120), self.ROWS)
        release = read(draw_pdf([[TITLE, (60, 110, "So many people live there now."), *texts]], rules=rules))
        assert release.text.split("\n\n")[1:] == ["Town | Inhabitants", "Quillan | 12,400", "Vesk | 900"]
        (town, people) = layout_of(release).boxes(find(release, "Quillan | 12,400"))
        assert (town.left, people.left, town.bottom) == (64, 164, people.bottom)

    def test_a_table_that_stands_alone_at_the_end_of_a_page_is_none_of_its_margin(self) -> None:
        texts, rules = draw_table(60, 500, (100, 120), self.ROWS)
        release = read(draw_pdf([[TITLE, DAY, *in_column(LEFT, 60, 150), *texts]], rules=rules))
        assert release.text.split("\n\n")[1:] == ["Town | Inhabitants", "Quillan | 12,400", "Vesk | 900"]

    def test_a_cell_of_two_lines_is_one(self) -> None:
        texts, rules = draw_table(60, 150, (100, 120), (*self.ROWS, ("Port", "1")))
        rules = [rule for rule in rules if rule[1] != rule[3] or rule[1] != 150 + 48]
        release = read(draw_pdf([[TITLE, (60, 110, "So many people live there now."), *texts]], rules=rules))
        assert release.text.split("\n\n")[-1] == "Vesk Port | 900 1"

    def test_a_cell_that_reaches_over_two_rows_is_in_both(self) -> None:
        texts, rules = draw_table(
            60, 150, (80, 80, 80), (("Town", "Year", "People"), ("Quillan", "2030", "11"), ("", "2031", "12"))
        )
        rules = [rule for rule in rules if rule != (60, 182, 300, 182)] + [(140, 182, 300, 182)]
        release = read(draw_pdf([[TITLE, (60, 110, "So many people live there now."), *texts]], rules=rules))
        assert release.text.split("\n\n")[-2:] == ["Quillan | 2030 | 11", "Quillan | 2031 | 12"]

    def test_a_frame_around_a_text_is_no_table(self) -> None:
        frame = [(50, 100, 500, 100), (50, 300, 500, 300), (50, 100, 50, 300), (500, 100, 500, 300)]
        page = [TITLE, DAY, *in_column(LEFT, 60, 150), *in_column(RIGHT, 60, 150 + 52)]
        assert read(draw_pdf([page], rules=[(a, b, c, d) for a, b, c, d in frame])).text == WHOLE


class TestKept:
    def test_a_layout_that_was_packed_is_the_same(self) -> None:
        pages = [PrintedPage(number=1, label="i", width=612, height=792)]
        words = [PrintedWord(0, 5, 0, 60.1, 70.2, 90.3, 82.4), PrintedWord(6, 8, 0, 93, 70.2, 99, 82.4)]
        layout = Layout.of(pages, words)
        assert (layout.pages, layout.words) == (tuple(pages), tuple(words))

    def test_it_comes_through_the_process_of_parsers_into_the_catalog_and_out(self, tmp_path: Path) -> None:
        data = draw_pdf([[TITLE, DAY, *in_column(LEFT, 60, 150)]])
        with Sandbox() as sandbox:
            (release,) = sandbox.read("pdf", Source(data=data, place="a.pdf", release_id="a", url=SOURCE))
        assert isinstance(release, Release)
        with Catalog(tmp_path / "c.sqlite3") as catalog:
            catalog.put([release], lambda _: [])
            assert catalog.get("a").layout == release.layout == read(data).layout

    def test_a_version_from_before_has_none_until_its_file_is_read_again(self, tmp_path: Path) -> None:
        release = read(draw_pdf([[TITLE, DAY, *in_column(LEFT, 60, 150)]]))
        with Catalog(tmp_path / "c.sqlite3") as catalog:
            (added,) = catalog.put([replace(release, layout=None)], lambda _: [])
            assert catalog.get(release.id).layout is None
            (again,) = catalog.put([release], lambda _: [])
            assert (again.kind, again.version, again.change) == ("unchanged", added.version, added.change)
            assert catalog.get(release.id).layout == release.layout

    def test_a_catalog_of_the_schema_before_keeps_its_versions(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as before:
            before.setattr("corpus.database.MIGRATIONS", MIGRATIONS[:-1])
            database = Database(tmp_path / "c.sqlite3")
            with database.write() as connection:
                version = hash_fields("t", "", "It is open.")
                connection.execute(
                    "INSERT INTO releases (id, version, added_at) VALUES ('a', ?, '2031-05-06')", (version,)
                )
                connection.execute(
                    "INSERT INTO versions (release, version, title, text, stored_at) "
                    "VALUES (1, ?, 't', 'It is open.', '2031-05-06')",
                    (version,),
                )
            database.close()
        with Catalog(tmp_path / "c.sqlite3") as catalog:
            assert (catalog.get("a").text, catalog.get("a").layout) == ("It is open.", None)


class TestCitation:
    def test_a_citation_carries_page_and_boxes_and_links_to_the_page(self) -> None:
        release = read(draw_pdf([[TITLE, DAY], in_column(LEFT, 60, 150)]))
        span = find(release, "It cost 340 million crowns")
        citation = make_citation(1, span, release, span, superseded=False, withdrawn_at=None)
        assert citation.page is not None
        assert (citation.page.number, citation.fragment_url) == (2, f"{SOURCE}#page=2")
        assert citation.boxes == layout_of(release).boxes(span)
        assert link_to(release, span) == citation.fragment_url
        assert "May 6, 2031, page 2, https" in refer(citation, as_typed)

    def test_the_page_names_the_printed_page_and_leads_there(self, tmp_path: Path) -> None:
        release = read(draw_pdf([[TITLE, DAY], in_column(LEFT, 60, 150)], labels="0 << /S /r >>"))
        never = {"answer_threshold": 0.0, "partial_threshold": 0.0}
        with Communique.open(tmp_path, model="hashing", reader="none", **never) as communique:
            communique.put(release)
            page = TestClient(make_app(communique)).get("/", params={"q": "What did the harbour cost?"}).text
        assert "<span>Page ii</span>" in page
        assert f'href="{SOURCE}#page=2"' in page

    def test_over_http_it_tells_page_and_boxes(self) -> None:
        release = read(draw_pdf([[TITLE, DAY], in_column(LEFT, 60, 150)], labels="0 << /S /r >>"))
        span = find(release, "340 million crowns")
        body = citation_body(make_citation(1, span, release, span, superseded=False, withdrawn_at=None))
        assert body.page is not None
        assert (body.page.number, body.page.label, [box.page for box in body.boxes]) == (2, "ii", [2])
