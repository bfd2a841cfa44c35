"""Letters without their accents, one for one: what is found in a folded text stands at the same place of the text."""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart, and marks that are written in several ways.
_ALIKE = str.maketrans("ØøŁłĐđĦħıŒœÆæ’‘ʼʻ‐‑–", "OoLlDdHhiOoAa''''---")


def fold(text: str) -> str:
    """The text with its accents off and its apostrophes and hyphens alike, of the same length."""
    if text.isascii():
        return text
    return text.translate({ord(character): _plain(character) for character in set(text) if ord(character) > 127})


def fold_case(name: str) -> str:
    """A name as names are compared: accents off, small letters, white space as single spaces."""
    return " ".join(fold(unicodedata.normalize("NFC", name)).casefold().split())


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    alike = character.translate(_ALIKE)
    first = unicodedata.normalize("NFD", alike)[0]
    return first if first.isascii() else alike
