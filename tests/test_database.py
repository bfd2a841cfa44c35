"""A file of SQLite: what becomes of a full disk, a damaged page, a lock that is held, a file that can only be read."""

import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from disks import damage, leave_no_room, without_rights
from factories import make_release, make_treaty

from corpus.catalog import Catalog
from corpus.database import Database
from corpus.errors import CatalogBusy, CatalogDamaged, CatalogError, CatalogFull, CatalogReadOnly
from corpus.release import Release

LONG = make_release("long", text="The harbour is long. " * 20_000)


def put(catalog: Catalog, *releases: Release) -> list[str]:
    return [outcome.kind for outcome in catalog.put(releases, lambda _: [])]


class Told(Exception):
    """As a signal would end what is being done."""


@contextmanager
def told_within(seconds: float) -> Iterator[None]:
    def tell(*_: object) -> None:
        raise Told

    before = signal.signal(signal.SIGALRM, tell)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class TestFaults:
    def test_a_full_disk_stores_nothing_of_it_says_what_to_do_and_the_next_smaller_write_goes_through(
        self, tmp_path: Path
    ) -> None:
        with Catalog(tmp_path / "catalog.sqlite3") as catalog:
            put(catalog, make_treaty())
            leave_no_room(catalog)
            with pytest.raises(CatalogFull, match=r"no space is left .* Nothing of this was stored\. Make room"):
                put(catalog, make_release(), LONG)
            assert [listing.id for listing in catalog.listings()] == ["fisheries-treaty"]
            catalog.remove("fisheries-treaty")
            assert catalog.listings() == []

    @pytest.mark.parametrize("when", ["opened", "read", "written"])
    def test_a_damaged_page_is_told_with_what_saves_the_rest(self, tmp_path: Path, when: str) -> None:
        file = tmp_path / "catalog.sqlite3"
        with Catalog(file) as catalog:
            put(catalog, make_treaty(), LONG)
        if when == "opened":
            damage(file)
            with pytest.raises(CatalogError, match="malformed"):
                Catalog(file)
            return
        with Catalog(file) as catalog:
            damage(file)
            with pytest.raises(CatalogDamaged, match=r"damaged .*malformed.* backup .* sqlite3 .*\.recover"):
                catalog.remove("fisheries-treaty") if when == "written" else catalog.get("fisheries-treaty")

    def test_a_lock_that_is_held_too_long_is_told(self, tmp_path: Path) -> None:
        file = tmp_path / "catalog.sqlite3"
        with Catalog(file) as catalog:
            other = sqlite3.connect(file, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            catalog.database.patience = 0.1
            with pytest.raises(CatalogBusy, match=r"another process has been writing .* Nothing of this was stored\."):
                put(catalog, make_treaty())
            other.execute("ROLLBACK")
            other.close()
            assert put(catalog, make_treaty()) == ["added"]

    def test_who_waits_for_a_lock_can_be_interrupted(self, tmp_path: Path) -> None:
        file = tmp_path / "catalog.sqlite3"
        other = sqlite3.connect(file, isolation_level=None)
        with Catalog(file) as catalog, closing(other):
            other.execute("BEGIN IMMEDIATE")
            started = time.monotonic()
            with told_within(0.2), pytest.raises(Told):
                put(catalog, make_treaty())
            assert time.monotonic() - started < 20
            other.execute("ROLLBACK")
            assert put(catalog, make_treaty()) == ["added"]

    def test_a_mistake_of_ours_is_not_called_one_of_the_disk(self, tmp_path: Path) -> None:
        database = Database(tmp_path / "catalog.sqlite3")
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            database.rows("SELECT * FROM nowhere")
        database.close()


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that every user can reach, with a catalog that holds the treaty."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Catalog(folder / "catalog.sqlite3") as catalog:
            put(catalog, make_treaty())
        yield folder


class TestReadOnly:
    def test_a_catalog_in_a_folder_that_cannot_be_written_is_read(self, shelf: Path) -> None:
        with without_rights(shelf), Catalog(shelf / "catalog.sqlite3", read_only=True) as catalog:
            assert catalog.get("fisheries-treaty") == make_treaty()
            assert [path.name for path in shelf.iterdir()] == ["catalog.sqlite3"]

    def test_nothing_can_be_written_to_it_and_the_error_says_so(self, shelf: Path) -> None:
        with Catalog(shelf / "catalog.sqlite3", read_only=True) as catalog:
            with pytest.raises(CatalogReadOnly, match="can only be read here"):
                put(catalog, make_release())
            assert catalog.claim_chunking("any") == "any"

    def test_what_another_process_writes_meanwhile_is_seen(self, shelf: Path) -> None:
        file = shelf / "catalog.sqlite3"
        with Catalog(file, read_only=True) as reading:
            assert [listing.id for listing in reading.listings()] == ["fisheries-treaty"]
            with Catalog(file) as writing:
                put(writing, make_release())
                assert len(reading.listings()) == 2
            assert len(reading.listings()) == 2

    def test_what_is_written_after_it_was_opened_where_it_cannot_be_written_is_seen_too(self, shelf: Path) -> None:
        file = shelf / "catalog.sqlite3"
        with without_rights(shelf):
            reading = Catalog(file, read_only=True)
            assert len(reading.listings()) == 1
        with Catalog(file) as writing:
            put(writing, make_release())
        with without_rights(shelf), reading:
            assert len(reading.listings()) == 2

    def test_writes_that_were_never_brought_into_the_file_are_not_passed_over(self, shelf: Path) -> None:
        with Catalog(shelf / "catalog.sqlite3") as writing:
            put(writing, make_release())
            copy = shelf / "copy"
            copy.mkdir()
            for name in ("catalog.sqlite3", "catalog.sqlite3-wal"):  # as a copy of a running service's folder
                shutil.copy(shelf / name, copy / name)
        with without_rights(copy), pytest.raises(CatalogError, match="open it once where it can be written"):
            Catalog(copy / "catalog.sqlite3", read_only=True)

    def test_one_of_an_older_communique_is_refused_with_what_to_do(self, shelf: Path) -> None:
        file = shelf / "catalog.sqlite3"
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA user_version = 1")
        connection.close()
        with pytest.raises(CatalogError, match=r"older communique .* open it once where it can be written"):
            Catalog(file, read_only=True)

    def test_one_that_is_not_there_is_not_made(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogError, match="is no catalog that can be opened"):
            Catalog(tmp_path / "nowhere" / "catalog.sqlite3", read_only=True)
        assert list(tmp_path.iterdir()) == []
