"""The words of a text as an index holds them, in each language. With `lexical.py`, the only file that knows tantivy."""

import functools
from collections.abc import Iterable

import tantivy

from corpus.english.stop_words import STOP_WORDS
from index.storage.spacing import space_words
from index.storage.tongues import PLAIN, STEMMED, STOPPED

_LONGEST_WORD = 64


def analyse(tongue: str, text: str) -> list[str]:
    """The analysed words of a text in a language, in order and with repetitions."""
    return list(_analyzer(tongue).analyze(space_words(text)))


def split(text: str) -> list[str]:
    """The words of a text as they stand."""
    return list(_splitter().analyze(space_words(text)))


def root_of(word: str) -> str:
    """A word folded and stemmed: "announcements" and "announced" are "announc".

    As the index holds the words of English, but a stop word has a root too.
    """
    return "".join(_stemmer().analyze(word)) or word.lower()


@functools.cache
def by_spaces() -> tantivy.TextAnalyzer:
    """For words that are analysed already."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


@functools.cache
def _analyzer(tongue: str) -> tantivy.TextAnalyzer:
    """Split into words, fold accents ("Cavusoglu" finds "Çavuşoğlu"), drop stop words, stem, as a language does.

    Accents are folded before stems are taken: who asks without them finds the same.
    """
    fold, stems = tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer(STEMMED[tongue])
    if tongue == PLAIN:
        last = [fold, tantivy.Filter.custom_stopword(list(STOP_WORDS)), stems]
    elif STEMMED[tongue] in STOPPED:
        last = [tantivy.Filter.stopword(STEMMED[tongue]), fold, stems]  # the list has its accents
    else:
        last = [fold, stems]
    return _built([tantivy.Filter.remove_long(_LONGEST_WORD), tantivy.Filter.lowercase(), *last])


@functools.cache
def _stemmer() -> tantivy.TextAnalyzer:
    """As for English, but it keeps stop words."""
    stems = tantivy.Filter.stemmer(STEMMED[PLAIN])
    return _built([tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), stems])


@functools.cache
def _splitter() -> tantivy.TextAnalyzer:
    return _built([])


def _built(filters: Iterable[tantivy.Filter]) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    return builder.build()
