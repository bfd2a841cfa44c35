"""Whether a first line is a headline, or the first sentence of a text that has none."""

import re

_STOP = re.compile(r"(?<!\.)[.:;。।॥۔｡．：；]$")
_CLOSING = "\"'”’»)]」』"
_QUOTED = re.compile(r":\s*[\"'“‘«„「『]")  # Minister: “The harbour opens.”
_ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]\.){2,}$|\b(?:inc|ltd|co|corp|plc|jr|sr|etc|bros|llc|st|(?-i:No))\.$", re.IGNORECASE
)
_MIN_WORDS = 4  # fewer and a full stop may be a headline: "Harbour opened."
_MAX_WORDS = 12  # of a headline that ends in an abbreviation, or in somebody's words


def is_sentence(line: str) -> bool:
    """Whether a line ends like a sentence: what stands so at the top belongs to the text, and is no title."""
    plain = line.rstrip()
    bare = plain.rstrip(_CLOSING)
    words = len(bare.split()) + sum(character >= "\u3040" for character in bare) // 2
    if words < _MIN_WORDS or not _STOP.search(bare):
        return False
    doubtful = _ABBREVIATED.search(bare) or (bare != plain and _QUOTED.search(plain))
    return words > _MAX_WORDS or not doubtful
