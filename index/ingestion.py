"""What was read goes into the catalog and the index, some releases at a time."""

from collections.abc import Iterable, Iterator, Sequence

from corpus.errors import InvalidRelease, UnreadableSource
from corpus.records import Outcome
from corpus.release import Release
from index.progress import Progress, ignore_progress
from index.sync import Index

Readings = Iterable[Release | UnreadableSource]

# Characters that are embedded, stored and acknowledged together: some five hundred passages, enough for a batch
# of equal lengths to be found among them, few enough that an interruption costs seconds.
_GROUP = 400_000


def ingest(
    index: Index, readings: Readings, progress: Progress = ignore_progress
) -> Iterator[Outcome | UnreadableSource]:
    """What became of each reading, in order, told once it is safely stored. Then the index catches up."""
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
    """The outcomes of a group; where one of it cannot be taken, of each by itself, so that the rest goes in."""
    try:
        return index.add(group, progress)
    except InvalidRelease as error:
        if len(group) == 1:
            return [UnreadableSource(group[0].id, str(error))]
    return [outcome for release in group for outcome in _add(index, [release], progress)]
