"""Archives of the web: each capture of a page is a version, known since its capture where the archive is believed."""

import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from factories import HARBOUR
from past import Clock, open_with

from corpus.errors import UnreadableSource
from corpus.reading import read_paths, read_stream
from corpus.reading.sniffing import sniff
from corpus.release import Release
from service.assembly import Communique

ADDRESS = "https://press.example/harbour"
TEXT = f"Minister opens the harbour of Port Quillan\n\n{HARBOUR}\n"
LATER = TEXT.replace("340", "360")


def record(
    body: str | bytes,
    at: str,
    address: str = ADDRESS,
    status: str = "200 OK",
    content_type: str = "text/plain; charset=utf-8",
    kind: str = "response",
) -> bytes:
    """A capture as crawlers write it."""
    data = body.encode() if isinstance(body, str) else body
    http = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"WARC-Target-URI: {address}\r\nWARC-Date: {at}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


MAY = record(TEXT, "2021-05-07T08:00:00Z")
JUNE = record(LATER, "2021-06-01T08:00:00Z")


def read(data: bytes, folder: Path, name: str = "crawl.warc", *, trust_times: bool = True) -> list[Release]:
    file = folder / name
    file.write_bytes(data)
    found = list(read_paths([file], trust_times=trust_times))
    assert [each for each in found if isinstance(each, UnreadableSource)] == []
    return [each for each in found if isinstance(each, Release)]


def costs(releases: list[Release]) -> list[str]:
    return ["360" if "360" in release.text else "340" for release in releases]


def test_each_capture_is_known_since_it_was_made(tmp_path: Path) -> None:
    releases = read(MAY + JUNE, tmp_path)
    assert costs(releases) == ["340", "360"]
    assert [each.known_at for each in releases] == [
        datetime(2021, 5, 7, 8, tzinfo=UTC),
        datetime(2021, 6, 1, 8, tzinfo=UTC),
    ]
    assert {(each.id, each.source_url, each.title) for each in releases} == {
        (ADDRESS, ADDRESS, "Minister opens the harbour of Port Quillan")
    }


def test_packed_ones_are_read_as_well_whatever_they_are_called(tmp_path: Path) -> None:
    packed = gzip.compress(MAY) + gzip.compress(JUNE)
    assert costs(read(packed, tmp_path, "crawl.warc.gz")) == ["340", "360"]
    assert costs(read(packed, tmp_path, "crawl.bin")) == ["340", "360"]
    with (tmp_path / "crawl.bin").open("rb") as stream:
        assert len(list(read_stream(stream, "stdin"))) == 2


def test_what_only_looks_packed_is_no_archive() -> None:
    assert sniff(b"\x1f\x8b and no gzip") is None
    assert sniff(gzip.compress(b"plain words")) is None


def test_what_was_no_page_or_no_text_is_passed_over(tmp_path: Path) -> None:
    at = "2021-05-07T08:00:00Z"
    others = (
        record("Moved", at, status="301 Moved Permanently"),
        record("Not found", at, status="404 Not Found"),
        record(b"\x89PNG", at, address="https://press.example/a.png", content_type="image/png"),
        record("GET / HTTP/1.1", at, kind="request"),
        record("p { margin: 0 }", at, address="https://press.example/a.css", content_type="text/css"),
    )
    assert costs(read(b"".join(others) + MAY, tmp_path)) == ["340"]


def test_a_page_is_read_as_any_other(tmp_path: Path) -> None:
    page = (
        "<html lang='en'><head><title>Harbour opens</title></head><body><article><h1>Harbour opens</h1>"
        + "".join(f"<p>{paragraph}</p>" for paragraph in HARBOUR.split("\n\n"))
        + "</article></body></html>"
    )
    (release,) = read(record(page, "2021-05-07T08:00:00Z", content_type="text/html"), tmp_path)
    assert (release.title, release.text, release.language) == ("Harbour opens", HARBOUR, "en")


def test_without_belief_an_older_capture_takes_no_newer_ones_place(tmp_path: Path) -> None:
    releases = read(JUNE + MAY, tmp_path, trust_times=False)
    assert costs(releases) == ["360"]
    assert releases[0].known_at is None


def test_damage_is_told_and_what_stood_before_it_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc"
    file.write_bytes(MAY + b"WARC/1.0\r\nnothing that follows can be read")
    first, *rest = list(read_paths([file]))
    assert isinstance(first, Release)
    assert all(isinstance(each, UnreadableSource) and "crawl.warc" in each.place for each in rest)
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(gzip.compress(MAY) + gzip.compress(JUNE)[:-200])
    assert costs([each for each in read_paths([torn]) if isinstance(each, Release)])[0] == "340"


def test_a_record_without_its_time_is_damage(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc"
    file.write_bytes(MAY.replace(b"WARC-Date: 2021-05-07T08:00:00Z\r\n", b""))
    (error,) = read_paths([file])
    assert isinstance(error, UnreadableSource)
    assert "time of its capture" in error.reason


@pytest.fixture
def communique(tmp_path: Path) -> Iterator[Communique]:
    with open_with(Clock("2025-01-10T09:00:00+00:00"), tmp_path / "data") as opened:
        yield opened


@pytest.mark.parametrize("captures", [(MAY, JUNE), (JUNE, MAY)])
def test_a_time_of_the_past_is_answered_from_what_was_captured_by_then(
    communique: Communique, captures: tuple[bytes, bytes], tmp_path: Path
) -> None:
    for number, capture in enumerate(captures):  # two archives that tell of one page
        (tmp_path / f"{number}.warc").write_bytes(capture)
    outcomes = communique.add(*(tmp_path / f"{number}.warc" for number in range(2)), trust_times=True)
    assert getattr(outcomes[0], "kind", outcomes[0]) == "added"

    def known(day: date) -> list[str]:
        found = communique.search("What did the harbour cost?", as_of=day)
        return costs([communique.get(hit.release.id, hit.release.version) for hit in found])[:1]

    assert [known(date(2021, 5, 1)), known(date(2021, 5, 20)), known(date(2021, 7, 1))] == [[], ["340"], ["360"]]
    answer = communique.ask("What did the harbour cost?", as_of=date(2021, 5, 20))
    assert "An archive tells" in (answer.note or answer.reason or "")
    assert "360" in communique.get(ADDRESS).text
