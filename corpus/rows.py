"""Values out of rows and into them."""

from datetime import UTC, datetime

from corpus.database import Connection, Row
from corpus.dates import Published, parse_iso
from corpus.errors import UnknownRelease
from corpus.language_tags import unpack
from corpus.languages import find_language
from corpus.layout import Layout
from corpus.passage import Passage
from corpus.records import Listing, PassageRow
from corpus.release import Release

LANGUAGE = "coalesce(r.language, nullif(v.found_language, '')) AS language"  # as it was said, else as it was found
# What release_of reads.
RELEASE = (
    f"r.id, v.title, v.text, v.published, r.source_url, r.publisher, {LANGUAGE}, r.translations, "  # noqa: S608 - columns
    "(SELECT l.layout FROM layouts l WHERE l.release = v.release AND l.version = v.version) AS layout"
)


def release_of(row: Row) -> Release:
    return Release(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        published=published_of(row["published"]),
        source_url=row["source_url"],
        publisher=row["publisher"],
        language=row["language"],
        translations=unpack(row["translations"]),
        layout=Layout(row["layout"]) if row["layout"] is not None else None,
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


def listing_of(row: Row) -> Listing:
    return Listing(**dict(row) | {"published": published_of(row["published"])})


def place_of(row: Row) -> PassageRow:
    derived = {"published": published_of(row["published"]), "withdrawn": bool(row["withdrawn"])}
    return PassageRow(**dict(row) | derived)


def published_of(value: str | None) -> Published | None:
    return parse_iso(value) if value else None


def iso(published: Published | None) -> str | None:
    return published.isoformat() if published else None


def found_in(release: Release) -> str | None:
    """What is stored as the found language of a version: '' where none is found, None where one was said."""
    return None if release.language else find_language(release.text) or ""


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
