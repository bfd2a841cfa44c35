"""Finds the quotations of a draft: between quotation marks, and as block quotes. Pure functions of values."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.passage import Span

LEAST_WORDS = 4  # fewer in quotation marks are a name, a title or a doubt, which is no claim about a release

QuoteForm = Literal["inline", "block"]

_FENCE = ("```", "~~~")
_BLOCK_LINE = re.compile(r"[ ]{0,3}>[ ]?")
_CLOSES = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", '"': '"', "'": "'"}
# A mark opens before a word, behind white space or another opening; an apostrophe has a letter before it.
_OPENS = re.compile(r"(?<![^\s(\[—–-])[“„«»‘\"'](?=[^\s.,;:!?)\]])|[“„](?=\S)")
_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftQuote:
    """A quotation of a draft: `span` is where its words stand, without the marks; `line` counts from 1.

    `text` is what is looked for: the words, of a block without what marks its lines.
    """

    form: QuoteForm
    span: Span
    line: int
    text: str


def find_draft_quotes(draft: str) -> list[DraftQuote]:
    """The quotations of at least LEAST_WORDS words, in order; what stands in blocks of code is none."""
    starts = [0, *(found.end() for found in re.finditer("\n", draft))]
    found = [quote for span in _paragraphs(draft) for quote in _in_paragraph(draft, span, starts)]
    return [quote for quote in found if len(_WORD.findall(quote.text)) >= LEAST_WORDS]


def _paragraphs(draft: str) -> Iterator[Span]:
    """Runs of lines that are not blank, outside of blocks of code."""
    at, start, fence = 0, None, ""
    for line in [*draft.split("\n"), ""]:
        mark = line.lstrip()[:3]
        inside = bool(fence)
        if mark in _FENCE and (not fence or mark == fence):
            fence = "" if fence else mark
        ends = inside or bool(fence) or not line.strip()
        if ends and start is not None:
            yield Span(start, at - 1)
            start = None
        elif not ends and start is None:
            start = at
        at += len(line) + 1


def _in_paragraph(draft: str, paragraph: Span, starts: Sequence[int]) -> Iterator[DraftQuote]:
    lines = paragraph.of(draft).split("\n")
    if all(map(_BLOCK_LINE.match, lines)):
        text = "\n".join(_BLOCK_LINE.sub("", line, count=1) for line in lines)
        yield _quote("block", paragraph, text, starts)
        return
    at, open_ended = paragraph.start, set[str]()
    while opened := _OPENS.search(draft, at, paragraph.end):
        mark, at = opened[0], opened.end()
        # Where a mark was not closed, no later one of its kind is: it is not looked for again, up to the end.
        end = None if mark in open_ended else _closing(draft, at, paragraph.end, mark)
        if end is None:
            open_ended.add(mark)
            continue
        if end > at:
            yield _quote("inline", Span(at, end), draft[at:end], starts)
        at = end + 1


def _closing(draft: str, start: int, end: int, mark: str) -> int | None:
    """Where the quotation ends: at its closing mark; with “, at the end of the paragraph, as it goes on in the next.

    A single or straight mark closes where no letter follows, for else it is an apostrophe.
    """
    for at in range(start, end):
        if draft[at] not in _CLOSES[mark]:
            continue
        apostrophe = mark in "‘'" and at + 1 < end and draft[at + 1].isalnum()
        if not apostrophe:
            return at
    return end if mark in "“„" else None


def _quote(form: QuoteForm, span: Span, text: str, starts: Sequence[int]) -> DraftQuote:
    return DraftQuote(form=form, span=span, line=bisect_right(starts, span.start), text=text.strip())
