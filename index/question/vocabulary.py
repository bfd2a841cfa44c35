"""Matches words of a question with words of releases, as the lexical index sees them: folded and stemmed."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.english.names import CONNECTORS, NATIONALITY_ENDINGS
from index.storage.lexical import SHORTEST_TYPO, LexicalIndex

# A few releases do not show how rare a word is. Weights are computed as if there were at least this many passages,
# so that the words of a small collection weigh alike.
_SMALLEST = 1_000
_PEOPLE = re.compile(rf"(?:{NATIONALITY_ENDINGS})$")
_SHORTEST_ROOT = 3
_ACRONYM = re.compile(r"[A-Z]{2,6}")
# A name of several words, as it is written: "Organization for the Prohibition of Chemical Weapons". A word that begins
# none is passed over whole: 40,000 capitals in a row would else be tried from each of them.
_FULL_NAME = re.compile(
    rf"(?P<name>[A-Z]\w++(?:[\s-]++(?:(?:{'|'.join(CONNECTORS)})\s++){{0,2}}[A-Z]\w++)++)|[A-Z]\w*+"
)
_INITIAL = re.compile(r"\b[A-Z]")


@dataclass(frozen=True, slots=True)
class TermSet:
    """The analysed words of some texts, and their roots."""

    words: frozenset[str]
    roots: frozenset[str]
    initials: frozenset[str]
    lexical: LexicalIndex

    def holds(self, word: str) -> bool:
        """Whether the texts contain the word, what it is short for, or a people for its country.

        A word that is nowhere in the index may be off by one letter.
        """
        parts = self.lexical.words(word)
        # Both ways: "Japanese" where the text says Japan, and "Japan" where it says Japanese.
        if any({part, root(part)} & (self.roots | self.words) for part in parts):
            return True
        if any(not self.lexical.frequency(part) and self._is_near(part) for part in parts):
            return True
        acronym = word.replace(".", "")
        return bool(_ACRONYM.fullmatch(acronym)) and any(acronym in initials for initials in self.initials)

    def _is_near(self, word: str) -> bool:
        """Whether a word of the texts is one letter off. The first letter must agree: Gambia is not Zambia."""
        if len(word) < SHORTEST_TYPO:
            return False
        return any(held[0] == word[0] and is_one_letter_off(word, held) for held in self.words)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the index knows about words: how rare they are, and how they are analysed."""

    lexical: LexicalIndex

    def weight(self, word: str) -> float:
        """Inverse document frequency of an analysed word, as in BM25."""
        passages = max(len(self.lexical), _SMALLEST)
        frequency = self.lexical.frequency(word)
        return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))

    def share(self, some: Sequence[str], every: Sequence[str]) -> float:
        """The share of the total weight that some of the words have: in [0, 1]."""
        whole = sum(self.heaviest(word) for word in every)
        return sum(self.heaviest(word) for word in some) / whole if whole else 0.0

    def held(self, text: str) -> TermSet:
        words = frozenset(self.lexical.words(text))
        roots = frozenset(root(word) for word in words)
        named = filter(None, (found["name"] for found in _FULL_NAME.finditer(text)))
        initials = frozenset("".join(_INITIAL.findall(name)) for name in named)
        return TermSet(words, roots, initials, self.lexical)

    def heaviest(self, word: str) -> float:
        """The weight of the heaviest term that analysis makes of this word; 0 for a stop word."""
        return max((self.weight(part) for part in self.lexical.words(word)), default=0.0)


def is_one_letter_off(one: str, other: str) -> bool:
    """Whether adding, dropping or replacing one letter, or swapping two neighbours, turns one word into the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    first, second = one[start:], other[start:]
    return (
        first[1:] == second[1:]
        or first[1:] == second
        or first == second[1:]
        or (first[:2] == second[1::-1] and first[2:] == second[2:])
    )


def root(word: str) -> str:
    """The analysed word without what makes a people of a country, and without its last vowels.

    The stemmer keeps "japan" and "japanes" apart. An index made without these endings would have "German" and "germ"
    as one word: so they are taken off only where it is asked whether a text holds a word.
    """
    bare = _PEOPLE.sub("", word).rstrip("aeiouy")
    return bare if len(bare) >= _SHORTEST_ROOT else word
