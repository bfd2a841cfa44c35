"""So many in so much time, as an operator writes it: "60/minute"."""

import re
from dataclasses import dataclass
from typing import Self

_PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_WRITTEN = re.compile(r"([1-9][0-9]{0,8})/(second|minute|hour|day)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many times in so many seconds: all at once, or one after the other."""

    times: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """ "60/minute". ValueError says what is taken."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"a number and a period, as 60/minute; periods are {', '.join(_PERIODS)}")
        return cls(times=int(found[1]), seconds=_PERIODS[found[2]])
