"""Which sentences of a language model hold, and what they cite in the end."""

from datetime import UTC, datetime
from pathlib import Path

from factories import HARBOUR, make_index, make_release
from hypothesis import given
from hypothesis import strategies as st

from corpus.passage import Span
from service.citations import Elsewhere, make_citation
from service.generation.claims import cite_claims, sift
from service.generation.prompt import Draft, Offered

OPENED = "Minister Vela Ostrander opened the new harbour of Port Quillan on Tuesday."
CROWNS = "The harbour cost 340 million crowns."
STAFF = "It will employ 1,200 people."
THANKED = "The Minister thanked the engineers."
EARLY = "They finished four months early."


def offer(*quoted: str) -> list[Offered]:
    """The sentences of the harbour, numbered from 1, some of them quoted by the answer."""
    release = make_release()
    return [
        Offered(
            release_id=release.id,
            version=release.version,
            span=Span(HARBOUR.index(text), HARBOUR.index(text) + len(text)),
            text=text,
            quoted=text in quoted,
        )
        for text in (OPENED, CROWNS, STAFF, THANKED, EARLY)
    ]


def draft(text: str, *cites: int) -> Draft:
    return Draft(text=text, cites=cites)


def told(*drafts: Draft, quoted: tuple[str, ...] = (CROWNS, STAFF)) -> list[tuple[str, list[str]]]:
    claims, _ = sift(drafts, offer(*quoted))
    return [(claim.text, [each.text for each in claim.cited]) for claim in claims]


def test_a_sentence_cites_only_what_it_needs() -> None:
    assert told(draft(CROWNS, 1, 2, 3, 4, 5)) == [(CROWNS, [CROWNS])]


def test_a_sentence_said_twice_is_told_once() -> None:
    assert told(draft(CROWNS, 2), draft(CROWNS, 2)) == [(CROWNS, [CROWNS])]


def test_a_name_may_come_from_beside_the_quotes_and_is_cited_there() -> None:
    said = "The harbour of Port Quillan cost 340 million crowns."
    assert told(draft(said, 2)) == [(said, [OPENED, CROWNS])]


def test_a_name_comes_from_the_sentence_that_a_pronoun_leans_on() -> None:
    said = "The engineers finished four months early."
    assert told(draft(said, 5), quoted=(EARLY, THANKED)) == [(said, [THANKED, EARLY])]


def test_nothing_but_names_comes_from_beside_the_quotes() -> None:
    said = "The Minister thanked the engineers."
    assert told(draft(said, 4)) == []
    assert (
        told(draft("The harbour cost 340 million crowns and will employ 1,200 people.", 2, 3), quoted=(CROWNS,)) == []
    )


def test_each_fault_is_told_by_its_lock() -> None:
    drafts = [draft(CROWNS), draft(CROWNS, 9), draft("The harbour cost 350 million crowns.", 2), draft(CROWNS, 2)]
    _, faults = sift(drafts, offer(CROWNS))
    assert faults == ["citation", "citation", "figure"]


def test_citations_are_numbered_as_they_are_met_and_their_quotes_come_from_the_catalog(tmp_path: Path) -> None:
    both = "The harbour cost 340 million crowns and will employ 1,200 people."
    claims, _ = sift([draft(both, 2, 3), draft(STAFF, 3)], offer(CROWNS, STAFF))
    catalog, index = make_index(tmp_path)
    with catalog:
        index.add([make_release()])
        text, citations = cite_claims(claims, (), catalog)
    assert text == f"{both} [1][2] {STAFF} [2]"
    assert [(each.number, each.quote) for each in citations] == [(1, CROWNS), (2, STAFF)]
    assert [each.answer_span.of(text) for each in citations] == [both, both]
    assert [HARBOUR[each.start : each.end] for each in citations] == [CROWNS, STAFF]


def test_what_stands_beside_a_release_is_what_the_quotes_of_the_answer_say(tmp_path: Path) -> None:
    claims, _ = sift([draft(CROWNS, 2)], offer(CROWNS))
    catalog, index = make_index(tmp_path)
    release = make_release()
    start = HARBOUR.index(CROWNS)
    quoted = make_citation(
        1,
        Span(0, len(HARBOUR)),
        make_release(source_url="https://earlier.example/1"),
        Span(0, len(HARBOUR)),
        superseded=False,
        withdrawn_at=None,
        also=(Elsewhere(release=make_release("agency", text=f"Agency. {HARBOUR}"), span=Span(8, 9), superseded=False),),
    )
    with catalog:
        index.add([release])
        catalog.withdraw(release.id, datetime(2031, 8, 1, tzinfo=UTC))  # later than the answer's time
        _, (citation,) = cite_claims(claims, [quoted], catalog)
    assert (citation.withdrawn_at, citation.source_url) == (None, "https://earlier.example/1")
    assert [each.span for each in citation.also] == [Span(start + 8, start + 8 + len(CROWNS))]


@given(
    drafts=st.lists(
        st.builds(
            Draft,
            text=st.lists(st.sampled_from(f"{HARBOUR} not 7 pier denied".split()), max_size=9).map(" ".join),
            cites=st.lists(st.integers(-1, 7), max_size=4).map(tuple),
        ),
        max_size=4,
    )
)
def test_whatever_is_said_each_figure_told_stands_in_a_cited_quote(drafts: list[Draft]) -> None:
    offered = offer(CROWNS, STAFF)
    claims, faults = sift(drafts, offered)
    assert len(claims) + len(faults) <= len(drafts)
    for claim in claims:
        assert any(each.quoted for each in claim.cited)
        assert set(claim.cited) <= set(offered)
        quoted = " ".join(each.text for each in claim.cited)
        assert {word for word in claim.text.split() if word[0].isdigit()} <= set(quoted.split())
