"""How many releases there are of each month: a row a year, each month a bar and a link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.english.months import MONTHS
from index.facets import Count
from index.filters import Filters

HEIGHT = 40  # of the highest bar, in units of its picture
_LEAST = 2  # of a bar that is not empty


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBar:
    """`count` releases of a month; `height` is its share of the month with the most."""

    label: str  # May 2031
    count: int
    height: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    label: str
    count: int
    address: str
    chosen: bool
    months: Sequence[MonthBar]  # all twelve


def lay_out(
    years: Sequence[Count], months: Sequence[Count], filters: Filters, address: Callable[[str, str], str]
) -> list[YearRow]:
    """The newest year first. `address` is the page's for a year and a month; a chosen one leads to where it is not."""
    counted = {each.value: each.count for each in months}
    most = max(counted.values(), default=1)
    rows = []
    for year in years:
        chosen = str(filters.year) == year.value.lstrip("0") if filters.year else False
        bars = [
            _bar(f"{year.value}-{number:02d}", f"{name} {year.label}", counted, most, filters, address)
            for number, name in enumerate(MONTHS, start=1)
        ]
        to = address("" if chosen else year.value, "")
        rows.append(YearRow(label=year.label, count=year.count, address=to, chosen=chosen, months=bars))
    return rows


def _bar(
    month: str, label: str, counted: dict[str, int], most: int, filters: Filters, address: Callable[[str, str], str]
) -> MonthBar:
    count, chosen = counted.get(month, 0), filters.month == month
    height = max(_LEAST, round(HEIGHT * count / most)) if count else 0
    return MonthBar(
        label=label, count=count, height=height, address=address("", "" if chosen else month), chosen=chosen
    )
