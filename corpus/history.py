"""The catalog as of an earlier time, from its change log and its versions."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Self

from corpus.catalog import Catalog
from corpus.dates import Published, is_by, last_moment
from corpus.errors import UnknownRelease
from corpus.passage import Passage
from corpus.records import Listing, PassageRow
from corpus.release import Release
from corpus.rows import published_of
from corpus.timeline import TIMELINE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseState:
    """A release as it was: its version, and its metadata then; `told_at` where an archive tells that it was so."""

    release_id: str
    version: str
    source_url: str | None
    publisher: str | None
    language: str | None
    withdrawn_at: str | None
    told_at: str | None


class CatalogAsOf:
    """The catalog as it was, for reading: it answers like a catalog that never contained more."""

    def __init__(self, catalog: Catalog, held: Sequence[ReleaseState], *, began: bool) -> None:
        """`began`: something had been stored by then, whether it is part of this view or not."""
        self._catalog = catalog
        self._held = {each.release_id: each for each in held}
        self.began = began
        self.digest = _digest(held, began=began)  # equal for two times at which the content was the same

    @classmethod
    def of(cls, catalog: Catalog, as_of: Published) -> Self:
        """The releases published by then, in the versions current then, whether or not they were removed later.

        A bare date is that whole day: its end (UTC) for what was stored, the release's own day for what was published.
        A release without a date counts from when it was stored. Where an archive tells since when something was known
        (`told_at`), that counts for when it was stored.
        """
        rows = catalog.database.rows(
            "SELECT r.id AS release_id, c.version, v.published, c.source_url, c.publisher, c.language, "  # noqa: S608
            "c.withdrawn_at, CASE WHEN c.at > ?1 THEN c.told_at END AS told_at "
            "FROM (SELECT *, row_number() OVER (PARTITION BY release ORDER BY since DESC, number DESC) AS back "
            f"FROM {TIMELINE} WHERE since <= ?1) c JOIN releases r ON r.number = c.release "
            "JOIN versions v ON v.release = c.release AND v.version = c.version "
            "WHERE c.back = 1 AND c.kind != 'removed' ORDER BY r.id",
            (last_moment(as_of).isoformat(),),
        )
        facts = [dict(row) for row in rows]
        held = [ReleaseState(**fact) for fact in facts if is_by(published_of(fact.pop("published")), as_of)]
        first = catalog.first_known()
        return cls(catalog, held, began=first is not None and first[0] <= last_moment(as_of))

    def __len__(self) -> int:
        """The number of releases."""
        return len(self._held)

    @property
    def told(self) -> int:
        """The number of releases of which not our own log says that they were known then, but an archive."""
        return sum(held.told_at is not None for held in self._held.values())

    def places(self) -> list[PassageRow]:
        """The passages, in the order of their numbers."""
        return [
            replace(
                place,
                publisher=held.publisher,
                language=held.language or place.language,
                withdrawn=held.withdrawn_at is not None,
            )
            for place in self._catalog.places_ever()
            if (held := self._held.get(place.release_id)) and held.version == place.version
        ]

    def get(self, release_id: str) -> Release:
        """The release as it was. UnknownRelease if there was none."""
        if release_id not in self._held:
            raise UnknownRelease(release_id)
        return self.get_version(release_id, self._held[release_id].version)

    def get_version(self, release_id: str, version: str) -> Release:
        """The version that was current then, with its metadata then."""
        held = self._held[release_id]
        release = self._catalog.get_version(release_id, version)
        language = held.language or release.language  # nothing said: as it was found
        return replace(release, source_url=held.source_url, publisher=held.publisher, language=language)

    def passages(self, numbers: Sequence[int]) -> list[tuple[Passage, Listing]]:
        """The passages with these numbers, in their order, each with its release as it was."""
        return [
            (
                passage,
                replace(
                    listing,
                    source_url=held.source_url,
                    publisher=held.publisher,
                    language=held.language or listing.language,
                    withdrawn_at=held.withdrawn_at,
                    told_at=held.told_at,
                ),
            )
            for passage, listing in self._catalog.passages(numbers)
            for held in (self._held[listing.id],)
        ]

    def translations_of(self, release_id: str) -> list[Listing]:
        """Those of now that were held then."""
        return [each for each in self._catalog.translations_of(release_id) if each.id in self._held]

    def is_current(self, release_id: str, version: str) -> bool:
        """Whether the version is current now: an address that names no version leads to the current one."""
        return self._catalog.is_current(release_id, version)


def _digest(held: Sequence[ReleaseState], *, began: bool) -> str:
    return hashlib.sha256(json.dumps([began, *(astuple(each) for each in held)]).encode()).hexdigest()
