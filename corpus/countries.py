"""Countries and their names: ISO 3166 codes, names, demonyms, capitals. The only file that knows countryinfo."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, Literal

from countryinfo import CountryInfo, all_countries

from corpus.country_names import NAMES, OTHER_CAPITALS, OTHER_DEMONYMS, OTHER_NAMES
from corpus.errors import UnknownCountry
from corpus.folding import fold_case

_GONE = {"AN", "CS"}  # still in the table
# Two countries bear it, or one alone that people hardly call so.
_WRONG = {"Congo", "Republic of China", "the Abode of Peace", "Pleasant Island"}
_TERRITORIES = {"American": "US", "Chinese": "CN", "French": "FR", "Indian": "IN", "Norwegian": "NO"}
_BETWEEN = re.compile(r"[,/]| and ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory of ISO 3166-1, and Kosovo as XK. Names are as releases write them."""

    code: str  # alpha-2
    code3: str  # alpha-3
    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]


def fingerprint() -> str:
    """Changes with the table."""
    return f"countryinfo-{version('countryinfo')}"


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """All of them by their codes."""
    found = {"XK": _make("XK", "XKX", "Kosovo")}
    for country in map(_read, all_countries()):
        best = found.get(country.code)
        if country.code and country.code not in _GONE and (best is None or len(country.demonyms) > len(best.demonyms)):
            found[country.code] = country
    return MappingProxyType(
        {code: country for code, country in sorted(found.items()) if country.demonyms or country.capitals}
    )


def country_of(name: str) -> Country:
    """The country of a code, a name or a demonym, as a person writes it. UnknownCountry."""
    code = _codes().get(fold_case(name).removeprefix("the "))
    if code is None:
        raise UnknownCountry(name)
    return countries()[code]


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    """What a person may write for each country. A demonym of two is none's, a name goes before a demonym."""
    codes = {fold_case(demonym): country.code for demonym, country in _each("demonyms")}
    shared = Counter(fold_case(demonym) for demonym, _ in _each("demonyms"))
    codes = {demonym: code for demonym, code in codes.items() if shared[demonym] == 1}
    codes |= {fold_case(name): country.code for name, country in _each("names")}
    codes |= {fold_case(own): country.code for country in countries().values() for own in _own(country)}
    return MappingProxyType(codes)


def _own(country: Country) -> tuple[str, ...]:
    return country.code, country.code3, country.name


def _each(kind: Literal["names", "demonyms"]) -> Iterator[tuple[str, Country]]:
    for country in countries().values():
        for name in getattr(country, kind):
            yield name, country


def _read(info: CountryInfo) -> Country:
    capital: Any = info.capital() or ""  # one country's is a list
    return _make(
        str(info.iso(2)),
        str(info.iso(3)),
        info.name(),
        # One word is the country's own name for itself, and may be a word of English ("Island" for Iceland).
        others=[name.strip() for name in info.alt_spellings() if " " in name.strip()],
        demonyms=[name.strip() for name in _BETWEEN.split(info.demonym() or "")],
        capital=capital if isinstance(capital, str) else capital[0],
    )


def _make(
    code: str, code3: str, name: str, others: Sequence[str] = (), demonyms: Sequence[str] = (), capital: str = ""
) -> Country:
    shown = NAMES.get(code, name)
    return Country(
        code=code,
        code3=code3,
        name=shown,
        names=_unique(shown, name.removeprefix("The "), *others, *_more(OTHER_NAMES, code)),
        demonyms=_unique(
            *(each for each in demonyms if _TERRITORIES.get(each, code) == code), *_more(OTHER_DEMONYMS, code)
        ),
        capitals=_unique(capital, *_more(OTHER_CAPITALS, code)),
    )


def _more(table: Mapping[str, str], code: str) -> list[str]:
    return table.get(code, "").split("|")


def _unique(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and name not in _WRONG))
