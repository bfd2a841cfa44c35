"""Values out of rows and into them."""

from datetime import UTC, datetime

from corpus.database import Connection, Row
from corpus.dates import Published, parse_iso
from corpus.errors import UnknownRelease
from corpus.passage import Passage
from corpus.records import Listing, PassageRow
from corpus.release import Release

RELEASE = "r.id, v.title, v.text, v.published, r.source_url, r.publisher, r.language"  # what release_of reads


def release_of(row: Row) -> Release:
    return Release(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        published=published_of(row["published"]),
        source_url=row["source_url"],
        publisher=row["publisher"],
        language=row["language"],
    )


def placed_of(row: Row) -> tuple[Passage, Listing]:
    listing = Listing(
        id=row["id"],
        title=row["title"],
        published=published_of(row["published"]),
        source_url=row["source_url"],
        publisher=row["publisher"],
        language=row["language"],
        version=row["version"],
        characters=row["characters"],
        withdrawn_at=row["withdrawn_at"],
    )
    passage = Passage(
        release_id=row["id"], version=row["version"], start=row["start"], end=row["end"], text=row["quoted"]
    )
    return passage, listing


def place_of(row: Row) -> PassageRow:
    derived = {"published": published_of(row["published"]), "withdrawn": bool(row["withdrawn"])}
    return PassageRow(**dict(row) | derived)


def published_of(value: str | None) -> Published | None:
    return parse_iso(value) if value else None


def iso(published: Published | None) -> str | None:
    return published.isoformat() if published else None


def now() -> datetime:
    """The clock that a catalog goes by unless it is given another."""
    return datetime.now(UTC)


def row_of(connection: Connection, release_id: str) -> Row:
    row: Row | None = connection.execute("SELECT * FROM releases WHERE id = ?", (release_id,)).fetchone()
    if row is None:
        raise UnknownRelease(release_id)
    return row


def version_now(connection: Connection, release_id: str) -> str | None:
    """The current version; None where there is no such release, or it was removed."""
    query = "SELECT version FROM releases WHERE id = ? AND removed_at IS NULL"
    row = connection.execute(query, (release_id,)).fetchone()
    return str(row["version"]) if row else None


def last_change(connection: Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0])
