"""Names of months and weekdays in some fifty languages, and how they order a date. The only file that knows babel.

The Unicode CLDR's data, loaded when a word is met that is no English month: a quarter of a second, once a process.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

from corpus.folding import fold_case, normalise

LANGUAGES = tuple(
    """bg hr cs da nl en et fi fr de el hu ga it lv lt mt pl pt ro sk sl es sv nb nn is sq sr sr_Latn bs mk uk ru be tr
    az ar ar_SY ar_MA ar_DZ he fa hi bn ur th vi id ms ca eu gl ka hy kk ja ko zh""".split()
)
_ARTICLES = re.compile(r"^(?:de |d['’])")  # Catalan has the preposition in the name
_MARKS = re.compile("[\u0300-\u036f\u200b-\u200f]")
_SAME_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ı": "i", "ς": "σ"})
_IN_HEBREW = "ב"


def month_named(word: str, language: str | None = None) -> int | None:
    """1 to 12 for the name of a month, whole or short; one that two languages give to two months needs its language."""
    found = _months().get(key := plain_name(word)) or _months().get(key.removeprefix(_IN_HEBREW), {})
    numbers = set(found.values())
    return numbers.pop() if len(numbers) == 1 else found.get(language or "")


def is_weekday(word: str) -> bool:
    return plain_name(word) in _weekdays()


def day_comes_first(tag: str) -> bool | None:
    """Whether 3/2 is the third of the second month, as a language and country write it; None where that says neither.

    "en" alone says neither: Americans and the British differ.
    """
    if tag.lower() == "en":
        return None
    try:
        pattern = str(Locale.parse(tag.replace("-", "_")).date_formats["short"].pattern)
    except (ValueError, UnknownLocaleError):
        return None
    first = re.search("[dMy]", pattern)
    return None if first is None or first[0] == "y" else first[0] == "d"


@cache
def _months() -> Mapping[str, dict[str, int]]:
    """By each name, the month that each language means by it."""
    named: dict[str, dict[str, int]] = defaultdict(dict)
    for language in LANGUAGES:
        for widths in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in widths[width].items():
                    if not re.search(r"\d", name):
                        named[plain_name(name)].setdefault(language.partition("_")[0], number)
    return dict(named)


@cache
def _weekdays() -> frozenset[str]:
    names = (
        str(name)
        for language in LANGUAGES
        for widths in Locale.parse(language).days.values()
        for name in widths["wide"].values()  # short ones are words of other languages: "is", "per", "man"
    )
    return frozenset(
        plain_name(part) for name in names for part in (name, *re.split("[- ]", name)) if len(part) > 3 or part == name
    )


def plain_name(name: str) -> str:
    """As names are compared: without case, accents or a full stop, and Arabic letters as Persian has them."""
    plain = normalise("NFKD", fold_case(name).strip(" .،॰").translate(_SAME_LETTERS))
    return _ARTICLES.sub("", _MARKS.sub("", plain)).translate(_SAME_LETTERS)
