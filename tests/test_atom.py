"""GET /v1/search.atom: read back by feedparser, as readers of feeds do."""

from datetime import UTC, date, datetime
from typing import Any

import feedparser
import pytest
from factories import make_release
from fastapi.testclient import TestClient

from service.assembly import Communique


@pytest.fixture
def ferries(communique: Communique) -> list[str]:
    """The ids of four releases about ferries, the oldest first."""
    ids = [f"ferry/{day}" for day in range(1, 5)]
    for day, release_id in enumerate(ids, start=1):
        text = f"The ferry number {day} sails to Port Quillan & back.\n\nIt sails <daily> as of now."
        communique.put(make_release(release_id, f"Ferry {day}", text, date(2032, 1, day), publisher="Ferries"))
    return ids


def subscribe(client: TestClient, **parameters: Any) -> Any:
    response = client.get("/v1/search.atom", params=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == "application/atom+xml"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    return feed


def titles(feed: Any) -> list[str]:
    return [entry.title for entry in feed.entries]


def link(element: Any, relation: str) -> str:
    (found,) = [each.href for each in element.links if each.rel == relation]
    return str(found)


@pytest.mark.usefixtures("ferries")
def test_the_releases_that_hold_every_word_come_the_newest_first_each_once(client: TestClient) -> None:
    assert titles(subscribe(client, q="ferry sails")) == ["Ferry 4", "Ferry 3", "Ferry 2", "Ferry 1"]
    assert titles(subscribe(client, q="ferry sails", limit=2)) == ["Ferry 4", "Ferry 3"]
    assert titles(subscribe(client, q="ferry sails", sort="oldest", limit=1)) == ["Ferry 1"]


@pytest.mark.usefixtures("ferries")
def test_by_relevance_the_best_release_comes_first(client: TestClient) -> None:
    found = titles(subscribe(client, q="fisheries catch shared equally", sort="relevance"))
    assert found[0] == "Norvania and Astrelle sign a fisheries treaty"
    assert len(found) == len(set(found))


@pytest.mark.usefixtures("ferries")
def test_filters_narrow_the_feed_and_without_words_every_release_is_in_it(client: TestClient) -> None:
    assert titles(subscribe(client, publisher="Ferries", published_to="2032-01-02")) == ["Ferry 2", "Ferry 1"]
    assert len(subscribe(client).entries) == 6
    assert titles(subscribe(client, year=2031, q="harbour")) == ["Minister Ostrander opens the harbour of Port Quillan"]


@pytest.mark.usefixtures("ferries")
def test_an_entry_leads_to_the_place_in_the_release_and_says_what_stands_there(client: TestClient) -> None:
    entry = subscribe(client, q="ferry daily").entries[0]

    assert link(entry, "alternate") == "http://testserver/r/ferry%2F4#0-77"
    assert link(entry, "via") == "https://press.example/harbour"
    assert (entry.author, entry.published) == ("Ferries", "2032-01-04T00:00:00+00:00")
    # feedparser cleans markup that it does not know: <daily> is text, and stays.
    assert entry.summary_detail.type == "text/html"
    assert "sails to Port Quillan &amp; back." in entry.summary
    assert "<b>ferry</b>" in entry.summary
    assert "&lt;<b>daily</b>&gt;" in entry.summary


@pytest.mark.parametrize(
    ("publisher", "source_url", "author"),
    [
        ("Ferries", "https://press.example/1", "Ferries"),
        (None, "https://press.example/1", "press.example"),
        (None, "http://[::1", "Unknown"),
        (None, "a note on paper", "Unknown"),
        (None, None, "Unknown"),
    ],
)
def test_an_entry_without_a_publisher_is_by_the_host_of_its_source(
    client: TestClient, communique: Communique, publisher: str | None, source_url: str | None, author: str
) -> None:
    communique.put(make_release("light", "Light", "A lighthouse.", publisher=publisher, source_url=source_url))
    (entry,) = subscribe(client, q="lighthouse").entries
    assert entry.author == author


def test_an_entry_keeps_its_id_when_the_release_changes_and_its_time_moves_on(
    client: TestClient, communique: Communique
) -> None:
    (before,) = subscribe(client, q="fisheries").entries
    communique.put(make_release("fisheries-treaty", "The fisheries treaty, corrected", published=date(2031, 6, 21)))
    (after,) = subscribe(client, q="fisheries").entries

    assert after.title == "The fisheries treaty, corrected"
    assert after.id == before.id
    assert after.id.startswith("urn:uuid:")
    assert datetime.fromisoformat(after.updated) > datetime.fromisoformat(before.updated)
    stored = {version.version: version.stored_at for version in communique.versions("fisheries-treaty")}
    assert after.updated == stored[communique.get("fisheries-treaty").version]


def test_a_feed_names_itself_its_page_and_is_as_new_as_its_newest_entry(client: TestClient) -> None:
    found = subscribe(client, q="Quillan harbour", publisher="Ministry of Works")

    assert link(found.feed, "self") == (
        "http://testserver/v1/search.atom?q=Quillan+harbour&publisher=Ministry+of+Works"
    )
    assert link(found.feed, "alternate") == ("http://testserver/releases?q=Quillan+harbour&publisher=Ministry+of+Works")
    assert found.feed.title == "Communiqué: Quillan harbour, publisher Ministry of Works"
    assert found.feed.author == "Communiqué"
    assert found.feed.updated == max(entry.updated for entry in found.entries)


def test_the_same_search_is_the_same_feed_and_another_is_another(client: TestClient) -> None:
    one = subscribe(client, q="harbour", year=2031).feed.id
    assert client.get("/v1/search.atom?year=2031&q=harbour").text.count(one) == 1
    assert subscribe(client, q="harbour", year=2032).feed.id != one


def test_a_search_that_finds_nothing_is_a_whole_feed_without_entries(client: TestClient) -> None:
    found = subscribe(client, q="volcano")
    assert (found.entries, found.feed.updated) == ([], "1970-01-01T00:00:00+00:00")


def test_characters_that_xml_refuses_are_shown_as_missing(client: TestClient, communique: Communique) -> None:
    communique.put(make_release("odd", "A bell\x07 and a form\x0cfeed", "The bell\x07 rang.\uffff \U0001f514", None))

    (entry,) = subscribe(client, q="bell rang").entries
    assert entry.title == "A bell\ufffd and a form\ufffdfeed"
    assert "<b>bell</b>\ufffd <b>rang</b>.\ufffd \U0001f514" in entry.summary
    assert "published" not in entry


def test_markup_in_a_title_is_text(client: TestClient, communique: Communique) -> None:
    communique.put(make_release("markup", "]]> <script>alert(1)</script> &amp; so on", "A lighthouse."))

    raw = client.get("/v1/search.atom", params={"q": "lighthouse"}).text
    assert "<script" not in raw
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; so on" in raw


# Polling


def test_a_reader_that_has_the_feed_is_told_so_until_it_changes(client: TestClient, communique: Communique) -> None:
    first = client.get("/v1/search.atom", params={"q": "fisheries"})
    tag = {"If-None-Match": f'"other", {first.headers["ETag"]}'}
    again = client.get("/v1/search.atom", params={"q": "fisheries"}, headers=tag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])

    communique.put(make_release("other", "A lighthouse", "It shines."))
    assert client.get("/v1/search.atom", params={"q": "fisheries"}, headers=tag).status_code == 304

    communique.put(make_release("more", "More fisheries", "The fisheries grow."))
    changed = client.get("/v1/search.atom", params={"q": "fisheries"}, headers=tag)
    assert (changed.status_code, changed.headers["ETag"] != first.headers["ETag"]) == (200, True)


def test_a_reader_that_knows_the_time_alone_is_told_whether_anything_has_changed(client: TestClient) -> None:
    first = client.get("/v1/search.atom", params={"q": "fisheries"})
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/v1/search.atom", params={"q": "fisheries"}, headers=since).status_code == 304

    for header in ("Thu, 01 Jan 2015 00:00:00 GMT", "yesterday", ""):
        got = client.get("/v1/search.atom", params={"q": "fisheries"}, headers={"If-Modified-Since": header})
        assert got.status_code == 200


def test_the_tag_goes_before_the_time(client: TestClient) -> None:
    headers = {"If-None-Match": '"other"', "If-Modified-Since": datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")}
    assert client.get("/v1/search.atom", params={"q": "fisheries"}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("sort=relevance", "q: needed where releases are sorted by relevance"),
        ("q=a&facets=year", "unknown query parameter: facets"),
        ("q=a&cursor=x", "unknown query parameter: cursor"),
        ("q=", "q: empty"),
        ("month=2032-13", "month: String should match pattern '^\\d{4}-(0[1-9]|1[0-2])$'"),
    ],
)
def test_a_parameter_that_is_wrong_or_unknown_is_named(client: TestClient, query: str, detail: str) -> None:
    response = client.get(f"/v1/search.atom?{query}")
    assert (response.status_code, response.json()["detail"]) == (422, detail)
