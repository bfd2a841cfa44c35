"""Followed feeds and pages, and the releases that each has listed: beside the catalog, in the same file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from corpus.database import Connection, Database, Row
from corpus.dates import Published
from corpus.errors import UnknownSource
from corpus.fetching import Validators
from corpus.pages import expect
from corpus.records import SourceKind
from corpus.release import Release
from corpus.rows import iso

FIRST_CHECK = timedelta(days=1)  # after which the page of a release is first looked at, where the feed has the text


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedSource:
    """A followed feed or page, and the outcome of the looks at it. Moments are ISO 8601, UTC.

    kind      None until it was looked at
    outcome   what the last look that succeeded brought
    error     what stood in the way of the last look; None if nothing did
    failures  looks in a row that did not succeed
    releases  that it has told of; `withdrawn` of them are so
    """

    number: int
    address: str
    kind: SourceKind | None
    added_at: str
    next_at: str
    looked_at: str | None
    succeeded_at: str | None
    outcome: str | None
    error: str | None
    failures: int
    releases: int
    withdrawn: int
    known: Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What one state of a source says about one release.

    page              its address in the web, where it has one
    holds_text        whether the release is read from that page; then `title` and `published` are what the feed says
    """

    release_id: str
    page: str | None
    holds_text: bool
    title: str | None = None
    published: Published | None = None


def sighting_of(release: Release) -> Sighting:
    """Of a release whose text a feed has. A page that several releases name tells of none whether it is still there."""
    page = release.source_url if release.id == release.source_url else None
    return Sighting(release_id=release.id, page=page, holds_text=False)


class Sources:
    """Writes survive `kill -9`. A state is noted once the releases that it lists are stored, never before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, address: str, at: datetime) -> bool:
        """Follow an address from now on; False if it was followed already."""
        with self._database.write() as connection:
            added = connection.execute(
                "INSERT OR IGNORE INTO sources (address, added_at, next_at) VALUES (?, ?, ?)",
                (address, iso(at), iso(at)),
            )
            return added.rowcount == 1

    def remove(self, address: str) -> None:
        """Stop following it; its releases stay. UnknownSource."""
        with self._database.write() as connection:
            if not connection.execute("DELETE FROM sources WHERE address = ?", (address,)).rowcount:
                raise UnknownSource(address)

    def get(self, address: str) -> FollowedSource:
        """UnknownSource."""
        found = self._select("WHERE s.address = ?", (address,))
        if not found:
            raise UnknownSource(address)
        return found[0]

    def all(self) -> list[FollowedSource]:
        """In the order in which they were added."""
        return self._select("", ())

    def due(self, at: datetime) -> list[FollowedSource]:
        """The sources that are due, longest overdue first."""
        return sorted(self._select("WHERE s.next_at <= ?", (iso(at),)), key=lambda source: source.next_at)

    def claim(self, source: FollowedSource, until: datetime) -> bool:
        """Whether it is ours to look at: no other process takes it before `until`, or before the look is noted."""
        with self._database.write() as connection:
            claimed = connection.execute(
                "UPDATE sources SET next_at = ? WHERE number = ? AND next_at = ?",
                (iso(until), source.number, source.next_at),
            )
            return claimed.rowcount == 1

    def note_failure(self, source: FollowedSource, error: str, at: datetime, next_at: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(
                "UPDATE sources SET looked_at = ?, next_at = ?, error = ?, failures = failures + 1 WHERE number = ?",
                (iso(at), iso(next_at), error, source.number),
            )

    def note_success(self, source: FollowedSource, outcome: str, at: datetime, next_at: datetime) -> None:
        """A look that succeeded and found what was known."""
        with self._database.write() as connection:
            _succeed(connection, source, outcome, at, next_at)

    def note_state(
        self,
        source: FollowedSource,
        kind: SourceKind,
        known: Validators,
        state: Sequence[Sighting],
        at: datetime,
    ) -> None:
        """What the source tells now, in one transaction. Pages of what it tells no more are due to be looked at."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE sources SET kind = ?, etag = ?, last_modified = ? WHERE number = ?",
                (kind, known.etag, known.last_modified, source.number),
            )
            before = connection.execute("SELECT * FROM sightings WHERE source = ?", (source.number,)).fetchall()
            rows = {row["release_id"]: row for row in before}
            for sighting in state:
                _see(connection, source.number, sighting, rows.get(sighting.release_id), at, kind)
            told = {sighting.release_id for sighting in state}
            _leave(
                connection,
                source.number,
                (row for row in before if row["listed"] and row["release_id"] not in told),
                at,
            )

    def _select(self, where: str, values: Sequence[object]) -> list[FollowedSource]:
        rows = self._database.rows(
            "SELECT s.*, count(g.release_id) AS releases, count(r.withdrawn_at) AS withdrawn FROM sources s "  # noqa: S608
            "LEFT JOIN sightings g ON g.source = s.number LEFT JOIN releases r ON r.id = g.release_id "
            f"{where} GROUP BY s.number ORDER BY s.number",
            values,
        )
        return [_source(row) for row in rows]


def _succeed(connection: Connection, source: FollowedSource, outcome: str, at: datetime, next_at: datetime) -> None:
    connection.execute(
        "UPDATE sources SET looked_at = ?, succeeded_at = ?, next_at = ?, outcome = ?, error = NULL, failures = 0 "
        "WHERE number = ?",
        (iso(at), iso(at), iso(next_at), outcome, source.number),
    )


def _see(connection: Connection, source: int, seen: Sighting, before: Row | None, at: datetime, kind: str) -> None:
    told = (seen.page, seen.holds_text, iso(seen.published), seen.title)
    connection.execute(
        "INSERT INTO sightings VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (source, release_id) DO UPDATE SET "
        "page = excluded.page, holds_text = excluded.holds_text, published = excluded.published, "
        "title = excluded.title, listed = 1, last_seen = excluded.last_seen",
        (source, seen.release_id, *told, iso(at), iso(at)),
    )
    if seen.page is None or kind == "page":  # the page of a source that is a page is looked at as the source
        return
    expect(connection, seen.page, seen.release_id, at if seen.holds_text else at + FIRST_CHECK)
    if before is not None and seen.holds_text and (before["published"], before["title"]) != told[2:]:
        connection.execute("UPDATE pages SET next_at = ? WHERE address = ?", (iso(at), seen.page))


def _leave(connection: Connection, source: int, left: Iterable[Row], at: datetime) -> None:
    for row in left:
        key = (source, row["release_id"])
        connection.execute("UPDATE sightings SET listed = 0 WHERE source = ? AND release_id = ?", key)
        connection.execute("UPDATE pages SET next_at = ? WHERE address = ?", (iso(at), row["page"]))


def _source(row: Row) -> FollowedSource:
    names = "number address kind added_at next_at looked_at succeeded_at outcome error failures releases withdrawn"
    facts = {name: row[name] for name in names.split()}
    return FollowedSource(**facts, known=Validators(etag=row["etag"], last_modified=row["last_modified"]))
