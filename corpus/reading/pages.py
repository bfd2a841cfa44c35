"""Turns lines of printed pages into paragraphs: drops running heads, joins words broken at a line's end."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.reading.chrome import is_chrome

_EDGE = 2  # lines at the top and at the bottom of a page among which running heads stand
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s*|p\.\s*)?\d{1,4}(?:\s*(?:of|/|\|)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ITEM = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|[•▪‣·*–—-])\s")
_SENTENCE_END = re.compile(r"[.!?:;。！？][\"'”’)\]]*$")
_SHORT = 0.8  # of the width of the text: a line that ends there may end a paragraph
_SPACELESS = "\u3040"  # from here on, characters of languages without spaces between words
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]++-[^\W\d_]++")
_FIRST_WORD, _LAST_WORD = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W\d_]+$")
_LONGEST_WORD = 100  # letters
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]$")


def paragraphs(pages: Sequence[str]) -> list[str]:
    """The paragraphs of all pages, each on one line."""
    lines = [line for page in _without_heads([_lines(page) for page in pages]) for line in page]
    width = sorted(map(len, lines))[9 * len(lines) // 10] if lines else 0
    compounds = set(_COMPOUND.findall(" ".join(lines)))
    found: list[list[str]] = []  # of each paragraph its pieces
    last = ""
    for line in lines:
        if last and line and not _ends(last, line, width):
            found[-1][-1:] = _join(found[-1][-1], line, compounds)
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
    """Lines that stand at the edge of half of the pages go, but for the first time; numbers of pages go everywhere."""
    edges = [{_form(page[index]) for index in _edge(page)} for page in pages]
    often = {form for form, count in Counter(form for edge in edges for form in edge).items() if count >= 2}
    heads = {form for form in often if sum(form in edge for edge in edges) >= len(pages) / 2}
    kept: list[list[str]] = []
    for number, page in enumerate(pages):
        drop = {index for index in _edge(page) if _PAGE_NUMBER.fullmatch(page[index])}
        drop |= {i for i in _edge(page) if _form(page[i]) in heads and (number or "#" in _form(page[i]))}
        kept.append([line for index, line in enumerate(page) if index not in drop])
    return kept


def _edge(page: list[str]) -> list[int]:
    filled = [index for index, line in enumerate(page) if line]
    return filled[:_EDGE] + filled[_EDGE:][-_EDGE:]


def _form(line: str) -> str:
    return re.sub(r"\d+", "#", line.lower())


def _ends(line: str, following: str, width: int) -> bool:
    """Whether a paragraph ends with a line."""
    if _HYPHEN.search(line) and following[0].isalnum():
        return False
    if _ITEM.match(following) or is_chrome(line):
        return True
    goes_on = following[0].islower() or (following[0] >= _SPACELESS and line[-1] >= _SPACELESS)
    return len(line) < _SHORT * width and (bool(_SENTENCE_END.search(line)) or not goes_on)


def _join(before: str, line: str, compounds: set[str]) -> tuple[str, ...]:
    """What two pieces of a paragraph become; the last one ends with the line, and no text before it is copied.

    A word broken at the end of a line loses its hyphen, unless the text elsewhere writes it with one.
    """
    broken = bool(_HYPHEN.search(before[-2:]))
    if broken and line[0].islower():
        word = _LAST_WORD.findall(before[-_LONGEST_WORD - 1 : -1])[0]
        whole = f"{word}-{_FIRST_WORD.match(line)[0]}"  # type: ignore[index]
        return before[: -len(word) - 1], f"{word}{before[-1] if whole in compounds else ''}{line}"
    spaceless = before[-1] >= _SPACELESS and line[0] >= _SPACELESS
    return (before, line) if spaceless or broken else (before, " ", line)
