"""Questions that name no matter: the form of a sentence answers them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from factories import make_release

from service import Answer
from service.answering.said_questions import find_speaker
from service.assembly import Communique

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
        ("What did the fishermen of Velloso say?", None),
        ("What did Velloso offer?", None),
        ("Who said that?", None),
    ],
)
def test_a_question_asks_for_all_that_somebody_said_where_it_names_nothing_else(
    talks: Communique, question: str, speaker: str | None
) -> None:
    answerer = talks.answerer()
    assert find_speaker(answerer.find(question).query, answerer.retriever.snapshot.lexical) == speaker


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Velloso say about the ferries?", "Velloso"),
        ("What does Tarn Velloso think of Kravonian cheese?", "Velloso"),
        ("What did Velloso say the ferries would cost?", "Velloso"),
        ("What did Kravonia say about the ferries?", "Kravonia"),
        ("What did the Ministry say about the ferries?", "Ministry"),
    ],
)
def test_a_question_asks_for_what_a_person_or_a_body_said_on_a_matter(
    talks: Communique, question: str, speaker: str
) -> None:
    answerer = talks.answerer()
    assert find_speaker(answerer.find(question).query, answerer.retriever.snapshot.lexical) == speaker


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
    assert [answer.status for answer in answers if answer.status == "not_found"] == []


def test_nobody_is_quoted_as_having_said_what_was_said_to_them(talks: Communique) -> None:
    (answer,) = talk(talks, "What did Velloso say?")
    assert [citation.quote for citation in answer.citations] == [
        "In response, Envoy Velloso thanked the Minister for the ferries."
    ]


def test_without_a_talk_nothing_tells_when_this_was(talks: Communique) -> None:
    (answer,) = talk(talks, "When was this?")
    assert answer.status == "not_found"


@pytest.mark.parametrize("published", [date.min, datetime.min.replace(tzinfo=UTC), date.max])
def test_a_talk_goes_on_over_a_release_of_the_first_or_last_day_that_there_can_be(
    talks: Communique, published: date
) -> None:
    talks.put(make_release("fire", "Fire at the pier", "The pier of Tollan burnt. Tarn Velloso saw it.", published))
    questions = ("Who saw the pier of Tollan burn?", "When was this?", "What happened the week before that?")
    answers = talk(talks, *questions, "And a month later?", "And the next year?", "When was this?")
    assert answers[0].citations[0].release_id == "fire"
    assert [answer.question for answer in answers[1:3]] == list(questions[1:])


PRESS = (
    "MINISTER OSTRANDER: Good morning. The ferries will sail in June, and the quay of Tollan will be ready.\n\n"
    "QUESTION: Minister, Zembla says that Kravonia broke the herring treaty by fishing at night. Is that so?\n\n"
    "MINISTER OSTRANDER: We have seen no proof of it, and our inspectors go out every evening.\n\n"
    "ENVOY VELLOSO: Zembla regards the herring treaty as the best that two neighbours ever signed."
)


@pytest.fixture
def press(talks: Communique) -> Communique:
    talks.put(make_release("press", "Press conference in Tollan", PRESS, date(2031, 7, 5)))
    return talks


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What did Velloso say about the herring treaty?", "ENVOY VELLOSO: Zembla regards"),
        ("What did Ostrander say about the ferries?", "The ferries will sail in June"),
    ],
)
def test_what_somebody_said_on_a_matter_is_quoted_from_the_right_mouth(
    press: Communique, question: str, quoted: str
) -> None:
    answer = press.ask(question)
    assert answer.status == "answered"
    assert quoted in answer.citations[0].quote
    assert not any("QUESTION:" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question", ["what did velloso say about the herring treaty", "WHAT DID VELLOSO SAY ABOUT THE HERRING TREATY?"]
)
def test_who_types_everything_small_or_large_is_understood(press: Communique, question: str) -> None:
    answer = press.ask(question)
    assert answer.status == "answered"
    assert answer.citations[0].quote.startswith("ENVOY VELLOSO: Zembla regards")


def test_a_mistyped_name_is_no_reason_for_silence(press: Communique) -> None:
    assert press.ask("What did Veloso say about the herring treaty?").status == "answered"


def test_nobody_is_quoted_on_a_matter_that_others_spoke_of(press: Communique) -> None:
    answer = press.ask("What did Velloso say about the inspectors?")
    assert answer.status != "answered"


def test_a_question_from_the_floor_answers_nothing_but_a_question_about_questions(press: Communique) -> None:
    quoted = [citation.quote for citation in press.ask("Who broke the herring treaty by fishing at night?").citations]
    assert not any("QUESTION:" in quote for quote in quoted)
    query = press.ask("What did the reporter say that Kravonia broke by fishing at night?")
    assert query.citations[0].quote.startswith("QUESTION: Minister, Zembla says that Kravonia broke")


def test_and_of_another_matter_asks_for_words_of_the_same_person(press: Communique) -> None:
    answers = talk(press, "What did Velloso say about the ferries?", "And about the herring treaty?")
    assert "thanked the Minister for the ferries" in quotes(answers)[0]
    assert quotes(answers)[1].startswith("ENVOY VELLOSO: Zembla regards")


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("How many ferries did the Minister offer Zembla?", True),
        ("How many boats did the Minister offer Zembla?", True),  # two of something
        ("How many soldiers did the Minister send to Kravonia?", False),
        ("How many crowns did the Minister send to Kravonia?", True),
        ("How many soldiers did the Minister send to Astrelle?", False),
    ],
)
def test_a_sum_of_money_a_time_or_a_share_is_no_number_of_anything_else(
    talks: Communique, question: str, *, answered: bool
) -> None:
    sent = "The Minister sent Kravonia 40 million crowns on July 3, 9 percent of what was asked."
    talks.put(make_release("loan", "The Minister sends a loan to Kravonia", sent, date(2031, 7, 5)))
    assert (talks.ask(question).status == "answered") is answered


def test_he_is_whom_the_talk_named_last_as_doing_something(press: Communique) -> None:
    answers = talk(press, "What did Ostrander offer Zembla?", "What did she say about the ferries?")
    assert answers[1].status == "answered"
    assert "ferries" in quotes(answers)[1]
    assert "Velloso thanked" not in quotes(answers)[1]
