"""Sources are followed: added, changed and gone releases, failures, and what of it is told."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from barriers import BARRIERS
from factories import HARBOUR, TREATY, PanickingEmbedder, make_index, retrieve
from websites import Site, make_feed, make_fetcher, make_item, make_page, reply

from corpus.catalog import Catalog
from corpus.errors import UnknownSource
from corpus.fetching.web import Web
from corpus.reading import Sandbox
from corpus.records import Outcome
from index.embedding import Embedder
from index.hashing_embedder import HashingEmbedder
from index.sync import Index
from service.sources.follower import Follower
from service.sources.reports import Report
from service.sources.schedule import Schedule

START = datetime(2031, 5, 6, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
BRIDGE = "".join(f"<p>The bridge of Tollan has pillar number {number}, made of stone.</p>" for number in range(12))


@dataclass(slots=True)
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class House:
    """A site, what follows it, and where that is stored."""

    site: Site
    catalog: Catalog
    index: Index
    follower: Follower
    clock: Clock

    def follow(self, path: str = "/feed") -> str:
        address = self.site.address + path
        self.follower.add(address)
        return address

    def feed(self, *items: str) -> None:
        self.site.put("/feed", make_feed(*items), "application/rss+xml")

    def item(self, name: str, text: str = BRIDGE, title: str = "") -> str:
        return make_item(f"{self.site.address}/{name}", title or f"On the {name}", text)

    def run(self, *addresses: str) -> str:
        """What the one look brought."""
        (report,) = self.reports(*addresses)
        return report.summary.replace(self.site.address, "")

    def reports(self, *addresses: str) -> list[Report]:
        self.site.asked.clear()
        return list(self.follower.run(addresses))

    def pass_time(self, time: timedelta) -> list[str]:
        """What the looks brought that were due after that time."""
        self.clock.now += time
        self.site.asked.clear()
        return [report.summary.replace(self.site.address, "") for report in self.follower.run_due()]

    def withdrawn(self, name: str) -> str | None:
        return self.catalog.withdrawn_at(f"{self.site.address}/{name}")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def house(tmp_path: Path, sandbox: Sandbox) -> Iterator[House]:
    yield from make_house(tmp_path, sandbox, HashingEmbedder())


def make_house(folder: Path, sandbox: Sandbox, embedder: Embedder) -> Iterator[House]:
    catalog, index = make_index(folder, embedder)
    clock = Clock()
    with Site() as site, catalog:
        schedule = Schedule(HOUR, random.Random(7))  # noqa: S311
        follower = Follower(catalog, index, Web(make_fetcher(), sandbox), schedule, clock)
        yield House(site, catalog, index, follower, clock)


class TestFeeds:
    def test_new_entries_are_added_and_the_same_state_again_is_one_request_and_no_change(self, house: House) -> None:
        house.feed(house.item("bridge"), house.item("pier"))
        house.follow()
        assert house.run() == "2 added"
        change = house.catalog.last_change()
        assert house.run() == "nothing new"
        assert [(asked.path, asked.conditional) for asked in house.site.asked] == [("/feed", True)]
        assert house.catalog.last_change() == change
        assert {hit.release.title for hit in retrieve(house.catalog, house.index, "bridge pillar")} == {
            "On the bridge",
            "On the pier",
        }

    def test_an_entry_whose_address_no_host_can_have_is_named_and_the_others_are_followed(self, house: House) -> None:
        house.feed(make_item("http://xn--a/", "On the ghost", "In short …"), house.item("bridge"))
        house.follow()
        (report,) = house.reports()
        assert (report.error, report.summary.split(":")[0]) == (None, "1 added, 1 unreadable (http")
        house.feed(make_item("http://xn--a/", "On the ghost", "In short …"), house.item("bridge"), house.item("pier"))
        (report,) = house.reports()
        assert (report.error, report.summary.split(",")[0]) == (None, "1 added")

    def test_an_edited_entry_becomes_a_version_and_an_identical_one_does_not(self, house: House) -> None:
        house.feed(house.item("bridge"), house.item("pier"))
        house.follow()
        house.run()
        house.feed(house.item("road"), house.item("bridge", f"{BRIDGE}<p>It is closed.</p>"), house.item("pier"))
        assert house.run() == "1 added, 1 changed"
        versions = {name: len(house.catalog.versions(f"{house.site.address}/{name}")) for name in ("bridge", "pier")}
        assert versions == {"bridge": 2, "pier": 1}

    def test_an_entry_that_leaves_the_feed_is_not_gone_while_its_page_is_there(self, house: House) -> None:
        house.site.put("/bridge", make_page("On the bridge", TREATY))
        house.feed(house.item("bridge"), house.item("pier"))
        house.follow()
        house.run()
        house.feed(house.item("pier"))
        assert house.run() == "nothing new"
        assert house.site.paths() == ["/feed", "/bridge"]  # its page was looked at, and not read
        assert house.catalog.get(f"{house.site.address}/bridge").text.startswith("The bridge of Tollan has pillar")
        assert house.run() == "nothing new"
        assert house.site.paths() == ["/feed"]
        assert house.withdrawn("bridge") is None

    def test_a_gone_release_is_withdrawn_only_the_second_time(self, house: House) -> None:
        house.feed(house.item("bridge"), house.item("pier"))
        house.follow()
        house.run()
        house.feed(house.item("pier"))
        assert house.run() == "nothing new"
        assert (house.site.paths(), house.withdrawn("bridge")) == (["/feed", "/bridge"], None)
        house.clock.now += HOUR
        assert house.run() == "1 withdrawn"
        assert house.withdrawn("bridge") == (START + HOUR).isoformat()

    def test_a_withdrawn_release_is_found_and_cited_as_before_with_that_said(self, house: House) -> None:
        house.feed(house.item("bridge"))
        house.follow()
        house.run()
        house.feed(house.item("pier", HARBOUR * 4))
        before = house.index.snapshot.manifest.index_id
        assert (house.run(), house.run()) == ("1 added", "1 withdrawn")
        (hit, *_) = retrieve(house.catalog, house.index, "bridge pillar")
        assert (hit.release.title, hit.release.withdrawn_at) == ("On the bridge", START.isoformat())
        listed = {listing.title: listing.withdrawn_at for listing in house.catalog.listings()}
        assert listed == {"On the bridge": START.isoformat(), "On the pier": None}
        assert house.index.snapshot.manifest.index_id != before  # answers differ from now on

    def test_a_withdrawn_release_whose_page_returns_is_reinstated(self, house: House) -> None:
        house.feed(house.item("bridge"))
        house.follow()
        house.run()
        house.feed(house.item("pier"))
        house.run()
        house.run()
        assert house.withdrawn("bridge") is not None
        house.site.put("/bridge", make_page("On the bridge", TREATY))
        assert house.pass_time(timedelta(days=2)) == ["1 reinstated"]
        assert house.withdrawn("bridge") is None

    def test_a_page_that_cannot_be_reached_is_not_gone(self, house: House) -> None:
        house.site.status("/bridge", 503)
        house.feed(house.item("bridge"))
        house.follow()
        house.run()
        house.feed(house.item("pier"))
        for _ in range(4):
            house.run()
            house.clock.now += timedelta(days=9)
        assert house.withdrawn("bridge") is None

    def test_a_page_that_is_missed_once_and_found_again_starts_from_the_beginning(self, house: House) -> None:
        house.feed(house.item("bridge"))
        house.follow()
        house.run()
        house.feed(house.item("pier"))
        house.run()
        house.site.put("/bridge", make_page("On the bridge", TREATY))
        house.run()
        house.site.status("/bridge", 410)
        house.pass_time(timedelta(days=3))
        assert "/bridge" in house.site.paths()
        assert house.withdrawn("bridge") is None
        house.pass_time(timedelta(days=3))
        assert house.withdrawn("bridge") is not None

    def test_a_feed_whose_links_lead_nowhere_has_no_gone_releases_while_it_tells_of_them(self, house: House) -> None:
        house.feed(house.item("bridge"))
        house.follow()
        house.run()
        for _ in range(5):
            house.pass_time(timedelta(days=20))
        assert "/bridge" in house.site.paths()
        assert house.withdrawn("bridge") is None

    def test_pages_of_releases_are_looked_at_now_and_then_whether_the_feed_changes_or_not(self, house: House) -> None:
        house.feed(house.item("bridge"))
        house.site.put("/bridge", make_page("On the bridge", TREATY))
        house.follow()
        house.run()
        looks = [("/bridge" in (house.pass_time(timedelta(days=1, hours=3)), house.site.paths())[1]) for _ in range(10)]
        assert looks == [True, False, True, False, False, False, True, False, False, False]  # after 1, 2, 4 … days

    def test_what_somebody_removed_is_not_brought_back(self, house: House) -> None:
        house.feed(house.item("bridge"))
        house.follow()
        house.run()
        house.catalog.remove(f"{house.site.address}/bridge")
        house.feed(house.item("bridge", f"{BRIDGE}<p>It is closed.</p>"), house.item("pier"))
        assert house.run() == "1 added"
        assert [listing.title for listing in house.catalog.listings()] == ["On the pier"]

    def test_an_entry_that_cannot_be_read_is_told_and_the_rest_goes_on(self, house: House) -> None:
        house.feed(house.item("bridge"), "<item><title>Nothing</title></item>")
        house.follow()
        assert house.run().startswith("1 added, 1 unreadable (/feed, entry 2: ")
        (source,) = house.follower.sources.all()
        assert (source.error, source.failures) == (None, 0)


class TestLinkedPages:
    @pytest.fixture(autouse=True)
    def _feed(self, house: House) -> None:
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n")))
        house.feed(house.item("harbour", "In short …"))
        house.follow()

    def test_the_text_is_read_from_the_page(self, house: House) -> None:
        assert house.run() == "1 added"
        assert house.catalog.get(f"{house.site.address}/harbour").text == HARBOUR
        assert house.site.paths() == ["/feed", "/harbour"]

    def test_an_edited_page_becomes_a_version_though_the_feed_has_not_changed(self, house: House) -> None:
        house.run()
        assert house.run() == "nothing new"
        assert [(asked.path, asked.conditional) for asked in house.site.asked] == [("/feed", True), ("/harbour", True)]
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n"), "It is closed on Sundays."))
        assert house.run() == "1 changed"
        assert len(house.catalog.versions(f"{house.site.address}/harbour")) == 2

    def test_an_entry_that_says_something_else_has_its_page_looked_at(self, house: House) -> None:
        house.run()
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n"), "It is closed on Sundays."))
        house.feed(house.item("harbour", "In short …", "The harbour, corrected"))
        assert house.pass_time(HOUR * 2) == ["1 changed"]

    def test_a_page_that_fails_is_tried_again_though_the_feed_has_not_changed(self, house: House) -> None:
        house.site.status("/harbour", 500)
        assert house.run() == "1 unreadable (/harbour: answers 500 Internal Server Error)"
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n")))
        assert house.pass_time(timedelta(hours=4)) == ["1 added"]

    def test_a_page_that_is_gone_at_two_looks_is_withdrawn_though_the_feed_lists_it(self, house: House) -> None:
        house.run()
        house.site.status("/harbour", 410)
        assert (house.run(), house.withdrawn("harbour")) == ("1 unreadable (/harbour: answers 410 Gone)", None)
        assert (house.run(), house.withdrawn("harbour")) == ("1 withdrawn", START.isoformat())

    def test_a_page_is_the_same_version_whichever_source_tells_of_it(self, house: House) -> None:
        page = make_page("On the harbour", *HARBOUR.split("\n\n"))
        house.site.at("/harbour", lambda request: reply(request, 200, page.encode(), {}))  # never 304
        house.run()
        later = make_item(f"{house.site.address}/harbour", "On the harbour", "…", "Tue, 06 May 2031 09:30:00 GMT")
        house.site.put("/other", make_feed(later), "application/rss+xml")
        house.follow("/other")
        house.follow("/harbour")
        for _ in range(2):
            assert {report.summary for report in house.reports()} == {"nothing new"}
        assert len(house.catalog.versions(f"{house.site.address}/harbour")) == 1

    def test_a_page_that_never_was_there_withdraws_nothing(self, house: House) -> None:
        house.site.status("/harbour", 404)
        for _ in range(3):
            house.run()
        assert house.catalog.listings() == []


class TestPages:
    @pytest.fixture(autouse=True)
    def _page(self, house: House) -> None:
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n")))
        house.follow("/harbour")

    def test_a_page_is_a_source_of_one_release(self, house: House) -> None:
        assert (house.run(), house.run()) == ("1 added", "nothing new")
        assert [(asked.path, asked.conditional) for asked in house.site.asked] == [("/harbour", True)]
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n"), "It is closed on Sundays."))
        assert house.run() == "1 changed"

    def test_a_page_that_is_gone_twice_is_withdrawn_and_comes_back(self, house: House) -> None:
        house.run()
        house.site.status("/harbour", 404)
        assert (house.run(), house.withdrawn("harbour")) == ("/harbour: answers 404 Not Found", None)
        assert house.run() == "/harbour: answers 404 Not Found, 1 withdrawn"
        assert house.catalog.get(f"{house.site.address}/harbour").text == HARBOUR
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n")))
        assert (house.run(), house.withdrawn("harbour")) == ("1 reinstated", None)

    def test_a_page_that_holds_no_release_any_more_is_a_failure_and_the_release_stays(self, house: House) -> None:
        house.run()
        house.site.put("/harbour", make_page("Releases", *(["Harbour"] * 20)))
        assert house.run() == "/harbour: a list, not a release: hardly a sentence in it"
        assert house.catalog.get(f"{house.site.address}/harbour").text == HARBOUR


WALL = make_page("Vexa talo", "Norvi ta kelle, ma tosse ven dalla on pressa.", "Sel tu vanne, kosta li pelle.", day="")
CORRECTED = ["The harbour of Port Quillan is open.", "It employs 1,200 people."]


class TestWhatStandsInTheWay:
    """Of a page that answers 200 with something else: the release stays, the reason is told, and it is tried later."""

    @pytest.fixture(autouse=True)
    def _page(self, house: House) -> None:
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n")))

    @pytest.mark.parametrize("wall", [*(pages[0] for pages in BARRIERS.values()), WALL])
    def test_a_followed_page_keeps_its_release_and_its_state(self, house: House, wall: str) -> None:
        address = house.follow("/harbour")
        house.run()
        house.site.put("/harbour", wall)
        assert house.run().startswith("/harbour: ")
        source = house.follower.sources.get(address)
        assert (source.failures, source.kind, source.outcome) == (1, "page", "1 added")
        assert source.error is not None
        assert source.error.startswith(f"{address}: ")
        assert datetime.fromisoformat(source.next_at) >= START + HOUR
        house.run()
        assert 2 <= (datetime.fromisoformat(house.follower.sources.get(address).next_at) - START) / HOUR <= 6
        assert len(house.catalog.versions(address)) == 1
        assert house.catalog.get(address).text == HARBOUR
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n")))
        assert house.run() == "nothing new"
        assert house.follower.sources.get(address).error is None

    def test_an_unknown_page_in_its_place_is_named_with_what_to_do_if_it_is_meant(self, house: House) -> None:
        house.follow("/harbour")
        house.run()
        house.site.put("/harbour", WALL)
        assert house.run() == (
            "/harbour: what stands there now ('Vexa talo') is the release no more: title and nearly all of the text "
            "are gone, and no day of its own is left. The stored version stays; if it is meant, communique remove "
            "/harbour, then communique add /harbour"
        )

    @pytest.mark.parametrize(
        "changed",
        [
            make_page("On the harbour", "This release has been withdrawn by the Ministry of Works.", day=""),
            make_page("Withdrawn", "The release “On the harbour” was withdrawn. It was wrong.", day=""),
            make_page("Notice", "Our release of May 6, 2031 has been withdrawn, as its figures were wrong.", day=""),
            make_page("Correction", *CORRECTED, day=""),
            make_page("Something else happened", "All of this is about other matters.", day="May 9, 2031"),
            make_page("Port Quillan", "It is closed on Sundays.", *HARBOUR.split("\n\n"), "It is new.", day=""),
        ],
    )
    def test_what_is_still_about_the_release_or_bears_a_day_is_a_version(self, house: House, changed: str) -> None:
        house.follow("/harbour")
        house.run()
        house.site.put("/harbour", changed)
        assert house.run() == "1 changed"

    def test_what_stood_in_the_way_first_does_not_keep_the_release_out(self, house: House) -> None:
        house.site.put("/harbour", WALL)
        house.follow("/harbour")
        assert house.run() == "1 added"  # nobody can know
        house.site.put("/harbour", make_page("On the harbour", *HARBOUR.split("\n\n")))
        assert house.run() == "1 changed"

    @pytest.mark.parametrize("wall", [BARRIERS["a check of browsers"][0], WALL])
    def test_so_does_the_page_of_an_entry(self, house: House, wall: str) -> None:
        house.feed(house.item("harbour", "In short …"))
        house.follow()
        house.run()
        house.site.put("/harbour", wall)
        assert house.run().startswith("1 unreadable (/harbour: ")
        assert house.site.paths() == ["/feed", "/harbour"]
        assert house.catalog.get(f"{house.site.address}/harbour").text == HARBOUR
        house.pass_time(HOUR)
        assert house.site.paths() == ["/feed"]  # the page is left alone for longer

    def test_a_feed_that_answers_with_a_page_stays_a_feed(self, house: House) -> None:
        house.feed(house.item("bridge"))
        address = house.follow()
        house.run()
        for page, reason in (
            (make_page("On the harbour", *HARBOUR.split("\n\n")), "the page 'On the harbour'"),
            (BARRIERS["a check of browsers"][0], "a page: a check of browsers stands there, no release"),
        ):
            house.site.put("/feed", page)
            assert house.run() == f"/feed: no feed stands there now, but {reason}. It stays followed as one"
            source = house.follower.sources.get(address)
            assert (source.kind, source.releases, source.outcome) == ("feed", 1, "1 added")
            assert source.failures > 0
            assert [listing.title for listing in house.catalog.listings()] == ["On the bridge"]
        house.feed(house.item("bridge"), house.item("pier"))
        assert house.run() == "1 added"

    def test_a_withdrawn_release_is_not_reinstated_by_a_page_that_says_that_nothing_is_there(
        self, house: House
    ) -> None:
        house.feed(house.item("bridge"))
        house.follow()
        house.run()
        house.feed(house.item("pier"))
        house.run()
        house.run()
        house.site.put("/bridge", BARRIERS["nothing is there"][0])
        assert house.pass_time(timedelta(days=2)) == ["nothing new"]
        assert "/bridge" in house.site.paths()
        assert house.withdrawn("bridge") is not None


class TestFailures:
    def test_a_broken_source_stops_no_other(self, house: House) -> None:
        for path in ("/missing", "/broken", "/feed", "/private"):
            house.follow(path)
        house.site.status("/broken", 500)
        house.site.put("/robots.txt", "User-agent: *\nDisallow: /private\n")
        house.feed(house.item("bridge"))
        assert [report.summary.replace(house.site.address, "") for report in house.reports()] == [
            "/missing: answers 404 Not Found",
            "/broken: answers 500 Internal Server Error",
            "1 added",
            "/private: the robots.txt of its host does not allow it",
        ]

    def test_a_fault_of_ours_stops_no_other_source_either(
        self, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        house.feed(house.item("bridge"))
        house.follow("/feed")
        house.follow("/other")
        house.site.put("/other", make_page("On the harbour", *HARBOUR.split("\n\n")))
        put = house.catalog.put
        faults = [OSError(28, "No space left on device")]

        def fail_once(*given: object) -> list[Outcome]:
            if faults:
                raise faults.pop()
            return put(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(house.catalog, "put", fail_once)
        first, second = house.reports()
        assert "a fault here: OSError(28, 'No space left on device')" in str(first.error)
        assert second.summary == "1 added"
        assert len(caplog.records) == 1
        assert house.run(f"{house.site.address}/feed") == "1 added"  # what was not stored is not taken for known

    def test_what_fails_is_tried_again_later_and_later(self, house: House) -> None:
        house.site.status("/feed", 500)
        address = house.follow()
        waits = []
        for _ in range(12):
            house.run()
            waits.append((datetime.fromisoformat(house.follower.sources.get(address).next_at) - START) / HOUR)
        assert [0.5 <= wait / 2**number <= 1.5 for number, wait in enumerate(waits[:7], start=1)] == [True] * 7
        assert 84 <= waits[-1] <= 252  # a week, more or less
        assert len(set(waits[-5:])) == 5
        house.feed(house.item("bridge"))
        house.run()
        source = house.follower.sources.get(address)
        assert (source.failures, source.error, source.outcome) == (0, None, "1 added")
        assert 0.9 <= (datetime.fromisoformat(source.next_at) - START) / HOUR <= 1.1

    def test_a_host_that_asks_us_to_wait_is_left_alone_as_long(self, house: House) -> None:
        house.site.status("/feed", 503, Retry_After=str(24 * 3600))
        address = house.follow()
        house.run()
        assert datetime.fromisoformat(house.follower.sources.get(address).next_at) >= START + timedelta(days=1)


class TestPanics:
    """What a library in Rust throws is no Exception."""

    @pytest.fixture
    def house(self, tmp_path: Path, sandbox: Sandbox) -> Iterator[House]:
        yield from make_house(tmp_path, sandbox, PanickingEmbedder("Zembla"))

    def test_an_entry_that_a_library_panics_at_is_an_error_and_the_others_are_added(self, house: House) -> None:
        house.feed(
            house.item("bridge"),
            house.item("zembla", "<p>Zembla has a king, and he is mad.</p>" * 40),
            house.item("pier"),
        )
        house.follow()
        assert house.run().startswith("2 added, 1 unreadable (/zembla: release '")
        assert [source.failures for source in house.follower.sources.all()] == [0]

    def test_a_page_that_a_library_panics_at_is_an_error_that_is_shown_and_tried_again_later(
        self, house: House
    ) -> None:
        house.site.put("/zembla", make_page("On Zembla", "Zembla has a mad king who lives in Port Quillan. " * 9))
        address = house.follow("/zembla")
        assert "cannot be cut into passages" in house.run()
        source = house.follower.sources.get(address)
        assert "cannot be cut into passages" in str(source.error)
        assert (source.failures, source.succeeded_at) == (1, None)

    def test_a_page_of_a_feed_that_a_library_panics_at_stops_no_other(self, house: House) -> None:
        house.site.put("/zembla", make_page("On Zembla", "Zembla has a mad king who lives in Port Quillan. " * 9))
        house.site.put("/pier", make_page("On the pier", HARBOUR * 3))
        house.feed(house.item("zembla", ""), house.item("pier", ""))
        house.follow()
        assert house.run().startswith("1 added, 1 unreadable (/zembla: ")


class TestState:
    def test_the_state_of_each_source_is_told(self, house: House) -> None:
        house.feed(house.item("bridge"), house.item("pier"))
        house.follow()
        house.follow("/missing")
        assert [(source.kind, source.looked_at) for source in house.follower.sources.all()] == [(None, None)] * 2
        house.reports()
        feed, missing = house.follower.sources.all()
        assert (feed.kind, feed.outcome, feed.error, feed.failures, feed.releases) == ("feed", "2 added", None, 0, 2)
        assert (feed.looked_at, feed.succeeded_at) == (START.isoformat(), START.isoformat())
        assert (missing.kind, missing.outcome, missing.failures, missing.succeeded_at) == (None, None, 1, None)
        assert missing.error == f"{house.site.address}/missing: answers 404 Not Found"

    def test_only_what_is_due_is_looked_at_and_by_one_process_alone(self, house: House) -> None:
        house.feed(house.item("bridge"))
        address = house.follow()
        (source,) = house.follower.sources.due(START)
        assert house.follower.sources.claim(source, START + HOUR)
        assert not house.follower.sources.claim(source, START + HOUR)
        assert house.pass_time(timedelta(0)) == []
        assert house.pass_time(HOUR) == ["1 added"]
        assert house.pass_time(timedelta(minutes=10)) == []
        assert house.follower.sources.get(address).releases == 1

    def test_following_twice_is_once_and_what_is_not_followed_is_unknown(self, house: House) -> None:
        address = house.follow()
        assert house.follower.add(address) is False
        with pytest.raises(UnknownSource, match=r"http://press\.example/ is not followed"):
            list(house.follower.run([address, "http://press.example/"]))
        with pytest.raises(UnknownSource):
            house.follower.sources.remove("http://press.example/")
        assert house.site.asked == []

    def test_the_releases_of_a_source_stay_when_it_is_followed_no_more(self, house: House) -> None:
        house.feed(house.item("bridge"))
        address = house.follow()
        house.run()
        house.follower.sources.remove(address)
        assert (house.follower.sources.all(), house.reports()) == ([], [])
        assert [listing.title for listing in house.catalog.listings()] == ["On the bridge"]

    def test_two_sources_may_tell_of_the_same_release(self, house: House) -> None:
        house.feed(house.item("bridge"))
        house.site.put("/all", make_feed(house.item("bridge"), house.item("pier")), "application/rss+xml")
        house.follow()
        house.follow("/all")
        assert [report.summary for report in house.reports()] == ["1 added", "1 added"]
        assert [source.releases for source in house.follower.sources.all()] == [1, 2]


def test_it_looks_by_itself_when_it_is_time(house: House) -> None:
    house.feed(house.item("bridge"))
    house.follow()
    with house.follower.running():
        deadline = datetime.now(UTC) + timedelta(seconds=20)
        while not house.catalog.listings():
            assert datetime.now(UTC) < deadline
    assert house.index.catch_up().manifest.releases == 1
