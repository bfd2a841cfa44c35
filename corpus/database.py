"""A SQLite file: connections, transactions, migrations, facts. The only file that knows sqlite3."""

import sqlite3
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from corpus.errors import CatalogBusy, CatalogDamaged, CatalogError, CatalogFull, CatalogOutOfReach, CatalogReadOnly
from corpus.schema import MIGRATIONS

Connection: TypeAlias = sqlite3.Connection
Row: TypeAlias = sqlite3.Row

_PATIENCE, _PAUSE = 60.0, 0.01  # seconds for which a lock is waited for, and between two tries
_STEP = 0.25  # seconds of SQLite's own wait, within which no signal is heard
_AT_ONCE = 500  # values in one IN (…), well under SQLite's limit
_ONCE = "open it once where it can be written, as by: communique list"
_NOTHING_BESIDE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}  # where its files cannot be made
_FAULTS: dict[int, Callable[[str], CatalogError]] = {
    sqlite3.SQLITE_FULL: CatalogFull,
    sqlite3.SQLITE_BUSY: CatalogBusy,
    sqlite3.SQLITE_READONLY: CatalogReadOnly,
    sqlite3.SQLITE_CORRUPT: CatalogDamaged,
    sqlite3.SQLITE_NOTADB: CatalogDamaged,
    sqlite3.SQLITE_IOERR: CatalogOutOfReach,
    sqlite3.SQLITE_CANTOPEN: CatalogOutOfReach,
}


class Database:
    """SQLite in WAL mode. One writer at a time, any number of readers, each thread with its own connection.

    A write that has returned survives `kill -9` and loss of power (`synchronous=FULL`).

    With `read_only` no file is created, and writing raises CatalogReadOnly. A fault of the file or its disk is a
    CatalogError, whoever meets it.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self.read_only = read_only
        self.patience = _PATIENCE
        self._idle: deque[Connection] = deque()
        self._writing = threading.Lock()
        self._seen: object = None  # the state of the file that idle connections know
        try:
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect(_STEP)
            try:
                self._check_schema(self._writer) if read_only else self._migrate()
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
        """One transaction: everything is stored when the block ends, nothing if the block raises."""
        if self.read_only:
            raise CatalogReadOnly("opened to be read")
        with self._writing, telling():
            self._begin()
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:  # on a full disk, SQLite may have rolled back by itself
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for this thread alone: an idle one, or a new one."""
        with telling():
            if self.read_only:
                self._forget_if_changed()
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
        """The rows of a query that ends in `IN`, for any number of values, in batches."""
        rows: list[Row] = []
        for first in range(0, len(values), _AT_ONCE):
            some = values[first : first + _AT_ONCE]
            rows += self.rows(f"{query} ({','.join('?' * len(some))})", (*before, *some))
        return rows

    def fact(self, name: str) -> str:
        """The fact stored under this name, or an empty string."""
        row = self.row("SELECT value FROM facts WHERE name = ?", (name,))
        return str(row["value"]) if row else ""

    def _begin(self) -> None:
        """Begin a write in steps, so that signals are handled while another process writes."""
        until = time.monotonic() + self.patience
        while True:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or time.monotonic() > until:
                    raise
            else:
                return

    def _check_schema(self, connection: Connection) -> int:
        """The version of the schema. CatalogError where it is not for us, or cannot be brought up to date."""
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            raise CatalogError(
                f"{self._path} was written by a newer communique (schema {version}; this one knows "
                f"{len(MIGRATIONS)}). Update: pip install --upgrade communique"
            )
        if self.read_only and version < len(MIGRATIONS):
            raise CatalogError(f"{self._path} was written by an older communique (schema {version}); {_ONCE}")
        return version

    def _migrate(self) -> None:
        self._write_ahead()
        with self.write() as connection:
            version = self._check_schema(connection)
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
                if not _is_busy(error) or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    def _connect(self, timeout: float = _PATIENCE) -> Connection:
        if self.read_only:
            return self._connect_read_only(timeout)
        connection = _open(self._path, timeout)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _connect_read_only(self, timeout: float) -> Connection:
        """As other readers do, where their files lie beside it; as a file that nobody changes, where none does.

        SQLite needs files beside one in WAL mode, and cannot make them where nothing may be written.
        """
        address = f"{self._path.absolute().as_uri()}?mode=ro"
        connection = _open(address, timeout)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema")
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode & 0xFF not in _NOTHING_BESIDE or not self._path.exists():
                raise
            if self._size_of_log():
                raise CatalogError(f"{self._path} has changes in {self._log.name} alone; {_ONCE}") from error
            return _open(f"{address}&immutable=1", timeout)
        return connection

    def _forget_if_changed(self) -> None:
        """A connection that takes the file for unchangeable is of no use once it has changed."""
        file = self._path.stat()
        seen = (file.st_ino, file.st_size, file.st_mtime_ns, self._size_of_log() > 0)
        if seen != self._seen:
            self._seen = seen
            while self._idle:
                self._idle.pop().close()

    @property
    def _log(self) -> Path:
        return self._path.with_name(f"{self._path.name}-wal")

    def _size_of_log(self) -> int:
        return self._log.stat().st_size if self._log.exists() else 0


@contextmanager
def telling() -> Iterator[None]:
    """Turn SQLite's errors about file or disk into errors that say what to do; its other errors are bugs of ours."""
    try:
        yield
    except sqlite3.Error as error:
        kind = _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if kind is None and str(error).startswith("Could not decode"):  # Python's word, for text that is none
            kind = CatalogDamaged
        if kind is None:
            raise
        raise kind(str(error)) from error


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _open(place: Path | str, timeout: float) -> Connection:
    uri = isinstance(place, str)
    connection = sqlite3.connect(place, timeout=timeout, isolation_level=None, check_same_thread=False, uri=uri)
    connection.row_factory = Row
    return connection


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: executescript would end the transaction."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement) and piece.strip():
            yield statement
            statement = ""
