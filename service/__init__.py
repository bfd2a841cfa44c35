"""What we say: answers, citations, and the ways to ask for them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.filters import Filters
    from service.answering.answer import Answer
    from service.answering.follow_ups import Cited, Turn
    from service.assembly import Communique
    from service.citations import Citation
    from service.display.hits import Hits

__all__ = ["Answer", "Citation", "Cited", "Communique", "Filters", "Hits", "Turn"]

_PLACES = {
    "Answer": "service.answering.answer",
    "Citation": "service.citations",
    "Cited": "service.answering.follow_ups",
    "Communique": "service.assembly",
    "Filters": "index.filters",
    "Hits": "service.display.hits",
    "Turn": "service.answering.follow_ups",
}


def __getattr__(name: str) -> Any:
    """Load `Communique` on first use: the command line must handle signals before that (`service.command`)."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
