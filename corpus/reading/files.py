"""Chooses the reader for files, folders, standard input, and bytes from elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from io import BufferedReader
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.reading.decoding import MAX_FILE
from corpus.reading.jsonl import read_jsonl
from corpus.reading.sandbox import Sandbox
from corpus.reading.sniffing import HEAD, UNREAD, sniff, sniff_weakly
from corpus.reading.source import Reading, Source
from corpus.reading.worker import run
from corpus.release import Release, slugify

# A folder that holds it is a service's own: its index would be read as broken releases.
CATALOG = "catalog.sqlite3"
BUNDLED = Path(__file__).parent.parent / "bundled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of file: the module `corpus.reading.<name>` reads it, with a function `read` (see Reader).

    limit   bytes of one source
    apart   whether it is read in a process of its own, because its parser is not ours
    """

    name: str
    endings: frozenset[str]
    limit: int
    apart: bool


_MIB = 1024 * 1024
FORMATS = {
    each.name: each
    for each in (
        Format(name="text", endings=frozenset({".txt", ".text"}), limit=MAX_FILE, apart=False),
        Format(name="markdown", endings=frozenset({".md", ".markdown"}), limit=2 * _MIB, apart=True),
        Format(name="html", endings=frozenset({".html", ".htm", ".xhtml"}), limit=8 * _MIB, apart=True),
        Format(name="feed", endings=frozenset({".rss", ".atom", ".rdf", ".xml"}), limit=32 * _MIB, apart=True),
        Format(name="json_feed", endings=frozenset({".json"}), limit=32 * _MIB, apart=True),
        Format(name="sitemap", endings=frozenset(), limit=64 * _MIB, apart=True),
        Format(name="pdf", endings=frozenset({".pdf"}), limit=64 * _MIB, apart=True),
        Format(name="docx", endings=frozenset({".docx"}), limit=32 * _MIB, apart=True),
        Format(name="mail", endings=frozenset({".eml"}), limit=32 * _MIB, apart=True),
    )
}
_JSONL = frozenset({".jsonl", ".ndjson"})  # read line by line, whatever their size
_BY_ENDING = {ending: each.name for each in FORMATS.values() for ending in each.endings}
_BY_ENDING |= dict.fromkeys(_JSONL, "jsonl") | {".warc": "warc"}
_ARCHIVES = frozenset({"jsonl", "warc"})  # of many releases each, read piece by piece
# Formats whose entries are releases or lead to them: an address of one is followed as a feed.
LISTS = frozenset({"feed", "json_feed", "sitemap"})


def read_paths(paths: Sequence[Path], *, trust_times: bool = False) -> Reading:
    """The releases of files, and of all files below folders, in the order of names.

    Below a folder, hidden files and folders are left out, and the folder of a catalog, which holds no sources.

    The id of a file that is one release is its path below the folder that was named, so it is the same from wherever
    it is read.
    """
    seen: dict[str, str] = {}
    with Sandbox() as sandbox:
        for path in paths:
            for file, name in _files(path):
                for read in _read_file(file, name, sandbox, trust_times=trust_times):
                    yield _once(read, str(file), seen)


def read_stream(stream: BufferedReader, name: str, *, trust_times: bool = False) -> Reading:
    """The releases of a stream, in the format that it begins like; else one plain-text release."""
    head = stream.peek(HEAD)[:HEAD]
    with Sandbox() as sandbox:
        found = sniff(head) or sniff_weakly(head) or "text"
        yield from _read_open(stream, found, name, name, sandbox, trust_times=trust_times)


def read_source(source: Source, ending: str, sandbox: Sandbox) -> Reading:
    """The releases of bytes from elsewhere; `ending` as of a file (".html") hints at what they are."""
    name = name_format(source.data, ending)
    if name is None or name in _ARCHIVES:
        yield UnreadableSource(source.place, _unknown(ending))
    elif name in UNREAD:
        yield UnreadableSource(source.place, UNREAD[name])
    else:
        yield from _read_as(FORMATS[name], source, sandbox)


def are_light(paths: Sequence[Path]) -> bool:
    """Whether it costs little to read the files twice: only for text and JSONL."""
    light = _JSONL | FORMATS["text"].endings
    return all(file.suffix.lower() in light for path in paths for file, _ in _files(path))


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Each file with the name that its id is made of."""
    if not path.is_dir():
        yield path, path.stem
        return
    ours = [catalog.parent for catalog in path.rglob(CATALOG) if catalog.parent != path]
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path)
        left_out = any(part.startswith(".") for part in inner.parts) or any(map(file.is_relative_to, ours))
        if file.is_file() and not left_out:
            yield file, inner.with_suffix("").as_posix()


def _read_file(file: Path, name: str, sandbox: Sandbox, *, trust_times: bool) -> Reading:
    place, ending = str(file), file.suffix.lower()
    try:
        with file.open("rb") as stream:
            if (format_name := name_format(stream.peek(HEAD), ending)) is None:
                yield UnreadableSource(place, _unknown(ending))
            else:
                yield from _read_open(stream, format_name, place, _make_id(name), sandbox, trust_times=trust_times)
    except OSError as error:
        yield UnreadableSource(place, error.strerror or str(error))


def _read_open(
    stream: BufferedReader, format_name: str, place: str, release_id: str, sandbox: Sandbox, *, trust_times: bool
) -> Reading:
    if format_name == "jsonl":
        yield from read_jsonl(stream, place, trust_times=trust_times)
        return
    if format_name == "warc":
        read_warc = import_module("corpus.reading.warc").read_warc  # warcio is no burden to who reads anything else
        yield from read_warc(stream, place, partial(read_source, sandbox=sandbox), trust_times=trust_times)
        return
    if format_name in UNREAD:
        yield UnreadableSource(place, UNREAD[format_name])
        return
    chosen = FORMATS[format_name]
    source = Source(data=stream.read(chosen.limit + 1), place=place, release_id=release_id)
    yield from _read_as(chosen, source, sandbox)


def _read_as(chosen: Format, source: Source, sandbox: Sandbox) -> Reading:
    if len(source.data) > chosen.limit:
        yield UnreadableSource(source.place, f"larger than {chosen.limit // _MIB} MiB")
    elif chosen.apart:
        yield from sandbox.read(chosen.name, source)
    else:
        yield from run(chosen.name, source)


def name_format(data: bytes, ending: str) -> str | None:
    """What the bytes are beyond doubt, else what the ending says, else what they look like."""
    head = data[:HEAD]
    return sniff(head) or _BY_ENDING.get(ending) or sniff_weakly(head)


def _unknown(ending: str) -> str:
    return f"no reader for {ending or 'files without an ending'} (known: {' '.join(sorted(_BY_ENDING))})"


def _once(read: Release | UnreadableSource, file: str, seen: dict[str, str]) -> Release | UnreadableSource:
    """One id from two files would make one release of two: the second is refused, and named.

    An address is no such id: two states of a feed, or two captures of a page, tell of the same release.
    """
    if (
        isinstance(read, UnreadableSource)
        or read.id.startswith(("http://", "https://"))
        or read.id.partition("#")[0] == (read.source_url or "").partition("#")[0]
        or seen.setdefault(read.id, file) == file
    ):
        return read
    return UnreadableSource(file, f"id {read.id!r} was already given by {seen[read.id]}; add their common folder")


def _make_id(name: str) -> str:
    return "/".join(slugify(part) or "release" for part in name.split("/"))
