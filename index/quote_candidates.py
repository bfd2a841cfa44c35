"""Which releases may hold a quote, told by the words of the index, so that not every text has to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from corpus.catalog_reader import CatalogReader
from corpus.passage import Span
from index.storage.columns import Rows
from index.storage.lexical import LexicalIndex
from index.storage.passage_table import PassageTable
from index.storage.snapshot import Snapshot, Snapshots

_MOST_PASSAGES = 50_000  # with a word: beyond, the word tells too little for what it takes to list them
_MOST_WORDS = 6  # the rarest of a quote, by which releases are told
_FEW = 20  # releases: to read them is quicker than to look at another word
_MOST_HOLDERS = 400
_MOST_ASKED = 24  # the rarest words of a quote, by which the nearest passages are found


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagePlace:
    """Where a passage lies that may hold a quote."""

    release_id: str
    version: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteCandidates:
    """The words of a snapshot, and what has changed since: releases as they are now are told, none missed."""

    lexical: LexicalIndex
    places: PassageTable
    changed: tuple[str, ...]  # ids of releases that are not as the snapshot has them

    @classmethod
    def of(cls, snapshot: Snapshot, catalog: CatalogReader) -> Self:
        changed = catalog.changed_since(snapshot.manifest.change, catalog.last_change())
        return cls(lexical=snapshot.lexical, places=snapshot.places, changed=tuple(changed))

    @classmethod
    def open(cls, folder: Path, catalog: CatalogReader) -> Self | None:
        """The words of the current snapshot in a folder, whatever model made it; None if there is none of it."""
        try:
            manifest, lexical, places = Snapshots(folder, read_only=True).open_words()
        except (OSError, ValueError, RuntimeError, KeyError):  # there is none, or it is damaged: `ask` mends it
            return None
        if manifest.catalog != catalog.id or manifest.state != catalog.state(manifest.change):
            return None
        changed = catalog.changed_since(manifest.change, catalog.last_change())
        return cls(lexical=lexical, places=places, changed=tuple(changed))

    def holders(self, text: str) -> list[str] | None:
        """Ids of all releases that may hold these whole words; None where the words do not tell few enough.

        A release that holds a text holds each of its words, as its own language has them, in some passage, for no
        passage ends within a word.
        """
        held = [self._holding(words) for words in self.lexical.every_reading(text)]
        told = [rows for rows in held if rows is not None]
        if len(told) < len(held) or sum(map(len, told)) > _MOST_HOLDERS:
            return None
        return sorted({str(self.places.releases.id[row]) for rows in told for row in rows} | set(self.changed))

    def _holding(self, words: Sequence[str]) -> Rows | None:
        """The releases that hold the rarest of these words; None where there are none, or they are too frequent."""
        rarest = self._rarest(words, _MOST_WORDS)
        if not rarest or self.lexical.frequency(rarest[0]) > _MOST_PASSAGES:
            return None
        held: Rows | None = None
        for word in rarest:
            most = self.lexical.frequency(word)
            if most > _MOST_PASSAGES or (held is not None and len(held) <= _FEW):
                break
            numbers = [number for number, _ in self.lexical.search_whole([word], max(1, most))]
            releases = np.unique(self.places.release[self.places.rows_of(numbers)])
            held = releases if held is None else np.intersect1d(held, releases, assume_unique=True)
        return held

    def nearest(self, text: str, k: int) -> list[PassagePlace]:
        """The k passages that share the most telling words with the text (BM25), best first."""
        every = list(dict.fromkeys(word for words in self.lexical.every_reading(text) for word in words))
        words = self._rarest([word for word in every if self.lexical.frequency(word)], _MOST_ASKED)
        found = self.lexical.search("", k, term_weights=dict.fromkeys(words, 1.0))
        return [self._place(row) for row in self.places.rows_of([number for number, _ in found])]

    def _rarest(self, words: Sequence[str], most: int) -> Sequence[str]:
        return sorted(words, key=lambda word: (self.lexical.frequency(word), word))[:most]

    def _place(self, row: int) -> PassagePlace:
        release = int(self.places.release[row])
        return PassagePlace(
            release_id=str(self.places.releases.id[release]),
            version=str(self.places.releases.version[release]),
            span=Span(int(self.places.start[row]), int(self.places.end[row])),
        )
