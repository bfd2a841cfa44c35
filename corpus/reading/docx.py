"""DOCX: one release a file. The only file that knows python-docx."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

import docx
from docx.oxml import parse_xml
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
_ID = qn("w:id")
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT, _RUN = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t", "r"))
_NOTES = (qn("w:footnoteReference"), qn("w:endnoteReference"))
_NOTE_PARTS = ("/footnotes", "/endnotes")
_MOST_BASES = 20  # styles that one is based on, one on the other
_HIDDEN = "hidden"  # a shift: what nobody sees
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
    shifts = _shifts(document)
    lines = [*_lines(document.element.body, shifts), *_notes(document, shifts)]
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
    hidden = {style.style_id for style in document.styles if _hides(style)}
    found = ((style.style_id, style.name.lower(), _alignment(style.element)) for style in document.styles)
    shifts = {style_id: "note" if name in _NOTE_STYLES else shift for style_id, name, shift in found}
    return shifts | dict.fromkeys(hidden, _HIDDEN)


def _hides(style: Any) -> bool:
    """Whether a style, or the nearest that it is based on and says so, hides its text."""
    for _ in range(_MOST_BASES):
        if style is None or (said := _vanishes(style.element)) is not None:
            return style is not None and bool(said)
        style = getattr(style, "base_style", None)
    return False


def _vanishes(element: Any) -> bool | None:
    """What an element says of whether its text is hidden; None when nothing."""
    found = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return None if found is None else found.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _lines(parent: Any, shifts: Shifts) -> Iterator[tuple[str, str]]:
    """Paragraphs and rows of tables in order, each with its style; those within content controls too."""
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield _text(element, shifts), element.style or ""
        elif element.tag == _TABLE:
            yield from ((row, "") for row in _rows(element, shifts))
        elif element.tag not in _PASSED_OVER and isinstance(element.tag, str):
            yield from _lines(element, shifts)


def _rows(table: Any, shifts: Shifts) -> Iterator[str]:
    """The rows of a table, its cells in a line; a cell that reaches over several rows stands in each of them."""
    above: dict[int, str] = {}  # of each column the cell that was begun last
    for row in table.iter(_ROW):
        cells, column = list[str](), 0
        for cell in row.iterchildren(_CELL):
            if not _continues(cell):
                above[column] = " ".join(_text(cell, shifts).split())
            cells.append(above.get(column, ""))
            column += _columns(cell)
        yield " | ".join(cells).strip(" |")


def _continues(cell: Any) -> bool:
    """Whether a cell is the rest of the one above it."""
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val"), "continue") == "continue"


def _columns(cell: Any) -> int:
    spanned = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    stated = spanned.get(qn("w:val"), "1") if spanned is not None else "1"
    return int(stated) if stated.isdecimal() and len(stated) < 4 else 1


def _notes(document: Any, shifts: Shifts) -> Iterator[tuple[str, str]]:
    """The notes at the foot of the pages and at the end, in the order in which the text leads to them."""
    for ending, reference in zip(_NOTE_PARTS, _NOTES, strict=True):
        related = (each for each in document.part.rels.values() if each.reltype.endswith(ending))
        parts = (each.target_part for each in related if not each.is_external)
        texts = {note.get(_ID): note for part in parts for note in parse_xml(part.blob)}
        for found in document.element.body.iter(reference):
            if (note := texts.pop(found.get(_ID), None)) is not None and not _is_passed_over(found, shifts):
                yield " ".join(_text(note, shifts).split()), ""


def _is_passed_over(reference: Any, shifts: Shifts) -> bool:
    run = reference.getparent()
    return _shift(run, shifts) == _HIDDEN or any(above.tag in _PASSED_OVER for above in reference.iterancestors())


def _text(element: Any, shifts: Shifts) -> str:
    """What is raised or lowered is set as plain characters; marks of notes go."""
    pieces = [
        ("".join(text for text, _ in group), shift)
        for shift, group in groupby(_pieces(element, shifts, ""), key=lambda piece: piece[1])
    ]
    written = ""
    for index, (text, shift) in enumerate(pieces):
        if shift == _HIDDEN:
            continue
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
            yield _PIECES[child.tag], shift if shift == _HIDDEN else ""
        elif child.tag not in _PASSED_OVER and isinstance(child.tag, str):
            yield from _pieces(child, shifts, _shift(child, shifts) if child.tag == _RUN else shift)
            if child.tag == _PARAGRAPH:
                yield " ", ""


def _shift(run: Any, shifts: Shifts) -> str:
    """ "superscript", "subscript", "hidden", "note" for the mark of one, or nothing."""
    if _is_hidden(run, shifts):
        return _HIDDEN
    if any(run.find(name) is not None for name in _NOTES):
        return "note"
    style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    styled = shifts.get(style.get(qn("w:val")), "") if style is not None else ""
    return styled if styled == "note" else _alignment(run) or styled


def _is_hidden(run: Any, shifts: Shifts) -> bool:
    if (said := _vanishes(run)) is not None:
        return said
    styles = [run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")]
    styles += [above.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") for above in run.iterancestors(_PARAGRAPH)]
    return any(shifts.get(style.get(qn("w:val"))) == _HIDDEN for style in styles if style is not None)


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
