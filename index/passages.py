"""Makes the passages of releases, the texts that are embedded for them, and their vectors, each text's but once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from corpus import mentions
from corpus.catalog import Catalog
from corpus.chunking import Chunking
from corpus.errors import CommuniqueError, InvalidRelease
from corpus.mentions import Mentions
from corpus.passage import Passage
from corpus.records import PassageEntry, PassageRow, Vectors, hash_text
from corpus.release import Release
from corpus.rust_panics import panics_caught
from index.embedding import Embedder
from index.progress import Progress
from index.storage.lexical_entry import LexicalEntry

_SLAB = 128  # passages embedded between two commits: the most that an interruption costs


class PassageMaker:
    """Passages and vectors for one catalog, made with one embedder and one chunking."""

    def __init__(self, catalog: Catalog, embedder: Embedder, chunking: Chunking) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._chunking = chunking

    def entries(self, release: Release) -> list[PassageEntry]:
        """The passages of a release. InvalidRelease when it cannot be cut into passages."""
        try:
            with panics_caught():
                passages = self._chunking.passages(release)
                texts = self._headed(release, passages)
        except CommuniqueError:
            raise
        except Exception as error:  # anything that a splitter or a tokenizer raises
            raise InvalidRelease(f"release {release.id!r} cannot be cut into passages: {error!r:.200}") from error
        return [PassageEntry(passage=p, text_hash=hash_text(text)) for p, text in zip(passages, texts, strict=True)]

    def texts(self, release: Release, entries: Sequence[PassageEntry]) -> dict[bytes, str]:
        """The texts that are embedded for these passages of a release, by their hashes."""
        texts = self._headed(release, [entry.passage for entry in entries])
        return {entry.text_hash: text for entry, text in zip(entries, texts, strict=True)}

    def embedded_texts(self, release: Release) -> list[str]:
        """The texts that are embedded for a release: each passage with the heading before it."""
        return self._headed(release, self._chunking.passages(release))

    def read(self, places: Sequence[PassageRow], mentioned: Mapping[tuple[str, str], Mentions]) -> list[LexicalEntry]:
        """Each row with the mentions of its release, and the text that is embedded for it: heading and passage."""
        read: list[LexicalEntry] = []
        for (release_id, version), group in groupby(places, key=lambda place: (place.release_id, place.version)):
            release = self._catalog.get_version(release_id, version)
            named = mentioned.get((release_id, version)) or mentions.find_mentions(release)
            head = self._chunking.heading(release.title, release.published)
            for place in group:
                text = head + release.text[place.start : place.end]
                read.append(LexicalEntry(place=replace(place, mentions=named), text=text))
        return read

    def embed(self, texts: Mapping[bytes, str], progress: Progress) -> None:
        """Store a vector for each text that has none yet, slab by slab, so that an interruption costs little."""
        missing = self._catalog.missing_embeddings(self._embedder.fingerprint, list(texts))
        # Sorted by length: a batch of equal lengths needs no padding.
        hashes = sorted(missing, key=lambda text_hash: (-len(texts[text_hash]), text_hash))
        for first in range(0, len(hashes), _SLAB):
            slab = hashes[first : first + _SLAB]
            slab_texts = [texts[text_hash] for text_hash in slab]
            vectors = self._embedder.embed_passages(slab_texts)
            self._catalog.put_embeddings(self._embedder.fingerprint, slab, vectors)
            progress(len(slab), sum(map(len, slab_texts)))

    def vectors(self, hashes: Sequence[bytes]) -> Vectors:
        """The stored vectors of texts that have been embedded, one row for each."""
        known = self._catalog.known_embeddings(self._embedder.fingerprint, hashes)
        vectors: Vectors = np.zeros((len(hashes), self._embedder.dimension), dtype=np.float32)
        for row, text_hash in enumerate(hashes):
            vectors[row] = known[text_hash]
        return vectors

    def renew(self, progress: Progress) -> None:
        """Make the passages of all versions anew, the vectors of changed texts first (decision 0003).

        An interruption leaves the old passages, and what was embedded before it is not embedded again.
        """
        known = {place.text_hash for place in self._catalog.places_ever()}
        made: dict[tuple[str, str], list[PassageEntry]] = {}
        texts: dict[bytes, str] = {}
        for release in self._catalog.every_version():
            entries = made[release.id, release.version] = self.entries(release)
            if changed := [entry for entry in entries if entry.text_hash not in known]:
                texts |= self.texts(release, changed)
        self.embed(texts, progress)
        self._catalog.replace_passages(
            self._chunking.fingerprint,
            lambda release: made.get((release.id, release.version)) or self.entries(release),
        )

    def _headed(self, release: Release, passages: Sequence[Passage]) -> list[str]:
        head = self._chunking.heading(release.title, release.published)  # counted once, not once per passage
        return [head + passage.text for passage in passages]
