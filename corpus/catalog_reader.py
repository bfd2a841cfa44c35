"""Reads the catalog: releases, their versions, their passages, the change log."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np

from corpus.errors import RemovedRelease
from corpus.language_tags import unpack
from corpus.passage import Passage, Span
from corpus.records import NOWHERE, Listing, PassageRow, Precondition, State, Vectors, hash_text
from corpus.release import Release
from corpus.rows import (
    LANGUAGE,
    RELEASE,
    check_version,
    last_change,
    listing_of,
    place_of,
    placed_of,
    release_of,
    row_of,
    version_now,
)
from corpus.version_reader import VersionReader

_CURRENT = "versions v ON v.release = r.number AND v.version = r.version"
_PLACES = (
    "SELECT p.number, r.id AS release_id, p.version, p.start, p.end, v.published, r.publisher, "  # noqa: S608
    f"{LANGUAGE}, p.text_hash, r.withdrawn_at IS NOT NULL AS withdrawn "
    "FROM passages p JOIN releases r ON r.number = p.release "
    "JOIN versions v ON v.release = p.release AND v.version = p.version"
)

_LISTING = (
    f"SELECT r.id, v.title, v.published, r.source_url, r.publisher, {LANGUAGE}, r.version, "  # noqa: S608
    f"length(v.text) AS characters, r.withdrawn_at FROM releases r JOIN {_CURRENT} WHERE r.removed_at IS NULL"
)


class CatalogReader(VersionReader):
    """The reading half of the catalog. Each call sees the state at that moment, whoever writes meanwhile."""

    # Releases

    def get(self, release_id: str, version: str | None = None) -> Release:
        """The current release, or one version of it (see `find_version`). UnknownRelease, RemovedRelease."""
        with self.database.read() as connection:
            current = row_of(connection, release_id)
        if current["removed_at"] is not None:
            raise RemovedRelease(release_id, current["removed_at"])
        return self.get_version(release_id, self.find_version(release_id, version) if version else current["version"])

    def listings(self, limit: int = -1) -> list[Listing]:
        """All current releases (or at most `limit`), newest first, those without a date last."""
        rows = self.database.rows(
            f"{_LISTING} ORDER BY v.published IS NULL, v.published DESC, r.id LIMIT ?",
            (limit,),
        )
        return [listing_of(row) for row in rows]

    def releases(self) -> Iterator[Release]:
        """All current releases by id, one at a time in memory."""
        ids = [row["id"] for row in self.database.rows("SELECT id FROM releases WHERE removed_at IS NULL ORDER BY id")]
        return (self.get(release_id) for release_id in ids)

    def current_among(self, release_ids: Sequence[str]) -> list[Release]:
        """The current releases with these ids, by id."""
        query = f"SELECT {RELEASE} FROM releases r JOIN {_CURRENT} WHERE r.removed_at IS NULL AND r.id IN"  # noqa: S608
        return sorted(map(release_of, self.database.rows_in(query, release_ids)), key=lambda release: release.id)

    def check(self, release_ids: Sequence[str], precondition: Precondition) -> None:
        """PreconditionFailed if a write would be refused now; the write itself decides in the end."""
        with self.database.read() as connection:
            for release_id in release_ids:
                precondition.check(version_now(connection, release_id))

    def has(self, release_id: str) -> bool:
        """Whether the release is stored and not removed."""
        return bool(self.database.row("SELECT 1 FROM releases WHERE id = ? AND removed_at IS NULL", (release_id,)))

    def removed_among(self, release_ids: Sequence[str]) -> set[str]:
        """The ids, among these, of releases that somebody removed; not of those whose every version was undone."""
        rows = self.database.rows_in(
            "SELECT id FROM releases r WHERE removed_at IS NOT NULL "
            "AND EXISTS (SELECT 1 FROM changes WHERE release = r.number AND kind = 'removed') AND id IN",
            release_ids,
        )
        return {row["id"] for row in rows}

    def withdrawn_at(self, release_id: str) -> str | None:
        """When its source no longer had it; None while it has it."""
        row = self.database.row("SELECT withdrawn_at FROM releases WHERE id = ?", (release_id,))
        return row["withdrawn_at"] if row is not None else None

    def translations_of(self, release_id: str) -> list[Listing]:
        """The current releases that stand where a release says that it stands in other languages, by language."""
        row = self.database.row("SELECT translations FROM releases WHERE id = ?", (release_id,))
        addresses = [each.address for each in unpack(row["translations"])] if row else []
        listed = self.database.rows_in(f"{_LISTING} AND r.id IN", addresses)
        listed += self.database.rows_in(f"{_LISTING} AND r.source_url IN", addresses)
        found = {each["id"]: listing_of(each) for each in listed if each["id"] != release_id}
        return sorted(found.values(), key=lambda each: (each.language or "", each.id))

    def translated(self) -> list[tuple[str, str, str]]:
        """Each current release with its language, and with one that it is in another language: ids, in order."""
        rows = self.database.rows(
            f"SELECT DISTINCT r.id, {LANGUAGE}, o.id AS other FROM releases r JOIN {_CURRENT} "  # noqa: S608
            "JOIN json_each(r.translations) t JOIN releases o ON o.id = t.value OR o.source_url = t.value "
            "WHERE r.removed_at IS NULL AND r.translations IS NOT NULL "
            "AND o.removed_at IS NULL AND o.number != r.number ORDER BY r.id, o.id"
        )
        return [(row["id"], row["language"], row["other"]) for row in rows if row["language"]]

    def find_quote(self, quote: str, limit: int, among: Sequence[str] | None = None) -> list[tuple[Release, Span]]:
        """The first `limit` places of exactly these characters in current releases (these, or all), by release id."""
        query = f"SELECT {RELEASE} FROM releases r JOIN {_CURRENT} WHERE r.removed_at IS NULL AND instr(v.text, ?)"  # noqa: S608
        rows = (
            self.database.rows(f"{query} ORDER BY r.id LIMIT ?", (quote, limit))
            if among is None
            else sorted(self.database.rows_in(f"{query} AND r.id IN", among, (quote,)), key=lambda row: row["id"])
        )
        found = ((release, span) for release in map(release_of, rows) for span in find_all(release.text, quote))
        return [place for place, _ in zip(found, range(limit), strict=False)]

    def find_in_former(self, quote: str, limit: int) -> list[tuple[Release, Span]]:
        """The first `limit` versions with exactly these characters that are no longer current, and were not undone."""
        rows = self.database.rows(
            f"SELECT {RELEASE} FROM releases r JOIN versions v ON v.release = r.number AND v.version <> r.version "  # noqa: S608
            "WHERE r.removed_at IS NULL AND v.undone_at IS NULL AND instr(v.text, ?) ORDER BY r.id, v.rowid LIMIT ?",
            (quote, limit),
        )
        return [(release, next(find_all(release.text, quote))) for release in map(release_of, rows)]

    # For the index

    def last_change(self) -> int:
        with self.database.read() as connection:
            return last_change(connection)

    def state(self, change: int | None = None) -> State:
        """The catalog's state after a change, by default the last; NOWHERE if there is no such change."""
        row = self.database.row(
            "SELECT c.number, r.id, c.kind, c.version, c.at, c.source_url, c.publisher, c.language, c.withdrawn_at "
            "FROM changes c JOIN releases r ON r.number = c.release WHERE c.number = ifnull(?, "
            "(SELECT max(number) FROM changes))",
            (change,),
        )
        return State(change=row["number"], digest=hash_text(json.dumps(list(row))).hex()) if row else NOWHERE

    def changed_at(self, change: int) -> datetime:
        """When a change was made; long ago if there is none."""
        row = self.database.row("SELECT at FROM changes WHERE number = ?", (change,))
        return datetime.fromisoformat(row["at"]) if row else datetime(1970, 1, 1, tzinfo=UTC)

    def changed_since(self, change: int, until: int) -> list[str]:
        """Ids of the releases with changes in (change, until]."""
        rows = self.database.rows(
            "SELECT DISTINCT r.id FROM changes c JOIN releases r ON r.number = c.release "
            "WHERE c.number > ? AND c.number <= ? ORDER BY r.id",
            (change, until),
        )
        return [row["id"] for row in rows]

    def places(self, release_ids: Sequence[str] | None = None) -> list[PassageRow]:
        """The passages of current releases (these, or all), by number."""
        query = f"{_PLACES} WHERE r.version = p.version AND r.removed_at IS NULL"
        rows = (
            self.database.rows(query)
            if release_ids is None
            else self.database.rows_in(f"{query} AND r.id IN", release_ids)
        )
        return sorted(map(place_of, rows), key=lambda place: place.number)

    def places_ever(self) -> list[PassageRow]:
        """The passages of every version ever stored, by number."""
        return [place_of(row) for row in self.database.rows(f"{_PLACES} ORDER BY p.number")]

    def passages(self, numbers: Sequence[int]) -> list[tuple[Passage, Listing]]:
        """The passages with these numbers, in their order, each with its release version."""
        places = self.database.rows_in(
            "SELECT p.number AS passage, p.start, p.end, v.rowid AS stored FROM passages p "
            "JOIN versions v ON v.release = p.release AND v.version = p.version WHERE p.number IN",
            numbers,
        )
        # Each text is read, and held against its hash, once, however many passages of it there are.
        rows = self.database.rows_in(
            f"SELECT v.rowid AS stored, {RELEASE}, r.withdrawn_at FROM versions v "  # noqa: S608
            "JOIN releases r ON r.number = v.release WHERE v.rowid IN",
            list({place["stored"] for place in places}),
        )
        stored = {row["stored"]: check_version(row) for row in rows}
        found = {place["passage"]: placed_of(place, stored[place["stored"]]) for place in places}
        return [found[number] for number in numbers if number in found]

    def known_embeddings(self, model: str, hashes: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The stored vectors, by text hash."""
        rows = self.database.rows_in(
            "SELECT text_hash, vector FROM embeddings WHERE model = ? AND text_hash IN", hashes, (model,)
        )
        return {row["text_hash"]: np.frombuffer(row["vector"], dtype=np.float32) for row in rows}

    def missing_embeddings(self, model: str, hashes: Sequence[bytes]) -> set[bytes]:
        """The hashes without a stored vector."""
        query = "SELECT text_hash FROM embeddings WHERE model = ? AND text_hash IN"
        return set(hashes) - {row["text_hash"] for row in self.database.rows_in(query, hashes, (model,))}

    def count(self) -> tuple[int, int]:
        """The numbers of current releases and passages."""
        row = self.database.row(
            "SELECT count(DISTINCT r.number) AS releases, count(p.number) AS passages FROM releases r "
            "LEFT JOIN passages p ON p.release = r.number AND p.version = r.version WHERE r.removed_at IS NULL"
        )
        return (row["releases"], row["passages"]) if row else (0, 0)

    @property
    def id(self) -> str:
        """An id made with the catalog: an index of another catalog is never taken for one of this."""
        return self.database.fact("id")


def find_all(text: str, quote: str) -> Iterator[Span]:
    """Every place of the quote in the text, including overlapping ones."""
    start = text.find(quote)
    while start >= 0:
        yield Span(start, start + len(quote))
        start = text.find(quote, start + 1)
