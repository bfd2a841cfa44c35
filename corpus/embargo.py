"""What a text says at its head about when it may be published: "EMBARGOED UNTIL 10:00, 6 May 2031". Pure functions."""

import re
from itertools import islice

_LINES = 12  # at the head of a text
_HEAD = 4_000  # characters; nothing behind them is looked at
_LONGEST = 200  # characters; a longer line is a paragraph
_BEFORE = r"[\W_]{0,6}(?:(?:strictly|strict|under|press|media|news|sous|sotto|onder|unter|sob|bajo|con)\s{1,3}){0,3}"
_WORD = (
    r"(?:embargo(?:ed|s|frist)?|embargado|embargad[ao]s|sperrfrist|sperrvermerk|hold\s+for\s+release"
    r"|not\s+(?:for|to\s+be)\s+(?:publication|publish(?:ed)?|release[d]?|broadcast)(?:\s+or\s+\w+)?)"
)
_UNTIL = (
    r"(?:(?:for\s+release\s+)?(?:until|till|before|prior\s+to)|jusqu|bis|hasta|fino|tot\b|até|ends|lifts|expires|endet)"
)
# Until when, in words; or behind a mark, where a day or an hour follows; or no more than that there is one.
_EMBARGO = re.compile(
    rf"{_BEFORE}{_WORD}(?:[\s:–—-]{{1,4}}{_UNTIL}|(?=[^\n\d]{{0,40}}\d)\s{{0,2}}[:|]|[\W_]{{0,6}}$)",
    re.IGNORECASE,
)
_SHOUTED = re.compile(rf"{_BEFORE}{_WORD}[\s–—-]{{1,4}}\d", re.IGNORECASE)  # in capitals: else a headline may begin so
_LIFTED = re.compile(r"[\W_]{0,6}(?:報道)?解禁(?:日時|日|時間)?[\s::]{0,3}(?=\D{0,9}\d)")  # Japanese
_OPEN = re.compile(r"(?:until|till|before|to|bis|hasta|au|au\s+le|tot|até|[:–—-])\W*$", re.IGNORECASE)


def is_embargo(line: str) -> bool:
    """Whether a line says that, or until when, nothing may be published."""
    return len(line) <= _LONGEST and bool(
        _EMBARGO.match(line) or _LIFTED.match(line) or (line.isupper() and _SHOUTED.match(line))
    )


def embargo_of(text: str) -> str | None:
    """The embargo that the first lines of a text state, in their words; None where they state none.

    Nothing is worked out of it: "until delivery" is a time too, and an hour in a zone nobody named is none.
    """
    lines = islice((line for line in map(str.strip, text[:_HEAD].split("\n")) if line), _LINES)
    for line in lines:
        if is_embargo(line):
            below = next(lines, "") if _OPEN.search(line) else ""
            return " ".join(f"{line} {below[:_LONGEST]}".split())
    return None
