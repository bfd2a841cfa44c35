"""Passages that may answer a question, with their sentences, as the ranking looks at them."""

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
    """A passage by its number, and what the two rankings say of it.

    lexical  BM25, as a share of the best of the question; 0 where no word is shared
    dense    cosine of question and passage
    timely   1 where the release is of a time that the question names, half of it for each week off; else 0
    score    all three in one, in [0, 1]
    """

    number: int
    id: str
    lexical: float
    dense: float
    timely: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a candidate. `span` counts in the release's text; `reading` is there once a reader has read it."""

    span: Span
    text: str
    words: tuple[str, ...]  # analysed, in their order
    reading: SentenceScore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may answer, with its sentences and the analysed words of its release's title and date."""

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
        """All that the passage holds, its heading among it."""
        return self.head.union(*(sentence.words for sentence in self.sentences))

    @property
    def page(self) -> RerankInput:
        """What a reader is given of it."""
        start = self.passage.start
        spans = (Span(each.span.start - start, each.span.end - start) for each in self.sentences)
        head = heading(self.release.title, self.release.published)
        return RerankInput(heading=head, text=self.passage.text, sentences=tuple(spans))

    def read(self, readings: Sequence[SentenceScore]) -> Self:
        """The same with a reading for each sentence; a short answer's span then counts in the release's text."""
        start = self.passage.start
        placed = (replace(each, span=each.span.within(start) if each.span else None) for each in readings)
        pairs = zip(self.sentences, placed, strict=True)
        return replace(self, sentences=tuple(replace(sentence, reading=reading) for sentence, reading in pairs))


def make_candidates(
    fused: Sequence[FusedHit], places: Sequence[tuple[Passage, Listing]], lexical: LexicalIndex
) -> list[Candidate]:
    """The fused passages with their texts; each release's heading is analysed once."""
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
