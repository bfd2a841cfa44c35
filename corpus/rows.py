"""Values out of rows and into them."""

from datetime import UTC, datetime

from corpus.database import Connection, Row
from corpus.dates import Published, parse_iso
from corpus.errors import DamagedVersion, InvalidRelease, UnknownRelease
from corpus.language_tags import unpack
from corpus.languages import find_language
from corpus.layout import Layout
from corpus.passage import Passage
from corpus.records import Listing, PassageRow
from corpus.release import Release, hash_fields

LANGUAGE = "coalesce(r.language, nullif(v.found_language, '')) AS language"  # as it was said, else as it was found
# What release_of reads.
RELEASE = (
    "r.id, v.version, v.title, v.text, v.published, r.source_url, r.publisher, "  # noqa: S608 - columns
    f"{LANGUAGE}, r.translations, "
    "(SELECT l.layout FROM layouts l WHERE l.release = v.release AND l.version = v.version) AS layout"
)


def release_of(row: Row) -> Release:
    """The release of a row. DamagedVersion where title, date and text are not those that were stored."""
    try:
        release = Release(
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
    except (InvalidRelease, ValueError, TypeError, AttributeError) as error:  # what could not have been stored
        raise DamagedVersion(str(row["id"]), str(row["version"])) from error
    if release.version != row["version"]:
        raise DamagedVersion(release.id, str(row["version"]))
    return release


def check_version(row: Row) -> Row:
    """The row, if its title, date and text are those that were stored. DamagedVersion.

    By the hash alone: a release that fits it keeps every rule, since it was one when it was stored.
    """
    try:
        sound = hash_fields(row["title"], row["published"] or "", row["text"]) == row["version"]
    except (AttributeError, TypeError, ValueError):  # no text at all
        sound = False
    if not sound:
        raise DamagedVersion(str(row["id"]), str(row["version"]))
    return row


def placed_of(place: Row, row: Row) -> tuple[Passage, Listing]:
    """A passage, cut from the text of its release, of which `row` is the version."""
    listing = Listing(
        id=row["id"],
        title=row["title"],
        published=published_of(row["published"]),
        source_url=row["source_url"],
        publisher=row["publisher"],
        language=row["language"],
        version=row["version"],
        characters=len(row["text"]),
        withdrawn_at=row["withdrawn_at"],
    )
    start, end = place["start"], place["end"]
    passage = Passage(release_id=row["id"], version=row["version"], start=start, end=end, text=row["text"][start:end])
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
