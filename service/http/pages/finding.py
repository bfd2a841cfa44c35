"""The page of releases: which there are, narrowed and counted, and where in them something stands. It has no script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from corpus.errors import CommuniqueError
from index.facets import Count, Facet
from index.filters import Filters
from index.finder import FoundRelease
from service.assembly import Communique
from service.display.extracts import Extract, extract
from service.http.listing_serializers import summary_body
from service.http.pages.months import HEIGHT, YearRow, lay_out
from service.http.pages.narrowed import ask_address, tell_filters
from service.http.pages.refusals import Problem, problem_of, refusal_of
from service.http.pages.rendering import render
from service.http.schemas.releases import FindBody, ReleaseSummaryOut
from service.links import permalink

_PER_PAGE = 20
_FIRST = 6  # values of a facet that are shown at once
_MOST = 60  # values of a facet in all; a name that is not among them can be typed
_YEARS = 6  # that are shown with their months
_FACETS: dict[Facet, str] = {
    "publisher": "Publisher",
    "country": "Country named",
    "person": "Person named",
    "language": "Language",
    "withdrawn": "Still at its source?",
}
_SORTS = {"newest": "Newest first", "oldest": "Oldest first", "relevance": "Best match first"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the address of the page asks for, as it was typed; empty where nothing was."""

    q: str = ""
    sort: str = ""
    published_from: str = ""
    published_to: str = ""
    publisher: str = ""
    country: str = ""
    person: str = ""
    language: str = ""
    year: str = ""
    month: str = ""
    withdrawn: str = ""
    page: str = ""

    @property
    def given(self) -> dict[str, str]:
        named = ((field.name, getattr(self, field.name).strip()) for field in fields(self))
        return {name: value for name, value in named if value}

    @property
    def words(self) -> str:
        return self.given.get("q", "")

    @property
    def filters(self) -> dict[str, str]:
        return {name: value for name, value in self.given.items() if name not in {"q", "sort", "page"}}

    @property
    def feed(self) -> str:
        """The feed of this very search."""
        return _address("/v1/search.atom", {name: value for name, value in self.given.items() if name != "page"})

    def address(self, **changed: str) -> str:
        """The page with something else; its first page, unless another is named."""
        return _address("/releases", replace(self, **{"page": "", **changed}).given)

    def kept(self, *replaced: str) -> dict[str, str]:
        """What a form that has fields for the rest carries on."""
        return {name: value for name, value in self.given.items() if name not in {"page", *replaced}}

    def read(self) -> FindBody:
        """ValidationError names what is wrong."""
        plain = {name: self.given[name] for name in ("q", "sort", "page") if name in self.given}
        return FindBody.model_validate({**plain, "filters": self.filters})


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetChoice:
    """A link to the page narrowed to a value, or, of the one that was chosen, without it."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetGroup:
    """A facet with its values, the most frequent first."""

    title: str
    choices: Sequence[FacetChoice]
    more: Sequence[FacetChoice]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A release that was found. `extracts` are shown of it, each with the address of its place."""

    release: ReleaseSummaryOut
    address: str
    extracts: Sequence[tuple[Extract, str]]


def releases_page(service: Communique, finding: Finding) -> tuple[str, int]:
    """The page, and its HTTP status."""
    everything = service.manifest().releases
    try:
        shown = _find(service, finding, finding.read())
    except ValidationError as error:
        return _refuse(finding, refusal_of(error), everything)
    except CommuniqueError as error:
        return _refuse(finding, problem_of(error), everything)
    return render("releases.html", finding=finding, problem=None, everything=everything, **shown), 200


def _refuse(finding: Finding, problem: Problem, everything: int) -> tuple[str, int]:
    page = render("releases.html", finding=finding, problem=problem, everything=everything, groups=[], choices={})
    return page, problem.status


def _find(service: Communique, finding: Finding, asked: FindBody) -> dict[str, Any]:
    filters, offset = asked.filters.filters(), (asked.page - 1) * _PER_PAGE
    found = service.find_releases(asked.q, limit=_PER_PAGE, filters=filters, sort=asked.sort, offset=offset)
    counts = _count(service, asked, filters)
    told = tell_filters(filters)
    last = offset + len(found.page)
    ask, left_out = ask_address(filters)
    return {
        "found": found,
        "rows": [_row(each, asked.q) for each in found.page],
        "first": offset + 1,
        "last": last,
        "earlier": finding.address(page=str(asked.page - 1)) if asked.page > 1 else None,
        "later": finding.address(page=str(asked.page + 1)) if last < found.total and found.page else None,
        "sort": asked.sort,
        "sorts": _sorts(finding, asked),
        "chosen": [(words, finding.address(**dict.fromkeys(names, ""))) for names, words in told],
        "said": ", ".join(words for _, words in told),
        "groups": _groups(finding, filters, counts),
        "choices": {name: counts[name][:_MOST] for name in ("country", "person")},
        **_years(finding, filters, counts),
        "height": HEIGHT,
        "ask": ask,
        "left_out": left_out,
    }


def _count(service: Communique, asked: FindBody, filters: Filters) -> Mapping[Facet, list[Count]]:
    """The facets; months of all years, so that one can go from one year to another."""
    any_time = replace(filters, year=None, month=None)
    counts = service.facets(asked.q, tuple(_FACETS), filters=filters, sort=asked.sort)
    return counts | service.facets(asked.q, ("year", "month"), filters=any_time, sort=asked.sort)


def _row(found: FoundRelease, question: str | None) -> ResultRow:
    release = found.release
    extracts = [extract(each, question, release.language) for each in found.passages]
    places = [permalink(release.id, each.start, each.end) for each in extracts]
    shown = list(zip(extracts, places, strict=True))
    return ResultRow(release=summary_body(found), address=permalink(release.id), extracts=shown)


def _sorts(finding: Finding, asked: FindBody) -> list[tuple[str, str, bool]]:
    """Label and address of each order that there is, and whether it is the one."""
    orders = [order for order in _SORTS if order != "relevance" or asked.q is not None]
    default = {"newest": ""}
    return [(_SORTS[each], finding.address(sort=default.get(each, each)), each == asked.sort) for each in orders]


def _groups(finding: Finding, filters: Filters, counts: Mapping[Facet, Sequence[Count]]) -> list[FacetGroup]:
    """The facets by which one can narrow what was found: those with more than one value, or one that was chosen."""
    groups = []
    for facet, title in _FACETS.items():
        now = getattr(filters, facet)
        choices = [_choice(finding, facet, each, "" if now is None else str(now)) for each in counts[facet][:_MOST]]
        choices.sort(key=lambda each: not each.chosen)
        if len(choices) > 1 or any(each.chosen for each in choices):
            groups.append(FacetGroup(title=title, choices=choices[:_FIRST], more=choices[_FIRST:]))
    return groups


def _choice(finding: Finding, facet: Facet, count: Count, now: str) -> FacetChoice:
    chosen = now.casefold() == count.value.casefold()
    address = finding.address(**{facet: "" if chosen else count.value})
    return FacetChoice(label=count.label, count=count.count, address=address, chosen=chosen)


def _years(finding: Finding, filters: Filters, counts: Mapping[Facet, Sequence[Count]]) -> dict[str, Sequence[YearRow]]:
    """The newest years with their months, and the one that was chosen; of older ones the years alone."""

    def address(year: str, month: str) -> str:
        return finding.address(year=year, month=month)

    rows = lay_out(counts["year"], counts["month"], filters, address)
    shown = [row for n, row in enumerate(rows) if n < _YEARS or row.chosen or any(each.chosen for each in row.months)]
    return {"years": shown, "older": [row for row in rows if row not in shown]}


def _address(path: str, given: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(given)}" if given else path
