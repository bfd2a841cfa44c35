"""What trafilatura and htmldate find in a page. The only file that knows them."""

import copy
from dataclasses import dataclass
from datetime import date

from htmldate import find_date
from trafilatura import bare_extraction

from corpus.reading.source import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """The main text, without much care for its form; title and day as the page's metadata and marks tell them."""

    text: str
    title: str | None
    day: date | None


def extract(root: Element) -> Extraction:
    """Title, day and main text of a page; the tree stays as it is."""
    found = bare_extraction(copy.deepcopy(root), with_metadata=True, include_comments=False, include_tables=True)
    day = find_date(copy.deepcopy(root), original_date=True, extensive_search=False, outputformat="%Y-%m-%d")
    return Extraction(
        text=getattr(found, "text", None) or "",
        title=getattr(found, "title", None),
        day=date.fromisoformat(day) if day else None,
    )
