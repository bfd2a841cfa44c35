"""HTML: one release a page, found among navigation, banners and footers."""

import re

from corpus.reading.barriers import NO_TEXT, barrier
from corpus.reading.blocks import blocks, parse_page
from corpus.reading.body import Recognised, find_body, is_prose, strip_surroundings
from corpus.reading.composing import compose, shorten
from corpus.reading.decoding import declared_in, detect
from corpus.reading.extraction import extract
from corpus.reading.metadata import choose_title, read_metadata
from corpus.reading.page_days import PageDays
from corpus.reading.source import Barred, Element, Reading, Refused, Source

_MIN_PROSE = 0.2  # of the characters of a text; with less it is a list of headlines
_SHELL = 200  # characters around a text that is made by scripts


def read(source: Source) -> Reading:
    """The release of a page. A page that is cut off, a list of headlines, or what stands in its way, is none."""
    markup = detect(source.data, source.charset or declared_in(source.data))
    if _is_cut_off(markup):
        raise Refused("cut off: the page has a beginning and no end")
    root = parse_page(markup)
    metadata = read_metadata(root, source.url)
    tab = " ".join((root.findtext(".//title") or "").split())
    scripted = _without_scripts(root)
    extraction = extract(root)
    recognised = Recognised(extraction.text)
    title = shorten(choose_title(root, metadata, extraction.title))
    shown = list(blocks(root))
    strip_surroundings(root, recognised)
    body = find_body(root, recognised, title or "")
    lines = [block.text for block in body.blocks] or extraction.text.splitlines()
    whole = [block.text for block in shown]
    reason = barrier([tab, title or ""], lines or whole, markup) or (
        NO_TEXT if scripted and not lines and sum(map(len, whole)) < _SHELL else None
    )
    if reason and not lines:
        raise Barred(reason)
    if sum(len(line) for line in lines if is_prose(line)) < _MIN_PROSE * sum(map(len, lines)):
        raise Barred(reason) if reason else Refused("a list, not a release: hardly a sentence in it")
    days = PageDays(shown, body, title or "", metadata.manner)
    header = days.header()
    told = metadata.published or (() if header else days.elsewhere(source.url or metadata.url))
    release = compose(
        source,
        lines,
        title=title,
        day=header,
        told=tuple(told),
        marked=metadata.marked,
        manner=metadata.manner,
        publisher=metadata.publisher,
        source_url=source.url or metadata.url,
        language=metadata.language,
    )
    if reason and release.published in {None, source.published}:
        raise Barred(reason)
    yield release


def _without_scripts(root: Element) -> bool:
    """Take out what is shown only where scripts are not run; whether the page has any scripts, or such a text."""
    unseen = list(root.iter("noscript"))
    for element in unseen:
        element.drop_tree()
    return bool(unseen) or next(root.iter("script"), None) is not None


def _is_cut_off(markup: str) -> bool:
    """A page that opens its body and ends within a text or a tag, without closing anything."""
    end = markup[-2000:].rstrip()
    return bool(re.search(r"<body\b", markup, re.IGNORECASE)) and not re.search(
        r"</(body|html)\s*>|>$", end, re.IGNORECASE
    )
