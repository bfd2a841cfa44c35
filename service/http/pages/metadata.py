"""What the page of a release tells programs that keep references (Zotero and its like), and search engines."""

from datetime import date, datetime
from typing import Any

from corpus.release import Release


def meta_of(release: Release) -> list[tuple[str, str]]:
    """Names and contents of <meta>, as Highwire Press has them; in order, without those that there are not."""
    day = _day(release)
    told = [
        ("citation_title", release.title),
        ("citation_author", release.publisher),
        ("citation_publisher", release.publisher),
        ("citation_publication_date", f"{day:%Y/%m/%d}" if day else None),
        ("citation_public_url", release.source_url),
        ("citation_language", release.language),
        ("citation_version", release.version),
        ("DC.type", "Press release"),
    ]
    return [(name, content) for name, content in told if content]


def linked_data_of(release: Release) -> dict[str, Any]:
    """https://schema.org/NewsArticle, as JSON-LD."""
    by = {"@type": "Organization", "name": release.publisher} if release.publisher else None
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": release.title,
        "datePublished": release.published.isoformat() if release.published else None,
        "author": by,
        "publisher": by,
        "url": release.source_url,
        "inLanguage": release.language,
        "genre": "Press release",
        "version": release.version,
    }
    return {name: value for name, value in told.items() if value}


def _day(release: Release) -> date | None:
    published = release.published
    return published.date() if isinstance(published, datetime) else published
