"""Decodes Content-Encoding within a limit: a kilobyte of gzip can unpack to a megabyte, repeatedly."""

import zlib
from typing import Protocol

ACCEPTED = "gzip, deflate"  # what we say that we understand; no other library is asked to unpack
_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS


class Unpacked(ValueError):
    """The content cannot be unpacked, or is larger than it may be; the message says which."""


class Unpacking(Protocol):
    """Pieces of content in the order in which they come."""

    def feed(self, piece: bytes) -> bytes: ...

    def finish(self) -> None:
        """Unpacked when the content has no end."""
        ...


def unpacking(encoding: str, limit: int) -> Unpacking:
    """What undoes a Content-Encoding, giving at most `limit` bytes and one more: enough to see that it is too much."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return _Plain()
    if name in {"gzip", "x-gzip", "deflate"}:
        return _Deflated(limit, gzip=name != "deflate")
    raise Unpacked(f"it is encoded as {name[:50]!r}, which was not asked for")


class _Plain:
    def feed(self, piece: bytes) -> bytes:
        return piece

    def finish(self) -> None:
        """Its end is that of the content."""


class _Deflated:
    """gzip (RFC 1952, of several members too) or deflate, which servers send with and without its header."""

    def __init__(self, limit: int, *, gzip: bool) -> None:
        self._left = limit + 1
        self._gzip = gzip
        self._stream: zlib._Decompress | None = None

    def feed(self, piece: bytes) -> bytes:
        found = bytearray()
        try:
            while piece and self._left > 0:
                stream = self._stream = self._stream or zlib.decompressobj(_GZIP if self._gzip else _bits(piece))
                found += (more := stream.decompress(piece, self._left))
                self._left -= len(more)
                piece = stream.unconsumed_tail
                if stream.eof:
                    piece = stream.unused_data.lstrip(b"\0") if self._gzip else b""
                    self._stream = None if piece else stream
        except zlib.error as error:
            raise Unpacked(f"it cannot be unpacked: {error}") from None
        return bytes(found)

    def finish(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise Unpacked("it is cut off: what is packed has no end")


def _bits(head: bytes) -> int:
    with_header = head[0] & 0x0F == 8 and (len(head) < 2 or (head[0] << 8 | head[1]) % 31 == 0)
    return zlib.MAX_WBITS if with_header else _RAW
