"""Counts and filters by publisher, time, language, countries and people."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories import make_release
from fastapi.testclient import TestClient

from corpus.release import Release
from index.facets import FACETS, Facet
from index.filters import EVERYTHING, Filters
from service.asking import Sort
from service.assembly import Communique

TALKS = [
    # publisher, language, day, text; the words "trade talks" stand in all but the last
    ("Ministry of Trade", "en", date(2031, 5, 6), "Minister Vela Ostrander held trade talks with Japan."),
    ("Ministry of Trade", "en", date(2031, 5, 9), "Minister Ostrander held trade talks with Japan and Cambodia."),
    ("Ministry of Trade", "fr", date(2031, 6, 1), "Senator Iven Maroush welcomed trade talks with Cambodia."),
    ("Harbour Board", "en", date(2032, 1, 2), "Trade talks with the Japanese delegation went on. Mr. Ostrander left."),
    ("Harbour Board", None, None, "Trade talks are a matter of patience."),
    (None, "en", date(2032, 2, 2), "The lighthouse of Port Quillan shines for Norway."),
]


@pytest.fixture(scope="module")
def filled(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Beside the harbour and the treaty, the talks."""
    data = shutil.copytree(filled, tmp_path_factory.mktemp("talks") / "data")
    with Communique.open(data, model="hashing", reader="none") as opened:
        for release in make_talks():
            opened.put(release)
    return data


def make_talks() -> list[Release]:
    return [
        make_release(f"talk-{number}", f"Note {number}", text, day, publisher=publisher, language=language)
        for number, (publisher, language, day, text) in enumerate(TALKS, start=1)
    ]


@pytest.fixture
def talks() -> list[Release]:
    return make_talks()


def search(client: TestClient, **parameters: Any) -> dict[str, Any]:
    response = client.get("/v1/search", params=parameters)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def counts(found: dict[str, Any], facet: str) -> dict[str, int]:
    return {each["label"]: each["count"] for each in found["facets"][facet]}


def ids(found: dict[str, Any]) -> list[str]:
    return sorted({passage["release_id"] for passage in found["data"]})


BY_DATE = {"q": "trade talks", "sort": "newest"}
ALL = ",".join(FACETS)


def test_every_facet_counts_the_releases_that_the_search_finds(client: TestClient) -> None:
    found = search(client, **BY_DATE, facets=ALL)

    assert list(found["facets"]) == list(FACETS)
    assert counts(found, "publisher") == {"Ministry of Trade": 3, "Harbour Board": 2}
    assert counts(found, "year") == {"2032": 1, "2031": 3}
    assert counts(found, "month") == {"2032-01": 1, "2031-06": 1, "2031-05": 2}
    assert counts(found, "language") == {"en": 3, "fr": 1}
    assert counts(found, "country") == {"Japan": 3, "Cambodia": 2}
    assert counts(found, "person") == {"Vela Ostrander": 3, "Iven Maroush": 1}
    assert counts(found, "withdrawn") == {"At its source": 5}
    assert found["facets"]["country"][0] == {"value": "JP", "label": "Japan", "count": 3}


def test_facets_come_only_when_they_are_asked_for(client: TestClient) -> None:
    assert set(search(client, **BY_DATE)) == {"object", "data", "next_cursor"}
    assert list(search(client, **BY_DATE, facets="year, publisher,year")["facets"]) == ["year", "publisher"]


def test_a_facet_passes_over_its_own_filter_and_keeps_the_others(client: TestClient) -> None:
    found = search(client, **BY_DATE, country="Japan", publisher="Ministry of Trade", facets=ALL)

    assert ids(found) == ["talk-1", "talk-2"]
    assert counts(found, "country") == {"Cambodia": 2, "Japan": 2}
    assert counts(found, "publisher") == {"Ministry of Trade": 2, "Harbour Board": 1}
    assert counts(found, "month") == {"2031-05": 2}


def test_the_months_of_a_year_are_counted_within_it_and_years_without_them(client: TestClient) -> None:
    found = search(client, **BY_DATE, year=2031, month="2031-06", facets="year,month,country")

    assert counts(found, "year") == {"2032": 1, "2031": 3}
    assert counts(found, "month") == {"2031-06": 1, "2031-05": 2}
    assert counts(found, "country") == {"Cambodia": 1}


def read_to_the_end(communique: Communique, question: str, filters: Filters, sort: Sort) -> set[str]:
    return {hit.release.id for hit in communique.search(question, limit=1000, filters=filters, sort=sort)}


VALUES: dict[Facet, Callable[[Release], list[str]]] = {
    "publisher": lambda release: [release.publisher] if release.publisher else [],
    "language": lambda release: [release.language] if release.language else [],
    "year": lambda release: [str(release.published)[:4]] if release.published else [],
    "month": lambda release: [str(release.published)[:7]] if release.published else [],
}


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("question", ["trade talks", "Who spoke with Japan about the fisheries treaty?", "lighthouse"])
@pytest.mark.parametrize("filters", [EVERYTHING, Filters(country="JP"), Filters(publisher="Harbour Board", year=2032)])
def test_counts_add_up_with_what_one_can_page_through(
    communique: Communique, talks: list[Release], question: str, filters: Filters, sort: Sort
) -> None:
    counted = communique.facets(question, tuple(VALUES), filters=filters, sort=sort)
    releases = {
        release.id: release for release in [*talks, *map(communique.get, ["harbour-opening", "fisheries-treaty"])]
    }

    for facet, values in VALUES.items():
        own = Filters(
            country=filters.country,
            publisher=None if facet == "publisher" else filters.publisher,
            year=None if facet == "year" else filters.year,
        )
        found = read_to_the_end(communique, question, own, sort)
        wanted = Counter(value for release_id in found for value in values(releases[release_id]))
        assert {each.value: each.count for each in counted[facet]} == wanted


@pytest.mark.parametrize("facet", FACETS)
def test_choosing_a_value_finds_as_many_releases_as_were_counted(communique: Communique, facet: Facet) -> None:
    for each in communique.facets("trade talks", [facet], sort="newest")[facet]:
        value = int(each.value) if facet == "year" else each.value
        chosen: dict[str, Any] = {facet: value == "true" if facet == "withdrawn" else value}
        assert len(read_to_the_end(communique, "trade talks", Filters(**chosen), "newest")) == each.count


@pytest.mark.parametrize(
    ("narrowed", "wanted"),
    [
        ({"country": "Japan"}, ["talk-1", "talk-2", "talk-4"]),
        ({"country": "jp", "person": "Ostrander"}, ["talk-1", "talk-2", "talk-4"]),
        ({"person": "vela ostrander", "year": "2032"}, ["talk-4"]),
        ({"person": "Nobody"}, []),
        ({"country": "FR"}, []),
        ({"language": "fr"}, ["talk-3"]),
        ({"year": "2031"}, ["talk-1", "talk-2", "talk-3"]),
        ({"month": "2031-05"}, ["talk-1", "talk-2"]),
        ({"month": "2031-05", "country": "Cambodia"}, ["talk-2"]),
    ],
)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_filters_are_kept_by_both_indexes(
    client: TestClient, narrowed: dict[str, str], wanted: list[str], sort: str
) -> None:
    found = ids(search(client, q="trade talks", sort=sort, limit=100, **narrowed))
    assert [release_id for release_id in found if release_id.startswith("talk")] == wanted


def test_an_answer_keeps_to_the_country_and_the_person_that_were_named(client: TestClient) -> None:
    def passages(**filters: str) -> list[str]:
        response = client.post("/v1/ask", json={"question": "Who held trade talks?", "filters": filters})
        assert response.status_code == 200, response.text
        return sorted({passage["release_id"] for passage in response.json()["passages"]})

    assert passages(country="Cambodia", person="Maroush") == ["talk-3"]
    assert passages(country="KH", month="2031-05") == ["talk-2"]


def test_what_a_release_names_changes_with_its_text(client: TestClient, communique: Communique) -> None:
    communique.put(make_release("talk-1", "Note 1", "The trade talks with Norway ended.", date(2031, 5, 6)))
    assert ids(search(client, **BY_DATE, country="Norway")) == ["talk-1"]
    assert ids(search(client, **BY_DATE, country="Japan")) == ["talk-2", "talk-4"]

    communique.remove("talk-2")
    assert counts(search(client, **BY_DATE, facets="country"), "country") == {"Cambodia": 1, "Japan": 1, "Norway": 1}


def test_an_index_that_is_made_anew_counts_the_same(communique: Communique) -> None:
    before = communique.facets("trade talks")
    communique.rebuild()
    assert communique.facets("trade talks") == before
    assert {each.label for each in before["country"]} >= {"Japan", "Cambodia"}


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("q=a&facets=years", "facets: no facet 'years'; there are " + ", ".join(FACETS)),
        ("q=a&facets=", "facets: no facet ''; there are " + ", ".join(FACETS)),
        ("q=a&country=Norvania", "country: 'Norvania' is no country: name one as it is called in English"),
        ("q=a&year=0", "year: Input should be greater than or equal to 1"),
        ("q=a&year=2031-05", "year: Input should be a valid integer"),
        ("q=a&month=2031", "month: String should match pattern"),
        ("q=a&person=", "person: empty"),
        ("q=a&country=JP&country=KH", "query parameter given more than once: country"),
    ],
)
def test_a_facet_or_filter_that_is_wrong_is_named(client: TestClient, query: str, detail: str) -> None:
    response = client.get(f"/v1/search?{query}")
    assert response.status_code == 422
    assert response.json()["detail"].startswith(detail)


def test_a_cursor_belongs_to_its_filters(client: TestClient) -> None:
    cursor = search(client, **BY_DATE, limit=1, country="Japan")["next_cursor"]
    assert ids(search(client, **BY_DATE, limit=1, country="JP", cursor=cursor)) == ["talk-2"]
    response = client.get("/v1/search", params={**BY_DATE, "limit": 1, "country": "KH", "cursor": cursor})
    assert response.status_code == 422
