"""The pages as the service writes them, before any script runs."""

import re
from html import escape, unescape
from urllib.parse import quote

import pytest
from factories import make_release
from fastapi.testclient import TestClient

from service.assembly import Communique
from service.http.pages.rendering import pieces_of, spell_day, web_address
from service.http.pages.views import Narrowing
from service.http.schemas.answers import AnswerOut

COST = "How much did the harbour of Port Quillan cost?"
EVIL = "</h1><script>alert(1)</script><img src=x onerror=alert(2)> & \"quotes\" 'too'"


def text_of(page: str) -> str:
    """What is between the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_question_in_the_address_is_answered_with_links_to_its_places(client: TestClient) -> None:
    page = client.get("/", params={"q": COST}).text
    answer = client.post("/v1/ask", json={"question": COST}).json()
    assert answer["citations"]
    for cited in answer["citations"]:
        place = f"{cited['start']}-{cited['end']}"
        address = cited["url"].replace("#", f"?place={place}#")
        assert f'href="{address}" aria-label="Citation [{cited["number"]}]"' in page
        shown = client.get(address).text
        assert f'<mark id="{place}">{escape(cited["quote"])}</mark>' in shown
        assert cited["quote"] in text_of(page)
    assert "May" in text_of(page)


def test_the_form_shows_and_the_answer_honours_the_filters(client: TestClient) -> None:
    narrowed = {"q": COST, "published_from": "2031-06-01", "publisher": "", "country": " "}
    page = client.get("/", params=narrowed).text
    assert "The releases do not say." in text_of(page)
    assert "Only from 1 June 2031" in text_of(page)
    assert 'type="date" value="2031-06-01"' in page


def test_the_head_names_the_feed_of_what_the_page_is_narrowed_to(client: TestClient) -> None:
    link = '<link rel="alternate" type="application/atom+xml" title="Releases{}" href="{}">'
    assert link.format("", "/v1/search.atom") in client.get("/").text
    page = client.get("/", params={"q": COST, "publisher": "Ministry of Works", "country": "France"}).text
    address = "/v1/search.atom?publisher=Ministry+of+Works&country=France"
    assert link.format(" by Ministry of Works, naming France", address.replace("&", "&amp;")) in page
    assert client.get(address).status_code == 200
    assert "search.atom" not in client.get("/", params={"q": COST, "country": "Tollan"}).text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": "x" * 2_001}, "at most 2000 characters"),
        ({"q": COST, "published_from": "yesterday"}, "published_from: no date (ISO 8601, as 2020-10-21)"),
    ],
)
def test_what_cannot_be_asked_is_refused_on_the_page(client: TestClient, asked: dict[str, str], said: str) -> None:
    response = client.get("/", params=asked)
    assert response.status_code == 422
    assert said in text_of(response.text)
    assert asked["q"] in text_of(response.text)


@pytest.mark.parametrize("name", ["q", "publisher", "published_to", "country", "person"])
def test_nothing_that_is_typed_becomes_markup(client: TestClient, name: str) -> None:
    page = client.get("/", params={"q": COST, name: EVIL}).text
    assert "<script>" not in page
    assert "<img" not in page
    assert EVIL.replace(" ", "") in unescape(page).replace(" ", "")


def test_nothing_of_a_release_becomes_markup(client: TestClient, communique: Communique) -> None:
    text = f"{EVIL} The lighthouse of Quillhaven cost 90 million crowns."
    communique.put(make_release("evil", EVIL, text, source_url="javascript:alert(1)", publisher=EVIL, language='en"x'))
    for page in (client.get("/r/evil").text, client.get("/?q=How much did the lighthouse of Quillhaven cost?").text):
        assert "<script>" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page
        assert " ".join(EVIL.split()) in text_of(page)


def test_no_page_holds_a_script_or_a_style_of_its_own(client: TestClient) -> None:
    for address in ("/", f"/?q={quote(COST)}", "/releases?q=harbour", "/r/harbour-opening", "/r/none", "/nothing"):
        page = client.get(address, headers={"Accept": "text/html"}).text
        scripts = re.findall(r"<script[^>]*>", page)
        assert all("src=" in tag or 'type="application/ld+json"' in tag for tag in scripts)  # data is no script
        assert not re.search(r"<style|\sstyle=|\son\w+=", page)


def test_the_modules_that_a_page_names_are_those_that_its_scripts_import(client: TestClient) -> None:
    for address, first in (("/", "talk"), ("/r/harbour-opening", "release")):
        named = set(re.findall(r'modulepreload" href="/static/(\w+)\.js"', client.get(address).text))
        needed, left = {first}, [first]
        while left:
            source = client.get(f"/static/{left.pop()}.js").text
            found = set(re.findall(r'from "\./(\w+)\.js"', source)) - needed
            needed |= found
            left += found
        assert named == needed


def test_a_module_is_asked_for_anew_and_sent_only_if_it_has_changed(client: TestClient) -> None:
    first = client.get("/static/talk.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/talk.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")


def test_the_text_of_a_release_stands_on_its_page_to_the_last_character(
    client: TestClient, communique: Communique
) -> None:
    text = "\r\nOne.\r\n\r\nTwo.\rThree. &amp; <b> 🏮 \u2028 end "
    communique.put(make_release("returns", text=text))
    page = client.get("/r/returns").text
    shown = re.search(r'<div id="release-text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert shown
    assert unescape(shown[1].replace("&#13;", "\r")) == text


def test_whom_a_release_names_leads_to_all_releases_that_do(client: TestClient, communique: Communique) -> None:
    page = client.get("/r/fisheries-treaty").text
    assert '<a href="/releases?person=Iven+Maroush">Iven Maroush</a>' in page
    assert "1 release, naming Iven Maroush" in text_of(client.get("/releases?person=Iven+Maroush").text)
    old = communique.get("fisheries-treaty").version
    communique.put(make_release("fisheries-treaty", text="The treaty was signed with Japan."))
    assert '<a href="/releases?country=JP">Japan</a>' in client.get("/r/fisheries-treaty").text
    assert "people named" not in client.get(f"/r/fisheries-treaty?version={old}").text


def head_of(page: str) -> str:
    """What stays in view of a release's page while its text scrolls."""
    found = re.search(r'<div class="release-head">(.*?)</div>', page, re.DOTALL)
    assert found
    return found[1]


def test_the_head_of_a_release_says_title_date_and_that_there_is_no_other_version(client: TestClient) -> None:
    head = text_of(head_of(client.get("/r/harbour-opening").text))
    assert "Minister Ostrander opens the harbour of Port Quillan" in head
    assert "6 May 2031" in head
    assert "This is the only version." in head


def test_the_head_of_each_version_says_which_it_is_and_leads_to_what_changed_and_to_the_others(
    client: TestClient, communique: Communique
) -> None:
    costs = (340, 350, 360)
    for cost in costs:
        communique.put(make_release(text=f"The harbour cost {cost} million crowns."))
    versions = [each.version[:8] for each in communique.versions("harbour-opening")]
    oldest, middle, current = (f"/r/harbour-opening?version={version}" for version in versions[-3:])
    told = {
        oldest: ("This is an older version.", ["Read the current one", "What changed since", "Read the one before"]),
        middle: ("This is an older version.", ["Read the current one", "What changed since", "Read the one before"]),
        current: ("This is the current version; 3 older ones are kept.", ["What changed", "Read the one before"]),
        "/r/harbour-opening": (
            "This is the current version; 3 older ones are kept.",
            ["What changed", "Read the one before"],
        ),
    }
    for address, (said, labels) in told.items():
        head = head_of(client.get(address).text)
        links = {label: unescape(to) for to, label in re.findall(r'<a href="(/[^"]*)">([^<]*)</a>', head)}
        assert said in text_of(head), address
        assert list(links) == labels, address
        for label, link in links.items():
            assert client.get(link, headers={"Accept": "text/html"}).status_code == 200, label
    changed = text_of(client.get(links["What changed"], headers={"Accept": "text/html"}).text)
    assert "The harbour cost 350 360 million crowns." in changed
    assert "350 million" in text_of(client.get(links["Read the one before"]).text)
    first = text_of(head_of(client.get(f"/r/harbour-opening?version={versions[0]}").text))
    assert "Read the one before" not in first


def test_a_version_that_came_back_is_current_and_leads_to_the_one_that_it_replaced(
    client: TestClient, communique: Communique
) -> None:
    first = communique.get("harbour-opening")
    communique.put(make_release(text="The harbour cost 350 million crowns."))
    communique.put(first)
    head = head_of(client.get("/r/harbour-opening").text)
    assert "This is the current version; 1 older one is kept." in text_of(head)
    (before,) = re.findall(r'<a href="([^"]*)">Read the one before</a>', head)
    assert "350 million" in client.get(before).text


def test_what_changed_leads_to_both_versions(client: TestClient, communique: Communique) -> None:
    old = communique.get("harbour-opening").version[:8]
    communique.put(make_release(text="The harbour cost 350 million crowns."))
    page = client.get("/v1/releases/harbour-opening/versions/diff", headers={"Accept": "text/html"}).text
    assert re.search(r"From the version of \d+ \w+ \d{4}, \d\d:\d\d UTC to the current version of ", text_of(page))
    assert f'<a href="/r/harbour-opening?version={old}">Read the older one</a>' in page
    assert '<a href="/r/harbour-opening">Read the newer one</a>' in page


@pytest.mark.parametrize(("removed", "status"), [(False, 404), (True, 410)])
def test_a_release_that_is_not_there_has_a_page_that_says_so(
    client: TestClient, communique: Communique, removed: bool, status: int
) -> None:
    if removed:
        communique.remove("harbour-opening")
    response = client.get("/r/harbour-opening" if removed else "/r/none")
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")


def answer_with(text: str, *citations: dict[str, object]) -> AnswerOut:
    whole = {
        "version": "v",
        "title": "T",
        "published": None,
        "source_url": None,
        "publisher": None,
        "next_start": 1,
        "url": "/r/a#0-1",
        "fragment_url": None,
    }
    return AnswerOut.model_validate(
        {
            "id": "answer-1",
            "created": 0,
            "question": "?",
            "standalone_question": "?",
            "status": "answered",
            "confidence": 1,
            "answer": text,
            "reason": None,
            "note": None,
            "explanation": None,
            "next_cursor": None,
            "citations": [whole | {"release_id": f"r{each['number']}"} | each for each in citations],
            "passages": [],
            "index": {"id": "i", "releases": 1, "passages": 1},
            "model": {"embedding": "e", "llm": None},
            "timings_ms": {},
        }
    )


def test_quotes_are_paragraphs_of_their_own_with_short_answers_marked_by_code_points() -> None:
    quoted = "🏮 It cost 90 crowns."
    answer = answer_with(
        f"As told: {quoted} [1] [2]",
        {
            "number": 1,
            "answer_span": {"start": 9, "end": 9 + len(quoted)},
            "start": 100,
            "end": 100 + len(quoted),
            "quote": quoted,
            "highlights": [{"start": 110, "end": 119}],
        },
        {
            "number": 2,
            "answer_span": {"start": 9, "end": 9 + len(quoted)},
            "start": 5,
            "end": 5 + len(quoted),
            "quote": quoted,
            "highlights": [],
        },
    )
    told, borne = pieces_of(answer)
    assert (told.parts, told.verbatim, told.citations) == ([("As told:", False)], False, [])
    assert borne.parts == [("🏮 It cost ", False), ("90 crowns", True), (".", False)]
    assert [cited.number for cited in borne.citations] == [1, 2]


def test_what_is_told_in_other_words_keeps_its_numbers_wherever_they_stand() -> None:
    span = {"start": 0, "end": 26}
    first = {"number": 1, "answer_span": span, "start": 0, "end": 4, "quote": "Ays.", "highlights": []}
    second = first | {"number": 2, "quote": "Bees.", "answer_span": {"start": 31, "end": 48}}
    answer = answer_with("Norvania lends to Astrelle. [1] Astrelle thanks. [2] [1] So they say in [3].", first, second)
    pieces = [(piece.parts[0][0], [cited.number for cited in piece.citations]) for piece in pieces_of(answer)]
    told = [("Norvania lends to Astrelle.", [1]), ("Astrelle thanks.", [2, 1]), ("So they say in [3].", [])]
    assert pieces == told
    assert not any(piece.verbatim for piece in pieces_of(answer))


def test_a_day_is_the_one_that_the_release_names() -> None:
    assert spell_day("2020-10-21T23:30:00+09:00") == "21 October 2020"
    assert spell_day("2020-10-01") == "1 October 2020"
    assert spell_day("soon") == "soon"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://user:word@press.example:8000/a", "press.example:8000"),
        ("javascript:alert(1)", None),
        ("/local", None),
        ("http://[::1", None),
        (None, None),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(address: str | None, host: str | None) -> None:
    assert web_address(address) == host


def test_a_narrowing_reads_as_people_say_it() -> None:
    assert str(Narrowing()) == ""
    narrowing = Narrowing(published_from="2031-05-01", publisher="Ministry of Works", country="Norvania", person=" ")
    assert str(narrowing) == "from 1 May 2031, by Ministry of Works, naming Norvania"


@pytest.mark.parametrize("place", ["0-0", "3-2", "0-9999999", "x", "-1-2", "0-1-2", "<b>"])
def test_a_place_that_a_release_has_not_is_told_and_the_release_shown(client: TestClient, place: str) -> None:
    response = client.get("/r/harbour-opening", params={"place": place})
    assert response.status_code == 200
    assert f"There is no such place in this release: {place}" in unescape(response.text)
    assert "<mark" not in response.text
    assert client.get("/r/harbour-opening").text.count('class="note"') == 0


def test_the_page_answers_from_what_was_known_on_a_day(client: TestClient, communique: Communique) -> None:
    asked = {"q": COST, "as_of": "2020-01-01"}
    before = client.get("/", params=asked)
    assert before.status_code == 200
    assert "As known on 1 January 2020" in text_of(before.text).replace("Only as", "As")
    assert "Nothing was stored by then" in text_of(before.text)
    assert 'name="as_of" type="date" value="2020-01-01"' in before.text
    assert 'title="Releases" href="/v1/search.atom"' in before.text
    now = client.get("/", params=asked | {"as_of": "2999-12-31"}).text
    version = communique.get(communique.ask(COST).passages[0].release.id).version
    assert f"?version={version[:8]}&amp;place=" in now
    refused = client.get("/", params=asked | {"as_of": "soon"})
    assert (refused.status_code, "as_of: no date" in text_of(refused.text)) == (422, True)
