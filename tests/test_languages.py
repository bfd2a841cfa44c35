"""The language of a release is found where none is said; each is searched for by the stems of its own language."""

import dataclasses
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from factories import HARBOUR, make_index, make_place, make_release, retrieve
from fastapi.testclient import TestClient

from corpus.catalog import Catalog
from corpus.languages import find_language, likeliest_of
from corpus.older_catalogs import find_languages
from corpus.reading import record_of
from corpus.release import Release
from index.filters import Filters
from index.question.occurrences import Occurrences
from index.storage.lexical import LexicalIndex
from index.storage.lexical_entry import LexicalEntry
from index.storage.tongues import tongue_of
from service.assembly import Communique

GERMAN = (
    "Die Ministerin Henrike Vossbrandt hat am Dienstag die neuen Häfen von Ahlenfurth eröffnet. Die Zuschüsse der "
    "Regierung belaufen sich auf 340 Millionen Kronen. Über weitere Verträge wird noch verhandelt."
)
FRENCH = (
    "Le ministre Anselme Corvaux a signé mardi les accords de pêche à Port-Valmy. Les négociations avec le royaume "
    "d'Astrelle ont duré quatre ans. Les bateaux seront contrôlés par les deux pays."
)
JAPANESE = (
    "霧島外務大臣は火曜日、港湾の開所式に出席し、両国の協力について演説を行いました。式典には千人が参加しました。"
)


def release_of(name: str, text: str, language: str | None = None) -> Release:
    title = text.split(".", 1)[0][:80]
    return make_release(name, title, text, date(2031, 5, 6), f"https://press.example/{name}", language=language)


def index_of(**texts: tuple[str, str]) -> LexicalIndex:
    """An index of passages by name, each a language and a text; numbered from 1."""
    entries = [
        LexicalEntry(place=make_place(number, name, language=language), text=text)
        for number, (name, (language, text)) in enumerate(texts.items(), start=1)
    ]
    return LexicalIndex.of(entries)


def found(index: LexicalIndex, question: str) -> list[int]:
    return [number for number, _ in index.search(question, 10)]


class TestFinding:
    @pytest.mark.parametrize(("text", "language"), [(HARBOUR, "en"), (GERMAN, "de"), (FRENCH, "fr"), (JAPANESE, "ja")])
    def test_a_text_is_in_its_language(self, text: str, language: str) -> None:
        assert find_language(text) == language

    @pytest.mark.parametrize("text", ["", "Norvania", "Vela Ostrander, Iven Maroush", "1234567890 " * 30])
    def test_nothing_is_said_of_what_could_be_any(self, text: str) -> None:
        assert find_language(text) is None

    def test_a_question_is_in_the_likeliest_of_those_that_there_are(self) -> None:
        among = frozenset({"de", "en", "fr"})
        questions = ("Wer hat die Häfen eröffnet?", "Who opened the harbours?", "Qui a signé les accords ?")
        assert [likeliest_of(question, among) for question in questions] == ["de", "en", "fr"]

    def test_a_tag_is_read_as_its_language_and_what_has_no_stems_as_english(self) -> None:
        assert [tongue_of(tag) for tag in ("de-AT", "PT_br", "ja", "", None)] == ["de", "pt", "en", "en", "en"]


class TestWords:
    def test_words_are_stemmed_as_their_language_does(self) -> None:
        index = index_of(one=("de", "Die Häfen sind offen"), two=("de", "Der Bahnhof"))
        assert found(index, "Hafen") == [1]
        assert index.words("Wird der Hafen von den Verträgen genannt?") == ["haf", "vertrag", "genannt"]

    def test_accents_may_be_left_out(self) -> None:
        index = index_of(one=("fr", "Les négociations ont duré"), two=("fr", "Le port"))
        assert found(index, "negociation") == [1]

    def test_english_releases_are_indexed_to_the_letter_as_before(self) -> None:
        index = index_of(one=("en", "Ministers signed the treaties"))
        assert index.words("Which Ministers signed the treaties in May?") == ["minist", "sign", "treati", "may"]

    def test_a_question_finds_what_is_in_its_own_language_and_names_in_all(self) -> None:
        index = index_of(
            german=("de", "Die Häfen von Estrava sind offen"),
            spanish=("es", "Los puertos de Estrava están abiertos"),
            english=("en", "The harbours of Estrava are open"),
        )
        assert found(index, "Sind die Häfen offen?") == [1]
        assert found(index, "Are the harbours open?") == [3]
        assert sorted(found(index, "Was geschieht in Estrava?")) == [1, 2, 3]

    def test_a_word_counts_once_however_many_languages_read_it(self) -> None:
        texts = {f"r{number}": ("en", "The harbour of Estrava is open") for number in range(3)}
        one, several = index_of(**texts, other=("en", "zorb plim")), index_of(**texts, other=("es", "zorb plim"))
        assert several.search("Estrava", 9) == one.search("Estrava", 9)

    def test_a_small_word_of_one_language_is_no_typing_error_in_another(self) -> None:
        index = index_of(one=("de", "Die Werke würde niemand schließen"), two=("en", "The world is round"))
        assert found(index.asked_in("Where would they go?"), "Where would they go?") == []

    def test_where_all_are_in_one_language_a_question_is_read_in_it(self) -> None:
        index = index_of(one=("de", "Die Häfen sind offen"))
        assert index.asked_in("Which Häfen?") is index
        assert found(index, "Hafen") == [1]

    def test_dates_order_what_holds_each_word_in_any_reading(self) -> None:
        index = index_of(german=("de", "Die Häfen von Estrava"), spanish=("es", "Los puertos de Estrava"))
        assert sorted(index.search_by_date("Wo liegt Estrava?", "newest", 5, 0)) == []
        assert sorted(index.search_by_date("Estrava", "newest", 5, 0)) == [1, 2]


class TestStoring:
    def test_what_was_not_said_is_found_and_searched_by(self, tmp_path: Path) -> None:
        catalog, index = make_index(tmp_path)
        with catalog:
            index.add([release_of("hafen", GERMAN), release_of("peche", FRENCH), release_of("harbour", HARBOUR, "en")])
            assert [catalog.get(name).language for name in ("hafen", "peche", "harbour")] == ["de", "fr", "en"]
            (hit,) = {hit.release.id for hit in retrieve(catalog, index, "Zuschuss", filters=Filters(language="de"))}
            assert hit == "hafen"

    def test_the_same_again_changes_nothing_said_or_not(self, tmp_path: Path) -> None:
        catalog, index = make_index(tmp_path)
        with catalog:
            release = release_of("hafen", GERMAN)
            index.add([release])
            again = [index.add([each])[0].kind for each in (release, dataclasses.replace(release, language="de"))]
            assert again == ["unchanged", "unchanged"]
            assert index.add([catalog.get("hafen")])[0].kind == "unchanged"
            assert index.add([dataclasses.replace(release, language="nl")])[0].kind == "changed"
            assert catalog.get("hafen").language == "nl"

    def test_an_export_says_what_was_found(self, tmp_path: Path) -> None:
        catalog, index = make_index(tmp_path)
        with catalog:
            index.add([release_of("hafen", GERMAN)])
            assert record_of(catalog.get("hafen"))["language"] == "de"

    def test_releases_of_an_older_catalog_are_looked_at_once(self, tmp_path: Path) -> None:
        catalog, index = make_index(tmp_path)
        with catalog:
            index.add([release_of("hafen", GERMAN), release_of("short", "Norvania.")])
        with sqlite3.connect(tmp_path / "catalog.sqlite3") as connection:
            connection.execute("UPDATE versions SET found_language = NULL")
        with Catalog(tmp_path / "catalog.sqlite3") as catalog:
            assert catalog.get("hafen").language is None
            find_languages(catalog.database)
            assert [catalog.get(name).language for name in ("hafen", "short")] == ["de", None]
            assert catalog.database.rows("SELECT 1 FROM versions WHERE found_language IS NULL") == []

    def test_what_is_not_there_is_not_denied_in_another_form(self, tmp_path: Path) -> None:
        catalog, index = make_index(tmp_path)
        with catalog:
            index.add([release_of("hafen", GERMAN), release_of("harbour", HARBOUR, "en")])
            occurrences = Occurrences(snapshot=index.catch_up().asked_in("Was steht in den Verträgen?"))
            assert occurrences.of("Verträge")
            assert occurrences.of("engineers")


def test_http_and_a_question_in_each_language(communique: Communique, client: TestClient) -> None:
    communique.put(release_of("hafen", GERMAN))
    assert client.get("/v1/releases/hafen").json()["language"] == "de"
    put = {"title": "Pêche", "text": FRENCH}
    headers = {"Authorization": "Bearer test-key"}
    assert client.put("/v1/releases/peche", json=put, headers=headers).json()["language"] == "fr"
    first = [
        client.get("/v1/search", params={"q": question}).json()["data"][0]["release_id"]
        for question in ("Worauf belaufen sich die Zuschüsse?", "Combien de temps a duré la négociation ?")
    ]
    assert first == ["hafen", "peche"]
    assert client.get("/v1/search", params={"q": "What did the harbour cost?"}).json()["data"][0]["release_id"] == (
        "harbour-opening"
    )
