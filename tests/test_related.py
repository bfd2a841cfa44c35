"""What stands behind a release on its page, and is not of it; and what is."""

import pytest

from corpus.reading.closings import is_closing
from corpus.reading.related import is_related
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release

PROSE = (
    "The pact on herring was signed at Selm on Monday, and it takes force when both parliaments have agreed to it.",
    "Minister Odile Brannock said that 40 boats of each country may fish there, and that the quota is the same.",
    "Fishers of both coasts had asked for the pact for nine years, and the first boats sail in June of this year.",
)
BODY = "".join(f"<p>{line}</p>" for line in PROSE)
TEASER = "The line to Tarn has a second ship, which cost 90 million crowns and sails twice a day from this week on."


def read(behind: str, before: str = "") -> str:
    head = "<title>Brannock signs the pact with Estrava</title>"
    main = f"<main><h1>Brannock signs the pact with Estrava</h1>{before}{BODY}{behind}</main>"
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{main}</body></html>"
    (found,) = run("html", Source(data=page.encode(), place="page", release_id="page"))
    assert isinstance(found, Release), found
    return found.text


@pytest.mark.parametrize(
    "behind",
    [
        f"<h2>Read also</h2><div><h3><a href='/a'>Second ship for Tarn</a></h3><p>{TEASER}</p></div>",
        f"<h3>Related articles</h3><p><a href='/a'>Second ship for Tarn</a> {TEASER}</p>",
        f"<p><b>Das könnte Sie auch interessieren:</b></p><p>{TEASER}</p>",
        f"<div>À lire aussi</div><div><p>{TEASER}</p></div>",
        f"<div><h3><a href='/a'>Second ship for Tarn</a></h3><p>{TEASER}</p><h4><a href='/b'>Quay</a></h4></div>",
        "<p>Read also: <a href='/a'>Second ship for Tarn sails from this week on</a></p>",
        "<p>The post <a href='/p'>Brannock signs</a> appeared first on <a href='/'>Coast News</a>.</p>",
        "<div class='meta'><span>Lene Dahl</span></div><div>Tags</div><div><a href='/t'>Fish</a></div>",
    ],
)
def test_what_leads_to_other_texts_is_not_in_the_text(behind: str) -> None:
    assert read(behind) == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    ("behind", "kept"),
    [
        (
            "<h2>Notes to editors</h2><p>The quota is set each year.</p>",
            ("Notes to editors", "The quota is set each year."),
        ),
        ("<p>[1] Quota of 2019</p>", ("[1] Quota of 2019",)),
        ("<p><a href='/files/pact.pdf'>Text of the pact</a></p>", ("Text of the pact",)),
    ],
)
def test_notes_and_files_of_the_release_stay(behind: str, kept: tuple[str, ...]) -> None:
    assert read(behind) == "\n\n".join((*PROSE, *kept))


def test_a_heading_within_a_text_does_not_cut_what_is_behind_it() -> None:
    text = read("", f"<p>{PROSE[0]}</p><h2>Latest news</h2>")
    assert text.endswith("\n\n".join(PROSE))


@pytest.mark.parametrize(
    "line",
    [
        "The post Pact signed appeared first on Coast News.",
        "Der Beitrag Pakt unterzeichnet erschien zuerst auf Küstenblatt.",
        "L’article Pacte signé est apparu en premier sur Côtes.",
        "La entrada Pacto firmado se publicó primero en Costa.",
    ],
)
def test_where_a_text_appeared_first_closes_it(line: str) -> None:
    assert is_closing(line)
    assert not is_closing(f"{line} {TEASER * 9}")


@pytest.mark.parametrize(
    ("line", "related"),
    [
        ("See also:", True),
        ("More news", True),
        ("関連記事", True),
        ("Related Materials:", True),
        ("More boats may fish off Selm", False),
        ("See also the Fisheries Act of 1987, which the pact changes.", False),
        ("Other countries", False),
    ],
)
def test_further_reading_is_told_by_its_heading(line: str, related: bool) -> None:
    assert is_related(line) is related
