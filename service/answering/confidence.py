"""Confidence: the calibrated probability that the best sentence answers; and the evidence for it in cited releases."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.passage import heading
from corpus.records import Texts
from index.question.query import Query
from index.question.vocabulary import TermSet, Vocabulary
from index.question.words import find_names, find_telling, join_neighbours
from index.ranking.weights import Linear, logistic
from index.storage.lexical import LexicalIndex
from service.answering.sentences import Choice

# Features of the best sentence that the confidence model uses again.
_OWN = (
    *("read", "answers", "short", "likeliest", "figureless", "timeless", "nameless", "fits", "holds", "uncounted"),
    *("titled", "spoken", "unspoken", "on_day"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a text contains of a question: its names and its other telling words, each counted as one.

    Counted, not weighed: how rare a word is among a hundred releases says nothing. Missing names that are neighbours in
    the question count as one: "North Korea".

    name_coverage  share of the names that the text contains; 1 if there are none
    term_coverage  the same for the other words
    """

    unheld_names: tuple[str, ...]
    unheld_words: tuple[str, ...]
    name_coverage: float
    term_coverage: float
    matched: int  # words of the question that the text contains

    @property
    def any_match(self) -> bool:
        """Whether the text contains any word of the question."""
        return self.matched > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What confidence is estimated from: the choices, likeliest first, and the evidence for the best one.

    release  in the whole release of the best sentence, with title and date
    sentence in the sentence alone, with title and date
    """

    query: Query
    choices: Sequence[Choice]
    release: Evidence
    sentence: Evidence
    several: bool


def weigh(query: Query, choices: Sequence[Choice], *, several: bool, lexical: LexicalIndex, texts: Texts) -> Weighing:
    """Gather the evidence for the best of the choices, of which there is at least one."""
    best = choices[0]
    release = texts.get_version(best.release.id, best.release.version)
    head = heading(release.title, release.published)
    asked = query.standalone
    return Weighing(
        query=query,
        choices=choices,
        release=gather(asked, f"{head}{release.text}", lexical),
        sentence=gather(asked, f"{head}{best.sentence.text}", lexical),
        several=several,
    )


def estimate_confidence(weighing: Weighing, weights: Linear) -> float:
    """The probability that the best sentence answers the question."""
    return round(weights.probability(confidence_features(weighing)), 4)


def confidence_features(weighing: Weighing) -> dict[str, float]:
    """The features of confidence: the best sentence's own, how far the next is, and what is missing.

    best         its probability of belonging to the answer
    behind       how far the best sentence of another release is behind it
    named, said  name and term coverage by its release; named_here, said_here by itself; see Evidence
    nothing      1 if its release contains no word of the question: noise, or another language
    """
    best, query = weighing.choices[0], weighing.query
    others = [choice.score for choice in weighing.choices if choice.release.id != best.release.id]
    own = {name: best.features[name] for name in _OWN}
    return own | {
        "best": best.probability,
        "logit": max(-1.0, min(1.0, best.score / 10)),
        "behind": 1 - logistic(max(others, default=best.score - 5) - best.score),
        "dense": best.candidate.fused.dense,
        "named": weighing.release.name_coverage,
        "said": weighing.release.term_coverage,
        "named_here": weighing.sentence.name_coverage,
        "said_here": weighing.sentence.term_coverage,
        "nothing": float(not weighing.release.any_match),
        "open": float(query.answer_type == "open"),
        "several": float(weighing.several),
    }


def relatedness_features(weighing: Weighing) -> dict[str, float]:
    """What tells whether the best sentence's release is on the question's matter, whether or not it answers."""
    best = weighing.choices[0]
    return {
        "dense": best.candidate.fused.dense,
        "titled": best.features["titled"],
        "passage": best.features["passage"],
        "read": best.features["read"],
        "named": weighing.release.name_coverage,
        "said": weighing.release.term_coverage,
        "named_here": weighing.sentence.name_coverage,
        "said_here": weighing.sentence.term_coverage,
        "nothing": float(not weighing.release.any_match),
    }


def gather(question: str, text: str, lexical: LexicalIndex) -> Evidence:
    """What this text contains of the question."""
    vocabulary = Vocabulary(lexical)
    held = vocabulary.held(text)
    words = find_telling(question, lexical)
    names = find_names(question, words)
    others = [word for word in words if word not in names]
    unheld_names, unheld_words = _unheld(names, held), _unheld(others, held)
    return Evidence(
        unheld_names=tuple(join_neighbours(unheld_names, question)),
        unheld_words=tuple(sorted(unheld_words, key=lambda word: -vocabulary.heaviest(word))),
        name_coverage=1 - len(unheld_names) / len(names) if names else 1.0,
        term_coverage=1 - len(unheld_words) / len(others) if others else 1.0,
        matched=len(words) - len(unheld_names) - len(unheld_words),
    )


def _unheld(words: Sequence[str], held: TermSet) -> list[str]:
    return [word for word in words if not held.holds(word)]
