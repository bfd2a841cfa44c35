"""communique …: the command line. Exit codes: 0 done, 1 failed in part or whole, 2 wrong usage, 3 nothing found."""

import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from corpus.errors import CommuniqueError
from index.filters import Filters
from service.answering.answer import Answer
from service.answering.earlier_turns import turns_of
from service.asking import Sort
from service.assembly import Communique
from service.cli import sources as following_cli
from service.cli.adding import add
from service.cli.checking import check
from service.cli.citing import cite
from service.cli.common import FAILED, NOTHING_FOUND, WRONG_USAGE, AllowHost, AsJson, check_text, opened
from service.cli.drafts import check_draft
from service.cli.health import health
from service.cli.mcp import mcp
from service.cli.narrowing import AsOfOption, FacetsOption, LimitOption, narrowed
from service.cli.releases import diff, export, list_releases, remove, show, undo, verify, versions
from service.data_folder import NoCatalog
from service.display import terminal
from service.evaluation.command import evaluate
from service.http.schemas.answers import SearchOut
from service.http.serializers import answer_body, facets_body, passage_body
from service.settings import Settings, read_settings
from service.stopping import Stopped, heeding_signals

app = typer.Typer(
    name="communique",
    help="Ask press releases: quotes word for word, each with its place; or hear that the releases do not say.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(wanted: bool) -> None:  # noqa: FBT001
    if wanted:
        terminal.output.print(f"communique {version('communique')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(help="Folder of the catalog and the index (COMMUNIQUE_DATA, else data).")
    ] = None,
    tell_version: Annotated[  # noqa: FBT002
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Say which communique this is.")
    ] = False,
) -> None:
    del tell_version
    context.obj = read_settings(data=data)


@narrowed
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="In your own words.")],
    filters: Filters,
    as_of: AsOfOption = None,
    limit: LimitOption = 5,
    after: Annotated[
        list[str] | None, typer.Option(metavar="QUESTION", help="Asked before; again for more, in their order.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Answer a question with the sentences that say it. Exit code 3 when the releases do not say."""
    for text in [question, *(after or [])]:
        check_text("question", text)
    with opened(context) as communique:
        talk: list[Answer] = []
        for earlier in after or []:
            talk.append(communique.ask(earlier, limit=limit, filters=filters, conversation=talk, as_of=as_of))
        answer, manifest = communique.ask_with_manifest(
            question, limit=limit, filters=filters, conversation=turns_of(talk), as_of=as_of
        )
        if as_json:
            terminal.print_json(answer_body(answer, manifest, communique.model, 0.0).model_dump())
        else:
            terminal.show_answer(answer)
    if answer.status == "not_found":
        raise typer.Exit(NOTHING_FOUND)


@narrowed
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    filters: Filters,
    as_of: AsOfOption = None,
    sort: Annotated[Sort, typer.Option(help="By relevance, or every word by date.")] = "relevance",
    facets: FacetsOption = (),
    limit: LimitOption = 10,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """List the passages that are nearest to a query. Exit code 3 when there are none."""
    check_text("query", query)
    with opened(context) as communique:
        hits = communique.search(query, limit=limit, filters=filters, sort=sort, as_of=as_of)
        counts = communique.facets(query, facets, filters=filters, sort=sort, as_of=as_of) if facets else {}
    if as_json:
        found = SearchOut(data=[passage_body(hit) for hit in hits], next_cursor=None)
        terminal.print_json(facets_body(found, counts).model_dump() if facets else found.model_dump()["data"])
    else:
        terminal.show_hits(hits, versions=as_of is not None)
        terminal.show_facets(counts)
    if not hits:
        raise typer.Exit(NOTHING_FOUND)


def rebuild(context: typer.Context) -> None:
    """Make passages and index anew from the catalog, as after a change of the model. What is known is not embedded."""
    with Communique.assemble(context.obj, make=False, write=True) as communique:
        total = sum(listing.characters for listing in communique.listings())
        with terminal.metering("rebuilding", total, quiet=False) as meter:
            manifest = communique.rebuild(meter.embedded)
            meter.stored(total)
    terminal.output.print(f"{manifest.releases:,} releases, {manifest.passages:,} passages, model {manifest.model}")


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on (COMMUNIQUE_HOST, else 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port (COMMUNIQUE_PORT, else 8000).")] = None,
    allow_host: AllowHost = None,
) -> None:
    """Serve the page and the HTTP interface until Ctrl-C or SIGTERM."""
    from service.http.serving import serve_forever  # noqa: PLC0415 - FastAPI, a third of what all the rest takes to load

    settings: Settings = context.obj
    given: dict[str, Any] = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    given["allowed_hosts"] = (*settings.allowed_hosts, *(allow_host or []))
    try:
        with Communique.assemble(settings.model_copy(update=given)) as communique:
            serve_forever(communique)
    except Stopped:  # stopped before it was up, as requested
        raise typer.Exit from None


_VERBS: dict[str, Callable[..., None]] = {  # in the order of --help
    "evaluate": evaluate,
    "mcp": mcp,
    "add": add,
    "ask": ask,
    "search": search,
    "list": list_releases,
    "show": show,
    "versions": versions,
    "diff": diff,
    "remove": remove,
    "undo": undo,
    "check": check,
    "rebuild": rebuild,
    "export": export,
    "verify": verify,
    "cite": cite,
    "check-draft": check_draft,
    "serve": serve,
    "health": health,
}
for _name, _verb in _VERBS.items():
    app.command(_name)(_verb)
app.add_typer(following_cli.app, name="follow")


def main() -> NoReturn:
    """The console command. Our errors become one clear line and exit code 1; it handles Ctrl-C and SIGTERM."""
    terminal.set_encoding()
    try:
        with heeding_signals():
            app()
    except Stopped as stopped:
        terminal.complain(f"communique: stopped by {stopped.name}")
        sys.exit(stopped.code)
    except NoCatalog as error:
        terminal.complain(f"communique: {error}")
        sys.exit(WRONG_USAGE)
    except (CommuniqueError, OSError) as error:
        terminal.complain(f"communique: {error}")
    sys.exit(FAILED)


if __name__ == "__main__":
    main()
