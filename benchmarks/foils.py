"""Questions that the releases do not answer, made from questions that they do: the right matter, the wrong country.

A near miss is what silence is for. Another country takes the place of one that the question names, where no right
release mentions that other country at all.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.evaluation import LabelledQuestion

# Of different regions and sizes; spelled as questions spell them.
_COUNTRIES = """
Albania Algeria Angola Argentina Armenia Australia Austria Bahrain Bangladesh Belgium Bolivia Brazil Bulgaria Cambodia
Cameroon Canada Chad Chile Colombia Croatia Cuba Denmark Ecuador Egypt Estonia Ethiopia Finland France Georgia Germany
Ghana Greece Guatemala Haiti Honduras Hungary Iceland India Indonesia Iraq Ireland Israel Italy Jamaica Japan Jordan
Kazakhstan Kenya Kosovo Kuwait Laos Latvia Lebanon Liberia Libya Lithuania Malawi Malaysia Mali Malta Mexico Moldova
Mongolia Morocco Mozambique Nepal Netherlands Nicaragua Niger Nigeria Norway Oman Pakistan Palau Panama Paraguay Peru
Philippines Poland Portugal Qatar Romania Rwanda Senegal Serbia Singapore Slovakia Slovenia Somalia Spain Sudan Sweden
Switzerland Tajikistan Tanzania Thailand Tunisia Turkey Uganda Ukraine Uruguay Uzbekistan Vietnam Yemen Zambia Zimbabwe
""".split()
_COUNTRY = re.compile(rf"\b(?:{'|'.join(_COUNTRIES)})\b")


def make_foils(questions: Iterable[LabelledQuestion], texts: dict[str, str]) -> Iterator[LabelledQuestion]:
    """One for each answerable question that names a country; `texts` are the releases' by id. The same each time."""
    for question in questions:
        if question.answerable and (named := _COUNTRY.search(question.text)):
            held = " ".join(texts[gold.release_id] for gold in question.gold)
            other = _another(question.text, [c for c in _COUNTRIES if c not in held and c not in question.text])
            text = question.text[: named.start()] + other + question.text[named.end() :]
            yield replace(question, id=f"{question.id}-foil", text=text, type="foil", gold=(), answers=())


def _another(question: str, countries: Sequence[str]) -> str:
    """One of them by the question's words: no dice, so that the foils of a set do not depend on its order."""
    digest = hashlib.sha256(question.encode()).digest()
    return countries[int.from_bytes(digest[:4], "big") % len(countries)]
