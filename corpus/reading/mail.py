"""EML: one release a mail, as press offices send them out; documents that it brings are releases of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message, MIMEPart

from corpus.dates import Published, day_of
from corpus.errors import UnreadableSource
from corpus.language_tags import language_of
from corpus.moments import parse_published
from corpus.reading.blocks import fragment_blocks
from corpus.reading.composing import compose, shorten
from corpus.reading.decoding import declared_in, detect
from corpus.reading.forwards import find_forward, name_of
from corpus.reading.prose import is_prose
from corpus.reading.sniffing import HEAD, sniff
from corpus.reading.source import Reading, Refused, Source
from corpus.reading.worker import run
from corpus.release import Release, slugify

_PREFIX = re.compile(r"^(?:(?:re|aw|sv|antw|fw|fwd|wg|tr|rv|enc|i|vs|vb|doorst)\s*:\s*)+", re.IGNORECASE)
_PASSED_ON = re.compile(r"(?:fw|fwd|wg|tr|rv|enc|i|vs|vb|doorst)\s*:", re.IGNORECASE)
_SIGNATURE = re.compile(r"\n-- \n.*\Z", re.DOTALL)
_HTML_END = re.compile(r"</(?:html|body)\s*>\s*$", re.IGNORECASE)
_QUOTED = re.compile(r"^> ?", re.MULTILINE)
_WITH_ZONE = re.compile(r"[+-]\d{2}:?\d{2}\b|(?<=\d)\s*[A-Za-z]{1,5}$")  # a name that is no zone makes no moment
_MAX_PARTS = 1_000
_MAX_ATTACHED = 20
_STUB = 3  # times as much prose in the HTML as in the plain text: that only says where to read it
_DOCUMENTS = frozenset({"pdf", "docx"})


def read(source: Source) -> Reading:
    """The release of a mail: its plain text, else its HTML; then those of the documents that are attached.

    A mail that somebody passes on is read as it was sent first. One without a text is its documents alone.
    """
    mail = message_from_bytes(source.data, policy=policy.default)
    if not mail.keys():
        raise Refused("no mail: it has no header")
    attached = list(_read_attached(source, mail))
    try:
        release = _read_text(source, mail)
    except (Refused, UnreadableSource):
        if not any(isinstance(read, Release) for read in attached):
            raise
    else:
        yield release
    yield from attached


def _read_text(source: Source, mail: EmailMessage) -> Release:
    subject = _header(mail, "subject")
    text = _body_text(mail)
    told, publisher = _published(mail), _sender(mail)
    lines = text.split("\n")
    if (forward := find_forward(lines)) and (_PASSED_ON.match(subject) or not "".join(lines[: forward.mark]).strip()):
        told, publisher = _parse_date(forward.date), shorten(name_of(forward.sender))
        subject = forward.subject or subject
        text = "\n".join(lines[forward.line :])
        if all(line.startswith(">") for line in text.split("\n") if line.strip()):
            text = _QUOTED.sub("", text)
    return compose(
        source,
        re.split(r"\n[ \t]*\n", _SIGNATURE.sub("", text)),
        title=shorten(_PREFIX.sub("", subject)),
        told=[told],
        publisher=publisher,
        language=language_of(_header(mail, "content-language")),
    )


def _body_text(mail: EmailMessage) -> str:
    """The plain text, unless it is a stub beside the HTML; paragraphs stand between blank lines."""
    parts = [part for _, part in zip(range(_MAX_PARTS), mail.walk(), strict=False)]
    if _is_cut_off(parts, mail.get_body(preferencelist=("plain", "html"))):
        raise Refused("cut off: the last part of the mail has no end")
    plain, markup = (_text(mail.get_body(preferencelist=(kind,))) for kind in ("plain", "html"))
    shown = "\n\n".join(block.text for block in fragment_blocks(markup)) if markup else ""
    if not plain.strip() or _prose(shown) > _STUB * _prose(plain):
        plain = shown or plain
    if not plain.strip():
        names = [name for part in parts if (name := part.get_filename())]
        raise Refused("no text in the mail" + (f"; attached: {', '.join(names)}" if names else ""))
    return plain


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


def _prose(text: str) -> int:
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n[ \t]*\n", text))
    return sum(len(paragraph) for paragraph in paragraphs if is_prose(paragraph))


def _text(body: MIMEPart | None) -> str:
    """What a part says, line feeds for line ends; plain text that flows has its lines joined."""
    if body is None:
        return ""
    content = body.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    declared = body.get_content_charset() or (declared_in(data) if body.get_content_subtype() == "html" else None)
    text = detect(data, declared).replace("\r\n", "\n")
    flowed = body.get_content_subtype() == "plain" and str(body.get_param("format", "")).lower() == "flowed"
    return re.sub(r"(?<!\n--) \n(?=\S)", " ", text) if flowed else text


def _read_attached(source: Source, mail: EmailMessage) -> Reading:
    """The releases of attached documents and mails, each called by the mail's id and the name of its file."""
    seen: set[str] = set()
    for part in list(_attachments(mail))[:_MAX_ATTACHED]:
        inner = part.get_content() if part.get_content_type() == "message/rfc822" else None
        data = bytes(inner) if isinstance(inner, EmailMessage) else part.get_payload(decode=True)
        name = "mail" if inner is not None else sniff(data[:HEAD]) if isinstance(data, bytes) else None
        if not isinstance(data, bytes) or name not in {"mail", *_DOCUMENTS}:
            continue
        called = part.get_filename() or (_header(inner, "subject") if isinstance(inner, EmailMessage) else "") or name
        release_id = f"{source.release_id}/{slugify(called) or name}"
        while release_id in seen:
            release_id += "-2"
        seen.add(release_id)
        place = f"{source.place}, attachment {called}"
        brought = replace(
            source, data=data, place=place, release_id=release_id, charset=None, published=_published(mail)
        )
        for read in run(name, brought):
            sent = isinstance(read, Release) and read.publisher is None
            yield replace(read, publisher=_sender(mail)) if isinstance(read, Release) and sent else read


def _attachments(mail: EmailMessage) -> Iterator[MIMEPart]:
    if not mail.is_multipart():
        if mail.get_content_disposition() == "attachment":
            yield mail
        return
    yield from mail.iter_attachments()


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


def _parse_date(value: str | None) -> Published | None:
    """As a header within a text states it: a moment only where it names its zone."""
    found = parse_published(value or "")
    return found if found is None or _WITH_ZONE.search((value or "").strip()) else day_of(found)
