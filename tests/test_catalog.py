"""The catalog: what was put is there, every version of it, and every change is told once."""

import dataclasses
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from factories import HARBOUR, TREATY, make_release, make_treaty
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.catalog_reader import find_all
from corpus.chunking import split_sentences
from corpus.errors import CatalogError, PreconditionFailed, RemovedRelease, UnknownRelease, UnknownVersion
from corpus.passage import Passage, Span
from corpus.records import ANY, Listing, Outcome, PassageEntry, Precondition, hash_text
from corpus.release import Release
from corpus.schema import MIGRATIONS


def sentence_entries(release: Release) -> list[PassageEntry]:
    """A passage for each sentence; the hash is of the words alone."""
    return [
        PassageEntry(
            passage=Passage(
                release_id=release.id,
                version=release.version,
                start=span.start,
                end=span.end,
                text=span.of(release.text),
            ),
            text_hash=hash_text(span.of(release.text)),
        )
        for span in split_sentences(release.text)
    ]


def whole_entries(release: Release) -> list[PassageEntry]:
    """One passage that is the whole text."""
    passage = Passage(release_id=release.id, version=release.version, start=0, end=len(release.text), text=release.text)
    return [PassageEntry(passage=passage, text_hash=hash_text(release.text))]


@pytest.fixture(name="catalog")
def _catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "catalog.sqlite3") as catalog:
        yield catalog


ABSENT = Precondition(none_match=ANY)


def put(catalog: Catalog, *releases: Release) -> list[str]:
    return [outcome.kind for outcome in catalog.put(releases, sentence_entries)]


def quotes(catalog: Catalog) -> list[str]:
    numbers = [place.number for place in catalog.places()]
    return [passage.text for passage, _ in catalog.passages(numbers)]


A = make_release(text="The harbour is open. It is new.")
B = dataclasses.replace(A, text="The harbour is closed. It is old.")


class TestPut:
    def test_a_release_is_given_back_as_it_was_put(self, catalog: Catalog) -> None:
        moment = datetime(2031, 5, 6, 8, 30, tzinfo=UTC)
        bare = make_release("bare", "T", " 𝔊\r\n🎉\u2028\ufeff ", moment, None, None, None)
        outcomes = catalog.put([A, bare], whole_entries)
        assert outcomes == [
            Outcome(release_id=A.id, version=A.version, kind="added", change=1),
            Outcome(release_id="bare", version=bare.version, kind="added", change=2),
        ]
        assert [catalog.get(A.id), catalog.get("bare")] == [A, bare]
        assert [passage.text for passage, _ in catalog.passages([2])] == [bare.text]
        assert catalog.count() == (2, 2)

    def test_the_same_release_again_changes_nothing(self, catalog: Catalog) -> None:
        assert put(catalog, A, A) == ["added", "unchanged"]
        assert put(catalog, A) == ["unchanged"]
        assert (catalog.last_change(), catalog.count()) == (1, (1, 2))

    def test_a_changed_text_is_a_new_version_and_only_its_passages_are_current(self, catalog: Catalog) -> None:
        assert put(catalog, A, B) == ["added", "changed"]
        assert catalog.get(A.id) == B
        assert catalog.get(A.id, A.version) == A
        assert quotes(catalog) == ["The harbour is closed.", "It is old."]
        assert catalog.changed_since(1, 2) == [A.id]

    @pytest.mark.parametrize(
        "changed",
        [
            dataclasses.replace(A, source_url="https://press.example/moved"),
            dataclasses.replace(A, publisher=None),
            dataclasses.replace(A, language="fr"),
        ],
    )
    def test_a_change_beside_the_text_keeps_the_version_and_is_logged(self, catalog: Catalog, changed: Release) -> None:
        assert put(catalog, A, changed) == ["added", "changed"]
        assert catalog.get(A.id) == changed
        assert [stored.version for stored in catalog.versions(A.id)] == [A.version]
        assert (catalog.last_change(), catalog.changed_since(1, 2)) == (2, [A.id])
        assert quotes(catalog) == ["The harbour is open.", "It is new."]

    def test_a_release_that_returns_to_an_earlier_version_has_its_passages_once(self, catalog: Catalog) -> None:
        assert put(catalog, A, B, A) == ["added", "changed", "changed"]
        assert catalog.get(A.id) == A
        assert quotes(catalog) == ["The harbour is open.", "It is new."]
        stored = [(stored.version, stored.current) for stored in catalog.versions(A.id)]
        assert stored == [(A.version, True), (B.version, False)]
        assert catalog.last_change() == 3

    def test_a_make_that_fails_leaves_nothing_of_the_whole_batch(self, catalog: Catalog) -> None:
        put(catalog, A)

        def fail(release: Release) -> list[PassageEntry]:
            if release.id == A.id:
                return sentence_entries(release)
            raise RuntimeError("no passages today")

        with pytest.raises(RuntimeError, match="no passages today"):
            catalog.put([B, make_treaty()], fail)
        assert catalog.get(A.id) == A
        assert (catalog.last_change(), catalog.count(), len(catalog.versions(A.id))) == (1, (1, 2), 1)
        with pytest.raises(UnknownRelease):
            catalog.get(make_treaty().id)
        assert put(catalog, B, make_treaty()) == ["changed", "added"]

    def test_two_ids_with_the_same_words_are_two_releases(self, catalog: Catalog) -> None:
        twin = dataclasses.replace(A, id="twin")
        assert put(catalog, A, twin) == ["added", "added"]
        assert A.version == twin.version
        places = catalog.places()
        assert [(place.release_id, place.start) for place in places] == [
            (A.id, 0),
            (A.id, 21),
            ("twin", 0),
            ("twin", 21),
        ]
        assert len({place.number for place in places}) == 4
        catalog.remove(A.id)
        assert [place.release_id for place in catalog.places()] == ["twin", "twin"]
        assert [passage.release_id for passage, _ in catalog.passages([places[2].number])] == ["twin"]


class TestRemove:
    def test_a_removed_release_is_found_no_more_and_keeps_its_versions(self, catalog: Catalog) -> None:
        put(catalog, A, make_treaty())
        assert catalog.remove(A.id) == Outcome(release_id=A.id, version=A.version, kind="removed", change=3)
        with pytest.raises(RemovedRelease, match=f"release '{A.id}' was removed on 20") as caught:
            catalog.get(A.id)
        assert caught.value.release_id == A.id
        assert [listing.id for listing in catalog.listings()] == ["fisheries-treaty"]
        assert [release.id for release in catalog.releases()] == ["fisheries-treaty"]
        assert {place.release_id for place in catalog.places()} == {"fisheries-treaty"}
        assert catalog.places([A.id]) == []
        assert catalog.find_quote("harbour", 10) == []
        assert catalog.count() == (1, 3)
        assert catalog.get_version(A.id, A.version) == A
        assert [(stored.version, stored.current) for stored in catalog.versions(A.id)] == [(A.version, False)]

    def test_removing_twice_is_removing_once(self, catalog: Catalog) -> None:
        put(catalog, A)
        catalog.remove(A.id)
        assert catalog.remove(A.id) == Outcome(release_id=A.id, version=A.version, kind="unchanged", change=2)

    def test_what_never_was_cannot_be_removed(self, catalog: Catalog) -> None:
        with pytest.raises(UnknownRelease, match="there is no release 'nobody'"):
            catalog.remove("nobody")
        assert catalog.last_change() == 0

    @pytest.mark.parametrize("again", [A, B])
    def test_a_removed_release_that_is_put_again_is_restored(self, catalog: Catalog, again: Release) -> None:
        put(catalog, A)
        catalog.remove(A.id)
        assert put(catalog, again) == ["restored"]
        assert catalog.get(A.id) == again
        assert quotes(catalog) == [entry.passage.text for entry in sentence_entries(again)]
        assert catalog.changed_since(2, 3) == [A.id]


class TestReading:
    def test_what_is_not_there_is_named(self, catalog: Catalog) -> None:
        put(catalog, A)
        with pytest.raises(UnknownRelease, match="there is no release 'nobody'") as caught:
            catalog.get("nobody")
        assert caught.value.release_id == "nobody"
        with pytest.raises(UnknownVersion, match=f"release '{A.id}' has no version 'zero'"):
            catalog.get(A.id, "zero")
        with pytest.raises(UnknownVersion):
            catalog.get_version("nobody", A.version)
        with pytest.raises(UnknownRelease):
            catalog.versions("nobody")

    def test_a_version_is_known_once_it_was_stored(self, catalog: Catalog) -> None:
        put(catalog, A)
        put(catalog, B)
        known = [catalog.has_version(A.id, version) for version in (A.version, B.version, "zero")]
        assert known == [True, True, False]
        assert catalog.has_version("nobody", A.version) is False

    def test_versions_are_told_the_oldest_first_with_what_they_were(self, catalog: Catalog) -> None:
        undated = dataclasses.replace(A, title="The harbour", published=None, text="Short.")
        put(catalog, A, undated, B)
        stored = catalog.versions(A.id)
        assert [(s.version, s.title, s.published, s.characters, s.current) for s in stored] == [
            (A.version, A.title, A.published, 31, False),
            (undated.version, "The harbour", None, 6, False),
            (B.version, B.title, B.published, 33, True),
        ]
        assert all(datetime.fromisoformat(s.stored_at).utcoffset() == datetime.now(UTC).utcoffset() for s in stored)

    def test_listings_are_the_newest_first_and_those_without_a_date_last(self, catalog: Catalog) -> None:
        days = {"c": date(2031, 1, 1), "a": None, "b": date(2031, 1, 1), "e": datetime(2031, 1, 1, 9, tzinfo=UTC)}
        days["d"] = date(2030, 12, 31)
        put(catalog, *(make_release(name, published=day) for name, day in days.items()))
        assert [listing.id for listing in catalog.listings()] == ["e", "b", "c", "d", "a"]

    def test_a_listing_is_the_release_without_its_text(self, catalog: Catalog) -> None:
        put(catalog, A)
        listing = Listing(
            id=A.id,
            title=A.title,
            published=A.published,
            source_url=A.source_url,
            publisher=A.publisher,
            language=A.language,
            version=A.version,
            characters=len(A.text),
        )
        assert catalog.listings() == [listing]
        assert {found for _, found in catalog.passages([1, 2])} == {listing}

    def test_releases_come_in_the_order_of_their_ids(self, catalog: Catalog) -> None:
        put(catalog, make_release("b"), make_release("a"), make_release("c"))
        assert list(catalog.releases()) == [make_release("a"), make_release("b"), make_release("c")]

    def test_changes_are_told_after_the_first_bound_up_to_the_last(self, catalog: Catalog) -> None:
        put(catalog, make_release("b"), make_release("a"))
        put(catalog, dataclasses.replace(B, id="b"))
        catalog.remove("a")
        assert catalog.last_change() == 4
        told = [
            catalog.changed_since(since, until) for since, until in ((0, 4), (0, 1), (1, 2), (2, 3), (3, 4), (4, 4))
        ]
        assert told == [["a", "b"], ["b"], ["a"], ["b"], ["a"], []]


class TestPassages:
    def test_a_place_holds_what_filters_ask_for(self, catalog: Catalog) -> None:
        put(catalog, A)
        (first, second) = catalog.places()
        assert (first.number, first.start, first.end, first.text_hash) == (1, 0, 20, hash_text("The harbour is open."))
        assert (second.number, second.start, second.end, second.text_hash) == (2, 21, 31, hash_text("It is new."))
        facts = {(p.release_id, p.version, p.published, p.publisher, p.language) for p in (first, second)}
        assert facts == {(A.id, A.version, A.published, A.publisher, A.language)}

    def test_passages_come_in_the_order_that_was_asked_for(self, catalog: Catalog) -> None:
        put(catalog, make_release(text="𝔊ne 🎉. Two. Three."))
        found = [(p.text, p.start, p.end) for p, _ in catalog.passages([3, 1, 99, 2, 1])]
        one, two, three = ("𝔊ne 🎉.", 0, 6), ("Two.", 7, 11), ("Three.", 12, 18)
        assert found == [three, one, two, one]

    def test_a_passage_of_an_earlier_version_is_still_read_from_that_version(self, catalog: Catalog) -> None:
        put(catalog, A, B)
        ((passage, listing),) = catalog.passages([1])
        assert (passage.text, passage.version, listing.version) == ("The harbour is open.", A.version, A.version)

    def test_more_values_than_one_query_takes_are_asked_for_in_turns(self, catalog: Catalog) -> None:
        releases = [make_release(f"r{number:04}", text=f"Number {number}.") for number in range(1_203)]
        catalog.put(releases, whole_entries)
        numbers = list(range(1_203, 0, -1))
        texts = [passage.text for passage, _ in catalog.passages(numbers)]
        assert texts == [f"Number {number}." for number in range(1_202, -1, -1)]
        assert [p.number for p in catalog.places([r.id for r in reversed(releases)])] == numbers[::-1]
        hashes = [hash_text(text) for text in texts]
        vectors = np.arange(1_203 * 2, dtype=np.float32).reshape(-1, 2)
        catalog.put_embeddings("m", hashes[:1_100], vectors[:1_100])
        assert catalog.missing_embeddings("m", hashes) == set(hashes[1_100:])
        known = catalog.known_embeddings("m", hashes)
        assert [known[text_hash].tolist() for text_hash in hashes[:1_100]] == vectors[:1_100].tolist()
        assert len(known) == 1_100

    def test_vectors_are_kept_by_model_and_text_and_the_first_stays(self, catalog: Catalog) -> None:
        one, two, three = (hash_text(text) for text in ("one", "two", "three"))
        catalog.put_embeddings("m", [one, two], np.array([[1, 2], [3, 4]], dtype=np.float32))
        catalog.put_embeddings("m", [one], np.array([[9, 9]], dtype=np.float32))
        catalog.put_embeddings("other", [three], np.array([[5, 6]], dtype=np.float32))
        known = catalog.known_embeddings("m", [one, two, three])
        assert {text_hash: vector.tolist() for text_hash, vector in known.items()} == {one: [1, 2], two: [3, 4]}
        assert known[one].dtype == np.float32
        assert catalog.missing_embeddings("m", [one, two, three]) == {three}
        assert catalog.missing_embeddings("other", [one, three]) == {one}
        assert catalog.missing_embeddings("m", []) == set()

    def test_as_many_vectors_as_hashes_are_taken(self, catalog: Catalog) -> None:
        with pytest.raises(ValueError, match="zip"):
            catalog.put_embeddings("m", [hash_text("one")], np.zeros((2, 2), dtype=np.float32))

    def test_passages_are_made_anew_for_current_versions_with_new_numbers(self, catalog: Catalog) -> None:
        put(catalog, A, B, make_treaty())
        assert catalog.claim_chunking("sentences") == "sentences"
        before = {place.number for place in catalog.places()}
        catalog.replace_passages("whole", whole_entries)
        assert quotes(catalog) == [B.text, TREATY]
        assert not before & {place.number for place in catalog.places()}
        assert catalog.claim_chunking("sentences") == "whole"
        assert catalog.last_change() == 3

    def test_a_passage_that_is_made_anew_as_it_was_keeps_its_number(self, catalog: Catalog) -> None:
        put(catalog, A, make_treaty())
        before = {place.number: place for place in catalog.places()}
        catalog.replace_passages(
            "other", lambda release: whole_entries(release) if release.id == A.id else sentence_entries(release)
        )
        after = {place.number: place for place in catalog.places()}
        assert {place.release_id for number, place in after.items() if number in before} == {"fisheries-treaty"}
        assert sorted(quotes(catalog)) == sorted([A.text, *(e.passage.text for e in sentence_entries(make_treaty()))])
        assert all(before[number] == place for number, place in after.items() if number in before)

    def test_a_passage_whose_embedded_text_alone_changes_is_a_new_one(self, catalog: Catalog) -> None:
        put(catalog, A)
        before = {place.number for place in catalog.places()}
        catalog.replace_passages(
            "other",
            lambda release: [dataclasses.replace(e, text_hash=hash_text("other")) for e in sentence_entries(release)],
        )
        assert {place.text_hash for place in catalog.places()} == {hash_text("other")}
        assert not before & {place.number for place in catalog.places()}

    def test_an_earlier_version_that_returns_after_that_has_passages_too(self, catalog: Catalog) -> None:
        put(catalog, A, B)
        catalog.replace_passages("whole", whole_entries)
        assert [outcome.kind for outcome in catalog.put([A], whole_entries)] == ["changed"]
        assert quotes(catalog) == [A.text]
        assert catalog.count() == (1, 1)

    def test_a_removed_release_that_is_restored_after_that_has_passages_too(self, catalog: Catalog) -> None:
        put(catalog, A)
        catalog.remove(A.id)
        catalog.replace_passages("whole", whole_entries)
        assert catalog.count() == (0, 0)
        put(catalog, A)
        assert quotes(catalog) == [A.text]

    def test_making_passages_anew_that_fails_leaves_the_old_ones(self, catalog: Catalog) -> None:
        put(catalog, A)
        catalog.claim_chunking("sentences")

        def fail(_release: Release) -> list[PassageEntry]:
            raise RuntimeError("no passages today")

        with pytest.raises(RuntimeError):
            catalog.replace_passages("whole", fail)
        assert quotes(catalog) == ["The harbour is open.", "It is new."]
        assert catalog.claim_chunking("whole") == "sentences"


class TestQuotes:
    @given(st.text("ab𝔊 ", max_size=30), st.text("ab𝔊 ", min_size=1, max_size=3))
    def test_every_place_of_a_quote_is_found_overlapping_ones_too(self, text: str, quote: str) -> None:
        naive = [Span(i, i + len(quote)) for i in range(len(text)) if text[i : i + len(quote)] == quote]
        assert list(find_all(text, quote)) == naive

    def test_a_quote_is_found_in_every_current_release_in_order(self, catalog: Catalog) -> None:
        late, early = make_release("z", text="🎉 aa aa."), make_release("b", text="aaa.")
        put(catalog, late, early, make_release("c", text="AA."))
        assert catalog.find_quote("aa", 10) == [
            (early, Span(0, 2)),
            (early, Span(1, 3)),
            (late, Span(2, 4)),
            (late, Span(5, 7)),
        ]
        assert catalog.find_quote("aa", 3) == catalog.find_quote("aa", 10)[:3]
        assert catalog.find_quote("nowhere", 10) == []

    def test_words_of_an_earlier_version_are_no_quote(self, catalog: Catalog) -> None:
        put(catalog, A, B)
        assert catalog.find_quote("open", 10) == []
        assert catalog.find_quote("closed", 10) == [(B, Span(15, 21))]


class TestFile:
    def test_an_empty_catalog_counts_nothing(self, catalog: Catalog) -> None:
        assert (catalog.count(), catalog.last_change(), catalog.places(), catalog.listings()) == ((0, 0), 0, [], [])

    def test_its_id_stays_and_no_two_catalogs_share_one(self, tmp_path: Path) -> None:
        with Catalog(tmp_path / "new" / "folder" / "a.sqlite3") as one, Catalog(tmp_path / "b.sqlite3") as other:
            first, second = one.id, other.id
        with Catalog(tmp_path / "new" / "folder" / "a.sqlite3") as again:
            assert again.id == first != second

    def test_the_first_to_claim_the_chunking_names_it(self, tmp_path: Path, catalog: Catalog) -> None:
        with Catalog(tmp_path / "catalog.sqlite3") as other:
            assert [catalog.claim_chunking("a"), other.claim_chunking("b")] == ["a", "a"]

    def test_another_opening_of_the_file_sees_what_was_written_at_once(self, tmp_path: Path, catalog: Catalog) -> None:
        with Catalog(tmp_path / "catalog.sqlite3") as other:
            assert other.last_change() == 0
            put(catalog, A)
            assert (other.last_change(), other.get(A.id)) == (1, A)
            assert put(other, B) == ["changed"]
            assert catalog.get(A.id) == B
            catalog.remove(A.id)
            assert other.listings() == []

    def test_a_catalog_of_a_newer_communique_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "catalog.sqlite3"
        Catalog(file).close()
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        with pytest.raises(
            CatalogError, match=rf"schema 99; this one knows {len(MIGRATIONS)}\)\. Update: pip install"
        ) as caught:
            Catalog(file)
        assert str(file) in str(caught.value)

    @pytest.mark.parametrize(
        "content", [b"this is no database, but a letter to a friend\n" * 100, b"SQLite format 3\0?"]
    )
    def test_a_file_that_is_no_database_is_refused_by_name_and_left_as_it_is(
        self, tmp_path: Path, content: bytes
    ) -> None:
        file = tmp_path / "catalog.sqlite3"
        file.write_bytes(content)
        with pytest.raises(CatalogError, match="is no catalog that can be opened") as caught:
            Catalog(file)
        assert str(file) in str(caught.value)
        assert file.read_bytes() == content

    def test_a_folder_in_its_place_is_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogError, match=f"{tmp_path} is no catalog that can be opened"):
            Catalog(tmp_path)

    def test_a_file_in_place_of_its_folder_is_refused_by_name(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a letter")
        with pytest.raises(CatalogError, match=f"{tmp_path}/data/catalog.sqlite3 is no catalog that can be opened"):
            Catalog(tmp_path / "data" / "catalog.sqlite3")


class TestThreads:
    def test_eight_threads_read_whole_versions_while_one_writes(self, catalog: Catalog) -> None:
        put(catalog, A)
        versions = {release.version: sentence_entries(release) for release in (A, B)}
        done = threading.Event()

        def look(_thread: int) -> int:
            seen = 0
            while not done.is_set() or not seen:
                release = catalog.get(A.id)
                assert release in {A, B}
                places = catalog.places()
                expected = {version: [e.text_hash for e in entries] for version, entries in versions.items()}
                assert sorted(place.text_hash for place in places) == sorted(expected[places[0].version])
                seen += 1
            return seen

        with ThreadPoolExecutor(8) as threads:
            readers = [threads.submit(look, thread) for thread in range(8)]
            try:
                for turn in range(60):
                    put(catalog, A if turn % 2 else B)
            finally:
                done.set()
            assert min(reader.result() for reader in readers) >= 1
        assert (catalog.get(A.id), catalog.last_change()) == (A, 61)

    def test_eight_threads_that_write_are_let_in_one_by_one(self, tmp_path: Path) -> None:
        def write(thread: int) -> list[str]:
            with Catalog(tmp_path / "catalog.sqlite3") as own:
                return [put(own, make_release(f"{thread}-{turn}", text=HARBOUR))[0] for turn in range(5)]

        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(write, range(8))) == [["added"] * 5] * 8
        with Catalog(tmp_path / "catalog.sqlite3") as catalog:
            assert (catalog.last_change(), catalog.count()) == (40, (40, 200))


def test_a_condition_is_looked_at_in_the_transaction_and_nothing_is_stored_where_it_fails(catalog: Catalog) -> None:
    first = make_release()
    catalog.put([first], sentence_entries, ABSENT)
    with pytest.raises(PreconditionFailed, match=f"there is such a release already, of version {first.version}"):
        catalog.put([make_treaty(), make_release(text=TREATY)], sentence_entries, ABSENT)
    assert [listing.version for listing in catalog.listings()] == [first.version]
    assert catalog.last_change() == 1

    known = Precondition(match=frozenset({first.version}))
    second = make_release(text=TREATY)
    catalog.put([second], sentence_entries, known)
    with pytest.raises(PreconditionFailed, match=f"the release is now of version {second.version}"):
        catalog.remove(first.id, known)
    assert catalog.get(first.id) == second
    catalog.remove(first.id, Precondition(match=frozenset({second.version})))
    with pytest.raises(PreconditionFailed, match="there is no such release now"):
        catalog.put([first], sentence_entries, known)
    with pytest.raises(PreconditionFailed, match="there is no such release now"):
        catalog.remove("nowhere", Precondition(match=ANY))
    assert [listing.id for listing in catalog.listings()] == []


@pytest.mark.parametrize("there", [True, False])
def test_of_those_who_write_at_once_on_the_same_condition_exactly_one_does(tmp_path: Path, *, there: bool) -> None:
    file, ready = tmp_path / "catalog.sqlite3", threading.Barrier(6)
    with Catalog(file) as here, Catalog(file) as elsewhere:  # as two processes have it open

        def write(writer: int, release_id: str, condition: Precondition) -> bool:
            release = make_release(release_id, text=f"The harbour is open, says writer {writer}.")
            ready.wait()
            try:
                (here if writer % 2 else elsewhere).put([release], whole_entries, condition)
            except PreconditionFailed:
                return False
            return True

        with ThreadPoolExecutor(6) as threads:
            for number in range(30):
                first, condition = make_release(f"r{number}"), ABSENT
                if there:
                    here.put([first], whole_entries)
                    condition = Precondition(match=frozenset({first.version}))
                wrote = threads.map(write, range(6), [first.id] * 6, [condition] * 6)
                assert sorted(wrote) == [False] * 5 + [True]
                assert len(here.versions(first.id)) == (2 if there else 1)


def test_a_transaction_that_fails_at_its_end_leaves_the_catalog_as_it_was_and_writable(catalog: Catalog) -> None:
    def break_a_rule_late() -> None:
        with catalog.database.write() as connection:
            connection.execute("PRAGMA defer_foreign_keys = ON")
            connection.execute(
                "INSERT INTO versions (release, version, title, text, stored_at) "
                "VALUES (99, 'x', 'A bridge', 'It is open.', '2031-05-06')"
            )

    with pytest.raises((sqlite3.Error, CatalogError), match="FOREIGN KEY"):
        break_a_rule_late()
    assert put(catalog, make_treaty()) == ["added"]


def test_a_full_disk_is_told_as_such_and_what_comes_after_it_is_stored(catalog: Catalog) -> None:
    with catalog.database.write() as connection:
        (size,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {size}")
    with pytest.raises((sqlite3.Error, CatalogError), match="full"):
        put(catalog, make_release(text=HARBOUR * 500))
    with catalog.database.write() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert put(catalog, make_release(), make_treaty()) == ["added", "added"]
