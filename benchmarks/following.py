"""64 successive states of a real feed, replayed in order through a local server, and followed.

At the end the corpus has to hold each release once, with its edits as versions. What the measuring data says of each
release over all 3,000 states of that feed (`edits`, `first_seen`, `last_changed`) has to fit what was seen in these 64.
The last state again has to be one conditional request and no change. The pages that entries link to cannot be reached
from here: a release that leaves the feed is looked for and not found out about.
"""

import hashlib
import json
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from corpus.catalog import Catalog
from corpus.fetching import Fetcher, Networks, parse_networks
from corpus.fetching.web import Web
from corpus.reading import Sandbox
from corpus.records import Outcome
from index.hashing_embedder import HashingEmbedder
from measuring import need, write_results
from reading_feeds import _SCRIPT, RELEASES, STATES
from service.assembly import make_index, open_catalog
from service.settings import read_settings
from service.sources.follower import Follower
from service.sources.reports import Report
from service.sources.schedule import Schedule

PATH = "/rss-feed/press-releases/feed/"


@dataclass(slots=True)
class Replay:
    """What the server sends now, and what was asked of it: (path, whether conditional, status)."""

    data: bytes = b""
    asked: list[tuple[str, bool, int]] = field(default_factory=list)


class NoNames:
    """Nothing but this machine can be reached."""

    def addresses(self, host: str, port: int) -> Sequence[str]:
        raise OSError(-2, f"{host}:{port} is not resolved in this benchmark")


def main() -> None:
    states = json.loads(need(STATES / "index.json").read_text(encoding="utf-8"))
    with need(RELEASES).open(encoding="utf-8") as lines:
        gold = {record["url"]: record for record in map(json.loads, lines)}
    settings = read_settings(data=Path(tempfile.mkdtemp()), model="hashing")
    embedder = HashingEmbedder()
    now = [datetime.fromisoformat(states[0]["when"])]
    with open_catalog(settings) as catalog, Sandbox() as sandbox, serving() as (replay, address):
        web = Web(Fetcher(Networks(allowed=parse_networks("127.0.0.0/8")), resolver=NoNames(), pause=0), sandbox)
        schedule = Schedule(timedelta(hours=1), random.Random(1))  # noqa: S311
        index = make_index(settings, catalog, embedder)
        follower = Follower(catalog, index, web, schedule, lambda: now[0])
        follower.add(address + PATH)
        started = time.perf_counter()
        changed_at = dict(replay_states(states, replay, follower, now))
        seconds = time.perf_counter() - started
        requests = list(replay.asked)
        last = look_again(catalog, replay, follower)
        figures = describe(catalog, gold, changed_at, [datetime.fromisoformat(state["when"]) for state in states])
    results = {"states": len(states), "seconds": round(seconds, 1), "requests": summarise(requests)}
    results |= {"last_state_again": last} | figures
    print(json.dumps(results, indent=2))
    write_results("following", results)


@contextmanager
def serving() -> Iterator[tuple[Replay, str]]:
    """A server that sends one feed with its ETag, and 304 to whoever knows it."""
    replay = Replay()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("If-None-Match")
            etag = f'"{hashlib.sha256(replay.data).hexdigest()[:16]}"'
            status = 404 if self.path != PATH else 304 if known == etag else 200
            replay.asked.append((self.path, known is not None, status))
            data = replay.data if status == 200 else b""
            self.send_response(status)
            for name, value in {
                "ETag": etag,
                "Content-Type": "application/rss+xml",
                "Content-Length": len(data),
            }.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield replay, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def replay_states(
    states: Sequence[dict[str, str]], replay: Replay, follower: Follower, now: list[datetime]
) -> Iterator[tuple[tuple[str, str], datetime]]:
    """When each (release, version) came, by the time of the state that brought it."""
    for state in states:
        now[0] = datetime.fromisoformat(state["when"])
        replay.data = (STATES / state["file"]).read_bytes()
        (report,) = follower.run()
        expect_success(report)
        for outcome in report.outcomes:
            if isinstance(outcome, Outcome) and outcome.kind in {"added", "changed"}:
                yield (outcome.release_id, outcome.version), now[0]


def look_again(catalog: Catalog, replay: Replay, follower: Follower) -> dict[str, Any]:
    replay.asked.clear()
    before = catalog.last_change()
    (report,) = follower.run()
    expect_success(report)
    return {"requests": summarise(replay.asked), "summary": report.summary, "changes": catalog.last_change() - before}


def describe(
    catalog: Catalog,
    gold: dict[str, dict[str, Any]],
    changed_at: dict[tuple[str, str], datetime],
    times: Sequence[datetime],
) -> dict[str, Any]:
    listings = catalog.listings()
    seen = {row["release_id"]: row for row in catalog.database.rows("SELECT * FROM sightings")}
    versions = {listing.id: catalog.versions(listing.id) for listing in listings}
    known = [listing.id for listing in listings if listing.id in gold]
    texts = {name: [catalog.get_version(name, each.version) for each in stored] for name, stored in versions.items()}
    worded = {name: len({(each.title, each.text) for each in stored}) for name, stored in texts.items()}
    fits = {name: fit(gold[name], seen[name], worded[name], changed_at, times) for name in known}
    return {
        "releases": len(listings),
        "ids_that_stand_twice": len(listings) - len({listing.id for listing in listings}),
        "titles_and_days_that_stand_twice": len(listings)
        - len({(each.title, str(each.published)) for each in listings}),
        "in_measuring_data": len(known),
        "versions": sum(map(len, versions.values())),
        "releases_by_versions": dict(sorted(Counter(map(len, versions.values())).items())),
        "versions_whose_date_alone_differs": sum(map(len, versions.values())) - sum(worded.values()),
        "withdrawn": sum(listing.withdrawn_at is not None for listing in listings),
        "texts_with_words_of_a_script": sum(
            bool(_SCRIPT.search(each.text)) for stored in texts.values() for each in stored
        ),
        "fits": {name: sum(each[name] for each in fits.values()) for name in next(iter(fits.values()))},
        "do_not_fit": {
            name: {
                "edits": gold[name]["edits"],
                "versions": len(versions[name]),
                "last_changed": gold[name]["last_changed"],
            }
            for name, each in fits.items()
            if not all(each.values())
        },
    }


def fit(
    record: dict[str, Any],
    seen: Any,
    versions: int,
    changed_at: dict[tuple[str, str], datetime],
    times: Sequence[datetime],
) -> dict[str, bool]:
    """Whether what was seen of a release can be what the measuring data says of it.

    first_seen    it came with the first of our states at or after the moment at which it was first there
    edits         no more versions, in title or text, than edits allow; at least two where one falls between the states
                  that hold it. The measuring data does not count an edit of the date alone
    last_changed  its last version came with the first of our states at or after the last edit, if one of them holds it
    """
    first, last = (datetime.fromisoformat(seen[name]) for name in ("first_seen", "last_seen"))
    since, edited = (datetime.fromisoformat(record[name]) for name in ("first_seen", "last_changed"))
    within = record["edits"] > 0 and first < edited <= last
    latest = max(moment for (release_id, _), moment in changed_at.items() if release_id == record["url"])
    expected = next((moment for moment in times if moment >= edited), None) if within else None
    return {
        "first_seen": first == next(moment for moment in times if moment >= since),
        "edits": (2 if within else 1) <= versions <= record["edits"] + 1,
        "last_changed": latest == expected if within else True,
    }


def summarise(asked: Sequence[tuple[str, bool, int]]) -> dict[str, int]:
    """How often what was asked for."""
    counted = Counter(
        "robots.txt" if path != PATH else f"{'conditional' if conditional else 'plain'}, {status}"
        for path, conditional, status in asked
    )
    return dict(sorted(counted.items()))


def expect_success(report: Report) -> None:
    if report.error:
        raise SystemExit(report.error)


if __name__ == "__main__":
    main()
