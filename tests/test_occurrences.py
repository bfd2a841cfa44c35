"""Which releases hold a word: all of them that keep the conditions, by any form of it."""

from datetime import date

from factories import make_release

from index.filters import Filters
from index.question.occurrences import Occurrences
from service.assembly import Communique


def holding(communique: Communique, word: str, filters: Filters | None = None) -> list[str] | None:
    snapshot = communique.retriever().snapshot
    occurrences = Occurrences(snapshot=snapshot, conditions=snapshot.conditions(filters or Filters()))
    found = occurrences.of(word)
    return None if found is None else sorted(occurrences.version_of(row)[0] for row in found)


def test_any_form_of_a_word_counts_and_a_longer_word_that_begins_so(communique: Communique) -> None:
    assert holding(communique, "harbours") == ["harbour-opening"]
    assert holding(communique, "Norvanian") == ["fisheries-treaty"]
    assert holding(communique, "Zembla") == []


def test_a_stop_word_is_none_to_look_for(communique: Communique) -> None:
    assert holding(communique, "the") is None


def test_what_names_a_country_counts_for_its_name(communique: Communique) -> None:
    communique.put(make_release("dutch", "Talks", "The Dutch envoy came.", date(2031, 1, 1)))
    assert holding(communique, "Netherlands") == ["dutch"]


def test_only_releases_that_keep_the_filters_count(communique: Communique) -> None:
    assert holding(communique, "minister", Filters(publisher="Nobody")) == []
    assert holding(communique, "harbour", Filters(publisher="Ministry of Works")) == ["harbour-opening"]


def test_all_and_any_of_several_words(communique: Communique) -> None:
    occurrences = Occurrences(snapshot=communique.retriever().snapshot)
    assert occurrences.of_all(["harbour", "treaty"]) == frozenset()
    assert len(occurrences.of_any(["harbour", "treaty"])) == 2
    assert occurrences.of_all(["the"]) is None
