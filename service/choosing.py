"""Which sentences answer: those of the best passages, ranked against the question."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.chunking import split_sentences
from corpus.passage import Span
from corpus.records import Listing, Vectors
from index.retriever import Hit, Retriever
from service.vocabulary import Vocabulary

# Chosen on the visible questions (benchmarks/results/answers.json).
_SIMILARITY, _OVERLAP, _PASSAGE = 0.4, 0.2, 0.4
_QUOTED = 3  # sentences at the most
_MARGIN = 0.12  # below the best; a sentence further off is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may answer. `span` counts in the release's text."""

    release: Listing
    span: Span
    text: str
    similarity: float  # cosine of question and sentence
    overlap: float  # share of the question's words in title and sentence, rare words counting more
    passage: float  # score of its passage
    vector: Vectors = field(compare=False, repr=False)  # (dimension,), of title and sentence

    @property
    def score(self) -> float:
        return _SIMILARITY * self.similarity + _OVERLAP * self.overlap + _PASSAGE * self.passage


def rank_sentences(question: str, hits: Sequence[Hit], retriever: Retriever) -> list[Candidate]:
    """The sentences of the hits, best first; ties in the order of release and place."""
    found = {
        (hit.release.id, span): (hit, span)
        for hit in reversed(hits)
        for sentence in split_sentences(hit.passage.text, hit.release.language or "en")
        for span in (sentence.within(hit.passage.start),)
    }
    places = list(found.values())
    if not places:
        return []
    texts = [hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start] for hit, span in places]
    # With the title: "he announced" means little without it.
    titled = [f"{hit.release.title}\n{text}" for (hit, _), text in zip(places, texts, strict=True)]
    vectors = retriever.embedder.embed_passages(titled)
    similarities = vectors @ retriever.embedder.embed_questions([question])[0]
    vocabulary = Vocabulary(retriever.snapshot.lexical)
    candidates = [
        Candidate(
            release=hit.release,
            span=span,
            text=text,
            similarity=float(similarity),
            overlap=vocabulary.overlap(question, whole),
            passage=hit.score,
            vector=vector,
        )
        for (hit, span), text, whole, similarity, vector in zip(
            places, texts, titled, similarities, vectors, strict=True
        )
    ]
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.release.id, candidate.span))


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and up to two more that are nearly as good."""
    if not candidates:
        return []
    least = candidates[0].score - _MARGIN
    return [candidate for candidate in candidates[:_QUOTED] if candidate.score >= least]
