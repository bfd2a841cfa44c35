"""Tokens for grounding: a sentence's figures, dates, names and words, each normalised. Pure functions; English.

"¥25 billion" and "25 billion yen" are one figure, "21 October 2020" and "October 21, 2020" one day, "three" is 3.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.dates import month_number
from corpus.english import possessives
from corpus.english.months import MONTH
from corpus.english.numbers import (
    CURRENCIES,
    LETTER_SCALES,
    ORDINAL_ENDINGS,
    ORDINALS,
    SCALES,
    SHORT_SCALES,
    TENS,
    UNITS,
)
from corpus.english.verb_forms import IRREGULAR
from corpus.folding import normalise
from index.storage.analysis import root_of

TokenKind = Literal["figure", "name", "word"]

_SMALL = {word: number for number, word in enumerate(UNITS)}
_TENS = {word: 10 * number for number, word in enumerate(TENS, start=2)}
_ORDINALS = {word: number for number, word in enumerate(ORDINALS, start=1)}
_LONGEST = 20  # most digits of a figure that is computed with; decimals keep 28
_BEFORE = r"(?:(?P<currency>US\$|\$|€|£|¥|₩|₹|USD|EUR|GBP|JPY|KRW|INR)\s?)?"
_BEHIND = r"(?:[\s-]?(?P<unit>%|percentage\s+points?|percent|per\s+cent|USD|EUR|GBP|JPY|KRW|INR"
_BEHIND += r"|(?:US\s+)?dollars?|euros?|yen|rupees?)(?![^\W_]))?"
_SCALE = rf"(?:[\s-]?(?P<scale>{'|'.join((*SCALES, *SHORT_SCALES))})\b|(?P<letter>[kmbt])\b)?"
_FIGURE = re.compile(
    rf"(?P<sign>(?<![^\s(])-(?=\S))?{_BEFORE}(?P<digits>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?){_SCALE}(?P<ordinal>(?:{ORDINAL_ENDINGS}|s)\b)?{_BEHIND}",
    re.IGNORECASE,
)
_PART = rf"(?:(?:{'|'.join(_TENS)})[\s-](?:{'|'.join(UNITS[1:10])})|{'|'.join([*_TENS, *UNITS[::-1]])})"
_SPELLED = re.compile(
    rf"{_BEFORE}\b(?P<spelled>{_PART}(?:\s+hundred(?:\s+(?:and\s+)?{_PART})?)?|a(?=\s+(?:hundred|thousand|[mbtr]+illion)\b))"
    rf"\b(?:[\s-]?(?P<scale>{'|'.join(SCALES)})\b)?{_BEHIND}",
    re.IGNORECASE,
)
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_ORDINAL_END = rf"(?:{ORDINAL_ENDINGS})?"
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(rf"(?P<day>\d{{1,2}}){_ORDINAL_END}\s+(?:of\s+)?(?P<month>{MONTH})(?:,?\s+(?P<year>\d{{4}}))?\b"),
    re.compile(rf"\b(?P<month>{MONTH})\s+(?P<day>\d{{1,2}}){_ORDINAL_END}\b(?:,?\s+(?P<year>\d{{4}})\b)?"),
    re.compile(rf"\b(?P<month>{MONTH})(?:,|\s+of)?\s+(?P<year>\d{{4}})\b"),
    re.compile(rf"\b(?P<month>{MONTH})(?![^\W_])"),
)
_RAISED = re.compile(r"(?<=[^\W_])[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
# 10⁶ is neither 10 nor 106, and km² holds no 2; before all else, or its first figure alone would be read.
_POWER = re.compile(r"(?:\d[\d,.]*+|[^\W\d_]++)\^[-+]?\d+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(possessives.ENDING)
_ALIASES = (
    (re.compile(r"\bUnited States(?: of America)?\b|\bU\.\s?S\.(?:A\.)?|\bU\.S\b"), "US"),
    (re.compile(r"\bUnited Kingdom\b|\bU\.\s?K\.|\bU\.K\b"), "UK"),
    (re.compile(r"\bUnited Nations\b|\bU\.N\.|\bU\.N\b"), "UN"),
    (re.compile(r"\bEuropean Union\b|\bE\.U\.|\bE\.U\b"), "EU"),
)
_NOT = re.compile(r"n['’]t\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A normalised figure, date, name or word of a sentence.

    form   its one form: "25000000000 yen", "2020-10-21", "ostrander", "announc"
    gives  every form that it vouches for when another sentence says it: of a day also its year, of "25 billion yen"
           also "25 billion"; of a word itself alone
    folded the word as it is written, in small letters, without "’s"
    joined whether nothing but a space or a hyphen is between it and the token before it
    """

    kind: TokenKind
    form: str
    gives: frozenset[str]
    folded: str
    initial: bool
    joined: bool


def fold(text: str) -> str:
    """One way of writing: compatibility forms, dashes, a few abbreviated names, "n't" as "not"; powers with "^"."""
    plain = re.sub(r"[‐-―−]", "-", normalise("NFKC", _RAISED.sub(r"^\g<0>", text)))
    for pattern, name in _ALIASES:
        plain = pattern.sub(name, plain)
    return _NOT.sub(" not", re.sub(r"\b(?:can't|cannot)\b", "can not", plain))


@functools.lru_cache(maxsize=1_000)  # an answer's sentences are looked at again for each sentence of a model
def read(text: str) -> tuple[Token, ...]:
    """Everything that a text says, in its order; every digit of it is in some token."""
    return tuple(_read(fold(text)))


def _read(text: str) -> Iterator[Token]:
    at, last, first = 0, 0, True
    while at < len(text):
        found = _match(text, at)
        if found is None:
            at += 1
            continue
        kind, forms, end = found
        joined = not first and not text[last:at].strip(" -")
        folded = _POSSESSIVE.sub("", text[at:end].lower())
        yield Token(kind=kind, form=forms[0], gives=frozenset(forms), folded=folded, initial=first, joined=joined)
        at = last = end
        first = False


def _match(text: str, at: int) -> tuple[TokenKind, list[str], int] | None:
    if found := _POWER.match(text, at):
        return "figure" if found[0][0].isdigit() else "name", [found[0].replace(",", "").lower()], found.end()
    for pattern in _DATES:
        if found := pattern.match(text, at):
            return "figure", _date_forms(found), found.end()
    if found := _FIGURE.match(text, at) or _SPELLED.match(text, at):
        return "figure", _figure_forms(found), found.end()
    if found := _ORDINAL.match(text, at):
        return "figure", [f"#{_ORDINALS[found[0].lower()]}"], found.end()
    if found := _WORD.match(text, at):
        return _word(found[0], found.end())
    return None


def _word(written: str, end: int) -> tuple[TokenKind, list[str], int]:
    word = _POSSESSIVE.sub("", written) or written
    if any(character.isupper() for character in word) or any(character.isnumeric() for character in word):
        return "name", [word.lower()], end
    return "word", [form_of(word)], end


@functools.lru_cache(maxsize=10_000)
def form_of(word: str) -> str:
    """The one form of a word: "announcements" and "announced" are the same, "made" is "make".

    As the index stems (`root_of`), and irregular verbs beside: a model may write "gave" of a release's "gives". The
    index does not know them, or its words would be others, and each index would have to be made anew.
    """
    small = word.lower()
    return root_of(IRREGULAR.get(small, small))


def _date_forms(found: re.Match[str]) -> list[str]:
    named = {"year": None, "day": None} | found.groupdict()
    year, day = named["year"], int(named["day"]) if named["day"] else None
    month = month_number(found["month"])
    forms = [
        f"{y or '?'}-{month:02}-{f'{d:02}' if d else '?'}"
        for y in dict.fromkeys((year, None))
        for d in dict.fromkeys((day, None))
    ]
    return [*forms, *([year] if year else []), *([f"#{day}"] if day else [])]


def _figure_forms(found: re.Match[str]) -> list[str]:
    named = dict.fromkeys(("digits", "spelled", "letter", "ordinal", "sign")) | found.groupdict()
    letter = (named["letter"] or "").lower()
    plain = (named["sign"] or "") + _value(named, letter if named["currency"] else "")
    if named["ordinal"]:
        return [f"{plain}s" if named["ordinal"].lower() == "s" else f"#{plain}"]
    unit = re.sub(r"\s+", " ", (named["currency"] or named["unit"] or "").lower())
    if unit in {"%", "percent", "per cent"}:
        return [f"{plain}%"]
    if unit.startswith("percentage"):
        return [f"{plain} points"]
    currency = CURRENCIES.get(unit) or CURRENCIES.get(unit.removesuffix("s"))
    if currency:
        return [f"{plain} {currency}", plain]
    return [plain if not letter or named["currency"] else f"{plain}{letter}"]


def _value(named: Mapping[str, str | None], letter: str) -> str:
    """The figure written out, without zeros at its end that say nothing."""
    digits = (named["digits"] or "").replace(",", "")
    if len(digits) > _LONGEST:
        return f"{named['digits']}{named['scale'] or ''}{letter}"
    value = Decimal(digits or _spelled(named["spelled"] or ""))
    scale = (named["scale"] or "").lower()
    power = (SCALES | SHORT_SCALES).get(scale, LETTER_SCALES.get(letter, 0))
    return f"{value.scaleb(power).normalize():f}"


def _spelled(words: str) -> int:
    """ "two hundred and twenty-five" as 225."""
    total = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "hundred":
            total *= 100
        else:
            total += {"a": 1, "and": 0}.get(word, _SMALL.get(word, 0) + _TENS.get(word, 0))
    return total
