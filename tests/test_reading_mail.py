"""Mails and Markdown become releases. Whole files: test_reading_html.py, beside the pages."""

from datetime import UTC, datetime

import pytest

from corpus.errors import UnreadableSource
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

HEADER = "From: Ministry of Works <press@works.example>\nSubject: Harbour open\nDate: Tue, 06 May 2031 10:30:00 +0000\n"


def read(format_name: str, text: str | bytes) -> Release | UnreadableSource:
    data = text.encode() if isinstance(text, str) else text
    (found,) = run(format_name, Source(data=data, place="file", release_id="file"))
    return found


def read_mail(text: str | bytes) -> Release:
    found = read("mail", text)
    assert isinstance(found, Release), found
    return found


class TestMail:
    def test_subject_sender_and_date_are_those_of_the_release(self) -> None:
        release = read_mail(f"{HEADER}\nThe harbour is open.\n")
        assert (release.title, release.publisher, release.text) == (
            "Harbour open",
            "Ministry of Works",
            "The harbour is open.",
        )
        assert release.published == datetime(2031, 5, 6, 10, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("subject", "title"), [("Re: FW: Fwd: Harbour", "Harbour"), ("Reform", "Reform"), ("", "file")]
    )
    def test_what_programs_put_before_a_subject_is_taken_off(self, subject: str, title: str) -> None:
        text = "The harbour of Port Quillan is open since Tuesday, and it is as large as that of the capital. " * 4
        assert read_mail(f"Subject: {subject}\nFrom: a@b.example\n\n{text}").title == title

    @pytest.mark.parametrize("stated", ["06 May 99999999999999999999 10:30:00 GMT", "31 Dec 9999 23:59:59 -0500"])
    def test_a_date_that_no_calendar_has_is_none(self, stated: str) -> None:
        release = read("mail", f"Subject: Harbour open\nDate: {stated}\n\nThe harbour is open.\n")
        assert isinstance(release, Release)
        assert release.published is None

    @pytest.mark.parametrize(
        "hidden",
        ["<div style='display:none;max-height:0'>{}</div>", "<style>.pre{{display:none}}</style><p class=pre>{}</p>"],
    )
    def test_what_a_mail_never_shows_is_not_its_text(self, hidden: str) -> None:
        body = (
            hidden.format("The harbour costs 999 million.") + "<p>The harbour is open. It cost 340 million crowns.</p>"
        )
        text = read_mail(f"{HEADER}Content-Type: text/html\n\n{body}").text
        assert text == "The harbour is open. It cost 340 million crowns."

    def test_an_address_alone_names_no_publisher(self) -> None:
        assert read_mail("From: a@b.example\nSubject: S\n\nText.").publisher is None

    def test_the_plain_text_is_read_though_the_charset_is_wrong(self) -> None:
        body = "Le café de la mer est à côté du port, et les élèves y sont."
        data = f"{HEADER}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}".encode(
            "cp1252"
        )
        assert read_mail(data).text == body

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "no mail: it has no header"),
            (f"{HEADER}\n", "no text in the mail"),
            (
                f"{HEADER}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nThe har",
                "cut off: the last part of the mail has no end",
            ),
            (
                f"{HEADER}Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx",
                "no text in the mail; attached: a.pdf",
            ),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_the_reason(self, text: str, reason: str) -> None:
        assert str(read("mail", text)) == f"file: {reason}"


class TestMarkdown:
    @pytest.mark.parametrize(
        ("text", "title", "body"),
        [
            ("# Title\n\nOne *two*\nthree.", "Title", "One two three."),
            ("Title\n\nOne.", "Title", "One."),
            ("# Title\n\n- a\n- b\n\n```\ncode\n```", "Title", "a\n\nb\n\ncode"),
            ("# Title\n\n![picture](x.png) One.<script>no</script>", "Title", "One."),
            ("---\ntitle: Other\n---\n\nOne.\n\nTwo.", "Other", "One.\n\nTwo."),
            ("One.", "file", "One."),
        ],
    )
    def test_its_marks_are_not_in_the_text(self, text: str, title: str, body: str) -> None:
        release = read("markdown", text)
        assert isinstance(release, Release)
        assert (release.title, release.text) == (title, body)

    def test_an_empty_file_is_refused(self) -> None:
        assert str(read("markdown", "---\ntitle: T\n---\n")) == "file: no text in it"
