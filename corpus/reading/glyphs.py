"""The characters of printed pages, with their places, and the lines that are drawn there. The only file that knows
pypdfium2."""

from collections.abc import Iterator
from ctypes import c_double, c_float, c_int
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

_SCALE = 1000  # device units of a point, in which PDFium tells how a page is turned and cut
_HYPHEN = "\x02"  # what PDFium gives for a hyphen at the end of a line, without a line end behind it
_UNKNOWN = "\ufffd"
_THIN = 3.0  # points across; a longer shape as thin as that is a line
_SHORTEST = 8.0  # points along
_MAX_SHAPES = 20_000  # of a page; one with more is a drawing
_DEPTH = 3  # of shapes within shapes


class Unopened(Exception):
    """PDFium does not open the file."""


class Glyph(NamedTuple):
    """A character as it is shown, in points from the left and the top of its page; `size` is that of its line."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float


class Ruling(NamedTuple):
    """A line that is drawn on a page, level or upright."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_level(self) -> bool:
        return self.right - self.left > self.bottom - self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A printed page: its number as printed, its size in points, its characters line by line as the file has them."""

    label: str
    width: float
    height: float
    lines: tuple[tuple[Glyph, ...], ...]
    rulings: tuple[Ruling, ...]


class _Turned:
    """From the coordinates of a file to those of the page as it is shown."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()
        (e, f), (a, b), (c, d) = (self._show(page, *point) for point in ((0, 0), (1000, 0), (0, 1000)))
        self._matrix = ((a - e) / 1000, (c - e) / 1000, e, (b - f) / 1000, (d - f) / 1000, f)

    def _show(self, page: Any, x: float, y: float) -> tuple[float, float]:
        across, down = c_int(), c_int()
        size = (round(self.width * _SCALE), round(self.height * _SCALE))
        raw.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, across, down)
        return across.value / _SCALE, down.value / _SCALE

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, c, e, b, d, f = self._matrix
        return a * x + c * y + e, b * x + d * y + f

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom as shown."""
        one, other = self.point(left, bottom), self.point(right, top)
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def read_sheets(data: bytes) -> Iterator[Sheet]:
    """The pages, one at a time in memory. Unopened."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unopened(str(error)) from None
    try:
        for number in range(len(document)):
            page = document[number]
            turned = _Turned(page)
            yield Sheet(
                label=document.get_page_label(number) or str(number + 1),
                width=turned.width,
                height=turned.height,
                lines=tuple(_lines(page, turned)),
                rulings=tuple(_rulings(page, turned)),
            )
            page.close()
    finally:
        document.close()


def _lines(page: Any, turned: _Turned) -> Iterator[tuple[Glyph, ...]]:
    text = page.get_textpage()
    line: list[Glyph] = []
    for index in range(text.count_chars()):
        glyph = _glyph(text.raw, index, turned)
        if glyph.text in {"\r", "\n"}:
            if line:
                yield tuple(line)
            line = []
        elif glyph.text == _HYPHEN:
            yield (*line, glyph._replace(text="-"))
            line = []
        elif glyph.text:
            line.append(glyph)
    if line:
        yield tuple(line)
    text.close()


_BOX, _X, _Y = raw.FS_RECTF(), c_double(), c_double()  # what PDFium writes into


def _glyph(text: Any, index: int, turned: _Turned) -> Glyph:
    raw.FPDFText_GetLooseCharBox(text, index, _BOX)
    raw.FPDFText_GetCharOrigin(text, index, _X, _Y)
    left, top, right, bottom = turned.box(_BOX.left, _BOX.bottom, _BOX.right, _BOX.top)
    baseline = turned.point(_X.value, _Y.value)[1]
    return Glyph(_character(text, index), left, top, right, bottom, baseline, bottom - top)


def _character(text: Any, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text, index)
    if code < 32 and code not in {2, 9, 10, 13}:
        return _UNKNOWN if raw.FPDFText_HasUnicodeMapError(text, index) == 1 or code else ""
    return _UNKNOWN if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _rulings(page: Any, turned: _Turned) -> Iterator[Ruling]:
    for count, shape in enumerate(page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=_DEPTH)):
        if count > _MAX_SHAPES:
            return
        for one, other in _strokes(shape.raw):
            ruling = Ruling(*turned.box(*one, *other))
            across, down = ruling.right - ruling.left, ruling.bottom - ruling.top
            if min(across, down) <= _THIN and max(across, down) >= _SHORTEST:
                yield ruling


def _strokes(shape: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight parts of a shape, from corner to corner; a filled one that is thin is a single line."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shape, matrix)
    mode, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(shape, mode, stroke)
    if not stroke.value:
        edges = [c_float() for _ in range(4)]
        if mode.value and raw.FPDFPageObj_GetBounds(shape, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            yield (left, bottom), (right, top)
        return
    last = first = (0.0, 0.0)
    for index in range(min(raw.FPDFPath_CountSegments(shape), _MAX_SHAPES)):
        segment = raw.FPDFPath_GetPathSegment(shape, index)
        x, y = c_float(), c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        if raw.FPDFPathSegment_GetClose(segment):
            yield point, first
        last = point
