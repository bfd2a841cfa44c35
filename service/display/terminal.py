"""What the command line shows people: progress and tables. Data goes to stdout, the rest to stderr."""

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from corpus.dates import spell_day
from corpus.errors import UnreadableSource
from corpus.records import Listing, Outcome, StoredVersion
from corpus.release import Release
from index.facets import Count, Facet
from index.hits import Hit
from index.ingestion import Readings
from service.display.answers import Shown, as_rich, as_text
from service.display.similar import describe_similar
from service.verification import Newer, Verification

_MOST_COUNTS = 20
output = Console(highlight=False, markup=False, emoji=False)
notes = Console(stderr=True, highlight=False, markup=False, emoji=False)


def set_encoding() -> None:
    """Files and pipes get UTF-8, whatever the locale: quotes are verbatim. A terminal shows "?" for what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def complain(error: object) -> None:
    """Print an error on stderr; on one line, however long, so that it can be searched."""
    notes.print(str(error), style="red", soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON value on a line of its own, out at once: what was printed has happened."""
    sys.stdout.write(json_line(value))
    sys.stdout.flush()


def outcome_record(outcome: Outcome | UnreadableSource) -> dict[str, Any]:
    if isinstance(outcome, UnreadableSource):
        return {"outcome": "unreadable", "place": outcome.place, "reason": outcome.reason}
    return {"outcome": outcome.kind, "id": outcome.release_id, "version": outcome.version}


class _Rate(ProgressColumn):
    """Passages embedded, and how many a second."""

    def render(self, task: Task) -> Text:
        passages = int(task.fields["passages"])
        elapsed = task.finished_time or task.elapsed or 0.0
        rate = f" ({passages / elapsed:.0f}/s)" if elapsed and passages else ""
        return Text(f"{passages:,} passages{rate}")


class Meter:
    """The state of a long piece of work: characters done of all, passages embedded."""

    def __init__(self, progress: Progress, description: str, total: int | None) -> None:
        self._progress = progress
        self._total = total
        self._done = 0  # characters of releases that are safely stored
        self._task = progress.add_task(description, total=total, passages=0)

    def embedded(self, passages: int, characters: int) -> None:
        task = self._progress.tasks[self._task]
        completed = task.completed + characters
        if self._total is not None:
            completed = min(completed, self._total)
        self._progress.update(self._task, completed=completed, passages=task.fields["passages"] + passages)

    def stored(self, characters: int) -> None:
        self._done += characters
        completed = max(self._done, int(self._progress.tasks[self._task].completed))
        self._progress.update(self._task, completed=completed)


@contextmanager
def metering(description: str, total: int | None, *, quiet: bool) -> Iterator[Meter]:
    """A progress bar with rate and remaining time on stderr, where that is a terminal and nobody asked for quiet."""
    columns = (TextColumn("{task.description}"), BarColumn(), _Rate(), TimeRemainingColumn(elapsed_when_finished=True))
    with Progress(*columns, console=notes, disable=quiet, transient=False) as progress:
        yield Meter(progress, description, total)


def counted(readings: Readings, tell: Callable[[Release], None]) -> Iterator[Any]:
    """The readings as they are; `tell` hears of each release that goes by."""
    for reading in readings:
        if isinstance(reading, Release):
            tell(reading)
        yield reading


def show_answer(answer: Shown) -> None:
    """Off a terminal no line is broken: a quote stands there as it stands in the release."""
    output.print(as_rich(answer) if output.is_terminal else Text(as_text(answer)), soft_wrap=not output.is_terminal)


def show_listings(listings: Sequence[Listing]) -> None:
    table = Table("date", "title", "publisher", "id", box=None, pad_edge=False, header_style="bold")
    for listing in listings:
        day = listing.published.isoformat()[:10] if listing.published else "–"
        title = f"{listing.title} (withdrawn {listing.withdrawn_at[:10]})" if listing.withdrawn_at else listing.title
        table.add_row(day, Text(title), Text(listing.publisher or ""), Text(listing.id, overflow="fold"))
    output.print(table)


def show_hits(hits: Sequence[Hit], *, versions: bool) -> None:
    """`versions` names that of each hit, for when an earlier time was asked about and a place may have moved since."""
    for rank, hit in enumerate(hits, start=1):
        day = spell_day(hit.release.published)
        place = f"{hit.passage.release_id}#{hit.passage.start}-{hit.passage.end}"
        output.print(Text.assemble((f"{rank}. ", "bold cyan"), (hit.release.title, "bold"), f"  {day}"))
        also = "".join(f", also {copy.release.id}#{copy.passage.start}-{copy.passage.end}" for copy in hit.also)
        version = f", version {hit.passage.version[:8]}" if versions else ""
        output.print(Text(f"{place}{version}{also}", style="dim"), soft_wrap=True)
        output.print(Text(hit.passage.text), "\n")


def show_facets(facets: Mapping[Facet, Sequence[Count]]) -> None:
    """A table of counts for each facet that has any; the longest show their first values."""
    for facet, counts in facets.items():
        if counts:
            table = Table(facet, "releases", box=None, pad_edge=False, header_style="bold")
            table.columns[1].justify = "right"
            for each in counts[:_MOST_COUNTS]:
                table.add_row(Text(each.label), f"{each.count:,}")
            output.print(table, "")


def show_release(release: Release, withdrawn_at: str | None) -> None:
    output.print(Text(release.title, style="bold"))
    withdrawn = f"withdrawn at its source on {withdrawn_at[:10]}" if withdrawn_at else None
    stated = (spell_day(release.published), release.publisher, release.source_url)
    facts = (*stated, release.embargo, withdrawn, f"version {release.version[:8]}")
    output.print(Text(" · ".join(fact for fact in facts if fact), style="dim"), soft_wrap=True)
    output.print()
    output.print(Text(release.text), soft_wrap=True)


def show_versions(versions: Sequence[StoredVersion]) -> None:
    told = any(version.told_at for version in versions)
    known_too = ["known, as told"] if told else []
    table = Table(
        "version", "stored", *known_too, "date", "characters", "title", box=None, pad_edge=False, header_style="bold"
    )
    for version in versions:
        day = version.published.isoformat()[:10] if version.published else "–"
        stored = f"{version.stored_at[:16].replace('T', ' ')} UTC"
        known = f"{version.told_at[:16].replace('T', ' ')} UTC" if version.told_at else "–"
        name = Text(version.version[:8], style="bold" if version.current else "")
        title = f"{version.title}{' (current)' if version.current else ' (undone)' if version.undone_at else ''}"
        table.add_row(name, stored, *([known] if told else []), day, f"{version.characters:,}", Text(title))
    output.print(table)


def json_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def show_verification(verification: Verification) -> None:
    if verification.reason is not None:
        output.print(f"Not verified: {verification.reason}.", soft_wrap=True)
    for release, span in verification.places:
        day = spell_day(release.published)
        output.print(f"{release.title}, {day}: {release.id}#{span.start}-{span.end}", soft_wrap=True)
    for similar in verification.similar:
        output.print(describe_similar(similar), soft_wrap=True)
    if verification.newer is not None:
        output.print(_describe_newer(verification.newer), soft_wrap=True)


def _describe_newer(newer: Newer) -> str:
    """Which version is current, since when, and whether the words still stand in it."""
    places = ", ".join(f"{newer.release.id}#{span.start}-{span.end}" for span in newer.places)
    stand = f"the words still stand there: {places}" if places else "the words no longer stand there"
    since = f"{newer.since[:16].replace('T', ' ')} UTC"
    return f"There is a newer version, {newer.release.version[:8]}, since {since}: {stand}"
