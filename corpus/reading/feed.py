"""RSS and Atom: one release an entry, or the page that has its text. The only file that knows feedparser."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import feedparser

from corpus.dates import Published
from corpus.errors import UnreadableSource
from corpus.language_tags import Translation, language_of, translations_of
from corpus.moments import parse_published
from corpus.reading.decoding import declared_in, detect
from corpus.reading.entries import Entry, Markup, find_address, plain, read_entries
from corpus.reading.metadata import manner_of
from corpus.reading.source import Reading, Refused, Source
from corpus.written_dates import Manner

MAX_ENTRIES = 10_000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Atomic (?>…): a comment ends at its first end. Where it could end at any later one, there are 2^n ways to read n.
_ROOT_END = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*+(?:(?><!--.*?-->)\s*+)*+$", re.DOTALL)


def read(source: Source) -> Reading:
    """The releases of a feed, in its order. An entry that was cut off with the feed is none."""
    markup = detect(source.data, source.charset or declared_in(source.data))
    # As a stream: feedparser takes a text for the name of a file, or an address to fetch.
    data = io.BytesIO(b"\xef\xbb\xbf" + _DECLARATION.sub("", markup).encode())
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    whole = bool(_ROOT_END.search(markup[-2000:]))
    if not found.entries and (found.bozo or not found.version or not whole):
        raise Refused(f"no feed that can be read{_reason(found, whole=whole)}")
    entries = found.entries[:MAX_ENTRIES] if whole else found.entries[: MAX_ENTRIES + 1][:-1]
    yield from read_entries(source, [_entry(source, found.feed, entry) for entry in entries])
    if not whole:
        yield UnreadableSource(source.place, f"cut off: the feed has no end; its entry {len(entries) + 1} was left out")
    elif len(found.entries) > MAX_ENTRIES:
        yield UnreadableSource(source.place, f"more than {MAX_ENTRIES:,} entries; the rest was left out")


def _reason(found: Any, *, whole: bool) -> str:
    if not whole:
        return ": it has no end"
    return f": {found.bozo_exception}" if found.bozo else ""


def _entry(source: Source, feed: Mapping[str, Any], entry: Mapping[str, Any]) -> Entry:
    guid = " ".join((entry.get("id") or "").split())
    stated = entry.get("language") or feed.get("language")
    link = find_address(_link(entry, stated), feed.get("link"), source.url) or find_address(guid)
    contents = (*entry.get("content", []), entry.get("summary_detail", {}))
    *whole, summary = (
        Markup(value=content.get("value") or "", plain=content.get("type") == "text/plain") for content in contents
    )
    manner = manner_of(stated or "", link or "")
    return Entry(
        title=entry.get("title", ""),
        link=link,
        guid=guid or None,
        contents=tuple(whole),
        summary=summary,
        published=_published(entry, manner),
        dated=entry.get("published", ""),
        publisher=_publisher(feed),
        language=language_of(stated),
        manner=manner,
        translations=_translations(entry, link, stated),
    )


def _link(entry: Mapping[str, Any], stated: str | None) -> str | None:
    """Where an entry stands: of several addresses in several languages that in its own, else the first."""
    named = [each for each in entry.get("links", []) if each.get("rel") == "alternate" and each.get("hreflang")]
    own = [each for each in named if language_of(each["hreflang"]) == language_of(stated)]
    return next((each.get("href") for each in (*own, *named)), entry.get("link"))


def _translations(entry: Mapping[str, Any], link: str | None, stated: str | None) -> tuple[Translation, ...]:
    """The other addresses of an entry that name their language."""
    links = (each for each in entry.get("links", []) if each.get("rel") == "alternate" and each.get("hreflang"))
    return translations_of(((each["hreflang"], find_address(each.get("href"), link)) for each in links), stated, link)


def _publisher(feed: Mapping[str, Any]) -> str:
    """Who a feed says that it is of; else what it is called."""
    author = feed.get("author_detail", {}).get("name")
    return plain(feed.get("publisher") or author or feed.get("title") or "")


def _published(entry: Mapping[str, Any], manner: Manner) -> Published | None:
    return next(filter(None, (parse_published(value, manner) for value in _dates(entry))), None)


def _dates(entry: Mapping[str, Any]) -> Iterator[str]:
    stated = dict(entry.items())  # feedparser gives one date for another, with a warning
    yield from (stated[name] for name in ("published", "updated", "created") if stated.get(name))
