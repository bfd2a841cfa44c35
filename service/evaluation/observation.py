"""What was observed for one question: the ranking, the quotes and the confidence."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from corpus.errors import RemovedRelease, UnknownRelease
from corpus.passage import Span
from index.evaluation import Gold, LabelledQuestion, covers, judge, shares
from service.answering.answer import Status
from service.answering.answerer import Answerer
from service.assembly import Communique

DEPTH = 50  # passages of a ranking that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedQuote:
    """A quote that was sent, or would have been."""

    release_id: str
    title: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The outcome of one question.

    ranking   passage ids, the best first; `releases` names the release of each
    relevant  ids of the passages that contain at least half of a gold span
    quotes    the quotes; if `status` is not_found, those that would have been sent
    wanted    the texts of the gold spans
    """

    question: LabelledQuestion
    ranking: tuple[str, ...]
    releases: tuple[str, ...]
    relevant: frozenset[str]
    quotes: tuple[ObservedQuote, ...]
    wanted: tuple[str, ...]
    status: Status
    confidence: float
    milliseconds: float

    @property
    def rank(self) -> int | None:
        """Rank of the first relevant passage, counted from 1; None if there is none."""
        return next((n for n, passage in enumerate(self.ranking, 1) if passage in self.relevant), None)

    @property
    def sent(self) -> tuple[ObservedQuote, ...]:
        """The quotes that were sent."""
        return self.quotes if self.status != "not_found" else ()

    @property
    def is_right(self) -> bool:
        """Whether the first quote is right: it overlaps a gold span by at least half of the shorter of the two."""
        return bool(self.quotes) and any(
            gold.release_id == self.quotes[0].release_id
            and shares(Span(self.quotes[0].start, self.quotes[0].end), gold.span)
            for gold in self.question.gold
        )

    def cites(self, quotes: Iterable[ObservedQuote]) -> bool:
        """Whether one of the quotes contains at least half of a gold span."""
        return any(
            gold.release_id == quote.release_id and covers(quote.start, quote.end, gold.span)
            for quote in quotes
            for gold in self.question.gold
        )

    def says(self, quotes: Iterable[ObservedQuote]) -> bool:
        """Whether the quotes contain one of the short answers, ignoring case and white space."""
        said = _plain(" ".join(quote.text for quote in quotes))
        return any(_plain(answer) in said for answer in self.question.answers if answer.strip())


def observe(communique: Communique, questions: Iterable[LabelledQuestion], *, held_out: bool) -> Iterator[Observation]:
    """Ask every question; with `held_out`, with weights that were fitted without it."""
    questions = list(questions)
    judged = judge(questions, communique.retriever().snapshot.places)
    for question in questions:
        answerer = communique.held_out(question.text) if held_out else communique.answerer(question=question.text)
        yield _observe(communique, answerer, question, frozenset(judged[question.id]))


def _observe(
    communique: Communique, answerer: Answerer, question: LabelledQuestion, relevant: frozenset[str]
) -> Observation:
    # Thresholds of 0 make it answer always, so that unsent quotes can be judged too; the status follows the settings.
    talkative = replace(answerer, answer_threshold=0.0, partial_threshold=0.0)
    started = time.perf_counter()
    found = answerer.retriever.find(question.text)
    answer = answerer.answer_from(found, DEPTH)
    milliseconds = (time.perf_counter() - started) * 1000
    would = answer if answer.status == "answered" else talkative.answer_from(found, DEPTH)
    quotes = tuple(
        ObservedQuote(release_id=c.release_id, title=c.title, start=c.start, end=c.end, text=c.quote)
        for c in would.citations
    )
    return Observation(
        question=question,
        ranking=tuple(hit.passage.id for hit in answer.passages),
        releases=tuple(hit.release.id for hit in answer.passages),
        relevant=relevant,
        quotes=quotes,
        wanted=tuple(_gold_text(communique, gold) for gold in question.gold),
        status=answer.status,
        confidence=answer.confidence,
        milliseconds=milliseconds,
    )


def _gold_text(communique: Communique, gold: Gold) -> str:
    """The text of a gold span; empty if the release does not exist."""
    try:
        return gold.span.of(communique.get(gold.release_id).text)
    except (UnknownRelease, RemovedRelease):
        return ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def as_record(observation: Observation) -> dict[str, Any]:
    """Convert to a JSON object; `of_record` is the inverse."""
    return asdict(observation) | {"relevant": sorted(observation.relevant)}


def of_record(record: Mapping[str, Any]) -> Observation:
    question = record["question"]
    gold = tuple(Gold(release_id=g["release_id"], span=Span(**g["span"])) for g in question["gold"])
    asked = LabelledQuestion(
        id=question["id"],
        text=question["text"],
        type=question["type"],
        gold=gold,
        answers=tuple(question["answers"]),
    )
    lists = {name: tuple(record[name]) for name in ("ranking", "releases", "wanted")}
    return Observation(
        question=asked,
        **lists,
        relevant=frozenset(record["relevant"]),
        quotes=tuple(ObservedQuote(**quote) for quote in record["quotes"]),
        status=record["status"],
        confidence=record["confidence"],
        milliseconds=record["milliseconds"],
    )
