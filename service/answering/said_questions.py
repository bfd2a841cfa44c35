"""Questions that ask for what somebody said, for what was asked, or for when "this" was. English.

They ask for no short answer, and few of their words tell one sentence from another: the speaker does, or the day.
"""

import re
from collections.abc import Sequence

from corpus.english.events import FLOOR
from corpus.english.pronouns import DETERMINERS
from corpus.english.question_words import ABOUT, HAPPENING
from corpus.english.reporting_verbs import ASKED, ASKED_NOUNS
from corpus.english.sentence_starters import BEFORE_SAID
from index.question.query import Query
from index.question.words import find_names, find_telling
from index.storage.lexical import LexicalIndex

_GOING_ON = rf"^\W*(?:(?:{'|'.join(BEFORE_SAID)})\b\W*)?"
_ASKED = (
    re.compile(
        _GOING_ON + r"(?:what|how)\s+(?:did|does|do|has|have|had)\s+(?P<who>.+?)\s+"
        rf"(?:{ASKED})\b",
        re.IGNORECASE,
    ),
    re.compile(
        _GOING_ON + r"(?:what|how)\s+(?:was|were|is)\s+(?P<who>.+?)(?:['’]s|s['’])\s+"
        rf"(?:{ASKED_NOUNS})\b",
        re.IGNORECASE,
    ),
)
_FLOOR = re.compile(rf"\b(?:{'|'.join(FLOOR)})s?\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\s*(?:he|she)\s*", re.IGNORECASE)
_ON_THAT = re.compile(_GOING_ON + rf"(?:{'|'.join(ABOUT)})\s", re.IGNORECASE)
_ARTICLE = re.compile(rf"(?:{'|'.join(DETERMINERS)})\b", re.IGNORECASE)
_NAME = 3  # words of a person's name
_DOING = re.compile(r"\b(?:did|does|has|had|will|would)\s+(?P<who>(?:[A-Z][\w.’'-]*\s+){0,4}[A-Z][\w’'-]+)\s+[a-z]")


def find_speaker(query: Query, lexical: LexicalIndex) -> str | None:
    """Whose words are asked for: "Sokhonn" for "What did Prak Sokhonn say of litter?"; None if nobody is named.

    "And about the loans?" asks the same after such a question; "he" is the person last named as doing something.
    """
    found = _form_of(query.text)
    if found is None and _ON_THAT.match(query.text):
        found = _form_of(query.type_source)
    return (_name_in(found["who"], found.string, lexical) or _guess_speaker(found, query, lexical)) if found else None


def _form_of(question: str) -> re.Match[str] | None:
    return next((found for form in _ASKED if (found := form.match(question))), None)


def _name_in(who: str, question: str, lexical: LexicalIndex) -> str | None:
    """The last word of a name, if these words are a name and nothing else."""
    words = find_telling(who, lexical)
    named = find_names(question, words)
    return named[-1] if named and named == words else None


def _guess_speaker(found: re.Match[str], query: Query, lexical: LexicalIndex) -> str | None:
    """Guess whom "he" means; or who is meant when all is in lower case, and names look like other words."""
    who = found["who"]
    if _PRONOUN.fullmatch(who):
        return _last_named(query.history, lexical)
    words = find_telling(who, lexical)
    small = found.string == found.string.lower() and not _ARTICLE.match(who)
    return words[-1] if small and words == who.split()[-len(words) :] and len(words) <= _NAME else None


def _last_named(questions: Sequence[str], lexical: LexicalIndex) -> str | None:
    """The person whom the first of these texts that names one names as doing something: "What did Motegi offer?"."""
    for question in questions:
        for found in _DOING.finditer(question):
            if name := _name_in(found["who"], question, lexical):
                return name
    return None


def asks_the_floor(question: str) -> bool:
    """Whether a question is about what was asked, not about what was answered."""
    return bool(_FLOOR.search(question))


def asks_when(query: Query, lexical: LexicalIndex) -> bool:
    """Whether a question asks for the time of what was just discussed, without content words: "When was this?"."""
    words = {word.lower() for word in find_telling(query.text, lexical)}
    return query.answer_type == "time" and words <= HAPPENING
