"""Follow-up questions: ways to read a turn of a talk, against each other and against questions rewritten by hand.

python benchmarks/conversation.py [--reader bundled|none] [--url http://127.0.0.1:8091/v1 --model NAME]

`ours` is what the service does: the turn with the turns before it, each of them answered by the service itself, its
answer's citations sent back as a client would. `fused` fuses the rankings of `last turn` and `all turns` by rank.
`model` is the turn as a running language model rewrites it, where one is named and somebody has rewritten it by hand as
well. The visible talks are judged by gold spans, with weights that were fitted without the turn; mtRAG (Katsis et al.,
TACL 2025) by relevant passages, its pools being a hundredth of the published ones: compare ways with each other only.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean

import ir_measures
from ir_measures import Success, nDCG

from index.evaluation import Qrels, judge, question_of, ranking_run
from index.hits import Found
from index.ranking.fusion import fuse_by_rank
from measuring import DATA, need, open_kept, open_releases, write_results
from mtrag import DOMAINS, read_corpus, read_qrels, read_records, read_turns
from rewriting import Rewriter
from service import Communique, Turn
from service.answering.answerer import Answerer
from service.answering.earlier_turns import turns_of

MEASURES = {"hit@5": Success @ 5, "nDCG@5": nDCG @ 5}
DEPTH = 50
LONGEST = 2_000  # characters of a question

Ids = Callable[[Found], list[str]]  # what is found as ranked ids of what is judged
Rankings = dict[str, dict[str, list[str]]]  # way -> question id -> ranked ids
Figures = dict[str, dict[str, float]]  # way -> measure -> mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A turn to be asked in every way: with the questions before it, and by hand where somebody has rewritten it."""

    id: str
    earlier: tuple[str, ...]
    text: str
    talk: tuple[Turn, ...]
    by_hand: str | None


def rank(answerer: Answerer, asking: Asking, ids: Ids, rewriter: Rewriter | None = None) -> dict[str, list[str]]:
    """The ranking of every way."""
    joined = " ".join([*asking.earlier, asking.text])[-LONGEST:]
    last, everything = (ids(answerer.find(text)) for text in (asking.text, joined))
    ways = {"last turn": last, "all turns": everything, "fused": fuse(last, everything)}
    ways["ours"] = ids(answerer.find(asking.text, conversation=asking.talk))
    if asking.by_hand is None:
        return ways
    if rewriter is not None:
        ways["model"] = ids(answerer.find(rewriter.rewrite(asking.talk, asking.text)[:LONGEST]))
    return ways | {"by hand": ids(answerer.find(asking.by_hand))}


def fuse(*rankings: Sequence[str]) -> list[str]:
    """Reciprocal rank fusion of the first DEPTH of each."""
    every = sorted({found for ranking in rankings for found in ranking[:DEPTH]})
    scores = fuse_by_rank([[every.index(found) for found in ranking[:DEPTH]] for ranking in rankings])
    return [every[number] for number in sorted(scores, key=lambda number: (-scores[number], number))]


def gather(ranked: Iterable[tuple[str, Mapping[str, list[str]]]]) -> Rankings:
    rankings: Rankings = {}
    for question, ways in ranked:
        for way, ids in ways.items():
            rankings.setdefault(way, {})[question] = ids
    return rankings


def measure(rankings: Rankings, qrels: Qrels) -> Figures:
    """Means over the questions of the qrels."""
    figures: Figures = {}
    for way, ranked in rankings.items():
        run = {question: ranking_run(ranked[question]) for question in qrels}
        values: dict[str, list[float]] = {name: [] for name in MEASURES}
        names = {str(by): name for name, by in MEASURES.items()}
        for metric in ir_measures.iter_calc(list(MEASURES.values()), qrels, run):
            values[names[str(metric.measure)]].append(metric.value)
        figures[way] = {name: round(fmean(found), 3) for name, found in values.items()}
    return figures


def show(title: str, figures: Figures, questions: int) -> None:
    print(f"\n{title + f' ({questions})':44}" + "".join(f"{name:>9}" for name in MEASURES))
    for way, found in figures.items():
        print(f"  {way:42}" + "".join(f"{found[name]:9.3f}" for name in MEASURES), flush=True)


# The visible talks


def passages(found: Found) -> list[str]:
    return [ranked.candidate.passage.id for ranked in found.best]


def read_talks(communique: Communique) -> Iterator[tuple[Asking, Answerer]]:
    """Every turn with the service's own answers to those before it."""
    with need(DATA / "questions" / "conversations.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            talk: list[Turn] = []
            earlier: list[str] = []
            for number, turn in enumerate(record["turns"], start=1):
                answerer = communique.held_out(turn["standalone"])
                asking = Asking(
                    id=f"{record['id']}-{number}",
                    earlier=tuple(earlier),
                    text=turn["question"],
                    talk=tuple(talk),
                    by_hand=turn["standalone"],
                )
                yield asking, answerer
                talk += turns_of([answerer.answer(turn["question"], 5, conversation=talk)])
                earlier.append(turn["question"])


def judge_talks(communique: Communique) -> tuple[Qrels, set[str]]:
    """Which passages answer which answerable turn; and the turns that change the subject."""
    questions, changed = [], set()
    with need(DATA / "questions" / "conversations.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            for number, turn in enumerate(record["turns"], start=1):
                name = f"{record['id']}-{number}"
                questions.append(question_of(turn | {"id": name, "type": "conversation"}))
                if f"changes at turn {number}" in record.get("note", ""):
                    changed.add(name)
    judged = judge([question for question in questions if question.answerable], communique.retriever().snapshot.places)
    return {question: relevant or {"none": 1} for question, relevant in judged.items()}, changed


def strange(asked: Sequence[tuple[Asking, Answerer]]) -> Iterator[tuple[Asking, Answerer]]:
    """The first turn of every talk, as if it were said after another talk: a change of subject that nothing tells."""
    talks: dict[str, list[Asking]] = {}
    for asking, _ in asked:
        talks.setdefault(asking.id.rpartition("-")[0], []).append(asking)
    last = {name: turns[-1] for name, turns in talks.items()}
    before = dict(zip(last, [list(last)[-1], *last], strict=False))
    for asking, answerer in asked:
        name, _, number = asking.id.rpartition("-")
        if number == "1":
            other = last[before[name]]
            yield (
                Asking(id=asking.id, earlier=other.earlier, text=asking.text, talk=other.talk, by_hand=asking.by_hand),
                answerer,
            )


def measure_talks(reader: str, rewriter: Rewriter | None) -> dict[str, Figures]:
    with open_releases(DATA / "releases" / "state_dept.jsonl", reader=reader) as communique:
        qrels, changed = judge_talks(communique)
        asked = list(read_talks(communique))
        rankings = gather((asking.id, rank(answerer, asking, passages, rewriter)) for asking, answerer in asked)
        other = gather((asking.id, rank(answerer, asking, passages, rewriter)) for asking, answerer in strange(asked))
    first = {name for name in qrels if name.endswith("-1")}
    parts = {
        "all turns": set(qrels),
        "later turns": set(qrels) - first,
        "turns that say they change the subject": changed,
    }
    results = {}
    for name, chosen in parts.items():
        results[name] = measure(rankings, {question: qrels[question] for question in sorted(chosen)})
        show(f"our talks, {name}", results[name], len(chosen))
    name = "turns that change it and do not say so"
    results[name] = measure(other, {question: qrels[question] for question in sorted(first)})
    show(f"our talks, {name}", results[name], len(first))
    return results


# mtRAG


def releases(found: Found) -> list[str]:
    return list(dict.fromkeys(ranked.candidate.passage.release_id for ranked in found.best))


def read_rewritten(domain: str, answerer: Answerer) -> Iterator[Asking]:
    """Turns that somebody has rewritten, after the service's own answers to those before them."""
    questions, by_hand = read_turns(domain, "questions"), read_turns(domain, "rewrite")
    talks: dict[tuple[str, ...], list[Turn]] = {(): []}
    for name in sorted(read_qrels(domain, "v1_covered")):
        *earlier, text = questions[name]
        yield Asking(
            id=name,
            earlier=tuple(earlier),
            text=text,
            talk=tuple(talk_after(tuple(earlier), answerer, talks)),
            by_hand=" ".join(by_hand[name]),
        )


def talk_after(earlier: tuple[str, ...], answerer: Answerer, talks: dict[tuple[str, ...], list[Turn]]) -> list[Turn]:
    """The talk of these questions, each asked after those before it; `talks` remembers."""
    if earlier not in talks:
        before = talk_after(earlier[:-1], answerer, talks)
        talks[earlier] = before + turns_of([answerer.answer(earlier[-1], 5, conversation=before)])
    return talks[earlier]


def read_unrewritten(domain: str) -> Iterator[Asking]:
    """Turns after somebody else's answers, which cite nothing."""
    qrels = read_qrels(domain, "un")
    for record in read_records(domain, "queries_un"):
        history = [(said["speaker"], said["text"]) for said in record["history"]]
        talk = [Turn(role="user" if speaker == "user" else "assistant", text=text) for speaker, text in history]
        earlier = tuple(text for speaker, text in history if speaker == "user")
        if record["_id"] in qrels:
            yield Asking(id=record["_id"], earlier=earlier, text=record["text"], talk=tuple(talk), by_hand=None)


def measure_mtrag(domain: str, reader: str, rewriter: Rewriter | None) -> dict[str, Figures]:
    with open_kept(f"mtrag-{domain}", read_corpus(domain), reader=reader) as communique:
        answerer = communique.answerer()
        results = {}
        sets = {"v1_covered": partial(read_rewritten, domain, answerer), "un": partial(read_unrewritten, domain)}
        for name, read in sets.items():
            qrels = read_qrels(domain, name)
            rankings = gather((asking.id, rank(answerer, asking, releases, rewriter)) for asking in read())
            results[name] = measure(rankings, {question: qrels[question] for question in sorted(qrels)})
            show(f"mtRAG {domain}, {name}", results[name], len(qrels))
    return results


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reader", default="bundled")
    arguments.add_argument("--url")
    arguments.add_argument("--model")
    arguments.add_argument("--seconds", type=float, default=60.0)
    chosen = arguments.parse_args()
    rewriter = Rewriter(url=chosen.url, name=chosen.model, seconds=chosen.seconds) if chosen.url else None
    talks = measure_talks(chosen.reader, rewriter)
    mtrag = {domain: measure_mtrag(domain, chosen.reader, rewriter) for domain in DOMAINS}
    asked = {"model": {"name": rewriter.name, "failures": rewriter.failures}} if rewriter else {}
    write_results("conversation", {"reader": chosen.reader} | asked | {"talks": talks, "mtrag": mtrag})


if __name__ == "__main__":
    main()
