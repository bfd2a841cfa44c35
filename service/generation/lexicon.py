"""The words that the locks on a language model know, each in its one form."""

from collections.abc import Iterable

from corpus.english import meaning, reporting_verbs
from service.generation.tokens import form_of


def _forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(form_of, words))


# They tell that something is told, or that a part is one.
REPORTING = _forms(reporting_verbs.NEUTRAL)
SAME = {form_of(word): form_of(group.split()[0]) for group in meaning.SYNONYMS for word in group.split()}
OPERATORS = {form_of(word): kind for kind, words in meaning.OPERATORS.items() for word in words.split()}
