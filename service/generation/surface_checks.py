"""Checks of a language model's sentence by its surface: form, quotation marks, who speaks."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal

from corpus.english.pronouns import ADDRESSING
from corpus.folding import normalise
from service.generation.tokens import fold

Lock = Literal["citation", "form", "person", "quotation", "figure", "name", "word", "turn", "place", "order"]

_LONGEST = 500  # characters
_ADDRESS = re.compile(r"[^\W_]{2}\.[^\W\d_]{2}|://|\bwww\b|@|\bmailto\b|\bhttps?\b", re.IGNORECASE)
_MARKUP = re.compile(r"[<>\[\]{}|\\`*_~^#]|&\w+;|&#")
_PERSON = re.compile(rf"\b(?:{'|'.join(ADDRESSING)})\b", re.IGNORECASE)
_US = re.compile(r"\bUS\b")
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]|(?<!\w)['‘]([^'‘’]*\s[^'‘’]*)['’](?!\w)")
_MARKS = re.compile(r"[\"“”„«»]")


def _is_plain(text: str, _: Sequence[str]) -> bool:
    """One line that states something: no address, markup, hidden or drawn characters, no question, not endless."""
    if not 0 < len(text) <= _LONGEST or _ADDRESS.search(text) or _MARKUP.search(text):
        return False
    plain = normalise("NFKC", text)
    return all(_is_written(character) for character in plain) and any(character.isalpha() for character in plain)


def _is_written(character: str) -> bool:
    """A letter, a digit, a space, a currency, a mark of punctuation; no accent that belongs to no letter."""
    kind = unicodedata.category(character)
    return kind[0] in "LN" or kind in {"Zs", "Sc"} or (kind[0] == "P" and character not in "?!¿¡") or character in "+=°"


def _speaks_of_others(text: str, _: Sequence[str]) -> bool:
    """Outside quotation marks nobody is addressed and nobody speaks as "I" or "we"."""
    return not _PERSON.search(_US.sub("", fold(_QUOTED.sub(" ", text))))


def _quotes_truly(text: str, cited: Sequence[str]) -> bool:
    """A cited sentence contains what is in quotation marks, to the character; no mark is left open."""
    quoted = [found[1] or found[2] or "" for found in _QUOTED.finditer(text)]
    if _MARKS.search(_QUOTED.sub("", text)):
        return False
    return all(piece.strip() and any(piece.strip(" ,.") in each for each in cited) for piece in quoted)


LOOKS: dict[Lock, Callable[[str, Sequence[str]], bool]] = {
    "form": _is_plain,
    "quotation": _quotes_truly,
    "person": _speaks_of_others,
}
