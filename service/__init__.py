"""What we say: answers, citations, and the ways to ask for them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.query import Filters
    from service.answering import Answer
    from service.assembly import Communique
    from service.citations import Citation
    from service.conversation import Cited, Turn
    from service.hits import Hits

__all__ = ["Answer", "Citation", "Cited", "Communique", "Filters", "Hits", "Turn"]
# Loaded when first asked for: whoever needs one small module of this package is not to load them all.
_HOMES = {
    "Answer": "service.answering",
    "Citation": "service.citations",
    "Cited": "service.conversation",
    "Communique": "service.assembly",
    "Filters": "index.query",
    "Hits": "service.hits",
    "Turn": "service.conversation",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
