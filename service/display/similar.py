"""What stands in a release instead of a quote, as people read it."""

from collections.abc import Callable

from rich.text import Text

from corpus.dates import spell_day
from service.display.revisions import PLAIN, STYLES, text_of
from service.quote_matching import MatchKind
from service.similar_quotes import Similar

_HOW: dict[MatchKind, str] = {
    "exact": "Word for word, but elsewhere",
    "typography": "The same words, set otherwise",
    "edited": "As marked by brackets and dots",
    "near": "Near to it",
}


def _as_typed(release_id: str, start: int, end: int) -> str:
    return f"{release_id}#{start}-{end}"


def describe_similar(similar: Similar, place: Callable[[str, int, int], str] = _as_typed) -> Text:
    """How it differs, where it stands, the release's own words; then, where words differ, each that does."""
    release, match = similar.release, similar.match
    quote = match.span.of(release.text)
    where = place(release.id, match.span.start, match.span.end)
    title = ", ".join(fact for fact in (release.title, spell_day(release.published)) if fact)
    said = Text.assemble(f"{_HOW[match.kind]}: {title}: {where}\n", "“", quote, "”")
    if match.kind in {"edited", "near"}:
        said.append("\n")
        for part in match.diff:
            said.append(PLAIN[part.kind].format(text_of(part, similar.written, quote)), STYLES[part.kind])
    return said
