"""Puts what was read into the catalog and the index, a group of releases at a time."""

from collections.abc import Iterable, Iterator, Sequence

from corpus.errors import InvalidRelease, UnreadableSource
from corpus.records import Outcome
from corpus.release import Release
from index.progress import Progress, ignore_progress
from index.sync import Index

Readings = Iterable[Release | UnreadableSource]

# Characters that are embedded, stored and acknowledged together, about five hundred passages: enough to form batches
# of equal length, few enough that an interruption costs only seconds.
_GROUP = 400_000


def ingest(
    index: Index, readings: Readings, progress: Progress = ignore_progress
) -> Iterator[Outcome | UnreadableSource]:
    """Yield the outcome of each reading, in order, once it is safely stored. The index catches up at the end."""
    group: list[Release] = []
    for reading in readings:
        if isinstance(reading, UnreadableSource):
            yield reading
            continue
        group.append(reading)
        if sum(len(release.text) for release in group) >= _GROUP:
            yield from _add(index, group, progress)
            group = []
    yield from _add(index, group, progress)
    index.catch_up(progress)


def _add(index: Index, group: Sequence[Release], progress: Progress) -> Sequence[Outcome | UnreadableSource]:
    """The outcomes of a group. If one release cannot be added, each is added by itself, so that the rest goes in."""
    try:
        return index.add(group, progress)
    except InvalidRelease as error:
        if len(group) == 1:
            return [UnreadableSource(group[0].id, str(error))]
    return [outcome for release in group for outcome in _add(index, [release], progress)]
