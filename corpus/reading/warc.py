"""WARC: pages as a crawler found them, each with the time at which it did. The only file that knows warcio.

It is read record by record, since archives are larger than memory; what a record holds is read as a file of its kind
is, parsers that are not ours apart.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator

from corpus.dates import parse_iso
from corpus.errors import UnreadableSource
from corpus.reading.media_types import ending_of, parse_content_type
from corpus.reading.source import Reading, Source
from corpus.release import Release

_LARGEST = 64 * 1024 * 1024  # bytes of one record; the readers of formats have limits of their own
_FOUND = "200"
_HELD = frozenset({"response", "resource"})

ReadSource = Callable[[Source, str], Reading]  # with the ending that a file of this kind would have


@dataclass(frozen=True, slots=True, kw_only=True)
class _Capture:
    """What stood at an address when a crawler looked."""

    address: str
    at: datetime
    ending: str
    charset: str | None
    data: bytes


def read_warc(stream: BinaryIO, place: str, read: ReadSource, *, trust_times: bool) -> Reading:
    """The releases of an archive's pages; redirects, pages that were not there and what is no text are passed over.

    A page that was captured again is a version where its text changed. With `trust_times` each is known since its
    capture, in whatever order they lie; without, what is older than one that was read already is passed over.
    """
    last: dict[str, datetime] = {}
    for found in _captures(stream, place):
        if isinstance(found, UnreadableSource):
            yield found
            continue
        if not trust_times and found.at < last.get(found.address, found.at):
            continue
        last[found.address] = max(found.at, last.get(found.address, found.at))
        source = Source(
            data=found.data,
            place=f"{place} ({found.address})",
            release_id=found.address,
            url=found.address,
            charset=found.charset,
        )
        known_at = found.at if trust_times else None
        for each in read(source, found.ending):
            yield replace(each, known_at=known_at) if isinstance(each, Release) else each


def _captures(stream: BinaryIO, place: str) -> Iterator[_Capture | UnreadableSource]:
    """What is damaged ends the archive: where its next record begins cannot be known."""
    records = iter(ArchiveIterator(stream))
    while True:
        try:
            record = next(records, None)
            capture = _capture(record) if record is not None else None
        except Exception as error:  # noqa: BLE001 - warcio raises what it meets: its own, zlib.error, ValueError
            yield UnreadableSource(place, f"damaged, or no WARC: {error!r:.200}")
            return
        if record is None:
            return
        if capture is not None:
            yield capture


def _capture(record: Any) -> _Capture | None:
    """None for what is no document that was there. ValueError for a record without a time."""
    told, http = record.rec_headers, record.http_headers
    address = (told.get_header("WARC-Target-URI") or "").strip("<>")
    if record.rec_type not in _HELD or not address.startswith(("http://", "https://")):
        return None
    if http is not None and http.get_statuscode() != _FOUND:
        return None
    content_type = (http.get_header("Content-Type") if http is not None else record.content_type) or ""
    media_type, charset = parse_content_type(content_type)
    ending = ending_of(media_type, address)
    if ending is None:
        return None
    data = b"".join(_pieces(record.content_stream()))
    return _Capture(address=address, at=_time(told), ending=ending, charset=charset, data=data)


def _pieces(stream: Any) -> Iterator[bytes]:
    """No more than the largest, however small it was packed."""
    pieces = iter(lambda: stream.read(1024 * 1024), b"")
    yield from islice(pieces, _LARGEST // 1024**2 + 1)


def _time(headers: Any) -> datetime:
    stated = headers.get_header("WARC-Date") or ""
    at = parse_iso(stated) if stated else None
    if not isinstance(at, datetime):
        raise ValueError("a record without the time of its capture")  # noqa: TRY004 - the archive's, no caller's
    return at.astimezone(UTC)
