"""Runs third-party parsers in a separate process, which may time out, run out of memory or crash without harm."""

import base64
import contextlib
import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from corpus.dates import parse_iso
from corpus.errors import BarredPage, LinkedPage, UnreadableSource
from corpus.layout import Layout
from corpus.reading.jsonl import parse_record
from corpus.reading.source import Source
from corpus.reading.worker import OUT_OF_MEMORY, READY
from corpus.release import Release

SECONDS = 7  # wall-clock time for one source, on a machine that is not overloaded
MEMORY = 450 * 1024 * 1024  # bytes of address space of the process
_START_SECONDS = 60  # for the process to start and load a parser; 1 or 2 on an idle machine
_BUSY = (
    0.3  # share of that time that the process must have had a processor; with less, the machine is slow, not the source
)
_STARVED_SECONDS = 120  # after which we give up in any case
_PAUSE = 0.2  # seconds
_MAX_ANSWER = 128 * 1024 * 1024  # bytes
_ROOT = Path(__file__).parent.parent.parent


class Sandbox:
    """Reads one source at a time in a process that is started on first use, and restarted after it has died."""

    def __init__(self, seconds: int = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, format_name: str, source: Source) -> list[Release | UnreadableSource]:
        """Read a source with the reader of a format; an UnreadableSource if that does not finish."""
        with self._lock:
            process = self._running()
            try:
                answer, late = self._ask(process, format_name, source)
            except BaseException:  # Ctrl-C: the pending answer would be taken for that of the next source
                self._bury(process)
                raise
            whole = answer.endswith(b"\n")
            code = 0 if whole and not late else self._bury(process)
        if not whole:
            return [UnreadableSource(source.place, self._reason(code, late=late))]
        return [_reading_of(record) for record in json.loads(answer)]

    def prepare(self) -> None:
        """Start the process and load the largest parser: the first page is then read as fast as the next."""
        self.read("html", Source(data=b"", place="nothing", release_id="nothing"))

    def close(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.communicate()  # closes its input, at which it ends
                self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # -P and PYTHONPATH: modules are ours, never those of the folder that is being read.
            command = [sys.executable, "-P", "-m", "corpus.reading.worker", str(self._memory), str(self._seconds)]
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": str(_ROOT)},
                start_new_session=True,  # Ctrl-C is ours to handle
            )
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], format_name: str, source: Source) -> tuple[bytes, bool]:
        """The answer as far as it came, and whether time ran out."""
        header = {"format": format_name, "size": len(source.data), "place": source.place}
        header |= {"release_id": source.release_id, "url": source.url, "charset": source.charset}
        header |= {"published": source.published.isoformat() if source.published else None}
        ready, late = _exchange(process, json.dumps(header).encode() + b"\n", _START_SECONDS)
        return _exchange(process, source.data, self._seconds) if ready == READY else (b"", late)

    def _bury(self, process: subprocess.Popen[bytes]) -> int:
        """The exit code; the next source gets a new process."""
        self._process = None
        process.kill()
        for pipe in _pipes(process):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        return process.wait()

    def _reason(self, code: int, *, late: bool) -> str:
        if late:
            return f"takes longer than {self._seconds} seconds to read"
        if code == OUT_OF_MEMORY:
            return f"takes more than {self._memory // 1024**2} MiB of memory to read"
        return f"its parser ended without an answer (exit code {code})"


def _exchange(process: subprocess.Popen[bytes], data: bytes, seconds: float) -> tuple[bytes, bool]:
    """Return the process's answer, and whether it was too slow and was killed."""
    answered, late = threading.Event(), threading.Event()

    def watch() -> None:
        begun = _cpu_seconds(process.pid)
        if answered.wait(seconds):
            return
        waited = seconds
        while _cpu_seconds(process.pid) - begun < _BUSY * seconds and waited < _STARVED_SECONDS:
            if answered.wait(_PAUSE):
                return
            waited += _PAUSE
        late.set()
        process.kill()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        requests, answers = _pipes(process)
        requests.write(data)
        requests.flush()
        return answers.readline(_MAX_ANSWER), late.is_set()
    except BrokenPipeError:
        return b"", late.is_set()
    finally:
        answered.set()
        watcher.join()


def _cpu_seconds(process_id: int) -> float:
    """Processor time used by a process; infinite if the system does not tell, as if it were busy."""
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return math.inf


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("started without pipes")
    return process.stdin, process.stdout


def _reading_of(record: dict[str, Any]) -> Release | UnreadableSource:
    if "release" in record:
        layout = Layout(base64.b64decode(record["layout"])) if record["layout"] else None
        return replace(parse_record(record["release"]), layout=layout)
    if "page" in record:
        place, title, url, published = record["page"]
        return LinkedPage(place, title, url, parse_iso(published) if published else None)
    kind = BarredPage if "barred" in record else UnreadableSource
    stated: Sequence[str] = record["barred" if "barred" in record else "error"]
    return kind(*stated)
