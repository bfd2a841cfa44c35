"""Asks the releases: answers, passages, facets; as known now, or as of an earlier time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from corpus.catalog import Catalog
from corpus.dates import Published
from corpus.passage import Passage
from corpus.records import Listing
from index.duplicates.copies import make_compare
from index.embedding import Embedder
from index.facets import FACETS, Count, Facet, count_facets
from index.filters import EVERYTHING, Filters
from index.finder import FoundReleases, find_releases
from index.languages import Languages
from index.ranking.reranker import Reranker
from index.ranking.weights import Weights, read_weights
from index.retriever import Retriever
from index.storage.manifest import Manifest
from index.sync import Index
from index.views import Views
from service.answering.answer import Answer, Nearest
from service.answering.answerer import Answerer
from service.answering.earlier_turns import turns_of
from service.answering.follow_ups import Turn
from service.display.hits import Hits
from service.generation.generator import Phrasing
from service.known_times import tell_nothing, tell_whose
from service.settings import Settings

_VIEWS = 4  # earlier times (`as_of`) whose snapshots are kept in memory
_FEW = 5  # words
_NO_RELEASE = "There is no release here yet. Add some: communique add …"

Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A release with the passage that was found in it; `updated` is when this version was stored."""

    release: Listing
    passage: Passage
    updated: datetime


class Asking:
    """Answers questions and searches, each from one snapshot, whatever is written meanwhile."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        embedder: Embedder,
        index: Index,
        reranker: Reranker | None,
        phrasing: Phrasing,
    ) -> None:
        self.settings = settings
        self._catalog = catalog
        self._embedder = embedder
        self._index = index
        self._reranker = reranker
        self._phrasing = phrasing
        self._compare = make_compare(catalog.get_version)
        self._views = Views(catalog, index, _VIEWS)
        self._languages = Languages(catalog)
        self._fitted = read_weights(with_reader=reranker is not None)

    def ask(
        self,
        question: str,
        *,
        limit: int = 5,
        filters: Filters = EVERYTHING,
        conversation: Sequence[Turn | Answer] = (),
        as_of: Published | None = None,
        skip: int = 0,
    ) -> Answer:
        """The sentences that answer the question, cited, and the `limit` best passages.

        `as_of`: only from what was published and stored by then; a bare date is that whole day.
        `skip`: how many sentences of the answer are left out, as `next_skip` of the answer before says.
        `conversation`: what was said before, such as the answers so far: `ask("And him?", conversation=[answer])`.
        """
        turns = turns_of(conversation)
        return self.ask_with_manifest(
            question, limit=limit, filters=filters, conversation=turns, as_of=as_of, skip=skip
        )[0]

    def ask_with_manifest(
        self,
        question: str,
        *,
        limit: int,
        filters: Filters,
        conversation: Sequence[Turn] = (),
        as_of: Published | None = None,
        skip: int = 0,
    ) -> tuple[Answer, Manifest]:
        """The answer, with the manifest of the snapshot that it was made from."""
        manifest, steps = self.ask_stepwise(
            question, limit=limit, filters=filters, conversation=conversation, as_of=as_of, skip=skip
        )
        return last_of(steps), manifest

    def ask_stepwise(
        self,
        question: str,
        *,
        limit: int,
        filters: Filters,
        conversation: Sequence[Turn] = (),
        as_of: Published | None = None,
        skip: int = 0,
    ) -> tuple[Manifest, Iterator[Nearest | Answer]]:
        """The manifest, and the answer in steps, each computed when it is consumed; the last is the answer."""
        answerer = self.answerer(as_of, in_full(question, conversation))
        steps = answerer.answer_stepwise(question, limit, filters, conversation, skip)
        phrased = (answerer.owned(self.phrase(step)) if isinstance(step, Answer) else step for step in steps)
        return answerer.retriever.snapshot.manifest, phrased

    def phrase(self, answer: Answer) -> Answer:
        """The answer phrased by the language model that the settings name, as far as it is grounded in the quotes."""
        return self._phrasing.phrase(answer)

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        filters: Filters = EVERYTHING,
        sort: Sort = "relevance",
        offset: int = 0,
        as_of: Published | None = None,
    ) -> Hits:
        """Passages by relevance; or those with every word, by the date of their release. `as_of` as in `ask`."""
        retriever = self.retriever(as_of, question)
        if sort == "relevance":
            found = retriever.retrieve(question, limit, filters, offset)
        else:
            found = retriever.list_by_date(question, sort, limit, filters, offset)
        return Hits(question=question, found=tuple(found))

    def facets(
        self,
        question: str | None,
        facets: Sequence[Facet] = FACETS,
        *,
        filters: Filters = EVERYTHING,
        sort: Sort = "relevance",
        as_of: Published | None = None,
    ) -> dict[Facet, list[Count]]:
        """The number of releases with each value of a facet, of those that this search pages through; of all, by date
        and without a question.

        Each facet ignores its own filter, so that its counts show what another choice would find.
        """
        return count_facets(
            self.retriever(as_of, question), question, facets, filters, None if sort == "relevance" else sort
        )

    def find_releases(
        self,
        question: str | None = None,
        *,
        limit: int = 20,
        filters: Filters = EVERYTHING,
        sort: Sort = "newest",
        offset: int = 0,
        as_of: Published | None = None,
    ) -> FoundReleases:
        """Releases, one row each, with the best passages in which every word stands; without a question all there are.

        By relevance, which needs a question, those of the nearest passages. `as_of` as in `ask`.
        """
        order = None if sort == "relevance" else sort
        return find_releases(self.retriever(as_of, question), question, order, limit, filters, offset)

    def list_releases(
        self, question: str | None, *, limit: int, filters: Filters = EVERYTHING, sort: Sort = "newest"
    ) -> tuple[str, list[FeedEntry]]:
        """The catalog's id, and the releases that a search finds, each with a passage and when it was stored."""
        found = self.find_releases(question, limit=limit, filters=filters, sort=sort).page
        entries = [
            FeedEntry(release=each.release, passage=each.passages[0], updated=self._stored_at(each.release))
            for each in found
        ]
        return self._catalog.id, entries

    def _stored_at(self, release: Listing) -> datetime:
        stored = {each.version: each.stored_at for each in self._catalog.versions(release.id)}
        return datetime.fromisoformat(stored[release.version])

    def retriever(self, as_of: Published | None = None, question: str | None = None) -> Retriever:
        """The retriever over the current snapshot, or over that of an earlier time; see `answerer`."""
        return self.answerer(as_of, question).retriever

    def answerer(self, as_of: Published | None = None, question: str | None = None) -> Answerer:
        """The answerer over the current snapshot, or over that of an earlier time.

        For a question: where releases are in several languages, it reads them as the language of the question does.
        """
        now = self._answerer(self._fitted.whole, question)
        if as_of is None:
            return now if now.retriever.snapshot.manifest.releases else replace(now, nothing=_NO_RELEASE)
        view = self._views.at(as_of)
        nothing = None if len(view.past) else tell_nothing(self._catalog.first_known(), began=view.past.began)
        retriever = replace(
            now.retriever, snapshot=self._languages.asked(view.snapshot, question), lookup=view.past.passages
        )
        whose = tell_whose(view.past.told, len(view.past))
        return replace(now, retriever=retriever, catalog=view.past, nothing=nothing, past=True, whose=whose)

    def held_out(self, question: str) -> Answerer:
        """An answerer with weights fitted without this question, for measuring on known questions."""
        return self._answerer(self._fitted.without(question), question)

    def _answerer(self, weights: Weights, question: str | None) -> Answerer:
        retriever = Retriever(
            snapshot=self._languages.asked(self._index.snapshot, question),
            embedder=self._embedder,
            lookup=self._catalog.passages,
            weights=weights,
            reader=self._reranker,
            compare=self._compare,
        )
        return Answerer(
            retriever=retriever,
            catalog=self._catalog,
            answer_threshold=self.settings.answer_threshold,
            partial_threshold=self.settings.partial_threshold,
        )


def in_full(question: str, conversation: Sequence[Turn]) -> str:
    """A question with the one before it, where it has too few words to tell a language by: "Und wann?" """
    before = [turn.text for turn in conversation if turn.role == "user"][-1:]
    return " ".join([*before, question]) if len(question.split()) < _FEW else question


def last_of(steps: Iterable[Nearest | Answer]) -> Answer:
    """Consume all steps; the last is the answer."""
    *_, answer = steps
    if not isinstance(answer, Answer):
        raise TypeError("the last step of an answer is the answer")
    return answer
