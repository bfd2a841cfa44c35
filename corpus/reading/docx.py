"""DOCX: one release a file. The only file that knows python-docx."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import docx
from docx.oxml.ns import qn

from corpus.reading.composing import compose
from corpus.reading.source import Reading, Refused, Source

MAX_UNPACKED = 100 * 1024 * 1024  # bytes of all parts together, as the file itself states; more is not unpacked
MAX_PARTS = 5_000
_HEADER = 8  # paragraphs among which a title stands
_TITLES = ("Title", "heading 1", "Heading 1")
_PIECES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t"))
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
    lines = list(_lines(document.element.body))
    title = _title(document, lines)
    yield compose(source, (line for line, _ in lines), title=title, told=[_created(document)], certain=False)


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Refused(f"unpacks to more than {MAX_UNPACKED // 1024**2} MiB, or to more than {MAX_PARTS:,} parts")


def _lines(parent: Any) -> Iterator[tuple[str, str]]:
    """Paragraphs and rows of tables in order, each with its style; those within content controls too."""
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield _text(element), element.style or ""
        elif element.tag == _TABLE:
            for row in element.iter(_ROW):
                cells = [" ".join(_text(cell).split()) for cell in row.iterchildren(_CELL)]
                yield " | ".join(cells).strip(" |"), ""
        elif element.tag not in _PASSED_OVER and isinstance(element.tag, str):
            yield from _lines(element)


def _text(element: Any) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag in _PIECES:
            parts.append(_PIECES[child.tag])
        elif child.tag not in _PASSED_OVER and isinstance(child.tag, str):
            parts += [_text(child), " " if child.tag == _PARAGRAPH else ""]
    return "".join(parts)


def _title(document: Any, lines: list[tuple[str, str]]) -> str | None:
    """The first line that is set as a title or heading."""
    names = {style.style_id: style.name for style in document.styles}
    for line, style in lines[:_HEADER]:
        if line.strip() and names.get(style) in _TITLES:
            return line
    return None


def _created(document: Any) -> date | None:
    """The day that the file was made; the hour is not that of the release."""
    created: datetime | None = document.core_properties.created
    return created.date() if created else None
