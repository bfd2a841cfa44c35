"""Lines that were read become a release: normalised once, its own date found, what stands around it taken off."""

from collections.abc import Iterable, Sequence
from datetime import date

from corpus.dates import Published
from corpus.errors import InvalidRelease, UnreadableSource
from corpus.reading.chrome import is_chrome
from corpus.reading.datelines import choose, line_day, own_day
from corpus.reading.decoding import normalise
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
) -> Release:
    """The release of its lines and of what is told about it. Raises UnreadableSource.

    `day` is the release's own where it is known already; else it is looked for in the lines. `told` holds what is said
    about it, in the order of trust; with `certain` false it counts only where the text agrees. `marked`: see `choose`.
    """
    kept = trimmed(lines)
    if title is None and len(kept) > 1 and len(kept[0]) <= _MAX_TITLE_LINE and not line_day(kept[0]):
        title, kept = kept[0], trimmed(kept[1:])
    title = shorten(title) or source.release_id.rsplit("/", 1)[-1]
    if kept and " ".join(kept[0].split()) == title and len(kept) > 1:
        kept = trimmed(kept[1:])
    if (dated := own_day(kept)) and dated.alone and len(kept) > 1 and day in {None, dated.day}:
        kept = trimmed(kept[: dated.index] + kept[dated.index + 1 :])
    text = "\n\n".join(kept)
    if not text:
        raise UnreadableSource(source.place, "no text in it")
    try:
        return Release(
            id=source.release_id,
            title=title,
            text=text,
            published=choose(day or (dated.day if dated else None), told, marked, None if certain else text),
            source_url=source_url or source.url,
            publisher=shorten(publisher),
            language=language,
        )
    except InvalidRelease as error:
        raise UnreadableSource(source.place, str(error)) from None


def trimmed(lines: Iterable[str]) -> list[str]:
    """The lines, normalised, without blank ones and without those of a web site at either end."""
    kept = [stripped for line in lines if (stripped := normalise(line).strip())]
    while kept and is_chrome(kept[0]):
        kept.pop(0)
    while kept and is_chrome(kept[-1]):
        kept.pop()
    return kept


def shorten(line: str | None) -> str | None:
    """A title or name on one line."""
    return " ".join(normalise(line or "").replace("\0", "").split())[:MAX_TITLE].strip() or None
