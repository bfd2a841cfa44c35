"""What was read goes in, group by group, and what could not be read is told in its place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import PanickingEmbedder, make_index, make_release, make_treaty, retrieve

from corpus.errors import UnreadableSource
from corpus.records import Outcome
from corpus.release import Release
from index.ingestion import Readings, ingest


def told(outcome: Outcome | UnreadableSource) -> tuple[str, str]:
    if isinstance(outcome, UnreadableSource):
        return outcome.place, outcome.reason
    return outcome.release_id, outcome.kind


def make_long(release_id: str) -> Release:
    """A release of a little over 200,000 characters: two of them fill a group."""
    lines = (
        f"Bridge {number} of {release_id} opens to all carts and carriages of Norvania." for number in range(3_300)
    )
    return make_release(release_id, text=" ".join(lines))


def test_every_reading_is_told_of_once_and_unreadable_ones_do_not_stop_the_rest(tmp_path: Path) -> None:
    catalog, index = make_index(tmp_path)
    readings: Readings = [make_release(), UnreadableSource("news.jsonl:2", "no title"), make_treaty(), make_release()]

    with catalog:
        outcomes = list(ingest(index, readings))

        assert [told(outcome) for outcome in outcomes] == [
            ("news.jsonl:2", "no title"),
            ("harbour-opening", "added"),
            ("fisheries-treaty", "added"),
            ("harbour-opening", "unchanged"),
        ]
        assert index.snapshot.manifest.change == catalog.last_change() == 2
        assert retrieve(catalog, index, "fisheries treaty")[0].release.id == "fisheries-treaty"


def test_nothing_read_is_nothing_told_and_the_index_is_there(tmp_path: Path) -> None:
    catalog, index = make_index(tmp_path)
    with catalog:
        assert list(ingest(index, [])) == []
        assert (tmp_path / "index/00000001/manifest.json").is_file()


@pytest.mark.no_cover  # which takes as long as the test itself
def test_a_full_group_is_stored_before_more_is_read(tmp_path: Path) -> None:
    catalog, index = make_index(tmp_path, budget=200)
    stored_when_read: list[int] = []

    def read() -> Iterator[Release]:
        for release in (make_long("east"), make_long("west"), make_treaty()):
            stored_when_read.append(catalog.count()[0])
            yield release

    with catalog:
        embedded: list[int] = []
        outcomes = list(ingest(index, read(), lambda passages, _: embedded.append(passages)))

        assert stored_when_read == [0, 0, 2]
        assert [told(outcome) for outcome in outcomes] == [
            ("east", "added"),
            ("west", "added"),
            ("fisheries-treaty", "added"),
        ]
        assert sum(embedded) == len(index.snapshot.places) == catalog.count()[1]


def test_a_release_that_a_library_panics_at_is_told_by_its_id_and_the_rest_of_its_group_goes_in(tmp_path: Path) -> None:
    catalog, index = make_index(tmp_path, PanickingEmbedder("Zembla"))
    readings = [make_release(), make_release("zembla", text="Zembla has a king. He is mad."), make_treaty()]

    with catalog:
        outcomes = [told(outcome) for outcome in ingest(index, readings)]

        assert [outcome[0] for outcome in outcomes] == ["harbour-opening", "zembla", "fisheries-treaty"]
        assert (outcomes[0][1], outcomes[2][1]) == ("added", "added")
        assert outcomes[1][1].startswith("release 'zembla' cannot be cut into passages: LibraryPanic(")
        assert [listing.id for listing in catalog.listings()] == ["fisheries-treaty", "harbour-opening"]
        assert retrieve(catalog, index, "harbour")[0].release.id == "harbour-opening"


def test_a_release_with_a_wide_blank_before_a_full_stop_goes_in_with_the_others(tmp_path: Path) -> None:
    catalog, index = make_index(tmp_path)
    plan = make_release("plan", text="Norvania follows Plan B\u00a0. The plan was made in Port Quillan.")

    with catalog:
        outcomes = [told(outcome) for outcome in ingest(index, [make_release(), plan, make_treaty()])]

        assert [kind for _, kind in outcomes] == ["added"] * 3
        assert "Plan B\u00a0." in retrieve(catalog, index, "plan of Norvania")[0].passage.text
