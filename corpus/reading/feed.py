"""RSS and Atom: one release an entry, or the page that has its text. The only file that knows feedparser."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import feedparser

from corpus.dates import Published, parse_iso, parse_mail_date
from corpus.errors import LinkedPage, UnreadableSource
from corpus.reading.blocks import fragment_blocks
from corpus.reading.composing import compose, shorten
from corpus.reading.decoding import declared_in, detect
from corpus.reading.metadata import language_of, web_address
from corpus.reading.related import without_related
from corpus.reading.source import Reading, Refused, Source
from corpus.release import Release, slugify

MAX_ENTRIES = 10_000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Atomic (?>…): a comment ends at its first end. Where it could end at any later one, there are 2^n ways to read n.
_ROOT_END = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*+(?:(?><!--.*?-->)\s*+)*+$", re.DOTALL)
_TEASER_END = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|(?:read|continue|see|view) (?:more|reading)\W*)$", re.IGNORECASE
)
_WHOLE = 600  # characters of a summary that may be the whole text; a shorter one is a teaser


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
    yield from _entries(source, found.feed, entries)
    if not whole:
        yield UnreadableSource(source.place, f"cut off: the feed has no end; its entry {len(entries) + 1} was left out")
    elif len(found.entries) > MAX_ENTRIES:
        yield UnreadableSource(source.place, f"more than {MAX_ENTRIES:,} entries; the rest was left out")


def _reason(found: Any, *, whole: bool) -> str:
    if not whole:
        return ": it has no end"
    return f": {found.bozo_exception}" if found.bozo else ""


def _entries(source: Source, feed: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> Reading:
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        place, release_id = f"{source.place}, entry {number}", _identify(source, entry)
        if seen.setdefault(release_id, number) != number:
            yield UnreadableSource(place, f"id {release_id!r} stands already in entry {seen[release_id]}")
            continue
        try:
            yield _read_entry(replace(source, place=place, release_id=release_id, url=None), feed, entry)
        except UnreadableSource as error:
            yield error
        except Refused as error:
            yield UnreadableSource(place, str(error))


def _read_entry(source: Source, feed: Mapping[str, Any], entry: Mapping[str, Any]) -> Release:
    title = shorten(_plain(entry.get("title", "")))
    url, published = _link(entry), _published(entry)
    lines = _text(entry, linked=url is not None)
    if not lines and url is not None:
        raise LinkedPage(source.place, title or url, url, published)
    return compose(
        source,
        lines,
        title=title,
        told=[published],
        publisher=_publisher(feed),
        source_url=url,
        language=language_of(entry.get("language") or feed.get("language")),
    )


def _publisher(feed: Mapping[str, Any]) -> str:
    """Who a feed says that it is of; else what it is called."""
    author = feed.get("author_detail", {}).get("name")
    return _plain(feed.get("publisher") or author or feed.get("title") or "")


def _text(entry: Mapping[str, Any], *, linked: bool) -> list[str]:
    """The lines of the longest content; of the summary only where it can be the whole text."""
    contents = [_lines(content) for content in entry.get("content", []) if content.get("value")]
    if text := max(contents, key=lambda lines: sum(map(len, lines)), default=[]):
        return text
    summary = _lines(entry.get("summary_detail", {}))
    length = sum(map(len, summary))
    if linked and (length < _WHOLE or _TEASER_END.search(summary[-1])):
        return []
    return summary


def _lines(content: Mapping[str, Any]) -> list[str]:
    value = content.get("value") or ""
    if content.get("type") == "text/plain" and "<" not in value:
        return re.split(r"\n\s*\n", value)
    return [block.text for block in without_related(fragment_blocks(value))]


def _plain(markup: str) -> str:
    return " ".join(block.text for block in fragment_blocks(markup)) if re.search(r"[<&]", markup) else markup


def _link(entry: Mapping[str, Any]) -> str | None:
    return next(filter(None, (web_address(entry.get(name)) for name in ("link", "id"))), None)


def _identify(source: Source, entry: Mapping[str, Any]) -> str:
    """Stable over states of the feed: the address of the release, else the feed's own id, else title and date."""
    stated = _link(entry) or " ".join((entry.get("id") or "").split())
    return stated or slugify(f"{source.release_id} {entry.get('title', '')} {entry.get('published', '')}") or "release"


def _published(entry: Mapping[str, Any]) -> Published | None:
    return next(filter(None, map(_parse_date, _dates(entry))), None)


def _dates(entry: Mapping[str, Any]) -> Iterator[str]:
    stated = dict(entry.items())  # feedparser gives one date for another, with a warning
    yield from (stated[name] for name in ("published", "updated", "created") if stated.get(name))


def _parse_date(value: str) -> Published | None:
    """RFC 822 as in RSS, ISO 8601 as in Atom; the zone is kept."""
    try:
        return parse_iso(value.strip())
    except ValueError:
        pass
    try:
        return parse_mail_date(value)
    except ValueError:
        return None
