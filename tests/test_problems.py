"""Errors, limits and headers over HTTP, and the pages of health and documentation."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from conftest import WRITE_KEY
from disks import damage, leave_no_room
from factories import make_release
from fastapi.testclient import TestClient

from corpus.catalog import Catalog
from corpus.errors import CatalogError, IndexMismatch
from index.storage.manifest import Manifest
from service.assembly import Communique
from service.http.app import make_app

KEY = {"Authorization": f"Bearer {WRITE_KEY}"}
MEBIBYTE = 1024 * 1024


class Failing(Communique):
    """A service whose parts fail as the test says."""

    error: Exception = RuntimeError("the secret of the house")

    def ask_stepwise(self, *_: Any, **__: Any) -> NoReturn:
        raise self.error

    def manifest(self) -> Manifest:
        raise IndexMismatch("the index was made with another model. Make it anew with: communique rebuild")


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Failing]:
    with Failing.open(tmp_path / "failing", model="hashing", reader="none") as opened:
        yield opened


@pytest.mark.parametrize(
    ("method", "path", "status", "title", "detail"),
    [
        ("GET", "/nowhere", 404, "Not Found", "there is nothing at /nowhere"),
        ("GET", "/v1/ask/", 404, "Not Found", "there is nothing at /v1/ask/"),
        ("GET", "/static/nowhere.js", 404, "Not Found", "there is nothing at /static/nowhere.js"),
        ("GET", "/v1/ask", 405, "Method Not Allowed", "GET is not for /v1/ask"),
        ("PATCH", "/v1/search", 405, "Method Not Allowed", "PATCH is not for /v1/search"),
        ("POST", "/v1/verify", 415, "Unsupported Media Type", "the body is to be JSON: Content-Type: application/json"),
        ("GET", "/v1/search", 422, HTTPStatus(422).phrase, "q: Field required"),
        ("DELETE", "/v1/releases/x", 401, "Unauthorized", "a key is needed: Authorization: Bearer …"),
        ("GET", "/v1/releases/x", 404, "Not Found", "there is no release 'x'"),
    ],
)
def test_an_error_is_a_problem_document(
    client: TestClient, method: str, path: str, status: int, title: str, detail: str
) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    problem.pop("errors", None)
    assert problem == {"type": "about:blank", "title": title, "status": status, "detail": detail}


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nothing", 404, "There is nothing at /nothing"),
        ("/releases/<b>", 404, "There is nothing at /releases/&lt;b&gt;"),
        ("/releases?pages=2", 422, "Unknown query parameter: pages"),
        ("/healthz?x=1", 422, "Unknown query parameter: x"),
    ],
)
def test_a_browser_is_told_on_a_page_with_ways_on(client: TestClient, address: str, status: int, said: str) -> None:
    response = client.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")
    assert said in response.text
    assert '<form class="find" action="/releases"' in response.text
    assert '<a href="/">Ask the releases</a>' in response.text


def test_the_interface_speaks_json_to_a_browser_too(client: TestClient) -> None:
    for address in ("/v1/nothing", "/v1/releases/x", "/v1/search"):
        response = client.get(address, headers={"Accept": "text/html"})
        assert response.headers["Content-Type"] == "application/problem+json"


def test_403_410_and_412_are_problem_documents_too(
    client: TestClient, communique: Communique, failing: Failing
) -> None:
    communique.remove("harbour-opening")
    gone = client.get("/v1/releases/harbour-opening")
    changed = client.delete("/v1/releases/fisheries-treaty", headers=KEY | {"If-Match": '"x"'})
    closed = TestClient(make_app(failing)).delete("/v1/releases/x")
    for response, status, title in (
        (gone, 410, "Gone"),
        (changed, 412, "Precondition Failed"),
        (closed, 403, "Forbidden"),
    ):
        assert response.headers["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", title, status)
        assert response.status_code == status


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/ask", "POST"),
        ("/v1/search", "GET, HEAD"),
        ("/v1/releases/harbour-opening", "DELETE, GET, HEAD, PUT"),
    ],
)
def test_405_says_what_is_allowed(client: TestClient, path: str, allowed: str) -> None:
    response = client.request("PATCH", path)
    assert (response.status_code, response.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (RuntimeError("the secret of the house"), 500, "something went wrong here; the log says what"),
        (CatalogError("the disk is full"), 500, "the disk is full"),
        (IndexMismatch("rebuild"), 503, "rebuild"),
    ],
)
def test_a_failure_of_ours_is_a_problem_document_that_tells_no_secret(
    failing: Failing, error: Exception, status: int, detail: str
) -> None:
    failing.error = error
    client = TestClient(make_app(failing), raise_server_exceptions=False)
    response = client.post("/v1/ask", json={"question": "Why?"})
    assert (response.status_code, response.json()["status"], response.json()["detail"]) == (status, status, detail)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_full_disk_is_507_with_what_to_do_and_what_was_there_still_answers(
    client: TestClient, catalog: Catalog
) -> None:
    leave_no_room(catalog)
    record = {"title": "Bridge", "text": "The bridge of Tollan is long. " * 10_000}
    refused = client.put("/v1/releases/bridge", json=record, headers=KEY)
    assert (refused.status_code, refused.headers["Content-Type"]) == (507, "application/problem+json")
    assert refused.json()["title"] == "Insufficient Storage"
    assert "Nothing of this was stored. Make room on its disk" in refused.json()["detail"]
    assert client.get("/v1/releases/bridge").status_code == 404
    assert client.post("/v1/ask", json={"question": "Who thanked the engineers?"}).json()["status"] == "answered"


def test_a_damaged_page_is_500_with_what_saves_the_rest(
    client: TestClient, communique: Communique, catalog: Catalog
) -> None:
    communique.put(make_release("bridge", text="The bridge of Tollan is long. " * 10_000))
    with catalog.database.read() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA shrink_memory")
    damage(communique.settings.data / "catalog.sqlite3")
    failed = client.get("/v1/releases/bridge")
    assert (failed.status_code, failed.headers["Content-Type"]) == (500, "application/problem+json")
    assert "Put a backup of its folder in its place" in failed.json()["detail"]


def test_an_index_that_cannot_be_written_is_told_and_what_was_stored_is_found_once_it_can_be(
    client: TestClient, communique: Communique
) -> None:
    index = communique.settings.data / "index"
    (index / "building").write_text("in the way of the folder that the next snapshot is made in")
    (index / "building").chmod(0o444)
    record = {"title": "Bridge", "text": "The bridge of Tollan is long."}
    failed = client.put("/v1/releases/bridge", json=record, headers=KEY)
    assert (failed.status_code, failed.json()["title"]) == (503, "Service Unavailable")
    assert "the index cannot be written" in failed.json()["detail"]
    assert "What was stored stays, and is found once it can be" in failed.json()["detail"]
    (index / "building").unlink()
    assert client.put("/v1/releases/bridge", json=record, headers=KEY).status_code == 200
    found = client.get("/v1/search", params={"q": "bridge of Tollan"}).json()["data"]
    assert found[0]["release_id"] == "bridge"


def test_an_index_that_cannot_be_asked_is_not_ready_but_healthy(failing: Failing) -> None:
    client = TestClient(make_app(failing))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["title"]) == (503, "Service Unavailable")
    assert "communique rebuild" in response.json()["detail"]
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff", "it is not in UTF-8"),
        (b"[" * 100_000, "it is nested too deep, or holds a number of too many digits"),
        (b"9" * 5_000, "it is nested too deep, or holds a number of too many digits"),
    ],
)
def test_a_body_that_no_parser_gets_through_is_told_what_ails_it(client: TestClient, body: bytes, reason: str) -> None:
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["detail"]) == (422, f"body: no JSON: {reason}")


@pytest.mark.parametrize(
    "path", ["/", "/r/harbour-opening", "/v1/releases/harbour-opening", "/v1/releases/x", "/healthz", "/static/talk.js"]
)
def test_who_only_asks_whether_an_address_still_leads_somewhere_gets_what_get_says_without_a_body(
    client: TestClient, path: str
) -> None:
    looked, got = client.head(path), client.get(path)
    assert (looked.status_code, looked.content) == (got.status_code, b"")
    assert looked.headers == got.headers
    assert client.head("/v1/ask").status_code == 405


def test_health_and_readiness_say_so(client: TestClient, communique: Communique) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    index = {"id": communique.manifest().index_id, "releases": 2, "passages": 2}
    assert client.get("/readyz").json() == {"status": "ready", "index": index}


def question_of(size: int) -> bytes:
    """A question's body of exactly so many bytes."""
    body = json.dumps({"question": "Why?", "conversation": []})
    return body.encode() + b" " * (size - len(body))


def test_a_body_of_a_mebibyte_is_taken(client: TestClient) -> None:
    response = client.post("/v1/ask", content=question_of(MEBIBYTE), headers={"Content-Type": "application/json"})
    assert response.status_code == 200


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_a_mebibyte_is_refused(client: TestClient, *, declared: bool) -> None:
    body = question_of(MEBIBYTE + 1)
    content = body if declared else (body[start : start + 100_000] for start in range(0, len(body), 100_000))
    response = client.post("/v1/ask", content=content, headers={"Content-Type": "application/json"})
    assert ("Content-Length" in response.request.headers) is declared
    assert (response.status_code, response.json()["title"]) == (413, HTTPStatus(413).phrase)
    assert response.json()["detail"] == "the body is larger than 1 MiB"
    assert response.headers["Connection"] == "close"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_body_that_declares_no_number_is_counted(client: TestClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": "many"}
    assert client.post("/v1/ask", content=question_of(MEBIBYTE + 1), headers=headers).status_code == 413


@pytest.mark.slow
@pytest.mark.no_cover  # which takes as long as the test itself
def test_a_release_may_be_larger_than_a_question(client: TestClient) -> None:
    text = "The bridge is long. " * 60_000
    response = client.post("/v1/releases", json={"id": "long", "title": "Bridge", "text": text}, headers=KEY)
    assert response.status_code == 201
    assert client.get("/v1/releases/long/text").text == text


def test_every_response_tells_browsers_to_trust_nothing_else(client: TestClient) -> None:
    paths = ["/", "/r/harbour-opening", "/static/talk.js", "/docs", "/docs/static/swagger-ui.css", "/openapi.json"]
    paths += ["/healthz", "/v1/search?q=a", "/v1/releases/harbour-opening/text", "/nowhere", "/v1/ask"]
    for path in paths:
        headers = client.get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert (path, policy["default-src"], policy["frame-ancestors"]) == (path, "'none'", "'none'")
        assert policy["script-src"] == ("'self' 'unsafe-inline'" if path == "/docs" else "'self'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


class Loads(HTMLParser):
    """The addresses that a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        name = {"link": "href", "script": "src", "img": "src", "iframe": "src"}.get(tag)
        self.addresses += [value for key, value in attributes if key == name and value]


@pytest.mark.parametrize("path", ["/", "/r/harbour-opening", "/docs"])
def test_a_page_loads_nothing_from_elsewhere_and_everything_it_loads_is_there(client: TestClient, path: str) -> None:
    loads = Loads()
    loads.feed(client.get(path).text)
    assert any(address.endswith(".css") for address in loads.addresses)
    for address in loads.addresses:
        parts = urlsplit(address)
        assert (address, parts.scheme, parts.netloc) == (address, "", "")
        assert (address, client.get(address).status_code) == (address, 200)


def test_the_documentation_is_drawn_by_what_is_served_here(client: TestClient) -> None:
    assert "/docs/static/swagger-ui-bundle.js" in client.get("/docs").text
    script = client.get("/docs/static/swagger-ui-bundle.js")
    assert script.status_code == 200
    assert "javascript" in script.headers["Content-Type"]
    assert "SwaggerUIBundle" in script.text


def test_a_release_whose_id_holds_a_slash_has_a_page(client: TestClient, communique: Communique) -> None:
    communique.put(make_release("press/2033", "The bridge of Port Quillan"))
    page = client.get("/r/press%2F2033")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "The bridge of Port Quillan</h1>" in page.text


def test_a_question_in_the_address_is_no_unknown_parameter(client: TestClient) -> None:
    assert client.get("/", params={"q": "Why?"}).status_code == 200
