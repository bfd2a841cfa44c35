"""Examples that the bundled reader is trained on: questions with a passage, what answers in it, or that nothing does.

SQuAD 2.0 (CC BY-SA 4.0) brings questions with short answers and, on the same paragraphs, questions without; the
questions of the chunking benchmark (MIT) bring answers of whole sentences in other kinds of text. Our own, in
reader_questions.jsonl, are about releases that no question of the measuring sets is about: places and questions alone.
"""

import csv
import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.chunking import split_sentences
from corpus.passage import Span, heading
from corpus.reading import parse_record
from corpus.release import Release

QUESTIONS = Path(__file__).parent / "reader_questions.jsonl"
WINDOW = 900  # characters of a text around what answers: as long as a passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A passage of an article."""

    id: str
    article: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadQuestion:
    """A question on one paragraph; `answer` is None where the paragraph does not answer it."""

    text: str
    paragraph: Paragraph
    answer: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What the reader is shown, and what it is to say. Spans count in `text`.

    short      the short answer; None where there is none, or where it is not known (`answering` tells which)
    answering  the sentences that answer, by number; empty where none does
    """

    question: str
    heading: str
    text: str
    sentences: tuple[Span, ...]
    short: Span | None
    answering: tuple[int, ...]

    @property
    def short_text(self) -> str:
        return self.short.of(self.text) if self.short else ""


def read_squad(folder: Path) -> list[SquadQuestion]:
    """All questions in the order of the file."""
    paragraphs = {}
    for line in (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        article = record["title"].replace("_", " ")
        paragraphs[record["_id"]] = Paragraph(id=record["_id"], article=article, text=record["text"])
    lines = (folder / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    return [_squad_question(json.loads(line), paragraphs) for line in lines]


def _squad_question(record: dict[str, list[str] | list[int] | str], paragraphs: dict[str, Paragraph]) -> SquadQuestion:
    paragraph = paragraphs[str(record["context_id"])]
    places = Counter(zip(map(int, record["answer_starts"]), map(str, record["answers"]), strict=True))
    answer = None
    if places:
        (start, text), _ = max(places.items(), key=lambda item: (item[1], -len(item[0][1]), -item[0][0]))
        answer = Span(start, start + len(text))
    return SquadQuestion(text=str(record["question"]), paragraph=paragraph, answer=answer)


def part_of(question: SquadQuestion) -> int:
    """A quarter of the articles, 0 to 3: the last one is never trained on, so that something is left to measure on."""
    return _digest(question.paragraph.article) % 4


def squad_example(question: SquadQuestion, paragraph: Paragraph) -> Example:
    """The question on its own paragraph, or on another one of the article that does not answer it."""
    answer = question.answer if paragraph == question.paragraph else None
    sentences = tuple(split_sentences(paragraph.text, "en"))
    return Example(
        question=question.text,
        heading=f"{paragraph.article}\n",
        text=paragraph.text,
        sentences=sentences,
        short=answer,
        answering=tuple(overlapping(sentences, answer)) if answer else (),
    )


def chroma_examples(folder: Path) -> Iterator[Example]:
    """Each question with the surroundings of its first excerpt; an excerpt that does not stand there is left out."""
    csv.field_size_limit(sys.maxsize)
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted((folder / "corpora").iterdir())}
    with (folder / "questions_df.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            text = texts[row["corpus_id"]]
            gold = [Span(each["start_index"], each["end_index"]) for each in json.loads(row["references"])]
            if example := _window(row["question"], row["corpus_id"], text, gold):
                yield example


def _window(question: str, corpus: str, text: str, gold: Sequence[Span]) -> Example | None:
    """As much text around the first excerpt as a passage has: how far before it is told by the question's words."""
    first = gold[0]
    before = _digest(question) % max(1, WINDOW - (first.end - first.start))
    start = max(0, first.start - before)
    passage = text[start : max(start + WINDOW, first.end)]
    sentences = tuple(split_sentences(passage, "en"))
    inside = [Span(each.start - start, each.end - start) for each in gold if each.start >= start]
    answering = sorted({number for span in inside for number in overlapping(sentences, span)})
    if not answering:
        return None
    heading = corpus.replace("_", " ") + "\n"
    return Example(
        question=question,
        heading=heading,
        text=passage,
        sentences=sentences,
        short=None,
        answering=tuple(answering),
    )


def release_examples(folder: Path) -> list[Example]:
    """Our own questions on passages of releases, answerable and not."""
    records = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    wanted = {record["url"] for record in records}
    releases = {release.source_url: release for release in _read_releases(folder) if release.source_url in wanted}
    return [_release_example(record, releases[record["url"]]) for record in records]


def _read_releases(folder: Path) -> Iterator[Release]:
    with (folder / "state_dept.jsonl").open(encoding="utf-8") as lines:
        yield from (parse_record(json.loads(line)) for line in lines)
    with gzip.open(folder / "doj.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (parse_record(json.loads(line) | {"published": None, "date": None}) for line in lines)


def _release_example(record: dict[str, Any], release: Release) -> Example:
    start, end = record["start"], record["end"]
    text = release.text[start:end]
    sentences = tuple(split_sentences(text, "en"))
    short = Span(*(place - start for place in record["short"])) if "short" in record else None
    answering: tuple[int, ...] = ()
    if "sentence" in record:
        answering = tuple(overlapping(sentences, Span(*(place - start for place in record["sentence"]))))
    return Example(
        question=record["question"],
        heading=heading(release.title, release.published),
        text=text,
        sentences=sentences,
        short=short,
        answering=answering,
    )


def swapped(examples: Sequence[Example]) -> Iterator[Example]:
    """Near misses: an answerable question that names another name or year than the passage does, so is not answered.

    The other one comes from a question of the same heading where there is one, else from any.
    """
    names = [name for example in examples for name in _NAME.findall(example.question)]
    by_heading: dict[str, list[str]] = {}
    for example in examples:
        by_heading.setdefault(example.heading, []).extend(_NAME.findall(example.question))
    for example in examples:
        if not example.answering:
            continue
        for choice in (by_heading[example.heading], names):
            if other := _swap(example, choice):
                yield other
                break


_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
# A year, or a run of capitalised words that does not begin the question and is no month.
_NAME = re.compile(
    rf"(?<=[a-z,] )(?:[12]\d{{3}}\b|(?!(?:{_MONTH})\b)[A-Z][\w-]*\w(?: (?!(?:{_MONTH})\b)[A-Z][\w-]*\w)*)"
)


def _swap(example: Example, names: Sequence[str]) -> Example | None:
    own = [name for name in _NAME.findall(example.question) if name in example.heading + example.text]
    if not own:
        return None
    name = own[_digest(example.question) % len(own)]
    held = (example.heading + example.text + example.question).lower()
    others = sorted({other for other in names if other[0].isdigit() == name[0].isdigit() and other.lower() not in held})
    if not others:
        return None
    other = others[_digest(example.question + name) % len(others)]
    return replace(example, question=example.question.replace(name, other), short=None, answering=())


def overlapping(sentences: Sequence[Span], span: Span) -> list[int]:
    """Numbers of the sentences that share at least half of the shorter one with the span."""
    return [
        number
        for number, sentence in enumerate(sentences)
        if 2 * (min(sentence.end, span.end) - max(sentence.start, span.start))
        >= min(sentence.end - sentence.start, span.end - span.start)
    ]


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
