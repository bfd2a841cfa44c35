"""GET /v1/search"""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories import make_release
from fastapi.testclient import TestClient

from service.assembly import Communique

FERRIES = [f"ferry-{day}" for day in range(1, 8)]


@pytest.fixture(scope="module")
def filled(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Beside the harbour and the treaty, seven releases about ferries."""
    data = shutil.copytree(filled, tmp_path_factory.mktemp("ferries") / "data")
    with Communique.open(data, model="hashing", reader="none") as opened:
        for day, release_id in enumerate(FERRIES, start=1):
            text = f"The ferry number {day} sails to Port Quillan."
            opened.put(make_release(release_id, f"Ferry {day}", text, date(2032, 1, day), publisher="Ferries"))
    return data


@pytest.fixture
def ferries() -> list[str]:
    """The ids of the seven, the oldest first."""
    return FERRIES


def search(client: TestClient, **parameters: Any) -> dict[str, Any]:
    response = client.get("/v1/search", params=parameters)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [passage["release_id"] for passage in found["data"]]


def read_pages(client: TestClient, **parameters: Any) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        found = search(client, **parameters, **({"cursor": cursor} if cursor else {}))
        pages.append(ids(found))
        cursor = found["next_cursor"]
        if cursor is None:
            return pages


def test_the_passage_that_holds_the_words_comes_first(client: TestClient) -> None:
    found = search(client, q="fisheries catch shared equally")
    assert found["object"] == "list"
    assert ids(found)[0] == "fisheries-treaty"
    first = found["data"][0]
    text = client.get("/v1/releases/fisheries-treaty/text").text
    assert text[first["start"] : first["end"]] == first["text"]
    assert (first["published"], first["ranks"]) == ("2031-06-20", {"dense": 1, "lexical": 1})


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_by_date_every_word_has_to_be_there(client: TestClient, ferries: list[str], sort: str) -> None:
    wanted = ferries if sort == "oldest" else ferries[::-1]
    assert ids(search(client, q="ferry quillan", sort=sort)) == wanted


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_are_disjoint_and_together_everything(client: TestClient, ferries: list[str], sort: str) -> None:
    asked = {"q": "ferry to quillan", "sort": sort, "publisher": "Ferries"}
    pages = read_pages(client, **asked, limit=3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sum(pages, []) == ids(search(client, **asked))  # noqa: RUF017 - three short lists
    assert sorted(sum(pages, [])) == ferries  # noqa: RUF017


def test_a_page_that_ends_with_the_last_passage_has_no_next_one(client: TestClient, ferries: list[str]) -> None:
    assert search(client, q="ferry", sort="oldest", limit=len(ferries))["next_cursor"] is None


@pytest.mark.parametrize(
    "changed",
    [{"q": "ferries"}, {"sort": "newest"}, {"publisher": "Ministry of Works"}, {"published_from": "2032-01-01"}],
)
@pytest.mark.usefixtures("ferries")
def test_a_cursor_of_another_search_is_refused(client: TestClient, changed: dict[str, str]) -> None:
    asked = {"q": "ferry", "sort": "oldest", "limit": "2"}
    cursor = search(client, **asked)["next_cursor"]
    response = client.get("/v1/search", params=asked | changed | {"cursor": cursor})
    assert response.status_code == 422
    assert response.json()["detail"].startswith("cursor: not of this search")


@pytest.mark.parametrize("cursor", ["x", "abc", "é", "W10", "NQ", "eyJhIjoxfQ", "/w"])
def test_a_cursor_that_nobody_gave_is_refused(client: TestClient, cursor: str) -> None:
    response = client.get("/v1/search", params={"q": "ferry", "cursor": cursor})
    assert response.status_code == 422
    assert response.json()["detail"] == "cursor: not one that a search here gave"


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"published_from": "2032-01-06"}, ["ferry-6", "ferry-7"]),
        ({"published_to": "2032-01-02"}, ["ferry-1", "ferry-2"]),
        ({"published_from": "2032-01-03", "published_to": "2032-01-03"}, ["ferry-3"]),
        ({"published_from": "2032-01-06T12:00:00Z"}, ["ferry-6", "ferry-7"]),
        ({"publisher": "Ministry of Works"}, []),
    ],
)
@pytest.mark.usefixtures("ferries")
def test_filters_keep_their_bounds_to_the_day(client: TestClient, filters: dict[str, str], wanted: list[str]) -> None:
    assert ids(search(client, q="ferry", sort="oldest", **filters)) == wanted


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "q: Field required"),
        ("q=", "q: empty"),
        ("q=%20", "q: empty"),
        ("q=%00", "q: a NUL character is not taken"),
        (f"q={'a' * 2001}", "q: String should have at most 2000 characters"),
        ("q=a&q=b", "query parameter given more than once: q"),
        ("q=a&limit=5&limit=6", "query parameter given more than once: limit"),
        ("q=a&publishd_from=2020", "unknown query parameter: publishd_from"),
        ("q=a&b=1&a=2", "unknown query parameter: a, b"),
        ("q=a&published_from=yesterday", "published_from: no date (ISO 8601, as 2020-10-21)"),
        ("q=a&limit=0", "limit: Input should be greater than or equal to 1"),
        ("q=a&limit=101", "limit: Input should be less than or equal to 100"),
        ("q=a&sort=best", "sort: Input should be 'relevance', 'newest' or 'oldest'"),
    ],
)
def test_a_parameter_that_is_wrong_or_unknown_is_named(client: TestClient, query: str, detail: str) -> None:
    response = client.get(f"/v1/search?{query}")
    assert response.status_code == 422
    assert response.json()["detail"] == detail


def test_an_unknown_parameter_is_refused_on_every_route(client: TestClient) -> None:
    for path in ("/healthz", "/readyz", "/v1/releases/harbour-opening", "/", "/docs"):
        response = client.get(path, params={"verison": "1"})
        assert (path, response.status_code) == (path, 422)
