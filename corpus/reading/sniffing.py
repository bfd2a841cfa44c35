"""Detects the format of bytes by how they begin; by the file name's ending only if that is not conclusive."""

import re
from codecs import BOM_UTF8

HEAD = 4096  # bytes that tell
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


def sniff(head: bytes) -> str | None:
    """Name the format by how the bytes begin; None if that is not conclusive."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx" if any(part in head for part in _ZIP_PARTS) else None
    plain = head.removeprefix(BOM_UTF8).replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _MARKUP.match(plain):
        return "html"
    if (_XML.match(plain) or plain.lstrip().startswith(b"<")) and _FEED.search(plain):
        return "feed"
    return None


def sniff_weakly(head: bytes) -> str | None:
    """The same for formats that may look like plain text; used only if the file name says nothing."""
    plain = head.removeprefix(BOM_UTF8).lstrip()
    if plain.startswith(b"{"):
        return "jsonl"
    lines = plain.split(b"\n", 8)[:8]
    fields = sum(bool(_MAIL_FIELD.match(line)) for line in lines)
    return "mail" if fields >= 2 and _MAIL_FIELD.match(lines[0]) else None
