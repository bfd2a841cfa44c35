"""Makes a release of the lines that were read: normalises once, finds its own date, removes what surrounds it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from corpus.dates import Published
from corpus.errors import InvalidRelease, UnreadableSource
from corpus.reading.chrome import without_chrome
from corpus.reading.datelines import Dated, choose, contradicts, is_yet_to_come, line_day, own_day
from corpus.reading.decoding import normalise
from corpus.reading.headlines import is_sentence
from corpus.reading.source import Source
from corpus.release import MAX_TITLE, Release

_MAX_TITLE_LINE = 300  # characters; a longer first line is a paragraph


def compose(
    source: Source,
    lines: Iterable[str],
    *,
    title: str | None,
    told: Sequence[Published | None] = (),
    marked: Sequence[Published] = (),
    certain: bool = True,
    day: date | None = None,
    publisher: str | None = None,
    source_url: str | None = None,
    language: str | None = None,
    headings: Collection[str] = (),
) -> Release:
    """The release of its lines and of what is told about it. Raises UnreadableSource.

    `day` is the release's own where it is known already; else it is looked for in the lines. `told` holds what is said
    about it, in the order of trust, and first what metadata say, or None; with `certain` false it counts only where the
    text agrees. `marked`: see `choose`. A line that bears the day goes off the text, unless it is one of the
    `headings` or metadata contradict it.
    """
    title, kept = _lift_title(shorten(title), trimmed(lines), headings)
    stated = told[0] if certain and told else None
    dated = own_day(kept)
    if dated and dated.alone and is_yet_to_come(dated.day, stated):
        dated = None
    if dated and len(kept) > 1 and day in {None, dated.day} and _says_no_more(kept, dated, stated, headings):
        kept = trimmed(kept[: dated.index] + kept[dated.index + 1 :])
    own = day or (dated.day if dated else None)
    marked = [*marked, source.published] if source.published else marked
    text = "\n\n".join(kept)
    if not text:
        raise UnreadableSource(source.place, "no text in it")
    try:
        return Release(
            id=source.release_id,
            title=title or source.release_id.rsplit("/", 1)[-1],
            text=text,
            published=choose(own, told, marked, None if certain else text) or source.published,
            source_url=source_url or source.url,
            publisher=shorten(publisher),
            language=language,
        )
    except InvalidRelease as error:
        raise UnreadableSource(source.place, str(error)) from None


def _says_no_more(lines: Sequence[str], dated: Dated, stated: Published | None, headings: Collection[str]) -> bool:
    """Whether a line says nothing but the day that the release bears then."""
    return dated.alone and lines[dated.index] not in headings and not contradicts(dated.day, stated)


def _lift_title(title: str | None, lines: list[str], headings: Collection[str]) -> tuple[str | None, list[str]]:
    """The title, taken from the lines where it is not known, and the lines without it; a sentence stays in the text."""
    first = shorten(lines[0]) if len(lines) > 1 else None
    if first is None or (is_sentence(first) and lines[0] not in headings):
        return title, lines
    if title is None and len(first) <= _MAX_TITLE_LINE and not line_day(first):
        title = first
    return title, trimmed(lines[1:]) if first == title else lines


def trimmed(lines: Iterable[str]) -> list[str]:
    """The lines, normalised, without blank ones and without those of a web site at either end."""
    return without_chrome([stripped for line in lines if (stripped := normalise(line).strip())], str)


def shorten(line: str | None) -> str | None:
    """A title or name on one line."""
    return " ".join(normalise(line or "").replace("\0", "").split())[:MAX_TITLE].strip() or None
