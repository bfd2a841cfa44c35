"""A query: the question as the index reads it, embedded once, its terms weighted once."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from corpus.english.question_words import QUANTIFIERS
from corpus.records import Vectors
from index.embedding import Embedder
from index.filters import asked_times, times_of
from index.question.answer_type import AnswerType, answer_type_of, counted_words, stem
from index.question.vocabulary import Vocabulary
from index.storage.lexical import LexicalIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueContext:
    """What a question depends on, such as the turns before it: it counts beside the question's own words, and less.

    standalone      the question as one would ask it by itself; the reranker reads it, people see it
    expanded_query  the same with all that it may depend on; embedded beside the question
    term_weights    analysed words that the question omits, each with the share of its weight that counts, in (0, 1]
    context_weight  the share of `expanded_query` in the query's vector, in [0, 1)
    days            first and last day of each time that is meant, if the question names none
    preferred       ids of likelier releases, each with what is added to the logit of its passages
    type_source     the question that determines the answer type: an earlier one for "And for Astrelle?"
    history         the questions that it depends on, latest first
    """

    standalone: str
    expanded_query: str
    term_weights: Mapping[str, float]
    context_weight: float
    days: tuple[tuple[date, date], ...]
    preferred: Mapping[str, float]
    type_source: str
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question with everything that retrieval and answering need to know about it.

    text          the question as it was asked
    standalone    the standalone question; equals `text` if it depends on nothing
    vector        unit vector, turned towards the context by its context weight
    words         analysed words with their weights (inverse document frequency); those from the context weigh less
    term_weights  the share of a word's weight that counts; a word that is not listed counts in full
    preferred     likelier releases, as in DialogueContext
    pairs         pairs of neighbouring analysed words
    times         first and last moment (microseconds since 1970) of each date that is meant
    answer_type   the type of short answer that it asks for
    counted       the stems after "how many"
    type_source   the question that determined these two: `text`, or an earlier one
    history       the questions that it depends on, latest first
    """

    text: str
    standalone: str
    vector: Vectors = field(compare=False, repr=False)  # (dimension,)
    words: dict[str, float]
    term_weights: Mapping[str, float]
    preferred: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]
    times: tuple[tuple[int, int], ...]
    answer_type: AnswerType
    counted: frozenset[str]
    type_source: str
    history: tuple[str, ...]

    def overlap(self, held: frozenset[str]) -> float:
        """Share of the query's words, by weight, that are among these: in [0, 1]."""
        whole = sum(self.words.values())
        return sum(weight for word, weight in self.words.items() if word in held) / whole if whole else 0.0


def parse_question(
    question: str, embedder: Embedder, lexical: LexicalIndex, context: DialogueContext | None = None
) -> Query:
    """Make the query: embed the question, and weight its words by how rare they are in the index."""
    asking = lexical.words(" ".join(sorted(QUANTIFIERS)))  # no passage has to contain them
    words = [word for word in lexical.analyse(question) if word not in asking]
    term_weights = {
        word: share for word, share in (context.term_weights if context else {}).items() if word not in words
    }
    vocabulary = Vocabulary(lexical)
    type_source = context.type_source if context else question
    return Query(
        text=question,
        standalone=context.standalone if context else question,
        vector=_embed(question, embedder, context),
        words={
            word: term_weights.get(word, 1.0) * vocabulary.weight(word)
            for word in dict.fromkeys([*words, *term_weights])
        },
        term_weights=term_weights,
        preferred=context.preferred if context else {},
        pairs=frozenset(pairs_of(words)),
        times=tuple(asked_times(question) or (times_of(context.days) if context else [])),
        answer_type=answer_type_of(type_source),
        counted=frozenset(stem(word) for word in counted_words(type_source) if lexical.analyse(word)),
        type_source=type_source,
        history=context.history if context else (),
    )


def _embed(question: str, embedder: Embedder, context: DialogueContext | None) -> Vectors:
    """The question's vector, turned towards that of the expanded query by the context weight."""
    vectors = embedder.embed_questions([question, *([context.expanded_query] if context else [])])
    if context is None:
        alone: Vectors = vectors[0]
        return alone
    turned: Vectors = (1 - context.context_weight) * vectors[0] + context.context_weight * vectors[1]
    return turned / np.float32(max(float(np.linalg.norm(turned)), 1e-9))


def pairs_of(words: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of neighbouring words, in their order."""
    return list(itertools.pairwise(words))
