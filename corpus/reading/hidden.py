"""What a page or mail does not show: nobody may quote it."""

import re
from collections.abc import Iterator

from corpus.reading.source import Element

_END = r"\s*(?:;|!|$)"
_UNSEEN = re.compile(
    rf"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?{_END}"
    rf"|font-size\s*:\s*0(?:px|pt|em|rem|%)?{_END}|text-indent\s*:\s*-\d{{3,}}|(?:left|top)\s*:\s*-\d{{4,}})",
    re.IGNORECASE,
)
_FLAT = re.compile(rf"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*0(?:px|pt|em)?{_END}", re.IGNORECASE)
_CLIPPED = re.compile(r"overflow(?:-[xy])?\s*:\s*hidden", re.IGNORECASE)
_SHOWN = re.compile(r"display\s*:\s*(?!none)\w", re.IGNORECASE)
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?([.#])([\w-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/")
_KEPT_TAGS = frozenset({"html", "body", "main", "article"})
_NO_TEXT = frozenset({"script", "style", "noscript", "template", "title"})
# What a link says to those who hear a page.
_ASIDE = re.compile(r"\W*opens?\s+(?:in\s+)?(?:an?\s+)?(?:new|external)\s+(?:window|tab|site|link)\W*", re.IGNORECASE)
_SHARE = 0.5  # of the text: what holds more of it is shown by a script
_MAX_SHEET = 500_000  # characters


def strip_hidden(root: Element) -> None:
    """Take out what is never shown, unless it is most of the text; and what a link says of the window that it opens.

    A style sheet counts only where no script could show later what it hides.
    """
    named = _hidden_names(root) if next(root.iter("script"), None) is None else set()
    whole = _length(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _KEPT_TAGS or element.getparent() is None:
            continue
        if (_is_hidden(element, named) or _ASIDE.fullmatch(element.text or "")) and _length(element) <= _SHARE * whole:
            element.drop_tree()


def _is_hidden(element: Element, named: set[str]) -> bool:
    style = element.get("style") or ""
    if _is_unseen(style) or ("hidden" in element.attrib and element.get("hidden", "").lower() != "until-found"):
        return True
    names = {f"#{element.get('id')}", *(f".{name}" for name in (element.get("class") or "").split())}
    return not named.isdisjoint(names) and not _SHOWN.search(style)


def _is_unseen(style: str) -> bool:
    return bool(_UNSEEN.search(style) or (_FLAT.search(style) and _CLIPPED.search(style)))


def _hidden_names(root: Element) -> set[str]:
    """The classes and ids that the sheets of a page hide on every screen."""
    hidden: set[str] = set()
    for sheet in root.iter("style"):
        for selectors, style in _rules((sheet.text or "")[:_MAX_SHEET]):
            names = {found[1] + found[2] for each in selectors if (found := _SELECTOR.fullmatch(each.strip()))}
            if _is_unseen(style):
                hidden |= names
            elif _SHOWN.search(style):
                hidden -= names
    return hidden


def _rules(sheet: str) -> Iterator[tuple[list[str], str]]:
    """The selectors of each rule with its style, but for those of some screens only, or of paper ("@media")."""
    sheet, depth, start = _COMMENT.sub(" ", sheet), 0, 0
    for brace in re.finditer(r"[{}]", sheet):
        depth = max(0, depth + (1 if brace[0] == "{" else -1))
        if depth == 0:
            selectors, _, style = sheet[start : brace.start()].partition("{")
            start = brace.end()
            if not selectors.lstrip().startswith("@"):
                yield selectors.split(","), style


def _length(element: Element) -> int:
    """The characters of its text: what scripts and sheets are written in is none."""
    own = sum(len((each.text or "").strip()) for each in element.iter() if each.tag not in _NO_TEXT)
    return own + sum(len((each.tail or "").strip()) for each in element.iterdescendants())
