"""What a server says that bytes are, as the ending that a file of this kind would have."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".rdf",
    "application/feed+json": ".json",
    "application/json": ".json",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
    "text/markdown": ".md",
    "text/plain": ".txt",
}
_TELL_NOTHING = {"", "application/octet-stream", "binary/octet-stream", "application/zip"}


def ending_of(media_type: str, address: str) -> str | None:
    """ ".html" of "text/html"; where the type tells nothing, as the address ends. None for a type of no reader."""
    if media_type in _TELL_NOTHING:
        return PurePosixPath(unquote(urlsplit(address).path)).suffix.lower()
    return _ENDINGS.get(media_type)


def parse_content_type(value: str) -> tuple[str, str | None]:
    """Media type and charset: ("text/html", "latin-1") of "text/html; charset=latin-1"."""
    media_type, _, parameters = value.partition(";")
    charset = next((part.partition("=")[2] for part in parameters.split(";") if "charset=" in part.lower()), "")
    return media_type.strip().lower(), charset.strip(" \"'") or None
