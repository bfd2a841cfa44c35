"""Tokenises a question: its words as written, its content words, its names."""

import re
from collections.abc import Sequence

from corpus.chunking import count_tokens
from corpus.english import possessives
from corpus.english.question_words import ASKING_ALONE
from index.storage.lexical import LexicalIndex

_WORD = re.compile(r"[^\W_](?:[\w.’'-]*[^\W_])?")
_POSSESSIVE = re.compile(possessives.ENDING)


def find_words(question: str) -> list[str]:
    """The words of a question as written, without possessives, each once."""
    found = (_POSSESSIVE.sub("", word) for word in _WORD.findall(question))
    return list(dict.fromkeys(word for word in found if word))


def find_telling(question: str, lexical: LexicalIndex) -> list[str]:
    """The content words of a question."""
    return [word for word in find_words(question) if lexical.words(word) and word.lower() not in ASKING_ALONE]


def find_names(question: str, words: Sequence[str]) -> list[str]:
    """The words that name somebody or something: those with capitals or digits, except the first word.

    Who types everything small still means names: cl100k has a token for " Laos" and none for " laos", as texts
    write it; so a word that is fewer tokens with a capital is a name.
    """
    if question != question.lower():
        first = next(iter(find_words(question)), "")
        return [word for word in words if _stands_out(word) and word != first]
    small, capital = (count_tokens([f" {form(word)}" for word in words]) for form in (str.lower, str.capitalize))
    return [word for word, low, high in zip(words, small, capital, strict=True) if high < low]


def find_groups(question: str, lexical: LexicalIndex) -> list[str]:
    """The names in a question; neighbouring names are joined."""
    return join_neighbours(find_names(question, find_telling(question, lexical)), question)


def join_neighbours(names: Sequence[str], question: str) -> list[str]:
    """The names, joined where they follow each other in the question, each once."""
    if not names:
        return []
    name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return list(dict.fromkeys(re.findall(rf"(?<!\w)(?:{name})(?: (?:{name}))*(?!\w)", question)))


def _stands_out(word: str) -> bool:
    return word[0].isupper() or any(character.isupper() for character in word[1:])
