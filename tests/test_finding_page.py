"""The page of releases as the service writes it: it has no script."""

import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from factories import make_release
from fastapi.testclient import TestClient
from test_finder import WITHDRAWN
from test_pages import EVIL, text_of

from corpus.catalog import Catalog
from corpus.dates import parse_iso
from service.assembly import Communique
from service.http.app import make_app


@pytest.fixture(scope="module")
def filled(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_notes(filled, tmp_path_factory.mktemp("notes") / "data")


def add_notes(filled: Path, data: Path) -> Path:
    """Beside the harbour and the treaty thirty notes of two years, on Japan or on Norway, one of them withdrawn."""
    shutil.copytree(filled, data)
    with Communique.open(data, model="hashing", reader="none") as opened:
        for number in range(30):
            day = parse_iso(f"{2032 + number % 2}-{1 + number % 12:02d}-05")
            place = "Japan" if number % 5 else "Norway"
            text = f"Office of Notes\n\nThe lighthouse of {place} shines. Note {number} is long."
            opened.put(make_release(f"note-{number:02d}", f"Note {number}", text, day, publisher="Office of Notes"))
    with Catalog(data / "catalog.sqlite3") as catalog:
        catalog.withdraw("note-01", WITHDRAWN)
    return data


def links(page: str, label: str) -> list[str]:
    """The addresses of the links whose words or name begin so."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"([^>]*)>(.*?)</a>', page, re.DOTALL)
    named = [(unescape(to), re.search(r'aria-label="([^"]*)"', more), text_of(said)) for to, more, said in found]
    return [to for to, name, said in named if (unescape(name[1]) if name else said).startswith(label)]


def titles(page: str) -> list[str]:
    return [text_of(each) for each in re.findall(r'<h3 id="row-\d+"[^>]*>(.*?)</h3>', page)]


def heading(page: str) -> str:
    found = re.search(r'<h2 id="results"[^>]*>(.*?)</h2>', page, re.DOTALL)
    assert found
    return text_of(found[1])


def follow(client: TestClient, page: str, label: str) -> str:
    to, *_ = links(page, label)
    response = client.get(to)
    assert response.status_code == 200, to
    return response.text


def test_the_start_page_leads_to_all_releases_the_newest_first(client: TestClient) -> None:
    page = follow(client, client.get("/").text, "32 releases held.")
    assert heading(page) == "32 releases"
    assert len(titles(page)) == 20
    assert "1 to 20 of 32" in text_of(page)
    second = follow(client, page, "Next")
    assert len(titles(second)) == 12
    assert not set(titles(page)) & set(titles(second))
    assert follow(client, second, "Previous") == page
    assert links(second, "Next") == []


def test_a_release_begins_with_what_it_says(client: TestClient) -> None:
    page = client.get("/releases").text
    assert re.search(r'<p class="extract"[^>]*>The lighthouse of Japan shines\. Note 29 is long\. <a', page)
    page = client.get("/releases?q=lighthouse+office").text
    assert re.search(r'<p class="extract"[^>]*>The <mark>lighthouse</mark> of', page)


def test_words_are_found_marked_and_lead_to_their_place(client: TestClient) -> None:
    page = client.get("/releases", params={"q": "harbours cost"}).text
    assert heading(page) == "1 release with “harbours cost”"
    extract = re.search(r'<p class="extract"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert extract
    assert re.findall("<mark>(.*?)</mark>", extract[1]) == ["harbour", "cost"]
    place = follow(client, page, "Read in place")
    assert "<mark id=" in place
    assert "The harbour cost 340 million crowns." in text_of(place)


def test_a_bar_a_facet_and_a_name_narrow_and_are_taken_off_again(client: TestClient) -> None:
    page = client.get("/releases?q=lighthouse").text
    japan = follow(client, page, "Japan")
    assert heading(japan) == "24 releases with “lighthouse”, naming Japan"
    month = follow(client, japan, "January 2032: 2 releases")
    assert heading(month) == "2 releases with “lighthouse”, in January 2032, naming Japan"
    assert titles(month) == ["Note 12", "Note 24"]
    assert heading(follow(client, month, "Take off: naming Japan")) == "3 releases with “lighthouse”, in January 2032"
    year = follow(client, month, "2033: ")
    assert heading(year) == "12 releases with “lighthouse”, in 2033, naming Japan"
    assert heading(follow(client, year, "2033: ")) == heading(japan)
    assert heading(follow(client, japan, "Japan , chosen: take it off")) == "30 releases with “lighthouse”"


def test_what_was_withdrawn_can_be_listed_alone(client: TestClient) -> None:
    page = follow(client, client.get("/releases").text, "Withdrawn")
    assert heading(page) == "1 release, withdrawn at the source"
    assert titles(page) == ["Note 1"]
    assert "No longer at its source" in text_of(page)


def test_subscribing_is_to_this_very_search_and_the_feed_leads_back_to_it(client: TestClient) -> None:
    page = client.get("/releases?q=lighthouse&country=Norway&year=2032&page=1&person=").text
    (feed,) = links(page, "Subscribe")
    assert feed == "/v1/search.atom?q=lighthouse&country=Norway&year=2032"
    assert f'title="This search" href="{feed.replace("&", "&amp;")}"' in page
    atom = client.get(feed).text
    (back,) = re.findall(r'<link rel="alternate" href="([^"]*)" type="text/html" />', atom)[:1]
    again = client.get(unescape(back)).text
    assert heading(again) == heading(page)
    assert sorted(re.findall("<title>(Note .*?)</title>", atom)) == sorted(titles(page))


@pytest.mark.parametrize(
    ("asked", "narrowed"),
    [
        ("", {}),
        (
            "month=2033-02&country=JP",
            {"published_from": "2033-02-01", "published_to": "2033-02-28", "country": "Japan"},
        ),
        ("year=2032&published_from=2032-03-04", {"published_from": "2032-03-04", "published_to": "2032-12-31"}),
        ("publisher=Office+of+Notes&language=en", {"publisher": "Office of Notes"}),
    ],
)
def test_asking_about_these_takes_the_filters_along(client: TestClient, asked: str, narrowed: dict[str, str]) -> None:
    page = client.get(f"/releases?{asked}").text
    (to,) = links(page, "Ask about these")
    assert {name: value for name, (value,) in parse_qs(urlsplit(to).query).items()} == narrowed
    question = client.get(to).text
    for value in narrowed.values():
        assert f'value="{value}"' in question
    assert ("the language is not taken along" in text_of(page)) == ("language" in asked)


def test_forms_carry_on_what_they_have_no_field_for(client: TestClient) -> None:
    page = client.get("/releases?q=lighthouse&country=Norway&month=2032-01&sort=oldest&page=1").text
    words, names = re.findall(r"<form.*?</form>", page, re.DOTALL)
    hidden = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
    carried = {"country": "Norway", "month": "2032-01", "sort": "oldest"}
    assert dict(hidden.findall(words)) == carried
    assert dict(hidden.findall(names)) == {"q": "lighthouse", "month": "2032-01", "sort": "oldest"}
    assert 'name="country" type="text" autocomplete="off" list="country-choices" value="Norway"' in names


def test_what_finds_nothing_says_how_to_go_on(client: TestClient) -> None:
    page = client.get("/releases?q=lighthouse+harbour").text
    assert heading(page) == "0 releases with “lighthouse harbour”"
    near = follow(client, page, "Show what is nearest to them")
    assert "near “lighthouse harbour”" in heading(near)
    assert len(titles(near)) > 2
    assert "No release fits." in text_of(client.get("/releases?country=France").text)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("country=Norvania", "country: 'Norvania' is no country"),
        ("published_from=soon", "published_from: no date"),
        ("month=2032-13", "month: String should match pattern"),
        ("sort=relevance", "words are needed where releases are sorted by relevance"),
        ("page=0", "page: Input should be greater than or equal to 1"),
        ("q=%00", "q: a NUL character is not taken"),
    ],
)
def test_what_cannot_be_found_is_refused_on_the_page(client: TestClient, asked: str, said: str) -> None:
    response = client.get(f"/releases?{asked}")
    assert response.status_code == 422
    assert said in text_of(response.text)
    assert links(response.text, "All 32 releases") == ["/releases"]


def test_nothing_that_is_typed_and_nothing_of_a_release_becomes_markup(
    client: TestClient, communique: Communique
) -> None:
    communique.put(make_release("evil", EVIL, f"{EVIL} The lighthouse shines.", publisher=EVIL, language='en"x'))
    for name in ("q", "publisher", "person", "language", "sort", "month"):
        page = client.get("/releases", params={name: EVIL}).text
        assert "<script>" not in page
        assert "<img" not in page
    assert EVIL.split()[0] in unescape(client.get("/releases?q=alert").text)


def test_a_service_without_releases_says_how_to_add_some(tmp_path: Path) -> None:
    with Communique.open(tmp_path / "none", model="hashing", reader="none") as opened:
        page = TestClient(make_app(opened)).get("/releases").text
    assert "There is no release here yet." in text_of(page)
    assert heading(page) == "0 releases"
