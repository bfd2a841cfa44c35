"""Words of a web site that stand around a release and never belong to it."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

# A line made of these alone is navigation around a release, never the release.
_CHROME = frozenset(
    """press release releases news newsroom media room center centre home back to top of page the this
    print share email e-mail tweet facebook twitter linkedin pdf download menu search skip main content
    navigation previous next statement statements speeches archive archives all for immediate""".split()
)


def is_chrome(line: str) -> bool:
    return set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", line.lower())) <= _CHROME


def without_chrome(lines: Sequence[T], text_of: Callable[[T], str]) -> list[T]:
    """Those from the first to the last that is the release's."""
    first = next((at for at, line in enumerate(lines) if not is_chrome(text_of(line))), len(lines))
    end = next((at for at in range(len(lines), first, -1) if not is_chrome(text_of(lines[at - 1]))), first)
    return list(lines[first:end])
