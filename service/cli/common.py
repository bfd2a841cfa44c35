"""What several verbs of the command line share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from service.assembly import Communique

FAILED, WRONG_USAGE, NOTHING_FOUND = 1, 2, 3

AsJson = Annotated[bool, typer.Option("--json", help="Print data as JSON.")]


@contextmanager
def opened(context: typer.Context, *, make: bool = False, write: bool = False) -> Iterator[Communique]:
    """Open the folder named before the verb, ready for questions. NoCatalog, IndexMismatch."""
    with Communique.assemble(context.obj, make=make, write=write) as communique:
        communique.manifest()  # refuses an index that does not fit before doing any work
        yield communique


def check_text(name: str, value: str) -> None:
    """BadParameter for text that the catalog cannot store."""
    if not value.strip():
        raise typer.BadParameter(f"the {name} is empty")
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise typer.BadParameter(f"the {name} holds characters that are no text")
