"""Reads the versions of releases: each as it was stored, which is current, and since when it was known."""

from collections.abc import Iterator
from datetime import datetime

from corpus.database import Database
from corpus.errors import UnknownVersion
from corpus.records import StoredVersion
from corpus.release import Release
from corpus.rows import RELEASE, published_of, release_of, row_of
from corpus.timeline import TIMELINE, current_since

_SHORTEST_VERSION = 8  # characters of a version that people see and give


class VersionReader:
    """Every version ever stored; those that were undone, too, where they are named."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def find_version(self, release_id: str, name: str) -> str:
        """The version with this name: in full, or at least its first 8 characters. UnknownVersion."""
        rows = self.database.rows(
            "SELECT v.version FROM releases r JOIN versions v ON v.release = r.number "
            "WHERE r.id = ? AND substr(v.version, 1, ?) = ?",
            (release_id, len(name), name),
        )
        if len(name) < _SHORTEST_VERSION or len(rows) != 1:
            raise UnknownVersion(release_id, name, several=len(rows) > 1)
        return str(rows[0]["version"])

    def get_version(self, release_id: str, version: str) -> Release:
        """A version as it was stored, also of a removed release. UnknownVersion."""
        row = self.database.row(
            f"SELECT {RELEASE} FROM releases r JOIN versions v ON v.release = r.number "  # noqa: S608
            "WHERE r.id = ? AND v.version = ?",
            (release_id, version),
        )
        if row is None:
            raise UnknownVersion(release_id, version)
        return release_of(row)

    def every_version(self) -> Iterator[Release]:
        """Every version ever stored, as it was stored, one at a time in memory."""
        rows = self.database.rows("SELECT r.id, v.version FROM releases r JOIN versions v ON v.release = r.number")
        return (self.get_version(row["id"], row["version"]) for row in rows)

    def is_current(self, release_id: str, version: str) -> bool:
        """Whether this is the release's current version."""
        query = "SELECT 1 FROM releases WHERE id = ? AND version = ? AND removed_at IS NULL"
        return bool(self.database.row(query, (release_id, version)))

    def has_version(self, release_id: str, version: str) -> bool:
        """Whether this version was ever stored."""
        return bool(
            self.database.row(
                "SELECT 1 FROM releases r JOIN versions v ON v.release = r.number WHERE r.id = ? AND v.version = ?",
                (release_id, version),
            )
        )

    def is_undone(self, release_id: str, version: str) -> bool:
        """Whether this version was stored, and taken out of all answers."""
        return bool(
            self.database.row(
                "SELECT 1 FROM releases r JOIN versions v ON v.release = r.number "
                "WHERE r.id = ? AND v.version = ? AND v.undone_at IS NOT NULL",
                (release_id, version),
            )
        )

    def versions(self, release_id: str) -> list[StoredVersion]:
        """Every version ever stored, as they became known, also of a removed release. UnknownRelease."""
        with self.database.read() as connection:
            current = row_of(connection, release_id)
        rows = self.database.rows(
            "SELECT version, title, published, length(text) AS characters, stored_at, undone_at, "
            "(SELECT min(told_at) FROM changes c WHERE c.release = v.release AND c.version = v.version) AS told_at "
            "FROM versions v WHERE release = ? ORDER BY coalesce(told_at, stored_at), rowid",
            (current["number"],),
        )
        return [
            StoredVersion(
                **dict(row) | {"published": published_of(row["published"])},
                current=row["version"] == current["version"] and current["removed_at"] is None,
            )
            for row in rows
        ]

    def current_since(self, release_id: str) -> str:
        """When the current version became current: ISO 8601, UTC. For one that came back, when it did."""
        with self.database.read() as connection:
            return current_since(connection, row_of(connection, release_id)["number"])

    def first_known(self) -> tuple[datetime, bool] | None:
        """When the first release was known, and whether an archive tells so; None if there is none."""
        row = self.database.row(f"SELECT since, told_at FROM {TIMELINE} ORDER BY since, number LIMIT 1")  # noqa: S608
        return (datetime.fromisoformat(row["since"]), row["told_at"] is not None) if row else None
