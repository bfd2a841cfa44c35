"""Words broken at the end of a line: whether their hyphen was set by the printer, or belongs to them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.chunking import count_tokens
from corpus.english.compounds import BEGINNINGS, ENDS

HYPHEN = re.compile(r"(?<=[^\W_])[-\u2010\u00ad]$")
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++[-\u2010][^\W\d_]++")
_WORD = re.compile(r"[^\W_]+")
_FIRST_WORD, _LAST_WORD = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W_]+$")
_LONGEST_WORD = 100  # letters
# Of a hyphen before these, the second half comes later: "short- and long-term".
_JOINING = frozenset("and or to und oder bis sowie et ou y".split())
_SHORTEST = 2  # letters of half a compound


@dataclass(frozen=True, slots=True)
class Spelling:
    """The words that a text writes whole within its lines, and those that it writes with a hyphen."""

    words: frozenset[str]
    compounds: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Spelling":
        text = " ".join(lines).lower()
        return cls(
            frozenset(_WORD.findall(text)),
            frozenset(found.replace("\u2010", "-") for found in _COMPOUND.findall(text)),
        )

    def join(self, before: str, line: str) -> tuple[str, ...] | None:
        """The pieces that a broken word is made whole by; None where no word goes on in lower case.

        No text before the word is copied. A hyphen stays where the text writes the word so elsewhere, and where both
        halves are words while the whole is none.
        """
        first, second = _LAST_WORD.search(before[-_LONGEST_WORD - 1 : -1]), _FIRST_WORD.match(line)
        if not first or not second or not line[0].islower() or first[0][-1].isdigit():
            return None
        if before[-1] == "\u00ad":
            return before[: -len(first[0]) - 1], first[0] + line
        one, other = first[0].lower(), second[0]
        if f"{one}-{other}" in self.compounds:
            return before, line
        whole = one + other in self.words or one in BEGINNINGS or other in ENDS or _is_word(one + other)
        if not whole and other in _JOINING and not line[len(other) :].startswith("-"):
            return before, " ", line
        if not whole and min(len(one), len(other)) >= _SHORTEST and _is_word(one) and _is_word(other):
            return before, line
        return before[: -len(first[0]) - 1], first[0] + line


def _is_word(letters: str) -> bool:
    """Whether it is common enough to be one token.

    Of 559 ways to break a hundred words,
    seven look like compounds.
    """
    return count_tokens([f" {letters}"])[0] == 1
