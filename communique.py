"""Communiqué: questions over press releases, answered word for word with citations; or an honest silence.

from communique import Communique

with Communique.open("data") as releases:
    print(releases.ask("What did Motegi offer Cambodia?"))
"""

from service import Answer, Citation, Cited, Communique, Filters, Hits, Turn

__all__ = ["Answer", "Citation", "Cited", "Communique", "Filters", "Hits", "Turn"]
