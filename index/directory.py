"""Who is who over all releases: one names a person in full, another by the surname alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from corpus.persons import Name
from index.columns import Several

_SURE = 0.8  # of the releases with full names of a surname: so many of one person, and the bare surname is theirs
_KNOWN = 0.5  # of the releases with a bare first word: in so many the full name stands, and "Wang" is Wang Yi


class Directory:
    """The people that releases name, made on first use. Never changed: a snapshot has its own."""

    def __init__(self, names: Several) -> None:
        self._names = names

    def person(self, name: str) -> str:
        """The person of a name as a release has it: by the full name that most releases use."""
        return self._persons[name]

    def names_of(self, person: str) -> Sequence[str]:
        """What releases call this person; else whoever bears these words among theirs, in any order."""
        words = Name.of(person.split()).keys
        if not words:
            return ()
        if same := [shown for shown in self._bearers if Name.of(shown.split()).keys == words]:
            return [name for shown in same for name in self._bearers[shown]]
        return [name for names in self._bearers.values() if set(words) <= _words(names) for name in names]

    @cached_property
    def _bearers(self) -> Mapping[str, list[str]]:
        bearers: dict[str, list[str]] = defaultdict(list)
        for name, person in self._persons.items():
            bearers[person].append(name)
        return bearers

    @cached_property
    def _persons(self) -> Mapping[str, str]:
        return know(Counter(str(name) for name in self._names.value))


def know(releases: Mapping[str, int]) -> dict[str, str]:
    """For each name the name of its person, given in how many releases each name stands."""
    names = {shown: Name.of(shown.split()) for shown in sorted(releases, key=lambda shown: (-releases[shown], shown))}
    persons: dict[Name, Counter[str]] = {}  # each by the name that is used most, with all names in full that are theirs
    of_word: dict[str, list[Name]] = defaultdict(list)
    for shown, name in names.items():
        if len(name.keys) > 1:
            person = _same_person(name, of_word) or name
            persons.setdefault(person, Counter())[shown] += releases[shown]
            if person is name:
                for key in name.keys:
                    of_word[key].append(name)
    known = {shown: person.shown for person, used in persons.items() for shown in used}
    bare = {shown: name for shown, name in names.items() if shown not in known}
    return known | {shown: _owner(name, shown, releases, persons, of_word) for shown, name in bare.items()}


def _same_person(name: Name, of_word: Mapping[str, Sequence[Name]]) -> Name | None:
    """The one person known already who may bear this name, too."""
    near = dict.fromkeys(person for key in name.keys for person in of_word.get(key, ()))
    same = [person for person in near if name.is_of(person) or person.is_of(name)]
    return same[0] if len(same) == 1 else None


def _owner(
    name: Name,
    shown: str,
    releases: Mapping[str, int],
    persons: Mapping[Name, Counter[str]],
    of_word: Mapping[str, Sequence[Name]],
) -> str:
    """The person whom a name of one word is of, where there is little doubt; else the name itself."""
    key = name.keys[0] if name.keys else ""
    others = {person: persons[person].total() for person in of_word.get(key, ())}
    last = {person: count for person, count in others.items() if person.keys[-1] == key}
    first = {person: count for person, count in others.items() if person.keys[0] == key}
    for found, least in ((last, 0.0), (first, _KNOWN * releases[shown])):
        if found:
            best = max(found, key=lambda person: (found[person], person.shown))
            sure = found[best] >= _SURE * sum(found.values()) and found[best] >= least
            return best.shown if sure else shown
    return shown


def _words(names: Iterable[str]) -> set[str]:
    return {key for name in names for key in Name.of(name.split()).keys}
