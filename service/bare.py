"""Questions that name no matter: what somebody said, and nothing more; when "this" was. English.

No word of theirs tells one sentence from another, and no short answer is asked for. The form of a sentence answers
them: one that tells what this person said; one that names the day that the release is of.
"""

import re
from collections.abc import Callable, Sequence

from corpus.dates import day_of, names_day_near
from index.asked import Asked
from index.lexical import LexicalIndex
from service.choosing import Choice
from service.silence import find_names, find_telling

# "What did … say?" of people whom 2,025 releases name: of 50 first quotes of this form, 42 said it.
LIKELY = 0.84

_DAYS = 3  # that a release may be later than what it tells of
_GOING_ON = r"^\W*(?:(?:and|but|so|then)\b\W*)?"
_ASKED = (
    re.compile(
        _GOING_ON + r"(?:what|how)\s+(?:did|does|do|has|have|had)\s+(?P<who>.+?)\s+"
        r"(?:say|said|answer(?:ed)?|reply|replied|respond(?:ed)?|react(?:ed)?)\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
    re.compile(
        _GOING_ON + r"(?:what|how)\s+(?:was|were|is)\s+(?P<who>.+?)(?:['’]s|s['’])\s+"
        r"(?:answer|reply|response|reaction)\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
)
_IN_TURN = frozenset({"return", "response", "reply", "answer", "turn"})
_HAPPENING = frozenset("happen happened take took taken place occur occurred held day date exactly".split())
# "thanks" and "thanked", never "thank": "Minister Sokhonn, thank you" is said to him.
_REPORTING = (
    r"(?:say|tell|state|express|explain|reply|respond|answer|add|note|announce|congratulate|appreciate|thank|welcome"
    r"|reaffirm|affirm|emphasi[sz]e|stresse?|underline|underscore|condemn|urge|ask|pledge|promise|offer|agree"
    r"|confirm|reiterate|share|convey|commend|praise|raise|highlight|warn|mention|point|hope|request|propose|suggest"
    r"|declare|acknowledge|recogni[sz]e|remark|recall|insist|voice|extend|describe|outline)(?:e?d|e?s)"
    r"|said|told|replied|replies|call(?:ed|s)\s+(?:up)?(?:for|on)"
)
_BETWEEN = r"(?:\s+(?:also|then|again|further|later|both|in turn|has|had|\w+ly))*"


def find_fitting(asked: Asked, rank: Callable[[], Sequence[Choice]], lexical: LexicalIndex) -> list[Choice]:
    """The sentences whose form answers a question that names no matter, in their order; none for any other question.

    `rank` ranks those of all passages that were found, and is called only for such a question.
    """
    if speaker := find_speaker(asked.text, lexical):
        return [choice for choice in rank() if reports(choice.sentence.text, speaker)]
    if asked.preferred and asks_when(asked, lexical):
        cited_first = next(iter(asked.preferred))
        return [choice for choice in rank() if choice.release.id == cited_first and _tells_day(choice)]
    return []


def find_speaker(question: str, lexical: LexicalIndex) -> str | None:
    """The last name of whose words are asked for, where nothing else is: "Sokhonn" for "What did Prak Sokhonn say?"."""
    found = next((found for form in _ASKED if (found := form.match(question))), None)
    if found is None or set(find_telling(found["rest"], lexical)) - _IN_TURN:
        return None
    who = find_telling(found["who"], lexical)
    named = find_names(question, who)
    return named[-1] if named and named == who else None


def reports(sentence: str, speaker: str) -> bool:
    """Whether a sentence tells what this person said: "Minister Sokhonn also thanked …", "…, said Minister Sokhonn"."""
    name = re.escape(speaker)
    subject = rf"\b{name}\b(?:\s+[A-Z]\S*)*(?:,[^,]{{1,120}},)?{_BETWEEN}\s+(?:{_REPORTING})\b"
    behind = rf"\b(?:said|says|added|adds)\s+(?:the\s+)?(?:[A-Z]\S*\s+){{0,5}}{name}\b"
    return bool(re.search(subject, sentence) or re.search(behind, sentence))


def asks_when(asked: Asked, lexical: LexicalIndex) -> bool:
    """Whether a question asks for the time of what was spoken of, without a word of its own: "When was this?"."""
    words = {word.lower() for word in find_telling(asked.text, lexical)}
    return asked.kind == "time" and words <= _HAPPENING


def _tells_day(choice: Choice) -> bool:
    published = choice.release.published
    return published is not None and names_day_near(choice.sentence.text, day_of(published), _DAYS)
