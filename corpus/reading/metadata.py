"""What a page says about itself in its marks: when it was published and by whom, its address, language and titles."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.dates import Published, day_of
from corpus.language_tags import Translation, language_of, translations_of
from corpus.locales import day_comes_first
from corpus.moments import parse_published
from corpus.reading.blocks import HEADINGS, blocks
from corpus.reading.headlines import is_sentence
from corpus.reading.source import Element
from corpus.reading.titles import is_lead_in, is_office, is_section, parts_of, without_site
from corpus.written_dates import ANY, Manner

_PUBLISHED = frozenset(
    """article:published_time article:published og:published_time datepublished date dc.date dc:date dc.date.issued
    dc.date.created dcterms.date dcterms.issued dcterms.created dcterms.available pubdate publishdate publish_date
    publication_date publicationdate parsely-pub-date sailthru.date issued citation_publication_date""".split()
)
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "citation_publisher")
_IN_SCRIPT = re.compile(
    r"\\?\"(?:date_?published|publish(?:ed)?_?(?:at|date|on|time)|publication_?(?:date|time)|first_?published(?:_?at)?)\\?\"\s*:\s*\\?\""
    r"(\d{4}-\d\d-\d\d[^\"\\]{0,20})",
    re.IGNORECASE,
)
_COUNTRIES = {"uk": "gb", "gov": "us", "mil": "us"}  # of top-level domains that are no codes of countries
_MAX_TITLE_LINE = 300  # characters of a line that may be the title
_SHORT_TITLE = 12  # letters of a heading below which it is the name of a section rather than a title


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Nothing of it is certain.

    published  days and moments of publication, in the order of trust
    marked     those of any time that the page marks as one
    manner     how it writes its days
    """

    published: tuple[Published, ...]
    marked: tuple[Published, ...]
    manner: Manner
    publisher: str | None
    url: str | None
    language: str | None
    titles: tuple[str, ...]
    translations: tuple[Translation, ...]


def read_metadata(root: Element, url: str | None = None) -> Metadata:
    """What a page says; `url` is the address that it was fetched from."""
    named = list(_named(root))
    linked = sorted(_linked_data(root), key=_is_of_page)  # that of the article first, which has its own day
    articles = sum(not _is_of_page(data) for data in linked)
    told = [value for name, value in named if name in _PUBLISHED]
    days = [found if isinstance(found := data.get("datePublished"), str) else "" for data in linked]
    manner = manner_of(root.get("lang") or "", url or _address(root, named) or "")
    published = _dates([*days[:articles], *told, *days[articles:]], manner)
    return Metadata(
        published=published or _scripted(root),
        marked=_dates((time.get("datetime", "") for time in root.iter("time")), manner),
        manner=manner,
        publisher=_publisher(named, linked),
        url=_address(root, named),
        language=language_of(root.get("lang")),
        titles=tuple(_titles(root, named)),
        translations=_translations(root, url, _address(root, named)),
    )


def choose_title(root: Element, metadata: Metadata, recognised: str | None) -> str | None:
    """The longest heading that the page's titles repeat, which add the name of the site; else a line that is a part of
    one. Where these name only an office or a section, the heading above the text; else what was recognised."""
    names = _site_names(metadata)
    headings = [without_site(heading, names, acronyms=False) for heading in _headings(root)]
    named = [each for each in headings if _names_more(each, names)]
    titles = _letters(" ".join(metadata.titles))
    if fitting := [each for each in named if len(_letters(each)) >= _SHORT_TITLE and _letters(each) in titles]:
        return max(fitting, key=len)
    shown = [block for block in blocks(root) if len(block.text) <= _MAX_TITLE_LINE]
    parts = {_letters(part) for title in metadata.titles for part in parts_of(title)}
    told = [block.text for block in shown if _letters(block.text) in parts and _names_more(block.text, names)]
    if told := [each for each in told if len(_letters(each)) >= _SHORT_TITLE]:
        return max(told, key=len)
    plain = without_site(recognised, names) if recognised else None
    if plain is None or _names_more(plain, names):
        return plain
    above = takewhile(lambda block: not is_sentence(block.text), blocks(root))
    headed = [block.text for block in above if block.is_heading and _names_more(block.text, names)]
    if headed:
        return headed[-1]
    return None if is_lead_in(plain) else plain  # "EX-99.1"


def _headings(root: Element) -> list[str]:
    return [" ".join("".join(found.itertext()).split()) for found in root.iter(*HEADINGS)]


def _names_more(line: str, names: Sequence[str]) -> bool:
    """Whether a line is more than the name of an office, a section, a site or an exhibit."""
    return not (
        is_office(line) or is_section(line) or is_lead_in(line) or _letters(line) in {_letters(name) for name in names}
    )


def _site_names(metadata: Metadata) -> list[str]:
    """What the page calls its site, and the labels of its host."""
    host = urlsplit(metadata.url or "").netloc
    return [*filter(None, [metadata.publisher, host, *host.split(".")])]


def web_address(value: str | None) -> str | None:
    """The address if it is one of the web, whole."""
    try:
        parts = urlsplit((value or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in {"http", "https"} and parts.netloc else None


def manner_of(tag: str, url: str = "") -> Manner:
    """How a page in a language, and of a country, writes its days: the tag and the address have to agree."""
    language = language_of(tag)
    host = urlsplit(url).hostname or "" if web_address(url) else ""
    country = _COUNTRIES.get(top := host.rpartition(".")[2], top)
    by_tag = day_comes_first(tag) if tag else None
    if language != "en" or len(country) != 2:
        return Manner(language=language, day_first=by_tag)
    by_country = day_comes_first(f"en-{country.upper()}")
    by_tag = by_country if tag.lower() == "en" else by_tag
    return Manner(language=language, day_first=by_tag if by_tag == by_country else None)


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


def _scripted(root: Element) -> tuple[Published, ...]:
    """The moment of publication among the data of a page that scripts make, where it is the only one."""
    texts = (script.text or "" for script in root.iter("script"))
    found = _dates(value for text in texts for value in _IN_SCRIPT.findall(text))
    return found[:1] if len({day_of(each) for each in found}) == 1 else ()


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(data.get(name))
    elif isinstance(data, list):
        for each in data:
            yield from _objects(each)


def _is_of_page(data: dict[str, Any]) -> bool:
    """Whether an object of JSON-LD is the page or its site, whose day may be that of a template, and no article."""
    kinds = data.get("@type")
    named = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
    return not any(kind.endswith(("Article", "Posting", "Report")) for kind in named)


def _dates(values: Iterable[str], manner: Manner = ANY) -> tuple[Published, ...]:
    return tuple(found for value in values if (found := parse_published(value, manner)) is not None)


def _publisher(named: list[tuple[str, str]], linked: list[dict[str, Any]]) -> str | None:
    stated = [value for wanted in _PUBLISHERS for name, value in named if name == wanted and not web_address(value)]
    publishers = (data.get("publisher") for data in linked)
    stated += [name for each in publishers if isinstance(each, dict) and isinstance(name := each.get("name"), str)]
    return next(filter(None, (" ".join(name.split()) for name in stated)), None)


def _address(root: Element, named: list[tuple[str, str]]) -> str | None:
    canonical = [link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"]
    stated = [value for name, value in named if name == "og:url"]
    return next(filter(None, map(web_address, [*canonical, *stated])), None)


def _translations(root: Element, *addresses: str | None) -> tuple[Translation, ...]:
    """Where the page says, in its head or in its text, that it stands in other languages."""
    base = next(filter(None, addresses), None)
    links = [link for link in root.iter("link", "a") if link.get("hreflang") and link.get("href")]
    alternate = (link for link in links if link.tag == "a" or "alternate" in (link.get("rel") or "").lower().split())
    pairs = ((link.get("hreflang"), _whole(base, link.get("href"))) for link in alternate)
    return translations_of(pairs, root.get("lang"), *addresses)


def _whole(base: str | None, link: str) -> str | None:
    try:
        return web_address(urljoin(base, link.strip()) if base else link)
    except ValueError:
        return None


def _titles(root: Element, named: list[tuple[str, str]]) -> Iterator[str]:
    for title in root.iter("title"):
        yield " ".join((title.text or "").split())
        break
    yield from (value for name, value in named if name in {"og:title", "twitter:title", "dc.title", "dc:title"})


def _letters(text: str) -> str:
    """Letters and digits alone; raised ones too, which a title in a head cannot raise."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()
