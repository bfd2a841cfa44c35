"""Questions that a sentence answers by its form: what somebody said, on a topic or at all; when "this" was. English.

They ask for no short answer, and few of their words distinguish one sentence from another. The speaker does; and for
the time of a meeting, that the sentence names the day of the release.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.dates import day_of, names_day_near
from corpus.english.events import FLOOR
from corpus.english.pronouns import DETERMINERS
from corpus.english.question_words import ABOUT, HAPPENING, IN_TURN
from corpus.english.reporting_verbs import ASKED, ASKED_NOUNS
from corpus.english.sentence_starters import BEFORE_SAID
from corpus.records import Texts
from corpus.release import Release
from index.question.answer_type import counts_things, stem
from index.question.query import Query
from index.question.vocabulary import Vocabulary
from index.question.words import find_names, find_telling, find_words
from index.storage.lexical import LexicalIndex
from service.answering.attribution import (
    asked_before,
    find_turns,
    is_attributed_to,
    is_statement_of,
    names,
    without_label,
)
from service.answering.sentences import Choice

# "What did … say?" and "… say about …?" of people whom 2,025 releases name: of 50 first quotes of sentences that
# fit, 42 were right, and of 52 on a topic 45; of 20 on a topic where no sentence fits, 3.
LIKELY = 0.84
UNLIKELY = 0.15

_DAYS = 3  # most days from an event to the release that reports it
_SUBSTANCE = 6  # words: "MINISTER VELA: Oh, on Zembla, yes." says nothing
_TIERS = 3  # see _contexts
_HELD = 0.7  # share of a topic's words, by weight, that a sentence on it contains
_WHOLE = 2  # a topic of so few words must be contained in full: "press freedom" is not any freedom
_SHORT = 4  # words of a topic: a longer one may be put in other words
_ON = re.compile(rf"\s*(?:anything\s+)?(?:{'|'.join((*ABOUT, 'of'))})\s", re.IGNORECASE)
_GOING_ON = rf"^\W*(?:(?:{'|'.join(BEFORE_SAID)})\b\W*)?"
_ASKED = (
    re.compile(
        _GOING_ON + r"(?:what|how)\s+(?:did|does|do|has|have|had)\s+(?P<who>.+?)\s+"
        rf"(?:{ASKED})\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
    re.compile(
        _GOING_ON + r"(?:what|how)\s+(?:was|were|is)\s+(?P<who>.+?)(?:['’]s|s['’])\s+"
        rf"(?:{ASKED_NOUNS})\b(?P<rest>.*)",
        re.IGNORECASE,
    ),
)
_FLOOR = re.compile(rf"\b(?:{'|'.join(FLOOR)})s?\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\s*(?:he|she)\s*", re.IGNORECASE)
_ON_THAT = re.compile(_GOING_ON + rf"(?P<rest>(?:{'|'.join(ABOUT)})\s.+)", re.IGNORECASE | re.DOTALL)
_ARTICLE = re.compile(rf"(?:{'|'.join(DETERMINERS)})\b", re.IGNORECASE)
_NAME = 3  # words of a person's name
_DOING = re.compile(r"\b(?:did|does|has|had|will|would)\s+(?P<who>(?:[A-Z][\w.’'-]*\s+){0,4}[A-Z][\w’'-]+)\s+[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is asked for: the words of the person with this last name, on a topic; on anything if the topic is empty."""

    speaker: str
    topic: tuple[str, ...]
    names: tuple[str, ...]  # names among the topic's words
    plain: bool  # whether the question is "… say about <a few words>" and no more


@dataclass(frozen=True, slots=True, kw_only=True)
class FormConstraint:
    """The sentences that answer a question by their form, and what that alone says about confidence.

    `least` and `most` bound the confidence. `speaker` is the person whose words are asked for, if no sentence has them.
    """

    choices: tuple[Choice, ...] = ()
    least: float = 0.0
    most: float = 1.0
    speaker: str | None = None


UNCONSTRAINED = FormConstraint()  # for any other question


def constrain_speaker(
    said: Said, rank: Callable[[], Sequence[Choice]], lexical: LexicalIndex, texts: Texts
) -> FormConstraint:
    """The sentences in which this person speaks on the topic; or, where nothing explains their lack, less confidence.

    `rank` ranks the sentences of all passages that were found.
    """
    if told := _find_told(said, rank(), Vocabulary(lexical), texts):
        return FormConstraint(choices=tuple(told), least=LIKELY)
    if not said.plain or not any(map(lexical.frequency, lexical.words(said.speaker))):
        return UNCONSTRAINED  # a name that is nowhere is a typo, or is reported as missing
    return FormConstraint(most=UNLIKELY, speaker=said.speaker)


def constrain_day(query: Query, rank: Callable[[], Sequence[Choice]], lexical: LexicalIndex) -> FormConstraint:
    """For "When was this?": the sentences of the release cited first that tell its day. `rank` as above."""
    if not (query.preferred and asks_when(query, lexical)):
        return UNCONSTRAINED
    cited_first = next(iter(query.preferred))
    on_the_day = [choice for choice in rank() if choice.release.id == cited_first and _tells_day(choice)]
    return FormConstraint(choices=tuple(on_the_day), least=LIKELY) if on_the_day else UNCONSTRAINED


def find_said(query: Query, lexical: LexicalIndex) -> Said | None:
    """The speaker asked for: "Sokhonn" for "What did Prak Sokhonn say of litter?"; None if nobody is named.

    "And about the loans?" asks the same after such a question; "he" is the person last named as doing something.
    """
    found, going_on = _form_of(query.text), _ON_THAT.match(query.text)
    topic = found["rest"] if found else going_on["rest"] if going_on else ""
    if found is None and going_on:
        found = _form_of(query.type_source)
    if found is None:
        return None
    speaker = _name_in(found["who"], found.string, lexical)
    meant = speaker or _guess_speaker(found, query, lexical)
    if meant is None:
        return None
    words = tuple(word for word in find_telling(topic, lexical) if word not in IN_TURN)
    return Said(
        speaker=meant,
        topic=words,
        names=tuple(find_names(query.text, words)),
        # A guess may be wrong: then that this person did not say it is no reason for silence.
        plain=speaker is not None and 0 < len(words) <= _SHORT and bool(_ON.match(topic)),
    )


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


def _find_told(said: Said, choices: Sequence[Choice], vocabulary: Vocabulary, texts: Texts) -> list[Choice]:
    """Among the person's sentences, those on the topic by their own words; else by their context."""
    releases = {key: texts.get_version(*key) for key in {(each.release.id, each.release.version) for each in choices}}
    told = [
        (choice, _contexts(release, choice, said))
        for choice in choices
        for release in (releases[choice.release.id, choice.release.version],)
        if len(find_words(without_label(choice.sentence.text))) >= _SUBSTANCE
        and is_attributed_to(release.title, release.text, choice.span, said.speaker)
    ]
    for tier in range(_TIERS):
        if on_it := [choice for choice, contexts in told if _is_on(contexts[tier], said, vocabulary)]:
            return on_it
    return []


def _contexts(release: Release, choice: Choice, said: Said) -> tuple[str, ...]:
    """The sentence with contexts that show its topic, the most reliable first.

    Itself, in a statement of the person with its title; then with the title, if it names the person and is of no
    transcript, which is on many matters; then with the question that a turn of a transcript answers.
    """
    sentence, is_transcript = choice.sentence.text, bool(find_turns(release.text).starts)
    titled = sentence if is_transcript else f"{release.title}\n{sentence}"
    is_theirs = not is_transcript and is_statement_of(release.title, release.text, said.speaker)
    return (
        titled if is_theirs else sentence,
        titled if names(said.speaker, sentence) else sentence,
        f"{asked_before(release.text, choice.span)}\n{sentence}",
    )


def _is_on(text: str, said: Said, vocabulary: Vocabulary) -> bool:
    if not said.topic:
        return True
    held = vocabulary.held(text)
    if any(not held.holds(name) for name in said.names):
        return False
    share = vocabulary.share([word for word in said.topic if held.holds(word)], said.topic)
    return share >= (1 if len(said.topic) <= _WHOLE else _HELD)


def constrain_counting(query: Query, choices: Sequence[Choice]) -> FormConstraint:
    """For "how many …": the sentences that name the counted thing, or have a number that may count it.

    "25 billion yen" does not count troops. A number by itself may count: "12 dead" counts people.
    """
    if query.answer_type != "count" or not query.counted:
        return UNCONSTRAINED
    able = [
        choice
        for choice in choices
        if counts_things(choice.sentence.text) or query.counted & set(map(stem, find_words(choice.sentence.text)))
    ]
    return FormConstraint(choices=tuple(able)) if able else FormConstraint(most=UNLIKELY)


def asks_the_floor(question: str) -> bool:
    """Whether a question is about what was asked, not about what was answered."""
    return bool(_FLOOR.search(question))


def asks_when(query: Query, lexical: LexicalIndex) -> bool:
    """Whether a question asks for the time of what was just discussed, without content words: "When was this?"."""
    words = {word.lower() for word in find_telling(query.text, lexical)}
    return query.answer_type == "time" and words <= HAPPENING


def _tells_day(choice: Choice) -> bool:
    published = choice.release.published
    return published is not None and names_day_near(choice.sentence.text, day_of(published), _DAYS)
