"""A talk: a turn that leans on earlier ones is read with what they were about. Deterministic; no language model."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from corpus.dates import day_of, find_days, spell_day
from corpus.english.months import TIME_PARTS, TYPED_MONTH
from corpus.english.numbers import ORDINAL_ENDINGS
from corpus.english.question_words import ASKING_IN_A_TALK
from corpus.errors import RemovedRelease, UnknownRelease
from corpus.records import Texts
from corpus.relative_dates import DayRange, find_relative, spell_days
from corpus.release import Release
from index.question.query import DialogueContext
from index.question.words import find_words
from index.storage.lexical import LexicalIndex
from service.answering.context_dependence import FULL, NONE, context_dependence, is_elliptic, say_plainly

T = TypeVar("T")

# Chosen on the visible talks and on mtRAG (benchmarks/results/conversation.json); half or twice changes little.
_SHARE = 0.5  # of a word's weight, for the words of the question before
_FADING = 0.8  # from one question to the one before it
_TITLE = 0.1  # for title and date of the release that was cited last
_NEARNESS = 0.5  # of the standalone question's vector
_PREFERENCE = 0.5  # added to the logit of passages of the releases that the last answer cites
_SHOWN = 0.1  # a share above which a word stands in the standalone question
_LEAST = 0.04  # a share under which earlier questions are not looked at
_MOST = 16  # words of earlier questions
_TURNS = 40  # that are looked at, the last ones
_LONGEST = 2_000  # characters of an earlier question that are looked at
_DATE = re.compile(
    rf"\d{{1,2}}(?:{ORDINAL_ENDINGS})?|(?:19|20)\d\d|{'|'.join(TIME_PARTS)}|{TYPED_MONTH}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A place that an earlier answer cited."""

    release_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One contribution to a talk, by the person or by us."""

    role: Literal["user", "assistant"]
    text: str
    citations: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exchange:
    """A question of the talk as it is read.

    words    those that say something, each with its analysed parts
    leaning  how much it leans on those before it
    days     the time that it is about, named or told by one before
    wanting  the question that tells what kind of answer it wants
    ids      of the releases that its answer cites
    cited    the first of them
    """

    question: str
    words: dict[str, list[str]]
    leaning: float
    days: DayRange | None
    type_source: str
    ids: tuple[str, ...]
    cited: Release | None


def find_dialogue_context(
    question: str, turns: Sequence[Turn], texts: Texts, lexical: LexicalIndex
) -> DialogueContext | None:
    """What a question leans on; None where it stands alone."""
    earlier: list[_Exchange] = []  # since the subject was changed last
    for text, citations in _exchanges(turns[-_TURNS:]):
        read = _read(text, citations, earlier, texts, lexical)
        earlier = [*(earlier if read.leaning else []), read]
    asked = _read(question, (), earlier, texts, lexical)
    if asked.leaning == NONE:
        return None
    words = _words_before(asked, earlier)
    told = [spell_days(asked.days)] if asked.days and not find_days(question) else []
    days = asked.days or (_latest(each.days for each in earlier) if asked.leaning == FULL else None)
    return DialogueContext(
        standalone=_with(question, [*told, *_phrases(words, earlier, _SHOWN)]),
        expanded_query=_with(question, [*told, *_phrases(words, earlier)]),
        term_weights=_shares(asked, words, earlier, lexical),
        context_weight=_NEARNESS * asked.leaning,
        days=(days,) if days else (),
        preferred=dict.fromkeys(earlier[-1].ids, _PREFERENCE * asked.leaning),
        type_source=asked.type_source,
        history=tuple(exchange.question for exchange in reversed(earlier)),
    )


def _exchanges(turns: Sequence[Turn]) -> Iterator[tuple[str, tuple[Cited, ...]]]:
    """Each question of the person with what the answer to it cites."""
    question = ""
    citations: tuple[Cited, ...] = ()
    for turn in turns:
        if turn.role == "assistant":
            citations = turn.citations
            continue
        if question:
            yield question, citations
        question, citations = turn.text[:_LONGEST], ()
    if question:
        yield question, citations


def _read(
    question: str, citations: Sequence[Cited], earlier: Sequence[_Exchange], texts: Texts, lexical: LexicalIndex
) -> _Exchange:
    """A question after those that were read before it."""
    words = {word: lexical.words(word) for word in find_words(say_plainly(question))}
    saying = {word: parts for word, parts in words.items() if parts and word.lower() not in ASKING_IN_A_TALK}
    leaning = context_dependence(question, list(saying)) if earlier else NONE
    named, known = _latest(find_days(question)), _known_time(earlier)
    ids = tuple(dict.fromkeys(cited.release_id for cited in citations))
    return _Exchange(
        question=question,
        words=saying,
        leaning=leaning,
        days=named or (find_relative(question, known) if known and leaning else None),
        type_source=earlier[-1].type_source if leaning and is_elliptic(question) else question,
        ids=ids,
        cited=_get(ids[0], texts) if ids else None,
    )


def _get(release_id: str, texts: Texts) -> Release | None:
    """The release; None where there is none of this id, or no longer."""
    try:
        return texts.get(release_id)
    except (RemovedRelease, UnknownRelease):
        return None


def _known_time(earlier: Sequence[_Exchange]) -> DayRange | None:
    """What "that month" is the month of: the time that was asked about last, else the day of what was cited last."""
    published = _latest(each.cited.published if each.cited else None for each in earlier)
    return _latest(each.days for each in earlier) or ((day_of(published), day_of(published)) if published else None)


def _words_before(asked: _Exchange, earlier: Sequence[_Exchange]) -> dict[str, float]:
    """Words of earlier questions, the latest first, each with its share. A time that is asked about replaces theirs."""
    held = {part for parts in asked.words.values() for part in parts}
    found: dict[str, float] = {}
    share = _SHARE * asked.leaning
    for exchange in reversed(earlier):
        if share < _LEAST:
            break
        for word, parts in exchange.words.items():
            if not held.issuperset(parts) and not (asked.days and _DATE.fullmatch(word)):
                held.update(parts)
                found[word] = share
        share *= _FADING * exchange.leaning
    return dict(list(found.items())[:_MOST])


def _shares(
    asked: _Exchange, words: dict[str, float], earlier: Sequence[_Exchange], lexical: LexicalIndex
) -> dict[str, float]:
    """Analysed words with their shares: those of earlier questions, and of the heading of what was cited last."""
    parts_of = {word: parts for exchange in earlier for word, parts in exchange.words.items()}
    term_weights = {part: share for word, share in words.items() for part in parts_of[word]}
    if cited := _latest(each.cited for each in earlier):
        heading = cited.title if asked.days else f"{cited.title} {spell_day(cited.published)}"
        term_weights = dict.fromkeys(lexical.words(heading), _TITLE * asked.leaning) | term_weights
    return term_weights


def _with(question: str, said: Sequence[str]) -> str:
    return f"{question} ({', '.join(said)})" if said else question


def _phrases(words: dict[str, float], earlier: Sequence[_Exchange], above: float = 0.0) -> list[str]:
    """The words of a share above this as they stand in the questions: neighbours together."""
    phrases: list[str] = []
    left = {word: share for word, share in words.items() if share > above}
    for exchange in reversed(earlier):
        unbroken = False
        for token in exchange.question.split():
            kept = " ".join(word for word in find_words(token) if left.pop(word, None))
            if kept and unbroken:
                phrases[-1] += f" {kept}"
            elif kept:
                phrases.append(kept)
            unbroken = bool(kept) and token[-1].isalnum()
    return phrases


def _latest(values: Iterable[T | None]) -> T | None:
    """The last that there is."""
    return next((value for value in reversed(list(values)) if value), None)
