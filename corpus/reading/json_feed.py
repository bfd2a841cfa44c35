"""JSON Feed 1.1, and what the content interfaces of WordPress and gov.uk answer: one release an entry."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from corpus.dates import Published
from corpus.errors import UnreadableSource
from corpus.language_tags import language_of
from corpus.moments import parse_published
from corpus.reading.decoding import detect
from corpus.reading.entries import Entry, Markup, find_address, read_entries
from corpus.reading.metadata import manner_of
from corpus.reading.source import Reading, Refused, Source

MAX_ENTRIES = 10_000
_KNOWN = "known are JSON Feed, posts of WordPress (wp/v2) and content of gov.uk; releases of your own are read as JSONL"
Record = Mapping[str, Any]


def read(source: Source) -> Reading:
    """The releases in the order of the answer."""
    try:
        data = json.loads(detect(source.data, source.charset))
    except ValueError as error:
        raise Refused(f"no JSON, or cut off: {error}") from None
    if (entries := _entries(source, data)) is None:
        raise Refused(f"no JSON that holds releases: {_KNOWN}")
    yield from read_entries(source, entries[:MAX_ENTRIES])
    if len(entries) > MAX_ENTRIES:
        yield UnreadableSource(source.place, f"more than {MAX_ENTRIES:,} entries; the rest was left out")


def _entries(source: Source, data: Any) -> list[Entry] | None:
    if isinstance(data, dict) and "jsonfeed.org/version" in str(data.get("version")):
        return [_item(source, data, item) for item in _records(data.get("items"))]
    if isinstance(data, dict) and isinstance(data.get("details"), dict) and "base_path" in data:
        return [_content(source, data)]
    posts = list(_records(data if isinstance(data, list) else [data]))
    if posts and all(isinstance(post.get("content"), dict) and "rendered" in post["content"] for post in posts):
        return [_post(source, post) for post in posts]
    return [] if data == [] else None


def _item(source: Source, feed: Record, item: Record) -> Entry:
    """https://jsonfeed.org/version/1.1"""
    authors = [*_records(item.get("authors")), *_records(feed.get("authors"))]
    home, stated = _text(feed, "home_page_url"), _text(item, "language") or _text(feed, "language")
    link = find_address(_text(item, "url"), home, source.url) or find_address(_text(item, "id"))
    manner = manner_of(stated, link or "")
    return Entry(
        title=_text(item, "title"),
        link=link,
        guid=str(item["id"]) if item.get("id") else None,
        contents=(Markup(value=_text(item, "content_html")), Markup(value=_text(item, "content_text"), plain=True)),
        summary=Markup(value=_text(item, "summary"), plain=True),
        published=parse_published(_text(item, "date_published"), manner),
        dated=_text(item, "date_published"),
        publisher=next((name for author in authors if (name := _text(author, "name"))), _text(feed, "title")),
        language=language_of(stated),
        manner=manner,
    )


def _post(source: Source, post: Record) -> Entry:
    """https://developer.wordpress.org/rest-api/reference/posts/"""
    link = find_address(_text(post, "link"), source.url)
    return Entry(
        title=_rendered(post, "title"),
        link=link,
        guid=_rendered(post, "guid") or None,
        contents=(Markup(value=_rendered(post, "content")),),
        summary=Markup(value=_rendered(post, "excerpt")),
        published=_moment(_text(post, "date"), _text(post, "date_gmt")),
        dated=_text(post, "date"),
        publisher=None,
        language=language_of(_text(post, "lang")),
        manner=manner_of(_text(post, "lang"), link or ""),
    )


def _content(source: Source, data: Record) -> Entry:
    """https://content-api.publishing.service.gov.uk/"""
    links = data.get("links")
    offices = _records(links.get("organisations") if isinstance(links, dict) else None)
    link = find_address(_text(data, "base_path"), source.url)
    return Entry(
        title=_text(data, "title"),
        link=link,
        guid=_text(data, "content_id") or None,
        contents=(Markup(value=_text(data["details"], "body")),),
        summary=Markup(value=_text(data, "description"), plain=True),
        published=parse_published(_text(data, "first_published_at") or _text(data, "public_updated_at")),
        dated=_text(data, "first_published_at"),
        publisher=next((name for office in offices if (name := _text(office, "title"))), None),
        language=language_of(_text(data, "locale")),
        manner=manner_of(_text(data, "locale"), link or ""),
    )


def _moment(local: str, universal: str) -> Published | None:
    """A moment that is told twice, at its place and in UTC: so its zone is known."""
    try:
        here, there = datetime.fromisoformat(local), datetime.fromisoformat(universal)
        return here.replace(tzinfo=timezone(timedelta(minutes=round((here - there).total_seconds() / 60))))
    except (ValueError, TypeError):
        return parse_published(local[:10])


def _records(data: Any) -> Iterator[Record]:
    yield from (each for each in data if isinstance(each, dict)) if isinstance(data, list) else ()


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _rendered(record: Record, name: str) -> str:
    value = record.get(name)
    return _text(value, "rendered") if isinstance(value, dict) else ""
