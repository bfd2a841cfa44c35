"""Examples for the reader from our own questions with complete gold: each asked of passages of its release.

The passages are those that the product makes. A passage without gold is a near miss: the right release, the wrong
place. So is the passage of another release of the collection that has most of the question's words.
"""

import random
from collections.abc import Iterator, Sequence

from sklearn.feature_extraction.text import TfidfVectorizer

from corpus.chunking import Chunking, split_sentences
from corpus.passage import Passage, Span, heading
from corpus.release import Release
from gold_questions import CLOSED, GoldQuestion, read_collections, read_gold_questions
from index.embedding import open_embedder
from reader_data import Example, overlapping

SEED = 7
BUDGET = 180  # tokens of a passage: the default of the setting
MISSING = 2  # passages of the release that are shown where it does not answer
ASIDE, ELSEWHERE = 0.5, 0.35  # how often an answered question is shown a passage beside its own, or of another release


def gold_examples() -> Iterator[Example]:
    embedder = open_embedder("all-MiniLM-L6-v2")
    chunking = Chunking(budget=BUDGET, limit=embedder.limit, count=embedder.count, model="all-MiniLM-L6-v2")
    dice = random.Random(SEED)  # noqa: S311 - a choice, no secret
    questions = [question for question in read_gold_questions() if question.collection not in CLOSED]
    for name, releases in sorted(read_collections().items()):
        asked = [question for question in questions if question.collection == name]
        if asked:
            yield from _of_collection(asked, releases, chunking, dice)


def _of_collection(
    questions: Sequence[GoldQuestion], releases: Sequence[Release], chunking: Chunking, dice: random.Random
) -> Iterator[Example]:
    by_id = {release.id: release for release in releases}
    passages = [(release, passage) for release in releases for passage in chunking.passages(release)]
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    of_passages = words.fit_transform([f"{release.title}\n{passage.text}" for release, passage in passages])
    likeness = (words.transform([question.text for question in questions]) @ of_passages.T).toarray()
    for question, row in zip(questions, likeness, strict=True):
        order = [passages[int(number)] for number in row.argsort()[::-1]]
        own = [passage for release, passage in order if release.id == question.release_id]
        holding = [passage for passage in own if _gold_in(question, passage)]
        aside = [passage for passage in own if passage not in holding]
        shown = [*holding, *aside[:MISSING]] if not holding else [*holding, *aside[: int(dice.random() < ASIDE)]]
        for passage in shown:
            yield _example(question, by_id[question.release_id], passage)
        if dice.random() < ELSEWHERE:
            release, passage = next(each for each in order if each[0].id != question.release_id)
            if release.text[:80] != by_id[question.release_id].text[:80]:
                yield _example(question, release, passage)


def _gold_in(question: GoldQuestion, passage: Passage) -> list[Span]:
    return [span for span in question.gold if span.start < passage.end and passage.start < span.end]


def _example(question: GoldQuestion, release: Release, passage: Passage) -> Example:
    text, start = passage.text, passage.start
    sentences = tuple(split_sentences(text, release.language or "en"))
    gold = _gold_in(question, passage) if passage.release_id == question.release_id else []
    answering = sorted({n for span in gold for n in overlapping(sentences, _moved(span, -start, len(text)))})
    short = question.short if gold else None
    inside = short is not None and passage.start <= short.start and short.end <= passage.end
    return Example(
        question=question.text,
        heading=heading(release.title, release.published),
        text=text,
        sentences=sentences,
        short=Span(short.start - start, short.end - start) if short and inside else None,
        answering=tuple(answering),
    )


def _moved(span: Span, offset: int, most: int) -> Span:
    return Span(max(0, span.start + offset), min(most, span.end + offset))
