"""Readers: what they make of a sentence, and that it does not depend on its company."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from huggingface_hub import constants

from corpus.chunking import split_sentences
from corpus.errors import ModelError
from corpus.passage import Span
from index.ranking.onnx_reranker import BundledReader, ReaderError
from index.ranking.reranker import Reranker, RerankInput
from index.ranking.rerankers import open_reranker

TEXT = (
    "The harbour of Port Quillan was opened on Tuesday. It cost 340 million crowns. "
    "The Minister thanked the engineers for their work."
)


def page(text: str = TEXT) -> RerankInput:
    return RerankInput(heading="Harbour\nMay 6, 2031\n", text=text, sentences=tuple(split_sentences(text)))


@pytest.fixture(scope="module")
def reader() -> Reranker:
    opened = open_reranker("bundled")
    assert opened is not None
    return opened


def test_the_sentence_that_answers_is_liked_best_and_its_short_answer_found(reader: Reranker) -> None:
    (readings,) = reader.read("How much did the harbour cost?", [page()])
    best = max(range(3), key=lambda n: readings[n].sentence_logit)
    assert best == 1
    assert readings[1].span is not None
    assert "340 million" in readings[1].span.of(TEXT)


def test_several_that_read_at_once_read_as_each_alone(reader: Reranker) -> None:
    questions = ["How much did the harbour cost?", "When was it opened? " * 20, "Whom did the Minister thank?"] * 3
    pages = [page(), page(TEXT * 4)]
    alone = [reader.read(question, pages) for question in questions[:3]]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(lambda question: reader.read(question, pages), questions))
    assert together == alone * 3


def test_a_question_that_the_passage_answers_is_told_from_one_that_it_does_not(reader: Reranker) -> None:
    asked = max(each.sentence_logit for each in reader.read("What did the harbour cost?", [page()])[0])
    other = max(each.sentence_logit for each in reader.read("Who wrote the opera on cheese in Zembla?", [page()])[0])
    assert asked > other


def test_a_reading_does_not_depend_on_what_else_is_read(reader: Reranker) -> None:
    other = page("It rained in Astrelle. The market was closed.")
    alone = reader.read("What did the harbour cost?", [page()])[0]
    assert reader.read("What did the harbour cost?", [other, page(), other])[1] == alone
    assert reader.read("What did the harbour cost?", []) == []


def test_a_long_passage_is_read_whole_in_runs_of_sentences(reader: Reranker) -> None:
    text = " ".join([f"Ferry number {n} sails from the old pier of Tollan at dawn." for n in range(90)] + [TEXT])
    (readings,) = reader.read("How much did the harbour cost?", [page(text)])
    assert len(readings) == len(split_sentences(text))
    best = max(readings, key=lambda each: each.span_logit)
    assert best.span is not None
    assert "340 million" in best.span.of(text)


def test_a_question_longer_than_is_read_and_a_sentence_longer_than_fits_are_no_errors(reader: Reranker) -> None:
    long = "harbour " * 2_000
    (readings,) = reader.read(long, [page(long)])
    assert len(readings) == 1
    assert all(
        each.span is None or Span(0, len(long)).start <= each.span.start < each.span.end <= len(long)
        for each in readings
    )


def test_weights_that_are_missing_or_others_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"is missing. Install communique again, or set COMMUNIQUE_READER=none"):
        BundledReader(tmp_path)
    shutil.copy(Path(__file__).parent.parent / "index" / "ranking" / "reader" / "tokenizer.json", tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ReaderError, match="is not the reader it should be"):
        BundledReader(tmp_path)


@pytest.mark.slow  # a name is asked of the libraries of models
def test_no_reader_is_none_and_an_unknown_one_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Without a net they try again for half a minute, and with one it is somebody's machine that is asked.
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    assert open_reranker("none") is None
    with pytest.raises(ModelError, match="no-such/cross-encoder"):
        open_reranker("no-such/cross-encoder")
