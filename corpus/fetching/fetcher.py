"""Fetches an address: politely, within limits, and only where it is allowed (docs/decisions/0019-fetching.md)."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from corpus.dates import parse_mail_date
from corpus.errors import FetchFailed, FetchTimedOut, GoneAddress, RefusedAddress, UnreadableSource
from corpus.fetching import robots
from corpus.fetching.client import Address, Client, Reply
from corpus.fetching.networks import Networks
from corpus.fetching.pacing import Pace
from corpus.fetching.resolving import Resolver, SystemResolver
from corpus.fetching.robots import Remembered, Rules, parse_rules
from corpus.reading.media_types import parse_content_type

AGENT = "Communique"  # what a robots.txt calls us
LIMIT = 64 * 1024 * 1024  # bytes of one answer, packed and unpacked; each format has its own limit below it
HOPS = 5  # redirects; RFC 9309 wants as many for robots.txt
_ROBOTS_SECONDS = 10.0
_PATIENCE = 60.0  # seconds that we wait for our turn at a host
_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave with an answer, to be asked with whether that is still so (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        # What a header cannot carry is as good as not given: the page is sent once more.
        return {name: value for name, value in named.items() if value and value.isascii()}


NOTHING = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The content at an address.

    url         where it stands for good: redirects that are not permanent do not count
    data        None: it is still what it was when the validators were given
    media_type  as the server says, which is not yet true
    """

    address: str
    url: str
    data: bytes | None
    media_type: str
    charset: str | None
    validators: Validators


class Fetcher:
    """Fetches one address after the other, or several in several threads; what hosts ask for is kept between them."""

    def __init__(
        self,
        networks: Networks,
        *,
        resolver: Resolver | None = None,
        pause: float = 1.0,
        seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = Client(networks, resolver or SystemResolver(), f"{AGENT}/1 (reads press releases)")
        self._seconds = seconds
        self._pace = Pace(pause, clock)
        self._rules = Remembered(clock)

    def fetch(self, address: str, known: Validators = NOTHING) -> Fetched:
        """RefusedAddress, GoneAddress, FetchTimedOut or FetchFailed name the address and the reason."""
        asked = Address.parse(address)
        return _in_a_thread(lambda: self._fetch(asked, known))

    async def _fetch(self, asked: Address, known: Validators) -> Fetched:
        try:
            async with asyncio.timeout(self._seconds) as deadline:
                gate = _Gate(self._rules_of, self._pace, deadline)
                reply, url = await self._walk(asked, known.headers(), gate)
        except TimeoutError:
            raise FetchTimedOut(asked.text, f"takes longer than {self._seconds:g} seconds") from None
        _check_status(asked, reply, conditional=bool(known.headers()))
        return _fetched(asked, url, reply, known)

    async def _walk(self, asked: Address, headers: Mapping[str, str], gate: "_Gate") -> tuple[Reply, str]:
        """Follow redirects to the answer; each target is checked like the first address."""
        address, lasting, seen = asked, asked.text, {asked.text}
        for _ in range(HOPS + 1):
            try:
                await gate.enter(address)
                reply = await self._client.get(address, headers, LIMIT)
                target = _target(address, reply)
            except UnreadableSource as error:
                raise _told_of(asked, error) from None
            if target is None:
                return reply, lasting
            if target.text in seen:
                raise FetchFailed(asked.text, f"redirects in a circle, back to {target.text}")
            seen.add(target.text)
            if reply.status in _PERMANENT and lasting == address.text:
                lasting = target.text
            address = target
        raise FetchFailed(asked.text, f"redirects more than {HOPS} times")

    async def _rules_of(self, address: Address) -> Rules:
        known = self._rules.get(address.origin)
        if known is None:
            known = await self._read_rules(address.join("/robots.txt"))
            self._rules.put(address.origin, known)
        return known

    async def _read_rules(self, address: Address) -> Rules:
        """RFC 9309, 2.3.1: without a robots.txt everything is allowed; if it cannot be read, nothing is."""
        try:
            async with asyncio.timeout(_ROBOTS_SECONDS):
                for _ in range(HOPS + 1):
                    reply = await self._client.get(address, {}, robots.LIMIT, cut=True)
                    if (target := _target(address, reply)) is None:
                        return _rules(address, reply)
                    address = target
            return Rules(agent=AGENT)
        except TimeoutError:
            return Rules(agent=AGENT, unread=FetchTimedOut(address.text, f"no answer in {_ROBOTS_SECONDS:g} seconds"))
        except FetchFailed as error:
            return Rules(agent=AGENT, unread=error)


class _Gate:
    """What an address has to pass before it is asked for: its host's rules, and our turn."""

    def __init__(self, rules_of: Callable[[Address], Awaitable[Rules]], pace: Pace, deadline: asyncio.Timeout) -> None:
        self._rules_of = rules_of
        self._pace = pace
        self._deadline = deadline

    async def enter(self, address: Address) -> None:
        try:
            rules = await self._rules_of(address)
        except RefusedAddress as error:  # of the host itself, or of where its robots.txt redirects to
            raise RefusedAddress(address.text, error.reason) from None
        if rules.unread is not None:
            kind = type(rules.unread)
            reason = f"its host's rules cannot be read, so it is not fetched ({rules.unread})"
            raise kind(address.text, reason, rules.unread.wait)
        if not rules.allow(address.text):
            raise RefusedAddress(address.text, "the robots.txt of its host does not allow it")
        wait = self._pace.reserve(address.host, rules.delay, _PATIENCE)
        if wait > _PATIENCE:
            raise FetchFailed(address.text, f"its host is to be asked again in {wait:.0f} seconds only", wait)
        if not self._deadline.expired():  # if it just has, the next wait ends
            self._deadline.reschedule((self._deadline.when() or 0.0) + wait)  # waiting is no fault of the host
        await asyncio.sleep(wait)


def _target(address: Address, reply: Reply) -> Address | None:
    """The target of a redirect; None for all other answers."""
    location = reply.headers.get("location")
    return address.join(location) if reply.status in _REDIRECTS and location else None


def _told_of(asked: Address, error: UnreadableSource) -> UnreadableSource:
    """The error of a redirect's target, with the address that was asked for."""
    if error.place == asked.text:
        return error
    reason = f"redirects to {error}"
    if isinstance(error, FetchFailed):
        return type(error)(asked.text, reason, error.wait)
    return type(error)(asked.text, reason)


def _rules(address: Address, reply: Reply) -> Rules:
    if reply.status == HTTPStatus.OK:
        return parse_rules(reply.data, AGENT)
    if 400 <= reply.status < 500 and reply.status != HTTPStatus.TOO_MANY_REQUESTS:
        return Rules(agent=AGENT)
    return Rules(agent=AGENT, unread=FetchFailed(address.text, f"answers {_spell(reply.status)}", _wait(reply)))


def _check_status(asked: Address, reply: Reply, *, conditional: bool) -> None:
    if reply.status == HTTPStatus.OK or (conditional and reply.status == HTTPStatus.NOT_MODIFIED):
        return
    if reply.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise GoneAddress(asked.text, f"answers {_spell(reply.status)}")
    raise FetchFailed(asked.text, f"answers {_spell(reply.status)}", _wait(reply))


def _fetched(asked: Address, url: str, reply: Reply, known: Validators) -> Fetched:
    same = reply.status == HTTPStatus.NOT_MODIFIED
    media_type, charset = parse_content_type(reply.headers.get("content-type", ""))
    given = Validators(etag=reply.headers.get("etag"), last_modified=reply.headers.get("last-modified"))
    return Fetched(
        address=asked.text,
        url=url,
        data=None if same else reply.data,
        media_type=media_type,
        charset=charset,
        validators=known if same and not given.headers() else given,
    )


def _spell(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _wait(reply: Reply) -> float:
    """Retry-After in seconds: a number of them, or a moment."""
    stated = reply.headers.get("retry-after", "").strip()
    if stated.isdecimal():
        return float(stated[:9])
    try:
        moment = parse_mail_date(stated)
    except ValueError:
        return 0.0
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _in_a_thread(work: Callable[[], Awaitable[Fetched]]) -> Fetched:
    """In a thread, because the caller's may have a running loop already, as in a notebook."""
    found: list[Fetched] = []
    failed: list[BaseException] = []

    async def main() -> None:
        found.append(await work())

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:  # noqa: BLE001 - raised again below, in the caller's thread
            failed.append(error)

    thread = threading.Thread(target=run, name="fetcher", daemon=True)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found[0]
