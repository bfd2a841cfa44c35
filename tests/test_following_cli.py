"""`communique follow …` as a person types it, /v1/sources, and what survives kill -9 in the middle of a look."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from barriers import BARRIERS
from conftest import WRITE_KEY, read_address
from factories import HARBOUR
from fastapi.testclient import TestClient
from running import wait_until
from typer.testing import CliRunner, Result
from websites import ALLOWED, Site, make_feed, make_item, make_page

from corpus.catalog import Catalog
from corpus.fetching import parse_networks
from service.assembly import Communique
from service.cli.app import app
from service.http.app import make_app
from service.settings import Settings

KEY = {"Authorization": f"Bearer {WRITE_KEY}"}
BRIDGE = "".join(f"<p>The bridge of Tollan has pillar number {number}, made of stone.</p>" for number in range(12))
FERRY = "".join(f"<p>Where ferry {number} sails by night, nobody needs a bridge of Tollan.</p>" for number in range(12))


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COMMUNIQUE_{name.upper()}", raising=False)
    given = {"MODEL": "hashing", "READER": "none", "DATA": str(tmp_path / "data"), "FETCH_PAUSE": "0"}
    for name, value in (given | {"PRIVATE_NETWORKS": ALLOWED}).items():
        monkeypatch.setenv(f"COMMUNIQUE_{name}", value)
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        opened.put("/feed", make_feed(make_item(f"{opened.address}/bridge", "On the bridge", BRIDGE)))
        opened.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n")))
        yield opened


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["follow", *arguments], catch_exceptions=False)


def run_json(*arguments: str) -> list[Any]:
    return [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]


class TestCommandLine:
    def test_what_is_followed_is_looked_at_at_once_and_again_when_asked(self, site: Site) -> None:
        feed, page = f"{site.address}/feed", f"{site.address}/harbour"
        added = run("add", feed, page)
        assert (added.exit_code, added.stdout) == (0, f"{feed}: 1 added\n{page}: 1 added\n")
        again = run("run")
        assert (again.exit_code, again.stdout) == (0, f"{feed}: nothing new\n{page}: nothing new\n")
        assert run("run", page).stdout == f"{page}: nothing new\n"

    def test_what_is_followed_is_listed_with_its_state(self, site: Site) -> None:
        run("add", f"{site.address}/feed", f"{site.address}/missing")
        feed, missing = run_json("list")[0]
        assert (feed["address"], feed["kind"], feed["outcome"], feed["releases"]) == (
            f"{site.address}/feed",
            "feed",
            "1 added",
            1,
        )
        assert (missing["error"], missing["failures"]) == (f"{site.address}/missing: answers 404 Not Found", 1)
        shown = run("list").stdout
        assert "answers 404 Not Found" in shown
        assert f"{site.address}/feed" in shown

    def test_one_that_fails_is_named_the_rest_goes_on_and_the_exit_code_is_one(self, site: Site) -> None:
        failed = run("add", f"{site.address}/missing", f"{site.address}/feed")
        assert (failed.exit_code, failed.stdout) == (1, f"{site.address}/feed: 1 added\n")
        assert failed.stderr == f"{site.address}/missing: answers 404 Not Found\n"

    def test_what_can_never_be_followed_is_not_kept(self, site: Site) -> None:
        site.put("/list", make_page("Releases", *(["Harbour"] * 20)))
        refused = run("add", f"{site.address}/list", "http://127.0.0.1/", f"{site.address}/missing")
        assert refused.exit_code == 1
        assert f"{site.address}/list: a list, not a release" in refused.stderr
        assert "http://127.0.0.1/: 127.0.0.1 is a loopback address" in refused.stderr
        assert [source["address"] for source in run_json("list")[0]] == [f"{site.address}/missing"]

    def test_what_stands_in_the_way_is_kept_and_listed_with_its_reason(self, site: Site) -> None:
        site.put("/wall", BARRIERS["a check of browsers"][0])
        site.put("/shell", BARRIERS["scripts"][0])
        failed = run("add", f"{site.address}/wall", f"{site.address}/shell")
        assert (failed.exit_code, failed.stdout) == (1, "")
        assert [(source["address"], source["failures"]) for source in run_json("list")[0]] == [
            (f"{site.address}/wall", 1),
            (f"{site.address}/shell", 1),
        ]
        shown = run("list").stdout
        assert "a check of browsers stands there, no release" in shown
        assert "its text is made by scripts, which are not run" in shown

    def test_data_is_printed_as_json(self, site: Site) -> None:
        (report,) = run_json("add", f"{site.address}/feed")
        assert (report["address"], report["error"]) == (f"{site.address}/feed", None)
        assert [(outcome["outcome"], outcome["id"]) for outcome in report["outcomes"]] == [
            ("added", f"{site.address}/bridge")
        ]

    def test_followed_twice_is_once(self, site: Site) -> None:
        run("add", f"{site.address}/feed")
        again = run("add", f"{site.address}/feed#top")
        assert (again.exit_code, again.stdout) == (0, "")
        assert again.stderr == f"{site.address}/feed is followed already\n"

    def test_what_is_followed_no_more_is_gone_from_the_list_and_its_releases_stay(self, site: Site) -> None:
        run("add", f"{site.address}/feed")
        removed = run("remove", f"{site.address}/feed", "http://press.example/")
        assert (removed.exit_code, removed.stderr) == (1, "http://press.example/ is not followed\n")
        assert run_json("list") == [[]]
        assert len(json.loads(CliRunner().invoke(app, ["list", "--json"]).stdout)) == 1

    def test_a_withdrawn_release_is_listed_and_cited_as_such(self, site: Site) -> None:
        run("add", f"{site.address}/harbour")
        site.status("/harbour", 410)
        run("run")
        gone = run("run")
        assert gone.stderr == f"{site.address}/harbour: answers 410 Gone, 1 withdrawn\n"
        assert "On the harbour (withdrawn 20" in CliRunner().invoke(app, ["list"]).stdout
        asked = CliRunner().invoke(app, ["ask", "What did the harbour of Port Quillan cost?"])
        assert "withdrawn at its source on 20" in " ".join(asked.stdout.split())


class TestHttp:
    @pytest.fixture
    def communique(self, tmp_path: Path) -> Iterator[Communique]:
        settings = {"model": "hashing", "reader": "none", "write_keys": (WRITE_KEY,), "fetch_pause": 0}
        with Communique.open(tmp_path / "data", **settings, private_networks=parse_networks(ALLOWED)) as opened:
            yield opened

    def test_sources_are_added_told_of_and_removed(self, communique: Communique, site: Site) -> None:
        client, address = TestClient(make_app(communique)), f"{site.address}/feed"
        new = client.post("/v1/sources", json={"address": address}, headers=KEY)
        assert (new.status_code, new.json()["kind"], new.json()["looked_at"]) == (201, None, None)
        assert client.post("/v1/sources", json={"address": address}, headers=KEY).status_code == 200
        assert [report.summary for report in communique.follower.run_due()] == ["1 added"]
        (source,) = client.get("/v1/sources").json()["data"]
        assert (source["address"], source["kind"], source["outcome"], source["error"]) == (
            address,
            "feed",
            "1 added",
            None,
        )
        path = f"/v1/sources/{quote(address, safe='')}"
        assert [client.delete(path, headers=KEY).status_code for _ in range(2)] == [204, 404]
        assert client.get("/v1/sources").json() == {"object": "list", "data": []}

    def test_only_who_may_write_changes_what_is_followed(self, communique: Communique) -> None:
        client = TestClient(make_app(communique))
        assert client.post("/v1/sources", json={"address": "http://press.example/"}).status_code == 401
        assert client.delete("/v1/sources/http%3A%2F%2Fpress.example%2F").status_code == 401
        refused = client.post("/v1/sources", json={"address": "file:///etc/passwd"}, headers=KEY)
        assert (refused.status_code, client.get("/v1/sources").json()["data"]) == (422, [])

    def test_a_withdrawn_release_says_so_wherever_it_is_told_of(self, communique: Communique, site: Site) -> None:
        client, address = TestClient(make_app(communique)), f"{site.address}/harbour"
        communique.add(address)
        since = "2031-06-01T00:00:00+00:00"
        with Catalog(communique.settings.data / "catalog.sqlite3") as catalog:
            catalog.withdraw(address, datetime.fromisoformat(since))
        assert client.get(f"/v1/releases/{quote(address, safe='')}").json()["withdrawn_at"] == since
        found = client.get("/v1/search", params={"q": "harbour of Port Quillan"}).json()["data"]
        assert [passage["withdrawn_at"] for passage in found] == [since] * len(found)
        answer = client.post("/v1/ask", json={"question": "What did the harbour of Port Quillan cost?"}).json()
        assert {citation["withdrawn_at"] for citation in answer["citations"]} == {since}


@pytest.mark.slow
def test_what_a_look_had_stored_survives_kill_and_the_next_look_completes_it(site: Site, tmp_path: Path) -> None:
    names = [f"harbour-{number}" for number in range(6)]
    reached, release = threading.Event(), threading.Event()

    def hang(_: BaseHTTPRequestHandler) -> None:
        reached.set()
        release.wait(30)

    for name in names:
        site.put(f"/{name}", make_page(f"On {name}", *HARBOUR.split("\n\n"), f"This is {name}."))
    site.put("/feed", make_feed(*(make_item(f"{site.address}/{name}", name, "In short …") for name in names)))
    site.at("/harbour-3", hang)

    command = [sys.executable, "-m", "service.cli", "follow", "add", f"{site.address}/feed"]
    with subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert reached.wait(60)
        process.send_signal(signal.SIGKILL)
    release.set()
    with Catalog(tmp_path / "data" / "catalog.sqlite3") as catalog:
        assert {listing.title for listing in catalog.listings()} == {"On harbour-0", "On harbour-1", "On harbour-2"}

    site.put("/harbour-3", make_page("On harbour-3", *HARBOUR.split("\n\n"), "This is harbour-3."))
    assert run("run").stdout == f"{site.address}/feed: 3 added\n"
    listed = json.loads(CliRunner().invoke(app, ["list", "--json"]).stdout)
    assert sorted(one["title"] for one in listed) == [f"On {name}" for name in names]


@pytest.mark.slow
def test_a_running_service_follows_by_itself_and_stops_when_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PORT": "0", "WRITE_KEYS": WRITE_KEY, "FOLLOW_EVERY": "0.02"}.items():
        monkeypatch.setenv(f"COMMUNIQUE_{name}", value)
    command = [sys.executable, "-m", "service.cli", "serve"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=os.environ, **pipes) as process:  # type: ignore[call-overload]
        try:
            address = read_address(process)

            def titles() -> set[str]:
                found = httpx2.get(f"{address}/v1/search", params={"q": "bridge of Tollan"}).json()["data"]
                return {passage["title"] for passage in found}

            httpx2.post(f"{address}/v1/sources", json={"address": f"{site.address}/feed"}, headers=KEY)
            wait_until(lambda: titles() == {"On the bridge"}, 20)
            site.put(
                "/feed",
                make_feed(
                    *(
                        make_item(f"{site.address}/{name}", title, text)
                        for name, title, text in (
                            ("bridge", "On the bridge", BRIDGE),
                            (
                                "ferry",
                                "On the ferry",
                                FERRY,
                            ),
                        )
                    )
                ),
            )
            wait_until(lambda: titles() == {"On the bridge", "On the ferry"}, 20)
            process.send_signal(signal.SIGTERM)
            _, complaints = process.communicate(timeout=30)
        finally:
            process.kill()  # else a failure above would wait for it without end
        assert (process.returncode, complaints) == (0, "")
