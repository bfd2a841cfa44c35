"""A long text in stretches that can be looked at one by one: cut between paragraphs, where nothing goes on.

sentencex compares each sign of a paragraph with each other: 150,000 quotation marks keep it for 8 seconds, and with it
the whole process. Of 14,719 releases the most is 8 million such pairs: the sentences of each are what they were.
"""

import re
from collections.abc import Iterator

from corpus.passage import Span

BREAK = "\n\n"  # where sentencex begins anew, whatever was open before
_LONGEST = 64_000  # characters of a stretch
_MOST = 15_000_000  # signs times characters of a paragraph, summed over a stretch: at the worst, 10 ms
_SHORT = 200  # characters of a paragraph of which no signs are counted: a stretch of such ones is never too much
_PIECE = 4_000  # characters of what a paragraph that is too much is cut into, at a blank where there is one
_SIGN = re.compile(r"[^\w\s]")
_SPACE = re.compile(r"\s")


def stretches(text: str, longest: int = _LONGEST, most: int = _MOST) -> Iterator[Span]:
    """Stretches that together are the text: of whole paragraphs, or of a part of one that is too much by itself."""
    if len(text) ** 2 <= most and 0 < len(text) <= longest:  # however many signs it has
        yield Span(0, len(text))
        return
    start = end = work = 0
    for paragraph in _paragraphs(text):
        own = _work(text, paragraph)
        if start < end and (work + own > most or paragraph.end - start > longest):
            yield Span(start, end)
            start, work = end, 0
        end, work = paragraph.end, work + own
        if own > most:
            yield from _pieces(text, paragraph)
            start, work = end, 0
    if start < end:
        yield Span(start, end)


def _paragraphs(text: str) -> Iterator[Span]:
    """Each with the break behind it."""
    start = 0
    while start < len(text):
        found = text.find(BREAK, start)
        end = len(text) if found < 0 else found + len(BREAK)
        yield Span(start, end)
        start = end


def _work(text: str, span: Span) -> int:
    length = span.end - span.start
    signs = length if length <= _SHORT else len(_SIGN.findall(text, span.start, span.end))
    return length * signs


def _pieces(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while span.end - start > _PIECE:
        cut = max((found.end() for found in _SPACE.finditer(text, start, start + _PIECE)), default=start + _PIECE)
        yield Span(start, cut)
        start = cut
    yield Span(start, span.end)
