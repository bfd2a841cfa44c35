"""Serializes releases, their versions and their sources as HTTP bodies."""

from collections.abc import Iterable

from corpus.comparison import Part
from corpus.passage import Span
from corpus.records import StoredVersion
from corpus.release import Release
from corpus.rows import iso
from corpus.sources import FollowedSource
from service.display.revisions import Revision, parts_of, text_of
from service.http.schemas.common import SpanOut
from service.http.schemas.releases import ChangeOut, DifferenceOut, PartOut, ReleaseOut, VersionOut, VersionsOut
from service.http.schemas.sources import SourceOut
from service.links import permalink


def release_body(release: Release, withdrawn_at: str | None) -> ReleaseOut:
    return ReleaseOut(
        id=release.id,
        title=release.title,
        text=release.text,
        published=iso(release.published),
        source_url=release.source_url,
        publisher=release.publisher,
        language=release.language,
        embargo=release.embargo,
        translations={each.language: each.address for each in release.translations},
        version=release.version,
        url=permalink(release.id),
        withdrawn_at=withdrawn_at,
    )


def versions_body(versions: Iterable[StoredVersion]) -> VersionsOut:
    return VersionsOut(data=[version_body(version) for version in versions])


def version_body(version: StoredVersion) -> VersionOut:
    return VersionOut(
        version=version.version,
        title=version.title,
        published=iso(version.published),
        characters=version.characters,
        stored_at=version.stored_at,
        current=version.current,
        told_at=version.told_at,
        undone_at=version.undone_at,
    )


def difference_body(revision: Revision) -> DifferenceOut:
    comparison = revision.comparison
    old, new = comparison.old, comparison.new
    return DifferenceOut(
        release_id=new.id,
        old=version_body(revision.old),
        new=version_body(revision.new),
        title=[part_body(part, old.title, new.title) for part in comparison.title],
        changes=[
            ChangeOut(
                kind=change.kind,
                old=span_body(change.old),
                new=span_body(change.new),
                parts=[part_body(part, old.text, new.text) for part in parts_of(change)],
            )
            for change in comparison.changes
        ],
    )


def part_body(part: Part, old: str, new: str) -> PartOut:
    return PartOut(kind=part.kind, old=span_body(part.old), new=span_body(part.new), text=text_of(part, old, new))


def span_body(span: Span | None) -> SpanOut | None:
    return SpanOut(start=span.start, end=span.end) if span else None


def source_body(source: FollowedSource) -> SourceOut:
    return SourceOut(**{name: getattr(source, name) for name in SourceOut.model_fields if name != "object"})
