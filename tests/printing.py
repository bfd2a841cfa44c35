"""PDFs and DOCX made for a test, and their bytes when something is wrong with them."""

import io
import zipfile
import zlib
from collections.abc import Sequence

import docx
from docx.document import Document


def print_pdf(pages: Sequence[Sequence[str]], *, info: str = "", stream: bytes | None = None) -> bytes:
    """A PDF with these lines on its pages, in Latin-1; `stream` stands for the content of each page."""
    contents = [stream if stream is not None else zlib.compress(_draw(page)) for page in pages]
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("latin-1"),
    ]
    for index, content in enumerate(contents):
        resources = f"/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792] /Contents {6 + 2 * index} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} >>".encode())
        objects.append(b"<< /Filter /FlateDecode /Length %d >> stream\n%b\nendstream" % (len(content), content))
    return _file(objects)


def _draw(lines: Sequence[str]) -> bytes:
    escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    shown = [f"1 0 0 1 72 {720 - 14 * row} Tm ({line}) Tj" for row, line in enumerate(escaped) if line]
    return f"BT /F1 12 Tf {' '.join(shown)} ET".encode("cp1252")


def _file(objects: Sequence[bytes]) -> bytes:
    made, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>" % (len(objects) + 1)
    start = len(made)
    return bytes(made) + b"xref\n0 %d\n0000000000 65535 f \n%b%b\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        trailer,
        start,
    )


def save_docx(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def write_docx(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return save_docx(document)


def replace_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with another content of one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return stream.getvalue()
