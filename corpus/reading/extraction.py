"""What trafilatura finds in a page. The only file that knows it."""

import copy
from dataclasses import dataclass

from trafilatura import bare_extraction

from corpus.reading.source import Element

# Its guess of the day is not used, and takes up to three seconds where it is made of words.
_NO_DATE = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """The main text, without much care for its form, and the title as the page's metadata and marks tell it."""

    text: str
    title: str | None


def extract(root: Element) -> Extraction:
    """Title and main text of a page; the tree stays as it is."""
    found = bare_extraction(
        copy.deepcopy(root),
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params=_NO_DATE,
    )
    return Extraction(text=getattr(found, "text", None) or "", title=getattr(found, "title", None))
