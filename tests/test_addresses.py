"""Pages and feeds are added by their addresses: on the command line, over HTTP and from Python."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from barriers import BARRIERS
from conftest import WRITE_KEY
from factories import HARBOUR
from fastapi.testclient import TestClient
from printing import print_pdf
from typer.testing import CliRunner
from websites import ALLOWED, Site, make_feed, make_item, make_page

from corpus.errors import BarredPage, UnreadableSource
from corpus.fetching import parse_networks
from corpus.records import Outcome
from service.assembly import Communique
from service.cli.app import app
from service.http.app import make_app
from service.settings import Settings

KEY = {"Authorization": f"Bearer {WRITE_KEY}"}
TITLE = "Minister Ostrander opens the harbour of Port Quillan"
PARAGRAPHS = HARBOUR.split("\n\n")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        opened.put("/harbour", make_page(TITLE, *PARAGRAPHS))
        yield opened


@pytest.fixture
def communique(tmp_path: Path) -> Iterator[Communique]:
    """One that may fetch from the site of the test."""
    settings = {"model": "hashing", "reader": "none", "write_keys": (WRITE_KEY,), "fetch_pause": 0}
    with Communique.open(tmp_path / "data", **settings, private_networks=parse_networks(ALLOWED)) as opened:
        yield opened


def post(client: TestClient, address: str, **more: Any) -> Any:
    return client.post("/v1/releases", json={"source_url": address} | more, headers=KEY)


def kinds(outcomes: list[Outcome | UnreadableSource]) -> list[str]:
    return [outcome.kind if isinstance(outcome, Outcome) else outcome.reason for outcome in outcomes]


class TestPython:
    def test_a_page_becomes_a_release_whose_id_is_its_address(self, communique: Communique, site: Site) -> None:
        address = f"{site.address}/harbour"
        (outcome,) = communique.add(f"{address}#top")
        release = communique.get(address)
        assert isinstance(outcome, Outcome)
        assert (release.version, release.text) == (outcome.version, HARBOUR)
        assert (release.title, release.published, release.source_url) == (TITLE, date(2031, 5, 6), address)
        assert communique.ask("What did the harbour of Port Quillan cost?").citations[0].release_id == address

    def test_a_page_that_has_not_changed_is_not_sent_again(self, communique: Communique, site: Site) -> None:
        address = f"{site.address}/harbour"
        assert kinds(communique.add(address)) == ["added"]
        assert kinds(communique.add(address)) == ["unchanged"]
        site.put("/harbour", make_page(TITLE, *PARAGRAPHS, "It is closed on Sundays."))
        assert kinds(communique.add(address)) == ["changed"]
        assert [asked.conditional for asked in site.asked[1:]] == [False, True, True]
        assert len(communique.versions(address)) == 2

    def test_a_page_whose_release_is_not_there_is_asked_for_whole(self, communique: Communique, site: Site) -> None:
        address = f"{site.address}/harbour"
        communique.add(address)
        communique.remove(address)
        assert kinds(communique.add(address)) == ["restored"]
        assert [asked.conditional for asked in site.asked[1:]] == [False, False]

    def test_a_feed_becomes_its_releases_with_those_on_other_pages(self, communique: Communique, site: Site) -> None:
        bridge = f"{site.address}/bridge"
        text = "".join(
            f"<p>The bridge of Tollan has pillar number {number}, made of stone.</p>" for number in range(20)
        )
        items = (make_item(f"{site.address}/harbour", "Harbour", "In short …"), make_item(bridge, "Bridge", text))
        gone = make_item(f"{site.address}/gone", "Gone", "In short …")
        site.put("/feed", make_feed(*items, gone), "application/rss+xml")
        assert sorted(kinds(communique.add(f"{site.address}/feed"))) == ["added", "added", "answers 404 Not Found"]
        assert communique.get(f"{site.address}/harbour").text == HARBOUR
        assert communique.get(bridge).title == "Bridge"

    def test_an_entry_whose_address_no_host_can_have_fails_alone(self, communique: Communique, site: Site) -> None:
        bad, good = make_item("http://xn--a/", "Bad", "…"), make_item(f"{site.address}/harbour", "Harbour", "…")
        site.put("/feed", make_feed(bad, good), "application/rss+xml")
        refused, added = sorted(kinds(communique.add(f"{site.address}/feed")), reverse=True)
        assert (refused.startswith("no address that can be fetched: "), added) == (True, "added")

    @pytest.mark.parametrize(
        "wall", [BARRIERS["a check of browsers"][0], make_page("Vexa", "Norvi ta kelle ma dalla.", day="")]
    )
    def test_what_stands_in_the_way_replaces_nothing_however_it_is_asked_for(
        self, communique: Communique, site: Site, wall: str
    ) -> None:
        address, feed = f"{site.address}/harbour", f"{site.address}/feed"
        site.put("/feed", make_feed(make_item(address, TITLE, "In short …", "")), "application/rss+xml")
        assert kinds(communique.add(address)) == ["added"]
        site.put("/harbour", wall)
        for named in (address, feed):
            (refused,) = communique.add(named)
            assert isinstance(refused, BarredPage)
            assert refused.place == address
        site.put("/harbour", make_page(TITLE, *PARAGRAPHS))
        assert kinds(communique.add(address)) == ["unchanged"]
        assert len(communique.versions(address)) == 1

    def test_what_is_meant_is_taken_once_the_release_was_removed(self, communique: Communique, site: Site) -> None:
        address = f"{site.address}/harbour"
        communique.add(address)
        site.put("/harbour", make_page("Vexa", "Norvi ta kelle.", "Sel tu vanne, kosta li pelle norva.", day=""))
        (refused,) = communique.add(address)
        assert f"communique remove {address}, then communique add {address}" in str(refused)
        communique.remove(address)
        assert kinds(communique.add(address)) == ["restored"]
        assert communique.get(address).title == "Vexa"

    def test_files_and_addresses_are_read_in_their_order(
        self, communique: Communique, site: Site, tmp_path: Path
    ) -> None:
        file = tmp_path / "pier.txt"
        file.write_text("Pier closed\n\nThe pier of Tollan is closed.\n", "utf-8")
        readings = communique.read([str(file), f"{site.address}/harbour", "ftp://press.example/a", str(file)])
        assert [getattr(read, "id", str(read)) for read in readings] == [
            "pier",
            f"{site.address}/harbour",
            "ftp://press.example/a: no address of the web: it has to begin with http:// or https://",
            "pier",
        ]

    @pytest.mark.parametrize(
        ("media_type", "body", "reason"),
        [
            ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no reader for image/png"),
            ("text/html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ""),
            ("text/html", b"", "no HTML that can be read: Document is empty"),
            ("application/json", b'{"a": 1}', "no JSON that holds releases"),
            ("application/octet-stream", b"\0\1\2", "no reader for files without an ending"),
        ],
    )
    def test_what_is_no_release_is_refused_by_its_bytes(
        self, communique: Communique, site: Site, media_type: str, body: bytes, reason: str
    ) -> None:
        (refused,) = communique.add(site.put("/a", body, media_type))
        assert isinstance(refused, UnreadableSource)
        assert refused.place == f"{site.address}/a"
        assert refused.reason.startswith(reason)

    @pytest.mark.parametrize(
        "link",
        [
            "<link rel='alternate' type='application/rss+xml' href='/feed?a=1&amp;b=2'>",
            '<LINK HREF="feed?a=1&amp;b=2" TYPE="application/atom+xml" rel=alternate />',
            '<link rel="stylesheet" href="/a.css"><link type=application/rss+xml href=/feed?a=1&b=2 rel=alternate>',
        ],
    )
    def test_a_list_of_headlines_is_refused_with_the_feed_that_it_names(
        self, communique: Communique, site: Site, link: str
    ) -> None:
        page = make_page("Releases", *(["Harbour"] * 20)).replace("</head>", f"{link}</head>")
        (refused,) = communique.add(site.put("/list", page))
        feed = f"{site.address}/feed?a=1&b=2"
        said = f"{site.address}/list: a list, not a release: hardly a sentence in it. Its feed can be followed: {feed}"
        assert str(refused) == said

    @pytest.mark.parametrize("media_type", ["text/html", "text/plain", "", "image/png"])
    def test_bytes_that_say_what_they_are_are_believed(
        self, communique: Communique, site: Site, media_type: str
    ) -> None:
        address = site.put(
            "/a", print_pdf([["Harbour of Port Quillan", "The harbour cost 340 million crowns."]]), media_type
        )
        assert kinds(communique.add(address)) == ["added"]
        assert "340 million crowns" in communique.get(address).text


class TestCommandLine:
    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        for name in Settings.model_fields:
            monkeypatch.delenv(f"COMMUNIQUE_{name.upper()}", raising=False)
        monkeypatch.setenv("COMMUNIQUE_MODEL", "hashing")
        monkeypatch.setenv("COMMUNIQUE_READER", "none")
        monkeypatch.setenv("COMMUNIQUE_DATA", str(tmp_path / "data"))
        monkeypatch.setenv("COMMUNIQUE_FETCH_PAUSE", "0")

    def test_an_address_is_added_like_a_file(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COMMUNIQUE_PRIVATE_NETWORKS", ALLOWED)
        added = CliRunner().invoke(app, ["add", f"{site.address}/harbour", f"{site.address}/gone"])
        assert (added.exit_code, added.stdout) == (1, "1 added, 1 unreadable\n")
        assert f"{site.address}/gone: answers 404 Not Found" in " ".join(added.stderr.split())
        (listed,) = json.loads(CliRunner().invoke(app, ["list", "--json"]).stdout)
        assert listed["source_url"] == f"{site.address}/harbour"

    def test_a_private_address_is_refused_unless_the_operator_allows_it(self, site: Site) -> None:
        refused = CliRunner().invoke(app, ["add", f"{site.address}/harbour"])
        assert refused.exit_code == 1
        said = " ".join(refused.stderr.split())
        assert f"{site.address}/harbour: 127.0.0.2 is a loopback address. To allow it: COMMUNIQUE_PRIVATE_N" in said
        assert site.asked == []

    def test_an_address_whose_host_can_have_no_such_name_is_named_and_the_rest_goes_in(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COMMUNIQUE_PRIVATE_NETWORKS", ALLOWED)
        added = CliRunner().invoke(app, ["add", "http://xn--a/", f"{site.address}/harbour"], catch_exceptions=False)
        assert (added.exit_code, added.stdout) == (1, "1 added, 1 unreadable\n")
        assert "http://xn--a/: no address that can be fetched: " in added.stderr


class TestHttp:
    def test_a_page_is_fetched_and_found_when_that_is_answered(self, communique: Communique, site: Site) -> None:
        client, address = TestClient(make_app(communique)), f"{site.address}/harbour"
        created, again = post(client, address), post(client, address)
        assert [created.status_code, again.status_code] == [201, 200]
        assert (created.json()["id"], created.json()["text"]) == (address, HARBOUR)
        assert again.json() == created.json()
        found = client.get("/v1/search", params={"q": "harbour Quillan"}).json()["data"]
        assert [passage["release_id"] for passage in found][:1] == [address]

    def test_a_host_that_no_name_can_stand_for_is_a_problem_that_names_it(self, communique: Communique) -> None:
        answer = post(TestClient(make_app(communique)), "http://xn--a/")
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
        assert answer.json()["detail"].startswith("http://xn--a/: no address that can be fetched: ")

    def test_nothing_is_fetched_for_who_may_not_write(self, communique: Communique, site: Site) -> None:
        answer = TestClient(make_app(communique)).post("/v1/releases", json={"source_url": f"{site.address}/harbour"})
        assert (answer.status_code, site.asked) == (401, [])

    def test_what_stands_in_the_way_is_a_problem_that_names_address_and_reason(
        self, communique: Communique, site: Site
    ) -> None:
        site.put("/feed", make_feed(make_item(f"{site.address}/harbour", "Harbour")), "application/rss+xml")
        site.redirect("/away", "http://127.0.0.1/")
        site.put("/list", make_page("Releases", *(["Harbour"] * 20)))
        site.put("/robots.txt", "User-agent: *\nDisallow: /private\n")
        expected = {
            "/missing": (502, "answers 404 Not Found"),
            "/feed": (422, "a feed of 1 entries, not the page of a release"),
            "/away": (422, "redirects to http://127.0.0.1/: 127.0.0.1 is a loopback address."),
            "/list": (422, "a list, not a release: hardly a sentence in it"),
            "/private": (422, "the robots.txt of its host does not allow it"),
        }
        client = TestClient(make_app(communique))
        for path, (status, reason) in expected.items():
            answer = post(client, site.address + path)
            assert (path, answer.status_code) == (path, status)
            assert answer.json()["detail"].startswith(f"{site.address}{path}: {reason}")
        assert communique.listings() == []

    def test_a_release_needs_title_and_text_unless_it_is_to_be_fetched(
        self, communique: Communique, site: Site
    ) -> None:
        client, address = TestClient(make_app(communique)), f"{site.address}/harbour"
        for more in ({"publisher": "Ministry of Works"}, {"id": "a"}, {"title": "A"}, {"text": "A"}):
            answer = post(client, address, **more)
            assert answer.status_code == 422
            assert "title and text are needed; or source_url and nothing else" in answer.json()["detail"]
        assert site.asked == []
