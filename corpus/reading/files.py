"""Which reader reads what: files, folders and standard input."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.reading.decoding import MAX_FILE
from corpus.reading.jsonl import read_jsonl
from corpus.reading.text import read_text
from corpus.release import Release, slugify

BUNDLED = Path(__file__).parent.parent / "bundled"
_TEXT = frozenset({".txt", ".text"})
_JSONL = frozenset({".jsonl", ".ndjson"})

Reading = Iterator[Release | UnreadableSource]


def read_paths(paths: Sequence[Path]) -> Reading:
    """The releases of files, and of all files below folders (hidden ones left out), in the order of names.

    A text file's id is its path below the folder that was named, so it is the same from wherever it is read.
    """
    seen: dict[str, str] = {}
    for path in paths:
        for file, name in _files(path):
            for read in _read_file(file, name):
                yield _once(read, str(file), seen)


def read_stream(stream: BufferedReader, name: str) -> Reading:
    """The releases of a stream: JSONL when it begins like it, else one plain-text release."""
    if stream.peek(1).removeprefix(BOM_UTF8).lstrip().startswith(b"{"):
        yield from read_jsonl(stream, name)
    else:
        yield read_text(stream.read(MAX_FILE + 1), name, name)


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Each file with the name that its id is made of."""
    if not path.is_dir():
        yield path, path.stem
        return
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path)
        if file.is_file() and not any(part.startswith(".") for part in inner.parts):
            yield file, inner.with_suffix("").as_posix()


def _read_file(file: Path, name: str) -> Reading:
    place, suffix = str(file), file.suffix.lower()
    try:
        if suffix in _JSONL:
            with file.open("rb") as stream:
                yield from read_jsonl(stream, place)
        elif suffix in _TEXT:
            with file.open("rb") as stream:
                yield read_text(stream.read(MAX_FILE + 1), place, _make_id(name))
        elif not file.exists():
            yield UnreadableSource(place, "no such file or folder")
        else:
            known = " ".join(sorted(_TEXT | _JSONL))
            yield UnreadableSource(place, f"no reader for {suffix or 'files without an ending'} (known: {known})")
    except OSError as error:
        yield UnreadableSource(place, error.strerror or str(error))


def _once(read: Release | UnreadableSource, file: str, seen: dict[str, str]) -> Release | UnreadableSource:
    """One id from two files would make one release of two: the second is refused, and named."""
    if isinstance(read, UnreadableSource) or seen.setdefault(read.id, file) == file:
        return read
    return UnreadableSource(file, f"id {read.id!r} was already given by {seen[read.id]}; add their common folder")


def _make_id(name: str) -> str:
    return "/".join(slugify(part) or "release" for part in name.split("/"))
