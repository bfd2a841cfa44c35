"""Tells sentences from headlines, lists and tables, in whatever script they are written."""

import re
from collections.abc import Iterable

# What ends a sentence: in Latin, Cyrillic, Greek, Hebrew script, then in others. Thai and Lao have no such mark.
_MARKS = ".!?…‽"
_OTHER_MARKS = "։።፧۔؟।॥༎།။។៕᠃᱾。．！？｡"
_CLOSING = "\"'”’»›)\\]」』）〉》"
_LAST = re.compile(rf"[{_MARKS}{_OTHER_MARKS}:;：；][{_CLOSING}]*$")
_STOP = re.compile(rf"[{_MARKS}{_OTHER_MARKS}][{_CLOSING}]*$")
# Looked for behind no other mark: else a row of them would be looked at once for each.
_WITHIN = re.compile(rf"(?<![{_MARKS}])[{_MARKS}]++[{_CLOSING}]*+(?=\s)|[{_OTHER_MARKS}]++[{_CLOSING}]*+")
_LAST_WORD = re.compile(rf"([^\W_]{{1,20}})[{_CLOSING}%]*$")
_NEXT = re.compile(r"\s*[^\w\s]*(\w)")
_SHORTENED = 3  # letters of a capitalised word that a full stop may shorten: "Mr.", "No.", "Gen."
_BREAKS = re.compile(r"[\s་፡]+")  # between words; Tibetan and Ethiopic have marks for it
_UNSPACED = ((re.compile("[\u3040-\uffdc]"), 2), (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 4))
_UNMARKED = re.compile("[\u0e00-\u0eff]")
_MIN_WORDS = 5  # of a sentence
_MIN_UNMARKED = 80  # characters of a paragraph in a script whose sentences end in nothing


def ends_sentence(line: str) -> bool:
    """Whether a line ends in a mark that ends sentences, in whatever script, or in what closes behind it."""
    return bool(_STOP.search(line))


def is_prose(line: str) -> bool:
    """Whether it is long enough for a sentence, and ended like one."""
    return len(_UNMARKED.findall(line)) >= _MIN_UNMARKED or (bool(_LAST.search(line)) and _has_words(line))


def holds_prose(line: str) -> bool:
    """Whether it has a sentence, though something else may stand behind it."""
    return prose_in(line) > 0


def prose_in(line: str) -> int:
    """The characters of a paragraph up to the end of its last sentence; 0 where there is none."""
    if is_prose(line):
        return len(line)
    end = start = 0
    for match in _WITHIN.finditer(line):
        if not _ends(line, match):
            continue
        if _has_words(line[start : match.start()]):
            end = match.end()
        start = match.end()
    return end


def prose_share(lines: Iterable[str]) -> float:
    """Of the characters of a text, how many are of sentences. Lines that are mostly numbers count on neither side."""
    told = [line for line in lines if not _is_of_numbers(line)]
    return sum(map(prose_in, told)) / max(1, sum(map(len, told)))


def _has_words(text: str) -> bool:
    unspaced = sum(len(letters.findall(text)) // size for letters, size in _UNSPACED)
    return len(_BREAKS.split(text.strip())) + unspaced >= _MIN_WORDS


def _ends(line: str, mark: re.Match[str]) -> bool:
    """Whether a mark within a line ends a sentence: not that of "Mr. Verrin", "approx. 340 t", "6. Mai"."""
    if mark[0][0] != ".":
        return True
    last, following = _LAST_WORD.search(line[max(0, mark.start() - 40) : mark.start()]), _NEXT.match(line, mark.end())
    if last is None or following is None:
        return True
    shortened = len(last[1]) == 1 or last[1].isdecimal() or (last[1][0].isupper() and len(last[1]) <= _SHORTENED)
    return not shortened and not (following[1].islower() or following[1].isdecimal())


def _is_of_numbers(line: str) -> bool:
    return 2 * sum(map(str.isdecimal, line)) > len(line)
