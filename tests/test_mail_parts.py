"""Mails as press offices, programs and people send them on: stubs, forwards, documents that are attached."""

import io
from datetime import UTC, date, datetime
from email.message import EmailMessage

import docx
import pytest

from corpus.errors import UnreadableSource
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

PROSE = (
    "The pact on herring was signed at Selm on Monday, and it takes force when both parliaments have agreed to it.",
    "Minister Odile Brannock said that 40 boats of each country may fish there, and that the quota is the same.",
)
TEXT = "\n\n".join(PROSE)
HTML = "".join(f"<p>{line}</p>" for line in PROSE)


def write(text: str = TEXT, subject: str = "Pact signed") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Lene Dahl <lene@paper.example>"
    mail["Subject"] = subject
    mail["Date"] = "Wed, 12 May 2021 08:00:00 +0000"
    if text:
        mail.set_content(text)
    return mail


def read(mail: EmailMessage) -> list[Release | UnreadableSource]:
    return list(run("mail", Source(data=bytes(mail), place="a.eml", release_id="a")))


def read_one(mail: EmailMessage) -> Release:
    (release,) = read(mail)
    assert isinstance(release, Release), release
    return release


def make_docx(title: str = "Annex: the quotas") -> bytes:
    document, packed = docx.Document(), io.BytesIO()
    for line in (title, *PROSE):
        document.add_paragraph(line)
    document.save(packed)
    return packed.getvalue()


class TestStub:
    @pytest.mark.parametrize(
        "stub",
        [
            "View this email in your browser: https://press.example/x",
            "This message is best read as HTML.",
            "See below.",
        ],
    )
    def test_a_plain_part_that_only_says_where_to_read_is_no_text(self, stub: str) -> None:
        mail = write(stub)
        mail.add_alternative(f"<p>View in browser</p>{HTML}<p>Unsubscribe from this list</p>", subtype="html")
        assert read_one(mail).text == TEXT

    def test_a_plain_part_that_is_whole_stays_the_text(self) -> None:
        mail = write(TEXT)
        mail.add_alternative(f"<p>Header of the house that the plain text lacks.</p>{HTML}", subtype="html")
        assert read_one(mail).text == TEXT

    def test_what_programs_write_around_a_text_goes_and_nothing_within_it(self) -> None:
        around = "View this email in your browser\n\n{}\n\nYou are receiving this email because you asked for it."
        assert read_one(write(around.format(TEXT))).text == TEXT
        within = f"{PROSE[0]}\n\nUnsubscribe from the fishing list by Friday.\n\n{PROSE[1]}"
        assert read_one(write(within)).text == within


class TestForward:
    @pytest.mark.parametrize(
        ("header", "published"),
        [
            (
                (
                    "---------- Forwarded message ---------\nFrom: Ministry of Fisheries <press@fish.example>\n"
                    "Date: Mon, 10 May 2021 at 09:00\nSubject: Pact on herring\nTo: <lene@paper.example>\n"
                ),
                date(2021, 5, 10),
            ),
            (
                (
                    "Begin forwarded message:\n\nFrom: Ministry of Fisheries <press@fish.example>\n"
                    "Subject: Pact on herring\nDate: 10 May 2021 09:00:00 +0000\n"
                ),
                datetime(2021, 5, 10, 9, tzinfo=UTC),
            ),
            (
                (
                    "-----Ursprüngliche Nachricht-----\nVon: Ministry of Fisheries [mailto:press@fish.example]\n"
                    "Gesendet: Montag, 10. Mai 2021 09:00\nAn: Dahl, Lene\nBetreff: Pact on herring\n"
                ),
                date(2021, 5, 10),
            ),
            (
                (
                    "________________________________\nFrom: Ministry of Fisheries <press@fish.example>\n"
                    "Sent: Monday, May 10, 2021 9:00 AM\nTo: Lene Dahl\nSubject: Pact on herring\n"
                ),
                date(2021, 5, 10),
            ),
        ],
    )
    def test_a_forward_keeps_the_first_sender_and_day(self, header: str, published: date) -> None:
        for note in ("", "For you.\n\n-- \nLene\n\n"):
            release = read_one(write(f"{note}{header}\n{TEXT}", subject="Fwd: Pact signed"))
            assert (release.title, release.publisher, release.published) == (
                "Pact on herring",
                "Ministry of Fisheries",
                published,
            )
            assert release.text == TEXT

    def test_of_a_forward_of_a_forward_the_first_counts(self) -> None:
        header = "---- Forwarded message ----\nFrom: {} <a@b.example>\nDate: 10 May 2021\nSubject: S\n\n"
        release = read_one(write(header.format("Jo Lind") + header.format("Office") + TEXT, subject="Fwd: Fwd: S"))
        assert (release.publisher, release.text) == ("Office", TEXT)

    def test_lines_that_are_quoted_lose_their_marks(self) -> None:
        header = "> From: Office <a@b.example>\n> Date: 10 May 2021\n> Subject: S\n>\n"
        quoted = "\n".join(f"> {line}" for line in TEXT.split("\n"))
        assert read_one(write(header + quoted, subject="FW: S")).text == TEXT

    def test_an_answer_is_no_forward(self) -> None:
        text = f"{TEXT}\n\nFrom: Jo Lind\nDate: 10 May 2021\nSubject: Question\n\nIs it signed?"
        release = read_one(write(text, subject="Re: Question"))
        assert release.publisher == "Lene Dahl"
        assert release.text.startswith(PROSE[0])


class TestAttached:
    def test_a_document_is_a_release_of_its_own(self) -> None:
        mail = write()
        mail.add_attachment(make_docx(), maintype="application", subtype="octet-stream", filename="Annex 1.docx")
        mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
        told, brought = read(mail)
        assert isinstance(told, Release)
        assert isinstance(brought, Release)
        assert (told.id, brought.id) == ("a", "a/annex-1-docx")
        assert (brought.title, brought.text, brought.publisher) == ("Annex: the quotas", TEXT, "Lene Dahl")
        assert brought.published is not None

    def test_a_mail_without_a_text_is_its_documents(self) -> None:
        mail = write("")
        mail.add_attachment(make_docx(), maintype="application", subtype="octet-stream", filename="pact.docx")
        assert read_one(mail).id == "a/pact-docx"

    def test_a_document_that_cannot_be_read_is_named_and_stops_nothing(self) -> None:
        mail = write()
        mail.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="pact.pdf")
        told, error = read(mail)
        assert isinstance(told, Release)
        assert isinstance(error, UnreadableSource)
        assert str(error).startswith("a.eml, attachment pact.pdf: ")

    def test_a_mail_that_is_attached_is_read_as_one(self) -> None:
        inner = write(TEXT, "Pact on herring")
        mail = write("", "Fwd: Pact")
        mail.add_attachment(inner)
        release = read_one(mail)
        assert (release.id, release.title, release.text) == ("a/pact-on-herring", "Pact on herring", TEXT)
