"""Collapses hits from copies of one release: the best of the passages that say the same stays, and names the others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.passage import Passage
from corpus.records import Listing
from corpus.release import Release
from index.duplicates.near_duplicates import is_one, may_be_one
from index.ranking.candidates import Candidate
from index.ranking.scoring import ScoredCandidate

_KNOWN = 10_000  # pairs of versions whose comparison is remembered
_SHORTEST = 4  # analysed words: only sentences at least this long show that two passages say the same
_SHARED = 0.5  # share of a passage's words that are in sentences the other passage contains, too

Words = tuple[str, ...]
Compare = Callable[[Listing, Listing], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The passage of another copy of the release that says the same."""

    passage: Passage
    release: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The passages that remain, in their order, and the copies of each, by passage number."""

    kept: list[ScoredCandidate]
    copies: dict[int, tuple[Copy, ...]]


def are_two(_one: Listing, _other: Listing) -> bool:
    """Never the same: a `Compare` for use where each id is a release of its own."""
    return False


def make_compare(get_version: Callable[[str, str], Release]) -> Compare:
    """A function that tells whether two listings are of one release. Results are cached: a version never changes."""

    @lru_cache(maxsize=_KNOWN)
    def are_one(one: tuple[str, str], other: tuple[str, str]) -> bool:
        return is_one(get_version(*one), get_version(*other))

    def compare(one: Listing, other: Listing) -> bool:
        first, second = sorted([(one.id, one.version), (other.id, other.version)])
        return may_be_one(one.published, other.published) and are_one(first, second)

    return compare


def collapse_duplicates(ranked: Sequence[ScoredCandidate], compare: Compare) -> Folded:
    """Drop each passage whose sentences mostly appear in a better passage of another copy of the same release.

    Releases are compared only when they share a sentence, so without copies this costs next to nothing.
    """
    kept: list[ScoredCandidate] = []
    copies: dict[int, list[Copy]] = {}
    holding: dict[Words, list[ScoredCandidate]] = {}  # kept passages by the sentences they contain, best first
    for each in ranked:
        one = each.candidate
        if best := next(_copies_of(one, holding, compare), None):
            copy = Copy(passage=one.passage, release=one.release)
            copies.setdefault(best.candidate.fused.number, []).append(copy)
            continue
        kept.append(each)
        for words in _sentences(one):
            holding.setdefault(words, []).append(each)
    return Folded(kept=kept, copies={number: tuple(found) for number, found in copies.items()})


def _copies_of(
    one: Candidate, holding: dict[Words, list[ScoredCandidate]], compare: Compare
) -> Iterator[ScoredCandidate]:
    """Kept passages of copies of this release that say most of what this one says, best first."""
    shared: dict[int, int] = {}
    found: dict[int, ScoredCandidate] = {}
    for words in _sentences(one):
        for each in holding.get(words, ()):
            number = each.candidate.fused.number
            shared[number] = shared.get(number, 0) + len(words)
            found[number] = each
    size = sum(len(sentence.words) for sentence in one.sentences)
    alike = [each for number, each in found.items() if shared[number] >= _SHARED * size]
    alike.sort(key=lambda each: (-each.score, each.candidate.passage.id))
    return (
        each
        for each in alike
        if each.candidate.release.id != one.release.id and compare(each.candidate.release, one.release)
    )


def _sentences(one: Candidate) -> set[Words]:
    return {sentence.words for sentence in one.sentences if len(sentence.words) >= _SHORTEST}
