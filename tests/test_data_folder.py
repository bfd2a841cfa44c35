"""The folder of the catalog and the index: not there, not to be written, only to be read."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from disks import NOBODY, without_rights
from factories import make_release, make_treaty
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from corpus.errors import CatalogReadOnly
from service.assembly import Communique
from service.cli.app import app, main
from service.data_folder import FolderNotWritable
from service.http.app import make_app
from service.settings import Settings

THANKED = "Who thanked the engineers?"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COMMUNIQUE_{name.upper()}", raising=False)
    monkeypatch.setenv("COMMUNIQUE_MODEL", "hashing")
    monkeypatch.setenv("COMMUNIQUE_READER", "none")
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that every user can reach, with the harbour and the treaty in it."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        with Communique.open(Path(name) / "data", model="hashing", reader="none") as opened:
            opened.put(make_release())
            opened.put(make_treaty())
        yield Path(name) / "data"


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments], catch_exceptions=False)


@pytest.fixture
def as_main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs `communique …` by main(): exit code and what is written to stderr."""

    def invoke(*arguments: str) -> tuple[int | str | None, str]:
        monkeypatch.setattr(sys, "argv", ["communique", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code, capsys.readouterr().err

    return invoke


class TestNoCatalog:
    @pytest.mark.parametrize(
        "verb",
        [
            ["ask", THANKED],
            ["search", "harbour"],
            ["list"],
            ["show", "harbour-opening"],
            ["versions", "harbour-opening"],
            ["diff", "harbour-opening"],
            ["verify", "the engineers"],
            ["export"],
            ["remove", "harbour-opening"],
            ["rebuild"],
            ["mcp"],
            ["evaluate", "--questions", "questions.jsonl"],
            ["follow", "list"],
            ["follow", "run"],
            ["follow", "remove", "https://press.example/"],
        ],
    )
    def test_who_reads_where_there_is_none_is_told_so_and_nothing_is_made(
        self, as_main: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: list[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("questions.jsonl").write_text('{"id": "1", "question": "Why?", "type": "cause", "gold": []}\n', "utf-8")
        wrong = tmp_path / "dta"
        code, said = as_main("--data", str(wrong), *verb)
        assert (code, said) == (
            2,
            f"communique: no catalog at {wrong}; make one with: communique --data {wrong} add …\n",
        )
        assert [path.name for path in tmp_path.iterdir()] == ["questions.jsonl"]

    def test_a_folder_without_one_is_none_either(self, as_main: Any, tmp_path: Path) -> None:
        (tmp_path / "press.txt").write_text("Harbour\n\nThe harbour is open.\n", "utf-8")
        assert as_main("--data", str(tmp_path), "list")[0] == 2
        assert [path.name for path in tmp_path.iterdir()] == ["press.txt"]

    def test_no_model_is_loaded_for_it(self, as_main: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COMMUNIQUE_MODEL", str(tmp_path / "no model"))
        assert as_main("--data", str(tmp_path / "dta"), "ask", THANKED)[0] == 2

    def test_add_and_open_make_one(self, tmp_path: Path) -> None:
        assert run(tmp_path / "new" / "data", "add", "--bundled").stdout == "1 added\n"
        with Communique.open(tmp_path / "other", model="hashing", reader="none") as opened:
            assert opened.listings() == []

    def test_one_that_was_made_just_now_does_not_say_that_the_releases_are_silent(self, tmp_path: Path) -> None:
        with Communique.open(tmp_path / "other", model="hashing", reader="none") as opened:
            reason = opened.ask(THANKED).reason
            assert reason == "There is no release here yet. Add some: communique add …"
            opened.put(make_treaty())
            assert "yet" not in (opened.ask("What of whaling?").reason or "")
            opened.remove("fisheries-treaty")
            assert (opened.ask(THANKED).reason or "").startswith("There is no release here yet.")


class TestCannotBeWritten:
    @pytest.mark.parametrize(
        "verb", [["add", "--bundled"], ["remove", "x"], ["rebuild"], ["follow", "add", "http://127.0.0.1/"]]
    )
    def test_who_would_write_is_told_folder_user_and_remedy_before_a_model_is_loaded(
        self, as_main: Any, data: Path, monkeypatch: pytest.MonkeyPatch, verb: list[str]
    ) -> None:
        monkeypatch.setenv("COMMUNIQUE_MODEL", str(data / "no model"))
        with without_rights(data):
            user = os.geteuid()
            code, said = as_main("--data", str(data), *verb)
        assert code == 1
        assert said.startswith(f"communique: user id {user} cannot write to {data}")
        assert f"chown -R {user} {data}" in said

    def test_what_is_in_the_way_is_named_where_it_is_not_the_folder_itself(self, data: Path) -> None:
        if os.geteuid() == 0:
            give(data, except_for=data / "index")
        with without_rights(data / "index"), pytest.raises(FolderNotWritable, match=f"cannot write to {data}/index"):
            run(data, "add", "--bundled")
        with without_rights(data.parent), pytest.raises(FolderNotWritable, match=f"cannot make .*{data.parent}/new"):
            run(data.parent / "new" / "data", "add", "--bundled")

    def test_one_that_cannot_even_be_read_is_told_in_the_same_way(self, data: Path, as_main: Any) -> None:
        data.chmod(0)
        with without_rights():
            code, said = as_main("--data", str(data), "list")
            user = os.geteuid()
        data.chmod(0o755)
        assert (code, said.startswith(f"communique: user id {user} cannot read {data}. ")) == (1, True)

    def test_a_service_that_would_have_to_make_one_there_says_so(self, data: Path) -> None:
        with without_rights(data.parent), pytest.raises(FolderNotWritable, match="cannot make"):
            run(data.parent / "new", "serve")


class TestReadOnly:
    @pytest.mark.parametrize(
        ("verb", "said"),
        [
            (["ask", THANKED], "The Minister thanked the engineers."),
            (["search", "fisheries treaty"], "fisheries-treaty#0-"),
            (["list"], "Norvania and Astrelle sign a fisheries treaty"),
            (["show", "harbour-opening"], "The harbour cost 340 million crowns."),
            (["verify", "the engineers"], "harbour-opening#"),
            (["export"], '"id": "fisheries-treaty"'),
            (["versions", "harbour-opening"], "(current)"),
            (["follow", "list"], "address"),
        ],
    )
    def test_what_reads_does_so_without_making_a_file(self, data: Path, verb: list[str], said: str) -> None:
        before = sorted(data.rglob("*"))
        with without_rights(data):
            read = run(data, *verb)
        assert (read.exit_code, said in read.stdout) == (0, True)
        assert sorted(data.rglob("*")) == before

    def test_it_answers_as_it_does_where_it_can_be_written(self, data: Path) -> None:
        written = run(data, "ask", THANKED, "--json").stdout
        with without_rights(data):
            read = run(data, "ask", THANKED, "--json").stdout
        assert strip_times(read) == strip_times(written)

    def test_an_index_that_is_behind_or_missing_is_made_in_memory(self, data: Path) -> None:
        run(data, "remove", "harbour-opening")
        with without_rights(data):
            assert run(data, "ask", THANKED).exit_code == 3
            assert run(data, "search", "treaty").exit_code == 0
        for path in sorted((data / "index").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        (data / "index").rmdir()
        with without_rights(data):
            assert run(data, "search", "treaty").exit_code == 0
        assert not (data / "index").exists()

    def test_a_service_answers_is_ready_and_says_what_it_cannot_do(self, data: Path) -> None:
        settings = {"model": "hashing", "reader": "none", "write_keys": ("key",), "conversations": True}
        with without_rights(data), Communique.open(data, **settings) as opened, opened.following():
            client = TestClient(make_app(opened))
            assert client.get("/readyz").status_code == 200
            assert client.post("/v1/ask", json={"question": THANKED}).json()["status"] == "answered"
            record = {"title": "Bridge", "text": "The bridge of Tollan is long."}
            refused = client.put("/v1/releases/b", json=record, headers={"Authorization": "Bearer key"})
            assert (refused.status_code, refused.json()["title"]) == (503, "Service Unavailable")
            assert "the catalog can only be read here" in refused.json()["detail"]
            with pytest.raises(CatalogReadOnly):
                opened.put(make_release("b"))


def give(folder: Path, except_for: Path) -> None:
    """Everything in the folder becomes the user's whose rights the tests have, but for a part of it."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_relative_to(except_for):
            os.chown(path, NOBODY, -1)


def strip_times(answer: str) -> str:
    body = json.loads(answer)
    return json.dumps({name: value for name, value in body.items() if name not in {"id", "created", "timings_ms"}})
