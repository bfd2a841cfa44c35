"""Addresses of quotes: our own, and those at the source of a release."""

import re
from urllib.parse import quote as percent_encode
from urllib.parse import unquote as percent_decode

from corpus.layout import PrintedPage
from corpus.passage import Span
from corpus.release import Release

_PERMALINK = re.compile(
    r"/r/(?P<id>[\w.~%-]{1,3000})(?:\?version=[0-9a-f]{8,64})?#(?P<start>\d{1,9})-(?P<end>\d{1,9})", re.ASCII
)
_WORDS_AT_ENDS = 6  # words at each end of a long quote in a text fragment


def permalink(release_id: str, start: int | None = None, end: int | None = None, *, version: str | None = None) -> str:
    """Make a permalink: to the current version, or to a version by its first eight characters."""
    place = "" if start is None else f"#{start}-{end}"
    named = "" if version is None else f"?version={version[:8]}"
    return f"/r/{percent_encode(release_id, safe='')}{named}{place}"


def find_places(text: str) -> list[tuple[str, int, int]]:
    """Release, start and end of each permalink in a text, in order."""
    found = _PERMALINK.finditer(text)
    return [(percent_decode(each["id"]), int(each["start"]), int(each["end"])) for each in found]


def page_of(release: Release, span: Span) -> PrintedPage | None:
    """The printed page that a span of a release begins on, where it was read from such."""
    return release.layout.page_of(span) if release.layout else None


def link_to(release: Release, span: Span) -> str | None:
    """The address of a span at the release's source: by its page if it is a PDF, else by its words."""
    page = page_of(release, span)
    return page_link(release.source_url, page) if page else fragment_link(release.source_url, span.of(release.text))


def page_link(source_url: str | None, page: PrintedPage) -> str | None:
    """RFC 8118, section 3: what programs that show PDFs open at a page."""
    if source_url is None or not source_url.lower().startswith(("http://", "https://")):
        return None
    return f"{source_url.partition('#')[0]}#page={page.number}"


def fragment_link(source_url: str | None, quote: str) -> str | None:
    """https://wicg.github.io/scroll-to-text-fragment/: a short quote whole, a long one by its first and last words."""
    if source_url is None or not source_url.lower().startswith(("http://", "https://")):
        return None
    words = quote.split()
    if len(words) > 3 * _WORDS_AT_ENDS:
        ends = [" ".join(words[:_WORDS_AT_ENDS]), " ".join(words[-_WORDS_AT_ENDS:])]
    else:
        ends = [" ".join(words)]
    text = ",".join(percent_encode(end, safe="").replace("-", "%2D") for end in ends)
    return f"{source_url}{'' if '#' in source_url else '#'}:~:text={text}"
