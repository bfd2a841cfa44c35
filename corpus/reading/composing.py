"""Makes a release of the lines that were read: normalises once, finds its own date, removes what surrounds it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from corpus.dates import Published, day_of
from corpus.errors import InvalidRelease, UnreadableSource
from corpus.reading.chrome import without_chrome
from corpus.reading.date_lines import DateLine
from corpus.reading.datelines import Dated, choose, contradicts, own_day
from corpus.reading.decoding import normalise
from corpus.reading.source import Source
from corpus.reading.titles import MAX_HEADING, NO_HEADING, find_heading
from corpus.release import MAX_TITLE, Release
from corpus.written_dates import ANY, Manner


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
    title, office, kept = _lift_heading(shorten(title), trimmed(lines), headings, manner)
    dated, own, firm = _find_day(kept, day, manner)
    marked = [*marked, source.published] if source.published else marked
    stated = choose(own, told, marked, None if certain else "\n\n".join(kept), firm=firm or not certain)
    published = stated or source.published
    try:
        return Release(
            id=source.release_id,
            title=title or source.release_id.rsplit("/", 1)[-1],
            text=_joined(_without_day(kept, dated, published, told if certain else (), headings), source),
            published=published,
            source_url=source_url or source.url,
            publisher=shorten(publisher) or office,
            language=language,
        )
    except InvalidRelease as error:
        raise UnreadableSource(source.place, str(error)) from None


def _find_day(lines: Sequence[str], known: DateLine | None, manner: Manner) -> tuple[Dated | None, date | None, bool]:
    """The line that bears a day, the release's own day, and whether it is firm: see `Dated`."""
    dated = own_day(lines, manner)
    if known and (known.published or dated is None or not dated.firm):
        return dated, known.day, known.published
    return (dated, dated.day, dated.firm) if dated else (None, None, True)


def _joined(lines: Sequence[str], source: Source) -> str:
    if not lines:
        raise UnreadableSource(source.place, "no text in it")
    return "\n\n".join(lines)


def _without_day(
    lines: list[str],
    dated: Dated | None,
    published: Published | None,
    told: Sequence[Published | None],
    headings: Collection[str],
) -> list[str]:
    """The lines without the one that says nothing but the day that the release bears then, if nothing told contradicts
    it."""
    if dated is None or len(lines) < 2 or not dated.alone or lines[dated.index] in headings or published is None:
        return lines
    stated = next((each for each in told if each is not None), None)
    if day_of(published) != dated.day or contradicts(dated.day, stated):
        return lines
    return trimmed(lines[: dated.index] + lines[dated.index + 1 :])


def _lift_heading(
    title: str | None, lines: list[str], headings: Collection[str], manner: Manner
) -> tuple[str | None, str | None, list[str]]:
    """The title, taken from the lines where it is not known, the office above it, and the lines without them."""
    plain = [shorten(line) or "" for line in lines[:MAX_HEADING]]
    marked = {index for index, line in enumerate(lines[:MAX_HEADING]) if line in headings}
    heading = find_heading(plain, title, marked=marked, manner=manner) if len(lines) > 1 else NO_HEADING
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
