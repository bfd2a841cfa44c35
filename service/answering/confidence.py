"""Confidence: the calibrated probability that the best sentence answers; and the evidence for it in cited releases."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.question.query import Query
from index.question.vocabulary import TermSet, Vocabulary
from index.question.words import find_names, find_telling, join_neighbours
from index.ranking.weights import Linear, logistic
from index.storage.lexical import LexicalIndex
from service.answering.sentences import Choice

UNSAID = 0.7  # coverage of names or terms below which their absence is a reason worth giving
# Features of the best sentence that the confidence model uses again.
_OWN = "answers short figureless timeless nameless fits holds uncounted titled".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the cited releases contain of a question: its names and its other words, by weight.

    Missing names that are neighbours in the question count as one: "North Korea".

    name_coverage  share of the names' weight that the releases contain; 1 if there are no names
    term_coverage  the same for the other words
    any_match      whether they contain any word of the question
    """

    unheld_names: tuple[str, ...]
    unheld_words: tuple[str, ...]
    name_coverage: float
    term_coverage: float
    any_match: bool


def estimate_confidence(query: Query, choices: Sequence[Choice], evidence: Evidence, weights: Linear) -> float:
    """The probability that the best sentence answers the question; 0 without sentences, or without any shared word."""
    if not choices or not evidence.any_match:  # noise, or another language: closeness of vectors alone proves nothing
        return 0.0
    return round(weights.probability(confidence_features(query, choices, evidence)), 4)


def confidence_features(query: Query, choices: Sequence[Choice], evidence: Evidence) -> dict[str, float]:
    """The features of confidence: the best sentence's own, how far the next is, and what is missing.

    best         probability that the sentence is the right one among those found
    behind       how far the best sentence of another release is behind it
    named, said  name and term coverage: see Evidence
    """
    best = choices[0]
    others = [choice.score for choice in choices if choice.release.id != best.release.id]
    own = {name: best.features[name] for name in _OWN}
    return own | {
        "best": logistic(best.score),
        "behind": 1 - logistic(max(others, default=best.score - 5) - best.score),
        "dense": best.candidate.fused.dense,
        "named": evidence.name_coverage,
        "said": evidence.term_coverage,
        "open": float(query.answer_type == "open"),
    }


def gather(question: str, texts: Sequence[str], lexical: LexicalIndex, standalone: str | None = None) -> Evidence:
    """What these texts (the cited releases in full, with title and date) contain of the question.

    A follow-up may have no words of its own ("When was this?"): then its standalone question decides whether any is
    found.
    """
    vocabulary = Vocabulary(lexical)
    held = vocabulary.held("\n".join(texts))
    words = find_telling(question, lexical)
    names = find_names(question, words)
    others = [word for word in words if word not in names]
    unheld_names, unheld_words = _unheld(names, held), _unheld(others, held)
    return Evidence(
        unheld_names=tuple(join_neighbours(unheld_names, question)),
        unheld_words=tuple(sorted(unheld_words, key=lambda word: -vocabulary.heaviest(word))),
        name_coverage=1 - vocabulary.share(unheld_names, names),
        term_coverage=1 - vocabulary.share(unheld_words, others),
        any_match=any(held.holds(word) for word in find_telling(standalone or question, lexical)),
    )


def _unheld(words: Sequence[str], held: TermSet) -> list[str]:
    return [word for word in words if not held.holds(word)]
