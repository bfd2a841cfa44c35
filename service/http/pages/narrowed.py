"""What a search is narrowed to, in words; and the address of the page that asks only of these releases."""

from calendar import monthrange
from datetime import date
from urllib.parse import urlencode

from corpus.countries import countries
from corpus.dates import day_of
from corpus.english.months import MONTHS
from index.filters import Filters
from service.http.pages.rendering import spell_day


def tell_filters(filters: Filters) -> list[tuple[tuple[str, ...], str]]:
    """Each filter that is there: the names of its parameters, and how one says it."""
    told: list[tuple[tuple[str, ...], str]] = []
    if filters.month:
        told.append((("month",), f"in {_spell_month(filters.month)}"))
    if filters.year:
        told.append((("year",), f"in {filters.year}"))
    if filters.published_from:
        told.append((("published_from",), f"from {spell_day(filters.published_from.isoformat())}"))
    if filters.published_to:
        told.append((("published_to",), f"until {spell_day(filters.published_to.isoformat())}"))
    if filters.publisher:
        told.append((("publisher",), f"by {filters.publisher}"))
    if filters.country:
        told.append((("country",), f"naming {countries()[filters.country].name}"))
    if filters.person:
        told.append((("person",), f"naming {filters.person}"))
    if filters.language:
        told.append((("language",), f"in the language {filters.language}"))
    if filters.withdrawn is not None:
        told.append((("withdrawn",), "withdrawn at the source" if filters.withdrawn else "not withdrawn"))
    return told


def ask_address(filters: Filters) -> tuple[str, str]:
    """The page that asks of the same releases, and which filters it does not know.

    It knows days instead of years and months.
    """
    first, last = _days(filters)
    given = {
        "published_from": first.isoformat() if first else "",
        "published_to": last.isoformat() if last else "",
        "publisher": filters.publisher or "",
        "country": countries()[filters.country].name if filters.country else "",
        "person": filters.person or "",
    }
    known = {name: value for name, value in given.items() if value}
    unknown = {"language": filters.language is not None, "withdrawal": filters.withdrawn is not None}
    left_out = " and ".join(name for name, there in unknown.items() if there)
    return f"/?{urlencode(known)}" if known else "/", left_out


def _days(filters: Filters) -> tuple[date | None, date | None]:
    """The first and the last day that year, month and bounds leave."""
    firsts = [day_of(filters.published_from)] if filters.published_from else []
    lasts = [day_of(filters.published_to)] if filters.published_to else []
    if filters.year:
        firsts.append(date(filters.year, 1, 1))
        lasts.append(date(filters.year, 12, 31))
    if filters.month:
        year, month = map(int, filters.month.split("-"))
        firsts.append(date(year, month, 1))
        lasts.append(date(year, month, monthrange(year, month)[1]))
    return max(firsts, default=None), min(lasts, default=None)


def _spell_month(month: str) -> str:
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"
