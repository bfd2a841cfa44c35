"""Versions of a release: listed, compared, cited."""

import json
from datetime import date
from typing import Any

import pytest
from factories import HARBOUR, make_release
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from corpus.release import Release
from service.assembly import Communique
from service.cli.app import app
from service.http.pages.differences import as_html

DEARER = HARBOUR.replace("340", "360")
FIRST = make_release()
SECOND = make_release(title="Minister Ostrander opened the harbour", text=DEARER, published=date(2031, 5, 7))
DIFF = "/v1/releases/harbour-opening/versions/diff"


@pytest.fixture(autouse=True)
def corrected(communique: Communique) -> Release:
    communique.put(SECOND)
    return SECOND


def run(communique: Communique, *arguments: str) -> Result:
    communique.manifest()
    return CliRunner().invoke(app, ["--data", str(communique.settings.data), *arguments], catch_exceptions=False)


def of(span: dict[str, int] | None, text: str) -> str | None:
    return None if span is None else text[span["start"] : span["end"]]


def test_the_difference_tells_the_words_and_their_places_in_both_texts(client: TestClient) -> None:
    body = client.get(DIFF).json()
    assert (body["old"]["version"], body["new"]["version"]) == (FIRST.version, SECOND.version)
    assert (body["old"]["published"], body["new"]["published"]) == ("2031-05-06", "2031-05-07")
    (changed,) = [change for change in body["changes"] if change["kind"] == "changed"]
    told = [(part["text"], of(part["old"], HARBOUR), of(part["new"], DEARER)) for part in changed["parts"]]
    assert told == [
        ("The harbour cost ", "The harbour cost ", "The harbour cost "),
        ("340", "340", None),
        ("360", None, "360"),
        (" million crowns. ", " million crowns. ", " million crowns. "),
    ]
    assert [part["text"] for part in body["title"] if part["kind"] != "same"] == [
        "opens",
        "opened",
        " of Port Quillan",
    ]


def test_the_beginning_of_a_version_is_enough_everywhere(client: TestClient) -> None:
    first, second = FIRST.version[:8], SECOND.version[:12]
    back = client.get(DIFF, params={"old": second, "new": first}).json()
    assert (back["old"]["version"], back["new"]["version"]) == (SECOND.version, FIRST.version)
    release = client.get("/v1/releases/harbour-opening", params={"version": first}).json()
    assert (release["version"], release["text"]) == (FIRST.version, HARBOUR)


@pytest.mark.parametrize("name", ["1234567", "zzzzzzzz", "%", FIRST.version[:7], FIRST.version + "0"])
def test_a_version_that_is_none_is_not_found(client: TestClient, name: str) -> None:
    for path, parameter in ((DIFF, "old"), (DIFF, "new"), ("/v1/releases/harbour-opening", "version")):
        response = client.get(path, params={parameter: name})
        assert response.status_code == 404
        assert "no version" in response.json()["detail"]


def test_the_difference_of_a_release_that_is_gone_or_was_never_there_says_so(
    client: TestClient, communique: Communique
) -> None:
    communique.remove("harbour-opening")
    assert client.get(DIFF).status_code == 410
    assert client.get("/v1/releases/nowhere/versions/diff").status_code == 404
    assert "360" in run(communique, "diff", "harbour-opening").stdout


def test_a_single_version_is_the_same_as_itself(client: TestClient) -> None:
    body = client.get("/v1/releases/fisheries-treaty/versions/diff").json()
    assert body["old"] == body["new"]
    assert [change["kind"] for change in body["changes"]] == ["same"]


def test_a_version_that_came_back_is_compared_with_the_one_that_it_replaced(
    communique: Communique, client: TestClient
) -> None:
    communique.put(FIRST)
    body = client.get(DIFF).json()
    assert (body["old"]["version"], body["new"]["version"]) == (SECOND.version, FIRST.version)


def test_people_read_the_difference_as_text_or_as_a_page(client: TestClient) -> None:
    text = client.get(DIFF, headers={"Accept": "text/plain"})
    assert text.headers["content-type"].startswith("text/plain")
    assert "\n~ The harbour cost [-340-]{+360+} million crowns.\n" in text.text
    assert "date: [-May 6, 2031-] {+May 7, 2031+}" in text.text
    page = client.get(DIFF, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<del>340</del><ins>360</ins>" in page.text
    assert page.headers["vary"] == client.get(DIFF).headers["vary"] == "Accept"


def test_the_words_of_a_release_are_no_markup_on_the_page(communique: Communique) -> None:
    communique.put(make_release("odd", title="<b>Odd</b>", text="One <script>alert(1)</script> ship."))
    communique.put(make_release("odd", title="<b>Odd</b>", text="Two <script>alert(2)</script> ships."))
    page = as_html(communique.revision("odd"))
    assert "<script" not in page
    assert "<b>" not in page


# The command line


def test_the_versions_of_a_release_are_listed_the_oldest_first(communique: Communique) -> None:
    lines = run(communique, "versions", "harbour-opening").stdout.splitlines()
    assert [line.split()[0] for line in lines if "UTC" in line] == [FIRST.version[:8], SECOND.version[:8]]
    told = [json.loads(line) for line in run(communique, "versions", "harbour-opening", "--json").stdout.splitlines()]
    assert [(version["version"], version["current"]) for version in told[0]] == [
        (FIRST.version, False),
        (SECOND.version, True),
    ]


def test_the_difference_is_shown_with_its_marks_and_told_as_json(communique: Communique) -> None:
    shown = run(communique, "diff", "harbour-opening", FIRST.version[:8]).stdout
    assert "~ The harbour cost [-340-]{+360+} million crowns." in shown
    told = json.loads(run(communique, "diff", "harbour-opening", FIRST.version, SECOND.version, "--json").stdout)
    assert (told["object"], told["new"]["version"]) == ("difference", SECOND.version)


# A citation of an older version


def verify(client: TestClient, quote: str, **place: Any) -> dict[str, Any]:
    body: dict[str, Any] = client.post("/v1/verify", json={"quote": quote, **place}).json()
    return body


def test_a_citation_of_an_older_version_is_verified_and_the_newer_one_named(client: TestClient) -> None:
    place = {"release_id": "harbour-opening", "version": FIRST.version[:10]}
    body = verify(client, "340 million crowns", **place)
    (occurrence,) = body["occurrences"]
    assert occurrence["version"] == FIRST.version
    assert occurrence["url"].startswith(f"/r/harbour-opening?version={FIRST.version[:8]}#")
    assert (body["newer"]["version"], body["newer"]["verified"], body["newer"]["occurrences"]) == (
        SECOND.version,
        False,
        [],
    )
    versions = client.get("/v1/releases/harbour-opening/versions").json()["data"]
    assert body["newer"]["since"] == versions[1]["stored_at"]


def test_words_that_still_stand_in_the_newer_version_are_placed_there(client: TestClient) -> None:
    body = verify(client, "It will employ 1,200 people.", release_id="harbour-opening", version=FIRST.version)
    (place,) = body["newer"]["occurrences"]
    assert DEARER[place["start"] : place["end"]] == "It will employ 1,200 people."
    assert (place["version"], place["url"]) == (
        SECOND.version,
        f"/r/harbour-opening#{place['start']}-{place['end']}",
    )


def test_no_newer_version_is_told_of_the_current_one(client: TestClient) -> None:
    for place in ({}, {"release_id": "harbour-opening"}, {"release_id": "harbour-opening", "version": SECOND.version}):
        assert verify(client, "360 million crowns", **place)["newer"] is None


def test_a_version_that_came_back_is_the_newer_one_since_it_did(communique: Communique, client: TestClient) -> None:
    communique.put(FIRST)
    body = verify(client, "360 million", release_id="harbour-opening", version=SECOND.version)
    versions = client.get("/v1/releases/harbour-opening/versions").json()["data"]
    assert body["newer"]["version"] == FIRST.version
    assert body["newer"]["since"] > versions[1]["stored_at"]
    assert verify(client, "340 million", release_id="harbour-opening", version=FIRST.version)["newer"] is None


def test_the_command_line_says_whether_the_words_still_stand(communique: Communique) -> None:
    place = ("--release", "harbour-opening", "--version", FIRST.version[:8])
    gone = run(communique, "verify", "340 million", *place)
    assert gone.exit_code == 0
    assert f"There is a newer version, {SECOND.version[:8]}, since " in gone.stdout
    assert gone.stdout.endswith("the words no longer stand there\n")
    start = DEARER.index("1,200")
    kept = run(communique, "verify", "1,200", *place).stdout
    assert kept.endswith(f"the words still stand there: harbour-opening#{start}-{start + 5}\n")


def test_the_permalink_of_an_older_version_opens(client: TestClient) -> None:
    assert client.get(f"/r/harbour-opening?version={FIRST.version[:8]}").status_code == 200
