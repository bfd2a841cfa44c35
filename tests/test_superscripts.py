"""Raised and lowered characters: no number comes out that a release does not hold, and no text is lost."""

import re
import time

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st
from printing import save_docx
from websites import make_feed, make_item

from corpus.reading.blocks import fragment_blocks
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release
from service.generation.tokens import read as read_facts

SAVED = "<p>It saves 10<sup>6</sup> tonnes of coal a year.</p>"
NOTES = "<p><sup>1</sup> See the report of the Ministry of Works.</p><p><sup>6</sup> Ibid.</p>"


def lines(markup: str) -> list[str]:
    return [block.text for block in fragment_blocks(markup)]


class TestMarkup:
    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("10<sup>6</sup> tonnes on 12 km<sup>2</sup>", "10⁶ tonnes on 12 km²"),
            ("10<sup>-6</sup> m, 10<sup>−9</sup> s, Ca<sup>2+</sup>", "10⁻⁶ m, 10⁻⁹ s, Ca²⁺"),
            ("10<b><sup>6</sup></b> and 10<sup><b>6</b></sup>", "10⁶ and 10⁶"),
            ("10<span style='font-size: 8px; vertical-align: super'>6</span>", "10⁶"),
            ("10<sup>2.5</sup>, x<sup>n</sup>, 2<sup>n+1</sup>, e<sup>(x+1)</sup>", "10^2.5, x^n, 2^(n+1), e^(x+1)"),
            ("3<sup>1</sup>/<sub>2</sub> crowns", "3¹/₂ crowns"),
            ("carbon <sup>14</sup>C", "carbon ¹⁴C"),
            ("Port<sup>TM</sup>, Quay<sup>®</sup>, 15<sup>°</sup>", "Port™, Quay®, 15°"),
            ("<sup>Set small by the press office</sup>", "Set small by the press office"),
            ("a<sup> 2 </sup>b", "a ² b"),
        ],
    )
    def test_what_is_raised_stays_raised(self, markup: str, text: str) -> None:
        assert lines(markup) == [text]

    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("the 1<sup>st</sup>, 22<sup>nd</sup>, 3<sup>rd</sup> and 20<sup>TH</sup>", "the 1st, 22nd, 3rd and 20TH"),
            (
                "le 1<sup>er</sup> mai, la 21<sup>e</sup>, le XIX<sup>e</sup> siècle",
                "le 1er mai, la 21e, le XIXe siècle",
            ),
            ("M<sup>me</sup> Verrin, n<sup>o</sup> 5, 2<sup>a</sup>", "Mme Verrin, no 5, 2a"),
        ],
    )
    def test_endings_of_ordinals_and_abbreviations_are_written_on(self, markup: str, text: str) -> None:
        assert lines(markup) == [text]

    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("CO<sub>2</sub>, H<sub>2</sub>O, PM<sub>2.5</sub>, V<sub>max</sub>", "CO₂, H₂O, PM2.5, Vmax"),
            ("log<sub>10</sub>100 is 2, and 10<sub>2</sub> is two", "log₁₀100 is 2, and 10₂ is two"),
        ],
    )
    def test_what_is_lowered_is_written_as_people_write_it_unless_numbers_would_run_together(
        self, markup: str, text: str
    ) -> None:
        assert lines(markup) == [text]

    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("on Tuesday.<sup>1</sup> Next", "on Tuesday. Next"),
            ("on Tuesday.<sup>1 </sup>Next", "on Tuesday. Next"),
            ("“It is open.”<sup>12</sup> She said,<sup>1,2</sup> then", "“It is open.” She said, then"),
            ("the harbour<sup>[3]</sup> opened", "the harbour opened"),
            ("the harbour<a href='#fn1'><sup>1</sup></a> opened", "the harbour opened"),
            ("the harbour<sup><a href='https://p.example/notes#n2'>2</a></sup> opened", "the harbour opened"),
            ("all 27<sup><a href='#_ftn4'>[4]</a></sup> members", "all 27 members"),
            ("the harbour<a class='footnote' href='#note-5'>5</a> opened", "the harbour opened"),
            ("an area<a href='#_edn6'>6</a>", "an area"),
        ],
    )
    def test_marks_of_notes_go(self, markup: str, text: str) -> None:
        assert lines(markup) == [text]

    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("see chapter <a href='#section2'>2</a>", "see chapter 2"),
            ("<a href='#map'>12 km<sup>2</sup> of quays</a>", "12 km² of quays"),
            ("an area in sq. km.<sup>2</sup>", "an area in sq. km.²"),
            ("as in 2021.<sup>5</sup>", "as in 2021.⁵"),
            ("the harbour<sup>1</sup> opened", "the harbour¹ opened"),
            ("the harbour<sup>*</sup> opened", "the harbour* opened"),
        ],
    )
    def test_in_doubt_nothing_goes(self, markup: str, text: str) -> None:
        assert lines(markup) == [text]

    def test_a_mark_at_the_end_of_a_word_goes_where_a_note_bears_it_but_a_power_never_does(self) -> None:
        told = "<p>The harbour<sup>1</sup> saves 10<sup>6</sup> tonnes, 1 m<sup>6</sup> and 5 x<sup>1</sup>.</p>"
        first, *notes = lines(told + NOTES)
        assert first == "The harbour saves 10⁶ tonnes, 1 m⁶ and 5 x¹."
        assert notes == ["¹ See the report of the Ministry of Works.", "⁶ Ibid."]
        listed = "<ol class='footnotes'><li>See the report.</li></ol>"
        assert lines(f"<p>The harbour<sup>1</sup> is<sup>2</sup> open.</p>{listed}")[0] == "The harbour is² open."

    def test_a_block_within_a_raised_element_is_left_as_it_is(self) -> None:
        assert lines("<p>a<sup>b<div>c</div></sup>d</p>") == ["ab", "c", "d"]

    @given(st.lists(st.sampled_from(["10", "km", "x.", " ", "é", "<sup>6</sup>", "<sub>2</sub>", "<sup>st</sup>"])))
    def test_no_two_numbers_ever_run_together(self, pieces: list[str]) -> None:
        shown = set(re.findall("[0-9]+", re.sub("<[^>]*>", " ", "".join(pieces))))
        assert {number for line in lines("".join(pieces)) for number in re.findall("[0-9]+", line)} <= shown

    def test_the_time_grows_with_the_text_and_no_faster(self) -> None:
        def seconds(piece: str, count: int) -> float:
            started = time.process_time()
            fragment_blocks(piece * count)
            return time.process_time() - started

        for piece in ("10<sup>6</sup>", "<i></i><sup>1</sup>", "a<a href='#fn1'>1</a>", "<sup>" + "+" * 199 + "</sup>"):
            assert seconds(piece, 1_200) < 9 * max(0.02, seconds(piece, 300)), piece


class TestPages:
    def test_a_page_is_read_with_its_powers_and_without_its_marks(self) -> None:
        told = (
            "<p>The harbour saves 10<sup>6</sup> tonnes of coal a year on 12 km<sup>2</sup>, the Ministry said on "
            "Tuesday.<sup>1</sup></p><p>Minister Odile Brannock said that the harbour cost 340 million crowns.</p>"
        )
        title = "Minister opens 12 km<sup>2</sup> of quays"
        head = "<title>Minister opens 12 km2 of quays | Works</title>"
        page = f"<html><head>{head}</head><body><h1>{title}</h1><p>6 May 2031</p>{told}</body></html>"
        (release,) = run("html", Source(data=page.encode(), place="page.html", release_id="page"))
        assert isinstance(release, Release)
        assert release.title == "Minister opens 12 km² of quays"
        assert release.text.split("\n\n")[0] == (
            "The harbour saves 10⁶ tonnes of coal a year on 12 km², the Ministry said on Tuesday."
        )

    @pytest.mark.parametrize(
        ("kind", "data"),
        [
            ("markdown", "# Harbour opens\n\n" + SAVED),
            (
                "mail",
                "From: a@works.example\nSubject: Harbour opens\nContent-Type: text/html\n\n" + SAVED,
            ),
            (
                "feed",
                make_feed(make_item("https://works.example/1", "Harbour opens", SAVED * 20)),
            ),
        ],
    )
    def test_so_are_all_that_hold_markup(self, kind: str, data: str) -> None:
        (release,) = run(kind, Source(data=data.encode(), place="x", release_id="x"))
        assert isinstance(release, Release)
        assert set(release.text.split("\n\n")) == {"It saves 10⁶ tonnes of coal a year."}


class TestDocuments:
    def test_powers_endings_and_marks_of_a_document(self) -> None:
        text = read(
            "It saves 10", power("6"), " tonnes of CO", power("2", "subscript"), " on 12 km", power("2"),
            ", since the 1", power("s"), power("t"), " of May.", power("1"), power("2"), " It cost 340",
            "<w:r><w:footnoteReference w:id='2' w:customMarkFollows='1'/><w:t>7</w:t></w:r>", " million.",
        ).text  # fmt: skip
        assert text == "It saves 10⁶ tonnes of CO₂ on 12 km², since the 1st of May. It cost 340 million."

    def test_what_a_style_raises_is_raised_unless_the_run_says_otherwise(self) -> None:
        styled = "<w:r><w:rPr><w:rStyle w:val='{}'/>{}</w:rPr><w:t xml:space='preserve'>{}</w:t></w:r>"
        assert (
            read(
                "It saves 10",
                styled.format("Power", "", "6"),
                styled.format("Power", "<w:vertAlign w:val='baseline'/>", " tonnes a year"),
                styled.format("FootnoteReference", "", "3"),
                ".",
            ).text
            == "It saves 10⁶ tonnes a year."
        )


def power(text: str, shift: str = "superscript") -> str:
    return f"<w:r><w:rPr><w:vertAlign w:val='{shift}'/></w:rPr><w:t>{text}</w:t></w:r>"


def read(*runs: str) -> Release:
    """The release of a paragraph of these runs; a text without a tag is one by itself."""
    document = docx.Document()
    document.styles.add_style("Power", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER).element.set(
        qn("w:styleId"), "FootnoteReference"
    )
    document.add_heading("Minister opens the harbour", level=1)
    told = "".join(
        run_ if run_.startswith("<") else f"<w:r><w:t xml:space='preserve'>{run_}</w:t></w:r>" for run_ in runs
    )
    document.element.body.insert(1, parse_xml(f"<w:p {nsdecls('w')}>{told}</w:p>"))
    (release,) = run("docx", Source(data=save_docx(document), place="release.docx", release_id="release"))
    assert isinstance(release, Release), release
    return release


def test_a_power_vouches_neither_for_its_base_nor_for_both_run_together() -> None:
    held = {form for token in read_facts("It saves 10⁶ tonnes on 12 km².") for form in token.gives}
    assert {"10^6", "12", "km^2"} <= held
    assert not {"10", "6", "106", "2"} & held
    assert read_facts("10^6 tonnes") == read_facts("10⁶ tonnes")
