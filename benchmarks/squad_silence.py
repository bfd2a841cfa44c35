"""Silence on other texts than releases: SQuAD 2.0, where half of the questions have no answer in their article.

python benchmarks/squad_silence.py

Each paragraph is a release that bears the article's title; a question is asked of its article alone. All questions of
the last quarter of the articles (reader_data.part_of), which the reader was never trained on: 802 on two articles, so
the figures say little beyond their intervals. Without an answer in its paragraph, a question may have one elsewhere in
the article; it counts as unanswerable all the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from corpus.reading import parse_record
from corpus.release import Release
from index.filters import Filters
from measuring import DATA, open_kept, write_results
from reader_data import Paragraph, SquadQuestion, part_of, read_squad
from service import Answer, Communique
from service.answering.answer import Status
from service.evaluation.measures import RESAMPLES, SEED, auroc

AT_LEAST = 0.70  # AUROC
MEASURED = 3  # the quarter of the articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A question with the answer that was, or (`status`: not_found) would have been, given."""

    question: SquadQuestion
    answer: Answer
    status: Status

    @property
    def answerable(self) -> bool:
        return self.question.answer is not None

    @property
    def right(self) -> bool:
        """Whether the first quote and the short answer have a place in common."""
        span = self.question.answer
        return span is not None and any(
            citation.release_id == self.question.paragraph.id
            and citation.start < span.end
            and span.start < citation.end
            for citation in self.answer.citations[:1]
        )


def read_articles(paragraphs: Iterable[Paragraph]) -> Iterator[Release]:
    for paragraph in paragraphs:
        yield parse_record({"id": paragraph.id, "title": paragraph.article, "text": paragraph.text})


def ask_all(communique: Communique, questions: Sequence[SquadQuestion]) -> list[Observed]:
    """Made to answer, so that the quote can be judged where there would be silence."""
    answerer = communique.answerer()
    talkative = replace(answerer, answer_threshold=0.0)
    articles: dict[str, set[str]] = {}
    for question in questions:
        articles.setdefault(question.paragraph.article, set()).add(question.paragraph.id)
    filters = {article: Filters(release_ids=frozenset(ids)) for article, ids in articles.items()}
    observed = []
    for question in questions:
        answer = talkative.answer(question.text, 1, filters[question.paragraph.article])
        sure = answer.citations and answer.confidence >= answerer.answer_threshold
        status: Status = "answered" if sure else "not_found"
        observed.append(Observed(question=question, answer=answer, status=status))
    return observed


def auroc_with_interval(observed: Sequence[Observed]) -> tuple[float, float, float]:
    """Answerable over unanswerable by confidence, and its 95 % interval (percentile bootstrap over questions)."""
    dice = np.random.default_rng(SEED)
    drawn = [[observed[row] for row in dice.integers(0, len(observed), len(observed))] for _ in range(RESAMPLES)]
    low, high = np.percentile([_auroc(sample) for sample in drawn], [2.5, 97.5])
    return round(_auroc(observed), 3), round(float(low), 3), round(float(high), 3)


def _auroc(observed: Sequence[Observed]) -> float:
    return auroc([one.answer.confidence for one in observed], [one.answerable for one in observed])


def shares(observed: Sequence[Observed]) -> dict[str, float]:
    return {
        status: round(fmean(one.status == status for one in observed), 3)
        for status in ("answered", "partial", "not_found")
    }


def main() -> None:
    every = read_squad(DATA / "bench" / "squad2_halfdev")
    questions = [question for question in every if part_of(question) == MEASURED]
    paragraphs = dict.fromkeys(question.paragraph for question in every)
    with open_kept("squad", read_articles(paragraphs)) as communique:
        observed = ask_all(communique, questions)
        reader = communique.settings.reader
    answerable = [one for one in observed if one.answerable]
    mean, low, high = auroc_with_interval(observed)
    figures = {
        "auroc": mean,
        "auroc_interval": [low, high],
        "answerable": shares(answerable),
        "unanswerable": shares([one for one in observed if not one.answerable]),
        "first_citation_right": round(fmean(one.right and one.status != "not_found" for one in answerable), 3),
        "first_citation_right_were_there_no_silence": round(fmean(one.right for one in answerable), 3),
    }
    for name, figure in figures.items():
        print(f"{name:44}{figure}")
    counts = {
        "reader": reader,
        "questions": len(observed),
        "articles": len({one.question.paragraph.article for one in observed}),
    }
    write_results("squad_silence", counts | {"figures": figures, "at_least": {"auroc": AT_LEAST}})


if __name__ == "__main__":
    main()
