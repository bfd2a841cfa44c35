"""Web pages of releases, and the outcome of the looks at them: kept beside the catalog, in the same file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from corpus.database import Connection, Database, Row
from corpus.dates import Published
from corpus.fetching import NOTHING, Validators
from corpus.rows import iso, published_of

GONE_AFTER = 2  # looks in a row that find nothing there
# What a feed says of when a page was published: always that of the first, or versions would change with who looks.
_TOLD = (
    "SELECT o.published FROM sightings o WHERE o.page = ? AND o.holds_text AND o.published IS NOT NULL "
    "ORDER BY o.source LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a release that a source lists.

    known      what to ask with, whether it is still so
    listed     whether some source tells of the release in its last state
    found      whether something has ever been found there
    steady     looks in a row that found nothing new; `failures` and `misses` likewise
    title, published  what the feed says, for a page that does not
    """

    address: str
    release_id: str
    holds_text: bool
    listed: bool
    found: bool
    known: Validators
    title: str
    published: Published | None
    steady: int
    failures: int
    misses: int

    def gone(self, misses: int) -> bool:
        """Whether this many consecutive looks that found nothing there mean that the release is gone.

        What a source still tells of is not, unless its page was there once: some feeds link to pages that never are.
        """
        return misses >= GONE_AFTER and (self.found or not self.listed)


class Pages:
    """One row per address. Writes survive `kill -9`, and come after the release that they describe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, address: str) -> tuple[Validators, str]:
        """With what to ask whether the page has changed, and its release's id: only while that version is current."""
        row = self._database.row(
            "SELECT p.etag, p.last_modified, p.release_id FROM pages p JOIN releases r ON r.id = p.release_id "
            "AND r.version = p.version AND r.removed_at IS NULL WHERE p.address = ?",
            (address,),
        )
        return (_validators(row), row["release_id"]) if row is not None else (NOTHING, address)

    def told(self, address: str) -> Published | None:
        """When the page was published, as a feed says that names it; counts for pages that do not say so themselves."""
        row = self._database.row(_TOLD, (address,))
        return published_of(row["published"]) if row is not None else None

    def remember(self, address: str, release_id: str, version: str | None, known: Validators, at: datetime) -> None:
        """Note a look that found the page; `version` is that of the release as it was read there."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO pages (address, release_id, version, etag, last_modified, found_at) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET version = excluded.version, "
                "etag = excluded.etag, last_modified = excluded.last_modified, found_at = excluded.found_at, "
                "failures = 0, misses = 0",
                (address, release_id, version, known.etag, known.last_modified, iso(at)),
            )

    def schedule(self, address: str, at: datetime, next_at: datetime, *, steady: int) -> None:
        """After a look that found the page."""
        what = "found_at = ?, next_at = ?, steady = ?, failures = 0, misses = 0"
        self._set(what, (iso(at), iso(next_at), steady), address)

    def touch(self, address: str, at: datetime) -> None:
        """After a look at what is followed by itself, and has not changed."""
        self._set("found_at = ?, failures = 0, misses = 0", (iso(at),), address)

    def postpone(self, address: str, next_at: datetime) -> None:
        """Without a look."""
        self._set("next_at = ?", (iso(next_at),), address)

    def fail(self, address: str, next_at: datetime) -> None:
        """After a look that found nothing out."""
        self._set("next_at = ?, failures = failures + 1", (iso(next_at),), address)

    def miss(self, address: str, next_at: datetime | None) -> int:
        """After a look that found nothing there; how many in a row now have not."""
        self._set(
            "next_at = ?, failures = 0, misses = misses + 1, etag = NULL, last_modified = NULL",
            (iso(next_at),),
            address,
        )
        row = self._database.row("SELECT misses FROM pages WHERE address = ?", (address,))
        return row["misses"] if row is not None else 0

    def due(self, source: int, at: datetime, *, listed: bool, limit: int) -> list[Page]:
        """Pages of a source whose time has come; with `listed`, those that hold the text of what it lists as well."""
        rows = self._database.rows(
            "SELECT p.*, s.holds_text, s.title, (SELECT max(o.listed) FROM sightings o "
            "WHERE o.release_id = s.release_id) AS listed FROM sightings s JOIN pages p ON p.address = s.page "
            "WHERE s.source = ? AND p.next_at IS NOT NULL AND (p.next_at <= ? OR (? AND s.listed AND s.holds_text)) "
            "ORDER BY p.next_at, p.address LIMIT ?",
            (source, iso(at), listed, limit),
        )
        versions = self._current([row["release_id"] for row in rows])
        return [_page(row, versions.get(row["release_id"]), self.told(row["address"])) for row in rows]

    def _current(self, release_ids: Sequence[str]) -> dict[str, str]:
        rows = self._database.rows_in("SELECT id, version FROM releases WHERE id IN", release_ids)
        return {row["id"]: row["version"] for row in rows}

    def _set(self, what: str, values: Sequence[object], address: str) -> None:
        with self._database.write() as connection:
            connection.execute(f"UPDATE pages SET {what} WHERE address = ?", (*values, address))  # noqa: S608


def expect(connection: Connection, address: str, release_id: str, next_at: datetime | None) -> None:
    """A page that a source tells of for the first time, within the transaction that notes this."""
    connection.execute(
        "INSERT INTO pages (address, release_id, next_at) VALUES (?, ?, ?) "
        "ON CONFLICT (address) DO UPDATE SET next_at = coalesce(next_at, excluded.next_at)",
        (address, release_id, iso(next_at)),
    )


def _page(row: Row, version: str | None, published: Published | None) -> Page:
    holds_text = bool(row["holds_text"])
    still = not holds_text or (row["version"] is not None and row["version"] == version)
    return Page(
        address=row["address"],
        release_id=row["release_id"],
        holds_text=holds_text,
        listed=bool(row["listed"]),
        found=row["found_at"] is not None,
        known=_validators(row) if still else NOTHING,
        title=row["title"] or row["address"],
        published=published,
        steady=row["steady"],
        failures=row["failures"],
        misses=row["misses"],
    )


def _validators(row: Row) -> Validators:
    return Validators(etag=row["etag"], last_modified=row["last_modified"])
