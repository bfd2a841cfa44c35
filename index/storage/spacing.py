"""Writes a text so that white space and punctuation part its words, before it is analysed. Pure functions."""

import re
from itertools import pairwise

_INITIALS = re.compile(r"\b(?:[A-Za-z]\.)+[A-Za-z]\b\.?")
# Scripts that write no space between words: Chinese characters and kana; Thai, Lao, Burmese, Khmer.
_UNSPACED = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]+|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"
)


def space_words(text: str) -> str:
    """Write "U.S." as "US": one word, not two letters. Write a run without spaces as its pairs of neighbours.

    Pairs (bigrams) are what retrieval of Chinese and Japanese does without a dictionary (Manning et al., 2008, 2.2.1):
    a word of a question finds itself in a text wherever it stands.
    """
    joined = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    return joined if joined.isascii() else _UNSPACED.sub(lambda run: f" {_pairs(run[0])} ", joined)


def _pairs(run: str) -> str:
    return " ".join(map("".join, pairwise(run))) or run
