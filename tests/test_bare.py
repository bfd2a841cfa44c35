"""Questions that name no matter: the form of a sentence answers them."""

from collections.abc import Sequence
from datetime import date

import pytest
from factories import make_release

from service import Answer
from service.assembly import Communique
from service.bare import LIKELY, find_speaker, reports

TALKS = (
    "Minister Vela Ostrander met Envoy Tarn Velloso of Zembla. On July 3, they spoke for an hour.\n\n"
    "1. The Minister offered Zembla two ferries and 40 million crowns. In response, Envoy Velloso thanked the Minister "
    "for the ferries. Envoy Velloso, welcome to Tollan.\n\n"
    "2. Both regretted the fire at the pier of Tollan in May. Plastic litter in the bay was on their minds, too."
)


@pytest.fixture
def talks(communique: Communique) -> Communique:
    communique.put(make_release("talks", "Talks with Zembla in Tollan", TALKS, date(2031, 7, 4)))
    return communique


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Velloso say?", "Velloso"),
        ("And what did Tarn Velloso say to that?", "Velloso"),
        ("what has Envoy Velloso said in return?", "Velloso"),
        ("How did Velloso respond?", "Velloso"),
        ("What was Velloso’s answer?", "Velloso"),
        ("What did the Minister say?", "Minister"),
        ("What did he say?", None),
        ("What did they answer?", None),
        ("What did Velloso say about the ferries?", None),
        ("What did Velloso say to Ostrander?", None),
        ("What did the fishermen of Velloso say?", None),
        ("What did Velloso offer?", None),
        ("Who said that?", None),
    ],
)
def test_a_question_asks_for_all_that_somebody_said_where_it_names_nothing_else(
    talks: Communique, question: str, speaker: str | None
) -> None:
    assert find_speaker(question, talks.retriever().snapshot.lexical) == speaker


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("In response, Envoy Velloso thanked the Minister.", True),
        ("Velloso also strongly condemned it.", True),
        ("Envoy Velloso, while speaking of his visit in May, stated that it rained.", True),
        ("Velloso calls for calm.", True),
        ("“It rained,” said Envoy Tarn Velloso.", True),
        ("Velloso called the Minister on Monday.", False),
        ("Envoy Velloso, thank you for coming.", False),
        ("The Minister thanked Velloso and said that it rained.", False),
        ("The reappointment of Velloso surprised them.", False),
    ],
)
def test_a_sentence_reports_what_the_person_said_and_not_what_others_did(sentence: str, *, told: bool) -> None:
    assert reports(sentence, "Velloso") is told


def talk(communique: Communique, *questions: str) -> list[Answer]:
    answers: list[Answer] = []
    for question in questions:
        answers.append(communique.ask(question, conversation=answers))
    return answers


def quotes(answers: Sequence[Answer]) -> list[str]:
    return [answer.citations[0].quote if answer.citations else "" for answer in answers]


def test_each_turn_of_a_talk_is_answered(talks: Communique) -> None:
    answers = talk(
        talks,
        "What did the Minister offer Zembla?",
        "And what did Velloso say to that?",
        "When was this?",
        "What about plastic litter?",
    )
    assert [
        wanted in quote
        for wanted, quote in zip(
            ("two ferries", "thanked the Minister", "On July 3", "litter"), quotes(answers), strict=True
        )
    ] == [True] * 4
    assert [answer.status for answer in answers] == ["answered"] * 4
    assert answers[1].confidence >= LIKELY


def test_nobody_is_quoted_as_having_said_what_was_said_to_them(talks: Communique) -> None:
    (answer,) = talk(talks, "What did Velloso say?")
    assert [citation.quote for citation in answer.citations] == [
        "In response, Envoy Velloso thanked the Minister for the ferries."
    ]


def test_without_a_talk_nothing_tells_when_this_was(talks: Communique) -> None:
    (answer,) = talk(talks, "When was this?")
    assert answer.status == "not_found"


def test_a_day_far_from_the_releases_own_is_not_when_it_was(talks: Communique) -> None:
    talks.put(make_release("fire", "Fire at the pier", "The pier burnt on March 1. Tarn Velloso saw the fire.", None))
    answers = talk(talks, "Who saw the fire at the pier?", "When was this?")
    assert answers[1].confidence != LIKELY
