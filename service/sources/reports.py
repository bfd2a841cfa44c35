"""Reports of looks at sources, and their summary in a few words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import UnreadableSource
from corpus.records import Outcome

Outcomes = Sequence[Outcome | UnreadableSource]


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
        return ", ".join(filter(None, (self.error, spell(self.outcomes) if self.outcomes or not self.error else None)))


def spell(outcomes: Outcomes) -> str:
    """ "2 added, 1 unreadable (…/feed, entry 3: no text in it)"; "nothing new" where nothing is."""
    errors = [outcome for outcome in outcomes if isinstance(outcome, UnreadableSource)]
    counted = Counter(str(outcome.kind) for outcome in outcomes if isinstance(outcome, Outcome))
    kinds = ("added", "changed", "restored", "withdrawn", "reinstated")
    parts = [f"{counted[kind]:,} {kind}" for kind in kinds if counted[kind]]
    parts += [f"{len(errors):,} unreadable ({errors[0]})"] if errors else []
    return ", ".join(parts) or "nothing new"
