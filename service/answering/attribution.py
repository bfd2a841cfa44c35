"""Attribution of quotes: whose words a sentence of a release reports. Pure functions; English, except transcripts.

Four forms: the release reports what a person said ("Minister Vela stressed …", then "She also …") or what several said
("Both ministers regretted …"); the person's turn in a transcript ("MINISTER VELA: …"); the person's own statement
("Anna Vela, Minister of Ports", then the text).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.english.events import ASKERS, STATEMENTS
from corpus.english.pronouns import SUBJECTS
from corpus.english.reporting_verbs import BETWEEN, REPORTS, REPORTS_BEFORE_NAME, REPORTS_OF_SEVERAL
from corpus.english.titles import GROUPS, HEADS
from corpus.passage import Span

# A bounded number of words, here and below: in "both both both …" each would otherwise begin a match of the rest.
_BETWEEN = rf"(?:\s+(?:{BETWEEN})){{0,6}}"
_GROUP = re.compile(
    r"\b(?:[Bb]oth|[Tt]he\s+two|[Tt]hey|[Tt]he\s+(?:(?:foreign|prime|defen[cs]e)\s+)?"
    rf"(?:{'|'.join(GROUPS)}))\b"
    rf"(?:\s+[a-z]+){{0,2}}?{_BETWEEN}\s+(?:{REPORTS}|{REPORTS_OF_SEVERAL})\b"
)
_PRONOUN = re.compile(rf"(?:\d+\.\s+)?(?:S?[Hh]e|I)\b{_BETWEEN}\s+(?:{REPORTS})\b")
_REPORTED = re.compile(rf"\b([A-Z][\w’'-]+)(?:,[^,]{{1,120}},)?{_BETWEEN}\s+(?:{REPORTS})\b")
_PRONOUNS = frozenset(map(str.capitalize, SUBJECTS))
_BACK = 600  # characters before a sentence in which the person meant by "she" is looked for
_OPENING = 400  # characters of a text in which the participants are looked for
# "MINISTER VELA:", "MS. TARN (via interpreter):"; in small letters as well, but see find_turns. Possessive (…+): a
# word is taken whole, so that no long line of capitals is tried in every way.
_WORD = r"[A-Z][A-Z\d'’.-]*+"
_NOTE = r"(?:[ ]?\([^)\n]{1,40}\))?"
_LABEL = re.compile(rf"^({_WORD}(?:[ ]{_WORD}|[ ]\d+){{0,7}}+){_NOTE}:\s", re.MULTILINE)
_NAME_LABEL = re.compile(
    r"^([A-Z][\w.’'-]++(?:[ ](?:[a-z]{2,3}(?=[ ])|[A-Z][\w.’'-]*+)){0,5}+)(?:,[ ][^:\n]{1,120})?:\s", re.MULTILINE
)
_STATEMENT = rf"\b(?:{'|'.join(STATEMENTS)})\b.{{0,40}}\b"
_BYLINE = 200  # characters of a text in which a byline is looked for
_HEAD = "|".join(sorted(HEADS, key=len, reverse=True))
_MIDDLE = r"(?:\s+[A-Z][\w.’'-]*){0,4}?"  # "Secretary of State Antony J. Blinken"


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of a transcript: where each begins, and who speaks; empty for any other text.

    `starts` is ascending; turn i is `text[starts[i] : starts[i + 1]]`.
    """

    starts: tuple[int, ...]
    speakers: tuple[str, ...]

    def at(self, place: int) -> int | None:
        """The number of the turn that contains this offset; None before the first."""
        number = bisect_right(self.starts, place) - 1
        return None if number < 0 else number

    def asks(self, number: int) -> bool:
        """Whether the turn is a question from the floor, or spoken by the moderator."""
        return self.speakers[number] in ASKERS


@lru_cache(maxsize=64)  # one question looks at many sentences of one release
def find_turns(text: str) -> Turns:
    """Find the turns. Two labels in capitals make a transcript, or labels in small letters of which one recurs:
    "Joint Text: …" alone is none.

    In the latter kind a single word is a label, too: "Herald: When will that be?"
    """
    found = [(label.start(), label[1].strip()) for label in _LABEL.finditer(text)]
    if not found[1:]:
        found = [(label.start(), label[1].strip()) for label in _NAME_LABEL.finditer(text)]
        names = [name for _, name in found if " " in name]
        if len(set(names)) == len(names):
            return Turns((), ())
    return Turns(tuple(start for start, _ in found), tuple(speaker for _, speaker in found))


def is_attributed_to(title: str, text: str, at: Span, speaker: str) -> bool:
    """Whether the sentence reports what this person (given by last name) said."""
    turns, sentence = find_turns(text), at.of(text)
    number = turns.at(at.start)
    if number is not None:
        if turns.asks(number):
            return False
        if is_named(speaker, turns.speakers[number]):
            return True
    elif not turns.starts and is_statement_of(title, text, speaker):
        return True
    offices = _offices_in(title, text, speaker)
    return (
        reports(sentence, speaker, offices)
        or _goes_on(text, at, speaker, offices)
        or _takes_part(title, text, at, speaker)
    )


def _goes_on(text: str, at: Span, speaker: str, offices: Sequence[str]) -> bool:
    """Whether the sentence ("She also said …") continues what the person was last reported to have said."""
    if not _PRONOUN.match(at.of(text)):
        return False
    before = text[max(0, at.start - _BACK) : at.start]
    told = [found for found in _REPORTED.findall(before) if found not in _PRONOUNS]
    return bool(told) and (told[-1].lower() == speaker.lower() or told[-1] in offices)


def _takes_part(title: str, text: str, at: Span, speaker: str) -> bool:
    """Whether several people said it, and the person is named where the text says who they are."""
    return bool(_GROUP.search(at.of(text))) and names(speaker, f"{title}\n{text[:_OPENING]}")


def is_asked(text: str, at: Span) -> bool:
    """Whether a sentence belongs to a question from the floor, or to the moderator."""
    turns = find_turns(text)
    number = turns.at(at.start)
    return number is not None and turns.asks(number)


def is_named(speaker: str, label: str) -> bool:
    return speaker.upper() in re.split(r"[\s.]+", label.upper())


def is_statement_of(title: str, text: str, speaker: str) -> bool:
    """Whether the whole text is the person's statement, as its beginning or its title says."""
    name = _any_case(speaker)
    byline = re.search(rf"^(?:[A-Z][\w.’'-]*\s+){{0,5}}{name},\s+[A-Z][^\n]*$", text[:_BYLINE], re.MULTILINE)
    return bool(byline or re.search(rf"{_STATEMENT}{name}\b", title, re.IGNORECASE))


@lru_cache(maxsize=64)  # caches the parts: assembling them for each sentence takes as long as matching
def _offices_in(title: str, text: str, speaker: str) -> tuple[str, ...]:
    return find_offices(f"{title}\n{text}", speaker)


def find_offices(text: str, speaker: str) -> tuple[str, ...]:
    """The titles that a text gives to this person and to nobody else: then "the Minister" means this person."""
    name = _any_case(speaker)
    mine = set(re.findall(rf"\b({_HEAD})(?:\s+of\s+[A-Z]\w+)?{_MIDDLE}\s+{name}\b", text))
    return tuple(sorted(head for head in mine if not _is_shared(head, speaker, text)))


def _is_shared(head: str, speaker: str, text: str) -> bool:
    named = re.findall(rf"\b{head}(?:\s+of\s+[A-Z]\w+)?((?:[ ][A-Z][\w.’'-]*)+)", text)
    return any(not names(speaker, name) for name in named)


def names(speaker: str, text: str) -> bool:
    """Whether a text mentions the person by name."""
    return bool(re.search(rf"\b{_any_case(speaker)}\b", text))


def _any_case(speaker: str) -> str:
    """Match in any letter case: people may type everything in lower case."""
    return f"(?i:{re.escape(speaker)})"


def reports(sentence: str, speaker: str, offices: Sequence[str] = ()) -> bool:
    """Whether a sentence reports what this person said: "Minister Sokhonn also thanked …", "…, said Minister Sokhonn".

    `offices` are titles that mean this person, too: "The Minister stressed …".
    """
    name = _any_case(speaker)
    who = rf"(?:{name}|[Tt]he\s+(?:{'|'.join(offices)}))" if offices else name
    subject = rf"\b{who}\b(?:\s+[A-Z]\S*){{0,8}}(?:,[^,]{{1,120}},)?{_BETWEEN}\s+(?:{REPORTS})\b"
    behind = rf"\b(?:{'|'.join(REPORTS_BEFORE_NAME)})\s+(?:the\s+)?(?:[A-Z]\S*\s+){{0,5}}{name}\b"
    return bool(re.search(subject, sentence) or re.search(behind, sentence))
