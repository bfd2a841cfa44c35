"""How often somebody may do something. The generic cell rate algorithm: one number for each of them, and no clock."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

from service.rate import Rate

_MOST = 100_000  # who is remembered; beyond, whoever was seen last the longest ago is forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left to somebody: `left` times now, and all of them again in `seconds`; `wait` if there is none now."""

    left: int
    seconds: float
    wait: float


class Throttle:
    """Counts by name. Each costs the same, however many names there are; the table is bounded."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        self.rate = rate
        self._clock = clock
        self._most = most
        self._full: OrderedDict[str, float] = OrderedDict()  # when somebody has all of his times again

    def __contains__(self, name: str) -> bool:
        """Whether somebody has less than all of his times."""
        return self._full.get(name, 0.0) > self._clock()

    def look(self, name: str) -> Allowance:
        """What is left."""
        return self._allowance(max(0.0, self._full.get(name, 0.0) - self._clock()))

    def take(self, name: str) -> Allowance:
        """Take one, if there is one; what is left then. `wait` is 0 where it was taken."""
        now = self._clock()
        before = self.look(name)
        if before.wait:
            return before
        self._full[name] = max(now, self._full.get(name, 0.0)) + self.rate.seconds / self.rate.times
        self._full.move_to_end(name)
        while len(self._full) > self._most:
            self._full.popitem(last=False)
        after = self.look(name)
        return Allowance(left=after.left, seconds=after.seconds, wait=0.0)

    def _allowance(self, owed: float) -> Allowance:
        """`owed` is how long it takes until nothing counts any more."""
        each = self.rate.seconds / self.rate.times
        wait = max(0.0, owed + each - self.rate.seconds)
        wait = wait if wait > each * 1e-6 else 0.0  # the sum of many parts is a little off
        left = 0 if wait else int((self.rate.seconds - owed) / each + 1e-6)
        return Allowance(left=left, seconds=owed, wait=wait)


def client_of(scope: Any) -> str:
    """Whom a request comes from. Of IPv6, the network: a single customer has 2^64 addresses."""
    client = scope.get("client")
    name = str(client[0]) if client else ""
    try:
        address = ip_address(name)
    except ValueError:
        return name
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return name
