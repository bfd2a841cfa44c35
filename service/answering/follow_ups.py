"""Follow-ups: a turn that depends on earlier ones is read with their content. Deterministic; no language model."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from index.question.words import find_groups, find_words
from index.storage.lexical import LexicalIndex
from service.answering.context_dependence import FULL, NONE, context_dependence, is_elliptic, say_plainly

T = TypeVar("T")

# Chosen on the visible talks and on mtRAG (benchmarks/results/conversation.json); half or twice changes little.
_SHARE = 0.5  # share of a word's weight that counts, for words of the previous question
_FADING = 0.8  # factor for each further question back
_TITLE = 0.1  # the same for title and date of the release cited last
_CONTEXT_WEIGHT = 0.5  # weight of the vector of the expanded question
_PREFERENCE = 0.5  # added to the logit of passages in releases that the last answer cites
_SHOWN = 0.1  # share above which a word appears in the standalone question
_LEAST = 0.04  # share below which earlier questions are ignored
_REPLACED = 2  # names of the question before it that a turn may replace
_MOST = 16  # words taken from earlier questions
_TURNS = 40  # most recent turns that are considered
_LONGEST = 2_000  # characters of an earlier question that are read
_DATE = re.compile(
    rf"\d{{1,2}}(?:{ORDINAL_ENDINGS})?|(?:19|20)\d\d|{'|'.join(TIME_PARTS)}|{TYPED_MONTH}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A span that an earlier answer cited."""

    release_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One contribution to a conversation, by the person or by us."""

    role: Literal["user", "assistant"]
    text: str
    citations: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exchange:
    """A question of the conversation, as it is understood.

    words        its content words, each with its analysed parts
    dependence      its context dependence: FULL, WEAK or NONE
    days         the time it is about, named here or in an earlier question
    type_source  the question that determines its answer type
    ids          of the releases that its answer cites
    cited        the first of them
    """

    question: str
    words: dict[str, list[str]]
    dependence: float
    days: DayRange | None
    type_source: str
    ids: tuple[str, ...]
    cited: Release | None


def find_dialogue_contexts(
    question: str, turns: Sequence[Turn], texts: Texts, lexical: LexicalIndex
) -> list[DialogueContext | None]:
    """The contexts that a question may depend on, the likeliest first; None among them stands for none.

    A turn that refers back is not tried alone, nor one that changes the subject with what was said before. One that
    names something is also tried with that in the place of a name of the question before it: "And in Thailand?".
    """
    earlier: list[_Exchange] = []  # since the last change of subject
    for text, citations in _exchanges(turns[-_TURNS:]):
        read = _read(text, citations, earlier, texts, lexical)
        earlier = [*(earlier if read.dependence else []), read]
    asked = _read(question, (), earlier, texts, lexical)
    if asked.dependence == NONE:
        return [None]
    whole = replace(asked, dependence=FULL)
    contexts: list[DialogueContext | None] = [_context(whole, earlier, lexical)]
    if find_groups(question, lexical):
        replaced = find_groups(earlier[-1].question, lexical)[:_REPLACED]
        contexts += [_context(whole, earlier, lexical, without=name.split()) for name in replaced]
    return contexts if asked.dependence == FULL else [*contexts, None]


def _context(
    asked: _Exchange, earlier: Sequence[_Exchange], lexical: LexicalIndex, without: Sequence[str] = ()
) -> DialogueContext:
    """The context of what was said before; with some of its words left out, no release is preferred."""
    question = asked.question
    words = {word: share for word, share in _words_before(asked, earlier).items() if word not in without}
    told = [spell_days(asked.days)] if asked.days and not find_days(question) else []
    days = asked.days or (_latest(each.days for each in earlier) if asked.dependence == FULL else None)
    return DialogueContext(
        standalone=_with(question, [*told, *_phrases(words, earlier, _SHOWN)]),
        expanded_query=_with(question, [*told, *_phrases(words, earlier)]),
        term_weights=_shares(asked, words, earlier, lexical, with_heading=not without),
        context_weight=_CONTEXT_WEIGHT * asked.dependence,
        days=(days,) if days else (),
        preferred={} if without else dict.fromkeys(earlier[-1].ids, _PREFERENCE * asked.dependence),
        type_source=asked.type_source,
        history=tuple(exchange.question for exchange in reversed(earlier)),
    )


def _exchanges(turns: Sequence[Turn]) -> Iterator[tuple[str, tuple[Cited, ...]]]:
    """The person's questions, each with what its answer cites."""
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
    """Read a question, given the questions before it."""
    words = {word: lexical.words(word) for word in find_words(say_plainly(question))}
    saying = {word: parts for word, parts in words.items() if parts and word.lower() not in ASKING_IN_A_TALK}
    dependence = context_dependence(question, list(saying)) if earlier else NONE
    named, known = _latest(find_days(question)), _known_time(earlier)
    ids = tuple(dict.fromkeys(cited.release_id for cited in citations))
    return _Exchange(
        question=question,
        words=saying,
        dependence=dependence,
        days=named or (find_relative(question, known) if known and dependence else None),
        type_source=earlier[-1].type_source if dependence and is_elliptic(question) else question,
        ids=ids,
        cited=_get(ids[0], texts) if ids else None,
    )


def _get(release_id: str, texts: Texts) -> Release | None:
    """The release; None if there is none with this id, or not any more."""
    try:
        return texts.get(release_id)
    except (RemovedRelease, UnknownRelease):
        return None


def _known_time(earlier: Sequence[_Exchange]) -> DayRange | None:
    """The day that "that month" refers to: of the time asked about last, else of the release cited last."""
    published = _latest(each.cited.published if each.cited else None for each in earlier)
    return _latest(each.days for each in earlier) or ((day_of(published), day_of(published)) if published else None)


def _words_before(asked: _Exchange, earlier: Sequence[_Exchange]) -> dict[str, float]:
    """Words of earlier questions with their shares, latest first. A time in the question replaces theirs."""
    held = {part for parts in asked.words.values() for part in parts}
    found: dict[str, float] = {}
    share = _SHARE * asked.dependence
    for exchange in reversed(earlier):
        if share < _LEAST:
            break
        for word, parts in exchange.words.items():
            if not held.issuperset(parts) and not (asked.days and _DATE.fullmatch(word)):
                held.update(parts)
                found[word] = share
        share *= _FADING * exchange.dependence
    return dict(list(found.items())[:_MOST])


def _shares(
    asked: _Exchange,
    words: dict[str, float],
    earlier: Sequence[_Exchange],
    lexical: LexicalIndex,
    *,
    with_heading: bool,
) -> dict[str, float]:
    """Analysed words with their shares: from earlier questions, and from the heading of the release cited last."""
    parts_of = {word: parts for exchange in earlier for word, parts in exchange.words.items()}
    term_weights = {part: share for word, share in words.items() for part in parts_of[word]}
    if with_heading and (cited := _latest(each.cited for each in earlier)):
        heading = cited.title if asked.days else f"{cited.title} {spell_day(cited.published)}"
        term_weights = dict.fromkeys(lexical.words(heading), _TITLE * asked.dependence) | term_weights
    return term_weights


def _with(question: str, said: Sequence[str]) -> str:
    return f"{question} ({', '.join(said)})" if said else question


def _phrases(words: dict[str, float], earlier: Sequence[_Exchange], above: float = 0.0) -> list[str]:
    """The words above a share, as written in the questions; neighbours together."""
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
    """The last one that is not None."""
    return next((value for value in reversed(list(values)) if value), None)
