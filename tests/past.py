"""A corpus with a past: a clock that is set by hand, and the corpus as it would be had it been built then."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from corpus.catalog import Catalog
from corpus.release import Release
from index.filters import EVERYTHING, Filters
from index.hashing_embedder import HashingEmbedder
from service.assembly import Communique, make_index
from service.http.serializers import answer_body
from service.settings import read_settings


class Clock:
    """Says what it was set to last."""

    def __init__(self, at: str = "2031-01-01T00:00:00+00:00") -> None:
        self.set(at)

    def set(self, at: str) -> None:
        self._at = datetime.fromisoformat(at)

    def __call__(self) -> datetime:
        return self._at.astimezone(UTC)


@contextmanager
def open_with(clock: Clock, folder: Path, **settings: Any) -> Iterator[Communique]:
    """A service whose catalog goes by this clock; no model and no reader."""
    read = read_settings(data=folder, model="hashing", reader="none", **settings)
    embedder = HashingEmbedder()
    catalog = Catalog(folder / "catalog.sqlite3", clock)
    with Communique(read, catalog, embedder, make_index(read, catalog, embedder), None) as communique:
        yield communique


@contextmanager
def built_of(releases: Iterable[Release], folder: Path) -> Iterator[Communique]:
    """A corpus that never held anything else."""
    with Communique.open(folder, model="hashing", reader="none") as communique:
        list(communique.ingest(releases))
        yield communique


def told(
    communique: Communique, question: str, filters: Filters = EVERYTHING, as_of: date | None = None
) -> dict[str, Any]:
    """The body of an answer without what tells one index, and one moment, from another."""
    answer, manifest = communique.ask_with_manifest(question, limit=10, filters=filters, as_of=as_of)
    body = answer_body(answer, manifest, communique.model, 0.0).model_dump()
    for citation in body["citations"]:
        del citation["url"]  # names a version that is no longer the current one
    return {name: value for name, value in body.items() if name not in {"id", "created"}} | {
        "index": body["index"] | {"id": None}
    }
