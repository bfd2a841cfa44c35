"""A question as the index reads it: embedded once, its words weighed once."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.records import Vectors
from index.embedding import Embedder
from index.lexical import LexicalIndex
from index.query import asked_times
from index.vocabulary import Vocabulary
from index.wanted import Kind, counted_words, kind_of, stem

_ASKING = "how many much often"  # they ask, and say nothing of what is asked about: no passage need hold them


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with all that every part of an answer needs to know of it.

    words    its analysed words, each with its weight (inverse document frequency)
    pairs    its neighbouring analysed words
    times    first and last moment (microseconds since 1970) of the dates that it names
    kind     the kind of short answer that it wants
    counted  the stems after "how many"
    """

    text: str
    vector: Vectors = field(compare=False, repr=False)  # (dimension,)
    words: dict[str, float]
    pairs: frozenset[tuple[str, str]]
    times: tuple[tuple[int, int], ...]
    kind: Kind
    counted: frozenset[str]

    def overlap(self, held: frozenset[str]) -> float:
        """Share of the question's words, by weight, that are among these: in [0, 1]."""
        whole = sum(self.words.values())
        return sum(weight for word, weight in self.words.items() if word in held) / whole if whole else 0.0


def read_question(question: str, embedder: Embedder, lexical: LexicalIndex) -> Asked:
    """The question, embedded and weighed against what the index holds."""
    asking = lexical.words(_ASKING)
    words = [word for word in lexical.analyse(question) if word not in asking]
    vocabulary = Vocabulary(lexical)
    return Asked(
        text=question,
        vector=embedder.embed_questions([question])[0],
        words={word: vocabulary.weight(word) for word in dict.fromkeys(words)},
        pairs=frozenset(pairs_of(words)),
        times=tuple(asked_times(question)),
        kind=kind_of(question),
        counted=frozenset(stem(word) for word in counted_words(question) if lexical.analyse(word)),
    )


def pairs_of(words: Sequence[str]) -> list[tuple[str, str]]:
    """Neighbours, in their order."""
    return list(itertools.pairwise(words))
