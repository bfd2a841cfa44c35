"""Polls followed sources: what is new is added, what has changed becomes a version, what is gone is marked."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from corpus.catalog import Catalog
from corpus.dates import Published
from corpus.errors import BarredPage, CommuniqueError, FetchFailed, GoneAddress, LinkedPage, UnreadableSource
from corpus.fetching.web import Look, Web
from corpus.lost_content import check_look
from corpus.pages import GONE_AFTER, Page, Pages
from corpus.records import Outcome
from corpus.release import Release
from corpus.rust_panics import panics_caught
from corpus.sources import FollowedSource, Sighting, Sources, sighting_of
from index.ingestion import ingest
from index.sync import Index
from service.background import Background
from service.sources.reports import Outcomes, Report, summarise_news
from service.sources.schedule import Schedule

_log = logging.getLogger(__name__)
_PAGES, _PAGES_ASKED = 50, 500  # pages of releases that are checked with one look at their source; if somebody asks
_NEVER_NEW = 16  # looks in a row that found nothing new, as if there had been so many
_CLAIM = timedelta(minutes=15)  # for which a look is ours; after a crash the source waits as long
_TICK = 1.0  # seconds between two checks for what is due
_STOP_WITHIN = 5.0  # seconds at shutdown; a look that takes longer dies with the process


class Follower:
    """Polls sources. One that fails, in whatever way, does not stop the others."""

    def __init__(
        self,
        catalog: Catalog,
        index: Index,
        web: Web,
        schedule: Schedule,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.sources = Sources(catalog.database)
        self._pages = Pages(catalog.database)
        self._catalog = catalog
        self._index = index
        self._web = web
        self._schedule = schedule
        self._clock = clock
        self.background = Background(
            name="sources", failing="sources cannot be followed", work=self._look_at_due, every=_TICK
        )
        self._stopped = self.background.stopped

    def add(self, address: str) -> bool:
        """Follow an address; False if it was followed already."""
        return self.sources.add(address, self._clock())

    def run(self, addresses: Sequence[str] = ()) -> Iterator[Report]:
        """Look at these sources, or at all, whether they are due or not. UnknownSource before anything is done."""
        for source in [self.sources.get(address) for address in addresses] or self.sources.all():
            yield self._look(source, asked=True)

    def run_due(self) -> Iterator[Report]:
        """Look at the sources that are due, and that no other process is looking at."""
        for source in self.sources.due(self._clock()):
            if self._stopped.is_set():
                return
            if self.sources.claim(source, self._clock() + _CLAIM):
                yield self._look(source, asked=False)

    def running(self) -> AbstractContextManager[None]:
        """Within the context, a thread looks at sources when they are due."""
        return self.background.running(_STOP_WITHIN)

    def _look_at_due(self) -> None:
        for report in self.run_due():
            _log.info("%s: %s", report.address, report.summary)

    # One source

    def _look(self, source: FollowedSource, *, asked: bool) -> Report:
        at = self._clock()
        try:
            with panics_caught():
                outcomes = [*self._look_at_source(source, at), *self._look_at_pages(source, at, listed=asked)]
        except GoneAddress as error:
            return self._failed(source, error, str(error), at, self._miss(source, at))
        except CommuniqueError as error:
            return self._failed(source, error, str(error), at)
        except Exception as error:  # noqa: BLE001 - a fault of ours or of the machine, and it is to stop no other source
            if not self._stopped.is_set():
                _log.exception("%s could not be followed", source.address)
            return self._failed(source, error, f"{source.address}: a fault here: {error!r:.200}", at)
        self.sources.note_success(source, summarise_news(outcomes), at, self._schedule.after_success(at))
        return Report(address=source.address, outcomes=tuple(outcomes))

    def _failed(
        self, source: FollowedSource, error: Exception, reason: str, at: datetime, outcomes: Outcomes = ()
    ) -> Report:
        wait = error.wait if isinstance(error, FetchFailed) else 0.0
        next_at = self._schedule.after_failures(at, source.failures + 1, wait)
        self.sources.note_failure(source, reason, at, next_at)
        final = isinstance(error, UnreadableSource) and not isinstance(error, (FetchFailed, BarredPage))
        return Report(address=source.address, outcomes=tuple(outcomes), error=reason, final=final)

    def _miss(self, source: FollowedSource, at: datetime) -> Outcomes:
        """Of a feed that is gone, the releases may well be there still."""
        gone = source.kind == "page" and self._pages.miss(source.address, None) >= GONE_AFTER
        return self._withdraw(source.address, at) if gone else []

    def _look_at_source(self, source: FollowedSource, at: datetime) -> Outcomes:
        told = self._pages.told(source.address)
        look = self._web.look(source.address, source.known, published=told)
        if not look.changed:
            return self._still(source, at)
        if look.kind == "feed":
            return self._take_feed(source, look, at)
        if source.kind == "feed":
            raise BarredPage(
                source.address, f"no feed stands there now, but {_describe(look)}. It stays followed as one"
            )
        return self._take_page(source, look, told, at)

    def _still(self, source: FollowedSource, at: datetime) -> Outcomes:
        if source.kind != "page":
            return []
        self._pages.touch(source.address, at)
        return self._found(source.address)

    def _take_page(self, source: FollowedSource, look: Look, told: Published | None, at: datetime) -> Outcomes:
        release = look.readings[0]
        if isinstance(release, UnreadableSource):
            raise release
        check_look(self._catalog, release, told)
        outcomes = self._store_one(release)
        self._pages.remember(source.address, release.id, release.version, look.validators, at)
        seen = Sighting(release_id=release.id, page=source.address, holds_text=True)
        self.sources.note_state(source, "page", look.validators, [seen], at)
        return [*outcomes, *self._found(release.id)]

    def _take_feed(self, source: FollowedSource, look: Look, at: datetime) -> Outcomes:
        releases = [read for read in look.readings if isinstance(read, Release)]
        outcomes = self._store(releases)
        state = [sighting_of(release) for release in releases] + [
            Sighting(release_id=read.url, page=read.url, holds_text=True, title=read.title, published=read.published)
            for read in look.readings
            if isinstance(read, LinkedPage)
        ]
        self.sources.note_state(source, "feed", look.validators, state, at)
        errors = (read for read in look.readings if isinstance(read, UnreadableSource))
        return [*outcomes, *(error for error in errors if not isinstance(error, LinkedPage))]

    # The pages of its releases

    def _look_at_pages(self, source: FollowedSource, at: datetime, *, listed: bool) -> Outcomes:
        outcomes: list[Outcome | UnreadableSource] = []
        limit = _PAGES_ASKED if listed else _PAGES
        for page in self._pages.due(source.number, at, listed=listed, limit=limit):
            if self._stopped.is_set():
                break
            try:
                outcomes += self._look_at_page(page, at)
            except Exception as error:  # a fault of ours, and it is to stop no other page
                if self._stopped.is_set():
                    raise
                _log.exception("%s could not be looked at", page.address)
                outcomes += self._fail(page, UnreadableSource(page.address, f"a fault here: {error!r:.200}"), at)
        return outcomes

    def _look_at_page(self, page: Page, at: datetime) -> Outcomes:
        if self._catalog.removed_among([page.release_id]):
            self._pages.postpone(page.address, self._schedule.after_page(at, _NEVER_NEW, holds_text=False))
            return []
        try:
            return self._take(page, self._read(page), at)
        except GoneAddress as error:
            misses = self._pages.miss(page.address, self._schedule.after_miss(at, page.misses + 1))
            if page.gone(misses):
                return self._withdraw(page.release_id, at)
            return [error] if page.holds_text else []
        except UnreadableSource as error:
            return self._fail(page, error, at)

    def _fail(self, page: Page, error: UnreadableSource, at: datetime) -> Outcomes:
        next_at = self._schedule.after_failures(at, page.failures + 1, getattr(error, "wait", 0.0))
        self._pages.fail(page.address, next_at)
        return [error] if page.holds_text else []

    def _read(self, page: Page) -> Look:
        if not page.holds_text and not self._catalog.withdrawn_at(page.release_id):
            return self._web.check(page.address, page.known)
        look = self._web.read_page(LinkedPage(page.address, page.title, page.address, page.published), page.known)
        for read in look.readings:
            if isinstance(read, BarredPage if not page.holds_text else UnreadableSource):
                raise read
            if isinstance(read, Release):
                check_look(self._catalog, read, page.published)
        # Where the feed has the text, a page is read only for whether what was withdrawn is back: 200 alone is no sign.
        return look if page.holds_text else replace(look, readings=())

    def _take(self, page: Page, look: Look, at: datetime) -> Outcomes:
        release = next((read for read in look.readings if isinstance(read, Release)), None)
        outcomes = self._store_one(release) if release else []
        version = release.version if release else None
        if look.changed:
            self._pages.remember(page.address, page.release_id, version, look.validators, at)
        steady = 0 if any(getattr(outcome, "kind", "") != "unchanged" for outcome in outcomes) else page.steady + 1
        next_at = self._schedule.after_page(at, steady, holds_text=page.holds_text)
        self._pages.schedule(page.address, at, next_at, steady=steady)
        return [*outcomes, *self._found(page.release_id)]

    # Releases

    def _store(self, releases: Sequence[Release]) -> Outcomes:
        """Stored and indexed when this returns; what somebody has removed or undone stays so."""
        removed = self._catalog.removed_among([release.id for release in releases])
        left = (release for release in releases if release.id not in removed)
        return list(ingest(self._index, [each for each in left if not self._catalog.is_undone(each.id, each.version)]))

    def _store_one(self, release: Release) -> Outcomes:
        """The only one of its page: if it cannot be taken, the page cannot be read."""
        outcomes = self._store([release])
        if outcomes and isinstance(error := outcomes[0], UnreadableSource):
            raise error
        return outcomes

    def _withdraw(self, release_id: str, at: datetime) -> Outcomes:
        return self._marked(release_id, lambda: self._catalog.withdraw(release_id, at))

    def _found(self, release_id: str) -> Outcomes:
        """It is there, again or still."""
        return self._marked(release_id, lambda: self._catalog.reinstate(release_id))

    def _marked(self, release_id: str, mark: Callable[[], Outcome]) -> Outcomes:
        if not self._catalog.has(release_id):
            return []
        outcome = mark()
        if outcome.kind == "unchanged":
            return []
        self._index.catch_up()
        return [outcome]


def _describe(look: Look) -> str:
    (read,) = look.readings[:1]
    return f"a page: {read.reason}" if isinstance(read, UnreadableSource) else f"the page {read.title[:80]!r}"
