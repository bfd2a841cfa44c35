"""Bytes of any encoding become text, or a reason why not."""

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.decoding import Undecodable, declared_in, detect, normalise

TEXTS = {
    "cp1252": "Le ministre a déclaré que l’été dernier, la décision était prise – « déjà ».",
    "cp932": "令和十三年五月六日、大臣は港の開港を祝いました。両国は協力を一層進めます。",
    "euc_jp": "令和十三年五月六日、大臣は港の開港を祝いました。両国は協力を一層進めます。",
    "iso2022_jp": "令和十三年五月六日、大臣は港の開港を祝いました。",
    "cp1251": "Министр заявил, что гавань открыта. Стороны подписали договор о рыболовстве.",
    "koi8_r": "Министр заявил, что гавань открыта. Стороны подписали договор о рыболовстве.",
    "gb18030": "外交部长在记者会上表示，双方将继续加强合作，共同推动经济发展。",
    "cp949": "장관은 기자회견에서 양국이 협력을 계속 강화할 것이라고 말했다.",
    "cp1253": "Ο υπουργός δήλωσε ότι η συμφωνία υπεγράφη την Τετάρτη.",
}


@pytest.mark.parametrize(("encoding", "text"), TEXTS.items())
def test_an_encoding_that_nobody_names_is_told_by_its_text(encoding: str, text: str) -> None:
    assert detect((text * 3).encode(encoding)) == text * 3


@pytest.mark.parametrize(("encoding", "text"), TEXTS.items())
def test_an_encoding_that_is_named_is_taken(encoding: str, text: str) -> None:
    assert detect(text.encode(encoding), encoding.replace("cp125", "windows-125")) == text


@pytest.mark.parametrize("declared", [None, "utf-8", "cp1252", "zlib", "utf-7", "unicode_escape", "no-such", ""])
def test_whole_utf_8_is_utf_8_whatever_is_said_of_it(declared: str | None) -> None:
    assert detect("Café – “open”".encode(), declared) == "Café – “open”"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(encoding: str) -> None:
    assert detect("Café".encode(encoding), "cp1252") == "Café"


def test_one_damaged_character_in_many_does_not_make_another_encoding() -> None:
    data = bytearray(("港が開かれました。" * 20).encode())
    data[30] ^= 0x80
    assert detect(bytes(data)).count("\ufffd") in {1, 2, 3}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Minister powiedział, że umowa została podpisana w środę. Żółta łódź.".encode("cp1250"), "not UTF-8: byte 18"),
        ("Café".encode("cp1252"), "not UTF-8: byte 3 (line 1) is 0xe9"),
        (b"a\0b", "binary, not text: byte 1 is NUL"),
        (codecs.BOM_UTF16_LE + b"abc", "not UTF-16 as its byte-order mark says"),
        (bytes(range(128, 256)) * 100, "not UTF-8: byte 0"),
    ],
)
def test_where_no_encoding_is_likely_none_is_taken(data: bytes, reason: str) -> None:
    with pytest.raises(Undecodable) as refused:
        detect(data)
    assert str(refused.value).startswith(reason)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<?xml version="1.0" encoding="Shift_JIS"?>', "Shift_JIS"),
        (b"<META http-equiv=content-type content='text/html; charset=euc-jp'>", "euc-jp"),
        (b"<meta charset = utf-8>", "utf-8"),
        (b"<html>", None),
        (b" " * 5000 + b"<meta charset=utf-8>", None),
    ],
)
def test_pages_and_feeds_declare_their_encoding_near_their_start(head: bytes, name: str | None) -> None:
    assert declared_in(head) == name


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Cafe\u0301", "Café"),
        ("har\u00adbour\u200b, \u2060open\ufeff", "harbour, open"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("25\xa0million", "25\xa0million"),
        ("می\u200cروم", "می\u200cروم"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a\u200db\u200c", "ab"),
        ("a\u200c\u200cé", "aé"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_what_has_no_width_goes_and_all_else_stays(text: str, normal: str) -> None:
    assert normalise(text) == normal


@given(st.text())
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.binary(max_size=200), st.none() | st.sampled_from(["utf-8", "cp1252", "shift_jis", "utf-16", "utf-7"]))
def test_any_bytes_are_text_without_nul_or_refused(data: bytes, declared: str | None) -> None:
    with contextlib.suppress(Undecodable):
        assert "\0" not in detect(data, declared) or declared == "utf-16" or data[:2] in {b"\xff\xfe", b"\xfe\xff"}
