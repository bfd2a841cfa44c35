"""Finds the people that a release names: by titles before and after a name, by the turns of a transcript."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from corpus.english.names import ACRONYMS, CONNECTORS, PARTICLES
from corpus.english.titles import HEADS, OFFICE, ROLES, TAILS
from corpus.folding import fold
from corpus.gazetteer import is_place
from corpus.persons import Name, merge

# Atomic (?>…) and possessive {…}+: a word is taken whole, so that no long line of capitals is tried in every way.
_PART = rf"(?>[A-Z]\.(?:-?[A-Z]\.)*|[A-Z]\w*(?:[-'](?!s\b)\w+)*|al-[A-Z]\w*|(?:{'|'.join(PARTICLES)})\b)"
_NAME = re.compile(rf"{_PART}(?: {_PART}){{0,7}}+")
_CONNECTORS = (*CONNECTORS, "&")
_OFFICE_WORD = rf"(?>(?:{'|'.join(_CONNECTORS)})\b|{_PART})"
_ENDS = frozenset(("and", "to", "in", "on", ","))  # what may follow a name
# "for Political Affairs Victoria Nuland": where the office ends and the name begins, words alone tell.
_OFFICE_AND_NAME = re.compile(rf",? (?:of|for|to|on|at) ({_OFFICE_WORD}(?:,? {_OFFICE_WORD}){{1,14}}+)")
_CAPITAL = re.compile(r"\b[A-Z]\w+")
_AFTER_HEAD = re.compile(
    rf"(?:(?<=\b[MD]r|\bM[sx])\.|(?<=\bMrs)\.)?(?: (?:{'|'.join(TAILS)})(?= [A-Z])){{0,4}} (?=[A-Z])"
)
_ROLE = re.compile(r"\b([a-z]{4,}) (?=[A-Z])")
_ALSO = re.compile(r" and (?=[A-Z])")
# Ned Price, Department Spokesperson
_FOLLOWED = re.compile(
    r", (?:(?:the|a|an|our|its|former|acting) )?((?:(?:[A-Z][\w.'-]*|and|of|to|for) ){0,5}+[A-Z][\w'-]*)"
)
_BEFORE = re.compile(rf"(?:^|(?<=[\s(])){_PART}(?: {_PART}){{1,5}}+$")
_MOST_INTERVIEWERS = 20  # of a title: each is looked for in the whole text
_LONGEST = 70  # characters of a name before a comma
# FOREIGN MINISTER KOFOD: Thank you.
_SPEAKER = re.compile(r"^((?:[A-Z][A-Z'-]*\.? ){1,5}[A-Z][A-Z'-]*):", re.MULTILINE)
_INTERVIEWER = re.compile(r"\b[Ww]ith (?=[A-Z])")
_SHOUTED = frozenset(word.upper() for word in (*HEADS, *OFFICE))


def find_people(title: str, text: str) -> tuple[str, ...]:
    """The people that a release names, each by the fullest name in it, sorted.

    "Antony J. Blinken", "Secretary Blinken" and "SECRETARY BLINKEN:" are one: Antony Blinken.
    """
    folded = fold(text)
    names = chain(_in_title(title, folded), _titled(text, folded), _followed(text, folded), _speakers(text, folded))
    return tuple(sorted({person.shown for person in merge(Name.of(words) for words in names if words)}))


def _titled(text: str, folded: str) -> Iterator[list[str]]:
    """Secretary Blinken; Under Secretary for Political Affairs Victoria Nuland; the journalist Dawit Isaak."""
    for word in _CAPITAL.finditer(folded):
        if word[0] not in HEADS or folded.endswith("Consulate ", 0, word.start()):
            if word[0].endswith("s") and is_place(word[0]) and folded[word.end() : word.end() + 1] == " ":
                yield from _and_others(text, folded, word.end() + 1, least=2)
            continue
        if after := _AFTER_HEAD.match(folded, word.end()):
            yield from _and_others(text, folded, after.end(), least=1)
        elif office := _OFFICE_AND_NAME.match(folded, word.end()):
            yield from _after_office(_words(text, office.start(1), office.end(1)))
    for role in _ROLE.finditer(folded):
        if role[1] in ROLES:
            yield from _and_others(text, folded, role.end(), least=2)


def _and_others(text: str, folded: str, start: int, least: int) -> Iterator[list[str]]:
    """The name that begins here, if it has so many words; where it is a full one, full names joined by "and", too."""
    while found := _NAME.match(folded, start):
        words = _first(_words(text, start, found.end()))
        if len(Name.of(words).keys) < least:
            return
        yield words
        end = start + len(" ".join(words))
        also = _ALSO.match(folded, end) if len(words) > 1 else None
        if also is None:
            return
        start, least = also.end(), 2


def _followed(text: str, folded: str) -> Iterator[list[str]]:
    for found in _FOLLOWED.finditer(folded):
        words = found[1].split()
        held = [at for at, word in enumerate(words) if word in HEADS]
        if not held or _goes_on(words[held[-1] + 1 :]):
            continue
        window = max(0, found.start() - _LONGEST)
        if before := _BEFORE.search(folded[window : found.start()]):
            whole = _words(text, window + before.start(), found.start())
            yield whole if len(_first(whole)) == len(whole) else []


def _goes_on(words: Sequence[str]) -> bool:
    """Whether a name comes after a title: then it is that one's, not of whom stands before it."""
    return bool(words) and (_may_name(words[0]) or any(_after_office(words)))


def _speakers(text: str, folded: str) -> Iterator[list[str]]:
    for found in _SPEAKER.finditer(folded):
        words = _words(text, found.start(1), found.end(1))
        kept = [word for word in words if fold(word).strip(".") not in _SHOUTED]
        yield kept if len(kept) < len(words) else []


def _in_title(title: str, text: str) -> Iterator[list[str]]:
    """All words of a title have capitals: a name ends where something is its ("Lu’s Travel"), or a list goes on."""
    folded = fold(title)
    for word in _CAPITAL.finditer(folded):
        after = _AFTER_HEAD.match(folded, word.end()) if word[0] in HEADS else None
        if after and (found := _NAME.match(folded, after.end())):
            words = _first(_words(title, found.start(), found.end()))
            following = folded[found.start() + len(" ".join(words)) :]
            yield words if re.match(r"'s|,|$| and ", following) else []
    for word in islice(_INTERVIEWER.finditer(folded), _MOST_INTERVIEWERS):
        if found := _NAME.match(folded, word.end()):
            words = _first(_words(title, found.start(), found.end()))
            yield words if len(words) > 1 and re.search(rf"\b{re.escape(fold(words[0]))},", text) else []


def _words(text: str, start: int, end: int) -> list[str]:
    """The words of a stretch as the text has them, accents and all; a comma is one."""
    return text[start:end].replace(",", " ,").split()


def _first(words: Sequence[str]) -> list[str]:
    """The name that the words begin with."""
    name: list[str] = []
    for word in words:
        if not _may_name(word) or (word.isupper() and name and _is_acronym(word)):
            break
        name.append(word)
    return [] if len(name) == 1 and name[0].isupper() else _trim(name)  # one word in capitals is no name, but ICE


def _after_office(words: Sequence[str]) -> Iterator[list[str]]:
    """The names that stand after the words of an office; each has two words at least.

    A name begins after the last word that is no name's. Where that is a mere "of", the next may be of the office still:
    then it has two words.
    """
    name: list[str] = []
    before = "of"
    for word in [*words, ","]:
        if _may_name(word):
            name.append(word)
            continue
        if len(Name.of(name).keys) > 1 and word in _ENDS:
            yield _trim(_two(name) if before in _CONNECTORS else name)
        name, before = [], word


def _two(words: list[str]) -> list[str]:
    whole = [at for at, word in enumerate(words) if not word.endswith(".") and word.lower() not in PARTICLES]
    return words[whole[-2] :] if len(whole) > 1 else []


def _trim(words: list[str]) -> list[str]:
    while words and (words[-1] in PARTICLES or words[-1].endswith(".")):
        words = words[:-1]
    return words


def _may_name(word: str) -> bool:
    """Whether the word may be a part of a name."""
    plain = fold(word)
    if plain in PARTICLES or plain.startswith("al-"):
        return True
    if not plain[0].isupper() or is_place(plain) or any(character.isdigit() for character in plain):
        return False
    # "Departments" is what is left of "Department's" where a source has lost its apostrophes.
    parts = (plain, plain.removesuffix("s"), *plain.split("-"))
    return not any(part in OFFICE or part in HEADS for part in parts)


def _is_acronym(word: str) -> bool:
    return not word.endswith(".") and (len(word) < 4 or word in ACRONYMS)
