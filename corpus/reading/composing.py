"""Makes a release of the lines that were read: normalises once, finds its own date, removes what surrounds it."""

from collections.abc import Collection, Iterable, Sequence

from corpus.dates import Published, day_of
from corpus.errors import InvalidRelease, UnreadableSource
from corpus.reading.chrome import without_chrome
from corpus.reading.date_lines import DateLine
from corpus.reading.datelines import Dated, choose, contradicts, line_day, own_day
from corpus.reading.decoding import normalise
from corpus.reading.headlines import is_sentence
from corpus.reading.source import Source
from corpus.release import MAX_TITLE, Release
from corpus.written_dates import ANY, Manner

_MAX_TITLE_LINE = 300  # characters; a longer first line is a paragraph


def compose(
    source: Source,
    lines: Iterable[str],
    *,
    title: str | None,
    told: Sequence[Published | None] = (),
    marked: Sequence[Published] = (),
    certain: bool = True,
    day: DateLine | None = None,
    manner: Manner = ANY,
    publisher: str | None = None,
    source_url: str | None = None,
    language: str | None = None,
    headings: Collection[str] = (),
) -> Release:
    """The release of its lines and of what is told about it. Raises UnreadableSource.

    `day` is the release's own where it is known already; else it is looked for in the lines, which write days in a
    `manner`. A line that bears the day of publication and says no more goes, unless it is one of the `headings` or what
    is told contradicts it. `told` holds what is said about the day, in the order of trust; with `certain` false it
    counts only where the text agrees. `marked`: see `choose`.
    """
    title, kept = _lift_title(shorten(title), trimmed(lines), headings)
    own, firm, dated = None, True, own_day(kept, manner)
    if day and (day.published or dated is None or not dated.firm):
        own, firm = day.day, day.published
    elif dated:
        own, firm = dated.day, dated.firm
    marked = [*marked, source.published] if source.published else marked
    stated = choose(own, told, marked, None if certain else "\n\n".join(kept), firm=firm or not certain)
    published = stated or source.published
    if dated and len(kept) > 1 and _says_no_more(kept, dated, published, told if certain else (), headings):
        kept = trimmed(kept[: dated.index] + kept[dated.index + 1 :])
    text = "\n\n".join(kept)
    if not text:
        raise UnreadableSource(source.place, "no text in it")
    try:
        return Release(
            id=source.release_id,
            title=title or source.release_id.rsplit("/", 1)[-1],
            text=text,
            published=published,
            source_url=source_url or source.url,
            publisher=shorten(publisher),
            language=language,
        )
    except InvalidRelease as error:
        raise UnreadableSource(source.place, str(error)) from None


def _says_no_more(
    lines: Sequence[str],
    dated: Dated,
    published: Published | None,
    told: Sequence[Published | None],
    headings: Collection[str],
) -> bool:
    """Whether a line says nothing but the day that the release bears then, and nothing told contradicts it."""
    if not dated.alone or lines[dated.index] in headings or published is None:
        return False
    stated = next((each for each in told if each is not None), None)
    return day_of(published) == dated.day and not contradicts(dated.day, stated)


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
