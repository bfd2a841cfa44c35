"""The answer type of a question, and the short answers of that type in a text. Pure functions; English.

Patterns describe types, never single questions: a sentence without any figure does not say how many.
"""

import re
from typing import Literal

from corpus.passage import Span

AnswerType = Literal["amount", "share", "duration", "count", "time", "person", "place", "name", "open"]

# Which of several releases a question is about, by their dates; "often" is about all of them.
Order = Literal["latest", "earliest", "often"]
# They ask for an order, and say nothing of what is asked about.
ORDER_WORDS = "latest newest most recent recently earliest first last often many times time".split()

_UNITS = r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries|century"
_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
).split()
_WORD = "|".join(_WORDS)
_LARGE = r"hundreds?|thousands?|millions?|billions?|trillions?|dozens?|bn|mn"
# "1,200", "3.5 million", "twenty-two", "half a dozen", "hundreds of thousands". Of digits and of words only so many are
# one number: "1,1,1,…" and "twenty twenty …" would else be read to their end from each of their places.
_DIGITS = r"\d[\d,]{0,40}(?:\.\d{1,40})?"
_NUMBER = (
    rf"(?:{_DIGITS}(?:st|nd|rd|th)?(?:[\s-]+(?:{_LARGE}))?"
    rf"|(?:{_WORD})(?:[\s-]+(?:{_WORD}|{_LARGE})){{0,15}}|(?:{_LARGE})(?:\s+of\s+(?:{_LARGE}))?|half|no|none)"
)
_ORDINAL = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_CURRENCY = r"dollars?|euros?|pounds?|yen|yuan|rupees?|francs?|crowns?|krona|pesos?|rand|won|rubles?|roubles?"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# A run of capitalised words: "Iven Maroush", "the Gulf of Quill and Astrelle" in two.
_NAME = re.compile(r"\b[A-Z][\w’'.-]*\w(?:\s+(?:(?:of|the|de|al|bin)\s+)*[A-Z][\w’'.-]*\w)*")

# "2. Minister Ostrander …": a paragraph number counts nothing.
_ITEM = re.compile(r"\s*\(?\d{1,3}[.)]\s")
_MONTH_BEFORE = re.compile(rf"\b(?:{_MONTHS})\s$")
_BEFORE = 16  # characters before a number in which a month is looked for, including the one before the month

_PATTERNS: dict[AnswerType, re.Pattern[str]] = {
    "amount": re.compile(
        rf"(?:(?:US|A|C|NZ|HK)?[$€£¥₹]|(?:USD|EUR|GBP|JPY)\s?)\s?{_DIGITS}(?:[\s-]+(?:{_LARGE}))?"
        rf"|\b{_NUMBER}\s+(?:[A-Z]?[\w.]+\s+)?(?:{_CURRENCY})\b|\b{_DIGITS}[\s-]+(?:million|billion|trillion)\b",
        re.IGNORECASE,
    ),
    "share": re.compile(
        rf"\b{_DIGITS}\s?(?:%|percent\b|per cent\b)|\b{_NUMBER}\s+per\s?cent\b"
        r"|\b(?:half|a third|a quarter|two[- ]thirds|three[- ]quarters|the majority|most)\b|\b\d+(?:\.\d+)?\s?%",
        re.IGNORECASE,
    ),
    "duration": re.compile(
        rf"\b(?:{_NUMBER}|{_ORDINAL})[\s-]+(?:(?:more|full|consecutive)\s+)?(?:{_UNITS})\b", re.IGNORECASE
    ),
    # No day of a month and no year: "on March 24, 2022" counts nothing.
    "count": re.compile(rf"(?<![\w.$€£¥-])(?:(?!(?:19|20)\d\d\b){_NUMBER})\b", re.IGNORECASE),
    "time": re.compile(
        rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTHS})\b(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}})?|\b(?:1[5-9]|20)\d\d\b"
        r"|\b(?:to(?:day|morrow)|yesterday|tonight)\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
        r"|\b(?:this|last|next)\s+(?:week|weekend|month|year|spring|summer|autumn|fall|winter)\b",
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
        re.compile(rf"\bhow (?:long|old)\b|\bfor how many\b|\bhow many (?:more )?(?:{_UNITS})\b|\bby how long\b"),
    ),
    (
        "amount",
        re.compile(
            r"\bhow much (?!of\b)|\bwhat (?:sum|amount|price|fine|budget)\b|\bhow many dollars\b|\bamm?ount\b"
            # "Who paid the price?" asks for somebody.
            r"|^(?!(?:and |but |so )?(?:who|whom|whose|when|where|why)\b).*\b(?:cost|price|value|worth)\b.*\?$"
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
            r"^(?:and |but |so )?when\b|\bwhen\??$|\b(?:until|since|starting|by|from) when\b"
            r"|\b(?:what|which) (?:date|day|year|month)\b|\bdate$"
        ),
    ),
    ("person", re.compile(r"^(?:and |but |so )?(?:who|whom|whose)\b|\b(?:to|by|with|from|for) whom\b|, by name\b")),
    ("place", re.compile(r"\bwhere\b|\b(?:which|what) (?:city|cities|town|country|countries|place|capital|village)\b")),
    # "Which yacht …", "What was the name of …": mostly answered by a proper name.
    (
        "name",
        re.compile(
            r"^(?:(?:and|but|so|in|to|at|for|from|by|with|over|of|on|under) )?which\b|\bnames? of\b|\bcalled\??$"
        ),
    ),
)
_WORDS_OF = re.compile(r"[^\W_]+")
# Capitalised for other reasons than that they name somebody.
_NO_NAMES = frozenset(
    """i the a an mr mrs ms dr we he she they it in on at of for and but so secretary president minister ministry
    ambassador department government state states today question this that""".split()
)
_UNCOUNTING: tuple[AnswerType, ...] = ("amount", "share", "duration", "time")
_LITTLE = frozenset("a an and as at by for from in of on or the to with".split())
_INNER_NAME = re.compile(r"(?<=\W)[A-Z]\w*")
_COUNTED = re.compile(
    r"\bhow many\s+(?P<what>(?:(?!(?:did|do|does|is|are|was|were|has|have|had|can|will|would|could|should|may|might)\b)"
    r"[\w’'-]+\s*){1,6})",
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
    if all(word[0].isupper() or word in _LITTLE for word in words):
        return question
    return _INNER_NAME.sub("-", question)


_TALKED = (
    r"(?:speak|spoke|spoken|talk(?:ed)?|call(?:ed)?|meet|met|visit(?:ed)?|travel(?:l?ed)?|announced?|time|contact)"
)
_ORDERS: tuple[tuple[Order, re.Pattern[str]], ...] = (
    ("often", re.compile(r"\bhow (?:often|many times)\b")),
    (
        "latest",
        re.compile(rf"\b(?:latest|newest|most recent(?:ly)?)\b|\b(?:did|has|have|was|were)\b.*\blast {_TALKED}\b"),
    ),
    ("earliest", re.compile(rf"\bearliest\b|\b(?:did|has|have|was|were)\b.*\bfirst {_TALKED}\b")),
)


def order_of(question: str) -> Order | None:
    """The order by date that the question asks for ("the latest call with …", "how often did … meet"), if any."""
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


def counts_things(text: str) -> bool:
    """Whether some number in the text may be a count of things, not a sum, share, duration or date."""
    others = [place for kind in _UNCOUNTING for place in find_short(kind, text)]
    return any(
        not any(other.start < place.end and place.start < other.end for other in others)
        for place in find_short("count", text)
    )


def find_new_names(text: str, question: str) -> list[Span]:
    """Proper names with a word that is not in the question. The text's first word alone is not taken for a name."""
    query = {word.lower() for word in _WORDS_OF.findall(question)}
    return [
        Span(*found.span())
        for found in _NAME.finditer(text)
        if any(
            word.lower() not in query and word.lower() not in _NO_NAMES
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
    """A word's first letters: enough to match "troops" and "trooper", and cheap."""
    return word.lower()[:5]
