"""How sure we are that the best sentence answers, and why not where we are not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.chunking import count_tokens
from corpus.dates import spell_day
from corpus.records import Listing
from index.asked import Asked
from index.lexical import LexicalIndex
from index.vocabulary import Held, Vocabulary
from index.wanted import Kind
from index.weights import Linear, logistic
from service.choosing import Choice

_UNSAID = 0.7  # share of names or words held, under which their lack is the reason to tell
_LACKING: dict[Kind, str] = {
    "amount": "an amount",
    "share": "a share",
    "duration": "how long",
    "count": "a number",
    "time": "a date",
    "name": "a name",
    "person": "a name",
    "place": "a place",
}

# They ask, and say nothing of what is asked about; the index takes them for words like others.
_ASKING = frozenset({"much", "many", "often", "long", "tell", "say", "said", "according"})
# Features of the best sentence that confidence looks at again.
_OWN = "answers short figureless timeless nameless fits holds uncounted titled".split()
_WORD = re.compile(r"[^\W_](?:[\w.’'-]*[^\W_])?")
_POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`confidence` is a probability that the best sentence answers; `reason` goes with silence, `doubt` with quotes."""

    confidence: float
    reason: str
    doubt: str


_NO_MATCH = "No release matches the question and its filters."
_FAR = "The nearest sentences are too far from the question to be sure."
_UNSURE = "It is not certain that these sentences answer."
_STRANGE = "No release that comes near holds a word of the question."
NOTHING = Verdict(confidence=0.0, reason=_NO_MATCH, doubt=_NO_MATCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the cited releases hold of a question: its names, its other words, each by weight.

    Names that are not held and are neighbours in the question are one: "North Korea".

    named  share of the names' weight that is held; 1 where there are none
    said   the same of the other words
    held   whether a single word of it is
    """

    unheld_names: tuple[str, ...]
    unheld_words: tuple[str, ...]
    named: float
    said: float
    held: bool


def weigh(
    asked: Asked, choices: Sequence[Choice], evidence: Evidence, weights: Linear, unfit: str | None = None
) -> Verdict:
    """The verdict on the sentences that would be quoted, the best first; `unfit` tells what they lack in form."""
    if not choices:
        return NOTHING
    if not evidence.held:  # noise, or another language: nearness in meaning alone vouches for nothing
        reason = _unnamed(evidence) or _STRANGE
        return Verdict(confidence=0.0, reason=reason, doubt=reason)
    features = confidence_features(asked, choices, evidence)
    missing = _unnamed(evidence) or _unfigured(asked, choices)
    if unfit:
        missing = _unnamed(evidence) or _unsaid(evidence) or unfit
    return Verdict(
        confidence=round(weights.probability(features), 4),
        reason=missing or _unsaid(evidence) or _FAR,
        doubt=missing or _UNSURE,
    )


def confidence_features(asked: Asked, choices: Sequence[Choice], evidence: Evidence) -> dict[str, float]:
    """What the confidence is made of: the best sentence's own features, what else was near, what is not held.

    best     probability that the sentence is the right one among those found
    behind   how far the best sentence of another release is behind it
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
        "open": float(asked.kind == "open"),
    }


def gather(question: str, texts: Sequence[str], lexical: LexicalIndex, standalone: str | None = None) -> Evidence:
    """What these texts (the cited releases, whole, with title and date) hold of the question.

    A follow-up may have no word of its own ("When was this?"): whether any is held, its standalone question tells.
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


def find_telling(question: str, lexical: LexicalIndex) -> list[str]:
    """The words that say something of what is asked about."""
    return [word for word in find_words(question) if lexical.words(word) and word.lower() not in _ASKING]


def _unheld(words: Sequence[str], held: Held) -> list[str]:
    return [word for word in words if not held.holds(word)]


def _unfigured(asked: Asked, choices: Sequence[Choice]) -> str | None:
    """A figure, a date that is asked for and is not there."""
    if asked.kind in _LACKING and all(_lacks(choice) for choice in choices):
        return f"The nearest sentences do not give {_LACKING[asked.kind]}."
    return None


def _unnamed(evidence: Evidence) -> str | None:
    """A name that is asked about and is not there."""
    if evidence.named < _UNSAID:
        return f"No release that comes near mentions {join(evidence.unheld_names)}."
    return None


def _unsaid(evidence: Evidence) -> str | None:
    """Any word will do to explain silence; beside quotes, that "offer" is missing would only puzzle."""
    if evidence.said < _UNSAID and evidence.unheld_words:
        return f"No release that comes near holds the word “{evidence.unheld_words[0]}”."
    return None


def _lacks(choice: Choice) -> bool:
    """Whether a figure, a time or a name is asked for and the sentence has none."""
    return any(choice.features[name] for name in ("figureless", "timeless", "nameless"))


def find_words(question: str) -> list[str]:
    """The words of a question as they are written, possessives taken off, each once."""
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
    """The names with those that follow each other in the question as one, each once."""
    if not names:
        return []
    name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return list(dict.fromkeys(re.findall(rf"(?<!\w)(?:{name})(?: (?:{name}))*(?!\w)", question)))


def _stands_out(word: str) -> bool:
    return word[0].isupper() or any(character.isupper() for character in word[1:])


def join(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def date_of(release: Listing) -> str:
    return spell_day(release.published)
