"""A version that should never have been stored: undone, it stays in the log and is in no answer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import WRITE_KEY, client_of
from factories import HARBOUR, make_release, make_treaty
from fastapi.testclient import TestClient
from past import Clock, open_with
from typer.testing import CliRunner

from corpus.errors import BarredPage, RemovedRelease, UnknownRelease, UnknownVersion
from corpus.lost_content import check_look
from corpus.release import Release
from service.assembly import Communique
from service.cli.app import app

GOOD = make_release()
JUNK = make_release(text="Our pages move to a new house. Please come back when the painters have left it.")
DEARER = make_release(text=HARBOUR.replace("340", "360"))
ID = GOOD.id
MAY, JUNE, JULY, AUGUST = (f"2031-0{month}-10T09:00:00+00:00" for month in (5, 6, 7, 8))


@pytest.fixture
def clock() -> Clock:
    return Clock(MAY)


@pytest.fixture
def communique(clock: Clock, tmp_path: Path) -> Iterator[Communique]:
    """The release in May; in June something else is stored in its place."""
    with open_with(clock, tmp_path / "data", write_keys=(WRITE_KEY,)) as opened:
        opened.put(GOOD)
        clock.set(JUNE)
        opened.put(JUNK)
        clock.set(JULY)
        yield opened


@pytest.fixture
def client(communique: Communique) -> Iterator[TestClient]:
    with client_of(communique) as opened:
        yield opened


def held(communique: Communique, month: int) -> list[str]:
    releases = communique.retriever(date(2031, month, 28)).snapshot.places.releases
    return [str(version) for version in releases.version]


def test_the_release_is_again_what_it_was_now_and_at_every_earlier_time(communique: Communique) -> None:
    assert held(communique, 6) == [JUNK.version]
    outcome = communique.undo(ID)
    assert (outcome.kind, outcome.version) == ("undone", JUNK.version)
    assert communique.get(ID) == GOOD
    assert [held(communique, month) for month in (5, 6, 7)] == [[GOOD.version]] * 3
    assert not communique.search("painters")[:1] or "painters" not in communique.search("painters")[0].passage.text
    assert "340 million" in str(communique.ask("What did the harbour cost?").text)


def test_it_stays_listed_with_when_it_was_undone_and_can_be_read_by_its_name(communique: Communique) -> None:
    communique.undo(ID)
    assert [(each.version, each.current, each.undone_at) for each in communique.versions(ID)] == [
        (GOOD.version, True, None),
        (JUNK.version, False, JULY),
    ]
    assert communique.get(ID, JUNK.version[:8]).text == JUNK.text
    assert communique.revision(ID, JUNK.version).old.undone_at == JULY


def test_twice_is_once(communique: Communique) -> None:
    first = communique.undo(ID, JUNK.version[:8])
    again = communique.undo(ID, JUNK.version)
    assert (again.kind, again.change) == ("unchanged", first.change)


def test_an_older_version_is_undone_without_a_change_of_the_current_one(clock: Clock, communique: Communique) -> None:
    communique.put(DEARER)
    clock.set(AUGUST)
    communique.undo(ID, JUNK.version)
    assert communique.get(ID) == DEARER
    assert [held(communique, month) for month in (6, 7)] == [[GOOD.version], [DEARER.version]]
    assert communique.revision(ID).old.version == GOOD.version


def test_where_nothing_else_was_stored_the_release_is_found_no_more(communique: Communique) -> None:
    communique.put(make_treaty())
    communique.undo("fisheries-treaty")
    with pytest.raises(RemovedRelease):
        communique.get("fisheries-treaty")
    assert [listing.id for listing in communique.listings()] == [ID]
    communique.put(make_treaty())
    assert communique.get("fisheries-treaty") == make_treaty()


def test_what_was_removed_before_is_removed_again(clock: Clock, communique: Communique) -> None:
    communique.undo(ID)
    communique.remove(ID)
    clock.set(AUGUST)
    communique.put(JUNK)
    communique.undo(ID)
    with pytest.raises(RemovedRelease, match="2031-07-10"):
        communique.get(ID)
    assert held(communique, 8) == []


def test_who_adds_it_again_means_it(communique: Communique) -> None:
    communique.undo(ID)
    assert communique.put(JUNK).kind == "changed"
    assert communique.get(ID) == JUNK
    assert held(communique, 6) == [JUNK.version]


def test_a_mark_of_withdrawal_is_not_lost_with_it(clock: Clock, communique: Communique) -> None:
    communique._catalog.withdraw(ID, clock())  # noqa: SLF001
    communique.undo(ID)
    assert communique.withdrawn_at(ID) == JULY
    assert communique.search("harbour", as_of=date(2031, 7, 28))[0].release.withdrawn_at == JULY


def test_a_look_never_stores_it_again_and_takes_what_comes_after_it(communique: Communique) -> None:
    communique.undo(ID)
    catalog = communique._catalog  # noqa: SLF001
    with pytest.raises(BarredPage, match="was undone here, and stays so"):
        check_look(catalog, JUNK)
    check_look(catalog, DEARER)
    communique.put(make_treaty())
    communique.undo("fisheries-treaty")
    assert catalog.removed_among([ID, "fisheries-treaty"]) == set()  # so that what comes there next is added
    communique.remove(ID)
    assert catalog.removed_among([ID]) == {ID}


def test_what_there_is_not_cannot_be_undone(communique: Communique) -> None:
    with pytest.raises(UnknownRelease):
        communique.undo("nothing")
    with pytest.raises(UnknownVersion):
        communique.undo(ID, "0" * 64)
    communique.remove(ID)
    with pytest.raises(RemovedRelease):
        communique.undo(ID)


# HTTP and the command line


def undo(client: TestClient, release_id: str, version: str, **headers: str) -> int:
    path = f"/v1/releases/{quote(release_id, safe='')}/versions/{version}"
    return client.delete(path, headers={"Authorization": f"Bearer {WRITE_KEY}"} | headers).status_code


def test_over_http_it_takes_a_key_and_the_version_that_the_client_knows(client: TestClient) -> None:
    path = f"/v1/releases/{ID}/versions/{JUNK.version}"
    assert client.delete(path).status_code == 401
    assert undo(client, ID, JUNK.version, **{"If-Match": f'"{GOOD.version}"'}) == 412
    assert undo(client, ID, JUNK.version, **{"If-Match": f'"{JUNK.version}"'}) == 204
    assert undo(client, ID, JUNK.version[:8]) == 204
    assert undo(client, ID, "0" * 64) == 404
    assert client.get(f"/v1/releases/{ID}").json()["version"] == GOOD.version
    listed = client.get(f"/v1/releases/{ID}/versions").json()["data"]
    assert [each["undone_at"] for each in listed] == [None, JULY]
    assert undo(client, ID, GOOD.version) == 204
    assert client.get(f"/v1/releases/{ID}").status_code == 410


def test_an_id_that_reads_like_the_address_of_a_version_is_removed_as_before(
    client: TestClient, communique: Communique
) -> None:
    odd = Release(id="https://ports.example/versions/20310506", title="A lock", text="It is open.", published=None)
    communique.put(odd)
    headers = {"Authorization": f"Bearer {WRITE_KEY}"}
    assert client.delete(f"/v1/releases/{quote(odd.id, safe='')}", headers=headers).status_code == 204
    with pytest.raises(RemovedRelease):
        communique.get(odd.id)


def test_the_page_of_an_undone_version_says_so_and_the_other_counts_it_no_more(
    client: TestClient, communique: Communique
) -> None:
    communique.undo(ID)
    assert "This version was undone." in client.get(f"/r/{ID}?version={JUNK.version[:8]}").text
    assert "This is the only version." in client.get(f"/r/{ID}").text


def test_on_the_command_line_it_says_what_is_current_now(communique: Communique) -> None:
    data = ["--data", str(communique.settings.data)]
    ran = CliRunner().invoke(app, [*data, "undo", ID])
    assert ran.output == f"1 undone: {JUNK.version[:8]}; version {GOOD.version[:8]} is current\n"
    assert "(undone)" in CliRunner().invoke(app, [*data, "versions", ID]).output
    ran = CliRunner().invoke(app, [*data, "undo", ID, GOOD.version[:8]])
    assert ran.output == f"1 undone: {GOOD.version[:8]}; the release is found no more\n"
