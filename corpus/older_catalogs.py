"""Finds what catalogs from before it was kept do not hold yet. Versions stay what they are."""

from corpus.database import Database
from corpus.languages import find_language


def find_languages(database: Database) -> None:
    """Find the language of each version of which none was said, and none was looked for."""
    keys = [
        (row["release"], row["version"])
        for row in database.rows(
            "SELECT v.release, v.version FROM versions v JOIN releases r ON r.number = v.release "
            "WHERE r.language IS NULL AND v.found_language IS NULL"
        )
    ]
    found = []
    for key in keys:  # one text at a time in memory
        row = database.row("SELECT text FROM versions WHERE release = ? AND version = ?", key)
        found.append((find_language(row["text"]) or "" if row else "", *key))
    if found:
        with database.write() as connection:
            connection.executemany("UPDATE versions SET found_language = ? WHERE release = ? AND version = ?", found)
