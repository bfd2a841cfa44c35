"""What became of releases, in a few words; and reports of looks at sources."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import UnreadableSource
from corpus.records import Outcome

Outcomes = Sequence[Outcome | UnreadableSource]

_ORDER = (
    *("added", "changed", "restored", "dated", "withdrawn", "reinstated"),
    *("unchanged", "removed", "undone", "unreadable"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one look at a source brought; `error` is why it brought nothing.

    `final`: nothing that can be followed stands there, or we may not fetch it; to try again later is of no use.
    """

    address: str
    outcomes: tuple[Outcome | UnreadableSource, ...] = ()
    error: str | None = None
    final: bool = False

    @property
    def summary(self) -> str:
        """ "2 added, 1 changed", "nothing new", or the error."""
        if self.error and not self.outcomes:
            return self.error
        return ", ".join(filter(None, (self.error, summarise_news(self.outcomes))))


def summarise(outcomes: Outcomes) -> str:
    """ "3 added, 1 unchanged, 2 unreadable"; empty where there are none."""
    counts = Counter("unreadable" if isinstance(each, UnreadableSource) else each.kind for each in outcomes)
    return ", ".join(f"{counts[kind]:,} {kind}" for kind in _ORDER if counts[kind])


def summarise_news(outcomes: Outcomes) -> str:
    """ "2 added, 1 unreadable (…/feed, entry 3: no text in it)"; "nothing new" where all is as it was."""
    errors = [each for each in outcomes if isinstance(each, UnreadableSource)]
    news = [each for each in outcomes if isinstance(each, Outcome) and each.kind != "unchanged"]
    return (summarise([*news, *errors]) or "nothing new") + (f" ({errors[0]})" if errors else "")
