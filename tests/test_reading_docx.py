"""DOCX become releases; what cannot be read is named."""

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from printing import replace_part, save_docx, write_docx

from corpus.errors import UnreadableSource
from corpus.reading.jsonl import record_of
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

DOCUMENT = "word/document.xml"
BODY = f"<w:document {nsdecls('w')}><w:body>{{}}</w:body></w:document>"


def read(data: bytes) -> Release:
    (release,) = run("docx", Source(data=data, place="release.docx", release_id="release"))
    assert isinstance(release, Release), release
    return release


def refuse(data: bytes) -> str:
    (error,) = run("docx", Source(data=data, place="release.docx", release_id="release"))
    assert isinstance(error, UnreadableSource), error
    return str(error)


def test_a_whole_file_becomes_exactly_this_release() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ministry of Works, page 1"
    document.add_paragraph("PRESS RELEASE")
    document.add_heading("Minister opens the harbour", level=1)
    document.add_paragraph("May 6, 2031")
    document.add_paragraph("Minister Vela ").add_run("Ostrander").bold = True
    document.add_heading("Who paid", level=2)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Country", "Millions", "Norvania", "300"), strict=True
    ):
        cell.text = text
    document.add_paragraph("It employs 1,200.")
    assert record_of(read(save_docx(document))) == {
        "id": "release",
        "title": "Minister opens the harbour",
        "text": "Minister Vela Ostrander\n\nWho paid\n\nCountry | Millions\n\nNorvania | 300\n\nIt employs 1,200.",
        "published": "2031-05-06",
    }


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<w:p><w:ins><w:r><w:t>It is </w:t></w:r></w:ins><w:del><w:r><w:delText>un</w:delText></w:r></w:del></w:p>",
            "It is",
        ),
        ("<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>", "one\ntwo\tthree"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>", "In a control."),
        ("<w:p><w:hyperlink><w:r><w:t>A link.</w:t></w:r></w:hyperlink></w:p>", "A link."),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>Text.</w:t></w:r></w:p>", "Text."),
    ],
)
def test_what_a_reader_of_the_file_sees_is_the_text(markup: str, text: str) -> None:
    assert read(replace_part(write_docx("x"), DOCUMENT, BODY.format(markup).encode())).text == text


def test_without_a_heading_the_first_line_is_the_title() -> None:
    release = read(write_docx("Minister opens the harbour", "The harbour is open.", "It is new."))
    assert (release.title, release.text) == ("Minister opens the harbour", "The harbour is open.\n\nIt is new.")


def test_a_first_line_that_is_a_sentence_stays_in_the_text() -> None:
    release = read(write_docx("Norvania opened its harbour on Tuesday.", "It is new."))
    assert (release.title, release.text) == ("release", "Norvania opened its harbour on Tuesday.\n\nIt is new.")


RUN = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>"


@pytest.mark.parametrize(
    "hiding", ["<w:vanish/>", '<w:vanish w:val="true"/>', '<w:b/><w:vanish w:val="1"/>', '<w:rStyle w:val="Unseen"/>']
)
def test_text_that_is_set_as_hidden_cannot_be_quoted(hiding: str) -> None:
    document = docx.Document()
    style = document.styles.add_style("Unseen", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    markup = f"<w:p>{RUN.format('', 'It is open.')}{RUN.format(hiding, ' It cost 999.')}</w:p>"
    data = replace_part(save_docx(document), DOCUMENT, BODY.format(markup).encode())
    assert read(data).text == "It is open."


def test_a_paragraph_whose_style_is_based_on_a_hidden_one_is_hidden_but_not_a_run_that_says_otherwise() -> None:
    document = docx.Document()
    hidden = document.styles.add_style("Unseen", WD_STYLE_TYPE.PARAGRAPH)
    hidden.font.hidden = True
    document.styles.add_style("Draft", WD_STYLE_TYPE.PARAGRAPH).base_style = hidden
    document.add_paragraph("The harbour is open.")
    paragraph = document.add_paragraph("It cost 999.", style="Draft")
    paragraph.add_run(" It is new.").font.hidden = False
    assert read(save_docx(document)).text.split("\n\n")[-1] == "It is new."
    assert "999" not in read(save_docx(document)).text


def test_footnotes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = "".join(
        f"<w:p>{RUN.format('', text)}{mark.format(number)}</w:p>"
        for text, number in [("The harbour is open.", 3), ("It is new.", 2)]
    )
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>{RUN.format("", text)}</w:p></w:footnote>'
        for number, text in [(2, " Since 2031."), (3, " On Tuesday."), (4, " Nothing leads here.")]
    )
    separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    data = with_footnotes(f"<w:footnotes {nsdecls('w')}>{separator}{notes}</w:footnotes>", BODY.format(body))
    assert read(data).text == "The harbour is open.\n\nIt is new.\n\nOn Tuesday.\n\nSince 2031."


def with_footnotes(notes: str, body: str) -> bytes:
    document = docx.Document()
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return replace_part(save_docx(document), DOCUMENT, body.encode())


def test_entities_are_never_expanded() -> None:
    declared = '<!DOCTYPE w [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    markup = declared + BODY.format("<w:p><w:r><w:t>a &file; b</w:t></w:r></w:p>")
    data = replace_part(write_docx("x"), DOCUMENT, markup.encode())
    assert refuse(data) == "release.docx: no DOCX: it has a document type declaration"


@pytest.mark.parametrize("size", [101 * 1024**2, 300 * 1024**2])
def test_what_unpacks_to_too_much_is_not_unpacked(size: int) -> None:
    bomb = replace_part(write_docx("x"), DOCUMENT, b" " * size)
    assert len(bomb) < 1_000_000
    assert refuse(bomb) == "release.docx: unpacks to more than 100 MiB, or to more than 5,000 parts"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged, or no DOCX: BadZipFile"),
        (write_docx("x")[:-100], "damaged, or no DOCX: BadZipFile"),
        (replace_part(write_docx("x"), DOCUMENT, b"<w:document"), "damaged, or no DOCX: XMLSyntaxError"),
        (
            replace_part(write_docx("x"), DOCUMENT, BODY.format("<w:p>" * 300 + "</w:p>" * 300).encode()),
            "damaged, or no DOCX: XMLSyntaxError",
        ),
        (write_docx(), "no text in it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    assert refuse(data).startswith(f"release.docx: {reason}")


def test_paragraphs_are_parsed_as_the_library_parses_them() -> None:
    """The names that the reader looks for are those that python-docx writes."""
    paragraph = docx.Document().add_paragraph("one\ttwo\nthree")
    assert [child.tag.rpartition("}")[2] for child in parse_xml(paragraph.runs[0].element.xml)] == [
        "t",
        "tab",
        "t",
        "br",
        "t",
    ]
