"""The catalog, the one source of truth: releases, versions, passages, embeddings, change log."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.catalog_reader import CatalogReader
from corpus.database import Connection, Database, Row
from corpus.language_tags import pack
from corpus.records import UNCONDITIONAL, ChangeKind, Outcome, PassageEntry, Precondition, Vectors
from corpus.release import Release
from corpus.rows import RELEASE, iso, last_change, now, release_of, row_of, version_now
from corpus.soundness import heal
from corpus.timeline import current_since, past_of, state_by
from corpus.version_writer import replace_passages, store_layout, store_version

_FACTS = ("source_url", "publisher", "language")  # what is said beside a version


class Catalog(CatalogReader):
    """All that is stored, and every change of it, in one database. `Database` says who may read and write when."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = now, *, read_only: bool = False) -> None:
        super().__init__(Database(path, read_only=read_only))
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()

    def put(
        self,
        releases: Sequence[Release],
        make: Callable[[Release], list[PassageEntry]],
        precondition: Precondition = UNCONDITIONAL,
    ) -> list[Outcome]:
        """Store the releases in one transaction; `make` gives the passages of a version that has none yet.

        The same release again is a no-op, a changed one a new version, a removed one is restored. PreconditionFailed
        where one of them is not what it has to be: nothing is stored then.
        """
        with self.database.write() as connection:
            for release in releases:
                precondition.check(version_now(connection, release.id))
            return [self._put(connection, release, make) for release in releases]

    def remove(self, release_id: str, precondition: Precondition = UNCONDITIONAL) -> Outcome:
        """Leave a tombstone: the release is no longer found, its versions stay. Idempotent.

        UnknownRelease, PreconditionFailed.
        """
        with self.database.write() as connection:
            precondition.check(version_now(connection, release_id))
            row = row_of(connection, release_id)
            if row["removed_at"] is not None:
                return _outcome(connection, release_id, row["version"], "unchanged")
            at = self._now()
            connection.execute("UPDATE releases SET removed_at = ? WHERE number = ?", (at, row["number"]))
            self._log(connection, row["number"], "removed", row["version"], at)
            return _outcome(connection, release_id, row["version"], "removed")

    def withdraw(self, release_id: str, at: datetime) -> Outcome:
        """Note that its source no longer has the release. It is found and cited as before, with that fact."""
        return self._mark(release_id, iso(at), "withdrawn")

    def reinstate(self, release_id: str) -> Outcome:
        """Note that its source has the release, still or again."""
        return self._mark(release_id, None, "reinstated")

    def undo(self, release_id: str, version: str | None = None, precondition: Precondition = UNCONDITIONAL) -> Outcome:
        """Take a version, by default the current one, out of all answers, also those about earlier times. Idempotent.

        It stays stored, and in the log. If it was current, the release is again what it was before, or, if that was
        nothing, is found no more. UnknownRelease, UnknownVersion, RemovedRelease, PreconditionFailed.
        """
        named = self.find_version(release_id, version) if version else self.get(release_id).version
        with self.database.write() as connection:
            precondition.check(version_now(connection, release_id))
            row, at = row_of(connection, release_id), self._now()
            undone = connection.execute(
                "UPDATE versions SET undone_at = ? WHERE release = ? AND version = ? AND undone_at IS NULL",
                (at, row["number"], named),
            )
            if not undone.rowcount:
                return _outcome(connection, release_id, named, "unchanged")
            self._log(connection, row["number"], "undone", named, at)
            if row["version"] == named and row["removed_at"] is None:
                self._go_back(connection, row, at)
            return _outcome(connection, release_id, named, "undone")

    def put_embeddings(self, model: str, hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Store the vectors under (model fingerprint, text hash)."""
        rows = [(model, text_hash, vector.tobytes()) for text_hash, vector in zip(hashes, vectors, strict=True)]
        with self.database.write() as connection:
            connection.executemany("INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?)", rows)

    def replace_passages(self, chunking: str, make: Callable[[Release], list[PassageEntry]]) -> None:
        """Give all versions (old ones may come back) the passages of `chunking`, a fingerprint; equal ones stay."""
        with self.database.write() as connection:
            rows = connection.execute(
                f"SELECT r.number, {RELEASE} FROM releases r JOIN versions v ON v.release = r.number"  # noqa: S608
            )
            for row in rows:
                release = release_of(row)
                replace_passages(connection, row["number"], release.version, make(release))
            connection.execute("INSERT OR REPLACE INTO facts VALUES ('chunking', ?)", (chunking,))

    def claim_chunking(self, chunking: str) -> str:
        """The fingerprint of the chunking that made the passages; the first caller sets it."""
        if self.database.read_only:
            return self.database.fact("chunking") or chunking
        with self.database.write() as connection:
            connection.execute("INSERT OR IGNORE INTO facts VALUES ('chunking', ?)", (chunking,))
        return self.database.fact("chunking")

    def _put(self, connection: Connection, release: Release, make: Callable[[Release], list[PassageEntry]]) -> Outcome:
        at, told_at = self._now(), iso(release.known_at)
        row = connection.execute(
            "SELECT r.*, v.found_language FROM releases r JOIN versions v ON v.release = r.number "
            "AND v.version = r.version WHERE r.id = ?",
            (release.id,),
        ).fetchone()
        kind = _kind_of(row, release)
        if row is not None:
            heal(connection, row["number"], release)
        if kind == "unchanged":
            store_layout(connection, row["number"], release)
        if row is not None and told_at is not None and (past := past_of(connection, row["number"], release, told_at)):
            since = current_since(connection, row["number"])
            if past == "dated":
                store_version(connection, row["number"], release, make, at)
                self._log(connection, row["number"], past, release.version, at, told_at)
            newer = past == "dated" and kind == "changed" and told_at > since
            if kind == "unchanged" or not (newer or release.version == row["version"]):
                return _outcome(connection, release.id, release.version, past)
            told_at = None
        if kind == "unchanged":
            return _outcome(connection, release.id, release.version, kind)
        number = self._set_current(connection, row, release, at)
        store_version(connection, number, release, make, at)
        self._log(connection, number, kind, release.version, at, told_at)
        return _outcome(connection, release.id, release.version, kind)

    @staticmethod
    def _set_current(connection: Connection, row: Row | None, release: Release, at: str) -> int:
        values = (release.version, release.source_url, release.publisher, release.language, pack(release.translations))
        if row is None:
            added = connection.execute(
                "INSERT INTO releases (id, version, source_url, publisher, language, translations, added_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (release.id, *values, at),
            )
            return int(added.lastrowid or 0)
        connection.execute(
            # A new version of what was withdrawn was published after that.
            "UPDATE releases SET withdrawn_at = CASE WHEN version = ?1 THEN withdrawn_at END, version = ?1, "
            "source_url = ?2, publisher = ?3, language = ?4, translations = ifnull(?5, translations), "
            "removed_at = NULL WHERE number = ?6",
            (*values, row["number"]),
        )
        return int(row["number"])

    def _go_back(self, connection: Connection, row: Row, at: str) -> None:
        """Make the release what it was before what has just been undone."""
        before = state_by(connection, row["number"])
        if before is None or before["kind"] == "removed":
            since = before["since"] if before else at
            connection.execute("UPDATE releases SET removed_at = ? WHERE number = ?", (since, row["number"]))
            return
        connection.execute(
            "UPDATE releases SET version = ?, source_url = ?, publisher = ?, language = ?, "
            "withdrawn_at = coalesce(withdrawn_at, ?) WHERE number = ?",
            (*(before[name] for name in ("version", *_FACTS, "withdrawn_at")), row["number"]),
        )
        self._log(connection, row["number"], "changed", before["version"], at)

    def _mark(self, release_id: str, withdrawn_at: str | None, kind: ChangeKind) -> Outcome:
        """Log it as a change of the release: answers that cite it differ from now on, so the index must, too."""
        with self.database.write() as connection:
            row = row_of(connection, release_id)
            if row["removed_at"] is not None or (row["withdrawn_at"] is None) == (withdrawn_at is None):
                return _outcome(connection, release_id, row["version"], "unchanged")
            mark = (withdrawn_at, row["number"])
            connection.execute("UPDATE releases SET withdrawn_at = ? WHERE number = ?", mark)
            self._log(connection, row["number"], "changed", row["version"], self._now())
            return _outcome(connection, release_id, row["version"], kind)

    @staticmethod
    def _log(
        connection: Connection, number: int, kind: ChangeKind, version: str, at: str, told_at: str | None = None
    ) -> None:
        connection.execute(
            "INSERT INTO changes (release, kind, version, at, source_url, publisher, language, withdrawn_at, told_at) "
            "SELECT number, ?, ?, ?, source_url, publisher, language, withdrawn_at, ? FROM releases WHERE number = ?",
            (kind, version, at, told_at, number),
        )

    def _now(self) -> str:
        """The current moment as ISO 8601 in UTC, always: moments are compared as text."""
        return self._clock().astimezone(UTC).isoformat()


def _outcome(connection: Connection, release_id: str, version: str, kind: ChangeKind) -> Outcome:
    return Outcome(release_id=release_id, version=version, kind=kind, change=last_change(connection))


def _kind_of(row: Row | None, release: Release) -> ChangeKind:
    if row is None:
        return "added"
    if row["removed_at"] is not None:
        return "restored"
    same = all(row[name] == getattr(release, name) for name in ("version", "source_url", "publisher"))
    said = row["language"] == release.language or (
        row["language"] is None and row["found_language"] == release.language
    )
    linked = not release.translations or row["translations"] == pack(release.translations)  # a feed may not know them
    return "unchanged" if same and said and linked else "changed"
