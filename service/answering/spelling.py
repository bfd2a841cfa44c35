"""Names that nothing bears: the name of a person or country that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from corpus.countries import countries
from corpus.folding import fold_case
from index.question.words import find_words
from index.storage.snapshot import Snapshot

_SHORTEST = 5  # letters: a shorter word is like too many names
_ALIKE = 0.8  # difflib's ratio


def suggest_name(name: str, snapshot: Snapshot) -> str | None:
    """The word of a name known here that is spelt most like this word; None if none is near. Ties by the alphabet."""
    if len(name) < _SHORTEST:
        return None
    known = {fold_case(word): word for each in sorted(_names(snapshot), reverse=True) for word in find_words(each)}
    near = get_close_matches(fold_case(name), sorted(known), n=1, cutoff=_ALIKE)
    return known[near[0]] if near else None


def _names(snapshot: Snapshot) -> Iterable[str]:
    codes = set(map(str, snapshot.places.releases.country.value))
    yield from (each.name for each in countries().values() if each.code in codes)
    yield from snapshot.people.names
