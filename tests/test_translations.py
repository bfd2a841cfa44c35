"""One release in several languages: a question is answered from the one in its language, and the others are named."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from factories import make_release
from fastapi.testclient import TestClient

from corpus.errors import InvalidRelease
from corpus.language_tags import Translation, translations_of
from corpus.reading import parse_record, record_of
from corpus.reading.blocks import parse_page
from corpus.reading.feed import read as read_feed
from corpus.reading.metadata import read_metadata
from corpus.reading.source import Source
from corpus.release import Release
from index.filters import Filters
from service.assembly import Communique

ENGLISH = (
    "Minister Henrike Vossbrandt opened the new harbour of Ahlenfurth on Tuesday. The harbour cost 340 million crowns. "
    "Further treaties are being negotiated with Korwenia."
)
GERMAN = (
    "Ministerin Henrike Vossbrandt hat am Dienstag den neuen Hafen von Ahlenfurth eröffnet. Der Hafen kostete 340 "
    "Millionen Kronen. Weitere Verträge mit Korwenien werden verhandelt."
)
OTHER = (
    "Die Fischereiflotte von Ahlenfurth wird erneuert. Ministerin Henrike Vossbrandt stellt zwölf Schiffe bereit. "
    "Die Häfen bleiben geöffnet."
)
AT = "https://press.example/{}/harbour"


def release_in(language: str, title: str, text: str, *others: str) -> Release:
    translations = tuple(Translation(other, AT.format(other)) for other in others)
    named = make_release(f"harbour-{language}", title, text, date(2031, 5, 6), AT.format(language), language=language)
    return replace(named, translations=translations)


@pytest.fixture
def both(communique: Communique) -> Communique:
    """The harbour in two languages, each of which names the other and one that is not here; and another release."""
    communique.put(release_in("en", "Harbour of Ahlenfurth opens", ENGLISH, "de", "fr"))
    communique.put(release_in("de", "Hafen von Ahlenfurth eröffnet", GERMAN, "en", "fr"))
    communique.put(make_release("flotte", "Flotte wird erneuert", OTHER, language="de"))
    return communique


def cited(communique: Communique, question: str, **asked: Any) -> list[tuple[str, list[str]]]:
    answer = communique.ask(question, **asked)
    return [(each.release_id, [other.id for other in each.translations]) for each in answer.citations]


def found(communique: Communique, question: str, **asked: Any) -> set[str]:
    return {hit.release.id for hit in communique.search(question, **asked)}


def test_a_question_is_answered_in_its_language_and_the_others_are_named(both: Communique) -> None:
    english = cited(both, "What did the harbour of Ahlenfurth cost?")
    german = cited(both, "Was kostete der Hafen von Ahlenfurth?")
    assert ("harbour-en", ["harbour-de"]) in english
    assert ("harbour-de", ["harbour-en"]) in german


def test_the_same_in_another_language_takes_no_place_and_other_releases_keep_theirs(both: Communique) -> None:
    assert found(both, "Was sagte Henrike Vossbrandt über den Hafen von Ahlenfurth?") >= {"harbour-de", "flotte"}
    assert "harbour-en" not in found(both, "Was sagte Henrike Vossbrandt über den Hafen von Ahlenfurth?")
    assert "harbour-de" not in found(both, "What did Henrike Vossbrandt say about the harbour of Ahlenfurth?")
    assert "flotte" in found(both, "What did Henrike Vossbrandt say about the harbour of Ahlenfurth?")


def test_who_narrows_to_a_language_gets_that(both: Communique) -> None:
    kept = found(both, "Was kostete der Hafen von Ahlenfurth?", filters=Filters(language="en"))
    assert "harbour-en" in kept
    ids = Filters(release_ids=frozenset({"harbour-en"}))
    assert found(both, "Was kostete der Hafen von Ahlenfurth?", filters=ids) == {"harbour-en"}


def test_what_was_removed_stands_for_nothing(both: Communique) -> None:
    both.remove("harbour-de")
    assert "harbour-en" in found(both, "Was kostete der Hafen von Ahlenfurth?")


def test_it_is_said_over_http_and_on_the_pages(both: Communique, client: TestClient) -> None:
    body = client.get("/v1/releases/harbour-de").json()
    assert body["translations"] == {"en": AT.format("en"), "fr": AT.format("fr")}
    answer = client.post("/v1/ask", json={"question": "Was kostete der Hafen von Ahlenfurth?"}).json()
    (other,) = answer["citations"][0]["translations"]
    assert (other["language"], other["release_id"], other["url"]) == ("en", "harbour-en", "/r/harbour-en")
    assert AT.format("en") in client.get("/r/harbour-de").text
    assert "Also in en" in client.get("/", params={"q": "Was kostete der Hafen von Ahlenfurth?"}).text
    assert "also in en" in str(both.ask("Was kostete der Hafen von Ahlenfurth?"))


def test_a_source_that_does_not_tell_of_them_takes_nothing_away(both: Communique) -> None:
    told = release_in("de", "Hafen von Ahlenfurth eröffnet", GERMAN)
    assert both.put(told).kind == "unchanged"
    assert len(both.get("harbour-de").translations) == 2
    assert both.put(release_in("de", "Hafen von Ahlenfurth eröffnet", GERMAN, "en")).kind == "changed"
    assert both.get("harbour-de").translations == (Translation("en", AT.format("en")),)


def test_jsonl_tells_of_them_and_is_told(both: Communique) -> None:
    release = both.get("harbour-de")
    assert parse_record(record_of(release)).translations == release.translations
    with pytest.raises(InvalidRelease, match="translations is to be an object"):
        parse_record({"title": "A", "text": "B", "translations": ["en"]})


def test_a_page_names_them_in_its_head_or_its_text() -> None:
    page = parse_page(
        f"<html lang='de-AT'><head><link rel='alternate' hreflang='x-default' href='{AT.format('en')}'>"
        f"<link rel='alternate' hreflang='de' href='{AT.format('de')}'>"
        "<link rel='alternate' hreflang='en-GB' href='/en/harbour'><link rel='stylesheet' hreflang='it' href='/a.css'>"
        "<title>A</title></head><body><a hreflang='fr' href='../fr/harbour'>Français</a></body></html>"
    )
    assert read_metadata(page, AT.format("de")).translations == (
        Translation("en", AT.format("en")),
        Translation("fr", AT.format("fr")),
    )


def test_a_feed_names_them_as_links_of_an_entry() -> None:
    feed = (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title>Presse</title><entry>"
        f"<title>Hafen</title><id>x</id><link rel='alternate' hreflang='de' href='{AT.format('de')}'/>"
        f"<link rel='alternate' hreflang='en' href='{AT.format('en')}'/><content>{GERMAN}</content></entry></feed>"
    )
    (read,) = read_feed(Source(data=feed.encode(), place="feed", release_id="feed"))
    assert isinstance(read, Release)
    assert read.source_url == AT.format("de")
    assert read.translations == (Translation("en", AT.format("en")),)


def test_a_tag_of_no_language_and_the_release_itself_are_none() -> None:
    pairs = [
        ("x-default", "https://a.example/"),
        ("de", "https://b.example/"),
        ("en", "https://a.example/de"),
        (None, ""),
    ]
    assert translations_of(pairs, "de", "https://a.example/de") == ()
