"""What a search finds as an Atom feed (RFC 4287), so that any reader of feeds can subscribe to it."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

from corpus.dates import first_moment
from corpus.records import Listing
from service.asking import FeedEntry
from service.display.hits import mark_words
from service.links import permalink

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed without entries
# https://www.w3.org/TR/xml/#charsets: the rest cannot stand in a document, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The newest of what a search finds. `query` are its parameters, as they were given; `base` ends in a slash.

    The same search of the same catalog is the same feed, under whatever address it is asked for. An entry is the same
    one in every feed and over all versions of its release.
    """

    catalog: str  # its id
    base: str  # of every address in the feed
    query: Mapping[str, str]
    entries: Sequence[FeedEntry]

    @property
    def id(self) -> str:
        return _urn(f"{self.catalog}?{urlencode(sorted(self.query.items()))}")

    @property
    def title(self) -> str:
        """ "Communiqué: fisheries, country JP"."""
        words = [self.query["q"]] if "q" in self.query else []
        rest = [f"{name.replace('_', ' ')} {value}" for name, value in self.query.items() if name not in _UNSAID]
        return f"Communiqué: {', '.join([*words, *rest]) or 'all releases'}"

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=_NEVER)

    def write(self) -> bytes:
        """The feed as XML; the same feed, the same bytes."""
        root = ET.Element("feed", xmlns=_ATOM)
        _text(root, "id", self.id)
        _text(root, "title", self.title)
        _text(root, "updated", self.updated.isoformat())
        _text(_under(root, "author"), "name", "Communiqué")
        asked = f"?{urlencode(self.query)}" if self.query else ""
        _link(root, "self", f"{self.base}v1/search.atom{asked}", "application/atom+xml")
        listed = {name: value for name, value in self.query.items() if name != "limit"}
        _link(root, "alternate", f"{self.base}releases{'?' if listed else ''}{urlencode(listed)}", "text/html")
        for entry in self.entries:
            self._write_entry(_under(root, "entry"), entry)
        return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))

    def _write_entry(self, element: ET.Element, entry: FeedEntry) -> None:
        release, passage = entry.release, entry.passage
        _text(element, "id", _urn(release.id))
        _text(element, "title", release.title)
        if release.published is not None:
            _text(element, "published", first_moment(release.published).isoformat())
        _text(element, "updated", entry.updated.isoformat())
        _text(_under(element, "author"), "name", _author(release))
        address = permalink(release.id, passage.start, passage.end)
        _link(element, "alternate", f"{self.base}{address.removeprefix('/')}", "text/html")
        if release.source_url is not None and re.fullmatch(r"(?i)https?://\S+", release.source_url):
            _link(element, "via", release.source_url)
        _text(element, "summary", _html(passage.text, self.query.get("q", "")), type="html")


def _author(release: Listing) -> str:
    """The publisher, else the host of the source: an entry has to have one."""
    if release.publisher:
        return release.publisher
    try:
        return urlsplit(release.source_url or "").hostname or "Unknown"
    except ValueError:  # an address that is none
        return "Unknown"


_UNSAID = {"q", "sort", "limit"}


def _html(text: str, question: str) -> str:
    """The passage as HTML, words of the question in bold; the feed escapes it once more."""
    marked = mark_words(text, question) if question else escape(text)
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in marked.split("\n\n"))


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"communique:{name}").urn


def _under(parent: ET.Element, tag: str) -> ET.Element:
    return ET.SubElement(parent, tag)


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    element = ET.SubElement(parent, tag, attributes)
    element.text = _NO_XML.sub("\ufffd", text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str | None = None) -> None:
    attributes = {"rel": relation, "href": _NO_XML.sub("\ufffd", address)}
    ET.SubElement(parent, "link", attributes | ({"type": media_type} if media_type else {}))
