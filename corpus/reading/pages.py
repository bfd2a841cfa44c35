"""Turns lines of printed pages into paragraphs: drops running heads, joins words broken at a line's end."""

import re
from collections.abc import Sequence

from corpus.reading.chrome import is_chrome
from corpus.reading.datelines import line_day
from corpus.reading.hyphens import HYPHEN, Spelling
from corpus.reading.running import running_lines

_EDGE = 2  # lines at the top and at the bottom of a page among which running heads stand
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ITEM = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|[•▪‣·*–—-])\s")
_SENTENCE_END = re.compile(r"[.!?:;。！？][\"'”’)\]]*$")
_HEADER = 12  # lines among which a date stands on its own
_SHORT = 0.8  # of the width of the text: a line that ends there may end a paragraph
_SPACELESS = "\u3040"  # from here on, characters of languages without spaces between words


def paragraphs(pages: Sequence[str]) -> list[str]:
    """The paragraphs of all pages, each on one line."""
    lines = [line for page in _without_heads([_lines(page) for page in pages]) for line in page]
    width = sorted(map(len, lines))[9 * len(lines) // 10] if lines else 0
    spelling = Spelling.of(lines)
    found: list[list[str]] = []  # of each paragraph its pieces
    last = ""
    for number, line in enumerate(lines):
        if last and line and not _ends(last, line, width) and not (number < _HEADER and _is_date_line(last, line)):
            found[-1][-1:] = _join(found[-1][-1], line, spelling)
        else:
            found.append([line])
        last = line
    return [paragraph for pieces in found if (paragraph := "".join(pieces))]


def _lines(page: str) -> list[str]:
    """The lines of a page; a blank one stands for each run of them."""
    plain = _CONTROL.sub("", page).translate(_LIGATURES)
    lines = [" ".join(line.split(" ")).strip() for line in plain.split("\n")]
    return [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """The lines without what runs along at the edges of the pages."""
    edges = [{index: page[index] for index in _edge(page)} for page in pages]
    return [
        [line for index, line in enumerate(page) if index not in drop]
        for page, drop in zip(pages, running_lines(edges), strict=True)
    ]


def _edge(page: list[str]) -> list[int]:
    filled = [index for index, line in enumerate(page) if line]
    return filled[:_EDGE] + filled[_EDGE:][-_EDGE:]


def _is_date_line(line: str, following: str) -> bool:
    """Whether a date stands beside a title or a text rather than in it: "6 May 2031", and no sentence ends with it."""
    return any(line_day(each) and not _SENTENCE_END.search(each) for each in (line, following))


def _ends(line: str, following: str, width: int) -> bool:
    """Whether a paragraph ends with a line."""
    if HYPHEN.search(line) and following[0].isalnum():
        return False
    if _ITEM.match(following) or is_chrome(line):
        return True
    goes_on = following[0].islower() or (following[0] >= _SPACELESS and line[-1] >= _SPACELESS)
    return len(line) < _SHORT * width and (bool(_SENTENCE_END.search(line)) or not goes_on)


def _join(before: str, line: str, spelling: Spelling) -> tuple[str, ...]:
    """What two pieces of a paragraph become; the last one ends with the line, and no text before it is copied."""
    broken = bool(HYPHEN.search(before[-2:]))
    if broken and (joined := spelling.join(before, line)):
        return joined
    spaceless = before[-1] >= _SPACELESS and line[0] >= _SPACELESS
    return (before, line) if spaceless or broken else (before, " ", line)
