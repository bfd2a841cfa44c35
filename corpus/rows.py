"""Values out of rows and into them."""

from datetime import UTC, datetime

from corpus.database import Row
from corpus.dates import Published, parse_iso
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
    return PassageRow(**dict(row) | {"published": published_of(row["published"])})


def published_of(value: str | None) -> Published | None:
    return parse_iso(value) if value else None


def iso(published: Published | None) -> str | None:
    return published.isoformat() if published else None


def now() -> datetime:
    """The clock that a catalog goes by unless it is given another."""
    return datetime.now(UTC)
