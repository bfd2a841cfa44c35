"""Where a sentence goes on though a mark or a line ends, and where one ends though none does: what releases need."""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.abbreviations import ALWAYS, BEFORE_NUMBERS, TITLES, TITLES_OF
from corpus.english.months import MONTH, WEEKDAY
from corpus.passage import Span

_BEHIND, _AHEAD = 120, 40  # characters around an end that tell whether it is one
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_MARK = r"(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})(?:\)|\.{1,2}\)?)|[•·▪‣●○■◆*–—-])"
# What a sentence of a list begins with: "1.", "(3)", "b)", "iv.", a bullet, "• (1)", "1. 1.", "3..".
ENUMERATOR = re.compile(rf"{_MARK}(?:\s*{_MARK})?")
_ITEM = re.compile(
    rf"(?:\(?(?P<figure>\d{{1,2}})(?:\)|\.{{1,2}})|\([a-zivx]{{1,4}}\)|[a-z]\))(?=\s|$)(?!\s+(?:{MONTH})\b)"
)
_BULLET = re.compile(r"([•·▪‣●○■◆*–—-])\s|([①-⑳])")
_SURE_BULLETS = frozenset("•▪‣●○■◆①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_LINE_END = re.compile(r"[:;,.!?…。！？][\"'”’»)\]]*$")
_SENTENCE_END = re.compile(r"(?<![.\s][^\W\d_])[.!?。！？][\"'”’»)\]]*$")
_HEADING = re.compile(r"\d{1,2}\s([^\W\d_])[^\n.!?:;,。]{1,60}")
_TITLE_LINE = re.compile(r"[^\W\d_][^\n.!?:;,。]{1,44}")  # shorter than a line that was wrapped
_INLINE_ITEM = re.compile(r"(?<=[:;])\s+(?=(?:\(?\d{1,2}(?:\)|\.{1,2})|\([a-z]\))$)")
_STOPPED = re.compile(r"([^\s(\[“\"„«'’]*[^\W_])\.$")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*$")
_LOWER = re.compile(r"[\"'“‘«(]?[^\W\d_]+\b(?![.)]|\.\w)")
_HALF_DAY = re.compile(r"\b[ap]\.?\s?m\.$", re.IGNORECASE)
_AFTER_CLOCK = re.compile(rf"(?:{WEEKDAY})\b|(?:{MONTH})\s+\d|[A-Z]{{2,5}}\b|\(|(?:Eastern|Central|Pacific|Local)\b")
_WHEN = re.compile(  # what says when and nothing else
    rf"(?:on|at|from|in|commencing|starting|beginning|since|around)\b(?:\s|,|\d|[.:–-]|[ap]\.m\.|{MONTH}|{WEEKDAY}"
    r"|at|on|from|to|the|of|commencing|starting|beginning|about|approximately|around|local|time|for|minutes|morning"
    r"|afternoon|st|nd|rd|th)++",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\s\d{1,2}\.$")
_AFTER_ORDINAL = re.compile(
    r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jahrhundert|quartal"
    r"|jahrestag|sitzung|auflage|mal|tag|platz|klasse|runde|legislatur|wahlperiode|geburtstag|januari|februari|mars"
    r"|marts|maj|augusti|oktober|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince"
    r"|január|február|március|május|június|július|október)",
    re.IGNORECASE,
)
_ORDINALS_IN = frozenset("de da nb nn no fi cs sk hu sl hr et lv sv".split())
_UNIT_END = re.compile(r"(?<=\d)\s(?:t|m|g|l|h|ha|kg|km|cm|mm|MW|kW)\.\s(?=[^\W\da-z_])")
_QUOTED_ON = re.compile(r"[とがをはにのでも]|という|など")


def goes_on(text: str, sentence: Span, start: int, language: str) -> bool:
    """Whether what begins at `start` belongs to the sentence before it."""
    if _PARAGRAPH_BREAK.search(text, sentence.end, start):
        return False
    last, first = text[max(sentence.start, sentence.end - _BEHIND) : sentence.end], text[start : start + _AHEAD]
    if "\n" in text[sentence.end : start] and (_BULLET.match(first) or _ITEM.match(first)):
        return False
    if last[-1] in "」』" and _QUOTED_ON.match(first):
        return True
    if _ENDED.search(last) and (lower := _LOWER.match(first)) and lower[0].strip("\"'“‘«(").islower():
        return True
    begun = last if sentence.end - sentence.start <= _BEHIND else ""
    return _is_abbreviated(last, first, language) or _is_time(last, first, begun)


def _is_abbreviated(last: str, first: str, language: str) -> bool:
    stopped = _STOPPED.search(last[-_AHEAD:])
    if not stopped:
        return False
    if language in _ORDINALS_IN and _ORDINAL.search(last) and _AFTER_ORDINAL.match(first):
        return True
    word = stopped[1].lower()
    if word in ALWAYS or (word in BEFORE_NUMBERS and first[0].isdigit() and stopped[1] != "no"):
        return True
    if (
        language != "en"
        and len(word) == 1
        and stopped[1].isupper()
        and first[0].isupper()
        and len(last) > len(stopped[0]) + 1
    ):
        return True  # an initial
    titled = (word in TITLES and (language != "en" or stopped[1][0].isupper())) or word in TITLES_OF.get(language, ())
    return titled and first[0].isupper()


def _is_time(last: str, first: str, begun: str) -> bool:
    """ "9 a.m. Monday", "2 p.m. EST"; "On May 6, at 2 p.m. Mr. Tesk met …", `begun` with a time."""
    return bool(_HALF_DAY.search(last[-8:]) and (_AFTER_CLOCK.match(first) or _WHEN.fullmatch(begun)))


def divide(text: str, piece: Span) -> list[Span]:
    """The piece at those ends of lines where an item of a list begins, or a heading or sentence ends."""
    cuts = set(_line_cuts(text, piece)) if text.find("\n", piece.start, piece.end) >= 0 else set()
    cuts |= {found.end() for found in _UNIT_END.finditer(text, piece.start, piece.end)}
    if found := _INLINE_ITEM.search(text, max(piece.start, piece.end - 8), piece.end):
        cuts.add(found.end())
    return [Span(start, end) for start, end in pairwise([piece.start, *sorted(cuts), piece.end]) if start < end]


def _line_cuts(text: str, piece: Span) -> Iterator[int]:
    start, first, number, bullet, last = piece.start, 0, 0, "", ""
    for line in text[piece.start : piece.end].split("\n"):
        plain = line.strip()
        item, mark = _ITEM.match(plain), _BULLET.match(plain)
        figure, sign = int((item and item["figure"]) or 0), (mark[1] or mark[2]) if mark else ""
        if last and plain:
            listed = sign in _SURE_BULLETS or sign == bullet if sign else 1 < figure == number + 1
            headed = start == first and _heads(text, piece.start, last, plain)
            if listed or headed or _begins(last[-_BEHIND:], plain, listed=bool(sign or item)):
                yield start
        number, bullet, last = figure or number, sign or bullet, plain or last
        start += len(line) + 1
        first = first or start


def _heads(text: str, start: int, line: str, following: str) -> bool:
    """Whether a line is a heading: the first of a paragraph, too short to be wrapped, above a line that begins anew."""
    above = text[:start].rstrip(" ")
    begins = not above or above.endswith("\n")
    return begins and bool(
        _TITLE_LINE.fullmatch(line) and line[0].isupper() and following[:1].isupper() and len(following) > len(line)
    )


def _begins(last: str, line: str, *, listed: bool) -> bool:
    """Whether a line begins a sentence behind the line before it: an item of a list, or what a capital letter opens."""
    if listed:
        return bool(_LINE_END.search(last))
    if not line.lstrip("\"'“‘«([")[:1].isupper():
        return False
    ended = _SENTENCE_END.search(last) and not _is_abbreviated(last, line, "en")
    heading = _HEADING.fullmatch(last)
    return bool(ended or (heading and heading[1].isupper()))
