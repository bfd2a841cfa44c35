"""What ask and search are narrowed to on the command line, and what search counts."""

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


FromOption = Annotated[
    Any, typer.Option("--from", parser=_parse_bound, metavar="DATE", help="Published then or later.")
]
ToOption = Annotated[Any, typer.Option("--to", parser=_parse_bound, metavar="DATE", help="Published then or earlier.")]
AsOfOption = Annotated[
    Any, typer.Option("--as-of", parser=_parse_bound, metavar="DATE", help="What was published and stored by then.")
]
PublisherOption = Annotated[str | None, typer.Option(help="Only releases of this publisher.")]
LanguageOption = Annotated[str | None, typer.Option(help="Only releases in this language, as they have it (en).")]
CountryOption = Annotated[str | None, typer.Option(help="Only releases that name this country (Japan, or JP).")]
PersonOption = Annotated[str | None, typer.Option(help="Only releases that name this person (full name, or surname).")]
YearOption = Annotated[int | None, typer.Option(min=1, max=9999, help="Published in this year.")]
MonthOption = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Published in this month.")]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many passages.")]
FacetsOption = Annotated[
    Any, typer.Option(parser=_parse_facets, metavar="NAME,…", help=f"Count what was found by {', '.join(FACETS)}.")
]


def read_filters(
    since: Published | None,
    until: Published | None,
    publisher: str | None,
    language: str | None,
    year: int | None,
    month: str | None,
    country: str | None,
    person: str | None,
) -> Filters:
    """BadParameter for a country that there is not, or a month."""
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
        )
    except (UnknownCountry, ValueError) as error:
        raise typer.BadParameter(str(error)) from None
