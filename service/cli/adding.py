"""communique add: reads files, folders, addresses and standard input into the catalog and the index."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import CommuniqueError, UnreadableSource
from corpus.fetching.web import is_address
from corpus.reading import BUNDLED, are_light, read_paths, read_stream
from corpus.records import Outcome
from corpus.release import Release
from index.ingestion import Readings
from service.assembly import Communique
from service.cli.common import FAILED, AsJson, opened
from service.display import terminal
from service.sources.reports import summarise
from service.stopping import Stopped


def add(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH…", help="Files, folders, addresses, or - for stdin.")
    ] = None,
    bundled: Annotated[bool, typer.Option("--bundled", help="The release that comes with communique.")] = False,  # noqa: FBT002
    trust_times: Annotated[  # noqa: FBT002
        bool,
        typer.Option(
            "--trust-times",
            help="Believe the times that JSONL and WARC tell: --as-of answers from them.",
        ),
    ] = False,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Read files, pages and feeds into the catalog and the index. The same release again changes nothing."""
    named = [*([str(BUNDLED)] if bundled else []), *(paths or [])]
    if not named:
        raise typer.BadParameter("name a file, a folder, an address, or - for standard input")
    outcomes: list[Outcome | UnreadableSource] = []
    with opened(context, make=True, write=True) as communique, _told_what_is_kept(outcomes):
        readings = _read(communique, named, trust_times=trust_times)
        _ingest(communique, named, readings, outcomes, as_json=as_json)
    (terminal.notes if as_json else terminal.output).print(summarise(outcomes) or "nothing to add")
    if any(isinstance(outcome, UnreadableSource) for outcome in outcomes):
        raise typer.Exit(FAILED)


def _ingest(
    communique: Communique,
    named: Sequence[str],
    read: Readings,
    outcomes: list[Outcome | UnreadableSource],
    *,
    as_json: bool,
) -> None:
    sizes: dict[str, int] = {}
    readings = terminal.counted(read, lambda release: sizes.update({release.id: len(release.text)}))
    with terminal.metering("adding", _characters_of(named), quiet=as_json) as meter:
        for outcome in communique.ingest(readings, meter.embedded):
            outcomes.append(outcome)
            if as_json:
                terminal.print_json(terminal.outcome_record(outcome))
            elif isinstance(outcome, UnreadableSource):
                terminal.complain(outcome)
            if isinstance(outcome, Outcome):
                meter.stored(sizes.pop(outcome.release_id, 0))


@contextmanager
def _told_what_is_kept(outcomes: list[Outcome | UnreadableSource]) -> Iterator[None]:
    """On an interruption or an error, also say what has been stored."""
    try:
        yield
    except (Stopped, CommuniqueError, OSError):
        stored = [outcome for outcome in outcomes if isinstance(outcome, Outcome)]
        kept = summarise(stored) or "nothing yet"
        terminal.complain(f"Stored and kept: {kept}. The same command again goes on from there.")
        raise


def _characters_of(named: Sequence[str]) -> int | None:
    """The total to be read, for the progress bar; None where reading everything twice would be expensive."""
    if any(name == "-" or is_address(name) for name in named) or not are_light([Path(name) for name in named]):
        return None
    return sum(len(read.text) for read in read_paths([Path(name) for name in named]) if isinstance(read, Release))


def _read(communique: Communique, named: Sequence[str], *, trust_times: bool) -> Readings:
    """Read standard input first, then everything else in one call, so that a repeated id is noticed."""
    if "-" in named:
        stream = open(sys.stdin.fileno(), "rb", closefd=False)  # noqa: SIM115
        yield from read_stream(stream, "stdin", trust_times=trust_times)
    yield from communique.read([name for name in named if name != "-"], trust_times=trust_times)
