"""communique cite: references for places of releases; needs no index."""

import re
from typing import Annotated

import typer

from service.assembly import open_catalog
from service.display import terminal
from service.display.bibliography import QuotedPlace, cite_places, references_of
from service.display.references import as_typed
from service.display.styles import Style, write_references

_PLACE = re.compile(r"(?P<release_id>.+)#(?P<start>\d{1,9})-(?P<end>\d{1,9})", re.ASCII | re.DOTALL)


def cite(
    context: typer.Context,
    places: Annotated[list[str], typer.Argument(metavar="ID#START-END…", help="As answers name places.")],
    style: Annotated[Style, typer.Option(help="How the references are written.")] = "plain",
) -> None:
    """Write references for quotes: each with publisher, title, day, source, version and the day of reading."""
    with open_catalog(context.obj) as catalog:
        try:
            citations, languages = cite_places(catalog, [_read_place(place) for place in places])
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    text = write_references(references_of(citations, as_typed, languages=languages), style)
    terminal.output.print(text.rstrip("\n"), soft_wrap=True, markup=False, highlight=False)


def _read_place(text: str) -> QuotedPlace:
    found = _PLACE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no place (as harbour-opening#37-73)")
    return QuotedPlace(release_id=found["release_id"], start=int(found["start"]), end=int(found["end"]))
