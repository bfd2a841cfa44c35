"""Pages of a local site are added to a served corpus while 8 clients keep asking it over HTTP.

For each page: how long after the site has sent it a search finds it. For each answer of the clients: no error, every
quote where it says, and no state between two snapshots: an index id always goes with the same numbers of releases and
passages, and these only grow. The embedding model and the reader are the default ones, unless `--model hashing` is
given; releases are invented.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from measuring import write_results
from service.display.terminal import json_line

CLIENTS, PAGES, ALONE, RELEASES, KEY = 8, 20, 5, 60, "benchmark-key"
QUESTIONS = ("What did Motegi offer Cambodia?", "What did Norvania pay for the bridge?", "Who opened the harbour?")


@dataclass(slots=True)
class Site:
    """A page for each number; `sent` is when each was sent, by the clock that everything here goes by."""

    sent: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Findings:
    """What the clients saw. `states` are (releases, passages) by index id."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    quotes: int = 0
    states: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Client:
    """One that asks again and again, and looks at what it gets."""

    address: str
    findings: Findings
    done: threading.Event

    @cached_property
    def http(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.address, timeout=60)

    def ask_until_done(self, seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311
        releases = 0
        while not self.done.is_set():
            started = time.monotonic()
            try:
                releases = self._look_at(self._ask(dice.choice(QUESTIONS)), releases)
            except (httpx2.HTTPError, AssertionError, KeyError, ValueError) as error:
                self.findings.errors.append(repr(error))
            self.findings.seconds.append(time.monotonic() - started)

    def _ask(self, question: str) -> dict[str, Any]:
        response = self.http.post("/v1/ask", json={"question": question})
        expect(response.status_code == 200, response.text)
        body: dict[str, Any] = response.json()
        return body

    def _look_at(self, answer: dict[str, Any], before: int) -> int:
        """How many releases there are now."""
        index = answer["index"]
        state = (index["releases"], index["passages"])
        expect(self.findings.states.setdefault(index["id"], state) == state, f"two states of index {index['id']}")
        expect(state[0] >= before, f"{state[0]} releases after {before}")
        for found in [*answer["citations"], *answer["passages"]]:
            path = f"/v1/releases/{quote(found['release_id'], safe='')}/text"
            text = self.http.get(path, params={"version": found["version"]}).text
            said = found.get("quote") or found["text"]
            expect(text[found["start"] : found["end"]] == said, f"{said!r} does not stand at {found['start']}")
            self.findings.quotes += 1
        return int(state[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    model = parser.parse_args().model
    findings, done = Findings(), threading.Event()
    with serving_site() as (site, source), serving_corpus(model) as address:
        alone = [add_page(address, source, PAGES + number, site) for number in range(ALONE)]
        client = Client(address, findings, done)
        threads = [threading.Thread(target=client.ask_until_done, args=(seed,)) for seed in range(CLIENTS)]
        for thread in threads:
            thread.start()
        added = [add_page(address, source, number, site) for number in range(PAGES)]
        done.set()
        for thread in threads:
            thread.join()
    results = {"model": model, "load_average": [round(load, 1) for load in os.getloadavg()], "clients": CLIENTS}
    results |= {"seconds_without_clients": take_times(alone)} | describe(added, findings)
    print(json.dumps(results, indent=2))
    write_results("live_adding" if model != "hashing" else "live_adding_hashing", results)


def add_page(address: str, source: str, number: int, site: Site) -> dict[str, float]:
    """Seconds: of the whole request, from the page being sent to the answer, and from there until a search finds it."""
    page = f"{source}/lighthouse-{number}"
    started = time.monotonic()
    headers = {"Authorization": f"Bearer {KEY}"}
    response = httpx2.post(f"{address}/v1/releases", json={"source_url": page}, headers=headers, timeout=60)
    answered = time.monotonic()
    expect(response.status_code == 201, response.text)
    looks = 0
    while not finds(address, f"lighthouse number {number} of Cape Orvell", page):
        looks += 1
        expect(time.monotonic() - answered < 30, f"{page} is not found")
    found = time.monotonic()
    sent = site.sent[f"/lighthouse-{number}"]
    return {
        "request": answered - started,
        "from_sent_to_answered": answered - sent,
        "from_sent_to_found": found - sent,
        "looks_that_did_not_find_it": looks,
    }


def finds(address: str, query: str, release_id: str) -> bool:
    parameters = {"q": query, "sort": "newest", "limit": "100"}
    found = httpx2.get(f"{address}/v1/search", params=parameters, timeout=60).json()["data"]
    return any(passage["release_id"] == release_id for passage in found)


@contextmanager
def serving_site() -> Iterator[tuple[Site, str]]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = re.fullmatch(r"/lighthouse-(\d+)", self.path)
            data = make_page(int(found[1])).encode() if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            site.sent[self.path] = time.monotonic()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def serving_corpus(model: str) -> Iterator[str]:
    """The address of `communique serve` over the bundled release and invented ones."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "releases.jsonl"
        file.write_text("".join(map(json_line, make_releases())), encoding="utf-8")
        environment = os.environ | {
            "COMMUNIQUE_DATA": str(Path(folder) / "data"),
            "COMMUNIQUE_MODEL": model,
            "COMMUNIQUE_PORT": "0",
            "COMMUNIQUE_WRITE_KEYS": KEY,
            "COMMUNIQUE_PRIVATE_NETWORKS": "127.0.0.0/8",
            "COMMUNIQUE_FETCH_PAUSE": "0",
        }
        command = [sys.executable, "-m", "service.cli"]
        subprocess.run([*command, "add", "--bundled", str(file)], env=environment, check=True)
        with subprocess.Popen([*command, "serve"], env=environment, stdout=subprocess.PIPE, text=True) as process:
            if process.stdout is None or not (found := re.search(r"http://\S+", process.stdout.readline())):
                raise SystemExit("the service printed no address")
            try:
                yield found[0]
            finally:
                process.terminate()


def make_releases() -> Iterator[dict[str, Any]]:
    dice = random.Random(20_310_506)  # noqa: S311
    for number in range(RELEASES):
        text = " ".join(make_sentence(dice) for _ in range(dice.randint(5, 12)))
        day = f"2031-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        yield {"id": f"statement-{number}", "title": f"Statement {number}", "text": text, "published": day}


def make_sentence(dice: random.Random) -> str:
    who = dice.choice(["Norvania", "Astrelle", "Minister Ostrander", "President Maroush"])
    what = dice.choice(["opened harbour", "paid for bridge", "signed treaty", "closed road", "praised school"])
    return f"{who} {what} {dice.randrange(400)} in Port Quillan for {dice.randrange(10**6)} crowns."


def make_page(number: int) -> str:
    dice = random.Random(number)  # noqa: S311
    title = f"The lighthouse number {number} of Cape Orvell"
    said = [
        f"The lighthouse number {number} of Cape Orvell was lit again on Monday.",
        *(make_sentence(dice) for _ in "12345"),
    ]
    lines = "".join(f"<p>{sentence}</p>" for sentence in said)
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{lines}</body></html>"


def take_times(added: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    return {
        name: {"median": round(statistics.median(values), 2), "most": round(max(values), 2)}
        for name in ("request", "from_sent_to_answered", "from_sent_to_found")
        if (values := [page[name] for page in added])
    }


def describe(added: list[dict[str, float]], findings: Findings) -> dict[str, Any]:
    return {
        "pages_added": len(added),
        "seconds": take_times(added),
        "pages_not_found_by_the_first_search": sum(page["looks_that_did_not_find_it"] > 0 for page in added),
        "answers": len(findings.seconds),
        "answer_seconds_median": round(statistics.median(findings.seconds), 2),
        "answer_seconds_most": round(max(findings.seconds), 2),
        "errors": len(findings.errors),
        "first_errors": findings.errors[:3],
        "quotes_and_passages_checked": findings.quotes,
        "states_of_the_index_seen": len(findings.states),
    }


def expect(holds: bool, message: str) -> None:  # noqa: FBT001
    if not holds:
        raise AssertionError(message)


if __name__ == "__main__":
    main()
