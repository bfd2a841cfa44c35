"""Turns chosen sentences into quotations: adds what is needed to read them right, and marks the short answer."""

import re
from collections.abc import Sequence

from corpus.chunking import split_sentences
from corpus.english.pronouns import LEANING
from corpus.passage import Span
from corpus.records import Texts
from index.question.answer_type import find_short, is_figure
from index.question.query import Query
from index.ranking.candidates import Sentence
from service.answering.sentences import Choice
from service.citations import Quotation

_SURE = 0.0  # logit: the reranker prefers its short answer to none
_MOST = 600  # characters of a sentence together with what is needed to read it
_MARKED = 3  # most short answers that are marked when no reranker says which one is meant
# A sentence that begins so is about somebody whom the sentence before it names.
_LEANING = re.compile(rf"(?:{'|'.join(map(str.capitalize, LEANING))})\b")
_ITEM = re.compile(r"\s*(?:[•·▪‣*–—-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s|[a-z])")


def quote(query: Query, choices: Sequence[Choice], texts: Texts) -> list[Quotation]:
    """Make one quotation of neighbouring sentences. Quotations are ordered by the best sentence of each."""
    quotations: list[Quotation] = []
    for number, choice in enumerate(choices):
        text = texts.get_version(choice.release.id, choice.release.version).text
        span = complete(choice, text) if number == 0 else choice.span
        quotation = Quotation(release=choice.release, span=span, highlights=find_highlights(query, choice.sentence))
        for index, other in enumerate(quotations):
            if joined := _join(other, quotation, text):
                quotations[index] = joined
                break
        else:
            quotations.append(quotation)
    return quotations


def complete(choice: Choice, text: str) -> Span:
    """The sentence, with the one before it if it depends on that, and with the list that its colon opens.

    `text` is the release's.
    """
    sentences = choice.candidate.sentences
    at = next(n for n, sentence in enumerate(sentences) if sentence.span == choice.span)
    first = _with_before(choice.span, text) if leans(choice.sentence.text) else choice.span
    last = choice.span
    if choice.sentence.text.rstrip().endswith(":"):
        for following in sentences[at + 1 :]:
            if following.span.end - first.start > _MOST or not _continues(text, last, following):
                break
            last = following.span
    return Span(first.start, last.end)


def leans(sentence: str) -> bool:
    """Whether a sentence begins with a reference to somebody or something in the sentence before it."""
    return bool(_LEANING.match(sentence))


def _with_before(sentence: Span, text: str) -> Span:
    """The sentence with the one before it, even if that is in another passage; alone if that is too far or too long."""
    since = max(0, sentence.end - _MOST)  # the first piece may be the end of a sentence
    pieces = split_sentences(text[since : sentence.start])
    if len(pieces) < (2 if since else 1) or "\n\n" in text[since + pieces[-1].end : sentence.start]:
        return sentence
    return Span(since + pieces[-1].start, sentence.end)


def _continues(text: str, last: Span, following: Sentence) -> bool:
    """Whether a sentence is a further item of a list: on a line of its own, beginning like an item."""
    return bool(_ITEM.match(following.text)) or text[last.end : following.span.start].count("\n") == 1


def find_highlights(query: Query, sentence: Sentence) -> tuple[Span, ...]:
    """The short answer in a sentence: the reranker's if it is sure, else figures or times of the answer type."""
    reading = sentence.reading
    forms = [span.within(sentence.span.start) for span in find_short(query.answer_type, sentence.text)]
    read = reading.span if reading and reading.span_logit > _SURE else None
    if not (is_figure(query.answer_type) or query.answer_type == "time"):
        return (read,) if read else ()
    # The reranker may omit the unit: "340 million" of "340 million crowns".
    whole = [_union(read, form) for form in forms if read and form.start < read.end and read.start < form.end]
    return tuple(whole[:1] or _apart(forms)[:_MARKED])


def _union(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The sorted spans without those that overlap an earlier one."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _join(one: Quotation, other: Quotation, text: str) -> Quotation | None:
    """Join both spans if only white space within a paragraph separates them."""
    if (one.release.id, one.release.version) != (other.release.id, other.release.version):
        return None
    first, second = sorted((one.span, other.span))
    between = text[first.end : second.start]
    if between.strip() or "\n\n" in between:
        return None
    marks = sorted({*one.highlights, *other.highlights})
    return Quotation(
        release=one.release, span=Span(first.start, max(first.end, second.end)), highlights=tuple(_apart(marks))
    )
