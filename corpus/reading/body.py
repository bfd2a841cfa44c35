"""Finds the release on a page: the blocks between its title and the end of its text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.reading.blocks import Block, blocks
from corpus.reading.headlines import is_sentence
from corpus.reading.prose import holds_prose, is_prose
from corpus.reading.related import own_end, without_related
from corpus.reading.source import Element
from corpus.reading.titles import without_site

_AROUND_ROLES = frozenset(
    "navigation banner contentinfo search dialog alertdialog menu menubar toolbar tablist".split()
)
_ASIDE_ROLES = frozenset({"complementary", "note", "doc-endnotes", "doc-footnote"})
_AROUND_TAGS = frozenset({"nav", "dialog", "menu"})
# What people call the parts of a page that are not its text, in any attribute class or id.
_AROUND_NAMES = frozenset(
    """cookie cookies consent gdpr breadcrumb breadcrumbs share sharing social newsletter subscribe related sidebar
    navigation navbar nav pagination pager comments""".split()
)
_KEPT_TAGS = frozenset({"html", "body", "main", "article"})
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_NOTES = re.compile(  # what a release calls the notes that end it; "About us" is the site's
    r"\W*(?:notes?\s+(?:to|for)\b|(?:note|notes)\s*:?\s*$|editor(?:'s|’s|s['’]|ial)?\s+notes?|further information"
    r"|hinweise? (?:für|an)|anmerkung|notes?\s+aux|nota\s+(?:a|para|per)\b|注\b|備考|参考)",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:subscri|sign up|newsletter|follow us|cookies?\b|abonn|read (?:more|also|next)\b)", re.IGNORECASE
)
_LISTED = re.compile(r"^\s*(?:\d+[.)]|[-–•*]) ")  # a mark that a list may have in one rendering and not in the other
_CORE = 0.9  # of the text that was recognised lies in the core of a page
_PURE = 0.7  # of a core's text was recognised: then all of it is the release's
_ENOUGH = 0.5  # of what was recognised has to be found again
_RECOGNISABLE = 20  # letters of a line that is not on a page by chance
_LONG = 80  # characters of a sentence that belongs to the text though it stands outside of its core
_GAP = 3  # lines between two that were recognised: a heading, a short list


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The blocks of a release, and the lines below its title that do not belong to its text."""

    blocks: tuple[Block, ...]
    below: tuple[str, ...]


class Recognised:
    """The main text of a page as it was recognised: it may lack lines, and may hold some too many."""

    def __init__(self, text: str) -> None:
        self._lines = {_letters(line) for line in text.splitlines()} - {""}
        self._long = {line for line in self._lines if len(line) >= _RECOGNISABLE}
        self._whole = _letters(text)

    def __contains__(self, block: Block) -> bool:
        letters = _letters(block.text)
        return letters in self._lines or (len(letters) >= _RECOGNISABLE and letters in self._whole)

    def is_in(self, text: str) -> bool:
        """Whether a text holds a good part of it."""
        letters = _letters(text)
        return sum(line in letters for line in self._long) > len(self._long) / 4

    def share(self, found: Iterable[Block]) -> float:
        return sum(len(_letters(block.text)) for block in found) / max(1, len(self._whole))


def strip_surroundings(root: Element, recognised: Recognised) -> None:
    """Take navigation, banners, footers and share links out of the tree."""
    whole = len("".join(root.itertext()))
    for element in list(root.iter()):
        if element.tag in _KEPT_TAGS or element.getparent() is None or not _is_around(element, whole):
            continue
        if not recognised.is_in("".join(element.itertext())):
            element.drop_tree()


def find_body(root: Element, recognised: Recognised, title: str) -> Body:
    """The blocks of the release, in order, its title left out; none where too little was found again.

    Nine tenths of the recognised text lie in one element, the core. What else stands in it belongs to the release too,
    unless most of it was not recognised.
    """
    found = list(blocks(root))
    known = [index for index, block in enumerate(found) if block in recognised]
    titled = _titled(found, title)
    untitled = [index for index in known if index not in titled]
    ended, holding = ([i for i in untitled if told(found[i].text)] for told in (is_prose, holds_prose))
    prose = ended or holding
    inside = _inside(found, prose or known, root)
    if _weight(found, set(inside) & set(known)) < _ENOUGH * _weight(found, known):  # one paragraph above a list
        inside = _inside(found, known, root)
    if _weight(found, set(inside) & set(known)) < _PURE * _weight(found, inside):
        inside = _clustered(found, sorted(set(inside) & set(known)))
    if before := [index for index in titled if prose and index < prose[0]]:
        inside = [index for index in inside if index > before[-1]]
    chosen = sorted({*inside, *_beside(found, known, before, inside)} - set(titled))
    last = max((index for index in chosen if index in prose), default=len(found))
    behind = {*known, *own_end(found, last), *(index for index in chosen if _aside(found[index]) is not None)}
    behind |= {index for index in chosen if found[index].element.tag == "tr" and not found[index].linked}
    chosen = [index for index in chosen if index <= last or index in behind]
    if not chosen or recognised.share(found[index] for index in known) < _ENOUGH:
        return Body(blocks=(), below=())
    top = before[-1] if before else chosen[0]
    own = without_related([found[index] for index in chosen])
    return Body(
        blocks=tuple(own),
        below=tuple(block.text for block in found[top : chosen[0]] if block.text != title),
    )


def _inside(found: Sequence[Block], known: Sequence[int], root: Element) -> list[int]:
    core = _core([found[index] for index in known], root)
    return [index for index, block in enumerate(found) if _holds(core, block.element)]


def _is_around(element: Element, whole: int) -> bool:
    if element.get("role") in _ASIDE_ROLES or element.tag == "aside":
        return not _is_note(element)
    if element.get("role") in _AROUND_ROLES or element.tag in _AROUND_TAGS:
        return True
    if element.get("aria-hidden") == "true":
        return True
    if element.tag in {"header", "footer"}:
        return not any(above.tag in {"main", "article"} for above in element.iterancestors())
    return _is_named_around(element) and _is_minor(element, whole)


def _is_note(element: Element) -> bool:
    """Whether what stands aside belongs to the text: prose within the article, or what calls itself notes."""
    text = "".join(element.itertext())
    linked = sum(len("".join(link.itertext())) for link in element.iter("a"))
    if linked > len(text) / 2 or _is_named_around(element) or _OFFERS.search(text):
        return False
    found = [block.text for block in blocks(element)]
    within = any(above.tag in {"article", "main"} for above in element.iterancestors())
    return any(map(is_prose, found)) and (within or bool(_NOTES.match(found[0])))


def _is_named_around(element: Element) -> bool:
    names = {name.lower() for name in _NAME.findall(f"{element.get('class', '')} {element.get('id', '')}")}
    return bool(names & _AROUND_NAMES)


def _is_minor(element: Element, whole: int) -> bool:
    """Short, or a list of links; never a third of the page."""
    text = len("".join(element.itertext()))
    linked = sum(len("".join(link.itertext())) for link in element.iter("a"))
    return text < whole / 3 and (text < 300 or linked > text / 2)


def _titled(found: Sequence[Block], title: str) -> list[int]:
    """Where the title stands; a sentence that is no heading belongs to the text, whatever the page is called."""
    wanted, sentence = _letters(title), is_sentence(title)
    return [
        index
        for index, block in enumerate(found)
        if wanted and wanted in _named(block) and (block.is_heading or not sentence)
    ]


def _named(block: Block) -> set[str]:
    """A heading, with and without the name of its site."""
    lines = {block.text, without_site(block.text, (), acronyms=False)} if block.is_heading else {block.text}
    return set(map(_letters, lines))


def _beside(found: Sequence[Block], known: Sequence[int], before: Sequence[int], inside: Sequence[int]) -> list[int]:
    """What else belongs to the text: a subtitle between title and core, prose before or behind it."""
    first, last = min(inside, default=0), max(inside, default=0)
    top = before[-1] if before else -1
    held = set(known)
    between = [index for index in range(top + 1, first) if before and (index in held or found[index].is_heading)]
    outside = [index for index in known if top < index < first or index > last]
    noted = [index for index in range(last + 1, len(found)) if inside and _is_in_notes(found[index])]
    return between + noted + [i for i in outside if len(found[i].text) >= _LONG and is_prose(found[i].text)]


def _is_in_notes(block: Block) -> bool:
    """Whether it stands in an aside behind the article that calls itself notes."""
    aside = _aside(block)
    return aside is not None and bool(_NOTES.match(next(filter(str.strip, aside.itertext()), "")))


def _aside(block: Block) -> Element | None:
    """What it stands aside in. What is left of these belongs to the text: see `_is_note`."""
    around = (each for each in (block.element, *block.element.iterancestors()))
    return next((each for each in around if each.tag == "aside" or each.get("role") in _ASIDE_ROLES), None)


def _core(known: Sequence[Block], root: Element) -> Element:
    """The smallest element that holds nearly all of what was recognised."""
    weights: Counter[Element] = Counter()
    for block in known:
        for element in (block.element, *block.element.iterancestors()):
            weights[element] += len(block.text)
    core, least = root, _CORE * weights[root]
    while heavy := [child for child in core if weights[child] >= least > 0]:
        core = heavy[0]
    return core


def _clustered(found: Sequence[Block], known: Sequence[int]) -> list[int]:
    """Of a core that holds much else: the long lines that were recognised, and the few lines between two of them."""
    long = [index for index in known if len(_letters(found[index].text)) >= _RECOGNISABLE]
    chosen = set(long)
    for one, other in pairwise(long):
        if other - one - 1 <= _GAP:
            chosen |= {i for i in range(one + 1, other) if found[i].linked < len(found[i].text) / 2}
    for index in (*known, *reversed(known)):
        if index - 1 in chosen or index + 1 in chosen:
            chosen.add(index)
    return sorted(chosen)


def _holds(core: Element, element: Element) -> bool:
    return element is core or any(above is core for above in element.iterancestors())


def _weight(found: Sequence[Block], indices: Iterable[int]) -> int:
    return sum(len(found[index].text) for index in indices)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", _LISTED.sub("", text, count=1)).lower()
