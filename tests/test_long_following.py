"""Two hundred looks at a site that serves everything but what it should, and now and then what it should."""

import random
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest
from barriers import BARRIERS
from factories import HARBOUR, make_index
from websites import Site, make_feed, make_fetcher, make_item, make_page

from corpus.catalog import Catalog
from corpus.fetching.web import Web
from corpus.reading import Sandbox
from index.hashing_embedder import HashingEmbedder
from service.sources.follower import Follower
from service.sources.schedule import Schedule

LOOKS = 100  # at each of a page and a feed
TITLE = "Minister opens the harbour of Port Quillan"
JUNK = [*chain.from_iterable(BARRIERS.values()), make_page("Vexa talo", "Norvi ta kelle, ma tosse ven dalla.", day="")]


def text(edit: int) -> str:
    return f"{' '.join(HARBOUR.split())} The harbour has {100 + edit} berths now, the Minister said."


def texts(catalog: Catalog, release_id: str) -> list[str]:
    return [catalog.get_version(release_id, each.version).text for each in catalog.versions(release_id)]


def stand_in(site: Site, path: str, dice: random.Random) -> None:
    """Something else than the release: mostly with 200, at times an error, now and then no answer."""
    chance = dice.random()
    if chance < 0.02:
        site.at(path, lambda _: site.closing.wait(60.0))
    elif chance < 0.2:
        site.status(path, dice.choice((403, 429, 500, 502, 503)))
    else:
        site.put(path, dice.choice(JUNK))


@pytest.mark.slow
def test_every_edit_becomes_a_version_and_nothing_else_does(tmp_path: Path) -> None:
    dice = random.Random(16)  # noqa: S311 - a sequence of looks, no secret
    catalog, index = make_index(tmp_path, HashingEmbedder())
    with Site() as site, Sandbox() as sandbox, catalog:
        web = Web(make_fetcher(seconds=8.0), sandbox)
        follower = Follower(catalog, index, web, Schedule(timedelta(hours=1), dice), lambda: datetime.now(UTC))
        page, feed, entry = (site.address + path for path in ("/harbour", "/feed", "/entry"))
        edits = {page: [text(0)], feed: [text(0)]}

        def put(address: str) -> None:
            """What the release is by now."""
            now = edits[address][-1]
            if address == page:
                site.put("/harbour", make_page(TITLE, now))
            else:
                site.put("/feed", make_feed(make_item(entry, TITLE, f"<p>{now}</p>" * 3)), "application/rss+xml")

        for address in (page, feed):
            put(address)
            follower.add(address)
        for look in range(LOOKS):
            wanted: dict[str, bool] = {}
            for address, path in ((page, "/harbour"), (feed, "/feed")):
                chance = dice.random() if look else 0.0
                wanted[address] = chance < 0.3 or (address == feed and 0.3 <= chance < 0.4)
                if chance < 0.15:
                    edits[address] += [text(look)] if look else []
                    put(address)
                elif chance < 0.3:
                    put(address)
                elif chance < 0.4 and address == feed:
                    site.put(path, make_feed(), "application/rss+xml")
                else:
                    stand_in(site, path, dice)
            list(follower.run())
            for source in follower.sources.all():
                assert (source.error is None) == wanted[source.address], (look, source.error, source.outcome)
                assert (source.failures == 0) == wanted[source.address]
        assert [source.kind for source in follower.sources.all()] == ["page", "feed"]
        assert texts(catalog, page) == edits[page]
        assert catalog.get(page).text == edits[page][-1]
        assert [each.count("berths") for each in texts(catalog, entry)] == [3] * len(edits[feed])
        assert edits[feed][-1] in catalog.get(entry).text
        assert catalog.count()[0] == 2
