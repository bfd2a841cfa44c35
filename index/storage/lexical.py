"""BM25 over the words of passages. With `analysis.py`, the only file that knows tantivy."""

import math
import re
import shutil
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Self

import tantivy

from corpus.rust_panics import panics_caught
from index.filters import Condition, NoneOf, OneOf
from index.storage.analysis import analyse, by_spaces, split
from index.storage.lexical_entry import INTEGERS, STRINGS, LexicalEntry
from index.storage.links import link_temporarily, may_write
from index.storage.tongues import PLAIN, Tongues, tongue_of, tongues_of

_TEXT = "text"
_ANALYZED = "analysed"  # the words of a passage come analysed, each in its own language
_HEAP = 64 * 1024 * 1024  # bytes, for the writer
SHORTEST_BEGINNING = 4  # letters of a word that others are forms of; "un" begins too many
SHORTEST_TYPO = 5  # letters of an analysed word that may be mistyped; shorter ones are one letter from many
SortOrder = Literal["newest", "oldest"]


class LexicalIndex:
    """Immutable tantivy segments, opened for reading, in a folder or in memory.

    Each passage is analysed in the language of its release, all words lie in one field, and one set of statistics
    ranks them. A question is analysed in its own language; where releases are in others, as they would read it, too.
    """

    def __init__(self, source: Path | tantivy.Index, tongues: Sequence[str] = (PLAIN,)) -> None:
        """`tongues`: how the passages were analysed. ValueError when a folder contains no complete index."""
        self._index = tantivy.Index.open(str(self._writable(source))) if isinstance(source, Path) else source
        self._index.register_tokenizer(_ANALYZED, by_spaces())
        self._schema = self._index.schema
        self._searcher = self._index.searcher()
        self._held: LexicalIndex | None = None  # links last as long as anything that reads through them
        self._tongues = Tongues(codes=tuple(tongues), analyse=analyse, split=split)

    def _writable(self, folder: Path) -> Path:
        """The folder; or, since tantivy makes locks where it reads, links to it that last as long as this index."""
        if may_write(folder):
            return folder
        links = link_temporarily(folder)
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        return links

    @classmethod
    def of(cls, entries: Sequence[LexicalEntry]) -> Self:
        """Make an index of these passages in memory."""
        index = tantivy.Index(_schema())
        _write(index, [], entries)
        index.reload()
        return cls(index, tongues_of(entry.place.language for entry in entries))

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def asked_in(self, question: str) -> Self:
        """The same index, which from now on analyses in the language of this question."""
        if self._tongues.is_one:
            return self
        bound = copy(self)
        vars(bound).update(_tongues=self._tongues.asked_in(question), _held=self)
        return bound

    def words(self, text: str) -> list[str]:
        """The words of a text as they are searched for: folded, stemmed, without stop words, each once."""
        return list(dict.fromkeys(self.analyse(text)))

    def analyse(self, text: str) -> list[str]:
        """The analysed words of a text, in order and with repetitions."""
        return self._tongues.analysed(text)

    def readings(self, text: str) -> list[list[str]]:
        """The analysed words of a text, each once, as each language of the index reads them, the question's first; none
        where that finds no word in it.
        """
        return self._tongues.readings(text)

    def every_reading(self, text: str) -> list[list[str]]:
        """The analysed words of a text, for each language that releases are in: a release holds those of its own."""
        return self._tongues.every_reading(text)

    def frequency(self, word: str) -> int:
        """The number of passages that contain an analysed word."""
        return int(self._searcher.doc_freq(_TEXT, word))

    @panics_caught()
    def search(
        self,
        question: str,
        k: int,
        conditions: Sequence[Condition] = (),
        term_weights: Mapping[str, float] = MappingProxyType({}),
    ) -> list[tuple[int, float]]:
        """The k best passages that meet the conditions, as (number, BM25 score), best first.

        `term_weights` adds analysed words, each with the share of its score that counts.
        """
        queries = [self._word_or_near(forms) for forms in self._tongues.forms(question)]
        queries += [tantivy.Query.boost_query(self._word(word), share) for word, share in term_weights.items()]
        return self._best([(tantivy.Occur.Should, query) for query in queries], k, conditions)

    def search_whole(
        self, words: Sequence[str], k: int, conditions: Sequence[Condition] = ()
    ) -> list[tuple[int, float]]:
        """The same among the passages that contain every one of these analysed words."""
        return self._best([(tantivy.Occur.Must, self._word(word)) for word in words], k, conditions)

    def find_forms(self, beginnings: Iterable[str], conditions: Sequence[Condition] = ()) -> list[int]:
        """Numbers of all passages with an analysed word that begins so; a short beginning must be the whole word."""
        queries = [self._form(beginning) for beginning in beginnings]
        found = self._best([(tantivy.Occur.Should, query) for query in queries], max(1, len(self)), conditions)
        return [number for number, _ in found]

    def _best(
        self, words: Sequence[tuple[tantivy.Occur, tantivy.Query]], k: int, conditions: Sequence[Condition]
    ) -> list[tuple[int, float]]:
        if not words or k < 1:
            return []
        found = self._searcher.search(self._narrow(tantivy.Query.boolean_query(words), conditions), k, count=False)
        addresses = [address for _, address in found.hits]
        numbers = self._searcher.fast_field_values("number", addresses)
        return [(int(number or 0), float(score)) for number, (score, _) in zip(numbers, found.hits, strict=True)]

    def _form(self, beginning: str) -> tantivy.Query:
        if len(beginning) < SHORTEST_BEGINNING:
            return self._word(beginning)
        return tantivy.Query.regex_query(self._schema, _TEXT, f"{re.escape(beginning)}.*")

    def search_by_date(
        self, question: str | None, order: SortOrder, k: int, offset: int, conditions: Sequence[Condition] = ()
    ) -> list[int]:
        """Numbers of the passages that contain every word of the question, by date; those without a date last.

        All passages if there is no question; none if the question has no word to search for.
        """
        words = [(tantivy.Occur.Must, self._any(forms)) for forms in self._tongues.forms(question or "")]
        if k < 1 or (question is not None and not words):
            return []
        holding = tantivy.Query.boolean_query(words) if words else tantivy.Query.all_query()
        found = self._searcher.search(
            self._narrow(holding, conditions),
            k,
            count=False,
            offset=offset,
            order_by_field="newest" if order == "newest" else "oldest",
            order=tantivy.Order.Desc,
        )
        numbers = self._searcher.fast_field_values("number", [address for _, address in found.hits])
        return [int(number or 0) for number in numbers]

    def _word(self, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, _TEXT, word, "freq")

    def _any(self, forms: Sequence[str]) -> tantivy.Query:
        """A passage holds a word in one of its forms: the best counts, and no other."""
        if len(forms) == 1:
            return self._word(forms[0])
        return tantivy.Query.disjunction_max_query([self._word(form) for form in forms])

    def _word_or_near(self, forms: Sequence[str]) -> tantivy.Query:
        """A query for the word. If it is nowhere in the index, it is taken for a typo: words one letter off match.

        Such a match scores like a word that occurs in one passage: tantivy gives fuzzy matches a constant.
        """
        word = forms[0]
        if len(word) < SHORTEST_TYPO or any(map(self.frequency, forms)):
            return self._any(forms)
        rare = math.log(1 + (len(self) + 0.5) / 1.5)
        return tantivy.Query.boost_query(tantivy.Query.fuzzy_term_query(self._schema, _TEXT, word), rare)

    def _narrow(self, query: tantivy.Query, conditions: Sequence[Condition]) -> tantivy.Query:
        """Restrict the query to passages that meet the conditions; scores do not change."""
        if not conditions:
            return query
        parts = [(tantivy.Occur.Must, query)]
        for condition in conditions:
            occur = tantivy.Occur.MustNot if isinstance(condition, NoneOf) else tantivy.Occur.Must
            parts.append((occur, tantivy.Query.const_score_query(self._condition(condition), 0.0)))
        return tantivy.Query.boolean_query(parts)

    def _condition(self, condition: Condition) -> tantivy.Query:
        if isinstance(condition, NoneOf):
            return tantivy.Query.term_set_query(self._schema, "release", list(condition.values))
        if isinstance(condition, OneOf):
            return tantivy.Query.term_set_query(self._schema, condition.column, list(condition.values))
        return tantivy.Query.range_query(
            self._schema, condition.column, tantivy.FieldType.Integer, condition.low, condition.high
        )


def write_lexical(folder: Path, gone: Iterable[int], entries: Iterable[LexicalEntry]) -> None:
    """Remove the passages with these numbers from the index in the folder, and add the entries."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(tantivy.Index(_schema(), str(folder)), gone, entries)


@panics_caught()
def _write(index: tantivy.Index, gone: Iterable[int], entries: Iterable[LexicalEntry]) -> None:
    """Write with one thread: ties, by score or by day, are found in the order of the entries."""
    index.register_tokenizer(_ANALYZED, by_spaces())
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for number in gone:
        writer.delete_documents_by_term("number", number)
    for document in _documents(entries):
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _documents(entries: Iterable[LexicalEntry]) -> Iterator[tantivy.Document]:
    for entry in entries:
        document = tantivy.Document()
        document.add_text(_TEXT, " ".join(analyse(tongue_of(entry.place.language), entry.text)))
        for integer, value in entry.integers().items():
            document.add_integer(integer, value)
        for name, text in entry.strings():
            document.add_text(name, text)
        yield document


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_TEXT, tokenizer_name=_ANALYZED, index_option="freq")
    for name in INTEGERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in STRINGS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()
