"""What runs along at the edges of printed pages: heads that are repeated, numbers that count the pages.

A number that does not count is a cell of a table, and stays.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from corpus.reading.datelines import line_day

_NUMBER = re.compile(r"\d{1,6}")
_MOST_NUMBERS = 4  # of a line that may count pages
_SURE = 3  # pages on which it is no chance that two cells of tables follow each other
# "Page 3", "Seite 3 von 5", "p. 3/5": says itself what it is.
_NAMED = re.compile(
    r"[-–—\s]*(?:pages?|seite|página|pagina|pág|pag|strona|sida|side|p)\b\.?\s*\d{1,4}"
    r"(?:\s*(?:of|/|\||von|de|sur|di|van|z|av)\s*\d{1,4})?[-–—\s]*",
    re.IGNORECASE,
)
_DECORATED = re.compile(r"[-–—]\s*(\d{1,4})\s*[-–—]|(\d{1,4})\s*(?:of|/|von|de|sur|di)\s*(\d{1,4})")

Edges = Mapping[int, str]  # the lines at the edges of a page, by their place


def running_lines(pages: Sequence[Edges]) -> list[set[int]]:
    """Of each page the places of the lines that go. A head stays where it stands first."""
    counted = Counter(key for number, page in enumerate(pages) for key in _keys_of_page(page, number))
    running = {key for key, count in counted.items() if count >= max(2, _needed(key, len(pages)))}
    return [
        {place for place, line in page.items() if _goes(line, number, len(pages), running)}
        for number, page in enumerate(pages)
    ]


def _needed(key: str, pages: int) -> float:
    """Half of the pages; the first may have no number. Of two, bare numbers count only from 1."""
    if pages < _SURE and "+1+" not in key and not any(map(str.isalpha, key)):
        return pages + 1
    return (pages - 1) / 2 if "+" in key else pages / 2


def _keys_of_page(page: Edges, number: int) -> set[str]:
    return {key for line in page.values() for key in _keys(line, number)}


def _goes(line: str, number: int, pages: int, running: set[str]) -> bool:
    if _NAMED.fullmatch(line) or _is_decorated(line, number + 1, pages):
        return True
    keys = [key for key in _keys(line, number) if key in running]
    if any("+" in key for key in keys):
        return True
    has_number = bool(_NUMBER.search(line)) and not line_day(line)
    return bool(keys) and (number > 0 or has_number)


def _is_decorated(line: str, number: int, pages: int) -> bool:
    """ "- 3 -" on the third page, "3/5" on the third of five."""
    found = _DECORATED.fullmatch(line)
    if not found:
        return False
    return found[1] == str(number) or (found[2], found[3]) == (str(number), str(pages))


def _keys(line: str, number: int) -> Iterator[str]:
    """The forms of a line in which some of its numbers are counted from that of its page: "page +1 of 5".

    Without a letter and without such a number it is none: two cells of a table may hold the same.
    """
    lower = line.lower()
    found = list(_NUMBER.finditer(lower))
    if len(found) > _MOST_NUMBERS:
        yield lower
        return
    for counts in product((False, True), repeat=len(found)):
        if not any(counts) and not any(map(str.isalpha, lower)):
            continue
        key, at = [], 0
        for each, relative in zip(found, counts, strict=True):
            key += [lower[at : each.start()], f"+{int(each[0]) - number}+" if relative else each[0]]
            at = each.end()
        yield "".join([*key, lower[at:]])
