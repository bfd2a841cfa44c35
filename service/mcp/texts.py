"""The text of a tool's reply, for clients that read no data: each quote with its number, each number with its place."""

from collections.abc import Iterable, Iterator, Sequence

from corpus.dates import Published, spell_day
from index.hits import Hit
from service.answering.answer import Answer
from service.display.answers import paragraphs
from service.display.references import tell_withdrawn
from service.display.similar import describe_similar
from service.mcp.schemas import ReleasePartOut
from service.verification import Newer, Verification

_NEAREST = 3  # passages that are told of where the releases do not say
_BEGINNING = 200  # characters of each


def answer_text(answer: Answer) -> str:
    """What a language model made of the quotes, where one did; the quotes; where each stands.

    Or that the releases do not say, and the nearest passages.
    """
    parts = paragraphs(answer, _named)
    if answer.status == "not_found" and answer.passages:
        parts += ["Nearest passages, which do not answer:", *_listed(answer.passages[:_NEAREST], _BEGINNING)]
    return "\n\n".join(parts)


def hits_text(hits: Sequence[Hit], cursor: str | None, *, versions: bool) -> str:
    """Each passage whole, under the release it stands in; `versions`: and its version, which may be an earlier one."""
    parts = _listed(hits, versions=versions) if hits else ["No passage."]
    return "\n\n".join([*parts, *([f"There are more: cursor {cursor}"] if cursor else [])])


def release_text(part: ReleasePartOut, published: Published | None) -> str:
    """What the release is, then its text or the part of it, to the last character."""
    facts = (part.title, spell_day(published), part.publisher, part.source_url, tell_withdrawn(part.withdrawn_at))
    head = f"{_joined(facts)}\nrelease_id {part.id}, version {part.version}\n{_extent(part)}"
    return f"{head}\n\n{part.text}"


def verification_text(verification: Verification) -> str:
    said = [f"Not verified: {verification.reason}." if verification.reason else "Verified, word for word:"]
    said += [
        f"{_joined((release.title, spell_day(release.published)))}: {_place(release.id, span.start, span.end)}"
        for release, span in verification.places
    ]
    said += [str(describe_similar(similar, _place)) for similar in verification.similar]
    return "\n".join([*said, *([_newer_text(verification.newer)] if verification.newer else [])])


def _newer_text(newer: Newer) -> str:
    places = "; ".join(_place(newer.release.id, span.start, span.end) for span in newer.places)
    stand = f"the words still stand in it: {places}" if places else "the words no longer stand in it"
    return f"There is a newer version since {newer.since[:16]} UTC, {newer.release.version}; {stand}"


def _extent(part: ReleasePartOut) -> str:
    if part.start == 0 and part.next_start is None:
        return f"{part.characters:,} characters, all of them:"
    rest = "the end" if part.next_start is None else f"the rest begins at start={part.next_start}"
    return f"characters {part.start}-{part.end} of {part.characters}; {rest}:"


def _listed(hits: Iterable[Hit], most: int | None = None, *, versions: bool = False) -> Iterator[str]:
    for rank, hit in enumerate(hits, start=1):
        passage, release = hit.passage, hit.release
        text = passage.text if most is None or len(passage.text) <= most else f"{passage.text[:most]}…"
        of_it = (release.title, spell_day(release.published), release.publisher, release.source_url)
        facts = _joined((*of_it, tell_withdrawn(release.withdrawn_at)))
        place = _place(passage.release_id, passage.start, passage.end)
        version = f", version {passage.version[:8]}" if versions else ""
        yield f"{rank}. {facts}: {place}{version}\n{text}"


def _place(release_id: str, start: int, end: int) -> str:
    return f"release_id {release_id}, characters {start}-{end}"


def _named(release_id: str, start: int, end: int, _version: str | None) -> str:
    """The arguments that get_release and verify_quote take."""
    return _place(release_id, start, end)


def _joined(facts: Iterable[str | None]) -> str:
    return ", ".join(fact for fact in facts if fact)
