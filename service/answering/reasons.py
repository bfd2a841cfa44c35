"""Reasons for silence or doubt: only what is true of every release that the question was asked of.

The passages that were read are a small part of them; a word that is missing there may be in the next release. So each
reason is checked against the whole index, within filters and time, and if none can be proved, none is given.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from corpus.english.question_words import NEVER_MISSED
from corpus.english.stop_words import ENGLISH_ALONE
from corpus.folding import fold
from corpus.records import Texts
from index.question.answer_type import AnswerType, find_short
from index.question.occurrences import Occurrences
from index.question.query import Query
from index.question.words import find_groups, find_telling, find_words
from index.storage.lexical import LexicalIndex
from service.answering.confidence import Evidence
from service.answering.spelling import suggest_name

NO_MORE = "No further sentence belongs to this answer."
NO_MATCH = "No release matches the question and its filters."
UNKNOWN = "Nothing that was read answers this."
UNSURE = "Nothing that was read gives what is asked."

UNSAID = 0.7  # coverage of names or words below which their absence is a reason worth giving

_LACKING: dict[AnswerType, str] = {
    "amount": "an amount",
    "share": "a share",
    "duration": "how long",
    "count": "a number",
    "time": "a date",
}
_COUNTED = 200  # most releases that are searched to count how many mention a name
_COUNTED_NAMES = 4  # names of a question whose mentions are counted
_ACRONYM = re.compile(r"[A-Z]{2,6}")  # a release may spell it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """All releases that a question was asked of: those that meet its filters, now or (`past`) at an earlier time."""

    occurrences: Occurrences
    texts: Texts
    past: bool = False

    @property
    def lexical(self) -> LexicalIndex:
        return self.occurrences.snapshot.lexical

    @property
    def which(self) -> str:
        """What follows the word "release" in a reason, if these are not all releases."""
        known = " known at the time" if self.past else ""
        return f"{known} that matches the filters" if self.occurrences.conditions else known

    def lacks(self, word: str) -> bool:
        """Whether no release contains the word or another form of it."""
        return self.occurrences.of(word) == frozenset()

    def count_mentions(self, name: str) -> int | None:
        """How many releases mention the name in title or text; None if too many would have to be searched."""
        may = self.occurrences.of_all(name.split())
        if may is None or len(may) > _COUNTED:
            return None
        releases = (self.texts.get_version(*self.occurrences.version_of(row)) for row in may)
        return sum(mentions(f"{release.title}\n{release.text}", name) for release in releases)


def explain_silence(
    scope: Scope, query: Query, evidence: Evidence, passages: Sequence[str], speaker: str | None = None
) -> str:
    """Why there is no answer. `passages` are the nearest; `speaker` is the person whose words were not found."""
    if not is_english(query, scope):
        return UNKNOWN
    return (
        _unnamed(scope, evidence)
        or _apart(scope, query)
        or _unsaid(scope, evidence)
        or _lacking("The nearest passages", query, passages)
        or _elsewhere(scope, evidence, speaker)
        or UNKNOWN
    )


def list_missing(scope: Scope, query: Query, evidence: Evidence) -> Iterator[str]:
    """What the releases lack of the question; and of each of its names, how many mention it. All of it is true."""
    if not is_english(query, scope):
        return
    yield from filter(None, (_unnamed(scope, evidence), _apart(scope, query), _unsaid(scope, evidence)))
    for name in find_groups(query.text, scope.lexical)[:_COUNTED_NAMES]:
        if count := scope.count_mentions(name):
            yield f"{_mention(scope, count)} {name}."


def explain_doubt(scope: Scope, query: Query, evidence: Evidence, quotes: Sequence[str]) -> str:
    """Why the quotes are no answer."""
    lacking = _lacking("These sentences", query, quotes)
    if not is_english(query, scope):
        return UNSURE
    return _unnamed(scope, evidence) or lacking or _apart(scope, query) or _unsaid(scope, evidence) or UNSURE


def is_english(query: Query, scope: Scope) -> bool:
    """Whether the question seems to be in English: words of another language are missing for that reason alone.

    It has a function word of English; or, as search words have none, more of its words are in the releases than not.
    """
    if not fold(query.text).isascii():
        return False
    if any(word.lower() in ENGLISH_ALONE for question in (query.text, *query.history) for word in find_words(question)):
        return True
    telling = find_telling(query.text, scope.lexical)
    return 2 * sum(map(scope.lacks, telling)) < len(telling)


def mentions(text: str, name: str) -> bool:
    """Whether a text contains a name as names are written: its words in sequence, the first with a capital."""
    folded = fold(text)
    words = r"[\s-]+".join(map(re.escape, fold(name).split()))
    found = re.finditer(rf"(?<!\w){words}(?!\w)", folded, re.IGNORECASE)
    return any(folded[each.start()].isupper() for each in found)


def _unnamed(scope: Scope, evidence: Evidence) -> str | None:
    """Says that a name is nowhere. Of an acronym, only the letters can be said to be missing."""
    missing = [name for name in evidence.unheld_names if any(map(scope.lacks, name.split()))]
    if full := [name for name in missing if not _is_short(name)]:
        return f"No release{scope.which} mentions {join(full, 'or')}.{_suggest(scope, full)}"
    return f"No release{scope.which} holds the word “{missing[0]}”." if missing else None


def _suggest(scope: Scope, missing: Sequence[str]) -> str:
    """ " Did you mean Ostrander?", of words that no release has."""
    words = [word for name in missing for word in name.split() if scope.lacks(word)]
    near = [suggest_name(word, scope.occurrences.snapshot) for word in words]  # filters may leave that very name out
    meant = [name for word, name in zip(words, near, strict=True) if name and fold(name) != fold(word)]
    return f" Did you mean {join(list(dict.fromkeys(meant)))}?" if meant else ""


def _apart(scope: Scope, query: Query) -> str | None:
    """Says of two names that no release mentions both."""
    names = [name for name in find_groups(query.text, scope.lexical) if not _is_short(name)]
    rows = {name: scope.occurrences.of_any(name.split()) for name in names}
    for one, other in combinations(names, 2):
        if rows[one] and rows[other] and not rows[one] & rows[other]:
            return f"No release{scope.which} mentions both {one} and {other}."
    return None


def _unsaid(scope: Scope, evidence: Evidence) -> str | None:
    """Says that the heaviest other word is nowhere, if much of the question is missing."""
    if evidence.any_match and evidence.term_coverage >= UNSAID:
        return None
    words = (word for word in evidence.unheld_words if word.isalpha() and word.lower() not in NEVER_MISSED)
    missing = next(filter(scope.lacks, words), None)
    return f"No release{scope.which} holds the word “{missing}”." if missing else None


def _lacking(where: str, query: Query, texts: Iterable[str]) -> str | None:
    """Says that a figure or date is asked for, and there is none."""
    if query.answer_type not in _LACKING or any(map(_may_figure, texts)):
        return None
    return f"{where} do not give {_LACKING[query.answer_type]}."


def _may_figure(text: str) -> bool:
    return any(character.isdigit() for character in text) or any(find_short(kind, text) for kind in _LACKING)


def _elsewhere(scope: Scope, evidence: Evidence, speaker: str | None) -> str | None:
    """Says that releases mention a name, though not those that would be cited."""
    unheld = evidence.unheld_names[:1] if evidence.name_coverage < UNSAID else ()
    for name in (speaker, *unheld):
        if name and (count := scope.count_mentions(name)):
            return f"{_mention(scope, count)} {name}, but nothing that was read answers this."
    return None


def _mention(scope: Scope, count: int) -> str:
    """ "3 releases that match the filters mention" """
    if count == 1:
        return f"1 release{scope.which} mentions"
    return f"{count} releases{scope.which.replace('matches', 'match')} mention"


def _is_short(name: str) -> bool:
    return bool(_ACRONYM.fullmatch(name.replace(".", "")))


def join(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
