"""Turns markup into blocks of text: headings, paragraphs, list items, table rows. The only file that knows lxml."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree, html

from corpus.reading.hidden import strip_hidden
from corpus.reading.notemarks import flatten
from corpus.reading.row_spans import repeat_cells
from corpus.reading.source import Element, Refused

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody
    td tfoot th thead tr ul""".split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# What a reader of the page never sees as text.
_SILENT = frozenset(
    """area audio base button canvas datalist embed frame head iframe img input link map meta noembed noframes noscript
    object optgroup param picture progress script select source style svg template textarea title track video""".split()
)
_SPACE = re.compile(r"[ \t\n\r\f\v]+")  # what HTML folds; a no-break space stays
_CELL = "\v"
_ROW_ENDS = re.compile(r"^(?:\| )++|(?<! \|)(?: \|)++$")  # each run of empty cells is looked at once
_NUMBERED = re.compile(r"\(?\d+[.)]")
_CONTROLS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_MAX_CELL = 300  # characters; a longer cell lays out the page rather than tells a datum


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A line or paragraph as the page shows it; `element` is the one it stands in, `linked` its characters in links."""

    text: str
    element: Element
    linked: int

    @property
    def is_heading(self) -> bool:
        return self.element.tag in HEADINGS


def parse_page(markup: str) -> Element:
    """The root of a page, with nothing raised or lowered in it.

    Raises Refused where there is none, or where it is nested so deeply that text was lost.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(markup.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Refused(f"no HTML that can be read: {error}") from None
    for fatal in (entry.message for entry in parser.error_log if entry.level_name == "FATAL"):
        raise Refused("nested more than 255 elements deep" if "depth" in fatal else f"more than is taken: {fatal}")
    flatten(root)
    repeat_cells(root)
    return root


def fragment_blocks(markup: str) -> list[Block]:
    """The blocks of markup that is a text and nothing else, as far as it is shown: a feed's entry, a mail's body."""
    if not markup.strip():
        return []
    root = parse_page(f"<!DOCTYPE html><body>{markup}</body>")
    strip_hidden(root)
    return list(blocks(root))


def blocks(root: Element) -> Iterator[Block]:
    """Every line of text below an element, in order."""
    writer = _Writer()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if _is_silent(element):
                walk.skip_subtree()
            else:
                yield from writer.open(element)
        elif _is_silent(element):
            writer.follow(element)
        else:
            yield from writer.close(element, last=element is root)


def joined(found: Iterable[Block]) -> str:
    """The text: a blank line between blocks."""
    return "\n\n".join(block.text for block in found)


class _Writer:
    """Gathers the text of one block after the other."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0  # how many links are open
        self._preformatted = 0
        self._holders: list[Element] = []
        self._rows: list[Element] = []  # rows of data, whose cells stand on one line
        self._counters: list[int] = []  # of the lists that are open; 0 for one without numbers
        self._number = ""  # what the next block begins with

    def open(self, element: Element) -> Iterator[Block]:
        if element.tag == "br":
            self._parts.append(" " if self._rows else "\n")
        elif element.tag in {"td", "th"} and self._rows:
            self._parts.append(_CELL)
        elif element.tag in _BLOCKS:
            yield from self._begin(element)
        self._links += element.tag == "a"
        self._preformatted += element.tag == "pre"
        self._write(element.text)

    def _begin(self, element: Element) -> Iterator[Block]:
        if not self._rows:
            yield from self._flush()
        self._parts.append(" ")
        self._holders.append(element)
        if element.tag == "tr" and _is_data(element):
            self._rows.append(element)
        elif element.tag in {"ol", "ul"}:
            self._counters.append(_first_number(element))
        elif element.tag == "li" and self._counters and self._counters[-1]:
            self._number = f"{self._counters[-1]}. "
            self._counters[-1] += 1

    def close(self, element: Element, *, last: bool) -> Iterator[Block]:
        self._links -= element.tag == "a"
        self._preformatted -= element.tag == "pre"
        if self._rows and self._rows[-1] is element:
            self._rows.pop()
        if element.tag in _BLOCKS and not (element.tag in {"td", "th"} and self._rows):
            if not self._rows:
                yield from self._flush()
            self._holders.pop()
            if element.tag in {"ol", "ul"}:
                self._counters.pop()
            elif element.tag == "li":
                self._number = ""
        if last:
            yield from self._flush()
        else:
            self.follow(element)

    def follow(self, element: Element) -> None:
        """What stands behind an element."""
        self._write(element.tail)

    def _write(self, text: str | None) -> None:
        if text:
            folded = text.replace(_CELL, " ") if self._preformatted else _SPACE.sub(" ", text)
            self._parts.append(folded)
            self._linked += len(folded.strip()) if self._links else 0

    def _flush(self) -> Iterator[Block]:
        raw, linked = "".join(self._parts).translate(_CONTROLS), self._linked
        self._parts, self._linked = [], 0
        for text in re.split(r"\n\s*\n", _as_row(raw) if _CELL in raw else raw):
            lines = [re.sub(" +", " ", line).strip() for line in text.split("\n")]
            if (whole := "\n".join(filter(None, lines))) and self._holders:
                number = "" if _NUMBERED.match(whole) else self._number
                self._number = ""
                yield Block(text=number + whole, element=self._holders[-1], linked=min(linked, len(whole)))


def _is_silent(element: Element) -> bool:
    return not isinstance(element.tag, str) or element.tag in _SILENT


def _as_row(raw: str) -> str:
    """Cells in a line: "Norvania | 340 million crowns"."""
    cells = [" ".join(cell.split()) for cell in raw.split(_CELL)[1:]]
    return _ROW_ENDS.sub("", " | ".join(cells).strip())


def _is_data(row: Element) -> bool:
    """A row of two or more short cells, none of which holds a structure of its own."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    return len(cells) > 1 and all(
        not any(inner.tag in _BLOCKS for paragraph in cell for inner in paragraph.iterdescendants())
        and sum(child.tag in _BLOCKS for child in cell) < 4
        and len("".join(cell.itertext())) <= _MAX_CELL
        for cell in cells
    )


def _first_number(listed: Element) -> int:
    """The number of the first item: what the page shows, though it does not write it. 0 when it shows none."""
    if listed.tag != "ol" or listed.get("type", "1") != "1" or "none" in listed.get("style", ""):
        return 0
    start = listed.get("start", "1")
    return int(start) if re.fullmatch(r"\d{1,6}", start) else 1
