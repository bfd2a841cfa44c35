"""What several verbs of the command line share."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Annotated

import typer

from corpus.errors import DamagedVersion
from service.assembly import Communique

FAILED, WRONG_USAGE, NOTHING_FOUND = 1, 2, 3

AllowHost = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="What clients call this machine; again for more.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print data as JSON.")]


@contextmanager
def opened(context: typer.Context, *, make: bool = False, write: bool = False) -> Iterator[Communique]:
    """Open the folder named before the verb, ready for questions. NoCatalog, IndexMismatch."""
    with Communique.assemble(context.obj, make=make, write=write) as communique:
        with suppress(DamagedVersion) if write else nullcontext():  # which adding it again mends
            communique.manifest()  # refuses an index that does not fit before doing any work
        yield communique


def check_text(name: str, value: str) -> None:
    """BadParameter for text that the catalog cannot store."""
    if not value.strip():
        raise typer.BadParameter(f"the {name} is empty")
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise typer.BadParameter(f"the {name} holds characters that are no text")
