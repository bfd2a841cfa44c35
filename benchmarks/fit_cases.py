"""Questions with what was found and read for them: what the weights are fitted on, collection by collection.

The collections are the State Department's releases, four of the Justice Department's, and the invented ones
(gold_questions.py); a few questions of the others are asked of each, so that what is unrelated is seen as well.
"""

import json
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from corpus.catalog import Catalog
from corpus.passage import Span
from foils import make_foils
from gold_questions import CLOSED, DEPARTMENT, read_collections, read_gold_questions
from index.evaluation import Gold, LabelledQuestion, covers, shares
from index.hits import Found
from index.question.query import Query
from index.ranking.candidates import Candidate
from index.ranking.scoring import ScoredCandidate, rerank, score_candidates
from index.ranking.weights import Linear
from index.retriever import READ
from measuring import DATA, KEPT, ROOT, open_kept, open_releases, read_conversations, read_questions
from service import Communique
from service.answering.plan import make_plan

Q = TypeVar("Q")
STATE, INVENTED = "state_dept", "invented"
READ_AHEAD = 8  # candidates read in advance: whichever weights rank them, the first READ are among these
OF_DEPARTMENT = tuple(f"{DEPARTMENT}{number}" for number in range(4))  # the other two say the same
STRANGERS = 60  # questions of other collections that are asked of each
MOST = {"state": 700, "invented": 1_000, "doj": 200}  # of our own questions in a collection: more say the same
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it is asked of a collection. `about` is the release that it is on; empty: none; None: not known.

    `complete`: every sentence that belongs to the answer is gold, not one of several.
    """

    question: LabelledQuestion
    about: str | None
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question with the candidates that were found for it, those of the first that were read with their readings."""

    collection: str
    asked: Asked
    query: Query
    several: bool
    candidates: tuple[Candidate, ...]

    @property
    def question(self) -> LabelledQuestion:
        return self.asked.question

    def right(self, candidate: Candidate) -> bool:
        """Whether the passage covers a gold span."""
        passage = candidate.passage
        return any(
            gold.release_id == passage.release_id and covers(passage.start, passage.end, gold.span)
            for gold in self.question.gold
        )

    def answers(self, release_id: str, span: Span) -> bool:
        """Whether a sentence is (part of) a gold span: half of the shorter one."""
        return any(gold.release_id == release_id and shares(span, gold.span) for gold in self.question.gold)

    @property
    def is_visible(self) -> bool:
        """Whether it is one of the visible questions on State's releases: neither a foil nor one of our own."""
        return self.collection == STATE and self.question.type != "foil" and not self.question.id.startswith("fit-")

    @property
    def is_strange(self) -> bool:
        return self.asked.about == ""


def names_of_collections() -> list[str]:
    return [STATE, INVENTED, *OF_DEPARTMENT]


def open_collection(name: str, reader: str) -> Communique:
    if name == STATE:
        return open_releases(DATA / "releases" / "state_dept.jsonl", reader=reader)
    collections = read_collections()
    chosen = (
        [collections[name]]
        if name in collections
        else [
            releases
            for publisher, releases in sorted(collections.items())
            if not publisher.startswith(DEPARTMENT) and publisher not in CLOSED
        ]
    )
    return open_kept(name, [release for releases in chosen for release in releases], reader=reader)


def questions_of(name: str, communique: Communique) -> list[Asked]:
    """Its own questions; then some of other collections, which nothing in this one is about."""
    own = list(_state_questions(communique)) if name == STATE else list(_gold_questions(name))
    others = [
        each
        for other in (INVENTED, *map("doj-{}".format, range(6)))
        if other != name
        for each in _gold_questions(other)
    ]
    strangers = random.Random(SEED).sample(others, STRANGERS)  # noqa: S311 - a choice, no secret
    return [*own, *map(_as_stranger, strangers)]


def _as_stranger(asked: Asked) -> Asked:
    question = asked.question
    nothing = LabelledQuestion(id=f"{question.id}-strange", text=question.text, type="strange", gold=(), answers=())
    return Asked(question=nothing, about="", complete=True)


def _gold_questions(name: str) -> Iterator[Asked]:
    closed = [q for q in read_gold_questions() if q.collection not in CLOSED]
    if name == INVENTED:
        chosen = [q for q in closed if not q.collection.startswith(DEPARTMENT)]
    else:
        chosen = [q for q in closed if q.collection == name]
    for question in _some(chosen, name):
        gold = tuple(Gold(release_id=question.release_id, span=span) for span in question.gold)
        labelled = LabelledQuestion(id=question.id, text=question.text, type=question.type, gold=gold, answers=())
        yield Asked(question=labelled, about=question.release_id, complete=True)


def _state_questions(communique: Communique) -> Iterator[Asked]:
    """The visible ones, each turn as it stands alone, foils of both, and our own of incomplete gold."""
    visible = [*read_questions(DATA / "questions" / "questions.jsonl")]
    visible += read_conversations(DATA / "questions" / "conversations.jsonl")
    with Catalog(communique.settings.data / "catalog.sqlite3") as catalog:
        foils = list(make_foils(visible, {release.id: release.text for release in catalog.releases()}))
    for question in [*visible, *foils]:
        about = question.gold[0].release_id if question.gold else None
        yield Asked(question=question, about=about, complete=question in visible)
    own = {record["id"]: record["about"] for record in _records(ROOT / "benchmarks" / "fit_questions.jsonl")}
    for question in _some(list(read_questions(ROOT / "benchmarks" / "fit_questions.jsonl")), STATE):
        yield Asked(question=question, about=own[question.id], complete=False)


def _some(questions: list[Q], name: str) -> list[Q]:
    """At most as many as are collected of this collection."""
    most = next(most for kind, most in MOST.items() if name.startswith(kind))
    return random.Random(SEED).sample(questions, min(most, len(questions)))  # noqa: S311 - a choice, no secret


def _records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def collect(name: str, reader: str) -> list[Case]:
    """Every question of the collection with what is found for it; kept in a file, for it takes minutes."""
    kept = KEPT / f"cases-{name}-{reader}.pickle"
    if kept.exists():
        return list(pickle.loads(kept.read_bytes()))  # noqa: S301 - our own
    with open_collection(name, reader) as communique:
        retriever = communique.retriever()
        cases = []
        for number, asked in enumerate(questions_of(name, communique), start=1):
            found = retriever.find(asked.question.text)
            several = make_plan(found.query, retriever.snapshot.lexical).several
            found = retriever.read_on(found, READ_AHEAD - READ)
            if several and found.best:
                found = retriever.read_release(found, found.best[0].candidate.release.id, READ)
            candidates = tuple(ranked.candidate for ranked in found.best)
            cases.append(Case(collection=name, asked=asked, query=found.query, several=several, candidates=candidates))
            if number % 100 == 0:
                print(f"{name}: {number}", flush=True)
    kept.write_bytes(pickle.dumps(cases))
    return cases


def find(case: Case, ranking: Linear, reranking: Linear | None) -> tuple[Found, int]:
    """What a retriever with these weights finds for the question, and how many of the first it has read."""
    best = score_candidates(case.query, case.candidates, ranking)
    depth = min(READ, len(best))
    if reranking:
        read = [each.candidate for each in best[:READ]]
        if case.several and read:
            release = rerank(case.query, read, (), reranking)[0].candidate.release.id
            others = [each.candidate for each in best[READ:] if each.candidate.release.id == release]
            read += [candidate for candidate in others if candidate.is_read][:READ]
        best, depth = _reread(case, best, read, reranking), len(read)
    return Found(query=case.query, best=tuple(best), rest=(), rankings={}), depth


def _reread(
    case: Case, best: Sequence[ScoredCandidate], read: Sequence[Candidate], reranking: Linear
) -> list[ScoredCandidate]:
    numbers = {candidate.fused.number for candidate in read}
    return rerank(case.query, read, [each for each in best if each.candidate.fused.number not in numbers], reranking)


def sort_by_collection(cases: Sequence[Case]) -> dict[str, list[Case]]:
    by_name: dict[str, list[Case]] = {}
    for case in cases:
        by_name.setdefault(case.collection, []).append(case)
    return by_name
