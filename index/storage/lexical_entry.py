"""Entries of the lexical index: a passage's words, and the fields that filters and orders by date need."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.records import PassageRow
from index.filters import day_number, moments

INTEGERS = ("number", "day", "first", "last", "newest", "oldest", "withdrawn")
STRINGS = ("release", "publisher", "language", "country", "person")  # of the last two a release may have several
_NO_DATE = -(2**62)  # sorts after every date, newest or oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalEntry:
    """One passage for the lexical index: its row, and the text to index (title, date and passage)."""

    place: PassageRow
    text: str

    def integers(self) -> dict[str, int]:
        """The value of each of INTEGERS; times are microseconds since 1970."""
        first, last = moments(self.place.published)
        day = day_number(self.place.published)
        newest, oldest = (last, -first) if day else (_NO_DATE, _NO_DATE)
        values = (self.place.number, day, first, last, newest, oldest, int(self.place.withdrawn))
        return dict(zip(INTEGERS, values, strict=True))

    def strings(self) -> Iterator[tuple[str, str]]:
        """Every value of each of STRINGS; none if the release has none."""
        place = self.place
        single = (("release", place.release_id), ("publisher", place.publisher), ("language", place.language))
        yield from ((name, value) for name, value in single if value is not None)
        for name, values in (("country", place.mentions.countries), ("person", place.mentions.people)):
            yield from ((name, value) for value in values)
