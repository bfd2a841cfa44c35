"""How a version stands among those of its release, for people: in words, and with links to the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import StoredVersion
from service.links import permalink


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`said` is a sentence; `links` lead to the other versions, and to what changed."""

    current: bool
    said: str
    links: tuple[Link, ...]


def standing_of(release_id: str, version: str, versions: Sequence[StoredVersion]) -> Standing:
    """How this version stands among all of its release, the oldest first; it is one of them. See panel.js."""
    at = next(number for number, each in enumerate(versions) if each.version == version)
    current, before = versions[at].current, _before(versions, at)
    links: list[Link] = []
    if not current:
        links.append(Link(label="Read the current one", address=permalink(release_id)))
        links.append(Link(label="What changed since", address=difference(release_id, version)))
    if before:
        links += [Link(label="What changed", address=difference(release_id, before))] if current else []
        links.append(Link(label="Read the one before", address=permalink(release_id, version=before)))
    older = sum(not each.current and not each.undone_at for each in versions)
    said = "This version was undone." if versions[at].undone_at else _say(current=current, older=older)
    return Standing(current=current, said=said, links=tuple(links))


def _before(versions: Sequence[StoredVersion], at: int) -> str | None:
    """The version that this one replaced; one that came back is the current one, and replaced the last."""
    earlier = versions if versions[at].current else versions[:at]
    others = [each.version for each in earlier if not each.current and not each.undone_at]
    return others[-1] if others else None


def _say(*, current: bool, older: int) -> str:
    if not current:
        return "This is an older version."
    if not older:
        return "This is the only version."
    return f"This is the current version; {older} older {'one is' if older == 1 else 'ones are'} kept."


def difference(release_id: str, old: str) -> str:
    """The address of what changed from this version to the current one; a browser gets a page there."""
    path = permalink(release_id).replace("/r/", "/v1/releases/", 1)
    return f"{path}/versions/diff?old={old[:8]}"
