"""In which language a text is analysed: its own, where there are stems for it; else as English. Pure functions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

from corpus.language_tags import language_of
from corpus.languages import likeliest_of

PLAIN = "en"  # also for what has no stemmer: its words are folded, and its names are found
# Languages with a Snowball stemmer in tantivy, by ISO 639 code.
STEMMED = MappingProxyType(
    {
        "ar": "arabic",
        "da": "danish",
        "de": "german",
        "el": "greek",
        "en": "english",
        "es": "spanish",
        "fi": "finnish",
        "fr": "french",
        "hu": "hungarian",
        "it": "italian",
        "nb": "norwegian",
        "nl": "dutch",
        "nn": "norwegian",
        "no": "norwegian",
        "pt": "portuguese",
        "ro": "romanian",
        "ru": "russian",
        "sv": "swedish",
        "ta": "tamil",
        "tr": "turkish",
    }
)
# Those of them for which it has stop words as well.
STOPPED = frozenset(STEMMED.values()) - {"arabic", "greek", "romanian", "tamil", "turkish"}


def tongue_of(language: str | None) -> str:
    """How a release in a language is analysed, by code."""
    code = language_of(language) or PLAIN
    return code if code in STEMMED else PLAIN


def tongues_of(languages: Iterable[str | None]) -> tuple[str, ...]:
    """How the releases in these languages are analysed: each way once, and one at least."""
    return tuple(sorted({tongue_of(language) for language in languages})) or (PLAIN,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongues:
    """How texts are analysed that are compared with the passages of an index.

    codes    how its passages were: each in the language of its release
    analyse  the analysed words of a text, by the code of a language
    split    the words of a text as they stand
    asked    how a question is; None where nothing was asked yet, and releases are in several languages
    """

    codes: tuple[str, ...]
    analyse: Callable[[str, str], list[str]]
    split: Callable[[str], list[str]]
    asked: str | None = None

    @property
    def is_one(self) -> bool:
        return len(self.codes) == 1

    @property
    def own(self) -> str:
        """How a text is analysed of which nothing is known."""
        return self.asked or (self.codes[0] if self.is_one or PLAIN not in self.codes else PLAIN)

    def asked_in(self, question: str) -> Self:
        """For a question, in the likeliest of the index's languages. Where there is one alone, nothing is guessed."""
        return self if self.is_one else replace(self, asked=likeliest_of(question, frozenset(self.codes)) or self.own)

    def analysed(self, text: str) -> list[str]:
        return self.analyse(self.own, text)

    def readings(self, text: str) -> list[list[str]]:
        """The words of a text, each once, in every reading that the index's languages give it, the own one first.

        A word that is too small to be looked for in the own one is too small in all.
        """
        own = tuple(dict.fromkeys(self.analysed(text)))
        others = [] if self.is_one else [tuple(dict.fromkeys(self.analyse(code, text))) for code in self.codes]
        return [list(words) for words in dict.fromkeys([own, *others]) if words] if own else []

    def every_reading(self, text: str) -> list[list[str]]:
        """The words of a text, each once, as each of the index's languages has them; a list may be empty."""
        return [list(dict.fromkeys(self.analyse(code, text))) for code in self.codes]

    def forms(self, question: str) -> list[tuple[str, ...]]:
        """Each word of a question, once, in every form that the index's languages give it, the own one first."""
        if self.is_one:
            return [(word,) for word in dict.fromkeys(self.analysed(question))]
        asked = self if self.asked else self.asked_in(question)
        each = (asked.readings(word) for word in self.split(question))
        return list(dict.fromkeys(tuple(word for words in readings for word in words) for readings in each if readings))
