"""Which releases contain a word: among all that meet some conditions, not only those retrieved for a question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.countries import country_of
from corpus.errors import UnknownCountry
from index.filters import Condition, NoneOf, OneOf
from index.question.vocabulary import root
from index.storage.lexical import SHORTEST_BEGINNING
from index.storage.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrences:
    """Looks words up in all passages of a snapshot that meet the conditions. Releases are rows of `places.releases`."""

    snapshot: Snapshot
    conditions: Sequence[Condition] = ()

    def of(self, word: str) -> frozenset[int] | None:
        """The releases that may contain the word; None if it cannot be looked up (a stop word, punctuation).

        Errs on the side of more: any form counts ("Japanese" for "Japan"), any part ("Franco" of "Franco-German"), and
        for a country's name any name of the country, and where releases are in several languages, what the word is in
        each. A release that is not among these certainly lacks the word.
        """
        parts = {part for reading in self.snapshot.lexical.readings(word) for part in reading}
        if not parts:
            return None
        roots = (bare for part in parts if len(bare := root(part)) >= SHORTEST_BEGINNING)
        numbers = self.snapshot.lexical.find_forms(sorted({*parts, *roots}), self._asked)
        rows = self.snapshot.places.release[self.snapshot.places.rows_of(numbers)]
        return frozenset(int(row) for row in np.unique(rows)) | self._naming(word)

    def of_all(self, words: Sequence[str]) -> frozenset[int] | None:
        """The releases that may contain every one of the words; None if none of them can be looked up."""
        each = [found for word in words if (found := self.of(word)) is not None]
        return frozenset.intersection(*each) if each else None

    def of_any(self, words: Sequence[str]) -> frozenset[int]:
        """The releases that may contain any of the words."""
        return frozenset[int]().union(*(self.of(word) or () for word in words))

    def version_of(self, release: int) -> tuple[str, str]:
        """Id and version of the release in this row."""
        releases = self.snapshot.places.releases
        return str(releases.id[release]), str(releases.version[release])

    @property
    def _asked(self) -> list[Condition]:
        """What was asked of releases. One that another stands for holds the word all the same."""
        return [condition for condition in self.conditions if not isinstance(condition, NoneOf)]

    def _naming(self, word: str) -> frozenset[int]:
        try:
            code = country_of(word).code
        except UnknownCountry:
            return frozenset()
        kept = self.snapshot.places.releases.keeps(OneOf("country", (code,)))
        for condition in self._asked:
            kept &= self.snapshot.places.releases.keeps(condition)
        return frozenset(int(row) for row in np.flatnonzero(kept))
