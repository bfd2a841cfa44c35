"""Makes a release of the lines that were read: normalises once, finds its own date, removes what surrounds it."""

from collections.abc import Iterable, Sequence
from datetime import date

from corpus.dates import Published
from corpus.errors import InvalidRelease, UnreadableSource
from corpus.reading.chrome import without_chrome
from corpus.reading.datelines import choose, own_day
from corpus.reading.decoding import normalise
from corpus.reading.source import Source
from corpus.reading.titles import MAX_HEADING, NO_HEADING, find_heading
from corpus.release import MAX_TITLE, Release


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
) -> Release:
    """The release of its lines and of what is told about it. Raises UnreadableSource.

    `day` is the release's own where it is known already; else it is looked for in the lines. `told` holds what is said
    about it, in the order of trust; with `certain` false it counts only where the text agrees. `marked`: see `choose`.
    """
    title, office, kept = _lift_heading(shorten(title), trimmed(lines))
    if (dated := own_day(kept)) and dated.alone and len(kept) > 1 and day in {None, dated.day}:
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
            publisher=shorten(publisher) or office,
            language=language,
        )
    except InvalidRelease as error:
        raise UnreadableSource(source.place, str(error)) from None


def _lift_heading(title: str | None, lines: list[str]) -> tuple[str | None, str | None, list[str]]:
    """The title, taken from the lines where it is not known, the office above it, and the lines without them."""
    plain = [shorten(line) or "" for line in lines[:MAX_HEADING]]
    heading = find_heading(plain, title) if len(lines) > 1 else NO_HEADING
    if heading.title is not None:
        title = plain[heading.title]
    office = plain[heading.offices[0]] if heading.offices else None
    return title, office, trimmed(line for index, line in enumerate(lines) if index not in heading.lifted)


def trimmed(lines: Iterable[str]) -> list[str]:
    """The lines, normalised, without blank ones and without those of a web site at either end."""
    return without_chrome([stripped for line in lines if (stripped := normalise(line).strip())], str)


def shorten(line: str | None) -> str | None:
    """A title or name on one line."""
    return " ".join(normalise(line or "").replace("\0", "").split())[:MAX_TITLE].strip() or None
