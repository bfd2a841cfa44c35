"""Files, folders and streams become releases; what cannot be read is named, and the rest goes on."""

import codecs
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from factories import make_release
from hypothesis import given
from hypothesis import strategies as st

from corpus.chunking import split_sentences
from corpus.errors import InvalidRelease, UnreadableSource
from corpus.reading import BUNDLED, decoding, files, jsonl, parse_record, read_paths, read_stream, record_of
from corpus.release import Release

NOTE = "Minister opens harbour\n\nMay 6, 2031\n\nThe harbour is open.\n\nIt cost 340 crowns.\n"


def read(*paths: Path) -> list[Release | UnreadableSource]:
    return list(read_paths(paths))


def read_one(path: Path) -> Release:
    (release,) = read(path)
    assert isinstance(release, Release), release
    return release


def refuse_one(path: Path) -> UnreadableSource:
    (error,) = read(path)
    assert isinstance(error, UnreadableSource), error
    return error


def write(file: Path, content: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def ids(readings: Sequence[Release | UnreadableSource]) -> list[str]:
    return [f"! {reading}" if isinstance(reading, UnreadableSource) else reading.id for reading in readings]


def stream_of(content: str | bytes) -> io.BufferedReader:
    data = content.encode() if isinstance(content, str) else content
    return io.BufferedReader(io.BytesIO(data))


class TestBundled:
    """The golden record: the release as its owner handed it over."""

    def test_title_date_and_id_are_those_of_the_release(self) -> None:
        release = read_one(BUNDLED)
        assert release.id == "japan-cambodia-telephone-talk-2020-10-21"
        assert release.title == "Japan-Cambodia Foreign Ministers’ Telephone Talk"
        assert release.published == date(2020, 10, 21)
        assert (release.source_url, release.publisher, release.language) == (None, None, None)

    def test_the_text_begins_and_ends_with_the_release_and_its_paragraphs_are_kept(self) -> None:
        text = read_one(BUNDLED).text
        sentences = [span.of(text) for span in split_sentences(text)]
        assert sentences[0] == (
            "On October 21, commencing at 1 p.m. for approximately 30 minutes, Mr. MOTEGI Toshimitsu, Minister for "
            "Foreign Affairs of Japan, held a telephone talk with H. E. Mr. Prak Sokhonn, Deputy Prime Minister and "
            "Minister of Foreign Affairs and International Cooperation, Kingdom of Cambodia."
        )
        assert sentences[1] == "The overview of the talk is as follows."
        assert sentences[-1].startswith("3. Both ministers shared the view")
        assert sentences[-1].endswith("which marks 75 anniversary since its establishment.")
        assert [paragraph[:12] for paragraph in text.split("\n\n")] == [
            "On October 2",
            "1. At the ou",
            "2. Minister ",
            "3. Both mini",
        ]

    def test_the_words_around_the_release_are_gone_but_stay_in_its_file(self) -> None:
        (file,) = BUNDLED.iterdir()
        assert file.read_bytes().startswith(b"Press Releases\n\n")
        assert file.read_bytes().endswith(b"Back to Press Releases")
        assert "Press Releases" not in read_one(BUNDLED).text
        assert read_one(BUNDLED).text in file.read_text(encoding="utf-8")


class TestText:
    def test_a_title_a_date_and_paragraphs_are_told_apart(self, tmp_path: Path) -> None:
        release = read_one(write(tmp_path / "Harbour Opening.txt", NOTE))
        assert (release.id, release.title) == ("harbour-opening", "Minister opens harbour")
        assert (release.published, release.text) == (date(2031, 5, 6), "The harbour is open.\n\nIt cost 340 crowns.")

    @pytest.mark.parametrize(
        ("content", "title", "published", "text"),
        [
            ("Title\n\nOne.\n\nTwo.", "Title", None, "One.\n\nTwo."),
            ("May 6, 2031\n\nTitle\n\nOne.", "Title", date(2031, 5, 6), "One."),
            ("Title\n\nA subtitle\n\nMay 6, 2031\n\nOne.", "Title", date(2031, 5, 6), "A subtitle\n\nOne."),
            ("Title\n\nOne.\n \t\n\n\nTwo.\nThree.", "Title", None, "One.\n \t\n\n\nTwo.\nThree."),
            ("The harbour is open now.\n\nIt rained.", "note", None, "The harbour is open now.\n\nIt rained."),
            ("港が火曜日に開かれました。\n\n雨。", "note", None, "港が火曜日に開かれました。\n\n雨。"),
            ("बंदरगाह अब खुला है।\n\nOne.", "note", None, "बंदरगाह अब खुला है।\n\nOne."),
            ("Norvania ends its treaty with the U.S.\n\nOne.", "Norvania ends its treaty with the U.S.", None, "One."),
            ("Minister: “The harbour opens.”\n\nOne.", "Minister: “The harbour opens.”", None, "One."),
            ("Is the new harbour safe?\n\nOne.", "Is the new harbour safe?", None, "One."),
            ("Harbour opened.\n\nOne.", "Harbour opened.", None, "One."),
            ("One line alone.", "note", None, "One line alone."),
            ("Not a title:\ntwo lines.\n\nOne.", "note", None, "Not a title:\ntwo lines.\n\nOne."),
            ("x" * 301 + "\n\nOne.", "note", None, "x" * 301 + "\n\nOne."),
            ("x" * 300 + "\n\nOne.", "x" * 300, None, "One."),
            ("News\n\nTitle\n\nOne.\n\n* * *\n\nBack to top", "Title", None, "One."),
            ("Title\n\nOne.\n\nMedia Center\n\nTwo.\n\nHome", "Title", None, "One.\n\nMedia Center\n\nTwo."),
            ("T\n\n1.\n\n2.\n\n3.\n\n4.\n\n5.\n\nMay 6, 2031", "T", None, "1.\n\n2.\n\n3.\n\n4.\n\n5.\n\nMay 6, 2031"),
            ("Title  in   two\tgaps\n\nOne  two.", "Title in two gaps", None, "One  two."),
            ("Title\n\nCafe\u0301 𝔊🎉", "Title", None, "Café 𝔊🎉"),
            ("Title\r\n\r\nOne.\r\nTwo.\rThree.", "Title", None, "One.\nTwo.\nThree."),
            ("\ufeffTitle\n\nOne.", "Title", None, "One."),
            ("Ti\u00adtle\n\nO\u200bne\u200d.", "Title", None, "One."),
        ],
    )
    def test_a_text_is_read_as_a_person_would(
        self, tmp_path: Path, content: str, title: str, published: date | None, text: str
    ) -> None:
        release = read_one(write(tmp_path / "note.txt", content))
        assert (release.title, release.published, release.text) == (title, published, text)

    @pytest.mark.parametrize("header", ["", "\n\n", "News\n\n", "\r\n \r\n"])
    def test_a_day_that_never_was_is_named_with_its_line(self, tmp_path: Path, header: str) -> None:
        file = write(tmp_path / "note.txt", f"{header}Title\n\nA subtitle\n\nFebruary 30, 2031\n\nOne.")
        line = 5 + header.count("\n")
        assert str(refuse_one(file)) == f"{file}:{line}: 'February 30, 2031' is no date"

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "empty: there is no text in it"),
            (b" \n\t\r\n", "empty: there is no text in it"),
            (codecs.BOM_UTF8, "empty: there is no text in it"),
            (b"Press Releases\n\nBack to top", "empty: there is no text in it"),
            (b"Title\n\nMay 6, 2031", None),
            (b"May 6, 2031", "text is empty"),
            (codecs.BOM_UTF16_LE + b"a", "not UTF-16 as its byte-order mark says: byte 2"),
            (NOTE.encode("utf-16-be"), "binary, not text: byte 0 is NUL"),
            (b"\x89PNG\r\n\0", "binary, not text: byte 6 is NUL"),
            ("Title\n\nOne.\nCafé".encode("latin-1"), "not UTF-8: byte 15 (line 4) is 0xe9"),
            (b"\xed\xa0\x80", "not UTF-8: byte 0 (line 1) is 0xed"),
        ],
    )
    def test_bytes_that_are_no_release_are_refused_with_the_reason(
        self, tmp_path: Path, content: bytes, reason: str | None
    ) -> None:
        file = write(tmp_path / "note.txt", content)
        if reason is None:
            release = read_one(file)
            assert (release.title, release.text, release.published) == ("note", "Title", date(2031, 5, 6))
        else:
            error = refuse_one(file)
            assert (error.place, error.reason) == (str(file), reason)

    def test_a_file_may_be_as_large_as_the_limit_and_no_larger(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(files.FORMATS, "text", replace(files.FORMATS["text"], limit=1024**2))
        file = write(tmp_path / "note.txt", "x" * 1024**2)
        assert len(read_one(file).text) == 1024**2
        write(file, "x" * (1024**2 + 1))
        assert str(refuse_one(file)) == f"{file}: larger than 1 MiB"

    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
    def test_any_text_is_a_release_or_a_reason(self, content: str) -> None:
        (reading,) = read_stream(stream_of("x " + content), "note")
        if isinstance(reading, Release):
            assert reading.text == reading.text.strip()
            assert all(word in decoding.normalise("x " + content) for word in reading.text.split())


class TestFolders:
    def test_a_folder_is_read_in_the_order_of_names_and_ids_are_paths_below_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("b.txt", "a/z.text", "a/Ünder Way.TXT", "a/b/c.txt", "!!!/x.txt"):
            write(tmp_path / "releases" / name, NOTE)
        write(tmp_path / "releases" / "d.jsonl", json.dumps({"id": "in-jsonl", "title": "T", "text": "One."}))
        expected = ["release/x", "a/b/c", "a/z", "a/under-way", "b", "in-jsonl"]
        assert ids(read(tmp_path / "releases")) == expected
        monkeypatch.chdir(tmp_path / "releases" / "a")
        assert ids(read(Path(".."))) == expected

    def test_hidden_files_and_folders_are_left_out_below_a_folder_but_not_when_named(self, tmp_path: Path) -> None:
        for name in (".hidden/.secret.txt", ".hidden/open.txt", ".hidden/inner/.deep/x.txt"):
            write(tmp_path / name, NOTE)
        assert ids(read(tmp_path)) == []
        assert ids(read(tmp_path / ".hidden")) == ["open"]
        assert ids(read(tmp_path / ".hidden" / ".secret.txt")) == ["secret"]

    def test_the_folder_of_a_catalog_is_left_out_below_a_folder(self, tmp_path: Path) -> None:
        write(tmp_path / "a.txt", NOTE)
        write(tmp_path / "data" / "catalog.sqlite3", "SQLite")
        write(tmp_path / "data" / "index" / "00000001" / "manifest.json", "{}")
        assert ids(read(tmp_path)) == ["a"]

    def test_a_file_that_no_reader_knows_is_named_and_the_rest_goes_on(self, tmp_path: Path) -> None:
        endings = (
            ".atom .docx .eml .htm .html .json .jsonl .markdown .md .ndjson .pdf .rdf .rss .text .txt .warc .xhtml .xml"
        )
        known = f"(known: {endings})"
        for name in ("a.png", "b.txt", "c", "d.txt"):
            write(tmp_path / name, b"\x89PNG\0" if name < "b" else NOTE)
        assert ids(read(tmp_path)) == [
            f"! {tmp_path}/a.png: no reader for .png {known}",
            "b",
            f"! {tmp_path}/c: no reader for files without an ending {known}",
            "d",
        ]

    def test_a_missing_file_is_named_whatever_its_ending(self, tmp_path: Path) -> None:
        missing = [tmp_path / name for name in ("a.txt", "b.jsonl", "c.pdf", "folder")]
        assert ids(read(*missing)) == [
            f"! {tmp_path}/a.txt: No such file or directory",
            f"! {tmp_path}/b.jsonl: No such file or directory",
            f"! {tmp_path}/c.pdf: No such file or directory",
            f"! {tmp_path}/folder: No such file or directory",
        ]

    def test_a_file_that_cannot_be_opened_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "loop.txt"
        file.symlink_to(file)
        assert str(refuse_one(file)).startswith(f"{file}: ")
        assert "symbolic links" in refuse_one(file).reason

    def test_a_folder_called_like_a_file_is_a_folder(self, tmp_path: Path) -> None:
        write(tmp_path / "x.txt" / "inner.txt", NOTE)
        assert ids(read(tmp_path)) == ["x-txt/inner"]
        assert ids(read(tmp_path / "x.txt")) == ["inner"]

    def test_an_id_from_two_files_is_refused_and_both_are_named(self, tmp_path: Path) -> None:
        one, other = write(tmp_path / "a" / "note.txt", NOTE), write(tmp_path / "b" / "note.txt", NOTE)
        refusal = f"! {other}: id 'note' was already given by {one}; add their common folder"
        assert ids(read(one, other)) == ["note", refusal]
        assert ids(read(tmp_path)) == ["a/note", "b/note"]

    def test_the_same_file_named_twice_is_read_twice(self, tmp_path: Path) -> None:
        file = write(tmp_path / "note.txt", NOTE)
        assert ids(read(file, file)) == ["note", "note"]

    def test_a_name_that_makes_a_reserved_id_is_refused(self, tmp_path: Path) -> None:
        assert "its last part is a reserved word" in refuse_one(write(tmp_path / "text.txt", NOTE)).reason


def line(**fields: Any) -> str:
    return json.dumps({"id": "a", "title": "Title", "text": "One."} | fields, ensure_ascii=False) + "\n"


class TestJsonl:
    def read(self, content: str | bytes) -> list[Release | UnreadableSource]:
        return list(jsonl.read_jsonl(stream_of(content), "f.jsonl"))

    def one(self, content: str | bytes) -> Release:
        (release,) = self.read(content)
        assert isinstance(release, Release), release
        return release

    def test_every_line_is_a_release_or_an_error_that_names_it(self) -> None:
        lines = [line(id="a"), "\n", "not json\n", " \t\r\n", line(id="b"), "[1]\n", line(id="c").strip()]
        assert ids(self.read("".join(lines))) == [
            "a",
            "! f.jsonl:3: not JSON: Expecting value (column 1)",
            "b",
            "! f.jsonl:6: a release is a JSON object, not list",
            "c",
        ]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ('{"id": "a"', "not JSON: Expecting ',' delimiter (column 11)"),
            ("null", "a release is a JSON object, not NoneType"),
            ('"a"', "a release is a JSON object, not str"),
            ('{"title": "Title"}', "text is missing"),
            ('{"text": "One."}', "title is missing"),
            (line(text=None), "text is missing"),
            (line(text=""), "text is empty"),
            (line(title="  "), "title is empty"),
            ('{"title": "", "text": "One."}', "title is empty"),
            (line(text=["One."]), "text is to be a string, not list"),
            (line(title=1), "title is to be a string, not int"),
            (line(id=7), "id is to be a string, not int"),
            (line(published=20310506), "published is to be a string, not int"),
            (line(url=False), "source_url is to be a string, not bool"),
            (line(publisher={}), "publisher is to be a string, not dict"),
            (line(published="6 May"), "published '6 May' is no date (ISO 8601, as 2020-10-21)"),
            (line(date="2031-02-30"), "published '2031-02-30' is no date (ISO 8601, as 2020-10-21)"),
            (
                line(date="0001-01-01T00:00+14:00"),
                "published '0001-01-01T00:00+14:00' is no date (ISO 8601, as 2020-10-21)",
            ),
            ('{"title": "T", "text": "a\\u0000b"}', "text holds a NUL character at 1"),
            ('{"title": "T", "text": "ab\\ud800"}', "text holds a lone surrogate at 2"),
            (b'{"title": "T", "text": "a\0b"}', "binary, not text: byte 25 is NUL"),
            (b'{"title": "T", "text": "\xe9"}', "not UTF-8: byte 24 (line 1) is 0xe9"),
            ("[" * 100_000, "not JSON that we take: nested too deeply"),
            ('{"title": "T", "text": "One.", "n": ' + "7" * 5_000 + "}", "not JSON that we take: a number is too long"),
        ],
    )
    def test_a_line_that_is_no_release_is_refused_with_the_reason_and_the_next_is_read(
        self, content: str | bytes, reason: str
    ) -> None:
        data = content.encode() if isinstance(content, str) else content
        error, after = self.read(data.rstrip() + b"\n" + line(id="after").encode())
        assert str(error) == f"f.jsonl:1: {reason}"
        assert isinstance(after, Release)
        assert after.id == "after"

    def test_an_id_that_stands_on_an_earlier_line_is_refused(self) -> None:
        readings = self.read(line(id="a") + line(id="b") + line(id="a", text="Two."))
        assert ids(readings) == ["a", "b", "! f.jsonl:3: id 'a' stands already on line 1"]

    def test_a_line_over_the_limit_is_refused_and_the_next_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (decoding, jsonl):
            monkeypatch.setattr(module, "MAX_FILE", 1024**2)
        frame = len(line(id="b", text=""))
        long = [
            line(id=name, text="x" * (1024**2 - frame + over)) for name, over in (("a", 0), ("b", 1), ("c", 3 << 20))
        ]
        readings = self.read("".join(long) + line(id="d") + long[2].strip())
        refused = "longer than 1 MiB"
        assert ids(readings) == [
            "a",
            f"! f.jsonl:2: {refused}",
            f"! f.jsonl:3: {refused}",
            "d",
            f"! f.jsonl:5: {refused}",
        ]

    def test_url_and_date_are_read_as_source_url_and_published(self) -> None:
        release = self.one(line(url="https://press.example/a", date="2031-05-06"))
        assert (release.source_url, release.published) == ("https://press.example/a", date(2031, 5, 6))
        both = self.one(line(url="https://x.example", source_url="https://y.example", date="2030-01-01", published=""))
        assert (both.source_url, both.published) == ("https://y.example", None)

    @pytest.mark.parametrize(
        ("fields", "release_id"),
        [
            ({"id": "given", "url": "https://press.example/a"}, "given"),
            ({"id": "", "url": "https://press.example/a"}, "https://press.example/a"),
            ({"id": None, "date": "2031-05-06T10:00Z"}, "title-2031-05-06"),
            ({"id": None}, "title"),
        ],
    )
    def test_a_release_without_an_id_is_named_after_its_address_or_its_title_and_date(
        self, fields: dict[str, Any], release_id: str
    ) -> None:
        assert self.one(line(**fields)).id == release_id

    def test_a_text_is_kept_to_the_last_character(self) -> None:
        text = " \r\n\tCafe\u0301 𝔊🎉\r\u2028\x1f\ufeff end \n\n"
        assert self.one(line(text=text)).text == text
        assert self.one(json.dumps({"title": "T", "text": text})).text == text

    def test_a_byte_order_mark_at_the_start_is_taken_off(self) -> None:
        assert self.one(codecs.BOM_UTF8 + line().encode()).id == "a"

    def test_unknown_fields_are_passed_over(self) -> None:
        assert self.one(line(tags=["a"], version="b")) == self.one(line())

    def test_jsonl_files_are_read_by_their_ending(self, tmp_path: Path) -> None:
        file = write(tmp_path / "x.NDJSON", line(id="a") + "?")
        assert ids(read(file)) == ["a", f"! {file}:2: not JSON: Expecting value (column 1)"]

    def test_one_document_over_many_lines_is_not_told_line_by_line(self, tmp_path: Path) -> None:
        records = [{"id": name, "title": "T", "text": "One."} for name in "ab"]
        file = write(tmp_path / "f.jsonl", json.dumps(records, indent=1) + "\n" + json.dumps(records[0]) + "\n}")
        told = ids(read(file))
        assert [each.partition(" not JSON")[0] for each in told[:3]] == [f"! {file}:{line}:" for line in (1, 2, 3)]
        assert told[3:] == [
            f"! {file}:4: the next 9 lines are no JSON objects, either: a release is one on a line",
            "a",
            f"! {file}:14: not JSON: Expecting value (column 1)",
        ]


ZONED = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9, minutes=30))])).filter(
    lambda moment: 1 < moment.year < 9999
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip)


@given(TEXT, TEXT, st.none() | st.dates() | ZONED, st.none() | TEXT, st.none() | TEXT)
def test_a_release_written_as_a_record_is_read_back_the_same(
    title: str, text: str, published: date | None, publisher: str | None, language: str | None
) -> None:
    release = make_release("a", title, text, published, None, publisher, language)
    record = json.loads(json.dumps(record_of(release)))
    assert parse_record(record) == release
    assert parse_record(record).version == release.version
    assert all(isinstance(value, str) for value in record.values())


def test_a_record_holds_no_field_that_the_release_does_not_have() -> None:
    release = make_release(published=None, source_url=None, publisher=None, language=None)
    assert record_of(release) == {"id": release.id, "title": release.title, "text": release.text}
    with pytest.raises(InvalidRelease, match="a release is a JSON object, not str"):
        parse_record("a")


class TestStream:
    @pytest.mark.parametrize("before", [b"", b" \n\r\n", codecs.BOM_UTF8])
    def test_a_stream_that_begins_with_a_brace_is_jsonl(self, before: bytes) -> None:
        readings = list(read_stream(stream_of(before + (line(id="a") + "{\n" + line(id="b")).encode()), "stdin"))
        at = 2 + before.count(b"\n")
        assert [str(reading).partition(" not JSON")[0] for reading in readings if isinstance(reading, Exception)] == [
            f"stdin:{at}:"
        ]
        assert [reading.id for reading in readings if isinstance(reading, Release)] == ["a", "b"]

    def test_any_other_stream_is_one_release_in_plain_text(self) -> None:
        (release,) = read_stream(stream_of(NOTE), "stdin")
        assert isinstance(release, Release)
        assert (release.id, release.title, release.published) == ("stdin", "Minister opens harbour", date(2031, 5, 6))

    def test_an_empty_stream_is_an_error(self) -> None:
        assert ids(list(read_stream(stream_of(b""), "stdin"))) == ["! stdin: empty: there is no text in it"]


def test_a_zone_is_kept_with_its_moment() -> None:
    release = parse_record({"title": "T", "text": "One.", "published": "2031-05-06T08:00:00+09:30"})
    assert release.published == datetime(2031, 5, 5, 22, 30, tzinfo=UTC)
    assert record_of(release)["published"] == "2031-05-06T08:00:00+09:30"
