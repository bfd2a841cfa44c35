"""Mentions: the countries and people that a release names. Derived from its text, and recomputed when rules change."""

from dataclasses import dataclass

from corpus import countries
from corpus.gazetteer import find_countries
from corpus.people import find_people
from corpus.release import Release

_RULES = 2  # raised when the rules find something else than before


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """ISO 3166 codes of the countries, and the people by the fullest names the release has for them; both sorted."""

    countries: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


NOBODY = Mentions()


def find_mentions(release: Release) -> Mentions:
    """Find the countries and people that the release names, in title and text."""
    return Mentions(
        countries=find_countries(release.title, release.text),
        people=find_people(release.title, release.text),
    )


def fingerprint() -> str:
    """Changes with anything that could change mentions: an index with another fingerprint is made anew."""
    return f"mentions-{_RULES}/{countries.fingerprint()}"
