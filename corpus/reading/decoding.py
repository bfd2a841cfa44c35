"""Bytes become text, once; or a clear reason why not."""

import codecs
import unicodedata

MAX_FILE = 32 * 1024 * 1024  # bytes of one text file, or of one line of JSONL


class Undecodable(ValueError):
    """The bytes are no text that we take; the message says where and why."""


def decode(data: bytes) -> str:
    """Strict UTF-8, a byte-order mark taken off. Raises Undecodable."""
    if len(data) > MAX_FILE:
        raise Undecodable(f"larger than {MAX_FILE // 1024**2} MiB")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Undecodable("encoded as UTF-16; save it as UTF-8")
    if (position := data.find(b"\0")) >= 0:
        raise Undecodable(f"binary, not text: byte {position} is NUL")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Undecodable(f"not UTF-8: byte {error.start} (line {line}) is {data[error.start]:#04x}") from None


def normalise(text: str) -> str:
    """Line feeds for line ends, Unicode NFC. Done once: what comes out is what offsets count."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
