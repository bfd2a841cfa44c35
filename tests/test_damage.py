"""Damaged files: what is read is what was written, or it is an error, or it is made anew. Never other words."""

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import make_release
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from corpus.catalog import Catalog
from corpus.errors import CatalogDamaged
from corpus.reading import CATALOG, record_of
from index.storage.snapshot import Snapshots
from service.assembly import Communique
from service.cli.app import app
from service.http.app import make_app

QUESTION = "What did the harbour of Port Quillan cost?"
NAMED = r"release 'harbour-opening', version [0-9a-f]{8}: its title, date or text is not what was stored"


def opened(data: Path) -> Communique:
    return Communique.open(data, model="hashing", reader="none")


def spoil(catalog: Catalog, statement: str) -> None:
    with catalog.database.write() as connection:
        assert connection.execute(statement).rowcount


BILLION = "UPDATE versions SET text = replace(text, '340 million', '340 billion')"


@pytest.mark.parametrize(
    "statement",
    [
        BILLION,
        "UPDATE versions SET title = replace(title, 'opens', 'shuts')",
        "UPDATE versions SET published = '2031-05-07' WHERE title LIKE '%harbour%'",
        "UPDATE versions SET published = '2031-05-0x' WHERE title LIKE '%harbour%'",
        "UPDATE versions SET text = CAST(x'4865ff' AS TEXT) WHERE title LIKE '%harbour%'",
    ],
)
def test_other_words_than_were_stored_are_an_error_that_names_the_release(
    communique: Communique, catalog: Catalog, statement: str
) -> None:
    spoil(catalog, statement)
    ways: list[Callable[[], object]] = [
        lambda: communique.get("harbour-opening"),
        lambda: communique.ask(QUESTION),
        lambda: communique.search("harbour"),
        lambda: list(communique.verify("The harbour cost 340", "harbour-opening").places),
    ]
    for way in ways:
        with pytest.raises(CatalogDamaged, match=NAMED if "CAST" not in statement else "damaged"):
            way()
    assert communique.get("fisheries-treaty").title


def test_over_http_damage_is_500_that_names_the_release(communique: Communique, catalog: Catalog) -> None:
    spoil(catalog, BILLION)
    answered = TestClient(make_app(communique)).post("/v1/ask", json={"question": QUESTION})
    assert answered.status_code == 500
    assert "release 'harbour-opening'" in answered.json()["detail"]
    assert "billion" not in answered.text


def test_to_add_a_release_again_mends_it(communique: Communique, catalog: Catalog) -> None:
    spoil(catalog, BILLION)
    assert communique.put(make_release()).kind == "unchanged"
    assert communique.get("harbour-opening") == make_release()
    assert "340 million crowns" in str(communique.ask(QUESTION).text)


def flip(file: Path, place: int | None = None) -> None:
    """One bit of a file, by default in its middle, in place: whoever shares the file shares that."""
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2 if place is None else place)
        (byte,) = stream.read(1)
        stream.seek(-1, 1)
        stream.write(bytes([byte ^ 4]))


def index_files(data: Path) -> list[Path]:
    files = (data / "index").rglob("*")
    return sorted(file for file in files if file.is_file() and file.suffix != ".lock" and file.stat().st_size)


def test_an_index_of_which_any_file_is_damaged_is_made_anew_and_answers_the_same(
    filled: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(shutil.copytree(filled, tmp_path / "sound")) as sound:
        expected = sound.search("harbour")
    names = [file.relative_to(filled) for file in index_files(filled)]
    assert {"dense.faiss", "manifest.json", "places.npz"} <= {name.name for name in names}
    current = max(name.parts[1] for name in names)
    for number, name in enumerate(name for name in names if name.parts[1] == current):
        data = shutil.copytree(filled, tmp_path / str(number))
        flip(data / name)
        caplog.clear()
        with caplog.at_level(logging.WARNING), opened(data) as healed:
            assert (name, healed.search("harbour")) == (name, expected)
        assert (name, "made anew" in caplog.text) == (name, True)


def current_file(data: Path, ending: str) -> Path:
    folder = f"{Snapshots(data / 'index').latest():08d}"
    return next(file for file in index_files(data) if file.suffix == ending and folder in file.parts)


def test_damage_of_a_shared_file_is_not_confirmed_by_the_next_snapshot(filled: Path, tmp_path: Path) -> None:
    data = shutil.copytree(filled, tmp_path / "data")
    with opened(data) as writing:
        writing.manifest()
        snapshots, shared = Snapshots(data / "index"), current_file(data, ".store")
        flip(shared, 0)
        writing.put(make_release("bridge", "The bridge of Tollan"))
        assert [Path(file).name for file in snapshots.find_damaged(snapshots.latest())] == [shared.name]
    with opened(data) as healed:
        assert healed.search("bridge of Tollan")[0].passage.release_id == "bridge"
    assert snapshots.find_damaged(snapshots.latest()) == []


@pytest.mark.parametrize("spoiling", [flip, lambda file: shutil.rmtree(file.parents[2])])
def test_an_index_that_is_damaged_or_deleted_while_it_is_open_is_made_anew_by_the_next_write(
    filled: Path, tmp_path: Path, spoiling: Callable[[Path], None]
) -> None:
    data = shutil.copytree(filled, tmp_path / "data")
    with opened(data) as writing:
        writing.manifest()
        spoiling(current_file(data, ".store"))  # its end, which is read when it is written to
        writing.put(make_release("bridge", "The bridge of Tollan"))
        assert writing.search("bridge of Tollan")[0].passage.release_id == "bridge"
        snapshots = Snapshots(data / "index")
        assert snapshots.find_damaged(snapshots.latest()) == []


def run(data: Path, *arguments: str) -> Result:
    environment = {"COMMUNIQUE_MODEL": "hashing", "COMMUNIQUE_READER": "none", "COLUMNS": "200"}
    return CliRunner().invoke(app, ["--data", str(data), *arguments], env=environment)


def test_what_is_damaged_is_told_and_what_can_be_made_from_the_rest_is_repaired(filled: Path, tmp_path: Path) -> None:
    data = shutil.copytree(filled, tmp_path / "data")
    sound = run(data, "check")
    assert (sound.exit_code, sound.stdout) == (0, "all that is stored is what was written\n")

    current = f"{Snapshots(data / 'index').latest():08d}"
    flip(data / "index" / current / "dense.faiss")
    with Catalog(data / CATALOG) as catalog:
        spoil(catalog, "UPDATE embeddings SET vector = randomblob(length(vector))")
        spoil(catalog, BILLION)
        spoil(catalog, "UPDATE releases SET publisher = 'Ministry of Warks' WHERE id = 'harbour-opening'")
    found = run(data, "check")
    assert found.exit_code == 1
    for said in (
        "harbour-opening', version",
        "dense.faiss: not what was written",
        "a vector of model",
        "log of changes",
    ):
        assert said in found.stdout

    file = tmp_path / "again.jsonl"
    file.write_text(json.dumps(record_of(make_release())), "utf-8")
    added = run(data, "add", str(file))
    assert added.exit_code == 0, added.output
    repaired = run(data, "check", "--repair", "--json")
    assert (repaired.exit_code, json.loads(repaired.stdout)["damaged"]) == (0, [])
    assert run(data, "check").exit_code == 0
    with opened(data) as communique, opened(filled) as whole:
        assert communique.search("harbour") == whole.search("harbour")
