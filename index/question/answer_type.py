"""The answer type of a question, and the short answers of that type in a text. Pure functions; English.

Patterns describe types, never single questions: a sentence without any figure does not say how many.
"""

import re
from typing import Literal

from corpus.english.events import TALKED
from corpus.english.months import MONTHS, SEASONS, UNIT, WEEKDAY
from corpus.english.names import NO_NAMES
from corpus.english.numbers import CURRENCY_NAMES, LARGE, ORDINAL_ENDINGS, ORDINALS, TENS, UNITS
from corpus.english.question_words import AUXILIARIES_BEHIND_COUNTED, PLACES
from corpus.english.sentence_starters import BEFORE_QUESTION
from corpus.english.stop_words import PREPOSITIONS_BEFORE_WHICH, SMALL_IN_TITLES
from corpus.passage import Span

AnswerType = Literal["amount", "share", "duration", "count", "time", "person", "place", "name", "open"]

# Which of several releases a question is about, told by their dates; "often" is about all of them.
DateOrder = Literal["latest", "earliest", "often", "newest"]
_WORD = "|".join((*UNITS[1:], *TENS))
# "1,200", "3.5 million", "twenty-two", "half a dozen", "hundreds of thousands". Of digits and of words only so many are
# one number: "1,1,1,…" and "twenty twenty …" would else be read to their end from each of their places.
_DIGITS = r"\d[\d,]{0,40}(?:\.\d{1,40})?"
_NUMBER = (
    rf"(?:{_DIGITS}(?:{ORDINAL_ENDINGS})?(?:[\s-]+(?:{LARGE}))?"
    rf"|(?:{_WORD})(?:[\s-]+(?:{_WORD}|{LARGE})){{0,15}}|(?:{LARGE})(?:\s+of\s+(?:{LARGE}))?|half|no|none)"
)
_ORDINAL = "|".join(ORDINALS)
_MONTHS = "|".join(MONTHS)
_FIRST = rf"(?:{'|'.join(f'{word} ' for word in BEFORE_QUESTION)})?"
# A run of capitalised words: "Iven Maroush", "the Gulf of Quill and Astrelle" in two.
_NAME = re.compile(r"\b[A-Z][\w’'.-]*\w(?:\s+(?:(?:of|the|de|al|bin)\s+)*[A-Z][\w’'.-]*\w)*")

# "2. Minister Ostrander …": a paragraph number counts nothing.
_ITEM = re.compile(r"\s*\(?\d{1,3}[.)]\s")
_MONTH_BEFORE = re.compile(rf"\b(?:{_MONTHS})\s$")
_BEFORE = 16  # characters before a number in which a month is looked for, including the one before the month

_PATTERNS: dict[AnswerType, re.Pattern[str]] = {
    "amount": re.compile(
        rf"(?:(?:US|A|C|NZ|HK)?[$€£¥₹]|(?:USD|EUR|GBP|JPY)\s?)\s?{_DIGITS}(?:[\s-]+(?:{LARGE}))?"
        rf"|\b{_NUMBER}\s+(?:[A-Z]?[\w.]+\s+)?(?:{CURRENCY_NAMES})\b|\b{_DIGITS}[\s-]+(?:million|billion|trillion)\b",
        re.IGNORECASE,
    ),
    "share": re.compile(
        rf"\b{_DIGITS}\s?(?:%|percent\b|per cent\b)|\b{_NUMBER}\s+per\s?cent\b"
        r"|\b(?:half|a third|a quarter|two[- ]thirds|three[- ]quarters|the majority|most)\b|\b\d+(?:\.\d+)?\s?%",
        re.IGNORECASE,
    ),
    "duration": re.compile(
        rf"\b(?:{_NUMBER}|{_ORDINAL})[\s-]+(?:(?:more|full|consecutive)\s+)?(?:{UNIT})\b", re.IGNORECASE
    ),
    # No day of a month and no year: "on March 24, 2022" counts nothing.
    "count": re.compile(rf"(?<![\w.$€£¥-])(?:(?!(?:19|20)\d\d\b){_NUMBER})\b", re.IGNORECASE),
    "time": re.compile(
        rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTHS})\b(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}})?|\b(?:1[5-9]|20)\d\d\b"
        rf"|\b(?:to(?:day|morrow)|yesterday|tonight)\b|\b{WEEKDAY}\b"
        rf"|\b(?:this|last|next)\s+(?:week|weekend|month|year|{'|'.join(SEASONS)})\b",
    ),
    "person": _NAME,
    "place": _NAME,
    "name": _NAME,
}
_ASKED: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "share",
        re.compile(r"\b(?:what|which|how (?:large|big|high) a) (?:share|percentage|proportion|percent)\b|\bturnout\b"),
    ),
    (
        "duration",
        re.compile(rf"\bhow (?:long|old)\b|\bfor how many\b|\bhow many (?:more )?(?:{UNIT})\b|\bby how long\b"),
    ),
    (
        "amount",
        re.compile(
            r"\bhow much (?!of\b)|\bwhat (?:sum|amount|price|fine|budget)\b|\bhow many dollars\b|\bamm?ount\b"
            # "Who paid the price?" asks for somebody.
            rf"|^(?!{_FIRST}(?:who|whom|whose|when|where|why)\b).*\b(?:cost|price|value|worth)\b.*\?$"
        ),
    ),
    ("share", re.compile(r"\bhow much of\b")),
    (
        "count",
        re.compile(
            r"\bhow many\b(?! times)|\bwhat (?:number|total|record|figure)\b|\bnumber of\b|\bwhich number\b"
            r"|\bhow (?:far|big|large|high|tall|fast|heavy)\b"
        ),
    ),
    (
        "time",
        re.compile(
            # "when" asks at the beginning and at the end; in between it only says when: "… when the two talked".
            rf"^{_FIRST}when\b|\bwhen\??$|\b(?:until|since|starting|by|from) when\b"
            r"|\b(?:what|which) (?:date|day|year|month)\b|\bdate$"
        ),
    ),
    ("person", re.compile(rf"^{_FIRST}(?:who|whom|whose)\b|\b(?:to|by|with|from|for) whom\b|, by name\b")),
    ("place", re.compile(rf"\bwhere\b|\b(?:which|what) (?:{'|'.join(PLACES)})\b")),
    # "Which yacht …", "What was the name of …": mostly answered by a proper name.
    (
        "name",
        re.compile(
            rf"^(?:(?:{'|'.join((*BEFORE_QUESTION, *PREPOSITIONS_BEFORE_WHICH))}) )?which\b|\bnames? of\b|\bcalled\??$"
        ),
    ),
)
_WORDS_OF = re.compile(r"[^\W_]+")
_INNER_NAME = re.compile(r"(?<=\W)[A-Z]\w*")
_COUNTED = re.compile(
    rf"\bhow many\s+(?P<what>(?:(?!(?:{'|'.join(AUXILIARIES_BEHIND_COUNTED)})\b)[\w’'-]+\s*){{1,6}})",
    re.IGNORECASE,
)


def answer_type_of(question: str) -> AnswerType:
    """The type of short answer that the question asks for; "open" if none is recognised."""
    small = _without_names(question).lower().strip()
    return next((kind for kind, form in _ASKED if form.search(small)), "open")


def _without_names(question: str) -> str:
    """The question without its capitalised words, except the first: "Who is Ned Price?" does not ask for a price.

    A question written like a title, with all but little words capitalised, is left as it is.
    """
    words = [found.group() for found in _WORDS_OF.finditer(question)]
    if all(word[0].isupper() or word in SMALL_IN_TITLES for word in words):
        return question
    return _INNER_NAME.sub("-", question)


_ORDERS: tuple[tuple[DateOrder, re.Pattern[str]], ...] = (
    ("often", re.compile(r"\bhow (?:often|many times)\b")),
    (
        "latest",
        re.compile(rf"\b(?:latest|newest|most recent(?:ly)?)\b|\b(?:did|has|have|was|were)\b.*\blast (?:{TALKED})\b"),
    ),
    ("earliest", re.compile(rf"\bearliest\b|\b(?:did|has|have|was|were)\b.*\bfirst (?:{TALKED})\b")),
)


def order_of(question: str) -> DateOrder | None:
    """Whether the dates of the releases answer: "the latest call with …", "how often did … meet"."""
    small = question.lower()
    return next((order for order, form in _ORDERS if form.search(small)), None)


def find_short(kind: AnswerType, text: str) -> list[Span]:
    """Every span of the text that has the form of such an answer; none for "open"."""
    kinds: tuple[AnswerType, ...] = ("share", "amount") if kind == "share" else (kind,)  # "how much of" asks for either
    forms = [_PATTERNS[each] for each in kinds if each in _PATTERNS]
    places = sorted(Span(*found.span()) for form in forms for found in form.finditer(text))
    if kind != "count":
        return places
    item = _ITEM.match(text)
    beginning = item.end() if item else 0
    return [place for place in places if place.start >= beginning and not _follows_month(text, place.start)]


def _follows_month(text: str, at: int) -> bool:
    return bool(_MONTH_BEFORE.search(text[max(0, at - _BEFORE) : at]))


def find_new_names(text: str, question: str) -> list[Span]:
    """Proper names with a word that is not in the question. The text's first word alone is not taken for a name."""
    query = {word.lower() for word in _WORDS_OF.findall(question)}
    return [
        Span(*found.span())
        for found in _NAME.finditer(text)
        if any(
            word.lower() not in query and word.lower() not in NO_NAMES
            for word in _WORDS_OF.findall(found[0] if found.start() else found[0].partition(" ")[2])
        )
    ]


def names_something(kind: AnswerType) -> bool:
    """Whether the answer is a proper name."""
    return kind in {"person", "place", "name"}


def is_figure(kind: AnswerType) -> bool:
    """Whether the answer is a figure of any sort."""
    return kind in {"amount", "share", "duration", "count"}


def counted_words(question: str) -> list[str]:
    """The words after "how many", the first of which say what is counted. Empty if nothing is counted."""
    found = _COUNTED.search(question)
    return found["what"].split() if found else []


def stem(word: str) -> str:
    """A word's first letters: enough to know "troops" in "trooper", and cheap.

    For what stands beside a number, and for what is marked. The stemmer keeps "troop" and "trooper" apart; here more
    may be taken for the same, for no passage is found by it.
    """
    return word.lower()[:5]
