"""Sitemaps (sitemaps.org): the pages of a site, each to be read where it stands."""

import re

from corpus.errors import LinkedPage, UnreadableSource
from corpus.moments import parse_published
from corpus.reading.blocks import parse_page
from corpus.reading.decoding import declared_in, detect
from corpus.reading.entries import find_address
from corpus.reading.source import Element, Reading, Refused, Source

MAX_ENTRIES = 10_000
_NAMED = 5  # sitemaps of an index that its refusal names
_END = re.compile(r"</(?:\w+:)?(?:urlset|sitemapindex)\s*>\s*$")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(source: Source) -> Reading:
    """A page for each address, in the order of the sitemap; `news:publication_date` dates it, `lastmod` does not."""
    markup = detect(source.data, source.charset or declared_in(source.data))
    root = parse_page(f"<!DOCTYPE html><body>{_DECLARATION.sub('', markup)}")
    if maps := [_inner(each, "loc") for each in root.iter("sitemap")]:
        raise Refused(f"a list of {len(maps)} sitemaps: name one of them, such as {' '.join(maps[:_NAMED])}")
    entries = list(root.iter("url"))
    whole = bool(_END.search(markup[-2000:]))
    kept = entries[:MAX_ENTRIES] if whole else entries[:MAX_ENTRIES][:-1]
    seen: set[str] = set()
    for number, entry in enumerate(kept, start=1):
        place = f"{source.place}, entry {number}"
        if (url := find_address(_inner(entry, "loc"), source.url)) is None:
            yield UnreadableSource(place, "names no address of the web")
        elif url not in seen:
            seen.add(url)
            published = parse_published(_inner(entry, "news:publication_date"))
            yield LinkedPage(place, _inner(entry, "news:title") or url, url, published)
    if not whole:
        yield UnreadableSource(source.place, f"cut off: the sitemap has no end; its entry {len(kept) + 1} was left out")
    elif len(entries) > MAX_ENTRIES:
        yield UnreadableSource(source.place, f"more than {MAX_ENTRIES:,} entries; the rest was left out")


def _inner(entry: Element, name: str) -> str:
    return next((" ".join("".join(found.itertext()).split()) for found in entry.iter(name)), "")
