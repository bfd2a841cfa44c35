"""communique check: is what is stored what was written?"""

from collections.abc import Iterator
from typing import Annotated

import typer

from corpus import soundness
from corpus.catalog import Catalog
from index.storage.snapshot import Snapshots
from service.assembly import Communique, open_catalog
from service.cli.common import FAILED, AsJson
from service.display import terminal
from service.settings import Settings


def check(
    context: typer.Context,
    repair: Annotated[  # noqa: FBT002
        bool, typer.Option("--repair", help="Make anew what can be made from the rest: the index, vectors.")
    ] = False,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Read all that is stored and hold it against its checksums. Exit code 1 where something is damaged."""
    settings: Settings = context.obj
    found = list(_find(settings))
    if found and repair:
        _repair(settings)
    left = list(_find(settings)) if found and repair else found
    if as_json:
        terminal.print_json(
            {"object": "check", "damaged": left, "repaired": [each for each in found if each not in left]}
        )
    else:
        for fault in left:
            terminal.output.print(fault, soft_wrap=True)
        terminal.output.print(_sum_up(found, left), soft_wrap=True)
    if left:
        raise typer.Exit(FAILED)


def _find(settings: Settings) -> Iterator[str]:
    with open_catalog(settings) as catalog:
        yield from (f"catalog: {fault}" for fault in soundness.find_faults(catalog.database))
        yield from (f"index: {file}: not what was written" for file in _damaged_files(settings, catalog))


def _damaged_files(settings: Settings, catalog: Catalog) -> list[str]:
    snapshots = Snapshots(settings.data / "index", read_only=catalog.database.read_only)
    number = snapshots.latest()
    return snapshots.find_damaged(number) if number else []


def _repair(settings: Settings) -> None:
    with open_catalog(settings, write=True) as catalog:
        soundness.mend_file(catalog.database)
        soundness.forget_vectors(catalog.database)
    with Communique.assemble(settings, make=False, write=True) as communique:
        communique.rebuild()


def _sum_up(found: list[str], left: list[str]) -> str:
    if not found:
        return "all that is stored is what was written"
    if not left:
        return f"repaired: {len(found)}"
    remedy = "Put a backup of the folder in its place, or add the releases that are named again"
    return f"damaged: {len(left)}, repaired: {len([each for each in found if each not in left])}. {remedy}"
