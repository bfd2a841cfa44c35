"""Answers on the visible questions: what is cited, and how confidence tells the answerable from the rest.

python benchmarks/answers.py
"""

from collections import Counter
from itertools import product
from statistics import fmean, median

from index.evaluation import Question, covers
from measuring import DATA, open_releases, read_questions, write_results
from service import Answer


def citations_right(question: Question, answer: Answer) -> list[bool]:
    """For each citation, whether it covers at least half of a gold span."""
    return [
        any(g.release_id == citation.release_id and covers(citation.start, citation.end, g.span) for g in question.gold)
        for citation in answer.citations
    ]


def auroc(positive: list[float], negative: list[float]) -> float:
    """How often a confidence of the first kind is above one of the second; a tie counts half (Mann-Whitney)."""
    return fmean((one > other) + (one == other) / 2 for one, other in product(positive, negative))


def main() -> None:
    questions = list(read_questions(DATA / "questions" / "questions.jsonl"))
    with open_releases(DATA / "releases" / "state_dept.jsonl") as communique:
        answers = {question.id: communique.ask(question.text) for question in questions}
    answerable = [question for question in questions if question.answerable]
    unanswerable = [question for question in questions if not question.answerable]
    right = [citations_right(question, answers[question.id]) for question in answerable]
    confidence = [[answers[q.id].confidence for q in group] for group in (answerable, unanswerable)]
    figures = {
        "a_citation_covers_gold": round(fmean(any(found) for found in right), 3),
        "the_first_citation_does": round(fmean(any(found[:1]) for found in right), 3),
        "median_characters_quoted": median(sum(c.end - c.start for c in answers[q.id].citations) for q in answerable),
        "auroc_of_confidence": round(auroc(*confidence), 3),
        "answerable": dict(Counter(answers[question.id].status for question in answerable)),
        "unanswerable": dict(Counter(answers[question.id].status for question in unanswerable)),
    }
    for name, figure in figures.items():
        print(f"{name:28}{figure}")
    write_results("answers", {"figures": figures})


if __name__ == "__main__":
    main()
