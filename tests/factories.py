"""Invented releases, and the pieces of the house put together for a test."""

import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import sentencex

from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.dates import Published
from corpus.mentions import NOBODY, Mentions
from corpus.passage import Passage
from corpus.records import Listing, PassageRow, hash_text
from corpus.release import Release
from index.embedding import Embedder
from index.filters import Filters
from index.hashing_embedder import HashingEmbedder
from index.hits import Hit
from index.ranking.weights import Linear, Weights
from index.retriever import Retriever
from index.sync import Index

HARBOUR = (
    "Minister Vela Ostrander opened the new harbour of Port Quillan on Tuesday. The harbour cost 340 million crowns. "
    "It will employ 1,200 people.\n\nThe Minister thanked the engineers. They finished four months early."
)
TREATY = (
    "The Republic of Norvania and the Kingdom of Astrelle signed a fisheries treaty. President Iven Maroush said that "
    "the catch will be shared equally. The treaty enters into force on March 1."
)


# Weights that are plain to see through, whatever those of the installation are.
PLAIN = Weights(
    ranking=Linear(bias=-4.0, weights={"lexical": 3.0, "dense": 4.0, "timely": 2.0}),
    reranking=Linear(bias=-4.0, weights={"dense": 4.0, "answers": 5.0}),
    choosing=Linear(bias=-4.0, weights={"overlap": 6.0, "holds": 3.0}),
    confidence=Linear(bias=-4.0, weights={"titled": 8.0, "named": 2.0}),
    relatedness=Linear(bias=-4.0, weights={"titled": 8.0, "named": 2.0}),
)

# The same, to which every sentence belongs to the answer, which is always given.
ALL = replace(
    PLAIN, choosing=Linear(bias=5.0, weights={"overlap": 1.0}), confidence=Linear(bias=9.0, weights={"titled": 1.0})
)


def make_release(
    release_id: str = "harbour-opening",
    title: str = "Minister Ostrander opens the harbour of Port Quillan",
    text: str = HARBOUR,
    published: Published | None = date(2031, 5, 6),
    source_url: str | None = "https://press.example/harbour",
    publisher: str | None = "Ministry of Works",
    language: str | None = "en",
) -> Release:
    return Release(
        id=release_id,
        title=title,
        text=text,
        published=published,
        source_url=source_url,
        publisher=publisher,
        language=language,
    )


def make_treaty() -> Release:
    return make_release(
        "fisheries-treaty",
        "Norvania and Astrelle sign a fisheries treaty",
        TREATY,
        date(2031, 6, 20),
        "https://press.example/treaty",
        "Ministry of Foreign Affairs",
    )


class PanickingEmbedder(HashingEmbedder):
    """Panics, as a library in Rust does, at every text that holds the word."""

    def __init__(self, word: str) -> None:
        self._word = word

    def count(self, texts: Sequence[str]) -> list[int]:
        if any(self._word in text for text in texts):
            panic()
        return super().count(texts)


def panic() -> None:
    """What a library in Rust throws: no Exception, and of a class that cannot be imported."""
    sentencex.get_sentence_boundaries("en", "Plan B\u00a0.")


def make_index(
    folder: Path,
    embedder: Embedder | None = None,
    budget: int = 40,
    kind: type[Chunking] = Chunking,
    *,
    read_only: bool = False,
) -> tuple[Catalog, Index]:
    """The catalog and its index in a folder; passages of some 40 tokens."""
    chosen = embedder or HashingEmbedder()
    catalog = Catalog(folder / "catalog.sqlite3", read_only=read_only)
    chunking = kind(budget=budget, limit=chosen.limit, count=chosen.count, model=chosen.fingerprint)
    return catalog, Index(catalog, chosen, chunking, folder / "index")


def retrieve(
    catalog: Catalog, index: Index, question: str, limit: int = 10, filters: Filters | None = None
) -> Sequence[Hit]:
    """Hits of the index as it is once it has caught up."""
    retriever = Retriever(snapshot=index.catch_up(), embedder=HashingEmbedder(), lookup=catalog.passages, weights=PLAIN)
    return retriever.retrieve(question, limit, filters or Filters())


def make_place(
    number: int,
    release_id: str = "harbour-opening",
    start: int = 0,
    end: int = 10,
    published: Published | None = date(2031, 5, 6),
    publisher: str | None = "Ministry of Works",
    language: str | None = "en",
    version: str = "0123456789abcdef",
    mentions: Mentions = NOBODY,
    *,
    withdrawn: bool = False,
) -> PassageRow:
    """Where a passage of a release stands; each release has one version."""
    return PassageRow(
        number=number,
        release_id=release_id,
        version=version,
        start=start,
        end=end,
        published=published,
        publisher=publisher,
        language=language,
        text_hash=hash_text(f"{release_id}:{start}-{end}"),
        mentions=mentions,
        withdrawn=withdrawn,
    )


def make_hit(text: str = HARBOUR, title: str = "Harbour", score: float = 0.5, **facts: Any) -> Hit:
    """A passage that is a whole release; `facts` go to make_release."""
    release = make_release(title=title, text=text, **facts)
    names = ("id", "title", "published", "source_url", "publisher", "language", "version")
    listing = Listing(**{name: getattr(release, name) for name in names}, characters=len(text))
    passage = Passage(release_id=release.id, version=release.version, start=0, end=len(text), text=text)
    return Hit(passage=passage, release=listing, score=score, ranks={"lexical": 1})


_BLANKS = [character for character in map(chr, range(sys.maxunicode + 1)) if character.isspace()]
_STOPS = [*".!?…。！？।՜。؟:;", "...", "?!"]
_QUOTES = [*"\"'“”„‘’«»‹›「」『』()[]{}"]
_WORDS = """B Ä É ж Ж 港 ا न 𝔊 🎉 U.S Mr Dr No. e.g. p.m. vs Nr d.h. 1 23 iv (2) [1] minister@works.example http://a.example
the Minister Hafen đ""".split()
_MARKS = ["\u0301", "\u200b", "\ufeff", "\u00ad", "\n\n", "\r\n", "<b>"]
_LANGUAGES = "en de fr es it pt nl pl ru uk ja zh ar hi ta ml my hy am fi kk el bn no-such-language".split()


def make_mixture(dice: random.Random) -> tuple[str, str]:
    """A short text of white space, stops, quotes and words of many scripts in any order, and a language."""
    kinds = (_BLANKS, _STOPS, _QUOTES, _WORDS, _MARKS)
    pieces = [dice.choice(dice.choices(kinds, (5, 4, 2, 5, 1))[0]) for _ in range(dice.randint(1, 16))]
    return "".join(pieces), dice.choice(_LANGUAGES)
