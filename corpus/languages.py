"""Which language a text is in. The only file that knows py3langid; its model comes in the wheel, nothing is fetched."""

import functools

from py3langid.langid import LanguageIdentifier

_READ = 4_000  # characters of a text: more make no language surer
_SHORTEST = 100  # bytes; a line of names could be of any language
_SURE = 0.9  # of 400 releases in English none was taken for another, and the least sure had .92


def find_language(text: str) -> str | None:
    """The language of a text as an ISO 639 code; None where it is too short, or is not surely of one language."""
    return _find(text[:_READ])


@functools.lru_cache(maxsize=256)  # a text is asked about when it is cut, and when it is stored
def _find(beginning: str) -> str | None:
    if len(beginning.encode(errors="replace")) < _SHORTEST:
        return None
    code, sure = _identifier().classify(beginning)
    return str(code) if sure >= _SURE else None


@functools.lru_cache(maxsize=1_024)
def likeliest_of(text: str, codes: frozenset[str]) -> str | None:
    """Which of these languages a text of any length is likeliest in; None where none of them is known at all."""
    return next((str(code) for code, _ in _identifier().rank(text[:_READ]) if code in codes), None)


@functools.cache
def _identifier() -> LanguageIdentifier:
    """Loaded when a language is first asked for: it takes two thirds of a second, and 100 MB."""
    return LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
