"""Grounding checks ("locks") on what a language model writes: a sentence passes all, or is dropped. Pure; English.

A model is untrusted: it may be wrong, or misled by instructions in a release. So its sentences may use only words of
the sentences that they cite, and a short list of words that join or report.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.english.names import JOINING_WITHIN
from corpus.english.stop_words import JOINING
from service.generation.lexicon import OPERATORS, REPORTING, SAME
from service.generation.surface_checks import LOOKS, Lock
from service.generation.tokens import Token, form_of, read

_NEAR = 2  # words before or after a figure or name that must be in one cited sentence with it
_IN_ORDER = 0.75  # share of a sentence's words that must be in the order of what it cites
_LONGEST_NAME = 20  # words
_SCOPE = 6  # words in the scope of "not" or "urged"


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A cited sentence, and its tokens."""

    text: str
    tokens: tuple[Token, ...]

    @classmethod
    def of(cls, text: str) -> "CitedSource":
        return cls(text, read(text))


def find_fault(text: str, cited: Sequence[str]) -> Lock | None:
    """The first check that a sentence fails, given the sentences that it cites, in the order of their numbers."""
    if not cited:
        return "citation"
    for lock, holds in LOOKS.items():
        if not holds(text, cited):
            return lock
    said, sources = read(text), [CitedSource.of(each) for each in cited]
    for lock, agrees in _AGREEMENTS.items():
        if not agrees(said, sources):
            return lock
    return None


def rests_on(text: str, quoted: Sequence[str]) -> bool:
    """Whether these contain all that a sentence says, except names."""
    said = [token for token in read(text) if token.kind != "name"]
    sources = [CitedSource.of(each) for each in quoted]
    return bool(sources) and _figures_stand(said, sources) and _words_stand(said, sources)


# What has to agree with the cited sentences


def _figures_stand(said: Sequence[Token], sources: Sequence[CitedSource]) -> bool:
    given = {form for source in sources for token in source.tokens for form in token.gives if token.kind == "figure"}
    return all(token.form in given for token in said if token.kind == "figure")


def _names_stand(said: Sequence[Token], sources: Sequence[CitedSource]) -> bool:
    """Each name is cited, and neighbours in a name are neighbours there: no first name with another's last name."""
    names = {token.folded for source in sources for token in source.tokens if token.kind == "name"}
    if any(token.folded not in names for token in said if _is_name(token)):
        return False
    pairs = {pair for source in sources for pair in _pairs(source.tokens)}
    return all(pair in pairs for pair in _neighbours(said, names))


def _is_name(token: Token) -> bool:
    """A capitalised word, other than the first of a sentence."""
    return token.kind == "name" and not token.initial and not _joins(token)


def _neighbours(said: Sequence[Token], names: set[str]) -> Iterator[tuple[str, str]]:
    for one, other in pairwise(said):
        if other.joined and _is_name(other) and one.kind == "name" and not _joins(one) and one.folded in names:
            yield one.folded, other.folded


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Words of one name, in its order: "Secretary of State Ana Ruiz" is Secretary Ruiz, too."""
    run: list[str] = []
    for token in tokens:
        if token.kind == "name" and (token.joined or not run):
            yield from ((before, token.folded) for before in run)
            run = [*run[1 - _LONGEST_NAME :], token.folded]
        elif token.kind == "name":
            run = [token.folded]
        elif not (token.joined and token.folded in JOINING_WITHIN):
            run = []


def _words_stand(said: Sequence[Token], sources: Sequence[CitedSource]) -> bool:
    given = [token for source in sources for token in source.tokens]
    return all(any(_holds(other, token) for other in given) for token in said if _says_something(token))


def _nothing_is_turned(said: Sequence[Token], sources: Sequence[CitedSource]) -> bool:
    """What is negated, requested or doubtful in a cited sentence is so here, and the reverse."""
    tokens = [token for source in sources for token in source.tokens]
    return not (_turned(said, tokens) or _turned(tokens, said))


def _turned(said: Sequence[Token], sources: Sequence[Token]) -> bool:
    """Whether something here is in the scope of a different word there."""
    here = _governed(said)
    return any(
        governor not in {kind for kind, words in here if _overlap(scope, words)}
        and _overlap(scope, [token for token in said if _says_something(token)])
        for governor, scope in _governed(sources)
    )


def _governed(tokens: Sequence[Token]) -> list[tuple[str, list[Token]]]:
    """Each word that changes the meaning of what follows, by kind, with the content words after it in its clause."""
    found = []
    for at, token in enumerate(tokens):
        if token.kind != "figure" and (kind := OPERATORS.get(form_of(token.folded))):
            found.append((kind, _clause(tokens[at + 1 :])))
    return found


def _clause(tokens: Sequence[Token]) -> list[Token]:
    scope: list[Token] = []
    for number, token in enumerate(tokens):
        if (number and token.folded in {"but", "which", "who"}) or len(scope) == _SCOPE:
            break
        if _says_something(token):
            scope.append(token)
    return scope


def _overlap(scope: Sequence[Token], others: Sequence[Token]) -> bool:
    """Whether others contain what a scope says: its first two content words, or most of them."""
    held = [any(_holds(other, token) or _holds(token, other) for other in others) for token in scope]
    return bool(held) and (all(held[:2]) or sum(held) * 2 > len(held))


def _facts_keep_their_places(said: Sequence[Token], sources: Sequence[CitedSource]) -> bool:
    """A figure or name keeps its context: one cited sentence contains it with the words before or after it.

    Of a name of several words the last has to, "Ruiz" of "Ana Ruiz": that they are one name is looked at elsewhere.
    """
    words = [token for token in said if _says_something(token)]
    return all(any(_stays(words, *run, source) for source in sources) for run in _runs(words))


def _runs(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """First and last of each figure and each name, names of several words as one."""
    first: int | None = None
    for at, token in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        if token.kind == "word":
            continue
        first = at if first is None else first
        if not (token.kind == "name" and following and following.kind == "name" and following.joined):
            yield first, at
            first = None


def _stays(words: Sequence[Token], first: int, last: int, source: CitedSource) -> bool:
    def stand(tokens: Sequence[Token]) -> bool:
        return bool(tokens) and all(any(_holds(other, token) for other in source.tokens) for token in tokens)

    before, behind = words[max(0, first - _NEAR) : first], words[last + 1 : last + 1 + _NEAR]
    return stand([words[last]]) and (stand(before) or stand(behind) or not (before or behind))


def _order_is_kept(said: Sequence[Token], sources: Sequence[CitedSource]) -> bool:
    """Figures and names are in the order of the cited sentences, as are most words: who gave what to whom stays.

    "In Zembla" may stand anywhere, where it is "in Zembla" there too.
    """
    there = [token for source in sources for token in source.tokens]
    words = [token for token in said if _says_something(token)]
    places = _named_places(said) & _named_places(there)
    facts = [token for token in words if token.kind != "word" and token.folded not in places]
    return _common(facts, there) == len(facts) and _common(words, there) >= _IN_ORDER * len(words)


def _named_places(tokens: Sequence[Token]) -> set[str]:
    """Names after "in" or "at"."""
    return {name.folded for before, name in pairwise(tokens) if before.folded in {"in", "at"} and name.kind == "name"}


def _common(said: Sequence[Token], there: Sequence[Token]) -> int:
    """How many of them are there in the same order: the longest common subsequence."""
    row = [0] * (len(there) + 1)
    for token in said:
        above, row = row, [0]
        for at, other in enumerate(there):
            row.append(above[at] + 1 if _holds(other, token) else max(above[at + 1], row[at]))
    return row[-1]


_AGREEMENTS: dict[Lock, Callable[[Sequence[Token], Sequence[CitedSource]], bool]] = {
    "figure": _figures_stand,
    "name": _names_stand,
    "word": _words_stand,
    "turn": _nothing_is_turned,
    "place": _facts_keep_their_places,
    "order": _order_is_kept,
}


def _joins(token: Token) -> bool:
    """Whether a word only joins others: "the", "of"; but not "US" or "WHO"."""
    return token.folded in JOINING and not (token.kind == "name" and not token.initial and token.form in _CAPITALS)


_CAPITALS = frozenset({"us", "who", "it"})


def _says_something(token: Token) -> bool:
    if token.kind == "figure":
        return True
    return not (_joins(token) or form_of(token.folded) in REPORTING)


def _holds(there: Token, said: Token) -> bool:
    """Whether a token of a cited sentence says what a token of the model's says."""
    if said.kind == "figure" or there.kind == "figure":
        return said.kind == there.kind and said.form in there.gives
    if said.kind == "name" and not said.initial:
        return there.kind == "name" and said.folded == there.folded
    one, other = form_of(there.folded), form_of(said.folded)
    return one == other or SAME.get(one, one) == SAME.get(other, other)
