"""Verification through the index: what is told is what a reading of every text would tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import HARBOUR, make_index, make_release
from fastapi.testclient import TestClient

from corpus.catalog import Catalog
from index.quote_candidates import QuoteCandidates
from index.sync import Index
from service.assembly import Communique
from service.quote_matching import MAX_PLACES
from service.verification import verify

SPEECH = "The Minister said: “We don’t build for a year\u00a0— we build for a century.” The works of Tollan go on."
QUOTES = [
    "The harbour cost 340 million crowns.",
    "harbour of Port Quillan on Tuesday. The harbour cost",
    "engineers. They finished four months early.",
    "arbour cost 340 mill",
    "opens 7 bridges of",
    "bridges",
    "to be or not to be",
    "We don't build for a year - we build for a century.",
    "The harbour cost […] 1,200 people",
    "The harbour cost 350 million crowns.",
    "The council of Brannock never met in the spring of that year.",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalog, Index]]:
    catalog, index = make_index(tmp_path_factory.mktemp("quotes"))
    releases = [make_release(), make_release("speech", text=SPEECH)]
    releases += [
        make_release(f"bridge-{n:02}", text=f"Estrava opens {n} bridges of its own, and {n + 7} roads.")
        for n in range(30)
    ]
    index.add(releases)
    index.catch_up()
    yield catalog, index
    catalog.close()


def places(catalog: Catalog, quote: str, candidates: QuoteCandidates | None) -> object:
    told = verify(catalog, quote, candidates=candidates)
    similar = [(each.release.id, each.match.kind, each.match.span, each.match.parts) for each in told.similar]
    return [(release.id, span) for release, span in told.places], similar


@pytest.mark.parametrize("quote", QUOTES)
def test_with_the_index_and_without_it_the_same_is_told(made: tuple[Catalog, Index], quote: str) -> None:
    catalog, index = made
    assert places(catalog, quote, QuoteCandidates.of(index.snapshot, catalog)) == places(catalog, quote, None)


def test_how_a_quote_stands_is_told_with_the_true_words(made: tuple[Catalog, Index]) -> None:
    catalog, index = made
    candidates = QuoteCandidates.of(index.snapshot, catalog)
    told = {quote: verify(catalog, quote, candidates=candidates) for quote in QUOTES}
    assert [told[quote].match for quote in QUOTES[-4:]] == ["typography", "edited", "near", None]
    (speech,) = told[QUOTES[-4]].similar
    assert speech.match.span.of(SPEECH) == "We don’t build for a year\u00a0— we build for a century."
    assert all(each.release.text == HARBOUR for each in told[QUOTES[-3]].similar)
    assert told[QUOTES[0]].match == "exact"
    assert not told[QUOTES[0]].similar


def test_at_most_twenty_places_are_told_in_the_order_of_releases(made: tuple[Catalog, Index]) -> None:
    catalog, index = made
    told = verify(catalog, "bridges of its own, and", candidates=QuoteCandidates.of(index.snapshot, catalog))
    assert [release.id for release, _ in told.places] == [f"bridge-{n:02}" for n in range(MAX_PLACES)]


def test_the_words_on_disk_serve_without_a_model_and_what_came_since_is_read_too(tmp_path: Path) -> None:
    catalog, index = make_index(tmp_path)
    with catalog:
        assert QuoteCandidates.open(tmp_path / "index", catalog) is None
        index.add([make_release()])
        index.catch_up()
        index.add([make_release("tollan", text=SPEECH), make_release(text="The harbour is closed for a year.")])
        candidates = QuoteCandidates.open(tmp_path / "index", catalog)
        assert candidates is not None
        assert candidates.changed == ("harbour-opening", "tollan")
        assert verify(catalog, "The harbour is closed for a year.", candidates=candidates).match == "exact"
        assert verify(catalog, "The harbour cost 340 million crowns.", candidates=candidates).match is None
        assert verify(catalog, "We don't build for a year", candidates=candidates).match == "typography"
        assert verify(catalog, "We do not build for a year", candidates=candidates).match == "near"


def test_words_of_another_catalog_are_no_help(tmp_path: Path) -> None:
    catalog, index = make_index(tmp_path / "one")
    other, _ = make_index(tmp_path / "other")
    with catalog, other:
        index.add([make_release()])
        index.catch_up()
        assert QuoteCandidates.open(tmp_path / "one" / "index", other) is None


def test_a_quote_that_stands_elsewhere_than_at_its_place_is_told_with_the_place_it_has(communique: Communique) -> None:
    told = communique.verify("340 million crowns", "harbour-opening", start=3)
    assert (told.verified, told.match) == (False, "exact")
    (similar,) = told.similar
    assert similar.match.span.of(HARBOUR) == "340 million crowns"


def test_over_http_the_true_words_come_with_their_place_and_what_differs(client: TestClient) -> None:
    asked = {"quote": "the harbor cost 340 million crowns"}
    body = client.post("/v1/verify", json=asked).json()
    assert (body["verified"], body["occurrences"], body["match"]) == (False, [], "near")
    (similar, *_) = body["similar"]
    assert HARBOUR[similar["start"] : similar["end"]] == similar["quote"] == "The harbour cost 340 million crowns"
    assert similar["url"] == f"/r/harbour-opening#{similar['start']}-{similar['end']}"
    assert [(part["kind"], part["text"]) for part in similar["diff"]][:4] == [
        ("removed", "the harbor"),
        ("added", "The harbour"),
        ("same", " cost 340 million crowns"),
    ][:4]
    assert similar["parts"] == [{"start": similar["start"], "end": similar["end"]}]


def test_a_quote_is_found_in_whatever_language_its_release_is(communique: Communique) -> None:
    """Each release is indexed by the stems of its own language; the words of a quote by those of each."""
    communique.put(
        make_release("fr", "Nouvelles installations", "Les travaux coûteront vingt millions.", language="fr")
    )
    communique.put(make_release("de", "Neue Anlagen", "Die Bauarbeiten kosteten zwanzig Millionen.", language="de"))
    for release_id, quote in (
        ("fr", "Les travaux coûteront vingt"),
        ("de", "Bauarbeiten kosteten zwanzig"),
        ("fr", "Les"),
    ):
        found = communique.verify(quote)
        assert (found.verified, [release.id for release, _ in found.places]) == (True, [release_id])
