"""Whether what the catalog holds is what was written: SQLite's own check, every version's hash, every vector."""

from collections.abc import Iterator

import numpy as np

from corpus.database import Connection, Database
from corpus.errors import CatalogDamaged
from corpus.release import Release
from corpus.rows import RELEASE, iso, release_of

_UNIT = 1e-3  # how far the length of a vector may be from 1
_FAULTS = 20  # of the file, that are told


def find_faults(database: Database) -> Iterator[str]:
    """What is wrong, one line each. CatalogDamaged where the file cannot be read at all."""
    with database.read() as connection:
        told = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_FAULTS})")]
        told += [f"{row[0]}: row {row[1]} belongs to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
    yield from (f"the file: {fault}" for fault in told if fault != "ok")
    yield from _find_texts(database)
    yield from _find_facts(database)
    yield from (f"a vector of model {model}: not what was written" for model, _ in find_vectors(database))


def find_vectors(database: Database) -> Iterator[tuple[str, bytes]]:
    """Model and text hash of each vector that is no vector of that model: of another length than 1."""
    with database.read() as connection:
        for row in connection.execute("SELECT model, text_hash, vector FROM embeddings"):
            if not _is_vector(row["vector"]):
                yield row["model"], row["text_hash"]


def forget_vectors(database: Database) -> int:
    """Delete the vectors that are not what was written, so that they are made anew; how many they were."""
    damaged = list(find_vectors(database))
    if damaged:
        with database.write() as connection:
            connection.executemany("DELETE FROM embeddings WHERE model = ? AND text_hash = ?", damaged)
    return len(damaged)


def mend_file(database: Database) -> None:
    """Make SQLite's own indexes anew, which hold nothing that its tables do not. CatalogDamaged where that fails."""
    with database.write() as connection:
        connection.execute("REINDEX")


def heal(connection: Connection, number: int, release: Release) -> None:
    """Write what a stored version should hold: who adds a release again mends it. Nothing where it holds that."""
    values = (release.title, iso(release.published), release.text)
    connection.execute(
        "UPDATE versions SET title = ?1, published = ?2, text = ?3 WHERE release = ?4 AND version = ?5 "
        "AND NOT (title IS ?1 AND published IS ?2 AND text IS ?3)",
        (*values, number, release.version),
    )


def _is_vector(stored: bytes) -> bool:
    """Whether it has the length 1, or 0, as that of a text without words."""
    if len(stored) % 4:
        return False
    with np.errstate(all="ignore"):  # of what is no number
        length = float(np.linalg.norm(np.frombuffer(stored, dtype=np.float32).astype(np.float64)))
    return length == 0 or abs(length - 1) < _UNIT


def _find_texts(database: Database) -> Iterator[str]:
    """Versions one by one: none is held while the next is read."""
    numbers = database.rows("SELECT rowid AS number FROM versions")
    for number in [row["number"] for row in numbers]:
        try:
            row = database.row(
                f"SELECT {RELEASE} FROM versions v JOIN releases r ON r.number = v.release "  # noqa: S608
                "WHERE v.rowid = ?",
                (number,),
            )
            if row is not None:
                release_of(row)
        except CatalogDamaged as fault:
            yield fault.reason


def _find_facts(database: Database) -> Iterator[str]:
    """What is said beside a version stands twice: with the release, and in the log."""
    rows = database.rows(
        "SELECT r.id FROM releases r JOIN changes c ON c.number = (SELECT max(number) FROM changes WHERE release = "
        "r.number AND kind NOT IN ('undone', 'dated')) WHERE r.removed_at IS NULL AND NOT (r.version IS c.version "
        "AND r.source_url IS c.source_url AND r.publisher IS c.publisher AND r.language IS c.language)"
    )
    yield from (f"release {row['id']!r}: it and the log of changes differ" for row in rows)
