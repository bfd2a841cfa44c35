"""The words of a question: as they are written, those that say something, and the names among them."""

import re
from collections.abc import Sequence

from corpus.chunking import count_tokens
from corpus.english import possessives
from corpus.english.question_words import ASKING_ALONE
from index.storage.lexical import LexicalIndex

_WORD = re.compile(r"[^\W_](?:[\w.’'-]*[^\W_])?")
_POSSESSIVE = re.compile(possessives.ENDING)


def find_words(question: str) -> list[str]:
    """The words of a question as they are written, possessives taken off, each once."""
    found = (_POSSESSIVE.sub("", word) for word in _WORD.findall(question))
    return list(dict.fromkeys(word for word in found if word))


def find_telling(question: str, lexical: LexicalIndex) -> list[str]:
    """The words that say something of what is asked about."""
    return [word for word in find_words(question) if lexical.words(word) and word.lower() not in ASKING_ALONE]


def find_names(question: str, words: Sequence[str]) -> list[str]:
    """The words that name somebody or something: those with capitals or digits in them, but for the first word.

    Who types everything small still means names: cl100k has a token for " Laos" and none for " laos", as texts
    write it; so a word that is fewer tokens with a capital is a name.
    """
    if question != question.lower():
        first = next(iter(find_words(question)), "")
        return [word for word in words if _stands_out(word) and word != first]
    small, capital = (count_tokens([f" {form(word)}" for word in words]) for form in (str.lower, str.capitalize))
    return [word for word, low, high in zip(words, small, capital, strict=True) if high < low]


def find_groups(question: str, lexical: LexicalIndex) -> list[str]:
    """The names of a question; neighbours are one."""
    return join_neighbours(find_names(question, find_telling(question, lexical)), question)


def join_neighbours(names: Sequence[str], question: str) -> list[str]:
    """The names with those that follow each other in the question as one, each once."""
    if not names:
        return []
    name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return list(dict.fromkeys(re.findall(rf"(?<!\w)(?:{name})(?: (?:{name}))*(?!\w)", question)))


def _stands_out(word: str) -> bool:
    return word[0].isupper() or any(character.isupper() for character in word[1:])
