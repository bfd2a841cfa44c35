"""Replaces superscripts and subscripts of a page by plain characters, and removes note marks, before it is read."""

import re
from collections.abc import Iterator, Sequence

from corpus.reading.source import Element
from corpus.reading.superscripts import is_mark, is_power, is_word, lowered, raised

_INLINE = frozenset(
    """a abbr b bdi bdo big cite code del dfn em font i ins kbd label mark q ruby s samp small span strong sub sup tt u
    var""".split()
)
_STYLE = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
# How pages name notes, in the class, the role or the target of a link: "#_ftn1", "doc-noteref", "cite_note-3".
_NOTE = re.compile(
    r"(?:foot|end|cite[-_]?)note|note-?ref|\b_?(?:ftn|edn|fn|note|n|ref)(?:ref|s)?[-_:.]?\d*$", re.IGNORECASE
)
_NOTES = re.compile(r"foot-?notes?\b|end-?notes?\b|\breferences\b", re.IGNORECASE)
_MAX_LENGTH = 200  # characters that are raised or lowered; more is a text that is set small
_CONTEXT = 60  # characters before it that tell what it is
_STEPS = 20  # elements that they are looked for in
_NUMBER = re.compile(r"\d+|[a-z]+|$")


def flatten(root: Element) -> None:
    """Replace raised and lowered elements, and links to notes, by plain characters."""
    found = list(_outermost(root))
    labels = _labels(found) | _listed(root)
    for element in found:  # in order, so that each sees the text before it as already replaced
        text, before = _text(element), _before(element)
        if _shift(element) == "sub":
            flat = lowered(text, before, _behind(element))
        else:
            labelled = _number(text) in labels and is_word(before) and not is_power(text, before)
            flat = raised(text, before, noted=labelled or _leads_to_note(element))
        for child in list(element):
            element.remove(child)
        element.attrib.clear()
        element.tag, element.text = "span", flat  # not merged into its neighbours: a text would be copied each time


def _outermost(root: Element) -> Iterator[Element]:
    chosen = {element for element in root.iter() if isinstance(element.tag, str) and _is_shifted(element)}
    for element in root.iter():
        if element in chosen and not any(above in chosen for above in element.iterancestors()):
            yield element


def _is_shifted(element: Element) -> bool:
    return (
        element.getparent() is not None
        and _shift(element) is not None
        and all(inner.tag in _INLINE for inner in element.iterdescendants())
        and len(_text(element)) <= _MAX_LENGTH
    )


def _shift(element: Element) -> str | None:
    """ "sup" or "sub"; a link to a note counts as raised, however it is shown."""
    if element.tag in {"sup", "sub"}:
        return str(element.tag)
    if element.tag in _INLINE and (style := _STYLE.search(element.get("style") or "")):
        return "sup" if style[1].lower() == "super" else "sub"
    is_link = element.tag == "a" and _text(element).strip().isdecimal() and is_mark(_text(element))
    return "sup" if is_link and _names_note(element) else None


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split("\n"))


def _before(element: Element) -> str:
    """The text directly before the element in its block."""
    parts: list[str] = []
    for _ in range(_STEPS):
        if (previous := element.getprevious()) is None:
            element = element.getparent()
            parts.append(element.text or "")
        else:
            element = previous
            parts.append(element.tail or "")
            parts.append("".join(element.itertext()) if element.tag in _INLINE else "")
        if element.tag not in _INLINE or sum(map(len, parts)) >= _CONTEXT:
            break
    return "".join(reversed(parts))[-_CONTEXT:]


def _behind(element: Element) -> str:
    while not element.tail and element.getparent() is not None and element.getparent().tag in _INLINE:
        if element.getnext() is not None:
            return "".join(element.getnext().itertext())
        element = element.getparent()
    return element.tail or ""


def _leads_to_note(element: Element) -> bool:
    """Whether the mark is, contains, or is the only content of a link; a link that is not raised must name a note."""
    above = element.getparent()
    around = [above] if above.tag == "a" and _text(above).strip() == _text(element).strip() else []
    links = [link for link in (*around, *element.iterdescendants("a")) if link.get("href")]
    return bool(links) or _names_note(element)


def _names_note(element: Element) -> bool:
    _, _, target = (element.get("href") or "").rpartition("#")
    names = (element.get(name) or "" for name in ("class", "role", "epub:type"))
    return bool(_NOTE.search(target) and "#" in element.get("href", "")) or any(map(_NOTE.search, names))


def _labels(found: Sequence[Element]) -> set[str]:
    """The marks at the head of notes: at the beginning of a block, followed by a space."""
    return {_number(_text(mark)) for mark in found if not _before(mark).strip() and _behind(mark)[:1].isspace()}


def _listed(root: Element) -> set[str]:
    """The numbers of the notes in a list of notes."""
    longest = 0
    for element in root.iter("ol", "section", "div"):
        names = " ".join(element.get(name) or "" for name in ("class", "id", "role"))
        if _NOTES.search(names):
            longest = max(longest, sum(1 for _ in element.iter("li")))
    return set(map(str, range(1, longest + 1)))


def _number(text: str) -> str:
    found = _NUMBER.search(text)
    return found[0] if found else ""
