"""EML: one release a mail, as press offices send them out."""

import re
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage, Message, MIMEPart

from corpus.dates import Published
from corpus.moments import parse_published
from corpus.reading.blocks import fragment_blocks
from corpus.reading.composing import compose, shorten
from corpus.reading.decoding import declared_in, detect
from corpus.reading.metadata import language_of
from corpus.reading.source import Reading, Refused, Source

_PREFIX = re.compile(r"^(?:(?:re|fw|fwd|aw|wg)\s*:\s*)+", re.IGNORECASE)
_SIGNATURE = re.compile(r"\n-- \n.*\Z", re.DOTALL)
_HTML_END = re.compile(r"</(?:html|body)\s*>\s*$", re.IGNORECASE)
_MAX_PARTS = 1_000


def read(source: Source) -> Reading:
    """The release of a mail: its plain text, else its HTML; attachments are not read."""
    mail = message_from_bytes(source.data, policy=policy.default)
    if not mail.keys():
        raise Refused("no mail: it has no header")
    yield compose(
        source,
        _lines(mail),
        title=shorten(_PREFIX.sub("", _header(mail, "subject"))),
        told=[_published(mail)],
        publisher=_sender(mail),
        language=language_of(_header(mail, "content-language")),
    )


def _lines(mail: EmailMessage) -> list[str]:
    parts = [part for _, part in zip(range(_MAX_PARTS), mail.walk(), strict=False)]
    body = mail.get_body(preferencelist=("plain", "html"))
    if _is_cut_off(parts, body):
        raise Refused("cut off: the last part of the mail has no end")
    if body is None or not (text := _text(body)).strip():
        names = [name for part in parts if (name := part.get_filename())]
        raise Refused("no text in the mail" + (f"; attached: {', '.join(names)}" if names else ""))
    if body.get_content_type() == "text/html":
        return [block.text for block in fragment_blocks(text)]
    text = _SIGNATURE.sub("", text)
    if str(body.get_param("format", "")).lower() == "flowed":
        text = re.sub(r" \n(?=\S)", " ", text)
    return re.split(r"\n[ \t]*\n", text)


def _is_cut_off(parts: Sequence[Message], body: MIMEPart | None) -> bool:
    """Whether the body may have gone on. A boundary behind it says that it has not, whatever else the mail lacks:
    one was cut off within an attachment, of another a program forgot the last line.
    """
    if not any(map(_lacks_boundary, parts)):
        return False
    if body is None or (body.get_content_type() == "text/html" and _HTML_END.search(_text(body))):
        return body is None
    part: Message = body
    while holder := next((each for each in parts if any(inner is part for inner in _held(each))), None):
        if _held(holder)[-1] is not part or not _lacks_boundary(holder):
            return False
        part = holder
    return True


def _lacks_boundary(part: Message) -> bool:
    return any("Boundary" in type(defect).__name__ for defect in part.defects)


def _held(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def _text(body: MIMEPart) -> str:
    content = body.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    declared = body.get_content_charset() or (declared_in(data) if body.get_content_subtype() == "html" else None)
    return detect(data, declared).replace("\r\n", "\n")


def _header(mail: EmailMessage, name: str) -> str:
    return str(mail.get(name, ""))


def _sender(mail: EmailMessage) -> str | None:
    """The name that a mail is sent under; an address alone names no publisher."""
    addresses = getattr(mail.get("from"), "addresses", ())
    return shorten(addresses[0].display_name) if addresses else None


def _published(mail: EmailMessage) -> Published | None:
    try:
        return parse_published(_header(mail, "date"))
    except (ValueError, OverflowError):  # the header itself is read as a date, too
        return None
