"""Letters in one way of writing; or without their accents, one for one: a place in the one is one in the other."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal

# Letters that Unicode does not take apart, and marks that are written in several ways.
_ALIKE = str.maketrans("ØøŁłĐđĦħıŒœÆæ’‘ʼʻ‐‑–", "OoLlDdHhiOoAa''''---")


# Python sorts the accents that follow each other in a time that grows with the square of their number, and 40,000 take
# a second. No script puts more than so many on a letter (Unicode's stream-safe format, UAX #15, allows 30).
_MOST_MARKS = 30
_PLANES = 0x20000  # code points among which all accents are

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def normalise(form: Form, text: str) -> str:
    """The text in a normal form of Unicode; endless runs of accents stay as they are."""
    if text.isascii():
        return text
    pieces = _endless().split(text)  # every other one is a run
    pieces[::2] = [unicodedata.normalize(form, piece) for piece in pieces[::2]]
    return "".join(pieces)


def fold(text: str) -> str:
    """The text with its accents off and its apostrophes and hyphens alike, of the same length."""
    if text.isascii():
        return text
    return text.translate({ord(character): _plain(character) for character in set(text) if ord(character) > 127})


def fold_case(name: str) -> str:
    """A name as names are compared: accents off, small letters, white space as single spaces."""
    return " ".join(fold(normalise("NFC", name)).casefold().split())


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    alike = character.translate(_ALIKE)
    first = unicodedata.normalize("NFD", alike)[0]
    return first if first.isascii() else alike


@cache
def _endless() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(_PLANES) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{_MOST_MARKS + 1},}})")
