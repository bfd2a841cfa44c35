"""A long text in stretches that can be looked at one by one: cut between paragraphs, where nothing goes on.

sentencex compares each sign of a paragraph with each other: 150,000 quotation marks keep it for 8 seconds, and with it
the whole process. Of 14,719 releases the most is 8 million such pairs: the sentences of each are what they were.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.passage import Span

# Where sentencex begins anew, whatever was open before; and where it is cut if there is no such place for too long.
_BREAKS = ("\n\n", "\n")
_LONGEST = 64_000  # characters of a stretch
_MOST = 100_000_000  # signs times characters of a paragraph, summed over a stretch: at the worst, 50 ms
_SHORT = 200  # characters of a paragraph of which no signs are counted: a stretch of such ones is never too much
_PIECE = 2_000  # characters of what a line that is too much is cut into, at a blank where there is one
_SIGN = re.compile(r"[^\w\s]")
_SPACE = re.compile(r"\s")


def stretches(text: str, longest: int = _LONGEST, most: int = _MOST) -> Iterator[Span]:
    """Stretches that together are the text: of whole paragraphs; of lines or less of one that is too much by itself."""
    if 0 < len(text) <= longest and len(text) ** 2 <= most:  # however many signs it has
        yield Span(0, len(text))
    elif text:
        yield from _group(text, Span(0, len(text)), _BREAKS, longest, most)


def _group(text: str, whole: Span, breaks: Sequence[str], longest: int, most: int) -> Iterator[Span]:
    """Neighbouring parts of a span as long as they are not too much together."""
    start = end = whole.start
    work = 0
    for part in _parts(text, whole, breaks[0]):
        own = _work(text, part)
        if start < end and (work + own > most or part.end - start > longest):
            yield Span(start, end)
            start, work = end, 0
        end, work = part.end, work + own
        if own > most:
            yield from _group(text, part, breaks[1:], longest, most) if breaks[1:] else _pieces(text, part)
            start, work = end, 0
    if start < end:
        yield Span(start, end)


def _parts(text: str, whole: Span, mark: str) -> Iterator[Span]:
    """Each with the mark behind it."""
    start = whole.start
    while start < whole.end:
        found = text.find(mark, start, whole.end)
        end = whole.end if found < 0 else found + len(mark)
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
