"""A file of SQLite: connections, transactions, migrations, facts. The only file that knows sqlite3."""

import sqlite3
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from corpus.errors import CatalogError
from corpus.schema import MIGRATIONS

Connection: TypeAlias = sqlite3.Connection
Row: TypeAlias = sqlite3.Row

_PATIENCE, _PAUSE = 60.0, 0.01  # seconds for which a lock is waited for, and between two tries
_AT_ONCE = 500  # values in one IN (…), well under SQLite's limit


class Database:
    """SQLite in WAL mode. One writer at a time, any number of readers, each thread with its own connection.

    A write that has returned survives `kill -9` and loss of power (`synchronous=FULL`).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[Connection] = deque()
        self._writing = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
            try:
                self._migrate()
            except BaseException:
                self._writer.close()
                raise
        except (OSError, sqlite3.DatabaseError) as error:
            raise CatalogError(f"{path} is no catalog that can be opened: {error}") from error

    def close(self) -> None:
        self._writer.close()
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is stored when the block ends, nothing of it when the block raises."""
        with self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:  # where the disk is full SQLite has rolled back itself
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that no other thread uses meanwhile: an idle one, or one more."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        finally:
            self._idle.append(connection)

    def row(self, query: str, values: Sequence[Any] = ()) -> Row | None:
        with self.read() as connection:
            row: Row | None = connection.execute(query, values).fetchone()
            return row

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        with self.read() as connection:
            return connection.execute(query, values).fetchall()

    def rows_in(self, query: str, values: Sequence[Any], before: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query that ends in `IN`, asked for a good number of the values at a time."""
        rows: list[Row] = []
        for first in range(0, len(values), _AT_ONCE):
            some = values[first : first + _AT_ONCE]
            rows += self.rows(f"{query} ({','.join('?' * len(some))})", (*before, *some))
        return rows

    def fact(self, name: str) -> str:
        """What is noted under the name, or an empty string."""
        row = self.row("SELECT value FROM facts WHERE name = ?", (name,))
        return str(row["value"]) if row else ""

    def _migrate(self) -> None:
        self._write_ahead()
        with self.write() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > len(MIGRATIONS):
                raise CatalogError(
                    f"{self._path} was written by a newer communique (schema {version}; this one knows "
                    f"{len(MIGRATIONS)}). Update: pip install --upgrade communique"
                )
            for migration in MIGRATIONS[version:]:
                for statement in _statements(migration):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            connection.execute("INSERT OR IGNORE INTO facts VALUES ('id', ?)", (uuid.uuid4().hex,))

    def _write_ahead(self) -> None:
        """WAL mode. Where several open a new file at once, SQLite refuses some of them without waiting its timeout."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self._writer.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    def _connect(self) -> Connection:
        connection = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        connection.row_factory = Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: executescript would end the transaction they belong to."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement) and piece.strip():
            yield statement
            statement = ""
