"""Decodes bytes to text, once; or says clearly why not. The only file that knows charset_normalizer."""

import codecs
import contextlib
import re
import unicodedata

from charset_normalizer import from_bytes

from corpus import folding
from corpus.reading.source import Refused

MAX_FILE = 32 * 1024 * 1024  # bytes of one text file, or of one line of JSONL
_BOMS = (  # the longer before the shorter that it begins with
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATION = re.compile(rb"(?:charset|encoding)\s*+=\s*+[\"']?\s*+([\w:.-]+)", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page or a feed declares its encoding
# What the names mean on the web (WHATWG Encoding): each the larger encoding that contains the one of the name.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874"}
_MEANT |= {"shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}
# Python calls these encodings of text; no page may choose them.
_NEVER = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_ISO_2022 = re.compile(rb"\x1b\$[@B]")  # Japanese in ASCII bytes: every other encoding would read it as ASCII
_SAMPLE = 16 * 1024  # bytes from which an encoding is guessed
_ENOUGH = 16  # bytes beyond ASCII without which a guess is idle
_MAX_DAMAGE = 0.02  # of the characters beyond ASCII: a flipped bit, not another encoding
_LATIN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœªº")
_TYPOGRAPHY = frozenset("\xa0\xad€£§©®«»°·½¼¾±×†‡•–—‘’“”‚„…‹›™¡¿")
# Short words of English, French, German, Spanish, Italian, Portuguese, Dutch, Danish, Swedish.
_WESTERN = frozenset(
    """the of and to in for that le la les des et une est der die und das den von el los las que por con il di che
    gli os uma com de het een en og af det att som""".split()
)
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
# Joiners spell words in Persian, Hindi and others, and join emoji; beside an ASCII character they are dirt.
# A run of them is looked at once, from its beginning.
_JOINERS = re.compile("(?<![^\\x00-\\x7f])[\u200c\u200d]++|(?<![\u200c\u200d])[\u200c\u200d]++(?![^\\x00-\\x7f])")


class Undecodable(Refused):
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
        raise _not_utf8(data, error) from None


def detect(data: bytes, declared: str | None = None) -> str:
    """The text, by byte-order mark, as UTF-8, as declared, or as what it most likely is. Raises Undecodable.

    Nearly whole UTF-8 goes before what is declared: bytes of another encoding are hardly ever that by chance. The
    damaged characters then read U+FFFD. Where no encoding is likely enough, none is taken.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding).removeprefix("\ufeff")
    named = "iso2022_jp" if _ISO_2022.search(data) else _name(declared)
    if (position := data.find(b"\0")) >= 0 and not (named or "").startswith(("utf-16", "utf-32")):
        raise Undecodable(f"binary, not text: byte {position} is NUL")
    if (text := _as_utf8(data, named)) is not None:
        return text
    for choice in (named, _guess(data)):
        with contextlib.suppress(UnicodeDecodeError):
            if choice is not None:
                return data.decode(choice)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error) from None


def declared_in(data: bytes) -> str | None:
    """The encoding that a page or a feed itself declares."""
    found = _DECLARATION.search(data[:_HEAD])
    return found[1].decode("ascii", "replace") if found else None


def normalise(text: str) -> str:
    """Line feeds for line ends, no soft hyphens, nothing of zero width, Unicode NFC; all else stays.

    Done once: what comes out is what offsets count.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in _INVISIBLE:
        text = text.replace(character, "")
    if any(joiner in text for joiner in "\u200c\u200d"):
        text = _JOINERS.sub("", text)
    return folding.normalise("NFC", text)


def _as_utf8(data: bytes, named: str | None) -> str | None:
    if named is not None and named.startswith(("iso2022", "hz", "utf-16", "utf-32")):
        return None  # made of ASCII bytes, or of NULs
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text if text.count("\ufffd") <= _MAX_DAMAGE * beyond_ascii else None


def _name(declared: str | None) -> str | None:
    try:
        name = codecs.lookup((declared or "").strip()).name
        " ".encode(name)  # refuses what is no encoding of text, as "zlib"
    except (LookupError, ValueError):
        return None
    return None if name in _NEVER else _MEANT.get(name, name)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Undecodable(f"not {encoding.upper()} as its byte-order mark says: byte {error.start}") from None


def _guess(data: bytes) -> str | None:
    """The likeliest encoding. Those of Latin letters hardly differ: of them only cp1252, and by the words it reads."""
    first = re.search(rb"[^\x00-\x7f]", data)
    sample = data[max(0, first.start() - _SAMPLE // 2) if first else 0 :][:_SAMPLE]
    if _is_western(sample.decode("cp1252", "replace")):
        return "cp1252"
    if sum(byte > 0x7F for byte in sample) < _ENOUGH or (best := from_bytes(sample).best()) is None:
        return None
    letters = [character for character in str(best) if character > "\x7f" and character.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return best.encoding if letters and latin < len(letters) / 2 else None


def _is_western(text: str) -> bool:
    beyond = {character for character in text if character > "\x7f"}
    words = re.findall(r"[^\W\d_]+", text.lower())
    return beyond <= _LATIN | _TYPOGRAPHY and sum(word in _WESTERN for word in words) > 0.05 * len(words)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Undecodable:
    line = data.count(b"\n", 0, error.start) + 1
    return Undecodable(f"not UTF-8: byte {error.start} (line {line}) is {data[error.start]:#04x}")
