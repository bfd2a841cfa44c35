"""Writes superscripts and subscripts as plain text: 10⁶ and km², 1st and Mme, CO₂; removes note marks.

Without this, "10" with a raised 6 would become 106, a number that is not in the release. In doubt a digit stays
raised, as the page shows it, and is never joined to the number before it.
"""

import re

_RAISED = str.maketrans("0123456789+-−–=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_FIGURES = re.compile(r"(?=[^0-9]*+[0-9])[0-9+\-−–=()]++|[+\-−–]")
_SIGNS = {"tm": "™", "sm": "℠", "(r)": "®", "(c)": "©"}
# What is raised behind a number, a Roman one or the first letters of a word, and belongs to it: 1st, XIXe, No, Mme.
_ENDINGS = frozenset(
    """st nd rd th e è er ère ere ème eme me nde ndes nd nds re te ter bis d r t s mes mme lle lles gr ie ier ière o os
    a as º ª""".split()
)
_ABBREVIATED = re.compile(r"(?:\d|\b[IVXLCDM]+|\b[^\W\d_]{1,2})$")
_UNIT = re.compile(r"(?<![^\W_])(?:[kcdmµμn]?m|ft|in|yd|mi|mile|miles|metres|meters|s)$")  # whose 2 and 3 are powers
_MARK = re.compile(r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[a-z]|[ivx]{1,5}")
_BRACKETED = re.compile(
    r"[\[(](?:note |n\.? ?)?(?:\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[a-z]|[ivx]{1,5})[\])]", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[^\W\d][)\]»”’\"']*[.,;:!?…。、][)\]»”’\"']*$|[^\W\d][.!?…。]?[»”\"]$")
_WORD_END = re.compile(r"[^\W_][)\]»”’\"'.,;:!?…%]*$")


def is_mark(text: str) -> bool:
    """Whether this may be a note mark: 1, 2,3, [4], a, iv."""
    plain = text.strip()
    return bool(_MARK.fullmatch(plain) or _BRACKETED.fullmatch(plain))


def raised(text: str, before: str, *, noted: bool = False) -> str:
    """The plain form of raised characters after a text; empty for a note mark.

    `noted`: a link, or a note with the same mark, shows that it is one. Otherwise it counts as one after the end of a
    sentence or in brackets, but not after a figure (2021.⁵ is readable, 20215 would be wrong).
    """
    plain = text.strip()
    if not plain:
        return text
    if _is_note(plain, before, noted=noted):
        return text[len(text.rstrip()) :]
    return text.replace(plain, _raise(plain, before), 1)


def lowered(text: str, before: str, behind: str) -> str:
    """The plain form of lowered characters: CO₂; where a number would run into another and cannot be lowered, "_"."""
    plain = text.strip()
    if _FIGURES.fullmatch(plain):
        return text.replace(plain, plain.translate(_LOWERED), 1)
    joins = before[-1:].isdigit() or before[-1:] in {"/", "⁄"} or behind[:1].isdigit()
    return text.replace(plain, f"_{plain}", 1) if joins and plain[:1].isdigit() else text


def _is_note(plain: str, before: str, *, noted: bool) -> bool:
    if not _WORD_END.search(before):
        return False
    if noted and is_mark(plain):
        return True
    return bool(_BRACKETED.fullmatch(plain) and not before[-1].isdigit()) or bool(
        plain[0].isdigit()
        and _MARK.fullmatch(plain)
        and _SENTENCE_END.search(before)
        and not is_power(plain, before.rstrip("."))
    )


def is_word(before: str) -> bool:
    """Whether a text ends with a word or a sentence, after which a note is likelier than a power."""
    return bool(re.search(r"[^\W\d_]{2}[)\]»”’\"'.,;:!?…]*$", before))


def is_power(text: str, before: str) -> bool:
    """Whether this is the power of a unit (km², m³), even if a note has the same number."""
    return text.strip() in {"2", "3"} and bool(_UNIT.search(before))


def _raise(plain: str, before: str) -> str:
    if sign := _SIGNS.get(plain.lower()):
        return sign
    if _FIGURES.fullmatch(plain):
        return plain.translate(_RAISED)
    attached = bool(before) and not before[-1].isspace()
    if not attached or not any(character.isalnum() for character in plain):
        return plain
    if plain.lower() in _ENDINGS and _ABBREVIATED.search(before):
        return plain
    return f"^{plain}" if re.fullmatch(r"[\w.,]+|\(.*\)|\[.*\]", plain) else f"^({plain})"
