"""Detects the format of bytes by how they begin; by the file name's ending only if that is not conclusive."""

import re
import zlib
from codecs import BOM_UTF8

HEAD = 4096  # bytes that tell
_FIRST = 16  # bytes that tell what was packed
_ZIP_PARTS = (b"word/", b"[Content_Types].xml")
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
# Atomic (?>…): a comment ends at its first end. Where it could end at any later one, there are 2^n ways to read n.
_MARKUP = re.compile(
    rb"\s*+(?:(?><!--.*?-->)\s*+|<\?[^>]*\?>\s*+)*+<(?:!DOCTYPE\s+html|html|head|body|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml\b")
_MAIL_FIELD = re.compile(
    rb"(?:from|to|cc|date|subject|received|return-path|delivered-to|message-id|mime-version|reply-to|sender|x-[\w-]+"
    rb"|content-[\w-]+|dkim-signature|authentication-results|arc-[\w-]+|thread-[\w-]+|list-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)


# Each is told by what its first object has; a release of JSONL has none of them.
_JSON_FEED = re.compile(
    rb"""\s*+\{[^{}]{0,1000}"version"\s*+:\s*+"https?:\\?/\\?/jsonfeed\.org
    |\s*+\[?\s*+\{[^{}]{0,1000}"guid"\s*+:\s*+\{\s*+"rendered"
    |\s*+\{(?=.{0,3000}"content_id"\s*+:).{0,3000}"base_path"\s*+:""",
    re.DOTALL | re.VERBOSE,
)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # in which Word 97 wrote
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
# Formats that we do not read, and what to do with such a file.
UNREAD = {
    "rtf": "no reader for RTF (.rtf): save it as DOCX or PDF",
    "odt": "no reader for OpenDocument (.odt): save it as DOCX or PDF",
    "doc": "no reader for Word 97 (.doc): save it as DOCX or PDF",
}


def sniff(head: bytes) -> str | None:
    """Name the format by how the bytes begin; None if that is not conclusive."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _sniff_packed(head)
    if _unpacked(head).startswith(b"WARC/"):
        return "warc"
    plain = head.removeprefix(BOM_UTF8).replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    marked = _XML.match(plain) or plain.lstrip().startswith(b"<")
    kinds = (
        (head.startswith(_OLE), "doc"),
        (plain.startswith(b"{\\rtf"), "rtf"),
        (_MARKUP.match(plain), "html"),
        (_JSON_FEED.match(plain), "json_feed"),
        (marked and _FEED.search(plain), "feed"),
        (marked and _SITEMAP.search(plain), "sitemap"),
    )
    return next((name for is_so, name in kinds if is_so), None)


def _unpacked(head: bytes) -> bytes:
    """The first bytes of what gzip packed; of anything else, its own."""
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, _FIRST)
    except zlib.error:
        return head


def _sniff_packed(head: bytes) -> str | None:
    if _OPEN_DOCUMENT in head[:200]:
        return "odt"
    return "docx" if any(part in head for part in _ZIP_PARTS) else None


def sniff_weakly(head: bytes) -> str | None:
    """The same for formats that may look like plain text; used only if the file name says nothing."""
    plain = head.removeprefix(BOM_UTF8).lstrip()
    if plain.startswith(b"{"):
        return "jsonl"
    lines = plain.split(b"\n", 8)[:8]
    fields = sum(bool(_MAIL_FIELD.match(line)) for line in lines)
    return "mail" if fields >= 2 and _MAIL_FIELD.match(lines[0]) else None
