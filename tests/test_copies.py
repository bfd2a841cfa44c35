"""One release under several ids: it takes one place in a result, and each of its sources is named there."""

from dataclasses import replace
from datetime import date

import pytest
from factories import HARBOUR, make_release
from fastapi.testclient import TestClient

from index.duplicates.copies import are_two, make_compare
from index.filters import Filters
from service.assembly import Communique

COST = "What did the harbour of Port Quillan cost?"
AGENCY = make_release(
    "agency-harbour",
    title="Harbour of Port Quillan opened",
    text=HARBOUR.replace("1,200 people.", "1,200 people.\n\n") + "\n\nPress agency",
    published=date(2031, 5, 7),
    source_url="https://agency.example/7",
    publisher="Norvania Press",
)
CORRECTED = make_release("harbour-corrected", text=HARBOUR.replace("engineers", "enginers"))
OTHER = make_release("harbour-other", text=HARBOUR.replace("340", "360"))
SOURCES = {"harbour-opening", "agency-harbour", "harbour-corrected"}


@pytest.fixture
def copied(communique: Communique) -> Communique:
    """The harbour by two ways and in two states, the treaty, and a release that names another figure."""
    for release in (AGENCY, CORRECTED, OTHER):
        communique.put(release)
    return communique


def test_copies_take_one_place_and_are_named_there(copied: Communique) -> None:
    hits = copied.search(COST)
    first = [hit for hit in hits if hit.release.id in SOURCES]
    assert len(first) == 1
    assert {first[0].release.id} | {copy.release.id for copy in first[0].also} == SOURCES
    for copy in first[0].also:
        assert copied.get(copy.release.id).text[copy.passage.start : copy.passage.end] == copy.passage.text
    assert "harbour-other" in {hit.release.id for hit in hits}  # it says 360, so it is no copy


def test_a_quote_is_cited_with_every_source_that_holds_it_word_for_word(copied: Communique) -> None:
    cited = copied.ask(COST).citations
    (citation,) = [each for each in cited if each.release_id in SOURCES]
    assert {citation.release_id} | {source.release.id for source in citation.also} == SOURCES
    for source in citation.also:
        assert source.span.of(source.release.text) == citation.quote


def test_over_http_each_source_comes_with_its_place_and_address(copied: Communique, client: TestClient) -> None:
    body = client.post("/v1/ask", json={"question": COST}).json()
    (citation,) = [each for each in body["citations"] if each["release_id"] in SOURCES]
    for source in citation["also"]:
        text = copied.get(source["release_id"]).text
        assert text[source["start"] : source["end"]] == citation["quote"]
        assert source["url"] == f"/r/{source['release_id']}#{source['start']}-{source['end']}"
    found = client.get("/v1/search", params={"q": COST}).json()["data"]
    (passage,) = [each for each in found if each["release_id"] in SOURCES]
    assert {passage["release_id"]} | {copy["release_id"] for copy in passage["also"]} == SOURCES


def test_a_copy_that_is_asked_for_by_its_publisher_is_found(copied: Communique) -> None:
    (hit,) = copied.search(COST, filters=Filters(publisher="Norvania Press"))
    assert (hit.release.id, hit.also) == ("agency-harbour", ())


def test_copies_are_counted_once_where_releases_are(copied: Communique) -> None:
    note = copied.ask("How often did the Minister open the harbour of Port Quillan?").note
    assert note is None or "3 releases" not in note


def test_where_nothing_is_copied_nothing_changes(communique: Communique) -> None:
    communique.put(OTHER)
    answerer = communique.answerer()
    apart = replace(answerer, retriever=replace(answerer.retriever, compare=are_two))
    for question in (COST, "Who signed the fisheries treaty?", "harbour"):
        assert answerer.answer(question, 10) == apart.answer(question, 10)


def test_a_pair_of_versions_is_compared_once(communique: Communique) -> None:
    for release in (AGENCY, CORRECTED):
        communique.put(release)
    read: list[str] = []

    def get_version(release_id: str, _: str) -> object:
        read.append(release_id)
        return communique.get(release_id)

    compare = make_compare(get_version)  # type: ignore[arg-type]
    listings = {listing.id: listing for listing in communique.listings()}
    pair = listings["agency-harbour"], listings["harbour-opening"]
    assert compare(*pair)
    assert compare(*reversed(pair))
    assert sorted(read) == ["agency-harbour", "harbour-opening"]


def test_a_page_of_hits_goes_on_where_the_one_before_ended(copied: Communique) -> None:
    whole = copied.search(COST, limit=10)
    paged = [hit for offset in range(len(whole)) for hit in copied.search(COST, limit=1, offset=offset)]
    assert paged == list(whole)


def test_statements_that_differ_in_two_sentences_stay_apart(communique: Communique) -> None:
    said = (
        "The Council seeks steady prices. It decided to raise its rate to {} percent. Voting for it was {}. It watches."
    )
    communique.put(make_release("june", title="Statement", text=said.format("2.5", "Sel Arden"), published=None))
    communique.put(make_release("july", title="Statement", text=said.format("2.75", "Mira Tal"), published=None))
    hits = communique.search("To what rate did the Council decide to raise?")
    assert {hit.release.id for hit in hits} >= {"june", "july"}
    assert all(not hit.also for hit in hits)
