"""Spans and passages; and the heading that is embedded with a passage."""

from dataclasses import dataclass

from corpus.dates import Published, spell_day


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of a text in code points: 0-based, end exclusive, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no span: {self.start}-{self.end}")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def within(self, offset: int) -> "Span":
        """The same span in a text that contains this text at `offset`."""
        return Span(self.start + offset, self.end + offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of a release: release.text[start:end] == text, always. Whole sentences."""

    release_id: str
    version: str
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """The id. It names the place, not the content: two releases may share a paragraph word for word."""
        return passage_id(self.release_id, self.version, self.start, self.end)


def passage_id(release_id: str, version: str, start: int, end: int) -> str:
    return f"{release_id}@{version[:8]}:{start}-{end}"


def heading(title: str, published: Published | None) -> str:
    """What is put before a passage when it is embedded: whose words these are, and when."""
    day = spell_day(published)
    return f"{title}\n{day}\n" if day else f"{title}\n"
