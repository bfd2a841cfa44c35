"""HTML: one release a page, found among navigation, banners and footers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.reading.barriers import NO_TEXT, barrier
from corpus.reading.blocks import Block, blocks, parse_page
from corpus.reading.body import Body, Recognised, find_body, strip_surroundings
from corpus.reading.composing import compose, shorten
from corpus.reading.datelines import text_of_header
from corpus.reading.decoding import declared_in, detect
from corpus.reading.extraction import extract
from corpus.reading.hidden import strip_hidden
from corpus.reading.metadata import Metadata, choose_title, read_metadata
from corpus.reading.page_days import PageDays
from corpus.reading.prose import holds_prose, prose_in, prose_share
from corpus.reading.source import Barred, Element, Reading, Refused, Source
from corpus.release import Release

_MIN_PROSE = 0.2  # of the characters of a text; with less it is a list of headlines
_MIN_PROSE_OF_ARTICLE = 0.02  # where the page says when it was published, as an article does and no list
_SHELL = 200  # characters around a text that is made by scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anatomy:
    """What was found on a page.

    lines    those of the release
    barrier  what stands in the release's way, as the page says it, if anything does
    days     those that stand around them
    """

    metadata: Metadata
    title: str | None
    body: Body
    lines: Sequence[str]
    barrier: str | None
    days: PageDays


def read(source: Source) -> Reading:
    """The release of a page. A page that is cut off, a list of headlines, or what stands in its way, is none."""
    markup = detect(source.data, source.charset or declared_in(source.data))
    if _is_cut_off(markup):
        raise Refused("cut off: the page has a beginning and no end")
    page = _dissect(markup, source.url)
    _check(page)
    release = _compose(source, page)
    if page.barrier and release.published in {None, source.published}:
        raise Barred(page.barrier)
    yield release


def _dissect(markup: str, url: str | None) -> _Anatomy:
    root = parse_page(markup)
    metadata = read_metadata(root, url)
    tab = " ".join((root.findtext(".//title") or "").split())
    strip_hidden(root)
    scripted = _without_scripts(root)
    extraction = extract(root)
    recognised = Recognised(extraction.text)
    title = shorten(choose_title(root, metadata, extraction.title))
    shown = list(blocks(root))
    strip_surroundings(root, recognised)
    body = find_body(root, recognised, title or "")
    lines = [block.text for block in body.blocks] or extraction.text.splitlines()
    whole = [block.text for block in shown]
    empty = scripted and not lines and sum(map(len, whole)) < _SHELL
    return _Anatomy(
        metadata=metadata,
        title=title,
        body=body,
        lines=lines,
        barrier=barrier([tab, title or ""], lines or whole, markup) or (NO_TEXT if empty else None),
        days=PageDays(shown, body, title or "", metadata.manner),
    )


def _check(page: _Anatomy) -> None:
    """Barred or Refused where the page has no release to read."""
    if page.barrier and not page.lines:
        raise Barred(page.barrier)
    least = _MIN_PROSE_OF_ARTICLE if page.metadata.published else _MIN_PROSE
    if page.lines and _share(page.body.blocks, page.lines) < least:
        raise Barred(page.barrier) if page.barrier else Refused("a list, not a release: hardly a sentence in it")


def _compose(source: Source, page: _Anatomy) -> Release:
    metadata, header = page.metadata, page.days.header()
    url = source.url or metadata.url
    stated = next(iter(metadata.published), None)
    release = compose(
        source,
        [*text_of_header(page.body.below, stated, metadata.manner), *page.lines],
        title=page.title,
        day=header,
        told=tuple(metadata.published or (() if header else page.days.elsewhere(url))),
        marked=metadata.marked,
        manner=metadata.manner,
        publisher=metadata.publisher,
        source_url=url,
        language=metadata.language,
        headings={block.text for block in page.body.blocks if block.is_heading},
    )
    return replace(release, translations=metadata.translations)


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


def _is_cut_off(markup: str) -> bool:
    """A page that opens its body and ends within a text or a tag, without closing anything."""
    end = markup[-2000:].rstrip()
    return bool(re.search(r"<body\b", markup, re.IGNORECASE)) and not re.search(
        r"</(body|html)\s*>|>$", end, re.IGNORECASE
    )
