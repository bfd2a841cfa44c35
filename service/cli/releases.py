"""communique list, show, versions, diff, remove, undo, export, verify: reads and edits releases.

None of them needs an index, but `list` where it is narrowed.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from corpus.errors import CommuniqueError, UnreadableSource
from corpus.reading import record_of
from corpus.records import Listing, Outcome
from corpus.rows import iso
from index.filters import EVERYTHING, Filters
from index.quote_candidates import QuoteCandidates
from service.assembly import open_catalog
from service.cli.common import FAILED, NOTHING_FOUND, AsJson, check_text, opened
from service.cli.narrowing import narrowed
from service.display import terminal
from service.display.revisions import find_revision
from service.http.release_serializers import difference_body, version_body
from service.http.verification_serializers import verification_body
from service.sources.reports import summarise
from service.verification import verify as verify_quote

ReleaseArgument = Annotated[str, typer.Argument(metavar="ID", help="The release's id, as `communique list` shows it.")]


@narrowed
def list_releases(context: typer.Context, filters: Filters, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the releases, the newest first. Exit code 3 when the filters leave none."""
    listings = _narrowed(context, filters) if filters != EVERYTHING else _listed(context)
    if as_json:
        terminal.print_json([_listing_record(listing) for listing in listings])
    else:
        terminal.show_listings(listings)
    if filters != EVERYTHING and not listings:
        raise typer.Exit(NOTHING_FOUND)


def _listed(context: typer.Context) -> list[Listing]:
    with open_catalog(context.obj) as catalog:
        return catalog.listings()


def _narrowed(context: typer.Context, filters: Filters) -> list[Listing]:
    """Whom a release names, the index alone knows."""
    with opened(context) as communique:
        found = communique.find_releases(limit=communique.manifest().releases, filters=filters)
        return [each.release for each in found.page]


def show(
    context: typer.Context,
    release_id: ReleaseArgument,
    version: Annotated[str | None, typer.Option(help="A version, or 8 characters of it; else the current one.")] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Print a release."""
    with open_catalog(context.obj) as catalog:
        release = catalog.get(release_id, version)
        withdrawn_at = catalog.withdrawn_at(release_id)
    if as_json:
        more = {"version": release.version, "embargo": release.embargo, "withdrawn_at": withdrawn_at}
        terminal.print_json(record_of(release) | more)
    else:
        terminal.show_release(release, withdrawn_at)


def versions(context: typer.Context, release_id: ReleaseArgument, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List the versions of a release, the oldest first; of a removed one too."""
    with open_catalog(context.obj) as catalog:
        stored = catalog.versions(release_id)
    if as_json:
        terminal.print_json([version_body(version).model_dump() for version in stored])
    else:
        terminal.show_versions(stored)


def diff(
    context: typer.Context,
    release_id: ReleaseArgument,
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


def remove(
    context: typer.Context,
    release_ids: Annotated[list[str], typer.Argument(metavar="ID…", help="The releases' ids.")],
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Take releases out of search and answers. Their versions stay in the catalog; adding them restores them."""
    failed = False
    outcomes: list[Outcome | UnreadableSource] = []
    with open_catalog(context.obj, write=True) as catalog:  # the index follows when it is next opened
        for release_id in release_ids:
            try:
                outcomes.append(catalog.remove(release_id))
            except CommuniqueError as error:
                failed = True
                terminal.complain(error)
                continue
            if as_json:
                terminal.print_json(terminal.outcome_record(outcomes[-1]))
    if not as_json:
        terminal.output.print(summarise(outcomes) or "nothing removed")
    if failed:
        raise typer.Exit(FAILED)


def undo(
    context: typer.Context,
    release_id: ReleaseArgument,
    version: Annotated[
        str | None, typer.Argument(help="A version, or 8 characters of it; else the current one.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Take a version that should never have been stored out of all answers. It stays listed; adding it restores it."""
    with open_catalog(context.obj, write=True) as catalog:  # the index follows when it is next opened
        outcome = catalog.undo(release_id, version)
        current = next((each for each in catalog.versions(release_id) if each.current), None)
    if as_json:
        terminal.print_json(terminal.outcome_record(outcome))
        return
    now = f"version {current.version[:8]} is current" if current else "the release is found no more"
    terminal.output.print(f"{summarise([outcome])}: {outcome.version[:8]}; {now}", soft_wrap=True)


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


def verify(
    context: typer.Context,
    quote: Annotated[str, typer.Argument(help="The words, as they were quoted.")],
    release: Annotated[str | None, typer.Option(metavar="ID", help="Look in this release alone.")] = None,
    start: Annotated[int | None, typer.Option(min=0, help="First code point of the quote in that release.")] = None,
    end: Annotated[int | None, typer.Option(min=1, help="Code point after its last.")] = None,
    version: Annotated[str | None, typer.Option(help="Look in this version of it; 8 characters are enough.")] = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Does this quote stand there, word for word, or what stands there instead? Exit code 3 when it does not."""
    check_text("quote", quote)
    with open_catalog(context.obj) as catalog:
        try:
            candidates = None if release else QuoteCandidates.open(context.obj.data / "index", catalog)
            verification = verify_quote(catalog, quote, release, version, start, end, candidates)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if as_json:
        terminal.print_json(verification_body(verification).model_dump())
    else:
        terminal.show_verification(verification)
    elsewhere = start is not None or end is not None
    if not verification.verified and (elsewhere or verification.match in {None, "near"}):
        raise typer.Exit(NOTHING_FOUND)


def _listing_record(listing: Listing) -> dict[str, Any]:
    names = ("id", "title", "published", "source_url", "publisher", "language", "version", "characters", "withdrawn_at")
    record = {name: getattr(listing, name) for name in names}
    return record | {"published": iso(listing.published)}
