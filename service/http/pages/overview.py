"""What the page offers to begin with: example questions, and by what a question may be narrowed."""

from index.facets import Count, Facet
from service.assembly import Communique
from service.http.cached import Kept
from service.http.pages.examples import choose_examples

CHOICES: tuple[Facet, ...] = ("publisher", "country", "person")


class Overview:
    """Made of the whole index, and kept as long as it is the same."""

    def __init__(self, service: Communique) -> None:
        self.examples: Kept[list[str]] = Kept(lambda: service.manifest().index_id, lambda: choose_examples(service))
        self.choices: Kept[dict[Facet, list[Count]]] = Kept(
            lambda: service.manifest().index_id, lambda: service.facets(None, CHOICES, sort="newest")
        )
