"""Confidence: the calibrated probability that the best sentence answers; and the evidence for it in cited releases."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.chunking import count_tokens
from index.question.query import Query
from index.question.vocabulary import TermSet, Vocabulary
from index.ranking.weights import Linear, logistic
from index.storage.lexical import LexicalIndex
from service.answering.sentences import Choice

UNSAID = 0.7  # coverage of names or terms below which their absence is a reason worth giving
# They ask, and say nothing of what is asked about; the index takes them for words like others.
_ASKING = frozenset({"much", "many", "often", "long", "tell", "say", "said", "according"})
# Features of the best sentence that the confidence model uses again.
_OWN = "answers short figureless timeless nameless fits holds uncounted titled".split()
_WORD = re.compile(r"[^\W_](?:[\w.’'-]*[^\W_])?")
_POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the cited releases contain of a question: its names and its other words, by weight.

    Missing names that are neighbours in the question count as one: "North Korea".

    named  share of the names' weight that is found; 1 if there are no names
    said   the same for the other words
    held   whether any word of the question is found
    """

    unheld_names: tuple[str, ...]
    unheld_words: tuple[str, ...]
    named: float
    said: float
    held: bool


def estimate_confidence(query: Query, choices: Sequence[Choice], evidence: Evidence, weights: Linear) -> float:
    """The probability that the best sentence answers the question; 0 without sentences, or without any shared word."""
    if not choices or not evidence.held:  # noise, or another language: closeness of vectors alone proves nothing
        return 0.0
    return round(weights.probability(confidence_features(query, choices, evidence)), 4)


def confidence_features(query: Query, choices: Sequence[Choice], evidence: Evidence) -> dict[str, float]:
    """The features of confidence: the best sentence's own, how far the next is, and what is missing.

    best         probability that the sentence is the right one among those found
    behind       how far the best sentence of another release is behind it
    named, said  see Evidence
    """
    best = choices[0]
    others = [choice.score for choice in choices if choice.release.id != best.release.id]
    own = {name: best.features[name] for name in _OWN}
    return own | {
        "best": logistic(best.score),
        "behind": 1 - logistic(max(others, default=best.score - 5) - best.score),
        "dense": best.candidate.fused.dense,
        "named": evidence.named,
        "said": evidence.said,
        "open": float(query.kind == "open"),
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
        unheld_names=tuple(_together(unheld_names, question)),
        unheld_words=tuple(sorted(unheld_words, key=lambda word: -vocabulary.heaviest(word))),
        named=1 - vocabulary.share(unheld_names, names),
        said=1 - vocabulary.share(unheld_words, others),
        held=any(held.holds(word) for word in find_telling(standalone or question, lexical)),
    )


def find_groups(question: str, lexical: LexicalIndex) -> list[str]:
    """The names in a question; neighbouring names are joined."""
    return _together(find_names(question, find_telling(question, lexical)), question)


def find_telling(question: str, lexical: LexicalIndex) -> list[str]:
    """The content words of a question."""
    return [word for word in find_words(question) if lexical.words(word) and word.lower() not in _ASKING]


def _unheld(words: Sequence[str], held: TermSet) -> list[str]:
    return [word for word in words if not held.holds(word)]


def find_words(question: str) -> list[str]:
    """The words of a question as written, without possessives, each once."""
    found = (_POSSESSIVE.sub("", word) for word in _WORD.findall(question))
    return list(dict.fromkeys(word for word in found if word))


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


def _together(names: Sequence[str], question: str) -> list[str]:
    """The names, joined where they follow each other in the question, each once."""
    if not names:
        return []
    name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return list(dict.fromkeys(re.findall(rf"(?<!\w)(?:{name})(?: (?:{name}))*(?!\w)", question)))


def _stands_out(word: str) -> bool:
    return word[0].isupper() or any(character.isupper() for character in word[1:])


def join(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
