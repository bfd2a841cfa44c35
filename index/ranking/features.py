"""The features of a passage and of a sentence for ranking. Pure functions of values; each feature is near [0, 1]."""

import re
from collections.abc import Mapping

from corpus.passage import Span
from index.question.answer_type import find_new_names, find_short, is_figure, names_something, stem
from index.question.query import Query, pairs_of
from index.ranking.candidates import Candidate, Sentence
from index.ranking.reranker import UNREAD

Features = Mapping[str, float]

_LONG = 1_000  # characters: the unit of a passage's length
_NEAR = 4  # words after a number within which the counted thing is expected
_WORD = re.compile(r"\w+")
_LOGITS = 10.0  # the reranker's logits are divided by this


def passage_features(query: Query, candidate: Candidate) -> dict[str, float]:
    """Features of a passage that need no reranker.

    lexical, dense, timely  as in FusedHit
    overlap                 share of the query's words in heading and passage, by weight
    title                   the same for the title alone
    sentence                the same for the best sentence and the title
    pairs                   share of the query's word pairs that are neighbours in a sentence
    figure                  like `sentence`, over sentences with a figure of the answer type; 0 if there is none
    has_figure              1 if there is such a sentence
    length                  of the passage, in thousands of characters, at most 1
    """
    overlaps = [query.overlap(candidate.title.union(sentence.words)) for sentence in candidate.sentences]
    figures = [
        overlap
        for overlap, sentence in zip(overlaps, candidate.sentences, strict=True)
        if is_figure(query.answer_type) and find_short(query.answer_type, sentence.text)
    ]
    pairs = query.pairs.intersection(pair for s in candidate.sentences for pair in pairs_of(s.words))
    return {
        "lexical": candidate.fused.lexical,
        "dense": candidate.fused.dense,
        "timely": candidate.fused.timely,
        "overlap": query.overlap(candidate.words),
        "title": query.overlap(candidate.title),
        "sentence": max(overlaps, default=0.0),
        "pairs": len(pairs) / len(query.pairs) if query.pairs else 0.0,
        "figure": max(figures, default=0.0),
        "has_figure": float(bool(figures)),
        "length": min(1.0, len(candidate.passage.text) / _LONG),
    }


def reading_features(candidate: Candidate) -> dict[str, float]:
    """What the reranker adds for a passage: the scores of itself, of its best sentence and of its best short answer."""
    readings = [sentence.reading or UNREAD for sentence in candidate.sentences] or [UNREAD]
    return {
        "read": max(reading.passage_logit for reading in readings) / _LOGITS,
        "answers": max(reading.sentence_logit for reading in readings) / _LOGITS,
        "short": max(reading.span_logit for reading in readings) / _LOGITS,
    }


def sentence_features(query: Query, candidate: Candidate, sentence: Sentence) -> dict[str, float]:
    """Features of one sentence, in addition to those of its passage.

    overlap, titled  share of the query's words in the sentence, without and with the heading
    holds            1 if the sentence contains a short answer of the type that is asked for
    lacks            1 if one is asked for and the sentence contains none
    counts           1 if a number comes just before what the question counts
    """
    found = find_short(query.answer_type, sentence.text)
    names = find_new_names(sentence.text, query.text) if names_something(query.answer_type) else []
    reading = sentence.reading or UNREAD
    return {
        "overlap": query.overlap(frozenset(sentence.words)),
        "titled": query.overlap(candidate.head.union(sentence.words)),
        "pairs": len(query.pairs.intersection(pairs_of(sentence.words))) / len(query.pairs) if query.pairs else 0.0,
        "holds": float(bool(found)),
        "figureless": float(is_figure(query.answer_type) and not found),
        "timeless": float(query.answer_type == "time" and not found),
        "nameless": float(names_something(query.answer_type) and not names),
        "fits": _fits(sentence, names if names_something(query.answer_type) else found),
        "counts": float(_counts(query, sentence, found)),
        "uncounted": float(bool(query.counted) and not _counts(query, sentence, found)),
        "length": min(1.0, len(sentence.text) / _LONG),
        "question": float(sentence.text.rstrip().endswith("?")),
        "read": reading.passage_logit / _LOGITS,
        "answers": reading.sentence_logit / _LOGITS,
        "short": reading.span_logit / _LOGITS,
    }


def _fits(sentence: Sentence, forms: list[Span]) -> float:
    """1 if the reranker's short answer has the form that is asked for."""
    if not sentence.reading or not sentence.reading.span:
        return 0.0
    start = sentence.reading.span.start - sentence.span.start
    end = sentence.reading.span.end - sentence.span.start
    return float(any(form.start < end and start < form.end for form in forms))


def _counts(query: Query, sentence: Sentence, figures: list[Span]) -> bool:
    """Whether what is counted begins just after one of the figures: "1,200 people" for "how many people"."""
    if query.answer_type != "count" or not query.counted:
        return False
    following = (_WORD.findall(sentence.text[figure.end :])[:_NEAR] for figure in figures)
    return any(stem(word) in query.counted for words in following for word in words)
