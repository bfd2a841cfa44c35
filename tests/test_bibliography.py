"""References in the styles of others: each field comes back out of the programs that read them."""

import json
import re
import warnings
from collections.abc import Sequence
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from factories import HARBOUR, make_release, make_treaty
from fastapi.testclient import TestClient

from corpus.catalog import Catalog
from corpus.release import Release
from service.assembly import Communique
from service.display.bibliography import QuotedPlace, Reference, cite_places, references_of
from service.display.references import as_typed, permalinks
from service.display.styles import Style, csl_item, write_references

READ = date(2031, 8, 2)
TITLES = (
    "Minister Ostrander opens the harbour",
    "Who pays? Estrava & Norvania at 50% each",
    "The {old} quay_of #3 ~ $4 ^ \\ bridge",
    "Brücken für Tollan – Ærø",
    "橋が開く",
    "“A bridge of iron”, says Brannock",
    "A title: with | pipes = and [brackets] <b>",
)


def make_many() -> list[Release]:
    """Twenty releases that differ in what a reference names; some name little."""
    text = "“We build,” she said: 100% {sure}, for $4 & more.\nIt was done. The council of Brannock_1 thanked #2."
    return [
        make_release(
            f"r/{n}",
            TITLES[n % len(TITLES)],
            f"{text} {n}",
            [date(2031, 5, 1 + n), datetime.fromisoformat(f"2031-09-{n + 1:02}T23:30:00+09:00"), None][n % 3],
            [f"https://press.example/{n}?a=1&b=%7B{n}%7D_x#top", None][n % 5 == 4],
            ["Ministry of Works", "Ministère & Cie", None][n % 4 % 3],
            ["en", "de", None][n % 3],
        )
        for n in range(20)
    ]


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> list[Reference]:
    with Catalog(tmp_path_factory.mktemp("cited") / "catalog.sqlite3") as catalog:
        releases = make_many()
        catalog.put(releases, lambda _: [])
        places = [QuotedPlace(release_id=each.id, start=start, end=end) for each in releases for start, end in SPANS]
        citations, languages = cite_places(catalog, places)
    return references_of(citations, permalinks("http://127.0.0.1:8000"), READ, languages)


SPANS = [(50, 62), (0, 49)]  # the second sentence first
QUOTES = "““We build,” she said: 100% {sure}, for $4 & more.” “It was done.”"


def expected(reference: Reference) -> dict[str, Any]:
    """What has to come back, by the names of CSL."""
    return {
        "id": reference.key,
        "title": reference.title,
        "publisher": reference.publisher,
        "issued": reference.day,
        "accessed": READ,
        "URL": reference.source_url or reference.place,
        "place": reference.place,
        "language": reference.language,
        "version": reference.version,
        "quotes": QUOTES,
    }


def test_each_quote_stands_in_quotation_marks_in_the_order_of_the_text(references: Sequence[Reference]) -> None:
    assert len(references) == 20
    assert {each.quotes for each in references} == {QUOTES}
    assert len({each.key for each in references}) == 20


def test_every_field_comes_back_out_of_csl_json(references: Sequence[Reference]) -> None:
    citeproc = pytest.importorskip("citeproc.source.json", reason="citeproc-py comes with the extra dev")
    items = json.loads(write_references(references, "csl"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py does not know every variable of CSL
        read = citeproc.CiteProcJSON(items)
    for item, reference in zip(items, references, strict=True):
        of_it = read[reference.key]
        back = {
            "id": item["id"],
            "title": str(of_it.title),
            "publisher": str(of_it.publisher) if "publisher" in of_it else None,
            "issued": date(of_it.issued.year, of_it.issued.month, of_it.issued.day) if "issued" in of_it else None,
            "accessed": date(of_it.accessed.year, of_it.accessed.month, of_it.accessed.day),
            "URL": str(of_it["URL"]),
            "place": str(of_it.archive_location),
            "language": item.get("language"),
            "version": str(of_it.version),
            "quotes": str(of_it.note),
        }
        assert back == expected(reference)
        assert (item["type"], item["genre"]) == ("webpage", "Press release")


def untex(text: str) -> str:
    named = {r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}"}
    named |= {r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
    return re.sub(r"\\text\w+\{\}|\\[&%$#_]", lambda found: named.get(found[0], found[0][1:]), text)


def test_every_field_comes_back_out_of_bibtex(references: Sequence[Reference]) -> None:
    bibtexparser = pytest.importorskip("bibtexparser", reason="it comes with the extra dev")
    library = bibtexparser.parse_string(write_references(references, "bibtex"))
    assert not library.failed_blocks
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    for entry, reference in zip(library.entries, references, strict=True):
        fields = {name: str(field.value) for name, field in entry.fields_dict.items()}
        day = [fields.get(name) for name in ("year", "month", "day")]
        back = {
            "id": entry.key,
            "title": untex(fields["title"].removeprefix("{").removesuffix("}")),
            "publisher": untex(fields["publisher"]) if "publisher" in fields else None,
            "issued": date(int(day[0]), months.index(day[1]) + 1, int(day[2] or 0)) if day[0] and day[1] else None,
            "accessed": date.fromisoformat(fields["urldate"]),
            "URL": fields["url"],
            "place": fields["addendum"].removeprefix(r"\url{").removesuffix("}"),
            "language": fields.get("langid"),
            "version": fields["version"],
            "quotes": untex(fields["note"]),
        }
        assert back == expected(reference)


def test_every_field_comes_back_out_of_ris(references: Sequence[Reference]) -> None:
    rispy = pytest.importorskip("rispy", reason="it comes with the extra dev")
    entries = rispy.loads(write_references(references, "ris"))
    for entry, reference in zip(entries, references, strict=True):
        dated = entry.get("date")
        back = {
            "id": entry["id"],
            "title": entry["title"],
            "publisher": entry.get("publisher"),
            "issued": date(*map(int, dated.split("/"))) if dated else None,
            "accessed": date(*map(int, entry["access_date"].split("/"))),
            "URL": entry["urls"][0],
            "place": entry["file_attachments2"],
            "language": entry.get("language"),
            "version": entry["edition"],
            "quotes": entry["notes"][0],
        }
        assert back == expected(reference)
        assert entry.get("authors", [None]) == [reference.publisher]


# As people read them


@pytest.fixture
def cited(catalog: Catalog) -> list[Reference]:
    start = HARBOUR.index("The harbour cost")
    places = [QuotedPlace(release_id="harbour-opening", start=start, end=start + 36)]
    places += [QuotedPlace(release_id="harbour-opening", start=0, end=start - 1)]
    places += [QuotedPlace(release_id="harbour-opening", start=HARBOUR.index("They"), end=len(HARBOUR))]
    citations, languages = cite_places(catalog, places)
    return references_of(citations, as_typed, READ, languages)


SAID = (
    "“Minister Vela Ostrander opened the new harbour of Port Quillan on Tuesday.” "
    "“The harbour cost 340 million crowns.” […] “They finished four months early.”"
)
SOURCE = "https://press.example/harbour"
TITLE = "Minister Ostrander opens the harbour of Port Quillan"


@pytest.mark.parametrize(
    ("style", "sentence"),
    [
        ("plain", f"Ministry of Works, {TITLE}, May 6, 2031, https://press.example/harbour, read on August 2, 2031."),
        ("chicago", f"Ministry of Works, “{TITLE},” press release, May 6, 2031, accessed August 2, 2031, {SOURCE}."),
        ("apa", f"Ministry of Works. (2031, May 6). {TITLE} [Press release]. Retrieved August 2, 2031, from {SOURCE}"),
        ("ap", f"Ministry of Works, “{TITLE},” press release, May 6, 2031, https://press.example/harbour."),
    ],
)
def test_a_reference_reads_as_the_style_has_it_the_source_before_our_place(
    cited: list[Reference], style: Style, sentence: str
) -> None:
    version = make_release().version[:8]
    assert write_references(cited, style) == f"{SAID} {sentence} Version {version}: harbour-opening#0-74"


def test_wiki_markup_ends_where_it_should_whatever_a_release_holds(references: Sequence[Reference]) -> None:
    for reference in references:
        written = write_references([reference], "wiki")
        (inside,) = re.findall(r"^\{\{cite press release(.*)\}\}<!--", written)
        fields = dict(part.split("=", 1) for part in inside.replace("{{!}}", "&#124;").split(" |")[1:])
        assert unescape(fields["title"]) == reference.title
        assert unescape(fields["quote"]) == QUOTES
        assert unescape(fields["url"]) == reference.source_url or reference.place


def test_what_is_not_known_leaves_no_gap() -> None:
    bare = Reference(
        key="k", title="Why?", publisher=None, published=None, source_url=None, language=None,
        version="0123456789", place="r#0-3", accessed=READ, quotes="“Yes.”",
    )  # fmt: skip
    written = {style: write_references([bare], style) for style in ("plain", "chicago", "apa", "ap")}
    assert written == {
        "plain": "“Yes.” Why?, read on August 2, 2031. Version 01234567: r#0-3",
        "chicago": "“Yes.” “Why?” press release, accessed August 2, 2031. Version 01234567: r#0-3",
        "apa": "“Yes.” Why? [Press release]. (n.d.). Version 01234567: r#0-3",
        "ap": "“Yes.” “Why?” press release. Version 01234567: r#0-3",
    }
    assert set(csl_item(bare)) == {
        "id",
        "type",
        "genre",
        "title",
        "accessed",
        "URL",
        "archive_location",
        "version",
        "note",
    }


# Where they are asked for


def test_over_http_an_answers_citations_become_its_references(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "What did the harbour of Port Quillan cost?"}).json()
    places = [{name: each[name] for name in ("release_id", "version", "start", "end")} for each in answer["citations"]]
    body = client.post("/v1/cite", json={"places": places, "style": "csl", "accessed": "2031-08-02"}).json()
    (item,) = json.loads(body["text"])
    assert (body["object"], body["style"], item["publisher"]) == ("references", "csl", "Ministry of Works")
    assert answer["citations"][0]["quote"] in item["note"]
    assert item["archive_location"].startswith("http://testserver/r/harbour-opening?version=")


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ({"release_id": "harbour-opening", "start": 3, "end": 3}, 422),
        ({"release_id": "harbour-opening", "start": 3, "end": 30_000}, 422),
        ({"release_id": "nowhere", "start": 0, "end": 3}, 404),
    ],
)
def test_a_place_that_is_none_is_refused(client: TestClient, place: dict[str, Any], status: int) -> None:
    assert client.post("/v1/cite", json={"places": [place]}).status_code == status
    assert client.post("/v1/cite", json={"places": []}).status_code == 422


def test_a_place_of_an_older_version_is_cited_in_that_version(communique: Communique) -> None:
    before = communique.get("harbour-opening").version
    communique.put(make_release(text="The harbour is closed."))
    (citation,), _ = communique.cite([QuotedPlace(release_id="harbour-opening", version=before[:8], start=0, end=8)])
    assert (citation.version, citation.quote, citation.superseded) == (before, "Minister", True)


# The page of a release


def test_the_page_of_a_release_tells_programs_what_it_is(client: TestClient, communique: Communique) -> None:
    title = 'Minister: "Harbours </script><b>& more"'
    communique.put(make_release("quoted", title, language="en"))
    page = client.get("/r/quoted").text
    read = {name: unescape(content) for name, content in re.findall(r'<meta name="([\w.]+)" content="([^"]*)">', page)}
    assert {name: content for name, content in read.items() if name.startswith(("citation", "DC"))} == {
        "citation_title": title,
        "citation_author": "Ministry of Works",
        "citation_publisher": "Ministry of Works",
        "citation_publication_date": "2031/05/06",
        "citation_public_url": "https://press.example/harbour",
        "citation_language": "en",
        "citation_version": communique.get("quoted").version,
        "DC.type": "Press release",
    }
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    linked = json.loads(data)
    assert (linked["@type"], linked["headline"], linked["datePublished"]) == ("NewsArticle", title, "2031-05-06")
    assert linked["publisher"] == {"@type": "Organization", "name": "Ministry of Works"}
    assert make_treaty().title in client.get("/r/fisheries-treaty").text
    assert "citation_title" not in client.get("/r/nowhere").text
