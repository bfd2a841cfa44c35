"""What we say: answers, citations, and the ways to ask for them."""

from index.query import Filters
from service.answering import Answer
from service.assembly import Communique
from service.citations import Citation
from service.hits import Hits

__all__ = ["Answer", "Citation", "Communique", "Filters", "Hits"]
