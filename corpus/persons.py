"""Names of people, and which of them mean the same person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from corpus.english.names import SUFFIXES
from corpus.folding import fold_case

_SHORT = 3  # letters that a short form of a given name shares with it: Dan, Daniel; Tony, Antony
_MOST = 500  # names of a release; no real one known to us has 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person's name as a text has it, without initials. `keys` are its words as they are compared."""

    words: tuple[str, ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """Of the words between two blanks; initials and suffixes go."""
        kept = [word for word in words if _key(word) not in SUFFIXES and not word.endswith(".") and len(_key(word)) > 1]
        return cls(words=tuple(kept), keys=tuple(map(_key, kept)))

    @property
    def shown(self) -> str:
        """MOTEGI Toshimitsu as Motegi Toshimitsu."""
        return " ".join(_small(word) if word.isupper() else word for word in self.words)

    @property
    def surname(self) -> str:
        """The word in capitals, else the last."""
        loud = [key for word, key in zip(self.words, self.keys, strict=True) if word.isupper()]
        return loud[0] if len(loud) == 1 else self.keys[-1]

    def is_of(self, fuller: Self) -> bool:
        """Whether this may be a shorter or another form of the fuller name."""
        if set(self.keys) <= set(fuller.keys):
            return True
        if len(self.keys) != 2 or len(fuller.keys) < 2 or self.surname != fuller.surname:
            return False
        own, other = self.keys[0], fuller.keys[0]
        short, long = sorted((own, other), key=len)
        return len(short) >= _SHORT and (long.startswith(short) or long.endswith(short))


def merge(names: Iterable[Name]) -> list[Name]:
    """The people whom the names mean, each by their fullest name; at most as many as a release can mention.

    A one-word name means the person who has it as a surname, else anyone who has it at all.
    """
    distinct: dict[Name, None] = {}
    for name in names:
        if name.keys:
            distinct[name] = None
        if len(distinct) == _MOST:
            break
    people: list[Name] = []
    for name in sorted(distinct, key=lambda name: (-len(name.keys), -len(name.shown))):
        bearers = [person for person in people if name.is_of(person)]
        bearers.sort(key=lambda person: person.surname != name.surname)
        if not bearers:
            people.append(name)
        elif _is_louder(name, bearers[0]):
            people[people.index(bearers[0])] = replace(bearers[0], words=name.words)
    return people


def _is_louder(name: Name, person: Name) -> bool:
    """Whether the person's name is known in capitals alone, and this one is the same in small letters."""
    return (
        person.keys == name.keys
        and any(word.isupper() for word in person.words)
        and not any(word.isupper() for word in name.words)
    )


def _key(word: str) -> str:
    return fold_case(word).strip(".,'")


def _small(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-"))
