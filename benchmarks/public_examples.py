"""Examples of public question-answer data for the reader (train/ of the measuring data; its README names the licences).

Every file gives a dose: enough to learn from, not so much that its manner becomes the reader's. Texts that share runs
of words with the questions that are measured on (bench/squad2_halfdev) are left out.
"""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sklearn.feature_extraction.text import TfidfVectorizer

from corpus.chunking import split_sentences
from corpus.passage import Span
from reader_data import Example, overlapping, swapped

SEED = 7
# File -> (examples at most, questions on one text at most). What is asked of one text again and again teaches little.
SPANS = {
    "squad11_train": (25_000, 2),
    "squad20_dev_outside_bench": (5_795, 99),
    "qamr": (4_000, 5),
    "qasrl_gs": (1_500, 2),
    "squadshifts_newwiki": (2_000, 2),
    "squadshifts_amazon": (700, 2),
    "squadshifts_reddit": (700, 2),
    "qed_dev": (1_355, 9),
    "nq_open_gold": (2_600, 9),
    "tatqa_text": (600, 2),
    "policyqa": (600, 1),
}
WRITTEN = "squad20_dev_outside_bench"
SENTENCES = {"selqa": (2_374, 9), "torque_dev": (600, 3), "fm2_claims": (1_200, 2)}
NEAR = 12_000  # of SQuAD 1.1's questions again, on a near paragraph of the same article that does not hold the answer
RUN, RUNS = 10, 3  # words in a row; a text with so many such runs of a measured text is left out
SWAPPED = 5_000  # of them with a name or year of another question in place of its own, where there is one
LONGEST = 2_400  # characters of a text; a longer one is cut around its answer


def public_examples(train: Path, measured: Sequence[str]) -> list[Example]:
    """All doses. `measured` are the texts that are measured on."""
    known = {run for text in measured for run in _runs(text)}
    found = [
        *(example for name, dose in SPANS.items() for example in _dosed(train, name, dose, known)),
        *(example for name, dose in SENTENCES.items() for example in _dosed(train, name, dose, known)),
    ]
    missed = _dosed(train, "squad11_train", (NEAR, 2), known, seed=SEED + 1)
    return [*found, *near_misses(missed), *swapped(missed[:SWAPPED])]


def near_misses_written(train: Path, measured: Sequence[str]) -> list[Example]:
    """SQuAD 2.0's, written to deceive, and the questions beside them that are answered."""
    known = {run for text in measured for run in _runs(text)}
    return _dosed(train, WRITTEN, SPANS[WRITTEN], known)


def _dosed(
    train: Path, name: str, dose: tuple[int, int], known: set[tuple[str, ...]], seed: int = SEED
) -> list[Example]:
    with gzip.open(train / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    random.Random(seed).shuffle(records)  # noqa: S311 - a choice, no secret
    most, each = dose
    asked: dict[str, int] = defaultdict(int)
    seen: dict[str, bool] = {}
    found: list[Example] = []
    for record in records:
        text = record["context"] or " ".join(record["sentences"])
        if text not in seen:
            seen[text] = sum(run in known for run in _runs(text)) >= RUNS
        example = None if seen[text] or asked[text] >= each else _example(record)
        if example:
            asked[text] += 1
            found.append(example)
        if len(found) == most:
            break
    return found


def _example(record: dict[str, Any]) -> Example | None:
    return _of_sentences(record) if record["context"] is None else _of_span(record)


def _of_span(record: dict[str, Any]) -> Example | None:
    if record.get("occurrences", 1) > 3:
        return None
    text, short = record["context"], None
    if record["answerable"]:
        short = Span(record["answer_start"], record["answer_start"] + len(record["answer"]))
    if len(text) > LONGEST:
        if short is None or short.end > LONGEST:
            return None
        text = text[:LONGEST]
    sentences = _split(text)
    title = unquote(record.get("title", "")).replace("_", " ")
    return Example(
        question=record["question"],
        heading=f"{title}\n" if title else "",
        text=text,
        sentences=sentences,
        short=short,
        answering=tuple(overlapping(sentences, short)) if short else (),
    )


def _of_sentences(record: dict[str, Any]) -> Example | None:
    """The sentences as they are cut there; a long text becomes a window around the first that answers."""
    about = sorted(record["answer_sentences"])
    if record["answerable"] and not about:
        return None
    # A sentence that refutes a claim speaks of it, but does not bear it out.
    answering = [] if record.get("label") == "REFUTES" else about
    first = max(0, (about[0] if about else 0) - len(record["question"]) % 4)
    text = ""
    sentences: list[Span] = []
    kept: list[int] = []
    for number, sentence in enumerate(record["sentences"][first:], start=first):
        if len(text) + len(sentence) > LONGEST // 2:
            break
        if not sentence.strip():
            continue
        if number in answering:
            kept.append(len(sentences))
        sentences.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + " "
    if not sentences or (answering and not kept):
        return None
    return Example(
        question=record["question"],
        heading="",
        text=text.rstrip(),
        sentences=tuple(sentences),
        short=None,
        answering=tuple(kept),
    )


def near_misses(examples: Sequence[Example]) -> Iterator[Example]:
    """Each question on that paragraph of its article, not its own, that has most of its words and not its answer."""
    articles: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        articles[example.heading].append(example)
    for same in articles.values():
        texts = list({example.text: example for example in same}.values())
        if len(texts) < 3:
            continue
        words = TfidfVectorizer(sublinear_tf=True).fit([each.text for each in texts])
        of_texts = words.transform([each.text for each in texts])
        of_questions = words.transform([f"{each.question} {each.short_text}" for each in same])
        for example, row in zip(same, (of_questions @ of_texts.T).toarray(), strict=True):
            said = example.short_text.lower()
            for number in row.argsort()[::-1][:3]:
                other = texts[int(number)]
                if other.text != example.text and said not in other.text.lower():
                    yield Example(
                        question=example.question,
                        heading=other.heading,
                        text=other.text,
                        sentences=other.sentences,
                        short=None,
                        answering=(),
                    )
                    break


@cache
def _split(text: str) -> tuple[Span, ...]:
    return tuple(split_sentences(text, "en"))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return (tuple(words[first : first + RUN]) for first in range(len(words) - RUN + 1))
