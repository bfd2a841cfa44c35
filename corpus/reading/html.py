"""HTML: one release a page, found among navigation, banners and footers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.reading.barriers import NO_TEXT, barrier
from corpus.reading.blocks import blocks, parse_page
from corpus.reading.body import Body, Recognised, find_body, is_prose, strip_surroundings
from corpus.reading.composing import compose, shorten
from corpus.reading.datelines import line_day, split_header
from corpus.reading.decoding import declared_in, detect
from corpus.reading.extraction import extract
from corpus.reading.hidden import strip_hidden
from corpus.reading.metadata import Metadata, choose_title, read_metadata
from corpus.reading.source import Barred, Element, Reading, Refused, Source
from corpus.release import Release

_MIN_PROSE = 0.2  # of the characters of a text; with less it is a list of headlines
_SHELL = 200  # characters around a text that is made by scripts
_MAX_LINE = 100  # characters of a line that may tell when a page was published


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anatomy:
    """What was found on a page.

    lines    those of the release
    barrier  what stands in the release's way, as the page says it, if anything does
    day      the day that was found somewhere on the page, if a reader of it sees that day
    """

    metadata: Metadata
    title: str | None
    body: Body
    lines: Sequence[str]
    barrier: str | None
    day: date | None


def read(source: Source) -> Reading:
    """The release of a page. A page that is cut off, a list of headlines, or what stands in its way, is none."""
    markup = detect(source.data, source.charset or declared_in(source.data))
    if _is_cut_off(markup):
        raise Refused("cut off: the page has a beginning and no end")
    page = _dissect(markup)
    _check(page)
    release = _compose(source, page)
    if page.barrier and release.published in {None, source.published}:
        raise Barred(page.barrier)
    yield release


def _dissect(markup: str) -> _Anatomy:
    root = parse_page(markup)
    metadata = read_metadata(root)
    tab = " ".join((root.findtext(".//title") or "").split())
    strip_hidden(root)
    scripted = _without_scripts(root)
    extraction = extract(root)
    recognised = Recognised(extraction.text)
    title = shorten(choose_title(root, metadata, extraction.title))
    shown = [block.text for block in blocks(root)]
    strip_surroundings(root, recognised)
    body = find_body(root, recognised, title or "")
    lines = [block.text for block in body.blocks] or extraction.text.splitlines()
    empty = scripted and not lines and sum(map(len, shown)) < _SHELL
    return _Anatomy(
        metadata=metadata,
        title=title,
        body=body,
        lines=lines,
        barrier=barrier([tab, title or ""], lines or shown, markup) or (NO_TEXT if empty else None),
        day=_if_shown(extraction.day, shown, metadata.url),
    )


def _check(page: _Anatomy) -> None:
    """Barred or Refused where the page has no release to read."""
    if page.barrier and not page.lines:
        raise Barred(page.barrier)
    if sum(len(line) for line in page.lines if is_prose(line)) < _MIN_PROSE * sum(map(len, page.lines)):
        raise Barred(page.barrier) if page.barrier else Refused("a list, not a release: hardly a sentence in it")


def _compose(source: Source, page: _Anatomy) -> Release:
    stated = next(iter(page.metadata.published), None)
    header = split_header(page.body.below, stated)
    return compose(
        source,
        [*header.lines, *page.lines],
        title=page.title,
        day=header.day,
        told=[stated, *page.metadata.published[1:], *map(line_day, reversed(page.body.above)), page.day],
        marked=page.metadata.marked,
        publisher=page.metadata.publisher,
        source_url=source.url or page.metadata.url,
        language=page.metadata.language,
        headings={block.text for block in page.body.blocks if block.is_heading},
    )


def _without_scripts(root: Element) -> bool:
    """Take out what is shown only where scripts are not run; whether the page has any scripts, or such a text."""
    unseen = list(root.iter("noscript"))
    for element in unseen:
        element.drop_tree()
    return bool(unseen) or next(root.iter("script"), None) is not None


def _if_shown(day: date | None, shown: Sequence[str], url: str | None) -> date | None:
    """The day, if a short line of the page or its address names it: the date of a page may be that of a copy of it."""
    if day is None:
        return None
    lines = [set(re.findall(r"\d+", line)) for line in shown if len(line) <= _MAX_LINE]
    in_line = any({str(day.year)} <= numbers and {str(day.day), f"{day.day:02}"} & numbers for numbers in lines)
    in_address = re.sub(r"\D", "", url or "").find(day.strftime("%Y%m%d")) >= 0
    return day if in_line or in_address else None


def _is_cut_off(markup: str) -> bool:
    """A page that opens its body and ends within a text or a tag, without closing anything."""
    end = markup[-2000:].rstrip()
    return bool(re.search(r"<body\b", markup, re.IGNORECASE)) and not re.search(
        r"</(body|html)\s*>|>$", end, re.IGNORECASE
    )
