"""What was done for an answer: how it was planned, what was searched and read, and what is missing."""

from dataclasses import dataclass
from typing import Literal

PlanKind = Literal["by_relevance", "by_date", "by_speaker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How an answer came about. Every statement is true of all releases that the question was asked of.

    plan              by relevance, by the dates of releases, or by whose words are asked for
    several           whether every sentence that belongs to the answer is quoted, not the best alone
    searched          releases that the question was asked of: all that meet its filters
    read_…            how many passages, of how many releases, were read sentence by sentence
    belonging         sentences that belong to the answer; those that are not quoted are "the rest" (`Answer.next_skip`)
    missing           what the releases lack; empty for an answer
    """

    plan: PlanKind
    several: bool
    searched: int
    read_passages: int
    read_releases: int
    belonging: int
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        """ "Searched 2,025 releases; read 6 passages of 4." """
        if not self.read_passages:
            return f"Searched {_count(self.searched, 'release')}."
        read = f"read {_count(self.read_passages, 'passage')} of {self.read_releases:,}"
        return f"Searched {_count(self.searched, 'release')}; {read}."


def _count(number: int, of_what: str) -> str:
    return f"{number:,} {of_what}{'' if number == 1 else 's'}"
