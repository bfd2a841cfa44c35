"""When a source, or the page of a release, is polled next: soon if things change there, later if nothing does."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY = timedelta(days=1)
_LONGEST = 7 * DAY  # for what fails, and for a page that holds a release's text
_LONGEST_CHECK = 30 * DAY  # for a page that is only looked at to see whether it is there


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything moves by up to a tenth, failures by up to a half: what begins together does not stay together."""

    every: timedelta
    dice: random.Random = field(default_factory=random.Random)

    def after_success(self, at: datetime) -> datetime:
        return at + self._shifted(self.every, 0.1)

    def after_failures(self, at: datetime, failures: int, wait: float) -> datetime:
        """`failures` in a row, this one counted; `wait` is for how many seconds the host asked."""
        pause = self._shifted(min(_doubled(self.every, failures), _LONGEST), 0.5)
        return at + max(pause, timedelta(seconds=min(wait, _LONGEST.total_seconds())))

    def after_page(self, at: datetime, steady: int, *, holds_text: bool) -> datetime:
        """A page of a release that was there, `steady` times in a row with nothing new."""
        base, longest = (self.every, _LONGEST) if holds_text else (DAY, _LONGEST_CHECK)
        return at + self._shifted(min(_doubled(base, steady), longest), 0.1)

    def after_miss(self, at: datetime, misses: int) -> datetime:
        """A page that was not there: it is looked at once more when its source is; later ones are for its return."""
        return at if misses < 2 else at + self._shifted(min(_doubled(DAY, misses - 2), _LONGEST_CHECK), 0.1)

    def _shifted(self, pause: timedelta, share: float) -> timedelta:
        return pause * self.dice.uniform(1 - share, 1 + share)


def _doubled(pause: timedelta, times: int) -> timedelta:
    return pause * (1 << min(times, 16))
