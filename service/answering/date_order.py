"""Questions that dates of releases answer (the latest, the first, how often): the chosen releases, and a note."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.dates import spell_day
from corpus.english.question_words import ORDER
from index.filters import moments
from index.hits import Found
from index.question.answer_type import DateOrder
from index.question.query import Query
from index.question.words import find_words
from index.retriever import Retriever
from index.storage.lexical import LexicalIndex
from service.answering.sentences import Choice

_SLIGHT = 0.1  # share of a question's weight: a matching release may lack words that weigh less
_LISTED = 8  # releases that an answer to "how often" quotes
_WIDEST = 1_000  # passages that are searched for matching releases: .5 s

Rank = Callable[[Found], Sequence[Choice]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The best sentence of each matching release: with title and date it contains all the words.

    `whole`: these are all matching releases that meet the filters, not only those that were retrieved.
    """

    words: tuple[str, ...]  # as the question writes them
    choices: tuple[Choice, ...]
    whole: bool


def choose_by_date(
    found: Found, order: DateOrder, retriever: Retriever, rank: Rank, widest: int = _WIDEST
) -> tuple[list[Choice], str | None]:
    """The sentences to quote, and the note on how they were chosen.

    "latest" and "earliest" give one sentence; "often" gives all of them, oldest first, "newest" the newest first.
    """
    lexical = retriever.snapshot.lexical
    near = rank(found)  # of all passages that were found, read or not
    words = _words_of_best(_without_order(found.query, lexical), near)
    if not words:
        return list(near), None
    wide = retriever.widen(found, words, widest)
    matching = Matching(
        words=_as_asked(words, found.query, lexical),
        choices=tuple(_best_of_each(words, rank(wide) if wide else near)),
        whole=wide is not None,
    )
    dated = [choice for choice in matching.choices if choice.release.published is not None]
    dated.sort(key=lambda choice: (moments(choice.release.published), choice.release.id))
    if not dated:
        return list(near), None
    if order == "often":
        return dated[:_LISTED], _tell_all(matching, dated)
    if order == "newest":
        return dated[: -_LISTED - 1 : -1], _tell_newest(matching, dated)
    one = dated[-1] if order == "latest" else dated[0]
    return [one], _tell_one(matching, order, dated, one) if dated[1:] else None


def _without_order(query: Query, lexical: LexicalIndex) -> Query:
    """The question without the words that ask for an order: a release does not have to contain "latest"."""
    order = {word for each in ORDER for word in lexical.words(each)}
    return replace(query, words={word: weight for word, weight in query.words.items() if word not in order})


def _words_of_best(query: Query, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The words of the question, except light ones, in the sentence that contains most of them."""
    if not choices:
        return ()
    best = max(choices, key=lambda choice: query.overlap(_held(choice)))
    whole = sum(query.words.values())
    held = _held(best)
    return tuple(word for word, weight in query.words.items() if word in held and weight > _SLIGHT * whole)


def _best_of_each(words: Sequence[str], choices: Sequence[Choice]) -> list[Choice]:
    best: dict[str, Choice] = {}
    for choice in choices:
        if _held(choice).issuperset(words):
            best.setdefault(choice.release.id, choice)
    return list(best.values())


def _held(choice: Choice) -> frozenset[str]:
    return choice.candidate.head.union(choice.sentence.words)


def _as_asked(words: Sequence[str], query: Query, lexical: LexicalIndex) -> tuple[str, ...]:
    """These analysed words as written in the question, or in an earlier one that it depends on."""
    written: dict[str, str] = {}
    for each in find_words(" ".join((query.text, *query.history))):
        for part in lexical.words(each):
            written.setdefault(part, each)
    return tuple(dict.fromkeys(written.get(word, word) for word in words))


def _tell_one(matching: Matching, order: DateOrder, dated: Sequence[Choice], one: Choice) -> str:
    among = f"The {order} of {len(dated)} matching releases{_where(matching)}"
    return f"{among}, by date: {spell_day(one.release.published)}.{_undated(matching, dated)}"


def _tell_all(matching: Matching, dated: Sequence[Choice]) -> str:
    days = "; ".join(spell_day(choice.release.published) for choice in dated)
    releases = "1 release matches" if len(dated) == 1 else f"{len(dated)} releases match"
    quoted = f" The first {_LISTED} are quoted." if dated[_LISTED:] else ""
    return f"{releases}{_where(matching)}, by date: {days}.{quoted}{_undated(matching, dated)}"


def _tell_newest(matching: Matching, dated: Sequence[Choice]) -> str:
    quoted = "; quoted are the newest that say something on it" if dated[1:] else ""
    releases = "1 release matches" if len(dated) == 1 else f"{len(dated)} releases match"
    return f"{releases}{_where(matching)}{quoted}.{_undated(matching, dated)}"


def _where(matching: Matching) -> str:
    """Says what the releases contain; and that there may be more, if not all were searched."""
    return f"{'' if matching.whole else ' among those that come nearest'} ({', '.join(matching.words)})"


def _undated(matching: Matching, dated: Sequence[Choice]) -> str:
    more = len(matching.choices) - len(dated)
    return f" {more} more without a date." if more else ""
