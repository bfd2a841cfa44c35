"""The person registry: which names mean the same person. One release has the full name, another the surname alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from corpus.persons import Name
from index.storage.columns import MultiValueColumn

_SURE = 0.8  # of the releases with full names of a surname: if one person has this share, the bare surname is theirs
_KNOWN = 0.5  # of the releases with a bare first word: if this share as many have the full name, "Wang" is Wang Yi


class PersonRegistry:
    """The people whom releases mention; computed on first use. Immutable: each snapshot has its own."""

    def __init__(self, names: MultiValueColumn) -> None:
        self._names = names

    def person(self, name: str) -> str:
        """The person whom a name in a release means, under the full name that most releases use."""
        return self._persons[name]

    def names_of(self, person: str) -> Sequence[str]:
        """The names that releases use for this person; else those of all people whose names contain these words."""
        words = Name.of(person.split()).keys
        if not words:
            return ()
        if same := [shown for shown in self._bearers if Name.of(shown.split()).keys == words]:
            return [name for shown in same for name in self._bearers[shown]]
        return [name for names in self._bearers.values() if set(words) <= _words(names) for name in names]

    @property
    def names(self) -> Iterable[str]:
        """Every name as releases write it."""
        return self._persons.keys()

    @cached_property
    def _bearers(self) -> Mapping[str, list[str]]:
        bearers: dict[str, list[str]] = defaultdict(list)
        for name, person in self._persons.items():
            bearers[person].append(name)
        return bearers

    @cached_property
    def _persons(self) -> Mapping[str, str]:
        return resolve(Counter(str(name) for name in self._names.value))


def resolve(releases: Mapping[str, int]) -> dict[str, str]:
    """Map each name to the name of its person, given the number of releases with each name."""
    names = {shown: Name.of(shown.split()) for shown in sorted(releases, key=lambda shown: (-releases[shown], shown))}
    register = Register()
    for shown, name in names.items():
        if len(name.keys) > 1:
            person = register.match(name) or register.enter(name)
            register.used[person][shown] += releases[shown]
    known = {shown: person.shown for person, used in register.used.items() for shown in used}
    bare = {shown: name for shown, name in names.items() if shown not in known}
    return known | {shown: _owner(name, shown, releases[shown], register) for shown, name in bare.items()}


class Register:
    """People by the words of their names, each under the most used name."""

    def __init__(self) -> None:
        self.used: dict[Name, Counter[str]] = {}  # with all their full names
        self._by_word: dict[str, list[Name]] = defaultdict(list)
        self._by_last: dict[str, list[Name]] = defaultdict(list)

    def enter(self, name: Name) -> Name:
        self.used[name] = Counter()
        self._by_last[name.keys[-1]].append(name)
        for key in name.keys:
            self._by_word[key].append(name)
        return name

    def match(self, name: Name) -> Name | None:
        """The only known person who may also have this name; None if there is none, or more than one.

        A surname is looked up among all words, any other word only among surnames: there are too many Johns.
        """
        near = dict.fromkeys(self._by_word.get(name.keys[-1], ()))
        for key in name.keys[:-1]:
            near |= dict.fromkeys(self._by_last.get(key, ()))
        same = [person for person in near if name.is_of(person) or person.is_of(name)]
        return same[0] if len(same) == 1 else None

    def with_word(self, key: str) -> dict[Name, int]:
        """The people with this word in their names, and the number of releases with their full names."""
        return {person: self.used[person].total() for person in self._by_word.get(key, ())}


def _owner(name: Name, shown: str, count: int, register: Register) -> str:
    """The person whom a one-word name means, if there is little doubt; else the name itself."""
    key = name.keys[0] if name.keys else ""
    others = register.with_word(key)
    last = {person: number for person, number in others.items() if person.keys[-1] == key}
    first = {person: number for person, number in others.items() if person.keys[0] == key}
    for found, least in ((last, 0.0), (first, _KNOWN * count)):
        if found:
            best = max(found, key=lambda person: (found[person], person.shown))
            sure = found[best] >= _SURE * sum(found.values()) and found[best] >= least
            return best.shown if sure else shown
    return shown


def _words(names: Iterable[str]) -> set[str]:
    return {key for name in names for key in Name.of(name.split()).keys}
