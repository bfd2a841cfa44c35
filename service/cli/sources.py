"""communique follow …: feeds and pages that are followed."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from corpus.errors import CommuniqueError
from corpus.fetching.web import normal_address
from corpus.sources import FollowedSource, Sources
from service.assembly import Communique, open_catalog
from service.cli.common import FAILED, AsJson, opened
from service.display import terminal
from service.sources.reports import Report

app = typer.Typer(no_args_is_help=True, help="Follow feeds and pages: what is new, has changed or is gone there.")

Named = Annotated[list[str], typer.Argument(metavar="ADDRESS…", help="Feeds or pages.")]
Some = Annotated[list[str] | None, typer.Argument(metavar="ADDRESS…", help="Feeds or pages; all if none is named.")]


@app.command()
def add(context: typer.Context, addresses: Named, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Follow feeds and pages from now on, and look at them at once. What can never be followed is not kept."""
    named = [normal_address(address) for address in addresses]
    with opened(context, make=True, write=True) as communique:
        new = [address for address in dict.fromkeys(named) if communique.follower.add(address)]
        for address in dict.fromkeys(named):
            if address not in new:
                terminal.notes.print(f"{address} is followed already", soft_wrap=True)
        _show(_first_looks(communique, new) if new else (), as_json=as_json)


@app.command()
def run(context: typer.Context, addresses: Some = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Look at sources now, whether it is their time or not. Exit code 1 when one of them fails."""
    named = [normal_address(address) for address in addresses or []]
    with opened(context, write=True) as communique:
        _show(communique.follower.run(named), as_json=as_json)


@app.command("list")
def list_sources(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List what is followed, and what became of the last look."""
    with open_catalog(context.obj) as catalog:
        sources = Sources(catalog.database).all()
    if as_json:
        terminal.print_json([source_record(source) for source in sources])
    else:
        terminal.output.print(_table(sources))


@app.command()
def remove(context: typer.Context, addresses: Named) -> None:
    """Follow them no more. Their releases stay."""
    failed = False
    with open_catalog(context.obj, write=True) as catalog:
        for address in addresses:
            try:
                Sources(catalog.database).remove(normal_address(address))
            except CommuniqueError as error:
                failed = True
                terminal.complain(error)
    if failed:
        raise typer.Exit(FAILED)


def _first_looks(communique: Communique, new: list[str]) -> Iterator[Report]:
    for report in communique.follower.run(new):
        if report.final:
            communique.follower.sources.remove(report.address)
        yield report


def source_record(source: FollowedSource) -> dict[str, Any]:
    names = "address kind added_at next_at looked_at succeeded_at outcome error failures releases withdrawn".split()
    return {name: getattr(source, name) for name in names}


def _show(reports: Iterable[Report], *, as_json: bool) -> None:
    failed = False
    for report in reports:
        failed = failed or report.error is not None
        if as_json:
            outcomes = [terminal.outcome_record(outcome) for outcome in report.outcomes]
            terminal.print_json({"address": report.address, "outcomes": outcomes, "error": report.error})
        elif report.error is None:
            terminal.output.print(f"{report.address}: {report.summary}", soft_wrap=True)
        else:
            terminal.complain(report.summary)
    if failed:
        raise typer.Exit(FAILED)


def _table(sources: Iterable[FollowedSource]) -> Table:
    table = Table(
        "address", "kind", "releases", "last look", "next look", box=None, pad_edge=False, header_style="bold"
    )
    for source in sources:
        state = (source.error or source.outcome or "not looked at yet").removeprefix(f"{source.address}: ")
        releases = f"{source.releases:,}" + (f" ({source.withdrawn:,} withdrawn)" if source.withdrawn else "")
        last = Text(f"{_minute(source.looked_at)} {state}".strip(), style="red" if source.error else "")
        address = Text(source.address, overflow="fold")
        table.add_row(address, source.kind or "–", releases, last, _minute(source.next_at))
    return table


def _minute(moment: str | None) -> str:
    """Format a time as the other lists do."""
    return f"{moment[:16].replace('T', ' ')} UTC" if moment else ""
