"""PDF: one release a file, its lines made whole again. The only file that knows pypdf."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from pypdf import PasswordType, PdfReader, PdfWriter
from pypdf.errors import DependencyError, LimitReachedError

from corpus.layout import PrintedPage
from corpus.reading.composing import compose, shorten
from corpus.reading.date_lines import judge
from corpus.reading.glyphs import Unopened, read_sheets
from corpus.reading.pages import lay_out, paragraphs
from corpus.reading.printed_lines import PrintedLine
from corpus.reading.sheets import lines_of
from corpus.reading.source import Reading, Refused, Source

MAX_PAGES = 500
_TAIL = 4096  # bytes in which a whole file says that it ends
_SCANNED = 25  # letters a page; one with pictures and fewer has been scanned
_HEADER = 8  # paragraphs among which a title stands
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ue000-\uf8ff]")
_MAX_UNREADABLE = 0.3  # of the characters; with more, a font does not say which letters it shows


def read(source: Source) -> Reading:
    """The release of a PDF; one that is encrypted, damaged, scanned or cut off is named as such."""
    if b"%%EOF" not in source.data[-_TAIL:]:
        raise Refused("cut off: the file does not end like a PDF")
    try:
        reader = _open(source.data)
        _unpack(reader)
        printed, pages = _read_pages(source, reader)
    except LimitReachedError as error:
        raise Refused(f"unpacks to more than we take: {error}") from None
    _check_text(reader, ["\n".join(line.text for line in page) for page in printed])
    found = paragraphs(printed)
    lines = [paragraph.text for paragraph in found]
    title = _title(reader, lines)
    header, body = _split(lines, title)
    day = next(filter(None, map(judge, header)), None)
    release = compose(source, body, title=title, day=day, told=[_created(reader)], certain=False)
    yield replace(release, layout=lay_out(release.text, found, pages))


def _open(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data))
    try:
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise Refused("encrypted: it asks for a password")
    except (DependencyError, NotImplementedError) as error:
        raise Refused(f"encrypted in a way that we do not know: {error}") from None
    if len(reader.pages) > MAX_PAGES:
        raise Refused(f"more than {MAX_PAGES} pages")
    return reader


def _read_pages(source: Source, reader: PdfReader) -> tuple[list[list[PrintedLine]], list[PrintedPage]]:
    """The lines of each page, and the pages. What PDFium does not open is written anew by pypdf, which mends it."""
    try:
        return _as_shown(source.data)
    except Unopened:
        mended = io.BytesIO()
        PdfWriter(clone_from=reader).write(mended)
        return _as_shown(mended.getvalue())


def _as_shown(data: bytes) -> tuple[list[list[PrintedLine]], list[PrintedPage]]:
    lines, pages = list[list[PrintedLine]](), list[PrintedPage]()
    for number, sheet in enumerate(read_sheets(data)):  # each is let go at once: its characters take much memory
        lines.append(lines_of(sheet, number))
        pages.append(PrintedPage(number=number + 1, label=sheet.label, width=sheet.width, height=sheet.height))
    return lines, pages


def _unpack(reader: PdfReader) -> None:
    """Refused where a page does not unpack whole: text may be missing then."""
    for number, page in enumerate(reader.pages, start=1):
        with _damages() as damages:
            contents = page.get_contents()
            if contents is not None:
                contents.get_data()
        if damages:
            raise Refused(f"damaged: page {number}: {damages[0]}")


@contextmanager
def _damages() -> Iterator[list[str]]:
    """What pypdf passes over with a warning while it decompresses: text may be missing then."""
    found: list[str] = []

    class Note(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, note = logging.getLogger("pypdf.filters"), Note(logging.WARNING)
    logger.addHandler(note)
    try:
        yield found
    finally:
        logger.removeHandler(note)


def _check_text(reader: PdfReader, pages: list[str]) -> None:
    text = "".join(pages)
    letters = sum(character.isalnum() for character in text)
    if letters < _SCANNED * len(pages) and any(map(_has_picture, reader.pages)):
        raise Refused(f"no text: {len(pages)} page{'s' * (len(pages) > 1)} of pictures, as a scanner makes them")
    if not letters:
        raise Refused("no text: its pages are empty")
    if len(_UNREADABLE.findall(text)) > _MAX_UNREADABLE * len(text):
        raise Refused("no text: its fonts do not say which letters they show")


def _has_picture(page: Any) -> bool:
    objects = _part(_part(page, "/Resources"), "/XObject")
    return any(objects[name]["/Subtype"] == "/Image" for name in objects)


def _part(holder: Any, name: str) -> Any:
    return holder[name] if name in holder else {}  # noqa: SIM401 - pypdf's get() does not follow references


def _title(reader: PdfReader, lines: list[str]) -> str | None:
    """What the file calls itself, if its first lines do so too: it is often the name of another file."""
    stated = shorten(reader.metadata.title if reader.metadata else None)
    return stated if stated and any(_letters(stated) == _letters(line) for line in lines[:_HEADER]) else None


def _split(lines: list[str], title: str | None) -> tuple[list[str], list[str]]:
    """The lines above the title, and those below it."""
    for index, line in enumerate(lines[:_HEADER]):
        if title is not None and _letters(line) == _letters(title):
            return lines[:index], lines[index + 1 :] or lines
    return [], lines


def _created(reader: PdfReader) -> date | None:
    """The day that the file was made; the hour is not that of the release."""
    try:
        created = reader.metadata.creation_date if reader.metadata else None
    except ValueError:
        return None
    return created.date() if created else None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
