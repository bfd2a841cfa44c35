"""Finds a quote as people write it: set otherwise, with "[…]" and "[the minister]", or a few words off. Pure functions.

What is found is the release's own characters, with their place; what was written is only what is looked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from corpus.comparison import Part, compare_words
from corpus.passage import Span
from corpus.typography import MARK, make_plain

MatchKind = Literal["exact", "typography", "edited", "near"]

MAX_PLACES = 20
_MOST_INSERTED = 200  # characters of the release that "[the minister]" may stand for
_MOST_OMITTED = 4_000  # and "[…]"
_LEAST_PIECE = 6  # letters and digits of a piece beside "[…]": shorter ones stand everywhere
_MOST_COMPARED = 20_000  # characters of both that are compared word by word
_MOST_TRIED = 50  # places of a first piece whose others are looked for
_OMISSION = re.compile(r"\[ ?\.\.\. ?\]|\( ?\.\.\. ?\)|\.\.\.")
_INSERTION = re.compile(r"\[[^\[\]]{1,200}\]")
_GAP = re.compile(f"{_OMISSION.pattern}|{_INSERTION.pattern}")
_OTHER_CASE = re.compile(r"\[(\w)\](?=\w)")
_CLOSING = ",.;:-"  # which may be the writer's own before a closing quotation mark
_UNSPACED = "\u0e00"  # from here on are scripts whose words are not parted by spaces, but for Korean


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What stands in a text for a quote as it was written.

    `span` reaches from its first character to its last; `parts` are those of its characters that were quoted, more
    than one where words between were left out. `similarity` is the share of the words that are the same, 1 unless near.
    `diff`, where it was edited or is near, has the written quote as `old` and the span as `new`, each counted from its
    own beginning.
    """

    kind: MatchKind
    span: Span
    parts: tuple[Span, ...]
    similarity: float
    diff: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenQuote:
    """A quote taken apart: `ways` in which it may stand as a whole; `pieces` where it was edited, and what is between.

    `gaps[i]` is the most characters of a text between piece i and the next. All of it is plain (see corpus.typography).
    """

    text: str
    ways: tuple[str, ...]
    pieces: tuple[str, ...]
    gaps: tuple[int, ...]


def read_quote(text: str) -> WrittenQuote:
    """Take a quote apart."""
    plain = make_plain(text).text.strip()
    bare = plain[1:-1].strip() if len(plain) > 2 and plain[0] == plain[-1] == MARK else plain
    ways = dict.fromkeys([plain, bare, bare.rstrip(_CLOSING + " ")])
    pieces, gaps = _take_apart(bare)
    return WrittenQuote(text=text, ways=tuple(way for way in ways if way), pieces=pieces, gaps=gaps)


def _take_apart(plain: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The pieces between brackets and ellipses; none unless there are such."""
    lowered = _OTHER_CASE.sub(lambda found: found[1], plain)
    pieces: list[str] = []
    gaps: list[int] = []
    done, wide = 0, 0
    for gap in [*_GAP.finditer(lowered), None]:
        piece = lowered[done : gap.start() if gap else len(lowered)].strip(" " + _CLOSING)
        if any(map(str.isalnum, piece)):
            gaps += [wide] if pieces else []
            pieces.append(piece)
            wide = 0
        if gap:
            done = gap.end()
            wide += _MOST_OMITTED if _OMISSION.fullmatch(gap[0]) else _MOST_INSERTED
    whole = lowered == plain and len(pieces) < 2 and not _GAP.search(plain)
    if whole or not pieces or sum(map(str.isalnum, "".join(pieces))) < _LEAST_PIECE * len(pieces):
        return (), ()
    return tuple(pieces), tuple(gaps)


def find_written(text: str, window: Span, quote: WrittenQuote) -> list[Match]:
    """Where in the window the quote stands word for word, set otherwise; else where its pieces stand, in order.

    In the order of places.
    """
    plain = make_plain(window.of(text))
    for way in quote.ways:
        if spans := list(islice(_find_all(plain.text, way), MAX_PLACES)):
            places = [plain.original(span).within(window.start) for span in spans]
            return [_same_words(text, place, quote) for place in places]
    edited = islice(_find_pieces(plain.text, quote), MAX_PLACES)
    return [_edited(text, [plain.original(each).within(window.start) for each in pieces], quote) for pieces in edited]


def diff_words(written: str, true: str) -> tuple[Part, ...]:
    """Runs of words that differ by more than how they are set. `old` counts in `written`, `new` in `true`.

    None for what is too long to be read so.
    """
    if len(written) + len(true) > _MOST_COMPARED:
        return ()
    ours, theirs = make_plain(written), make_plain(true)
    parts = compare_words(ours.text, theirs.text)
    return tuple(
        Part(
            kind=part.kind,
            old=ours.original(part.old) if part.old else None,
            new=theirs.original(part.new) if part.new else None,
        )
        for part in parts
    )


def _same_words(text: str, span: Span, quote: WrittenQuote) -> Match:
    kind: MatchKind = "exact" if span.of(text) == quote.text else "typography"
    return Match(kind=kind, span=span, parts=(span,), similarity=1.0)


def _edited(text: str, parts: Sequence[Span], quote: WrittenQuote) -> Match:
    span = Span(parts[0].start, parts[-1].end)
    diff = diff_words(quote.text, span.of(text))
    return Match(kind="edited", span=span, parts=tuple(parts), similarity=1.0, diff=diff)


def _find_all(plain: str, way: str) -> Iterator[Span]:
    """Every place, the first letter in either case."""
    at = _find(plain, way, 0)
    while at >= 0:
        yield Span(at, at + len(way))
        at = _find(plain, way, at + 1)


def _find(plain: str, piece: str, start: int) -> int:
    """The first place from `start` on; -1 if there is none."""
    other = piece[0].swapcase() + piece[1:]
    found = (plain.find(each, start) for each in ({piece, other} if len(other) == len(piece) else {piece}))
    return min((at for at in found if at >= 0), default=-1)


def _find_word(plain: str, piece: str, start: int) -> int:
    """The same where the piece begins and ends with whole words."""
    at = _find(plain, piece, start)
    for _ in range(_MOST_TRIED):
        if at < 0 or not (_cuts(plain, at) or _cuts(plain, at + len(piece))):
            return at
        at = _find(plain, piece, at + 1)
    return -1


def _cuts(plain: str, at: int) -> bool:
    """Whether a cut here would go through a word."""
    if not 0 < at < len(plain):
        return False
    before, after = plain[at - 1], plain[at]
    return before.isalnum() and after.isalnum() and max(before, after) < _UNSPACED


def _find_pieces(plain: str, quote: WrittenQuote) -> Iterator[list[Span]]:
    """Where all pieces stand one after the other, none too far from the one before.

    The first place at which the others follow is taken, then each piece but the last as near to the next as it stands:
    a piece that follows nowhere ends the search, so that it takes a time in proportion to the text.
    """
    start = 0
    for _ in range(_MOST_TRIED if quote.pieces else 0):
        ends: list[int] = []
        for piece in quote.pieces:
            at = _find_word(plain, piece, ends[-1] if ends else start)
            if at < 0:
                return
            ends.append(at + len(piece))
        spans = _drawn_together(plain, quote.pieces, start, ends)
        if all(b.start - a.end <= most for (a, b), most in zip(pairwise(spans), quote.gaps, strict=True)):
            yield spans
        start = spans[0].start + 1


def _drawn_together(plain: str, pieces: Sequence[str], start: int, ends: Sequence[int]) -> list[Span]:
    spans = [Span(ends[-1] - len(pieces[-1]), ends[-1])]
    for piece, end in zip(pieces[-2::-1], ends[-2::-1], strict=True):
        nearest = max(plain.rfind(piece, start, spans[0].start), end - len(piece))
        spans.insert(0, Span(nearest, nearest + len(piece)))
    return spans
