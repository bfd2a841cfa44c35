"""DOCX: one release a file. The only file that knows python-docx."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

import docx
from docx.oxml.ns import qn

from corpus.reading.composing import compose
from corpus.reading.source import Reading, Refused, Source
from corpus.reading.superscripts import lowered, raised

Shifts = Mapping[str, str]  # how the styles of a document set their text: "superscript", "subscript", "note", ""
MAX_UNPACKED = 100 * 1024 * 1024  # bytes of all parts together, as the file itself states; more is not unpacked
MAX_PARTS = 5_000
_CONTEXT = 60  # characters before raised ones that tell what they are
_HEADER = 8  # paragraphs among which a title stands
_TITLES = ("Title", "heading 1", "Heading 1")
_PIECES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT, _RUN = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t", "r"))
_NOTES = (qn("w:footnoteReference"), qn("w:endnoteReference"))
_NOTE_STYLES = frozenset({"footnote reference", "endnote reference"})
# What is not read: removed text, fields' commands, the second rendering of a drawing's text.
_PASSED_OVER = frozenset(
    {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)


def read(source: Source) -> Reading:
    """The release of a DOCX; text that a change removed is not read, text that it added is."""
    _check_size(source.data)
    document = docx.Document(io.BytesIO(source.data))
    if document.element.getroottree().docinfo.doctype:  # entities of its own: no program writes them
        raise Refused("no DOCX: it has a document type declaration")
    lines = list(_lines(document.element.body, _shifts(document)))
    title = _title(document, lines)
    yield compose(
        source,
        (line for line, _ in lines),
        title=title,
        told=[_created(document)],
        certain=False,
        headings=_headings(document, lines),
    )


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Refused(f"unpacks to more than {MAX_UNPACKED // 1024**2} MiB, or to more than {MAX_PARTS:,} parts")


def _shifts(document: Any) -> Shifts:
    found = ((style.style_id, style.name.lower(), _alignment(style.element)) for style in document.styles)
    return {style_id: "note" if name in _NOTE_STYLES else shift for style_id, name, shift in found}


def _lines(parent: Any, shifts: Shifts) -> Iterator[tuple[str, str]]:
    """Paragraphs and rows of tables in order, each with its style; those within content controls too."""
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield _text(element, shifts), element.style or ""
        elif element.tag == _TABLE:
            for row in element.iter(_ROW):
                cells = [" ".join(_text(cell, shifts).split()) for cell in row.iterchildren(_CELL)]
                yield " | ".join(cells).strip(" |"), ""
        elif element.tag not in _PASSED_OVER and isinstance(element.tag, str):
            yield from _lines(element, shifts)


def _text(element: Any, shifts: Shifts) -> str:
    """What is raised or lowered is set as plain characters; marks of notes go."""
    pieces = [
        ("".join(text for text, _ in group), shift)
        for shift, group in groupby(_pieces(element, shifts, ""), key=lambda piece: piece[1])
    ]
    written = ""
    for index, (text, shift) in enumerate(pieces):
        if shift in {"superscript", "note"}:
            written += raised(text, written[-_CONTEXT:], noted=shift == "note")
        elif shift == "subscript":
            written += lowered(
                text, written[-_CONTEXT:], "".join(behind for behind, _ in pieces[index + 1 : index + 2])
            )
        else:
            written += text
    return written


def _pieces(element: Any, shifts: Shifts, shift: str) -> Iterator[tuple[str, str]]:
    """The texts below an element in order, each with how it is shifted."""
    for child in element:
        if child.tag == _TEXT:
            yield child.text or "", shift
        elif child.tag in _PIECES:
            yield _PIECES[child.tag], ""
        elif child.tag not in _PASSED_OVER and isinstance(child.tag, str):
            yield from _pieces(child, shifts, _shift(child, shifts) if child.tag == _RUN else shift)
            if child.tag == _PARAGRAPH:
                yield " ", ""


def _shift(run: Any, shifts: Shifts) -> str:
    """ "superscript", "subscript", "note" for the mark of one, or nothing."""
    if any(run.find(name) is not None for name in _NOTES):
        return "note"
    style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    styled = shifts.get(style.get(qn("w:val")), "") if style is not None else ""
    return styled if styled == "note" else _alignment(run) or styled


def _alignment(element: Any) -> str:
    found = element.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _title(document: Any, lines: list[tuple[str, str]]) -> str | None:
    """The first line that is set as a title or heading."""
    names = {style.style_id: style.name for style in document.styles}
    for line, style in lines[:_HEADER]:
        if line.strip() and names.get(style) in _TITLES:
            return line
    return None


def _headings(document: Any, lines: list[tuple[str, str]]) -> set[str]:
    names = {style.style_id: style.name.lower() for style in document.styles}
    return {line.strip() for line, style in lines if names.get(style, "").startswith("heading ")}


def _created(document: Any) -> date | None:
    """The day that the file was made; the hour is not that of the release."""
    created: datetime | None = document.core_properties.created
    return created.date() if created else None
