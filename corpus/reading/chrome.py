"""Words of a web site that stand around a release and never belong to it."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from corpus.english.pages import CHROME
from corpus.reading.closings import is_closing

T = TypeVar("T")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def is_chrome(line: str) -> bool:
    return set(_WORD.findall(line.lower())) <= CHROME or is_closing(line)


def without_chrome(lines: Sequence[T], text_of: Callable[[T], str]) -> list[T]:
    """Those from the first to the last that is the release's."""
    first = next((at for at, line in enumerate(lines) if not is_chrome(text_of(line))), len(lines))
    end = next((at for at in range(len(lines), first, -1) if not is_chrome(text_of(lines[at - 1]))), first)
    return list(lines[first:end])
