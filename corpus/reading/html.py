"""HTML: one release a page, found among navigation, banners and footers."""

import re
from collections.abc import Sequence
from datetime import date

from corpus.reading.barriers import NO_TEXT, barrier
from corpus.reading.blocks import Block, blocks, parse_page
from corpus.reading.body import Recognised, find_body, strip_surroundings
from corpus.reading.composing import compose, shorten
from corpus.reading.datelines import line_day
from corpus.reading.decoding import declared_in, detect
from corpus.reading.extraction import extract
from corpus.reading.metadata import choose_title, read_metadata
from corpus.reading.prose import holds_prose, prose_in, prose_share
from corpus.reading.source import Barred, Element, Reading, Refused, Source

_MIN_PROSE = 0.2  # of the characters of a text; with less it is a list of headlines
_MIN_PROSE_OF_ARTICLE = 0.02  # where the page says when it was published, as an article does and no list
_SHELL = 200  # characters around a text that is made by scripts
_MAX_LINE = 100  # characters of a line that may tell when a page was published


def read(source: Source) -> Reading:
    """The release of a page. A page that is cut off, a list of headlines, or what stands in its way, is none."""
    markup = detect(source.data, source.charset or declared_in(source.data))
    if _is_cut_off(markup):
        raise Refused("cut off: the page has a beginning and no end")
    root = parse_page(markup)
    metadata = read_metadata(root)
    tab = " ".join((root.findtext(".//title") or "").split())
    scripted = _without_scripts(root)
    extraction = extract(root)
    recognised = Recognised(extraction.text)
    title = shorten(choose_title(root, metadata, extraction.title))
    shown = [block.text for block in blocks(root)]
    strip_surroundings(root, recognised)
    body = find_body(root, recognised, title or "")
    lines = [block.text for block in body.blocks] or extraction.text.splitlines()
    reason = barrier([tab, title or ""], lines or shown, markup) or (
        NO_TEXT if scripted and not lines and sum(map(len, shown)) < _SHELL else None
    )
    if reason and not lines:
        raise Barred(reason)
    least = _MIN_PROSE_OF_ARTICLE if metadata.published else _MIN_PROSE
    if lines and _share(body.blocks, lines) < least:
        raise Barred(reason) if reason else Refused("a list, not a release: hardly a sentence in it")
    release = compose(
        source,
        lines,
        title=title,
        day=next(filter(None, map(line_day, body.below)), None),
        told=[
            *metadata.published,
            *map(line_day, reversed(body.above)),
            _if_shown(extraction.day, shown, metadata.url),
        ],
        marked=metadata.marked,
        publisher=metadata.publisher,
        source_url=source.url or metadata.url,
        language=metadata.language,
    )
    if reason and release.published in {None, source.published}:
        raise Barred(reason)
    yield release


def _share(found: Sequence[Block], lines: Sequence[str]) -> float:
    """How much of a page is sentences rather than links: of figures, names and items a release may have any number."""
    told, linked = sum(prose_in(block.text) for block in found), sum(b.linked for b in found if not holds_prose(b.text))
    return told / (told + linked) if told else prose_share(lines)


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
