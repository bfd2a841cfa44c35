"""Releases that stand in several languages: for a question, the one in its language stands for all."""

from functools import lru_cache
from itertools import groupby

from corpus.catalog import Catalog
from corpus.languages import likeliest_of
from corpus.records import State
from index.storage.snapshot import Preferred, Snapshot


class Languages:
    """Which releases of a catalog are the same in several languages, as they say themselves."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._by_language = lru_cache(maxsize=1)(self._find)  # found anew when the catalog has changed

    def asked(self, snapshot: Snapshot, question: str | None) -> Snapshot:
        """The snapshot as a question is asked of it."""
        return snapshot.asked_in(question, self.preferred(question))

    def preferred(self, question: str | None) -> tuple[Preferred, ...]:
        """The releases in the language of a question that name the same in others, which are here as well."""
        found = self._by_language(self._catalog.state()) if question is not None else {}
        if question is None or not found:
            return ()
        return found.get(likeliest_of(question, frozenset(found)) or "", ())

    def _find(self, _state: State) -> dict[str, tuple[Preferred, ...]]:
        found: dict[str, list[Preferred]] = {}
        for (release_id, language), pairs in groupby(self._catalog.translated(), key=lambda each: each[:2]):
            over = tuple(other for _, _, other in pairs)
            found.setdefault(language, []).append(Preferred(release_id=release_id, over=over))
        return {language: tuple(each) for language, each in found.items()}
