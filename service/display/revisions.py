"""What changed from one version of a release to another, as data and as people read it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from corpus.catalog import Catalog
from corpus.comparison import Change, Comparison, Part, compare
from corpus.dates import Published, spell_day
from corpus.records import StoredVersion

_KEPT = 60  # characters that are shown at each end of what is the same
MARKS = {"same": "  ", "changed": "~ ", "removed": "- ", "added": "+ "}
STYLES = {"same": "", "removed": "red strike", "added": "green underline"}
PLAIN = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}  # as wdiff writes it

DiffPiece = tuple[str, str]  # what became of it, its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Two versions of one release as they are stored, and what differs."""

    old: StoredVersion
    new: StoredVersion
    comparison: Comparison

    def __str__(self) -> str:
        return "\n".join("".join(PLAIN[did].format(text) for did, text in line) for line in lines_of(self))

    def __rich__(self) -> Text:
        lines = [Text.assemble(*((text, STYLES[did]) for did, text in line)) for line in lines_of(self)]
        return Text("\n").join(lines)


def find_revision(catalog: Catalog, release_id: str, old: str | None = None, new: str | None = None) -> Revision:
    """From the version `old` (the one stored before `new`, if none is named) to `new` (the current, else the last).

    Of a removed release too. UnknownRelease, UnknownVersion.
    """
    versions = catalog.versions(release_id)
    names = [version.version for version in versions]
    current = next((n for n, version in enumerate(versions) if version.current), len(versions) - 1)
    later = names.index(catalog.find_version(release_id, new)) if new else current
    earlier = names.index(catalog.find_version(release_id, old)) if old else _before(versions, later)
    texts = [catalog.get_version(release_id, names[number]) for number in (earlier, later)]
    return Revision(old=versions[earlier], new=versions[later], comparison=compare(*texts))


def _before(versions: Sequence[StoredVersion], later: int) -> int:
    """The version before, of those that were not undone; of the first that came back, the one after it."""
    others = [number for number, each in enumerate(versions) if number != later and not each.undone_at]
    return next((number for number in reversed(others) if number < later), min(others, default=later))


def parts_of(change: Change) -> Sequence[Part]:
    """The words of a change; none of what is the same."""
    if change.kind == "removed" or change.kind == "added":  # noqa: PLR1714 - mypy follows this alone
        return (Part(kind=change.kind, old=change.old, new=change.new),)
    return change.parts


def text_of(part: Part | Change, old: str, new: str) -> str:
    """The words themselves."""
    return part.new.of(new) if part.new else part.old.of(old) if part.old else ""


def lines_of(revision: Revision) -> Iterator[list[DiffPiece]]:
    """A line for what each version is, for the title and the date if they changed, and for each run of sentences."""
    comparison = revision.comparison
    yield [("same", f"{comparison.new.title} ({comparison.new.id})")]
    yield [("same", f"from {_describe(revision.old)} to {_describe(revision.new)}")]
    if comparison.same:
        yield [("same", "The two are the same.")]
        return
    if comparison.title:
        old, new = comparison.old.title, comparison.new.title
        yield [("same", "title: "), *((part.kind, text_of(part, old, new)) for part in comparison.title)]
    if comparison.dated_anew:
        old_day, new_day = _date(comparison.old.published), _date(comparison.new.published)
        yield [("same", "date: "), ("removed", old_day), ("same", " "), ("added", new_day)]
    for change in comparison.changes:
        *pieces, (did, last) = _pieces(change, comparison.old.text, comparison.new.text)
        yield [("same", MARKS[change.kind]), *pieces, (did, last.rstrip())]


def _pieces(change: Change, old: str, new: str) -> list[DiffPiece]:
    """The text of a run on one line; what is the same, if long, by its ends."""
    if change.kind == "same":
        line = " ".join(text_of(change, old, new).split())
        long = len(line) > 2 * _KEPT + 10
        ends = f"{line[:_KEPT].rpartition(' ')[0]} […] {line[-_KEPT:].partition(' ')[2]}"
        return [("same", ends if long else line)]
    if change.kind in {"removed", "added"}:
        return [("same", " ".join(text_of(change, old, new).split()))]  # the mark before it tells
    return [(part.kind, _on_one_line(text_of(part, old, new))) for part in change.parts]


def _on_one_line(text: str) -> str:
    return text.replace("\n", "¶" if text.isspace() else " ")


def _describe(version: StoredVersion) -> str:
    current = ", current" if version.current else ""
    return f"{version.version[:8]} (stored {version.stored_at[:16].replace('T', ' ')} UTC{current})"


def _date(published: Published | None) -> str:
    """The day as releases write it; a moment in full, for two may be of one day."""
    if published is None:
        return "none"
    return spell_day(published) if len(published.isoformat()) == 10 else published.isoformat()
