"""Sentence selection: ranks the sentences of retrieved passages for the question, and chooses those to quote."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from corpus.english.corrections import ASKING_FOR_IT, EARLIER, TOLD, VERSIONS
from corpus.passage import Span
from corpus.records import Listing
from index.hits import Found
from index.question.query import Query
from index.question.words import find_words
from index.ranking.candidates import Candidate, Sentence
from index.ranking.features import sentence_features
from index.ranking.scoring import ScoredCandidate
from index.ranking.weights import Linear, logistic
from index.retriever import READ
from service.answering.form_features import QuestionForm

# Probability from which on a sentence is quoted beside the best one, by F1 over complete gold
# (benchmarks/results/thresholds.json).
BELONGS = 0.3
ON_TOPIC = 0.1  # the same of a sentence that has all words of a topic
_EARLIER_VERSION = re.compile(
    rf"\b(?:{'|'.join(EARLIER)}) (?:{'|'.join(VERSIONS)})\b[^.]{{0,80}}\b(?:{'|'.join(TOLD)})\b", re.IGNORECASE
)
_BUDGET = 1_200  # characters in total; the best one is quoted whatever its length


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence that may answer, with its candidate; `score` is the logit of its belonging to the answer."""

    candidate: Candidate
    sentence: Sentence
    features: dict[str, float]
    score: float

    @property
    def release(self) -> Listing:
        return self.candidate.release

    @property
    def span(self) -> Span:
        return self.sentence.span

    @property
    def probability(self) -> float:
        return logistic(self.score)


def rank_sentences(found: Found, weights: Linear, form: QuestionForm, depth: int | None = None) -> list[Choice]:
    """Rank the sentences of the passages that were read (without a reranker, of the first READ), the likeliest first.

    With a `depth`, those of so many passages, read or not. What a correction tells of an earlier version is left out,
    unless that is asked for. Ties by release and place.
    """
    read = sum(ranked.candidate.is_read for ranked in found.best) or READ
    choices = [
        Choice(candidate=ranked.candidate, sentence=sentence, features=features, score=weights.of(features))
        for rank, ranked in enumerate(found.best[: depth or read])
        for sentence in ranked.candidate.sentences
        if is_current(found.query, sentence)
        for features in (choice_features(found.query, ranked, rank, sentence, form),)
    ]
    return sorted(choices, key=lambda choice: (-choice.score, choice.release.id, choice.span))


def is_current(query: Query, sentence: Sentence) -> bool:
    """Whether a sentence holds now: it does not tell what an earlier version said, or that is what is asked for."""
    if not _EARLIER_VERSION.search(sentence.text):
        return True
    return any(word.lower() in ASKING_FOR_IT for word in find_words(query.text))


def choice_features(
    query: Query, ranked: ScoredCandidate, rank: int, sentence: Sentence, form: QuestionForm
) -> dict[str, float]:
    """The features of a sentence for ranking: its own, of its place, of its passage, and of the question's form.

    passage    the passage's score; `first` and `second` are 1 for passages of that rank
    likeliest  softmax of the reranker's sentence_logit over the passage's sentences
    shortest   the same of its span_logit
    beside     the higher sentence_logit of its two neighbours, as a probability
    opening    1 for the first sentence of the release
    """
    return unranked_features(query, ranked.candidate, sentence, form) | {
        "passage": ranked.score,
        "first": float(rank == 0),
        "second": float(rank == 1),
    }


def unranked_features(query: Query, candidate: Candidate, sentence: Sentence, form: QuestionForm) -> dict[str, float]:
    """Those of them that do not depend on how its passage is ranked."""
    own = sentence_features(query, candidate, sentence)
    sentences = candidate.sentences
    readings = [each.reading for each in sentences if each.reading]
    mine, at = sentence.reading, sentences.index(sentence)
    neighbours = (*sentences[max(0, at - 1) : at], *sentences[at + 1 : at + 2])
    beside = [each.reading.sentence_logit for each in neighbours if each.reading]
    return (
        own
        | form.features(candidate, sentence)
        | {
            "likeliest": share_of(mine.sentence_logit, [each.sentence_logit for each in readings]) if mine else 0.0,
            "shortest": share_of(mine.span_logit, [each.span_logit for each in readings]) if mine else 0.0,
            "beside": logistic(max(beside, default=-10.0)),
            "opening": float(sentence.span.start == 0),
        }
    )


def share_of(value: float, every: Sequence[float]) -> float:
    """The softmax of one of several logits."""
    highest = max(every)
    return math.exp(value - highest) / sum(math.exp(each - highest) for each in every)


def belonging(choices: Sequence[Choice], *, several: bool, least: float = BELONGS) -> list[Choice]:
    """The best sentence, first; where `several` may answer, all that belong to the answer.

    Beside what somebody said stands only what they said as well.
    """
    if not several:
        return list(choices[:1])
    said = [each for each in choices if each.features["spoken"] >= choices[0].features["spoken"]]
    return [*said[:1], *takewhile(lambda choice: choice.probability >= least, said[1:])]


def choose(choices: Sequence[Choice], skip: int = 0) -> list[Choice]:
    """As many of these, in their order, as fit in the budget, once so many have been left out."""
    sizes = accumulate(choice.span.end - choice.span.start for choice in choices[skip:])
    return [
        choice
        for number, (choice, size) in enumerate(zip(choices[skip:], sizes, strict=True))
        if not number or size <= _BUDGET
    ]


def in_order(choices: Sequence[Choice]) -> list[Choice]:
    """The same as they are quoted: release by release, in the order of each one's text."""
    releases = list(dict.fromkeys(choice.release.id for choice in choices))
    return sorted(choices, key=lambda choice: (releases.index(choice.release.id), choice.span))
