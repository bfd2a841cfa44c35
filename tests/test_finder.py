"""GET /v1/releases: which releases there are, narrowed, counted and searched."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from factories import make_release
from fastapi.testclient import TestClient

from corpus.catalog import Catalog
from index.filters import Filters
from service.assembly import Communique

WITHDRAWN = datetime(2032, 3, 1, tzinfo=UTC)
FERRY = "The ferry to Port Quillan sails at noon."
LONG = " ".join(f"Timber of kind {number} was loaded at the quay before noon." for number in range(60))


@pytest.fixture(scope="module")
def filled(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Beside the harbour and the treaty four ferries, one of them withdrawn, and a note without a date."""
    data = shutil.copytree(filled, tmp_path_factory.mktemp("ferries") / "data")
    with Communique.open(data, model="hashing", reader="none") as opened:
        for day in range(1, 5):
            text = f"{FERRY} {LONG} Ferry {day} met the ferry of Japan at noon: the ferry, the ferry, the ferry."
            opened.put(make_release(f"ferry/{day}", f"Sailing {day}", text, date(2032, 1, day), publisher="Ferries"))
        opened.put(make_release("note", "A note", "A note on the ferry.", None, publisher=None, language="fr"))
    with Catalog(data / "catalog.sqlite3") as catalog:
        catalog.withdraw("ferry/3", WITHDRAWN)
    return data


def listed(client: TestClient, **parameters: Any) -> dict[str, Any]:
    response = client.get("/v1/releases", params=parameters)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [each["id"] for each in found["data"]]


NEWEST = ["ferry/4", "ferry/3", "ferry/2", "ferry/1", "fisheries-treaty", "harbour-opening", "note"]


def test_every_release_is_listed_the_newest_first_those_without_a_date_last(client: TestClient) -> None:
    found = listed(client)
    assert ids(found) == NEWEST
    assert (found["total"], found["next_cursor"]) == (7, None)
    oldest = ["harbour-opening", "fisheries-treaty", "ferry/1", "ferry/2", "ferry/3", "ferry/4", "note"]
    assert ids(listed(client, sort="oldest")) == oldest


def test_a_list_says_of_a_release_what_is_known_of_it_and_how_it_begins(client: TestClient) -> None:
    release = listed(client, year=2031, publisher="Ministry of Works")["data"][0]
    (passage,) = release.pop("passages")
    stored = client.get("/v1/releases/harbour-opening").json()
    text = stored.pop("text")
    del stored["embargo"], stored["translations"]  # of the release alone
    assert release == stored | {"object": "release.summary", "characters": len(text)}
    assert passage["start"] == 0
    assert text[: passage["end"]] == passage["text"]
    assert passage["url"] == f"/r/harbour-opening#0-{passage['end']}"


def test_pages_follow_each_other_without_a_gap_and_belong_to_their_search(client: TestClient) -> None:
    seen = list[str]()
    cursor: dict[str, str] = {}
    while True:
        found = listed(client, limit=3, **cursor)
        seen += ids(found)
        if found["next_cursor"] is None:
            break
        cursor = {"cursor": found["next_cursor"]}
    assert seen == NEWEST
    first = listed(client, limit=3)["next_cursor"]
    other = client.get("/v1/releases", params={"cursor": first, "sort": "oldest"})
    assert (other.status_code, "not of this search" in other.json()["detail"]) == (422, True)


@pytest.mark.parametrize(
    ("narrowed", "wanted"),
    [
        ({"publisher": "Ferries", "published_to": "2032-01-02"}, ["ferry/2", "ferry/1"]),
        ({"country": "Japan", "published_from": "2032-01-04"}, ["ferry/4"]),
        ({"person": "Maroush"}, ["fisheries-treaty"]),
        ({"month": "2031-05"}, ["harbour-opening"]),
        ({"year": 2031}, ["fisheries-treaty", "harbour-opening"]),
        ({"language": "fr"}, ["note"]),
        ({"withdrawn": True}, ["ferry/3"]),
        ({"withdrawn": False, "country": "JP"}, ["ferry/4", "ferry/2", "ferry/1"]),
        ({"publisher": "Nobody"}, []),
    ],
)
@pytest.mark.parametrize("words", [{}, {"q": "the"}, {"q": "ferry harbour treaty", "sort": "relevance"}])
def test_filters_narrow_the_list_with_and_without_words(
    client: TestClient, narrowed: dict[str, Any], wanted: list[str], words: dict[str, str]
) -> None:
    found = listed(client, **words, **narrowed)
    if not words:
        assert ids(found) == wanted
    elif words["q"] == "the":  # no word to search for
        assert ids(found) == []
    else:
        assert sorted(ids(found)) == sorted(wanted)


def test_words_find_the_releases_that_hold_all_of_them_each_once_with_its_best_passages(client: TestClient) -> None:
    found = listed(client, q="ferry noon", limit=2)
    assert (ids(found), found["total"]) == (["ferry/4", "ferry/3"], 4)
    for release in found["data"]:
        best, second = (passage["text"] for passage in release["passages"])
        assert "the ferry, the ferry, the ferry" in best
        assert second.startswith(FERRY)


def test_by_relevance_the_best_release_comes_first(client: TestClient) -> None:
    assert ids(listed(client, q="Who signed the fisheries treaty?", sort="relevance"))[0] == "fisheries-treaty"


def test_facets_count_the_releases_of_the_list(client: TestClient) -> None:
    found = listed(client, facets="publisher,month,withdrawn")["facets"]
    counted = {facet: {each["value"]: each["count"] for each in values} for facet, values in found.items()}
    assert counted == {
        "publisher": {"Ferries": 4, "Ministry of Foreign Affairs": 1, "Ministry of Works": 1},
        "month": {"2032-01": 4, "2031-06": 1, "2031-05": 1},
        "withdrawn": {"false": 6, "true": 1},
    }


def test_what_is_counted_without_words_is_what_a_search_for_everything_counts(communique: Communique) -> None:
    for filters in (Filters(), Filters(country="JP"), Filters(withdrawn=False, year=2032)):
        retriever = communique.retriever()
        rows = retriever.matching(None, [filters], "newest")[0]
        found = communique.find_releases(limit=100, filters=filters)
        assert {str(each) for each in retriever.snapshot.places.releases.id[rows]} == {
            each.release.id for each in found.page
        }


def test_a_release_is_withdrawn_for_every_search_and_question_once_it_is(
    client: TestClient, communique: Communique, catalog: Catalog
) -> None:
    catalog.withdraw("ferry/1", WITHDRAWN)
    communique.catch_up()
    assert ids(listed(client, withdrawn="true")) == ["ferry/3", "ferry/1"]
    search = client.get("/v1/search", params={"q": "ferry", "sort": "newest", "withdrawn": "true"}).json()
    assert {each["release_id"] for each in search["data"]} == {"ferry/3", "ferry/1"}
    asked = {"question": "When does the ferry sail?", "filters": {"withdrawn": True}}
    passages = client.post("/v1/ask", json=asked).json()["passages"]
    assert {each["release_id"] for each in passages} == {"ferry/3", "ferry/1"}
    feed = client.get("/v1/search.atom", params={"withdrawn": "true"}).text
    assert feed.count("<entry>") == 2
    catalog.reinstate("ferry/1")
    communique.catch_up()
    assert ids(listed(client, withdrawn="true")) == ["ferry/3"]
    assert ids(listed(client, withdrawn="true", as_of="2999-12-31")) == ["ferry/3"]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("q=", "q: empty"),
        ("sort=relevance", "q: needed where releases are sorted by relevance"),
        ("cursor=x", "cursor: not one that a search here gave"),
        ("withdrawn=perhaps", "withdrawn: Input should be a valid boolean"),
        ("limit=0", "limit: Input should be greater than or equal to 1"),
        ("pages=2", "unknown query parameter: pages"),
        ("facets=years", "facets: no facet 'years'"),
    ],
)
def test_a_parameter_that_is_wrong_or_unknown_is_named(client: TestClient, query: str, detail: str) -> None:
    response = client.get(f"/v1/releases?{query}")
    assert response.status_code == 422
    assert response.json()["detail"].startswith(detail)
