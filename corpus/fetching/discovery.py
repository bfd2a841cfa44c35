"""The feed that a page names, for whoever meant to follow its site: HTML's autodiscovery of RSS and Atom."""

import html
import re

from corpus.errors import UnreadableSource
from corpus.fetching.client import Address

_LOOKED_AT = 64 * 1024  # bytes: it stands in the head of a page
_LINK = re.compile(r"<link\b[^>]{1,1000}>", re.IGNORECASE)
_FEED = re.compile(r"""\btype\s*=\s*["']?application/(?:rss|atom)\+xml""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s>"']+))""", re.IGNORECASE)


def name_feed(address: str, data: bytes) -> str | None:
    """The first feed that is linked; None where none is, or none that can be fetched."""
    for link in _LINK.findall(data[:_LOOKED_AT].decode("utf-8", errors="replace")):
        if _FEED.search(link) and (found := _HREF.search(link)):
            try:
                return Address.parse(address).join(html.unescape(next(filter(None, found.groups())))).text
            except UnreadableSource:
                return None
    return None


def with_feed(error: UnreadableSource, address: str, data: bytes) -> UnreadableSource:
    """The error of a page that is no release, with the feed that could be followed instead."""
    feed = name_feed(address, data)
    return type(error)(error.place, f"{error.reason}. Its feed can be followed: {feed}") if feed else error
