"""Chosen sentences become quotations: joined, completed, marked."""

from collections.abc import Sequence
from datetime import date

import pytest
from factories import make_release

from corpus.passage import Passage, Span
from corpus.records import Listing
from corpus.release import Release
from index.hashing_embedder import HashingEmbedder
from index.question.query import Query, parse_question
from index.ranking.candidates import Candidate, FusedHit, make_candidates
from index.ranking.reranker import SentenceScore
from service.answering.quotations import complete, find_highlights, quote
from service.answering.sentences import Choice, belonging, choose, in_order
from service.assembly import Communique

OPENED = "Minister Vela Ostrander opened the new harbour of Port Quillan on Tuesday."
CROWNS = "The harbour cost 340 million crowns."
PEOPLE = "It will employ 1,200 people."
THANKED = "The Minister thanked the engineers."
HARBOUR = f"{OPENED} {CROWNS} {PEOPLE}\n\n{THANKED} They finished four months early."


class Shelf:
    """Texts with one text for every release."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get(self, release_id: str) -> Release:
        return make_release(release_id, text=self._text)

    def get_version(self, release_id: str, version: str) -> Release:
        release = self.get(release_id)
        assert release.version == version
        return release

    def translations_of(self, _release_id: str) -> list[Listing]:
        return []

    def is_current(self, release_id: str, version: str) -> bool:
        return self.get(release_id).version == version


def candidate_of(
    communique: Communique, text: str, release_id: str = "harbour", start: int = 0, end: int | None = None
) -> Candidate:
    release = make_release(release_id, text=text)
    listing = Listing(
        id=release.id,
        title=release.title,
        published=date(2031, 5, 6),
        source_url=None,
        publisher=None,
        language="en",
        version=release.version,
        characters=len(text),
    )
    span = Span(start, len(text) if end is None else end)
    passage = Passage(
        release_id=release.id, version=release.version, start=span.start, end=span.end, text=span.of(text)
    )
    fused = FusedHit(number=1, id=passage.id, lexical=1.0, dense=1.0, timely=0.0, score=1.0)
    return make_candidates([fused], [(passage, listing)], communique.retriever().snapshot.lexical)[0]


def choice_of(candidate: Candidate, text: str, score: float = 0.0) -> Choice:
    (sentence,) = [sentence for sentence in candidate.sentences if sentence.text == text]
    return Choice(candidate=candidate, sentence=sentence, features={"spoken": 0.0}, score=score)


def asked_of(communique: Communique, question: str) -> Query:
    return parse_question(question, HashingEmbedder(), communique.retriever().snapshot.lexical)


def quoted(communique: Communique, texts: Sequence[str], question: str = "What of it?") -> list[str]:
    candidate = candidate_of(communique, HARBOUR)
    found = quote(asked_of(communique, question), [choice_of(candidate, text) for text in texts], Shelf(HARBOUR))
    return [each.span.of(HARBOUR) for each in found]


def test_sentences_that_follow_each_other_are_one_quote(communique: Communique) -> None:
    assert quoted(communique, [CROWNS, PEOPLE]) == [f"{CROWNS} {PEOPLE}"]
    assert quoted(communique, [CROWNS, PEOPLE, OPENED]) == [f"{OPENED} {CROWNS} {PEOPLE}"]


def test_sentences_apart_stay_apart_in_the_order_of_their_rank(communique: Communique) -> None:
    assert quoted(communique, [THANKED, OPENED]) == [THANKED, OPENED]
    assert quoted(communique, [OPENED, PEOPLE]) == [OPENED, PEOPLE]


def test_sentences_of_two_paragraphs_and_of_two_releases_stay_apart(communique: Communique) -> None:
    assert quoted(communique, [CROWNS, THANKED]) == [CROWNS, THANKED]
    one, other = (candidate_of(communique, HARBOUR, name) for name in ("one", "other"))
    found = quote(asked_of(communique, "What?"), [choice_of(one, OPENED), choice_of(other, CROWNS)], Shelf(HARBOUR))
    assert [each.release.id for each in found] == ["one", "other"]


def test_a_best_sentence_that_leans_on_the_one_before_is_quoted_with_it(communique: Communique) -> None:
    assert quoted(communique, [PEOPLE]) == [f"{CROWNS} {PEOPLE}"]
    assert quoted(communique, ["They finished four months early."]) == [f"{THANKED} They finished four months early."]
    assert quoted(communique, [THANKED, PEOPLE]) == [THANKED, PEOPLE]


def test_a_pronoun_at_the_beginning_of_a_paragraph_leans_on_nothing(communique: Communique) -> None:
    text = "The envoy came.\n\nShe left at noon."
    span = complete(choice_of(candidate_of(communique, text), "She left at noon."), text)
    assert span.of(text) == "She left at noon."


def test_the_sentence_before_may_stand_in_the_passage_before(communique: Communique) -> None:
    text = "It rains in Astrelle. The envoy spoke of the harbour. She left at noon. The harbour is new."
    at = text.index("She left")
    one, other = candidate_of(communique, text, end=at), candidate_of(communique, text, start=at)
    query = asked_of(communique, "What of it?")
    left = choice_of(other, "She left at noon.")
    assert [each.span.of(text) for each in quote(query, [left], Shelf(text))] == [
        "The envoy spoke of the harbour. She left at noon."
    ]
    spoke = choice_of(one, "The envoy spoke of the harbour.")
    assert [each.span.of(text) for each in quote(query, [left, spoke], Shelf(text))] == [
        "The envoy spoke of the harbour. She left at noon."
    ]
    assert [each.span.of(text) for each in quote(query, [spoke, left], Shelf(text))] == [
        "The envoy spoke of the harbour. She left at noon."
    ]


def test_a_sentence_before_that_is_too_long_is_not_quoted(communique: Communique) -> None:
    text = f"The envoy {'came and ' * 80}went. She left at noon."
    span = complete(choice_of(candidate_of(communique, text), "She left at noon."), text)
    assert span.of(text) == "She left at noon."


def test_a_colon_brings_the_list_that_it_opens(communique: Communique) -> None:
    text = "The port will have three parts:\n- a quay for ferries;\n- a dock;\n- a market.\n\nIt rains in Astrelle."
    candidate = candidate_of(communique, text)
    opening = next(each for each in candidate.sentences if each.text.startswith("The port"))
    span = complete(Choice(candidate=candidate, sentence=opening, features={}, score=0.0), text)
    assert span.of(text).startswith("The port will have three parts:")
    assert span.of(text).endswith("a market.")


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("How many people will the harbour employ?", ["1,200"]),
        ("How much did the harbour cost?", []),
        ("Why will it employ people?", []),
    ],
)
def test_figures_of_the_kind_that_is_asked_for_are_marked(
    communique: Communique, question: str, marked: list[str]
) -> None:
    sentence = choice_of(candidate_of(communique, HARBOUR), PEOPLE).sentence
    assert [span.of(HARBOUR) for span in find_highlights(asked_of(communique, question), sentence)] == marked


def test_a_readers_short_answer_is_marked_where_it_is_sure_and_of_the_right_kind(communique: Communique) -> None:
    candidate = candidate_of(communique, HARBOUR)
    place = HARBOUR.index("Vela Ostrander")
    span = Span(place, place + len("Vela Ostrander"))

    def marks(question: str, short: float) -> list[str]:
        readings = [
            SentenceScore(sentence_logit=1.0, passage_logit=1.0, span_logit=short, span=span)
            for _ in candidate.sentences
        ]
        sentence = candidate.read(readings).sentences[0]
        return [mark.of(HARBOUR) for mark in find_highlights(asked_of(communique, question), sentence)]

    assert marks("Who opened the harbour?", 2.0) == ["Vela Ostrander"]
    assert marks("Who opened the harbour?", -2.0) == []
    assert marks("When was the harbour opened?", 2.0) == ["Tuesday"]


@pytest.mark.parametrize(
    ("scores", "several", "chosen"),
    [
        ((), True, 0),
        ((2.0,), True, 1),
        ((3.0, 2.0, 0.0, -2.0), True, 3),
        ((3.0, 2.0, 0.0, -2.0), False, 1),
        ((-9.0, -9.0), True, 1),
    ],
)
def test_all_sentences_that_belong_are_quoted_where_several_may_answer_and_the_best_where_one_does(
    communique: Communique, scores: Sequence[float], *, several: bool, chosen: int
) -> None:
    candidate = candidate_of(communique, HARBOUR)
    choices = [choice_of(candidate, PEOPLE, score) for score in scores]
    assert choose(belonging(choices, several=several)) == choices[:chosen]


def test_a_long_sentence_is_quoted_alone_and_long_ones_beside_it_are_left_out(communique: Communique) -> None:
    long = f"The harbour {'of Port Quillan ' * 90}opened."
    candidate = candidate_of(communique, f"{long} {CROWNS} {PEOPLE}")
    best, short = choice_of(candidate, long, 2.0), choice_of(candidate, CROWNS, 1.9)
    assert choose([best, short]) == [best]
    assert choose([short, best]) == [short]


def test_what_found_no_room_is_the_rest_of_the_answer(communique: Communique) -> None:
    sentences = [f"The harbour {'of Port Quillan ' * 40}has quay {n}." for n in range(4)]
    candidate = candidate_of(communique, " ".join(sentences))
    choices = [choice_of(candidate, sentence, 3.0 - n) for n, sentence in enumerate(sentences)]
    assert choose(choices) == choices[:1]
    assert [choose(choices, skip) for skip in (1, 3, 4)] == [choices[1:2], choices[3:], []]


def test_what_is_chosen_is_quoted_in_the_order_of_the_text(communique: Communique) -> None:
    here = candidate_of(communique, HARBOUR)
    there = candidate_of(communique, HARBOUR, "a")
    best, first, other = choice_of(here, PEOPLE, 3.0), choice_of(here, OPENED, 1.0), choice_of(there, CROWNS, 2.0)
    assert in_order([best, other, first]) == [first, best, other]
