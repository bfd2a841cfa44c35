"""communique …: the command line. Exit codes: 0 done, 1 failed in part or whole, 2 wrong usage, 3 nothing found."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.text import Text

from corpus.dates import Published, parse_iso
from corpus.errors import CommuniqueError, UnreadableSource
from corpus.fetching.web import is_address
from corpus.reading import BUNDLED, are_light, read_paths, read_stream, record_of
from corpus.records import Outcome
from corpus.release import Release
from index.ingestion import Reading
from service import following_cli, terminal
from service.answer_schemas import SearchOut
from service.answering import Answer, turns_of
from service.assembly import Communique, Sort, open_catalog
from service.bodies import (
    answer_body,
    difference_body,
    facets_body,
    passage_body,
    verification_body,
    version_body,
)
from service.evaluation.command import evaluate
from service.options import Country, Facets, Language, Month, Person, Year, read_filters
from service.revisions import find_revision
from service.serving import serve_forever
from service.settings import Settings, read_settings
from service.tools.command import mcp
from service.verification import verify as verify_quote

FAILED, NOTHING_FOUND = 1, 3

app = typer.Typer(
    name="communique",
    help="Ask press releases: quotes word for word, each with its place; or hear that the releases do not say.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _parse_bound(value: str) -> Published:
    try:
        return parse_iso(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no date (ISO 8601, as 2020-10-21)") from None


AsJson = Annotated[bool, typer.Option("--json", help="Print data as JSON.")]
From = Annotated[Any, typer.Option("--from", parser=_parse_bound, metavar="DATE", help="Published then or later.")]
To = Annotated[Any, typer.Option("--to", parser=_parse_bound, metavar="DATE", help="Published then or earlier.")]
AsOf = Annotated[
    Any, typer.Option("--as-of", parser=_parse_bound, metavar="DATE", help="What was published and stored by then.")
]
Publisher = Annotated[str | None, typer.Option(help="Only releases of this publisher.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many passages.")]
ReleaseId = Annotated[str, typer.Argument(metavar="ID", help="The release's id, as `communique list` shows it.")]


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(help="Folder of the catalog and the index (COMMUNIQUE_DATA, else data).")
    ] = None,
) -> None:
    context.obj = read_settings(data=data)


app.command()(evaluate)
app.add_typer(following_cli.app, name="follow")
app.command()(mcp)


@app.command()
def add(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH…", help="Files, folders, addresses, or - for stdin.")
    ] = None,
    bundled: Annotated[bool, typer.Option("--bundled", help="The release that comes with communique.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Read files, pages and feeds into the catalog and the index. The same release again changes nothing."""
    named = [*([str(BUNDLED)] if bundled else []), *(paths or [])]
    if not named:
        raise typer.BadParameter("name a file, a folder, an address, or - for standard input")
    light = not any(name == "-" or is_address(name) for name in named) and are_light([Path(name) for name in named])
    total = (
        sum(len(read.text) for read in read_paths([Path(name) for name in named]) if isinstance(read, Release))
        if light
        else None
    )
    outcomes: list[Outcome | UnreadableSource] = []
    with _opened(context) as communique, terminal.metering("adding", total, quiet=as_json) as meter:
        sizes: dict[str, int] = {}
        readings = terminal.counted(
            _read(communique, named), lambda release: sizes.update({release.id: len(release.text)})
        )
        for outcome in communique.ingest(readings, meter.embedded):
            outcomes.append(outcome)
            if as_json:
                terminal.print_json(terminal.outcome_record(outcome))
            elif isinstance(outcome, UnreadableSource):
                terminal.notes.print(str(outcome), style="red", soft_wrap=True)
            if isinstance(outcome, Outcome):
                meter.stored(sizes.pop(outcome.release_id, 0))
    (terminal.notes if as_json else terminal.output).print(terminal.summarise(outcomes))
    if any(isinstance(outcome, UnreadableSource) for outcome in outcomes):
        raise typer.Exit(FAILED)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="In your own words.")],
    since: From = None,
    until: To = None,
    publisher: Publisher = None,
    language: Language = None,
    year: Year = None,
    month: Month = None,
    country: Country = None,
    person: Person = None,
    as_of: AsOf = None,
    limit: Limit = 5,
    after: Annotated[
        list[str] | None, typer.Option(metavar="QUESTION", help="Asked before; again for more, in their order.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Answer a question with the sentences that say it. Exit code 3 when the releases do not say."""
    for text in [question, *(after or [])]:
        _check_text("question", text)
    filters = read_filters(since, until, publisher, language, year, month, country, person)
    with _opened(context) as communique:
        talk: list[Answer] = []
        for earlier in after or []:
            talk.append(communique.ask(earlier, limit=limit, filters=filters, conversation=talk, as_of=as_of))
        answer, manifest = communique.ask_with_manifest(
            question, limit=limit, filters=filters, conversation=turns_of(talk), as_of=as_of
        )
        if as_json:
            terminal.print_json(answer_body(answer, manifest, communique.model, 0.0).model_dump())
        else:
            terminal.output.print(answer)
    if answer.status == "not_found":
        raise typer.Exit(NOTHING_FOUND)


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    since: From = None,
    until: To = None,
    publisher: Publisher = None,
    language: Language = None,
    year: Year = None,
    month: Month = None,
    country: Country = None,
    person: Person = None,
    as_of: AsOf = None,
    sort: Annotated[Sort, typer.Option(help="By relevance, or every word by date.")] = "relevance",
    facets: Facets = (),
    limit: Limit = 10,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """List the passages that are nearest to a query. Exit code 3 when there are none."""
    _check_text("query", query)
    filters = read_filters(since, until, publisher, language, year, month, country, person)
    with _opened(context) as communique:
        hits = communique.search(query, limit=limit, filters=filters, sort=sort, as_of=as_of)
        counts = communique.facets(query, facets, filters=filters, sort=sort, as_of=as_of) if facets else {}
    if as_json:
        found = SearchOut(data=[passage_body(hit) for hit in hits], next_cursor=None)
        terminal.print_json(facets_body(found, counts).model_dump() if facets else found.model_dump()["data"])
    else:
        terminal.show_hits(hits)
        terminal.show_facets(counts)
    if not hits:
        raise typer.Exit(NOTHING_FOUND)


@app.command("list")
def list_releases(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the releases, the newest first."""
    with open_catalog(context.obj) as catalog:
        listings = catalog.listings()
    if as_json:
        terminal.print_json([_listing_record(listing) for listing in listings])
    else:
        terminal.show_listings(listings)


@app.command()
def show(
    context: typer.Context,
    release_id: ReleaseId,
    version: Annotated[str | None, typer.Option(help="A version, or 8 characters of it; else the current one.")] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Print a release."""
    with open_catalog(context.obj) as catalog:
        release = catalog.get(release_id, version)
        withdrawn_at = catalog.withdrawn_at(release_id)
    if as_json:
        terminal.print_json(record_of(release) | {"version": release.version, "withdrawn_at": withdrawn_at})
    else:
        terminal.show_release(release, withdrawn_at)


@app.command()
def versions(context: typer.Context, release_id: ReleaseId, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the versions of a release, the oldest first; of a removed one too."""
    with open_catalog(context.obj) as catalog:
        stored = catalog.versions(release_id)
    if as_json:
        terminal.print_json([version_body(version).model_dump() for version in stored])
    else:
        terminal.show_versions(stored)


@app.command()
def diff(
    context: typer.Context,
    release_id: ReleaseId,
    old: Annotated[str | None, typer.Argument(help="A version; the one before NEW if none is named.")] = None,
    new: Annotated[str | None, typer.Argument(help="A version; the current one if none is named.")] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Show what changed from one version of a release to another. 8 characters of a version are enough."""
    with open_catalog(context.obj) as catalog:
        revision = find_revision(catalog, release_id, old, new)
    if as_json:
        terminal.print_json(difference_body(revision).model_dump())
    else:
        terminal.output.print(revision if terminal.output.is_terminal else Text(str(revision)), soft_wrap=True)


@app.command()
def remove(
    context: typer.Context,
    release_ids: Annotated[list[str], typer.Argument(metavar="ID…", help="The releases' ids.")],
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Take releases out of search and answers. Their versions stay in the catalog; adding them restores them."""
    failed = False
    outcomes: list[Outcome | UnreadableSource] = []
    with open_catalog(context.obj) as catalog:  # the index follows when it is next opened
        for release_id in release_ids:
            try:
                outcomes.append(catalog.remove(release_id))
            except CommuniqueError as error:
                failed = True
                terminal.notes.print(str(error), style="red", soft_wrap=True)
                continue
            if as_json:
                terminal.print_json(terminal.outcome_record(outcomes[-1]))
    if not as_json:
        terminal.output.print(terminal.summarise(outcomes) if outcomes else "nothing removed")
    if failed:
        raise typer.Exit(FAILED)


@app.command()
def rebuild(context: typer.Context) -> None:
    """Make passages and index anew from the catalog, as after a change of the model. What is known is not embedded."""
    with Communique.assemble(context.obj) as communique:
        total = sum(listing.characters for listing in communique.listings())
        with terminal.metering("rebuilding", total, quiet=False) as meter:
            manifest = communique.rebuild(meter.embedded)
            meter.stored(total)
    terminal.output.print(f"{manifest.releases:,} releases, {manifest.passages:,} passages, model {manifest.model}")


@app.command()
def export(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option("--output", "-o", help="A file; standard output if none is named.")] = None,
) -> None:
    """Write all releases as JSONL, as `communique add` reads it."""
    with open_catalog(context.obj) as catalog:
        if to is None:
            for release in catalog.releases():
                terminal.print_json(record_of(release))
            return
        with to.open("w", encoding="utf-8") as file:
            file.writelines(terminal.json_line(record_of(release)) for release in catalog.releases())


@app.command()
def verify(
    context: typer.Context,
    quote: Annotated[str, typer.Argument(help="The words, exactly.")],
    release: Annotated[str | None, typer.Option(metavar="ID", help="Look in this release alone.")] = None,
    start: Annotated[int | None, typer.Option(min=0, help="First code point of the quote in that release.")] = None,
    end: Annotated[int | None, typer.Option(min=1, help="Code point after its last.")] = None,
    version: Annotated[str | None, typer.Option(help="Look in this version of it; 8 characters are enough.")] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Does this quote stand there, word for word? Exit code 3 when it does not."""
    _check_text("quote", quote)
    with open_catalog(context.obj) as catalog:
        try:
            verification = verify_quote(catalog, quote, release, version, start, end)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if as_json:
        terminal.print_json(verification_body(verification).model_dump())
    else:
        terminal.show_verification(verification)
    if not verification.verified:
        raise typer.Exit(NOTHING_FOUND)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on (COMMUNIQUE_HOST, else 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port (COMMUNIQUE_PORT, else 8000).")] = None,
) -> None:
    """Serve the page and the HTTP interface until Ctrl-C or SIGTERM."""
    settings: Settings = context.obj
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    with Communique.assemble(settings.model_copy(update=given)) as communique:
        serve_forever(communique)


def main() -> NoReturn:
    """The console command: every error of ours is one clear line and exit code 1."""
    try:
        app()
    except (CommuniqueError, OSError) as error:
        terminal.notes.print(f"communique: {error}", style="red", soft_wrap=True)
    sys.exit(FAILED)


@contextmanager
def _opened(context: typer.Context) -> Iterator[Communique]:
    with Communique.assemble(context.obj) as communique:
        communique.manifest()  # an index that does not fit is refused before anything is done
        yield communique


def _read(communique: Communique, named: list[str]) -> Reading:
    """What was named: standard input first, then the rest together, so that an id given twice is seen."""
    if "-" in named:
        yield from read_stream(open(sys.stdin.fileno(), "rb", closefd=False), "stdin")  # noqa: SIM115
    yield from communique.read([name for name in named if name != "-"])


def _check_text(name: str, value: str) -> None:
    if not value.strip():
        raise typer.BadParameter(f"the {name} is empty")
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise typer.BadParameter(f"the {name} holds characters that are no text")


def _listing_record(listing: Any) -> dict[str, Any]:
    names = ("id", "title", "published", "source_url", "publisher", "language", "version", "characters", "withdrawn_at")
    record = {name: getattr(listing, name) for name in names}
    return record | {"published": listing.published.isoformat() if listing.published else None}


if __name__ == "__main__":
    main()
