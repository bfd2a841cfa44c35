"""What we say: answers, citations, and the ways to ask for them."""

from index.query import Filters
from service.answering import Answer
from service.assembly import Communique
from service.citations import Citation
from service.conversation import Cited, Turn
from service.hits import Hits

__all__ = ["Answer", "Citation", "Cited", "Communique", "Filters", "Hits", "Turn"]
