"""How sure we are that the best sentence answers, and why not where we are not.

Three signs, each by a general means (docs/decisions/0006): how near the sentence is to the question; whether the
names of the question stand in the cited releases; whether a word that does not stand there moves the question away.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.chunking import count_tokens
from corpus.dates import spell_day
from corpus.records import Listing
from index.retriever import Retriever
from service.choosing import Candidate
from service.vocabulary import Vocabulary

# A first calibration by eye on the visible questions: the nearest sentence of an answerable one is rarely under .4.
_EVEN, _STEEPNESS = 0.38, 12.0
# Taking a word out of the question brings it nearer to the sentence by so much: from here on the word counts as
# foreign to the releases, from there on fully.
_FOREIGN_FROM, _FOREIGN_FULLY = 0.03, 0.09
_UNSAID = 0.6  # factor under which a sign is a reason to tell

_WORD = re.compile(r"[^\W_](?:[\w.’'-]*[^\W_])?")
_POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`confidence` in [0, 1]; `reason` is told when it is too low for an answer."""

    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Weighs candidates by what one snapshot knows."""

    retriever: Retriever

    def weigh(self, question: str, candidates: Sequence[Candidate], texts: Sequence[str]) -> Verdict:
        """The verdict on the sentences that would be quoted; `texts` are the releases they stand in, whole."""
        if not candidates:
            return Verdict(confidence=0.0, reason="No release matches the question and its filters.")
        vocabulary = Vocabulary(self.retriever.snapshot.lexical)
        held = vocabulary.held(" ".join([*texts, *(date_of(candidate.release) for candidate in candidates)]))
        words = [word for word in find_words(question) if not vocabulary.is_empty(word)]
        names = find_names(question, words)
        unheld = [word for word in words if not held.holds(word)]
        unheld_names = [name for name in names if name in unheld]
        named = 1 - vocabulary.share(unheld_names, names)
        foreign_words = [word for word in unheld if word not in names]
        moved = self._moved(question, candidates, [*foreign_words, *find_runs(question, foreign_words)])
        foreign = max(moved.values(), default=0.0)
        near = 1 / (1 + math.exp(-_STEEPNESS * (max(c.similarity for c in candidates) - _EVEN)))
        familiar = 1 - min(1.0, max(0.0, foreign - _FOREIGN_FROM) / (_FOREIGN_FULLY - _FOREIGN_FROM))
        reason = "The nearest sentences are too far from the question to be sure."
        if named < _UNSAID:
            reason = f"No release that comes near mentions {join(unheld_names)}."
        elif familiar < _UNSAID:
            reason = f"No release that comes near speaks of {join([max(moved, key=lambda word: moved[word])])}."
        return Verdict(confidence=round(near * named**2 * familiar, 4), reason=reason)

    def _moved(self, question: str, candidates: Sequence[Candidate], words: Sequence[str]) -> dict[str, float]:
        """By how much the question comes nearer to the sentences when each of these is taken out of it."""
        if not words:
            return {}
        sentences = np.stack([candidate.vector for candidate in candidates])
        without = [re.sub(rf"\b{re.escape(word)}\b", "", question, count=1) for word in words]
        similarities = (
            sentences @ self.retriever.embedder.embed_questions([question, *without]).T
        )  # (sentences, 1 + words)
        best = similarities.max(axis=0)
        return {word: float(value - best[0]) for word, value in zip(words, best[1:], strict=True)}


def find_runs(question: str, words: Sequence[str]) -> list[str]:
    """Neighbouring words as they stand in the question: "nuclear power" is foreign where neither word alone is."""
    any_word = "|".join(map(re.escape, words))
    return re.findall(rf"\b(?:{any_word})(?:[\s-]+(?:{any_word}))+\b", question) if words else []


def find_words(question: str) -> list[str]:
    """The words of a question as they are written, possessives taken off, each once."""
    found = (_POSSESSIVE.sub("", word) for word in _WORD.findall(question))
    return list(dict.fromkeys(word for word in found if word))


def find_names(question: str, words: Sequence[str]) -> list[str]:
    """The words that name somebody or something: those with capitals or digits in them, but for the first word.

    Who types everything small still means names: cl100k has a token for " Laos" and none for " laos", as texts
    write it; so a word that is fewer tokens with a capital is a name.
    """
    if question != question.lower():
        first = next(iter(find_words(question)), "")
        return [word for word in words if _stands_out(word) and word != first]
    small, capital = (count_tokens([f" {form(word)}" for word in words]) for form in (str.lower, str.capitalize))
    return [word for word, low, high in zip(words, small, capital, strict=True) if high < low]


def _stands_out(word: str) -> bool:
    return word[0].isupper() or any(character.isupper() for character in word[1:])


def join(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def date_of(release: Listing) -> str:
    return spell_day(release.published)
