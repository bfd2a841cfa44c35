"""Candidates: passages that may answer a question, with their sentences, as the ranking sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from corpus.chunking import split_sentences
from corpus.dates import spell_day
from corpus.passage import Passage, Span, heading
from corpus.records import Listing
from index.ranking.reranker import RerankInput, SentenceScore
from index.storage.lexical import LexicalIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class FusedHit:
    """A passage by its number, with its scores from both rankings.

    lexical  BM25 as a share of the question's best; 0 if no word is shared
    dense    cosine similarity of question and passage
    timely   1 if the release is of a time that the question names, halved for each week off; else 0
    score    all three fused, in [0, 1]
    """

    number: int
    id: str
    lexical: float
    dense: float
    timely: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a candidate. `span` is in the release's text; `reading` is the reranker's, once there is one."""

    span: Span
    text: str
    words: tuple[str, ...]  # analysed, in order
    reading: SentenceScore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may answer, with its sentences and the analysed words of its heading."""

    fused: FusedHit
    passage: Passage
    release: Listing
    title: frozenset[str]
    date: frozenset[str]
    sentences: tuple[Sentence, ...]

    @property
    def head(self) -> frozenset[str]:
        return self.title | self.date

    @property
    def words(self) -> frozenset[str]:
        """All analysed words of the passage, including its heading."""
        return self.head.union(*(sentence.words for sentence in self.sentences))

    @property
    def is_read(self) -> bool:
        """Whether the reranker has read it."""
        return any(sentence.reading for sentence in self.sentences)

    @property
    def page(self) -> RerankInput:
        """The reranker's input for this candidate."""
        start = self.passage.start
        spans = (Span(each.span.start - start, each.span.end - start) for each in self.sentences)
        head = heading(self.release.title, self.release.published)
        return RerankInput(heading=head, text=self.passage.text, sentences=tuple(spans))

    def read(self, readings: Sequence[SentenceScore]) -> Self:
        """The candidate with a score for each sentence. Spans of short answers are moved into the release's text."""
        start = self.passage.start
        placed = (replace(each, span=each.span.within(start) if each.span else None) for each in readings)
        pairs = zip(self.sentences, placed, strict=True)
        return replace(self, sentences=tuple(replace(sentence, reading=reading) for sentence, reading in pairs))


def make_candidates(
    fused: Sequence[FusedHit], places: Sequence[tuple[Passage, Listing]], lexical: LexicalIndex
) -> list[Candidate]:
    """Make candidates of the fused passages and their texts. Each release's heading is analysed once."""
    releases = {(release.id, release.version): release for _, release in places}
    titles = {key: frozenset(lexical.analyse(release.title)) for key, release in releases.items()}
    dates = {key: frozenset(lexical.analyse(spell_day(release.published))) for key, release in releases.items()}
    return [
        Candidate(
            fused=each,
            passage=passage,
            release=release,
            title=titles[release.id, release.version],
            date=dates[release.id, release.version],
            sentences=_sentences_of(passage, release.language or "en", lexical),
        )
        for each, (passage, release) in zip(fused, places, strict=True)
    ]


def _sentences_of(passage: Passage, language: str, lexical: LexicalIndex) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(span=span.within(passage.start), text=text, words=tuple(lexical.analyse(text)))
        for span in split_sentences(passage.text, language)
        for text in (span.of(passage.text),)
    )
