"""What a page says about itself in its marks: when it was published and by whom, its address, language and titles."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from corpus.dates import Published, first_day, parse_iso
from corpus.reading.blocks import HEADINGS
from corpus.reading.source import Element

_PUBLISHED = frozenset(
    """article:published_time article:published og:published_time datepublished date dc.date dc:date dc.date.issued
    dc.date.created dcterms.date dcterms.issued dcterms.created dcterms.available pubdate publishdate publish_date
    publication_date publicationdate parsely-pub-date sailthru.date issued citation_publication_date""".split()
)
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "citation_publisher")
_SHORT_TITLE = 12  # letters of a heading below which it is the name of a section rather than a title


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Nothing of it is certain.

    published  days and moments of publication, in the order of the page
    marked     those of any time that the page marks as one
    title      of the tab and for previews, all in one
    """

    published: tuple[Published, ...]
    marked: tuple[Published, ...]
    publisher: str | None
    url: str | None
    language: str | None
    title: str


def read_metadata(root: Element) -> Metadata:
    named = list(_named(root))
    linked = list(_linked_data(root))
    told = [value for name, value in named if name in _PUBLISHED]
    told += [found for data in linked if isinstance(found := data.get("datePublished"), str)]
    return Metadata(
        published=_dates(told),
        marked=_dates(time.get("datetime", "") for time in root.iter("time")),
        publisher=_publisher(named, linked),
        url=_address(root, named),
        language=language_of(root.get("lang")),
        title=" ".join(_titles(root, named)),
    )


def choose_title(root: Element, metadata: Metadata, recognised: str | None) -> str | None:
    """The longest heading that the page's titles repeat, which add the name of the site; else what was recognised."""
    titles = _letters(metadata.title)
    headings = [" ".join("".join(found.itertext()).split()) for found in root.iter(*HEADINGS)]
    fitting = [each for each in headings if len(_letters(each)) >= _SHORT_TITLE and _letters(each) in titles]
    return max(fitting, key=len, default=recognised)


def language_of(tag: str | None) -> str | None:
    """ "en" of "en-US"."""
    found = re.match(r"[A-Za-z]{2,3}(?=[-_]|$)", tag or "")
    return found[0].lower() if found else None


def web_address(value: str | None) -> str | None:
    """The address if it is one of the web, whole."""
    try:
        parts = urlsplit((value or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in {"http", "https"} and parts.netloc else None


def parse_published(value: str) -> Published | None:
    """ISO 8601, or a day in words; None for all else."""
    try:
        return parse_iso(value.strip())
    except ValueError:
        found = first_day(value)
        return found[0] if found else None


def _named(root: Element) -> Iterator[tuple[str, str]]:
    """Every name with its content, as <meta> and RDFa write them."""
    for element in root.iter():
        if content := " ".join((element.get("content") or element.get("datetime") or "").split()):
            for attribute in ("property", "name", "itemprop"):
                for name in element.get(attribute, "").split():
                    yield name.lower(), content


def _linked_data(root: Element) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD, those within graphs and lists too."""
    for script in root.iter("script"):
        if "ld+json" in script.get("type", "") and script.text:
            try:
                yield from _objects(json.loads(script.text, strict=False))
            except (ValueError, RecursionError):
                continue


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"))
    elif isinstance(data, list):
        for each in data:
            yield from _objects(each)


def _dates(values: Iterable[str]) -> tuple[Published, ...]:
    return tuple(found for value in values if (found := parse_published(value)) is not None)


def _publisher(named: list[tuple[str, str]], linked: list[dict[str, Any]]) -> str | None:
    stated = [value for wanted in _PUBLISHERS for name, value in named if name == wanted and not web_address(value)]
    publishers = (data.get("publisher") for data in linked)
    stated += [name for each in publishers if isinstance(each, dict) and isinstance(name := each.get("name"), str)]
    return next(filter(None, (" ".join(name.split()) for name in stated)), None)


def _address(root: Element, named: list[tuple[str, str]]) -> str | None:
    canonical = [link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"]
    stated = [value for name, value in named if name == "og:url"]
    return next(filter(None, map(web_address, [*canonical, *stated])), None)


def _titles(root: Element, named: list[tuple[str, str]]) -> Iterator[str]:
    for title in root.iter("title"):
        yield " ".join((title.text or "").split())
        break
    yield from (value for name, value in named if name in {"og:title", "twitter:title", "dc.title", "dc:title"})


def _letters(text: str) -> str:
    """Letters and digits alone; raised ones too, which a title in a head cannot raise."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()
