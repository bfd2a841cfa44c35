"""Context dependence: how much a turn depends on the turns before it, by its words alone. Pure functions; English."""

import re
from collections.abc import Sequence

from corpus.english.possessives import POSSESSIVE_PRONOUNS
from corpus.english.pronouns import IMPERSONAL, POINTING
from corpus.english.question_words import AUXILIARIES, INTERROGATIVES
from corpus.english.sentence_starters import GOING_ON
from corpus.english.stop_words import PREPOSITIONS
from index.question.words import find_names

FULL, WEAK, NONE = 1.0, 0.2, 0.0

_AUXILIARIES = "|".join(AUXILIARIES)
_PREPOSITIONS = "|".join(PREPOSITIONS)
_STARTERS = "|".join(GOING_ON)
# They refer to something said before. "there is", "it is possible" and "the ship that sank" do not.
_POINTING = re.compile(
    rf"\b(?:{'|'.join(POINTING)})\b"
    rf"|\bit\b(?!\s+(?:(?:is|was)\s+)?(?:{'|'.join(IMPERSONAL)})\b)"
    rf"|(?:^|\b(?:{_AUXILIARIES}|{_PREPOSITIONS}|and|but|so|what)\s+)that\b"
    rf"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )\bthere\b(?!\s+(?:{_AUXILIARIES})\b)",
    re.IGNORECASE,
)
_GOING_ON = re.compile(rf"^\W*(?:(?:{_STARTERS}|(?:what|how) (?:about|else))\b|why(?: not)?\W*$)", re.IGNORECASE)
_TURNING_AWAY = re.compile(
    r"\b(?:different|another|new|other|unrelated|separate|next)\s+(?:topic|subject|question|matter|thing)\b"
    r"|\b(?:chang(?:e|ing)|switch(?:ing)?)\s+(?:the\s+|of\s+)?(?:topic|subject|to)\b"
    r"|\bsomething\s+(?:else|different)\b"
    r"|^\W*(?:(?:turning|moving|going)\s+(?:on\s+)?to|let\s?['’]?s\s+(?:talk|turn|move|go))\b"
    r"|^\W*(?:by the way|on another note)\b"
    r"|^\W*now\b(?=[^?]*[:–—])",
    re.IGNORECASE,
)
_ASKING = re.compile(rf"\b(?:{'|'.join(INTERROGATIVES)}|{_AUXILIARIES})\b", re.IGNORECASE)
_FEW = 2  # content words: a turn with no more may be a bare search query


def context_dependence(question: str, words: Sequence[str]) -> float:
    """FULL, WEAK or NONE. `words` are the question's content words, in order.

    A turn that says it changes the subject does not depend on earlier ones. One that refers back, continues, or names
    nothing depends fully. Any other may depend: what was said before counts a little.
    """
    if _TURNING_AWAY.search(question):
        return NONE
    names = find_names(question, words)
    if _GOING_ON.search(question) or _points_back(question, names):
        return FULL
    return WEAK if names or 0 < len(words) <= _FEW else FULL


def _points_back(question: str, names: Sequence[str]) -> bool:
    """Whether some word refers to an earlier turn; in "Norvania and its neighbours", "its" refers to the same turn."""
    return any(
        found[0].lower() not in POSSESSIVE_PRONOUNS or not any(name in question[: found.start()] for name in names)
        for found in _POINTING.finditer(question)
    )


def say_plainly(question: str) -> str:
    """The question without the words by which it changes the subject."""
    return _TURNING_AWAY.sub(" ", question)


def is_elliptic(question: str) -> bool:
    """Whether the turn is elliptic: "And for Astrelle?" asks what was asked before.

    "What about the fish?" is not: it asks what there is to say about the fish, whatever was asked before.
    """
    rest = re.sub(rf"^\W*(?:{_STARTERS})\b", "", question, flags=re.IGNORECASE)
    return not _ASKING.search(rest)
