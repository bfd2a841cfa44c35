"""PDFs and DOCX made for a test, and their bytes when something is wrong with them."""

import io
import zipfile
import zlib
from collections.abc import Sequence

import docx
from docx.document import Document

Placed = tuple[float, float, str]  # a text, how far from the left and how far from the top of its page it stands
Rule = tuple[float, float, float, float]  # a line from a point to another


HEIGHT = 792  # points of a page


def print_pdf(pages: Sequence[Sequence[str]], *, info: str = "", stream: bytes | None = None) -> bytes:
    """A PDF with these lines on its pages, in Latin-1; `stream` stands for the content of each page."""
    return _pdf([stream if stream is not None else zlib.compress(_draw(page)) for page in pages], info)


def draw_pdf(
    pages: Sequence[Sequence[Placed]], *, rules: Sequence[Rule] = (), labels: str = "", size: int = 10, turned: int = 0
) -> bytes:
    """A PDF with texts at their places; the rules are on its first page, `labels` are its page numbers (/Nums)."""
    contents = []
    for number, page in enumerate(pages):
        shown = [f"1 0 0 1 {left} {HEIGHT - top} Tm ({_escaped(text)}) Tj" for left, top, text in page]
        lines = [f"{a} {HEIGHT - b} m {c} {HEIGHT - d} l S" for a, b, c, d in rules] if number == 0 else []
        drawn = f"{' '.join(lines)} BT /F1 {size} Tf {' '.join(shown)} ET"
        contents.append(zlib.compress(drawn.encode("cp1252")))
    return _pdf(contents, "", labels=f"/PageLabels << /Nums [{labels}] >>" if labels else "", turned=turned)


def draw_table(
    left: float, top: float, widths: Sequence[float], rows: Sequence[Sequence[str]]
) -> tuple[list[Placed], list[Rule]]:
    """The texts and the rules of a table whose rows are 16 points high."""
    xs = [left + sum(widths[:at]) for at in range(len(widths) + 1)]
    ys = [top + 16.0 * at for at in range(len(rows) + 1)]
    texts = [(x + 4, y + 12, cell) for y, row in zip(ys, rows, strict=False) for x, cell in zip(xs, row, strict=False)]
    level: list[Rule] = [(xs[0], y, xs[-1], y) for y in ys]
    return texts, level + [(x, ys[0], x, ys[-1]) for x in xs]


def _pdf(contents: Sequence[bytes], info: str, *, labels: str = "", turned: int = 0) -> bytes:
    pages = contents
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {labels} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("latin-1"),
    ]
    for index, content in enumerate(contents):
        resources = f"/Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * index} 0 R"
        resources += f" /MediaBox [0 0 612 {HEIGHT}] /Rotate {turned}"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} >>".encode())
        objects.append(b"<< /Filter /FlateDecode /Length %d >> stream\n%b\nendstream" % (len(content), content))
    return _file(objects)


def _draw(lines: Sequence[str]) -> bytes:
    shown = [f"1 0 0 1 72 {720 - 14 * row} Tm ({_escaped(line)}) Tj" for row, line in enumerate(lines) if line]
    return f"BT /F1 12 Tf {' '.join(shown)} ET".encode("cp1252")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


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
