"""Finds the countries that a text names: by name, by demonym, by capital."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from corpus.countries import Country, countries
from corpus.english.names import NO_PLURAL_ENDINGS
from corpus.folding import fold

# Names that hold a country's and mean none.
_NONE = (
    "Latin America|Latin American|South America|South American|Central America|Central American|North America|"
    "North American|Inter-American|Pan-American|American Indian|American Indians|Organization of American States|"
    "New England|New Mexico|Gulf of Mexico|New Jersey|Jersey City|New South Wales|Prince of Wales|South China Sea|"
    "East China Sea|Indian Ocean|Gulf of Guinea|New Guinea|Sea of Japan|Gulf of Oman|Lake Chad|Niger Delta|"
    "Islamic State of Iraq and the Levant|Islamic State of Iraq and Syria|Islamic State of Iraq and al-Sham|"
    "Niger River|Korean Peninsula|North Georgia|Georgia State|State of Georgia"
).split("|")
# Names of two countries tell nothing beside a name that is one country's. Without one, Korea is the south.
_KOREAN = dict.fromkeys(("Korea", "Koreas", "Korean", "Koreans"), "KR")
_SHARED = {"Congo": "", "Congolese": "", "Dominican": "", "Dominicans": ""} | _KOREAN
_KOREAS = {"KP", "KR"}
# Capitals that are more often another word, name or town.
_NO_CAPITALS = {
    "Male",
    "Victoria",
    "Hamilton",
    "Stanley",
    "Douglas",
    "Plymouth",
    "George Town",
    "Georgetown",
    "Kingston",
}
_NO_CAPITALS |= {"San Jose", "The Valley", "West Island", "Saint-Denis", "Saint John's", "Castries", "Nassau"}
_GIVEN = {"Jordan", "Chad", "Georgia", "Israel"}  # people are called so, too
_ATLANTA = re.compile(r"\b(?:Atlanta|Savannah|District of Georgia|Georgia, USA)\b")
_TBILISI = re.compile(r"\b(?:Tbilisi|Georgians?)\b")
_WORD = re.compile(r"\b[A-Z]\w*")
_NAME_BEFORE = re.compile(r"(?:[a-z,;:] |\b(?=M[rs]|Dr))([A-Z][a-z]+)\.? $")
_NAME_AFTER = re.compile(r" [A-Z][a-z]")
_LANGUAGE = re.compile(r"\b(?:[Ii]n|[Ii]nto|[Ss]peaks?|[Ss]peaking) $")
_GOES_ON = re.compile(r" [a-z]")
_SHOUTED = re.compile(r"\b[A-Z]{3,} $")  # CONTACT US
_NO_PLURAL = re.compile(rf"(?:{NO_PLURAL_ENDINGS})$")

_Kind = str  # "name", "demonym", "capital", or "none"
_Phrase = tuple[str, str, _Kind]  # the phrase, folded; the code of its country; what it is


def find_countries(title: str, text: str) -> tuple[str, ...]:
    """The codes of the countries that a release names, sorted.

    A capital names its country in a title alone: of those that stand in a text without their country, four in five tell
    where people met ("the talks in Vienna").
    """
    title, text = fold(title), fold(text)
    in_title, in_text = _find(title), (found for found in _find(text) if found[2] != "capital")
    named: set[str] = set()
    shared: set[str] = set()
    for phrase, code, _ in (*in_title, *in_text):
        (shared if phrase in _SHARED else named).add(code)
    if not named & _KOREAS:
        named |= shared
    if "GE" in named and not _TBILISI.search(text) and (_ATLANTA.search(text) or named == {"GE", "US"}):
        named.remove("GE")  # the state
    return tuple(sorted(named - {""}))


def _find(folded: str) -> Iterator[_Phrase]:
    """Every name in the text, the longest at each place."""
    phrases = _phrases()
    end = 0
    for word in _WORD.finditer(folded):
        start = word.start()
        if start < end:
            continue
        for found in phrases.get(word[0], ()):
            stop = start + len(found[0])
            if folded.startswith(found[0], start) and not folded[stop : stop + 1].isalnum():
                end = stop
                if _is_meant(folded, start, stop, found):
                    yield found
                break


def _is_meant(folded: str, start: int, end: int, found: _Phrase) -> bool:
    """Whether the name means its country here, and not a person, a language, or us."""
    phrase, _, kind = found
    before = folded[max(0, start - 24) : start]
    if phrase == "US":
        return not _SHOUTED.search(before)
    if kind == "demonym":
        return bool(_GOES_ON.match(folded, end)) or not _LANGUAGE.search(before)
    if kind == "capital":
        return not _NAME_AFTER.match(folded, end)
    named = _NAME_BEFORE.search(before) if phrase in _GIVEN else None
    return named is None or named[1] in _phrases()


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, tuple[_Phrase, ...]]:
    """All names by their first words, the longest first."""
    meanings: dict[str, _Phrase] = {}
    for country in countries().values():
        for phrase, kind in _names_of(country):
            meanings.setdefault(phrase, (phrase, country.code, kind))
    meanings |= {phrase: (phrase, code, "name") for phrase, code in _SHARED.items()}
    meanings |= {phrase: (phrase, "", "none") for phrase in _NONE}
    by_word: dict[str, list[_Phrase]] = defaultdict(list)
    for phrase in sorted(meanings, key=lambda phrase: (-len(phrase), phrase)):
        if word := _WORD.match(phrase):
            by_word[word[0]].append(meanings[phrase])
    return MappingProxyType({word: tuple(found) for word, found in by_word.items()})


def _names_of(country: Country) -> Iterator[tuple[str, _Kind]]:
    for name in country.names:
        yield fold(name), "name"
    for demonym in country.demonyms:
        yield fold(demonym), "demonym"
        if not _NO_PLURAL.search(demonym):
            yield f"{fold(demonym)}s", "demonym"
    for capital in country.capitals:
        if fold(capital) not in _NO_CAPITALS:
            yield fold(capital), "capital"


def is_place(word: str) -> bool:
    """Whether a folded word is a country's name, its people's, or a capital."""
    return any(phrase == word for phrase, _, _ in _phrases().get(word, ()))
