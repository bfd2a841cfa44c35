"""Options that ask and search share, defined once: filters, limits, facets."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from corpus.dates import Published, parse_iso
from corpus.errors import UnknownCountry
from index.facets import FACETS, Facet
from index.filters import Filters
from service.http.schemas.common import split_facets


def _parse_bound(value: str) -> Published:
    try:
        return parse_iso(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no date (ISO 8601, as 2020-10-21)") from None


def _parse_facets(value: str | tuple[Facet, ...]) -> tuple[Facet, ...]:
    try:
        return split_facets(value) if isinstance(value, str) else value
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


AsOfOption = Annotated[
    Any, typer.Option("--as-of", parser=_parse_bound, metavar="DATE", help="What was published and stored by then.")
]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many passages.")]
FacetsOption = Annotated[
    Any, typer.Option(parser=_parse_facets, metavar="NAME,…", help=f"Count what was found by {', '.join(FACETS)}.")
]


def read_filters(
    since: Annotated[
        Any, typer.Option("--from", parser=_parse_bound, metavar="DATE", help="Published then or later.")
    ] = None,
    until: Annotated[
        Any, typer.Option("--to", parser=_parse_bound, metavar="DATE", help="Published then or earlier.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Only releases of this publisher.")] = None,
    language: Annotated[str | None, typer.Option(help="Only releases in this language, as they have it (en).")] = None,
    year: Annotated[int | None, typer.Option(min=1, max=9999, help="Published in this year.")] = None,
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Published in this month.")] = None,
    country: Annotated[str | None, typer.Option(help="Only releases that name this country (Japan, or JP).")] = None,
    person: Annotated[
        str | None, typer.Option(help="Only releases that name this person (full name, or surname).")
    ] = None,
    withdrawn: Annotated[
        bool | None,
        typer.Option("--withdrawn/--not-withdrawn", help="Only those that their source has no more; or not."),
    ] = None,
) -> Filters:
    """Turn the options into filters. BadParameter for an unknown country or an invalid month."""
    try:
        return Filters(
            published_from=since,
            published_to=until,
            publisher=publisher,
            language=language,
            year=year,
            month=month,
            country=country,
            person=person,
            withdrawn=withdrawn,
        )
    except (UnknownCountry, ValueError) as error:
        raise typer.BadParameter(str(error)) from None


def narrowed(verb: Callable[..., None]) -> Callable[..., None]:
    """Replace the parameter `filters` of a verb by the options of `read_filters`, in the signature that Typer reads."""
    signature = inspect.signature(verb)
    options = inspect.signature(read_filters).parameters

    @wraps(verb)
    def with_options(**given: Any) -> None:
        filters = read_filters(**{name: given.pop(name) for name in options})
        verb(filters=filters, **given)

    parameters = [
        each for own in signature.parameters.values() for each in (options.values() if own.name == "filters" else [own])
    ]
    with_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return with_options
