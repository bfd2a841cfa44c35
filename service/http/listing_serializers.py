"""Serializes lists of releases as HTTP bodies."""

from collections.abc import Iterable, Mapping

from corpus.rows import iso
from index.facets import Count, Facet
from index.finder import FoundRelease
from service.http.schemas.releases import FacetedReleasesOut, FoundPassageOut, ReleasesOut, ReleaseSummaryOut
from service.http.serializers import counts_body
from service.links import permalink


def summary_body(found: FoundRelease) -> ReleaseSummaryOut:
    release = found.release
    return ReleaseSummaryOut(
        id=release.id,
        title=release.title,
        published=iso(release.published),
        source_url=release.source_url,
        publisher=release.publisher,
        language=release.language,
        version=release.version,
        characters=release.characters,
        url=permalink(release.id),
        withdrawn_at=release.withdrawn_at,
        passages=[
            FoundPassageOut(
                start=each.start, end=each.end, text=each.text, url=permalink(release.id, each.start, each.end)
            )
            for each in found.passages
        ],
    )


def faceted_body(found: ReleasesOut, facets: Mapping[Facet, Iterable[Count]]) -> FacetedReleasesOut:
    return FacetedReleasesOut(**dict(found), facets=counts_body(facets))
