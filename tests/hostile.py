"""Text that is made to be slow: families that grow with a size; and whether a place is."""

import base64
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import FrameType, MappingProxyType

Probe = Callable[[str], object]
Family = Callable[[int], str]

# What they repeat, parted by "¦"; "⏎" is the end of a line. Each is near to something that is looked for.
_WRITTEN = r"""
a¦A¦1¦0¦.¦,¦;¦:¦!¦?¦-¦–¦(¦)¦[¦]¦{¦}¦/¦|¦&¦%¦$¦€¦#¦@¦_¦*¦+¦=¦<¦>¦'¦"¦“¦”¦‘¦’¦«¦»¦•¦é¦ß¦İ¦１¦٣¦年¦月¦日¦令¦。¦」¦😀¦
a ¦A ¦1 ¦aa ¦Aa ¦AA ¦Aa-¦aA¦A1¦1a¦a.¦A.¦A. ¦a. ¦Aa. ¦Aa, ¦A, ¦1.¦1. ¦1, ¦1,¦1)¦1) ¦(1) ¦iv. ¦a) ¦1:¦1/¦1-¦1–¦$1¦$1 ¦
$ ¦1% ¦1.0¦a⏎¦1.⏎¦A⏎¦a⏎⏎¦A:⏎¦A: ¦- ¦-⏎¦- ⏎¦.⏎¦." ¦"a¦"a ¦a' ¦'a ¦A'¦'s ¦a's ¦“a” ¦(a¦(a) ¦[1]¦[1] ¦a… ¦...¦“.”¦
Aa Bb ¦Aa bb ¦Aa bb cc ¦Aa of ¦Aa of the ¦of the ¦the ¦the Aa ¦and ¦of ¦de la ¦al-¦al-A ¦Minister ¦Minister of ¦
Minister A ¦Ministers ¦MINISTER ¦Prime Minister ¦Secretary of State ¦General ¦Minister Vela ¦Minister Vela, ¦
Minister and ¦Mr. ¦Mr. Vela ¦Dr. A. ¦Vela, Minister ¦, Minister ¦, the ¦minister ¦minister Vela ¦
journalist Ana Vela and ¦with Ana ¦Japan ¦Japan and ¦Georgia ¦US ¦Georgians ¦QUESTION: ¦QUESTION: a⏎¦
MINISTER VELA: a⏎¦MINISTER VELA⏎¦Ana Vela: a⏎¦Vela, a: ¦Ana Vela, ¦AA BB ¦Vela ¦Vela said ¦Vela, ¦vela ¦
she also ¦also ¦He said ¦he also said ¦said ¦Both ¦They ¦quickly ¦in turn ¦said the ¦said Ana ¦Vela also ¦
The Minister ¦the Minister said ¦statement ¦statement vela ¦May ¦May 1 ¦May 1, ¦1 May ¦1 of May ¦1st ¦1 of ¦
early ¦mid-¦mid- ¦early of ¦in ¦in early ¦May 2031 ¦May 1-2 ¦May 1, 2031 ¦Monday, ¦Monday ¦summer ¦summer of ¦
2031-05-0¦2031-05-06 ¦1.2.¦1. 2. ¦1 de ¦6 de mayo ¦令和¦令和 ¦令和1¦1年¦1年1月¦
1年1月1日¦1年 ¦一 ¦元年¦(月¦1 Mai ¦2031/5/¦1 day ¦
two days ¦two ¦the next ¦that ¦in May ¦during ¦before ¦next ¦last ¦this ¦million ¦twenty ¦twenty-¦twenty⏎¦
hundred ¦hundreds of ¦two hundred and ¦half ¦no ¦1 million ¦1,000¦1,000,¦1,000 ¦USD ¦US$¦first ¦per ¦per cent ¦
1 aa ¦one aa ¦1 more ¦percentage ¦a hundred ¦how many ¦how ¦what did ¦what did vela ¦did ¦did Ana ¦when ¦cost ¦
and but ¦but ¦so ¦was ¦did last ¦have first ¦who ¦about ¦that's ¦it is ¦there ¦now ¦changing the ¦
what is vela's ¦the matter ¦turning ¦your ¦ignore ¦ignore a ¦forget above ¦your a ¦<|¦<<¦[/¦a call with ¦
a's call with ¦a's trip to ¦'s a ¦statement on ¦talks ¦adds ¦a adds ¦Minister Vela announced ¦
President Vela Ana ¦Deputy ¦Prime Foreign ¦http://a.example/¦www.¦a@b.¦a.b¦&amp;¦&#1;¦/r/a¦/r/a#1¦/r/a#1-¦
?version=¦page 1 of ¦p. ¦1 of 1¦<p>¦<p>a¦<br>¦<br> ¦<a>¦<a href='a'>a</a>¦<b>¦</p>¦<li>¦<ol><li>a</li></ol>¦
<td>a¦<tr><td>a<td>a¦<!--¦<?xml ¦<!-- -->¦<![CDATA[¦<script>¦<div class=nav>a</div>¦<h1>a</h1>¦
<meta name=date content=1>¦<time datetime='1 May'>¦<table>¦<title>¦<link ¦charset=¦encoding = ¦---⏎¦a: a⏎¦re:¦
re: ¦fw :¦-- ⏎¦> ¦* ¦`¦``¦_a¦**a¦[a](¦![¦\¦|a¦|-¦# ¦~~~⏎¦~¦1. a⏎¦* a⏎¦  * a⏎¦a  ⏎¦press ¦press release⏎¦
home⏎¦home⏎⏎¦both ¦share ¦date ¦updated ¦12:00 ¦12:¦1 a.m¦WASHINGTON, ¦WASHINGTON, D.C., ¦Port ¦can't ¦n't¦U.S. ¦U. S¦
U.¦United States ¦$5m ¦5k¦5 ¦-5¦(-5¦- 5 ¦５¦½¦²¦Ⅷ¦
"""
_UNITS = [unit.replace("⏎", "\n") for unit in _WRITTEN.replace("\n", "").split("¦") if unit]
_UNITS += ["\t", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\xa0", " ", "\u2003", "\u2028", "\u3000"]
_UNITS += ["\n ", " \n", " \n\n", "\n\n", "\n\t", "\v\n", "\u200b", "\u200d", "\u0301", "\x00"]
# With an end at which whatever has read so far finds out that it was wrong.
_ENDED = [("\u200d", "é"), ("A", "!"), ("a", "1"), (" ", "x"), ("\n", "x"), (" |", "x"), ("<!---->", "x"), (".)", "x")]
_ENDED += [
    ("1", "x"),
    ("Aa ", "x"),
    ("A.", "x"),
    ("\u0301\u0316", "x"),
    ("1.", "x"),
    ("\xa0", "x"),
    ("of ", "x"),
    ("1,", "x"),
]


def _encoded(size: int) -> str:
    return base64.b64encode(random.Random(1).randbytes(size)).decode()[:size]  # noqa: S311 - the same each time


def _mixed(size: int) -> str:
    return "".join(random.Random(2).choices("aA1 .,\n\"'()-年é$%", k=size))  # noqa: S311 - the same each time


def _distinct(size: int) -> str:
    """No two words are the same."""
    return " ".join(f"Aa{number:x}" for number in range(size // 6))


def _behind(unit: str, end: str, size: int) -> str:
    return unit * ((size - len(end)) // len(unit)) + end


def _repeat(unit: str) -> Family:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


# By what they repeat; some with an end at which whatever has read so far finds out that it was wrong.
FAMILIES: Mapping[str, Family] = MappingProxyType(
    {repr(unit): _repeat(unit) for unit in dict.fromkeys(_UNITS)}
    | {f"{unit!a} and {end!a}": partial(_behind, unit, end) for unit, end in _ENDED}
    | {"base64": _encoded, "mixed": _mixed, "distinct": _distinct}
)


STEP = 8  # how much larger the larger text is
_MOST = 3 * STEP  # how much longer it may take; what grows with the square takes 64 times as long
_UNSEEN = 0.02  # seconds that are no matter
_LONGEST = 5.0  # seconds of this process


class TooLong(Exception):
    """It took longer than is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Seconds for a text, and for one that is STEP times as long."""

    smaller: float
    larger: float

    @property
    def is_more(self) -> bool:
        """Whether it is clearly more than in proportion."""
        return self.larger >= _LONGEST or self.larger > max(_UNSEEN, _MOST * self.smaller)


def grow(act: Probe, make: Family, size: int) -> Growth:
    """How the time grows up to this size. Other work on the machine only adds to it, so that the least of it counts."""
    larger = smaller = _LONGEST
    for _ in range(6):
        larger = min(larger, measure(act, make(size), 1))
        if larger <= _UNSEEN:
            return Growth(smaller=0.0, larger=larger)
        smaller = min(smaller, measure(act, make(size // STEP), 5))
        if not (found := Growth(smaller=smaller, larger=larger)).is_more:
            return found
    return found


def measure(act: Probe, given: str, rounds: int) -> float:
    """Seconds of the fastest round; _LONGEST where it took longer."""
    best = _LONGEST
    for _ in range(rounds):
        begun = time.thread_time()
        try:
            with _bounded():
                act(given)
        except TooLong:
            return _LONGEST
        best = min(best, time.thread_time() - begun)
    return best


@contextmanager
def _bounded() -> Iterator[None]:
    """Ends what would run for ever; a pattern that is being matched looks for signals now and then."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    # This clock counts all threads of the process, as those that an earlier test has left to die.
    signal.setitimer(signal.ITIMER_VIRTUAL, 4 * _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
