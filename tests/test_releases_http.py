"""/v1/releases and /v1/verify"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from conftest import WRITE_KEY
from factories import HARBOUR, TREATY, PanickingEmbedder, make_index, make_release
from fastapi.testclient import TestClient
from running import running, wait_until

from corpus.errors import UnknownRelease
from corpus.release import Release
from service.assembly import Communique
from service.http.app import make_app
from service.settings import read_settings

KEY = {"Authorization": f"Bearer {WRITE_KEY}"}
BRIDGE = {"id": "bridge", "title": "A bridge", "text": "The bridge of Tollan is closed.", "published": "2033-02-01"}


def post(client: TestClient, **changed: Any) -> httpx2.Response:
    return client.post("/v1/releases", json=BRIDGE | changed, headers=KEY)


def put(client: TestClient, release_id: str = "bridge", headers: dict[str, str] = KEY, **changed: Any) -> Any:
    record = {name: value for name, value in BRIDGE.items() if name != "id"}
    return client.put(f"/v1/releases/{quote(release_id, safe='')}", json=record | changed, headers=headers)


def delete(client: TestClient, release_id: str = "bridge", **headers: str) -> httpx2.Response:
    return client.delete(f"/v1/releases/{release_id}", headers=KEY | headers)


def test_a_release_that_is_posted_can_be_read_at_its_location(client: TestClient) -> None:
    response = post(client)
    assert response.status_code == 201
    assert response.headers["Location"] == "/v1/releases/bridge"
    read = client.get(response.headers["Location"])
    assert read.headers["ETag"] == response.headers["ETag"] == f'"{response.json()["version"]}"'
    assert read.json() == response.json()
    assert {name: read.json()[name] for name in BRIDGE} == BRIDGE
    assert read.json()["url"] == "/r/bridge"


@pytest.mark.parametrize("framing", ["Content-Length: 4000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("half", [True, False])
def test_of_a_body_that_breaks_off_nothing_is_stored_though_what_came_is_whole_json(
    communique: Communique, framing: str, *, half: bool
) -> None:
    body = json.dumps(BRIDGE).encode()
    sent = body if framing.startswith("Content") else b"%x\r\n%s\r\n" % (len(body), body)
    head = f"POST /v1/releases HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {WRITE_KEY}\r\n{framing}\r\n"
    with running(communique) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
            client.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + sent)
            if half:  # the client has no more to say, and would read an answer
                client.shutdown(socket.SHUT_WR)
                assert b" 201 " not in client.recv(65536)
        wait_until(lambda: 'method="POST"' in httpx2.get(f"{server.address}/metrics").text)
    with pytest.raises(UnknownRelease):
        communique.get("bridge")


def test_the_same_release_again_changes_nothing(client: TestClient, communique: Communique) -> None:
    first, change = post(client), communique.manifest().change
    again = post(client)
    assert (again.status_code, again.headers["ETag"]) == (200, first.headers["ETag"])
    assert communique.manifest().change == change


def test_a_release_without_an_id_takes_its_address(client: TestClient) -> None:
    response = post(client, id=None, source_url="https://press.example/a b")
    assert response.json()["id"] == "https://press.example/a b"
    assert client.get(response.headers["Location"]).json() == response.json()


def test_a_put_release_is_new_then_there_then_changed(client: TestClient) -> None:
    new, same, changed = put(client), put(client), put(client, text="The bridge of Tollan is open.")
    assert [response.status_code for response in (new, same, changed)] == [201, 200, 200]
    assert new.headers["ETag"] == same.headers["ETag"] != changed.headers["ETag"]
    listed = client.get("/v1/releases/bridge/versions").json()["data"]
    assert [(version["version"], version["current"]) for version in listed] == [
        (new.json()["version"], False),
        (changed.json()["version"], True),
    ]
    assert [version["characters"] for version in listed] == [31, 29]


def test_an_older_version_can_still_be_read(client: TestClient) -> None:
    old = put(client).json()["version"]
    put(client, text="The bridge of Tollan is open.")
    assert client.get("/v1/releases/bridge/text", params={"version": old}).text == BRIDGE["text"]
    assert client.get("/v1/releases/bridge", params={"version": old}).json()["version"] == old
    assert client.get("/v1/releases/bridge/text").text == "The bridge of Tollan is open."


def test_a_deleted_release_is_gone_and_deleting_it_twice_is_once(client: TestClient) -> None:
    put(client)
    assert [delete(client).status_code, delete(client).status_code] == [204, 204]
    for path in ("bridge", "bridge/text", "bridge/versions"):
        response = client.get(f"/v1/releases/{path}")
        assert (path, response.status_code) == (path, 410)
        assert response.json()["detail"].startswith("release 'bridge' was removed on ")
    assert client.get("/v1/search", params={"q": "bridge Tollan", "sort": "newest"}).json()["data"] == []


def test_a_deleted_release_comes_back_when_it_is_put_again(client: TestClient) -> None:
    version = put(client).json()["version"]
    delete(client)
    restored = put(client)
    assert (restored.status_code, restored.json()["version"]) == (201, version)
    assert client.get("/v1/releases/bridge/text").text == BRIDGE["text"]


@pytest.mark.parametrize("path", ["nowhere", "nowhere/text", "nowhere/versions", "harbour-opening?version=abc"])
def test_what_was_never_there_is_unknown(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/releases/{path}")
    assert response.status_code == 404
    assert "'nowhere'" in response.json()["detail"] or "no version 'abc'" in response.json()["detail"]


def test_deleting_what_was_never_there_is_unknown(client: TestClient) -> None:
    assert delete(client, "nowhere").status_code == 404


def test_a_release_is_only_overwritten_as_the_version_that_the_client_knows(client: TestClient) -> None:
    etag = put(client).headers["ETag"]
    changed = put(client, headers=KEY | {"If-Match": etag}, text="The bridge of Tollan is open.")
    assert changed.status_code == 200
    late = put(client, headers=KEY | {"If-Match": etag}, text="The bridge of Tollan has fallen.")
    assert late.status_code == 412
    assert late.json()["detail"] == f"the release is now of version {changed.json()['version']}"
    assert client.get("/v1/releases/bridge/text").text == "The bridge of Tollan is open."


@pytest.mark.parametrize("if_match", ["*", '"x", W/{}', "{}"])
def test_if_match_takes_lists_weak_tags_and_any(client: TestClient, if_match: str) -> None:
    etag = put(client).headers["ETag"]
    assert delete(client, **{"If-Match": if_match.format(etag)}).status_code == 204


def test_if_none_match_keeps_what_is_there(client: TestClient) -> None:
    new = KEY | {"If-None-Match": "*"}
    etag = put(client, headers=new).headers["ETag"]
    again = put(client, headers=new, text="The bridge of Tollan has fallen.")
    assert (again.status_code, again.json()["detail"]) == (
        412,
        f"there is such a release already, of version {etag.strip(chr(34))}",
    )
    assert put(client, headers=KEY | {"If-None-Match": '"other"'}).headers["ETag"] == etag
    delete(client)
    assert put(client, headers=new).status_code == 201


def test_if_match_needs_a_release_that_is_there(client: TestClient) -> None:
    assert put(client, headers=KEY | {"If-Match": "*"}).status_code == 412
    etag = put(client).headers["ETag"]
    assert delete(client, **{"If-Match": '"other"'}).status_code == 412
    delete(client)
    response = delete(client, **{"If-Match": etag})
    assert (response.status_code, response.json()["detail"]) == (412, "there is no such release now")


def test_of_those_who_write_or_delete_at_once_on_the_same_version_exactly_one_does(communique: Communique) -> None:
    with running(communique) as server, httpx2.Client(base_url=server.address, headers=KEY) as sender:
        for number in range(8):
            address = f"/v1/releases/bridge-{number}"
            headers = {"If-Match": sender.put(address, json=bridge("first")).headers["ETag"]}
            puts = [partial(sender.put, address, json=bridge(f"{n}"), headers=headers) for n in range(4)]
            deletes = [partial(sender.delete, address, headers=headers)] * 2
            first, *others = sorted(at_once([*puts, *deletes]))
            assert first in {200, 204}
            assert others == [412] * 5


def bridge(words: str) -> dict[str, str]:
    return {"title": "A bridge", "text": f"The bridge of Tollan: {words}.", "published": "2033-02-01"}


def at_once(requests: Sequence[Callable[[], httpx2.Response]]) -> list[int]:
    """The statuses of requests that are let go together."""
    ready = threading.Barrier(len(requests))

    def send(request: Callable[[], httpx2.Response]) -> int:
        ready.wait()
        return request().status_code

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, requests))


def test_an_unchanged_release_is_not_sent_again(client: TestClient) -> None:
    etag = put(client).headers["ETag"]
    unchanged = client.get("/v1/releases/bridge", headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", etag)
    assert client.get("/v1/releases/bridge", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "release_id", ["press/2033/bridge", "a bridge", "https://press.example/a?b=c&d#e", "ブリッジ", "100%", "a+b"]
)
def test_an_id_may_hold_what_an_address_has_to_encode(client: TestClient, release_id: str) -> None:
    response = put(client, release_id)
    assert response.status_code == 201
    assert response.json()["id"] == release_id
    encoded = quote(release_id, safe="")
    assert response.headers["Location"] == f"/v1/releases/{encoded}"
    assert client.get(f"/v1/releases/{encoded}").json() == response.json()
    assert client.get(f"/v1/releases/{encoded}/text").text == BRIDGE["text"]
    assert len(client.get(f"/v1/releases/{encoded}/versions").json()["data"]) == 1
    assert delete(client, encoded).status_code == 204


@pytest.mark.parametrize("release_id", ["press/text", "versions", "press/..", "line\nbreak", " a"])
def test_an_id_that_could_not_be_addressed_is_refused(client: TestClient, release_id: str) -> None:
    response = post(client, id=release_id)
    assert response.status_code == 422
    assert response.json()["detail"].startswith(f"id {release_id!r} ")


def test_the_id_of_the_body_is_the_id_of_the_address(client: TestClient) -> None:
    assert put(client, id="bridge").status_code == 201
    response = put(client, id="tunnel")
    assert (response.status_code, response.json()["detail"]) == (422, "id 'tunnel' is not the id of the address")


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"title": " "}, "title is empty"),
        ({"text": "a\0b"}, "text holds a NUL character at 1"),
        ({"text": ""}, "text is empty"),
        ({"published": "soon"}, "published: no date (ISO 8601, as 2020-10-21)"),
        ({"author": "x"}, "author: Extra inputs are not permitted"),
        ({"title": 3}, "title: Input should be a valid string"),
        (
            {"title": None},
            "body: title and text are needed; or source_url and nothing else, which is then fetched",
        ),
    ],
)
def test_a_release_that_breaks_a_rule_is_refused(client: TestClient, changed: dict[str, Any], detail: str) -> None:
    response = post(client, **changed)
    assert (response.status_code, response.json()["detail"]) == (422, detail)
    assert client.get("/v1/releases/bridge").status_code == 404


def test_a_wide_blank_before_a_full_stop_is_text_like_any_other(client: TestClient) -> None:
    response = put(client, text="Norvania follows Plan B\u00a0. It was made in Tollan.")
    assert response.status_code == 201
    assert client.get("/v1/releases/bridge/text").text == "Norvania follows Plan B\u00a0. It was made in Tollan."


def test_a_release_that_a_library_panics_at_is_refused_by_its_id(tmp_path: Path) -> None:
    settings = read_settings(data=tmp_path / "data", write_keys=(WRITE_KEY,), model="hashing", reader="none")
    catalog, index = make_index(settings.data, embedder := PanickingEmbedder("Zembla"))
    with Communique(settings, catalog, embedder, index, None) as service:
        client = TestClient(make_app(service))
        refused = put(client, text="Zembla has a king.")
        assert (refused.status_code, refused.headers["Content-Type"]) == (422, "application/problem+json")
        assert "release 'bridge' cannot be cut into passages" in refused.json()["detail"]
        assert put(client).status_code == 201


@pytest.mark.parametrize(
    "authorization", [None, "Bearer wrong", "Bearer ", f"Basic {WRITE_KEY}", WRITE_KEY, "Bearer \u00fc"]
)
def test_nobody_writes_without_a_key_that_is_known(client: TestClient, authorization: str | None) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode("latin-1")}
    for method in ("PUT", "DELETE"):
        response = client.request(method, "/v1/releases/harbour-opening", json=BRIDGE, headers=headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert client.post("/v1/releases", json=BRIDGE, headers=headers).status_code == 401
    assert client.get("/v1/releases/harbour-opening/text").text == HARBOUR


def test_the_scheme_of_the_key_may_be_of_any_case(client: TestClient) -> None:
    response = client.delete("/v1/releases/harbour-opening", headers={"Authorization": f"bEARER  {WRITE_KEY}"})
    assert response.status_code == 204


def test_where_no_key_is_set_nobody_writes(tmp_path: Any) -> None:
    with Communique.open(tmp_path / "closed", model="hashing", reader="none") as closed:
        client = TestClient(make_app(closed))
        responses = [post(client), put(client), delete(client)]
        assert [response.status_code for response in responses] == [403, 403, 403]
        assert "COMMUNIQUE_WRITE_KEYS" in responses[0].json()["detail"]


def test_a_release_is_found_and_quoted_once_it_is_acknowledged(client: TestClient) -> None:
    post(client)
    found = client.get("/v1/search", params={"q": "bridge of Tollan"}).json()["data"]
    assert (found[0]["release_id"], found[0]["text"]) == ("bridge", BRIDGE["text"])
    answer = client.post("/v1/ask", json={"question": "Is the bridge of Tollan closed?"}).json()
    assert answer["answer"] == f"{BRIDGE['text']} [1]"


@pytest.mark.parametrize("text", ["<script>alert('x')</script> & <b>", "a\r\nb\tc \u2028d", "  kept  \n\n\n"])
def test_a_text_is_given_back_to_the_last_character(client: TestClient, text: str) -> None:
    post(client, text=text)
    response = client.get("/v1/releases/bridge/text")
    assert response.content.decode() == text
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/v1/releases/bridge").json()["text"] == text


CAPES = ("Orvell", "Sarn", "Ulvo", "Teneth", "Brask")


@pytest.fixture
def written(served: str) -> Iterator[httpx2.Client]:
    """Speaks to the running service; what a test writes there of these capes is taken out again."""
    with httpx2.Client(base_url=served, timeout=30, headers=KEY) as client:
        yield client
        for name in CAPES:
            assert client.delete(f"/v1/releases/{name}").status_code == 204


def test_a_running_service_finds_and_quotes_a_release_within_a_second(written: httpx2.Client) -> None:
    said = "The lighthouse of Cape {} was lit again on Monday."
    took = []
    for name in CAPES:  # the quickest counts: a machine may be busy
        text = said.format(name)
        started = time.monotonic()
        response = written.put(f"/v1/releases/{name}", json={"title": f"Lighthouse of Cape {name}", "text": text})
        found = written.get("/v1/search", params={"q": f"lighthouse {name}"}).json()["data"]
        took.append(time.monotonic() - started)
        assert (response.status_code, found[0]["text"]) == (201, text)
    assert min(took) < 1
    answer = written.post("/v1/ask", json={"question": "When was the lighthouse of Cape Orvell lit again?"}).json()
    assert said.format("Orvell") in [citation["quote"] for citation in answer["citations"]]


# Verify


def verify(client: TestClient, quoted: str, **place: Any) -> dict[str, Any]:
    response = client.post("/v1/verify", json={"quote": quoted, **place})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


CATCH = "the catch will be shared equally"


def test_a_quote_that_stands_there_is_verified_with_its_place(client: TestClient) -> None:
    verified = verify(client, CATCH)
    (place,) = verified["occurrences"]
    assert (verified["verified"], verified["reason"]) == (True, None)
    assert TREATY[place["start"] : place["end"]] == CATCH
    assert place["url"] == f"/r/fisheries-treaty#{place['start']}-{place['end']}"
    assert place["fragment_url"] == ("https://press.example/treaty#:~:text=the%20catch%20will%20be%20shared%20equally")


@pytest.mark.parametrize("altered", ["the catch will be shared  equally", "The catch will be shared equally", "😀"])
def test_a_quote_that_differs_by_a_character_is_not_verified(client: TestClient, altered: str) -> None:
    verified = verify(client, altered)
    assert (verified["verified"], verified["occurrences"]) == (False, [])
    assert verified["reason"] == "no release holds these words exactly"


def test_a_quote_is_looked_for_at_the_very_place(client: TestClient) -> None:
    start = TREATY.index(CATCH)
    end = start + len(CATCH)
    for place in ({"start": start, "end": end}, {"start": start}, {"end": end}):
        assert verify(client, CATCH, release_id="fisheries-treaty", **place)["verified"]
    for place in ({"start": start + 1, "end": end}, {"start": start, "end": end + 1}):
        refused = verify(client, CATCH, release_id="fisheries-treaty", **place)
        said = f"the release does not hold these words exactly at {place['start']}-{place['end']}"
        assert (refused["verified"], refused["reason"]) == (False, said)


def test_a_quote_is_looked_for_in_one_release_alone(client: TestClient) -> None:
    refused = verify(client, CATCH, release_id="harbour-opening")
    assert (refused["verified"], refused["reason"]) == (False, "the release does not hold these words exactly")


def test_a_quote_of_an_older_version_is_verified_there_alone(client: TestClient) -> None:
    old = put(client).json()["version"]
    put(client, text="The bridge of Tollan is open.")
    assert not verify(client, "closed", release_id="bridge")["verified"]
    (place,) = verify(client, "closed", release_id="bridge", version=old)["occurrences"]
    assert (place["version"], place["start"], place["end"]) == (old, 24, 30)


def test_at_most_twenty_places_are_told_in_order(client: TestClient) -> None:
    post(client, text="ha " * 30)
    places = verify(client, "ha", release_id="bridge")["occurrences"]
    assert [place["start"] for place in places] == [3 * number for number in range(20)]


def test_a_place_needs_a_release_that_is_there(client: TestClient, communique: Communique) -> None:
    release: Release = make_release("gone")
    communique.put(release)
    communique.remove("gone")
    for place, status in (
        ({"release_id": "nowhere"}, 404),
        ({"release_id": "harbour-opening", "version": "abc"}, 404),
        ({"release_id": "gone"}, 410),
        ({"start": 3}, 422),
        ({"end": 3}, 422),
        ({"version": release.version}, 422),
        ({"place": 1}, 422),
    ):
        response = client.post("/v1/verify", json={"quote": "harbour", **place})
        assert (place, response.status_code) == (place, status)
    assert client.post("/v1/verify", json={"quote": ""}).status_code == 422
