"""Who and what is named in a release: derived from its text, and made anew where it is found otherwise."""

from dataclasses import dataclass

from corpus import countries
from corpus.gazetteer import find_countries
from corpus.people import find_people
from corpus.release import Release

_RULES = 2  # grows when the rules find otherwise than before


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """ISO 3166 codes of the countries, and the people by the fullest names the release has for them; both sorted."""

    countries: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


NOBODY = Mentions()


def find_mentions(release: Release) -> Mentions:
    """What the release names, in title and text."""
    return Mentions(
        countries=find_countries(release.title, release.text),
        people=find_people(release.title, release.text),
    )


def fingerprint() -> str:
    """Changes with whatever could find otherwise: an index of another one is made anew."""
    return f"mentions-{_RULES}/{countries.fingerprint()}"
