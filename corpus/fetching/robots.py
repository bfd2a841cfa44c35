"""robots.txt (RFC 9309): what a host allows programs to fetch, and how fast. The only file that knows protego."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from corpus.errors import FetchFailed

LIMIT = 512 * 1024  # bytes that are read of it; RFC 9309 asks for 500 KiB at least
KEPT = 24 * 3600.0  # seconds for which it is taken as still so
_KEPT_FAILURE = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a robots.txt says to one program; `unread` is why it could not be read, and then nothing is allowed."""

    agent: str
    parsed: Protego | None = None
    unread: FetchFailed | None = None

    def allow(self, url: str) -> bool:
        return self.unread is None and (self.parsed is None or bool(self.parsed.can_fetch(url, self.agent)))

    @property
    def delay(self) -> float:
        """Seconds between two requests that it asks for; 0 where it asks for none."""
        return float(self.parsed.crawl_delay(self.agent) or 0.0) if self.parsed is not None else 0.0


def parse_rules(data: bytes, agent: str) -> Rules:
    return Rules(agent=agent, parsed=Protego.parse(data.decode("utf-8-sig", errors="replace")))


class Remembered:
    """The rules of hosts for a while; a failure for a shorter one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rules: dict[str, tuple[float, Rules]] = {}

    def get(self, origin: str) -> Rules | None:
        until, rules = self._rules.get(origin, (0.0, None))
        return rules if self._clock() < until else None

    def put(self, origin: str, rules: Rules) -> None:
        now = self._clock()
        self._rules = {name: kept for name, kept in self._rules.items() if kept[0] > now}
        self._rules[origin] = (now + (KEPT if rules.unread is None else _KEPT_FAILURE), rules)
