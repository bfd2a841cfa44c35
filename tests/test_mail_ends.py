"""A mail without its last lines is read where the text that it holds is whole, and refused where it may not be."""

import pytest

from corpus.errors import UnreadableSource
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

TEXT = "The Ministry of Ports of Estrava opened a second lock at Brannock on Monday."
HEADER = "From: Ministry of Ports <press@ports.example>\nSubject: Second lock\nMIME-Version: 1.0\n"
CUT = "file: cut off: the last part of the mail has no end"


def part(kind: str, text: str) -> str:
    return f"Content-Type: text/{kind}\n\n{text}\n"


def parts(*held: str, kind: str = "mixed", mark: str = "m", closed: bool = True) -> str:
    inner = "".join(f"--{mark}\n{each}\n" for each in held)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n{inner}' + (f"--{mark}--\n" if closed else "")


def both(*, closed: bool = True) -> str:
    return parts(part("plain", TEXT), part("html", f"<p>{TEXT}</p>"), kind="alternative", mark="a", closed=closed)


def image(data: str) -> str:
    return f"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n{data}\n"


def read(mail: str) -> Release | UnreadableSource:
    (found,) = run("mail", Source(data=(HEADER + mail).encode(), place="file", release_id="file"))
    return found


@pytest.mark.parametrize(
    "mail",
    [
        parts(both(), closed=False),
        parts(both(closed=False), closed=False),
        parts(part("plain", TEXT), image("iVBORw0KGgo"), closed=False),
        parts(both(closed=False), image("iVBORw0KGgo")),
        parts(parts(both(closed=False), image("iVBO"), kind="related", mark="r", closed=False), closed=False),
        parts(part("plain", TEXT), part("html", f"<p>{TEXT[:20]}"), kind="alternative", closed=False),
        parts(part("html", f"<html><body><p>{TEXT}</p></body></html>"), closed=False),
    ],
)
def test_a_text_that_something_stands_behind_is_whole_whatever_the_mail_lacks(mail: str) -> None:
    found = read(mail)
    assert isinstance(found, Release), found
    assert (found.title, found.text) == ("Second lock", TEXT)


@pytest.mark.parametrize(
    "mail",
    [
        parts(part("plain", TEXT), closed=False),
        parts(part("html", f"<p>{TEXT}"), closed=False),
        parts(parts(part("plain", TEXT), mark="a", closed=False), closed=False),
        parts(image("iVBORw0KGgo"), part("plain", TEXT[:40]), closed=False),
        parts(image("iVBO"), closed=False),
    ],
)
def test_a_text_that_may_have_gone_on_is_refused_as_cut_off(mail: str) -> None:
    assert str(read(mail)) == CUT
