"""The days that a page shows: in the lines around its title, behind its text, in its address."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from corpus.dates import day_of
from corpus.moments import parse_published
from corpus.reading.blocks import Block
from corpus.reading.body import Body
from corpus.reading.date_lines import DateLine, are_prose, judge, judge_loosely, leads_elsewhere, names_place
from corpus.reading.datelines import HEADER
from corpus.reading.source import Element
from corpus.written_dates import Manner, is_plausible

_BELOW = 2 * HEADER  # lines between a title and its text: a picture, its caption, buttons
_BEHIND = 8  # lines behind a text among which its day may stand
_SHORT = 12  # letters of a heading below which it may begin many titles
_MAX_LINE = 100  # characters of a line that may tell when a page was published
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=[/_-]|$)")
Judging = Callable[[str, Manner], DateLine | None]
_CHANGED = re.compile(r"updat|modif", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|pubdate|(?:post|entry|article|news|release)[-_]?date", re.IGNORECASE)


class PageDays:
    """Where on a page its days stand: around the title, which is the nearest above the text, and behind the text."""

    def __init__(self, shown: Sequence[Block], body: Body, title: str, manner: Manner) -> None:
        """`shown` is the whole page, in order, before anything was taken from it."""
        self._shown, self._manner = shown, manner
        texts = {block.text for block in body.blocks}
        inside = [index for index, block in enumerate(shown) if block.text in texts]
        self._titled = [index for index, block in enumerate(shown) if _is_title(block, title)]
        self._text = _begin(shown, body)
        self._last = max(inside, default=self._text)

    def header(self) -> DateLine | None:
        """The day of the lines around the title: one called the day of publication, else the nearest."""
        found = [line for index in self._around() if (line := self._judge(index))]
        if not found and self._titled and (top := self._top()) >= 0:
            beside = (index for index in (top + 1, top + 2, top - 1) if 0 <= index < len(self._shown))
            found = [line for index in beside if (line := self._judge(index, judge_loosely))]
        return next((line for line in found if line.published), None) or next(iter(found), None)

    def elsewhere(self, url: str | None) -> Iterator[date]:
        """Days that count where nothing else tells one: in a line behind the text, or in the address."""
        for start in (self._last, *(index for index in self._titled if index > self._last)):
            yield from self._behind(start)
        if found := _IN_ADDRESS.search(url or ""):
            yield from _days([tuple(map(int, found.groups()))])

    def _behind(self, start: int) -> Iterator[date]:
        """The days that lines behind the text, or behind its title there, call those of publication."""
        if self._heads_item(start - 1) and self._judge(start):
            return
        for index in range(start, min(start + 1 + _BEHIND, len(self._shown))):
            if self._heads_item(index):
                break
            called = _PUBLISHED.search(_about(self._shown[index].element))
            if (line := self._judge(index)) and (line.named or (line.alone and called)):
                yield line.day

    def _heads_item(self, index: int) -> bool:
        """Whether a line is the heading of something else than the release, as is the day below it."""
        return 0 <= index < len(self._shown) and self._shown[index].is_heading and index not in self._titled

    def _around(self) -> Iterator[int]:
        """Below the title, then above it, the nearest first; the text's first lines are looked at with it."""
        top = self._top()
        for index in range(top + 1, min(len(self._shown), self._last, top + 1 + _BELOW)):
            if are_prose(block.text for block in self._shown[top + 1 : index]):
                break
            yield index
        yield from range(top, max(top - 1 - HEADER, -1), -1)

    def _top(self) -> int:
        """The title that is nearest above the text; without one, the line above it."""
        return max((index for index in self._titled if index < self._text), default=self._text - 1)

    def _judge(self, index: int, judging: Judging = judge) -> DateLine | None:
        block, before = self._shown[index], self._shown[index - 1].text if index else ""
        if leads_elsewhere(before):
            return None
        line = judging(block.text, self._manner) or self._marked(block)
        behind = (each.text for each in self._shown[index + 1 : index + 3])
        return None if line and not line.published and any(map(names_place, behind)) else line

    def _marked(self, block: Block) -> DateLine | None:
        """The day of an element within the line that tells a time to programs, beside "2 hours ago"."""
        if len(block.text) > 2 * _MAX_LINE:
            return None
        for element in _timed(block):
            about = _about(element)
            told = parse_published(element.get("datetime") or element.get("title") or "", self._manner)
            if told and not _CHANGED.search(about) and (found := day_of(told)):
                published = bool(_PUBLISHED.search(about)) or "pubdate" in element.attrib
                return DateLine(day=found, published=published, named=published, alone=False)
        return None


def _timed(block: Block) -> Iterator[Element]:
    """Elements with a time, the text of which stands in the line."""
    for element in block.element.iter():
        told = element.get("datetime") or (element.tag == "abbr" and element.get("title"))
        if told and " ".join("".join(element.itertext()).split()) in block.text:
            yield element


def _about(element: Element) -> str:
    """What a page calls an element."""
    return " ".join(element.get(name, "") for name in ("class", "itemprop", "property", "rel"))


def _begin(shown: Sequence[Block], body: Body) -> int:
    """Where the text begins on the whole page."""
    first = body.blocks[0] if body.blocks else None
    found = (index for index, block in enumerate(shown) if first and block.element is first.element)
    return next((index for index in found if first and shown[index].text == first.text), len(shown))


def _days(named: Iterable[tuple[int, ...]]) -> Iterator[date]:
    for year, month, day in named:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if is_plausible(found):
            yield found


def _is_title(block: Block, title: str) -> bool:
    """Whether a line is the title; a heading may lack the name of a site behind it."""
    letters, wanted = _letters(block.text), _letters(title)
    return bool(letters) and (
        letters == wanted or (block.is_heading and len(letters) > _SHORT and wanted.startswith(letters))
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
