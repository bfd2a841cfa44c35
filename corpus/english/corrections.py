"""How releases tell what an earlier version of them said, and how people ask for that."""

import re

# "An earlier version of this release said that …": what it said holds no more.
EARLIER_VERSION = re.compile(
    r"\b(?:earlier|previous|prior|original|first)\s+(?:version|edition|release)\b[^.]{0,80}"
    r"\b(?:said|stated|gave|put|reported|read|listed|named|misstated|misidentified|incorrectly|wrongly|mistakenly)\b",
    re.IGNORECASE,
)
ASKED_FOR_IT = re.compile(
    r"\b(?:correct(?:ed|ion|ions)?|earlier|previous(?:ly)?|original(?:ly)?|version|mistake|wrong(?:ly)?)\b",
    re.IGNORECASE,
)
