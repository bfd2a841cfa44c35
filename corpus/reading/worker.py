"""The process that runs third-party parsers, started by the sandbox: docs/decisions/0012-a-process-for-parsers.md.

`python -m corpus.reading.worker MEMORY SECONDS`: on its input, for each source a line of JSON (format, size and what
else is known of it), and once it has said that it is ready, the bytes; on its output, for each source a line of JSON.
It ends with its input.
"""

import base64
import contextlib
import importlib
import json
import os
import sys
import time
from typing import Any, BinaryIO

from corpus.dates import parse_iso
from corpus.errors import BarredPage, LinkedPage, UnreadableSource
from corpus.reading.jsonl import record_of
from corpus.reading.source import Barred, Reader, Reading, Refused, Source
from corpus.release import Release

if sys.platform != "win32":
    import resource

READY = b"ready\n"
OUT_OF_MEMORY = 3  # exit code


def run(format_name: str, source: Source) -> Reading:
    """Run the reader of a format on a source; turn any exception of its parser into an UnreadableSource."""
    try:
        yield from reader_of(format_name)(source)
    except UnreadableSource as error:
        yield error
    except Barred as error:
        yield BarredPage(source.place, str(error))
    except Refused as error:
        yield UnreadableSource(source.place, str(error))
    except RecursionError:
        yield UnreadableSource(source.place, "nested too deeply")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - parsers raise anything: KeyError, zlib.error, their own
        yield UnreadableSource(source.place, f"damaged, or no {format_name.upper()}: {error!r:.200}")


def reader_of(format_name: str) -> Reader:
    reader: Reader = importlib.import_module(f"corpus.reading.{format_name}").read
    return reader


def record_reading(read: Release | UnreadableSource) -> dict[str, Any]:
    if isinstance(read, Release):
        layout = base64.b64encode(read.layout.packed).decode() if read.layout else None
        return {"release": record_of(read), "layout": layout}
    if isinstance(read, LinkedPage):
        published = read.published.isoformat() if read.published else None
        return {"page": [read.place, read.title, read.url, published]}
    return {"barred" if isinstance(read, BarredPage) else "error": [read.place, read.reason]}


def serve(requests: BinaryIO, answers: BinaryIO, seconds: int) -> None:
    while line := requests.readline():
        request = json.loads(line)
        format_name, size = request.pop("format"), request.pop("size")
        reader_of(format_name)  # a parser takes a second to load, which does not count as time for this source
        answers.write(READY)
        answers.flush()
        published = request.pop("published")
        source = Source(data=requests.read(size), published=parse_iso(published) if published else None, **request)
        _limit_time(seconds)
        records = [record_reading(read) for read in run(format_name, source)]
        answers.write(json.dumps(records).encode() + b"\n")
        answers.flush()


def limit_memory(size: int) -> None:
    """Limit the address space of this process, in bytes, where the system supports it."""
    if sys.platform != "win32":
        with contextlib.suppress(ValueError, OSError):  # a lower limit may have been set before
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: int) -> None:
    """Limit the processor time, so that this process ends even if its parent has died."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 2, hard))


def main() -> None:
    memory, seconds = map(int, sys.argv[1:])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # keeps what a parser prints out of the answers
    limit_memory(memory)
    try:
        serve(sys.stdin.buffer, answers, seconds)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # a normal exit would need memory
    except BrokenPipeError:
        os._exit(1)


if __name__ == "__main__":
    main()
