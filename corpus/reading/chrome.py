"""Words of a web site that stand around a release and never belong to it."""

import re

# A line made of these alone is navigation around a release, never the release.
_CHROME = frozenset(
    """press release releases news newsroom media room center centre home back to top of page the this
    print share email e-mail tweet facebook twitter linkedin pdf download menu search skip main content
    navigation previous next statement statements speeches archive archives all for immediate""".split()
)


def is_chrome(line: str) -> bool:
    return set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", line.lower())) <= _CHROME
