"""Writes one version of a release: its text, its passages, and where its words stand on printed pages."""

from collections.abc import Callable, Iterable

from corpus.database import Connection
from corpus.records import PassageEntry
from corpus.release import Release
from corpus.rows import found_in, iso


def store_version(
    connection: Connection,
    number: int,
    release: Release,
    make: Callable[[Release], list[PassageEntry]],
    at: str,
) -> None:
    """A version that is put again is undone no more, and still has its passages."""
    stored = connection.execute(
        "INSERT OR IGNORE INTO versions (release, version, title, published, text, stored_at, found_language) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, release.version, release.title, iso(release.published), release.text, at, found_in(release)),
    )
    if stored.rowcount:
        insert_passages(connection, number, make(release))
    else:
        connection.execute(
            "UPDATE versions SET undone_at = NULL, found_language = ifnull(found_language, ?) "
            "WHERE release = ? AND version = ?",
            (found_in(release), number, release.version),
        )
    store_layout(connection, number, release)


def store_layout(connection: Connection, number: int, release: Release) -> None:
    """No change of the release: a version that was stored without a layout has one from then on."""
    if release.layout is not None:
        layout = (number, release.version, release.layout.packed)
        connection.execute("INSERT OR REPLACE INTO layouts VALUES (?, ?, ?)", layout)


def replace_passages(connection: Connection, number: int, version: str, entries: Iterable[PassageEntry]) -> None:
    query = "SELECT number, start, end, text_hash FROM passages WHERE release = ? AND version = ?"
    rows = connection.execute(query, (number, version))
    stored = {(row["start"], row["end"], row["text_hash"]): row["number"] for row in rows}
    made = {(e.passage.start, e.passage.end, e.text_hash): e for e in entries}
    gone = [(stored[place],) for place in stored.keys() - made.keys()]
    connection.executemany("DELETE FROM passages WHERE number = ?", gone)
    insert_passages(connection, number, [made[place] for place in made if place not in stored])


def insert_passages(connection: Connection, number: int, entries: Iterable[PassageEntry]) -> None:
    connection.executemany(
        "INSERT INTO passages (release, version, start, end, text_hash) VALUES (?, ?, ?, ?, ?)",
        [(number, e.passage.version, e.passage.start, e.passage.end, e.text_hash) for e in entries],
    )
