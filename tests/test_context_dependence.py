"""Which turns lean on those before them."""

import pytest

from index.question.words import find_words
from service.answering.context_dependence import FULL, NONE, WEAK, context_dependence, is_elliptic, say_plainly


def leans(question: str) -> float:
    """With every word of some length as one that says something."""
    return context_dependence(question, [word for word in find_words(question) if len(word) > 3])


@pytest.mark.parametrize(
    "question",
    [
        "What did he say about the harbour of Quillan?",
        "How much was that?",
        "Which of those ships sank?",
        "Who else came to Port Quillan?",
        "How many people live there?",
        "And for Astrelle?",
        "What about Norvania?",
        "Which provinces are closed to travellers?",
        "where were the engineers trained",
        "Why?",
        "What did its neighbours settle with Norvania?",
    ],
)
def test_what_points_back_or_goes_on_or_names_nothing_leans_wholly(question: str) -> None:
    assert leans(question) == FULL


@pytest.mark.parametrize(
    "question",
    [
        "What did Minister Ostrander open in Port Quillan?",
        "Which ship that sank near Astrelle carried timber?",
        "Is there any harbour near Port Quillan?",
        "Is it possible to enter Norvania without a passport?",
        "Fisheries treaty",
        "What did Norvania settle with its neighbours?",
    ],
)
def test_what_names_its_own_subject_hardly_leans(question: str) -> None:
    assert leans(question) == WEAK


@pytest.mark.parametrize(
    ("question", "plainly"),
    [
        ("Different topic: who signed it?", ": who signed it?"),
        ("Turning to his sister Iva: what did she open?", "his sister Iva: what did she open?"),
        ("By the way, who paid for this?", ", who paid for this?"),
        ("Now the treaty: who signed it?", "the treaty: who signed it?"),
        ("Let's talk about Astrelle. Who is its king?", "about Astrelle. Who is its king?"),
        ("I have another question. Who is the king?", "I have . Who is the king?"),
    ],
)
def test_who_says_that_the_subject_changes_is_taken_at_their_word(question: str, plainly: str) -> None:
    assert leans(question) == NONE
    assert " ".join(say_plainly(question).split()) == " ".join(plainly.split())


def test_now_alone_changes_no_subject() -> None:
    assert leans("Now who is he?") == FULL


@pytest.mark.parametrize(
    ("question", "elliptic"),
    [
        ("And for Astrelle?", True),
        ("What about Norvania?", False),
        ("And what about Norvania?", False),
        ("Astrelle?", True),
        ("And who signed for Astrelle?", False),
        ("did she sign", False),
    ],
)
def test_a_turn_that_asks_nothing_by_itself_is_elliptic(question: str, *, elliptic: bool) -> None:
    assert is_elliptic(question) is elliptic
