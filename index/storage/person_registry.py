"""Who is who over all releases: one names a person in full, another by the surname alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from corpus.persons import Name
from index.storage.columns import MultiValueColumn

_SURE = 0.8  # of the releases with full names of a surname: so many of one person, and the bare surname is theirs
_KNOWN = 0.5  # of the releases with a bare first word: in so many the full name stands, and "Wang" is Wang Yi


class PersonRegistry:
    """The people that releases name, made on first use. Never changed: a snapshot has its own."""

    def __init__(self, names: MultiValueColumn) -> None:
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
        return resolve(Counter(str(name) for name in self._names.value))


def resolve(releases: Mapping[str, int]) -> dict[str, str]:
    """For each name the name of its person, given in how many releases each name stands."""
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
    """People by the words of their names, each under the name that is used most."""

    def __init__(self) -> None:
        self.used: dict[Name, Counter[str]] = {}  # with all names in full that are theirs
        self._by_word: dict[str, list[Name]] = defaultdict(list)
        self._by_last: dict[str, list[Name]] = defaultdict(list)

    def enter(self, name: Name) -> Name:
        self.used[name] = Counter()
        self._by_last[name.keys[-1]].append(name)
        for key in name.keys:
            self._by_word[key].append(name)
        return name

    def match(self, name: Name) -> Name | None:
        """The one person known already who may bear this name, too.

        A surname is looked for among all words, any other word among surnames alone: of Johns there are too many.
        """
        near = dict.fromkeys(self._by_word.get(name.keys[-1], ()))
        for key in name.keys[:-1]:
            near |= dict.fromkeys(self._by_last.get(key, ()))
        same = [person for person in near if name.is_of(person) or person.is_of(name)]
        return same[0] if len(same) == 1 else None

    def with_word(self, key: str) -> dict[Name, int]:
        """Who bears the word, and in how many releases the name stands in full."""
        return {person: self.used[person].total() for person in self._by_word.get(key, ())}


def _owner(name: Name, shown: str, count: int, register: Register) -> str:
    """The person whom a name of one word is of, where there is little doubt; else the name itself."""
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
