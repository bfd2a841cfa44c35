"""Extracts: what a list of releases shows of a passage, from a sentence on that says something, found words marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.chunking import split_sentences
from corpus.english.pages import INTRODUCED, INTRODUCING
from corpus.english.stop_words import STOP_WORDS
from corpus.passage import Passage, Span
from index.storage.analysis import root_of
from service.citations import split_at_spans

_SHOWN = 320  # characters
_BEFORE = 80  # of them at the most before the first found word, in a sentence that is longer than all that is shown
_LONG = 45  # words; an introduction that goes on says something, too
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+")
_END = re.compile(r"[.!?…。！？।؟][\"'”’»」』)\]]*\Z")
_INTRODUCTION = re.compile(
    rf"(?:(?:the )?text of )?(?:the (?:{'|'.join(INTRODUCING)})|(?:{'|'.join(INTRODUCING)}) (?:is|are))\b"
    rf".{{0,200}}\b(?:{'|'.join(INTRODUCED)})\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """release.text[start:end] is what `parts` are together; True marks a word that was searched for.

    `cut`: the first or last sentence is not whole.
    """

    start: int
    end: int
    parts: tuple[tuple[str, bool], ...]
    cut: tuple[bool, bool]


def extract(passage: Passage, question: str | None, language: str | None) -> Extract:
    """The sentence of a passage that holds the most of the words, and what follows as far as there is room.

    It never begins with what only stands around a release, unless the words stand nowhere else.
    """
    text = passage.text
    marks = find_marks(text, question or "")
    sentences = [without_preamble(text, sentence) for sentence in split_sentences(text, language or "en")]
    first, marked = _choose(text, sentences, marks)
    start, end = _room(text, first, sentences, marked)
    shown = text[start:end]
    inside = [Span(mark.start - start, mark.end - start) for mark in marks if start <= mark.start and mark.end <= end]
    whole = any(sentence.end == end for sentence in sentences)
    return Extract(
        start=passage.start + start,
        end=passage.start + end,
        parts=tuple((part.of(shown), found) for part, found in split_at_spans(shown, inside)),
        cut=(start > first.start, not whole),
    )


def find_marks(text: str, question: str) -> list[Span]:
    """Where words of the question stand, in any form that the index takes for the same word."""
    roots = {_root(word) for word in _WORD.findall(question) if word.lower() not in STOP_WORDS} - {""}
    unspaced = [word for word in _WORD.findall(question) if not word.isascii()]
    marks = list[Span]()
    for found in _WORD.finditer(text) if roots else ():
        if _root(found[0]) in roots:
            marks.append(Span(*found.span()))
        elif not found[0].isascii():
            marks += _inside(found[0], found.start(), unspaced)
    return marks


def is_preamble(line: str) -> bool:
    """Whether a line only stands around what a release says: a heading, a name with an office, who may be quoted."""
    said = line.strip()
    return not _END.search(said[-12:]) or bool(_INTRODUCTION.match(said) and len(said.split()) <= _LONG)


def without_preamble(text: str, sentence: Span) -> Span:
    """The sentence without the lines before it that the splitter has left in it."""
    start = sentence.start
    while (newline := text.find("\n", start, sentence.end)) >= 0 and is_preamble(text[start:newline]):
        start = newline + 1
    blank = len(text[start : sentence.end]) - len(text[start : sentence.end].lstrip())
    return Span(start + blank, sentence.end) if start + blank < sentence.end else sentence


def _choose(text: str, sentences: list[Span], marks: list[Span]) -> tuple[Span, list[Span]]:
    """The sentence to begin with, and the marks in it: the most words of all that are no preamble."""

    def held(sentence: Span) -> list[Span]:
        return [mark for mark in marks if sentence.start <= mark.start and mark.end <= sentence.end]

    def worth(sentence: Span) -> tuple[int, bool]:
        said = not is_preamble(sentence.of(text))
        return len({_root(mark.of(text)) for mark in held(sentence)}), said

    telling = [sentence for sentence in sentences if worth(sentence)[1] and (held(sentence) or not marks)]
    best = max(telling or sentences, key=lambda sentence: worth(sentence)[0], default=Span(0, len(text)))
    return best, held(best)


def _room(text: str, first: Span, sentences: Iterable[Span], marked: list[Span]) -> tuple[int, int]:
    """Start and end of what is shown."""
    start = first.start
    if first.end - start > _SHOWN:
        late = marked[0].start - start - _BEFORE if marked else 0
        if late > 0:
            start = text.find(" ", start + late, marked[0].start) + 1 or start + late
        if first.end - start > _SHOWN:
            return start, max(text.rfind(" ", start, start + _SHOWN), marked[0].end if marked else start + 1)
    end = first.end
    for sentence in sentences:
        if end <= sentence.start and sentence.end - start <= _SHOWN:
            end = sentence.end
        elif sentence.start >= end:
            break
    return start, end


def _inside(run: str, at: int, words: Iterable[str]) -> list[Span]:
    """Where a script without spaces has the words, each as a whole."""
    return [Span(at + found.start(), at + found.end()) for word in words for found in re.finditer(re.escape(word), run)]


@lru_cache(maxsize=20_000)
def _root(word: str) -> str:
    return root_of(word.replace(".", ""))
