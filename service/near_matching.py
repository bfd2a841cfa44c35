"""Finds the words of a text that are nearest to a quote's: approximate matching by edit distance over words.

Sellers, "The theory and computation of evolutionary distances: pattern recognition", Journal of Algorithms, 1980: the
row of the edit distance begins with zeros, so that a match may begin anywhere. A row is computed at once (numpy).
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.passage import Span
from corpus.typography import make_plain
from service.quote_matching import Match, diff_words

LONGEST = 5_000  # characters of a quote that is looked for so
LEAST_SIMILAR = 0.6
_LEFT_OUT = 0.5  # what a word of the text that the quote lacks costs; a word of the quote that the text lacks costs 1
# A word; a figure with its points; a character where a script writes no spaces.
_WORD = re.compile(
    r"\d[\d.,]*(?<=\d)|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)

Costs = npt.NDArray[np.float64]
WordNumbers = npt.NDArray[np.int64]


def find_near(text: str, window: Span, quote: str) -> Match | None:
    """The words in the window that are nearest to the quote's, if enough of them are the same; case does not count."""
    written = _words(quote, Span(0, len(quote)))
    there = _words(text, window)
    if not written or not there or len(quote) > LONGEST:
        return None
    known: dict[str, int] = {}
    pattern = _numbered([word for word, _ in written], known)
    row = _numbered([word for word, _ in there], known)
    last, _ = _nearest_end(pattern, row)
    first, cost = _nearest_end(pattern[::-1], row[last::-1])
    similarity = 1 - cost / len(written)
    if similarity < LEAST_SIMILAR:
        return None
    span = Span(there[last - first][1].start, there[last][1].end)
    parts = diff_words(quote, span.of(text))
    return Match(kind="near", span=span, parts=(span,), similarity=similarity, diff=parts)


def _nearest_end(pattern: WordNumbers, row: WordNumbers) -> tuple[int, float]:
    """Where the first of the nearest places ends, and its cost.

    A last word that differs takes the word of the row beside it, which costs no more than to do without.
    """
    costs = _distances(pattern, row)
    last = int(np.argmin(costs))
    while last + 1 < len(row) and costs[last + 1] == costs[last]:
        last += 1
    return last, float(costs[last])


def _distances(pattern: WordNumbers, row: WordNumbers) -> Costs:
    """For each word of the row, the least cost of the pattern in words that end with it."""
    steps = np.arange(len(row) + 1) * _LEFT_OUT
    costs: Costs = np.zeros(len(row) + 1)
    for word in pattern:
        below = costs + 1
        below[1:] = np.minimum(below[1:], costs[:-1] + (row != word))
        costs = np.minimum.accumulate(below - steps) + steps
    return costs[1:]


def _words(text: str, window: Span) -> list[tuple[str, Span]]:
    """The words of a part of a text, in small letters, with their places in the text."""
    plain = make_plain(window.of(text))
    found = (Span(*each.span()) for each in _WORD.finditer(plain.text))
    return [(span.of(plain.text).casefold(), plain.original(span).within(window.start)) for span in found]


def _numbered(words: Sequence[str], known: dict[str, int]) -> WordNumbers:
    return np.asarray([known.setdefault(word, len(known)) for word in words], dtype=np.int64)
