"""A text with its typography made plain, so that words are found however they were set; every place leads back."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from corpus.passage import Span

MARK = "'"  # every quotation mark and apostrophe
ELLIPSIS = "..."

_ZERO_WIDTH = "\u00ad\u200b-\u200f\u2060\ufeff"
_DASHES = "\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_MARKS = "\"'`\u00b4\u2018-\u201f\u2032\u2033\u2039\u203a\u00ab\u00bb\u02bc\uff02\uff07\u300c-\u300f"
# What may be set otherwise. A single space, which most are, is passed over: it is plain already.
_UNIT = re.compile(
    f"[\\s{_ZERO_WIDTH}{_DASHES}]{{2,}}|[^\\S ]|[{_ZERO_WIDTH}{_DASHES}]|[{_MARKS}]+"
    r"|\u2026|\.(?:\s?\.){2,}|[^\x00-\x7f]"
)
_DASH = re.compile(f"[{_DASHES}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """A text made plain. `edges` are where what was rewritten begins and ends: in the plain text, in the original.

    Law: `original(span)` holds the characters that the span was made of, whole, and made plain they are the span.
    """

    text: str
    _plain_edges: tuple[int, ...]
    _edges: tuple[int, ...]

    def original(self, span: Span) -> Span:
        """The span of the original text, which begins and ends with whole units."""
        return Span(self._place(span.start, 0), self._place(span.end - 1, 1))

    def _place(self, at: int, after: int) -> int:
        edge = bisect_right(self._plain_edges, at) - 1
        if edge < 0:
            return at + after
        if edge % 2 == 0:  # inside of what was rewritten
            return self._edges[edge + after]
        return self._edges[edge] + at - self._plain_edges[edge] + after


def make_plain(text: str) -> PlainText:
    """Quotation marks and apostrophes alike, dashes alike (spaced or not), ellipses as three dots, white space as one
    space, nothing of zero width, letters taken apart from their accents and ligatures. Letters keep their case.
    """
    pieces: list[str] = []
    plain_edges: list[int] = []
    edges: list[int] = []
    done = length = 0
    for unit in _UNIT.finditer(text):
        plain = _plain(unit[0])
        if plain == unit[0]:
            continue
        between = text[done : unit.start()]
        length += len(between)
        plain_edges += [length, length + len(plain)]
        edges += [unit.start(), unit.end()]
        pieces += [between, plain]
        length += len(plain)
        done = unit.end()
    pieces.append(text[done:])
    return PlainText(text="".join(pieces), _plain_edges=tuple(plain_edges), _edges=tuple(edges))


@lru_cache(maxsize=4096)
def _decomposed(character: str) -> str:
    """Without its ligature or width; "²" stays, for 10² is not 102."""
    figure = unicodedata.category(character) == "No"
    return unicodedata.normalize("NFD" if figure else "NFKD", character)


def _plain(unit: str) -> str:
    first = unit[0]
    if first == "\u2026" or (first == "." and len(unit) > 1):
        return ELLIPSIS
    if _is_mark(first):
        return MARK
    if _DASH.search(unit):
        return "-"
    if any(character.isspace() for character in unit):
        return " "
    return "" if _is_zero_width(first) else _decomposed(unit)


_is_mark = re.compile(f"[{_MARKS}]").match
_is_zero_width = re.compile(f"[{_ZERO_WIDTH}]").match
