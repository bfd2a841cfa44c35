"""Every place that sees foreign text, as a function of a text.

For benchmarks/linear_time.py, which tries every place with every family, and for tests/test_linear_time.py.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from types import MappingProxyType

from factories import make_release
from hostile import Probe

from corpus.chunking import Chunking, count_tokens, split_sentences
from corpus.comparison import compare_texts, compare_words
from corpus.dates import find_days, names_day_near
from corpus.embargo import embargo_of
from corpus.errors import CommuniqueError
from corpus.folding import fold, fold_case
from corpus.gazetteer import find_countries
from corpus.language_tags import language_of
from corpus.languages import find_language
from corpus.moments import parse_published
from corpus.passage import Span
from corpus.people import find_people
from corpus.reading import feed, mail, markdown, text
from corpus.reading.baselines import Piece, flatten
from corpus.reading.blocks import blocks, fragment_blocks, parse_page
from corpus.reading.body import Recognised, find_body, strip_surroundings
from corpus.reading.chrome import is_chrome
from corpus.reading.composing import compose, shorten
from corpus.reading.date_lines import judge_loosely, leads_elsewhere
from corpus.reading.datelines import choose, dateline_day, line_day, own_day, text_of_header
from corpus.reading.decoding import declared_in, detect, normalise
from corpus.reading.entries import find_address, plain
from corpus.reading.forwards import find_forward, name_of
from corpus.reading.glyphs import Glyph
from corpus.reading.headlines import is_sentence
from corpus.reading.metadata import choose_title, read_metadata, web_address
from corpus.reading.pages import paragraphs
from corpus.reading.printed_lines import PrintedLine, make_line, segments
from corpus.reading.prose import holds_prose
from corpus.reading.sniffing import HEAD, sniff, sniff_weakly
from corpus.reading.source import Refused, Source
from corpus.reading.titles import find_heading, without_site
from corpus.relative_dates import find_relative
from corpus.release import slugify
from corpus.tables import header_of
from corpus.typography import make_plain
from corpus.written_dates import first_day, parse_line
from index.duplicates.near_duplicates import is_one
from index.hashing_embedder import HashingEmbedder
from index.question.answer_type import AnswerType, find_new_names, find_short, order_of
from index.question.query import parse_question
from index.question.vocabulary import Vocabulary
from index.question.words import find_names, find_words
from index.storage.lexical import LexicalIndex
from service.answering.answer import Answer
from service.answering.attribution import (
    find_offices,
    find_turns,
    is_asked,
    is_attributed_to,
    is_statement_of,
    names,
    reports,
)
from service.answering.confidence import gather
from service.answering.context_dependence import context_dependence, is_elliptic, say_plainly
from service.answering.quotations import leans
from service.answering.said_questions import asks_when, find_speaker
from service.citations import Citation
from service.conversations.export import escape
from service.display import answers
from service.display.hits import Hits
from service.generation import prompt, tokens
from service.generation.grounding import find_fault, rests_on
from service.http.pages.examples import questions_of
from service.http.schemas.common import MAX_QUESTION
from service.links import find_places
from service.near_matching import find_near
from service.quote_matching import find_written, read_quote
from service.verification import find_at

_KINDS: tuple[AnswerType, ...] = ("amount", "share", "duration", "count", "time", "person", "place", "name", "open")
_DAY = date(2031, 5, 6)


@cache
def _lexical() -> LexicalIndex:
    return LexicalIndex.of([])


@cache
def _chunking() -> Chunking:
    embedder = HashingEmbedder()
    return Chunking(budget=200, limit=embedder.limit, count=embedder.count, model=embedder.fingerprint)


def _tolerant(act: Probe) -> Probe:
    """A refusal is an answer, too; what the process apart makes of other errors is none of ours here."""

    def run(given: str) -> object:
        try:
            return act(given)
        except (CommuniqueError, Refused, ValueError, RecursionError):
            return None

    return run


def _source(given: str) -> Source:
    return Source(data=given.encode("utf-8", "replace"), place="a", release_id="a")


def _compose(given: str) -> object:
    return compose(_source("a"), ["Ana", *given.split("\n\n"), "Vela spoke."], title=None, certain=False)


def _page(given: str) -> object:
    prose = "<p>The Minister opened it on Tuesday with a speech.</p>"
    root = parse_page(f"<html><body>{given}{prose}<h1>{given[:5_000]}</h1></body></html>")
    recognised = Recognised("The Minister opened it on Tuesday with a speech.")
    title = choose_title(root, read_metadata(root), "a")
    strip_surroundings(root, recognised)
    return find_body(root, recognised, title or ""), list(blocks(root))


def _edited(given: str) -> object:
    # "An": a small letter behind a full stop would go on with the sentence.
    return compare_texts(given, f"{given[: len(given) // 2]} Other. An {given[len(given) // 2 :]} Last.")


def _release(given: str) -> object:
    return _chunking().passages(make_release(text=f"First. {given} a"))


def _asked(given: str) -> object:
    query = parse_question(given[:MAX_QUESTION], HashingEmbedder(), _lexical())
    return find_speaker(query, _lexical()), asks_when(query, _lexical()), order_of(query.text)


def _turns(given: str) -> object:
    find_turns.cache_clear()
    return find_turns(given), is_asked(given, Span(0, 1))


def _attributed(given: str) -> object:
    find_turns.cache_clear()
    return is_attributed_to("Statement", f"Vela said. {given}. Vela said", Span(11, len(given) + 11), "Vela")


def _tokens(given: str) -> object:
    tokens.read.cache_clear()
    return tokens.read(given)


def _grounded(given: str) -> object:
    tokens.read.cache_clear()
    said = f"Vela said {given[:300]}"
    return find_fault(said, [given]), rests_on(said, [given])


def make_answer(quote: str) -> Answer:
    """One that quotes this."""
    citation = Citation(
        number=1,
        answer_span=Span(0, len(quote)),
        release_id="a",
        version="0123456789abcdef",
        title=quote[:2_000] or "a",
        published=_DAY,
        source_url="https://press.example/a",
        start=0,
        end=len(quote),
        quote=quote,
    )
    return Answer(
        question="What?",
        standalone_question="What?",
        status="answered",
        text=f"{quote} [1]",
        citations=(citation,),
        passages=(),
        confidence=0.9,
        reason=None,
        note=None,
        index_id="a",
    )


def _shown(given: str) -> object:
    answer = make_answer(given)
    return answers.as_html(answer), answers.as_text(answer)


_CHUNKING: dict[str, Probe] = {
    "chunking.split_sentences": split_sentences,
    "chunking.split_sentences, lines": lambda given: split_sentences(f"1. a{given}\n2. A{given}", "fr"),
    "chunking.passages": _tolerant(_release),
    "chunking.heading": lambda given: _chunking().heading(f"a{given}"[:2_000], _DAY),
    "chunking.count_tokens": lambda given: count_tokens([given[:8_000]]),
    "comparison.compare_texts": _edited,
    "comparison.compare_texts, thinned": lambda given: compare_texts(given, f"{given[::2]} Last."),
    "comparison.compare_words": lambda given: compare_words(given, f"{given[:-1]}b {given[:50]}"),
    "near_duplicates.is_one": _tolerant(
        lambda given: is_one(make_release(text=f"A. {given} a"), make_release(text=f"A. {given} b"))
    ),
    "typography.make_plain": make_plain,
    "quote_matching.read_quote": read_quote,
    "quote_matching.find_written": lambda given: find_written(
        given, Span(0, len(given)), read_quote(f"{given[: len(given) // 2]} […] {given[-99:]}")
    ),
    "near_matching.find_near": lambda given: find_near(given, Span(0, len(given)), given[-99:] + " harbour"),
    "verification.find_at": lambda given: list(find_at(given, given[: len(given) // 2] or "a", len(given) // 2, None)),
}
_NAMES_AND_DATES: dict[str, Probe] = {
    "written_dates.first_day": first_day,
    "dates.find_days": find_days,
    "dates.names_day_near": lambda given: names_day_near(given, _DAY, 3),
    "written_dates.parse_line": _tolerant(parse_line),
    "relative_dates.find_relative": lambda given: find_relative(given, (_DAY, _DAY)),
    "date_lines.judge_loosely": judge_loosely,
    "date_lines.leads_elsewhere": leads_elsewhere,
    "datelines.line_day": line_day,
    "datelines.own_day": lambda given: own_day(given.split("\n")),
    "datelines.text_of_header": lambda given: text_of_header(["When:", *given.split("\n")], _DAY),
    "datelines.dateline_day": lambda given: dateline_day(given, placed=False),
    "datelines.choose": lambda given: choose(None, [_DAY], text=given),
    "folding.fold": fold,
    "folding.fold_case": fold_case,
    "release.slugify": slugify,
    "people.find_people": lambda given: find_people("", given),
    "people.find_people of a title": lambda given: find_people(given[:2_000], "Vela, Ana"),
    "gazetteer.find_countries": lambda given: find_countries(given[:2_000], given),
}


def _printed(page: str) -> list[PrintedLine]:
    return [PrintedLine(text=line.strip(), top=at) for at, line in enumerate(page.split("\n"))]


_READING: dict[str, Probe] = {
    "reading.blocks": _tolerant(fragment_blocks),
    "reading.hidden": _tolerant(
        lambda given: fragment_blocks(f"<style>{given}</style><p class='a' style='{given}'>a{given}</p>")
    ),
    "reading.headlines": is_sentence,
    "reading.printed_lines": lambda given: [
        make_line([[segment]], 0)
        for segment in segments([Glyph(each, 6.0 * at, 0, 6.0 * at + 6, 12, 10, 12) for at, each in enumerate(given)])
    ],
    "tables.header_of": lambda given: header_of(f"a | b\n{given}\nc | 1", Span(len(given) + 7, len(given) + 12)),
    "reading.baselines": lambda given: flatten(
        [Piece(text=part, height=at % 2, size=12 - at % 2 * 5) for at, part in enumerate(given.split(" "))]
    ),
    "reading.blocks, a row": _tolerant(
        lambda given: fragment_blocks(f"<table><tr><td>a{given}</td><td>{given}</td></tr></table>")
    ),
    "reading.blocks, many cells": _tolerant(
        lambda given: fragment_blocks(
            f"<table><tr><td>a{'<td></td>' * (len(given) // 9)}<td>{given[:10]}</td></tr></table>"
        )
    ),
    "reading.blocks, pre": _tolerant(lambda given: fragment_blocks(f"<pre>{given}</pre>")),
    "reading.body": _tolerant(_page),
    "reading.prose.holds_prose": holds_prose,
    "reading.chrome": is_chrome,
    "reading.composing": _tolerant(_compose),
    "reading.composing.shorten": shorten,
    "reading.decoding.detect": _tolerant(lambda given: detect(given.encode("cp1252", "replace"))),
    "reading.decoding.declared_in": lambda given: declared_in(given.encode()),
    "reading.decoding.normalise": lambda given: normalise(f"é{given}"),
    "reading.feed": _tolerant(lambda given: list(feed.read(_source(f"<rss version='2.0'></rss>{given[-1_898:]}")))),
    "reading.titles": lambda given: find_heading([given, "a", given[:1_900]]),
    "reading.titles.without_site": lambda given: without_site(given, ("a",)),
    "reading.forwards": lambda given: find_forward(given.split("\n")),
    "reading.forwards.name_of": name_of,
    "reading.entries": lambda given: find_address(given, "https://a.example/"),
    "reading.entries.plain": _tolerant(plain),
    "reading.mail": _tolerant(lambda given: list(mail.read(_source(f"subject: {given[:900]}\ndate: a\n\n{given}")))),
    "reading.markdown, front": _tolerant(lambda given: list(markdown.read(_source(f"---\na: b{given}c\n---\na")))),
    "reading.metadata, many names": _tolerant(
        lambda given: read_metadata(parse_page(f"<meta name='{'a ' * len(given)}' content='{given}'>"))
    ),
    "language_tags.language_of": language_of,
    "languages.find_language": find_language,
    "embargo": embargo_of,
    "moments.parse_published": parse_published,
    "reading.metadata.web_address": web_address,
    "reading.pages": lambda given: paragraphs([_printed(page) for page in (given, f"a{given}1", given)]),
    "reading.pages, short lines": lambda given: paragraphs(
        [_printed("-\n".join(given[n : n + 9] for n in range(0, len(given), 9)))]
    ),
    "reading.sniffing": lambda given: (sniff(given.encode()[:HEAD]), sniff_weakly(given.encode()[:HEAD])),
    "reading.text": _tolerant(lambda given: list(text.read(_source(given)))),
}
_ASKING: dict[str, Probe] = {
    "vocabulary.held": lambda given: Vocabulary(_lexical()).held(given).holds("VELA"),
    "lexical.analyse": lambda given: _lexical().analyse(given),
    **{f"answer_type.find_short, {kind}": partial(find_short, kind) for kind in _KINDS},
    "answer_type.find_new_names": lambda given: find_new_names(given, "What did Vela say?"),
    "query.parse_question": _asked,
    "context_dependence.context_dependence": lambda given: context_dependence(
        given[:MAX_QUESTION], given[:MAX_QUESTION].split()
    ),
    "context_dependence.is_elliptic": lambda given: is_elliptic(given[:MAX_QUESTION]),
    "context_dependence.say_plainly": lambda given: say_plainly(given[:MAX_QUESTION]),
    "quotations.leans": leans,
    "words.find_words": find_words,
    "words.find_names": lambda given: find_names(given, find_words(given)[:100]),
    "confidence.gather": lambda given: gather("What did NATO say to Vela?", given, _lexical()),
    "confidence.gather of a question": lambda given: gather(given[:MAX_QUESTION], "a text", _lexical()),
    "attribution.find_turns": _turns,
    "attribution.find_offices": lambda given: find_offices(given, "Vela"),
    "attribution.is_statement_of": lambda given: is_statement_of(given, given, "Vela"),
    "attribution.names": lambda given: names("Vela", given),
    "attribution.reports": lambda given: reports(given, "Vela", ("Minister",)),
    "attribution.is_attributed_to": _attributed,
}
_SHOWING: dict[str, Probe] = {
    "citations.find_places": find_places,
    "conversations.export.escape": escape,
    "examples.questions_of, title": lambda given: list(questions_of(given[:2_000], "")),
    "examples.questions_of, text": lambda given: list(questions_of("", given)),
    "tokens.read": _tokens,
    "hits": lambda given: str(Hits(question=given[:MAX_QUESTION], found=())),
    "grounding": _grounded,
    "display.answers": _shown,
    "prompt.compose": lambda given: prompt.compose(make_answer(given), 2_000),
    "prompt.parse": lambda given: prompt.parse(f'{{"sentences": [{{"text": "a{given}", "cites": [1]}}]}}'),
}
PROBES: Mapping[str, Probe] = MappingProxyType(_CHUNKING | _NAMES_AND_DATES | _READING | _ASKING | _SHOWING)
