"""Parsers run in a process of their own: whatever becomes of it, the next source is read."""

import contextlib
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from printing import print_pdf, write_docx

from corpus.errors import LinkedPage, UnreadableSource
from corpus.reading import read_paths
from corpus.reading.files import FORMATS, read_source
from corpus.reading.sandbox import Sandbox
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

PAGE = (
    b"<html><head><title>Minister opens the harbour</title></head>"
    b"<body><p>The harbour of Port Quillan is open.</p></body></html>"
)
FEED = (
    b"<rss version='2.0'><channel><title>News</title><item><title>A</title><link>https://a.example/1</link>"
    b"<pubDate>Tue, 06 May 2031 10:30:00 +0200</pubDate></item></channel></rss>"
)
SLOW = print_pdf([[]], stream=zlib.compress(b"BT /F1 12 Tf (a) Tj ET " * 300_000))


def children() -> set[str]:
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has ended since: it has no children
            found.update((task / "children").read_text(encoding="ascii").split())
    return found


def source(data: bytes, place: str = "a") -> Source:
    return Source(data=data, place=place, release_id="a")


def texts(sandbox: Sandbox, name: str, data: bytes) -> list[str]:
    return [read.text if isinstance(read, Release) else str(read) for read in sandbox.read(name, source(data))]


@pytest.mark.usefixtures("own_parsers")
class TestProcess:
    def test_what_is_read_there_is_what_is_read_here(self) -> None:
        with Sandbox() as sandbox:
            for name, data in (
                ("html", PAGE),
                ("feed", FEED),
                ("docx", write_docx("One", "Two.")),
                ("markdown", b"# A\n\nB."),
            ):
                there, here = sandbox.read(name, source(data)), list(run(name, source(data)))
                assert [repr(read) for read in there] == [repr(read) for read in here]
            (page,) = sandbox.read("feed", source(FEED))
            (same,) = run("feed", source(FEED))
        assert isinstance(page, LinkedPage)
        assert isinstance(same, LinkedPage)
        assert (page.url, page.title, page.published) == (same.url, same.title, same.published)

    def test_a_source_that_takes_too_long_is_named_and_the_next_is_read(self) -> None:
        with Sandbox(seconds=1) as sandbox:
            assert texts(sandbox, "pdf", SLOW) == ["a: takes longer than 1 seconds to read"]
        with Sandbox() as sandbox:
            assert texts(sandbox, "markdown", b"# A\n\nB.") == ["B."]

    def test_a_source_that_takes_too_much_memory_is_named_and_the_next_is_read(self) -> None:
        with Sandbox(seconds=60, memory=160 * 1024**2) as sandbox:
            assert texts(sandbox, "feed", FEED.replace(b"A<", b"A" * 30_000_000 + b"<"))[0].startswith(
                "a: takes more than 160 MiB"
            )
            assert texts(sandbox, "markdown", b"# A\n\nB.") == ["B."]

    def test_a_process_that_dies_is_named_and_the_next_source_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Sandbox() as sandbox:
            monkeypatch.setenv("PYTHONHOME", "/nowhere")  # so that Python itself does not start
            assert texts(sandbox, "html", PAGE) == ["a: its parser ended without an answer (exit code 1)"]
            monkeypatch.delenv("PYTHONHOME")
            assert texts(sandbox, "html", PAGE) == ["The harbour of Port Quillan is open."]

    def test_modules_of_the_folder_that_is_read_are_never_imported(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("lxml", "json", "trafilatura"):
            (tmp_path / f"{name}.py").write_text("raise SystemExit(77)", encoding="utf-8")
        (tmp_path / "page.html").write_bytes(PAGE)
        monkeypatch.chdir(tmp_path)
        read = [each for each in read_paths([Path()]) if isinstance(each, Release)]
        assert [release.id for release in read] == ["page"]

    def test_it_ends_with_its_sandbox(self) -> None:
        before = children()
        with Sandbox() as sandbox:
            sandbox.read("markdown", source(b"B."))
            assert len(children() - before) == 1
        assert children() <= before


class TestFormat:
    """What a file is, its bytes tell before its name."""

    @pytest.mark.parametrize(
        ("name", "data", "text"),
        [
            ("a.html", PAGE, "The harbour of Port Quillan is open."),
            ("a.txt", PAGE, "The harbour of Port Quillan is open."),
            ("a.pdf", PAGE, "The harbour of Port Quillan is open."),
            ("a", b"\xef\xbb\xbf\n<!-- x -->\n" + PAGE, "The harbour of Port Quillan is open."),
            ("a", PAGE.decode().encode("utf-16"), "The harbour of Port Quillan is open."),
            ("a.txt", print_pdf([["One line."]]), "One line."),
            ("a.html", write_docx("One.", "Two."), "Two."),
            ("a.html", FEED, "the feed has no text"),
            ("a.xml", FEED, "the feed has no text"),
            ("a.xml", b'<?xml version="1.0"?><!DOCTYPE html>' + PAGE, "The harbour of Port Quillan is open."),
            ("a.xml", b"<list/>", "no feed that can be read"),
            ("a", b"Subject: S\nFrom: a@b.example\n\nText.", "Text."),
            ("a.eml", b"Subject: S\n\nText.", "Text."),
            ("a.txt", b"Subject: S\nFrom: a@b.example\n\nText.", "Subject: S\nFrom: a@b.example\n\nText."),
            ("a.md", b"# A\n\n*B.*", "B."),
            ("a.txt", b"# A\n\n*B.*", "*B.*"),
            ("a", b"# A\n\n*B.*", "no reader for files without an ending"),
            ("a.zip", b"PK\x03\x04zip", "no reader for .zip"),
        ],
    )
    def test_a_file_is_read_as_what_it_is(self, tmp_path: Path, name: str, data: bytes, text: str) -> None:
        (tmp_path / name).write_bytes(data)
        (read,) = read_paths([tmp_path / name])
        found = read.text if isinstance(read, Release) else read.reason
        assert found == text or (isinstance(read, UnreadableSource) and found.startswith(text))

    @pytest.mark.parametrize("name", [name for name in FORMATS if name != "text"])
    def test_a_file_over_the_limit_of_its_format_is_refused_before_it_is_parsed(
        self, tmp_path: Path, name: str
    ) -> None:
        (ending, *_) = sorted(FORMATS[name].endings) or [".xml"]
        file = tmp_path / f"nothing{ending}"
        with file.open("wb") as stream:
            stream.write(b"<urlset>" if name == "sitemap" else b"")  # which has no ending of its own
            stream.truncate(200 * 1024**2)
        (error,) = read_paths([file])
        assert str(error) == f"{file}: larger than {FORMATS[name].limit // 1024**2} MiB"

    def test_bytes_from_elsewhere_are_read_with_their_address_and_charset(self) -> None:
        data = PAGE.replace(b"is open", "heißt Café".encode("cp1252"))
        address, moment = "https://a.example", datetime(2031, 5, 6, 10, tzinfo=UTC)
        fetched = Source(data=data, place=address, release_id="r", url=address, charset="latin-1", published=moment)
        with Sandbox() as sandbox:
            (release,) = read_source(fetched, "", sandbox)
            (error,) = read_source(source(b"nothing", "b"), ".bin", sandbox)
        assert isinstance(release, Release)
        assert (release.id, release.source_url, release.published) == ("r", address, moment)
        assert release.text == "The harbour of Port Quillan heißt Café."
        assert str(error).startswith("b: no reader for .bin (known: ")

    def test_states_of_one_feed_may_tell_of_the_same_release(self, tmp_path: Path) -> None:
        state = FEED.replace(b"</item>", b"<description>" + b"The harbour is open. " * 40 + b"</description></item>")
        for name in ("1.rss", "2.rss"):
            (tmp_path / name).write_bytes(state)
        assert [getattr(read, "id", str(read)) for read in read_paths([tmp_path])] == ["https://a.example/1"] * 2
