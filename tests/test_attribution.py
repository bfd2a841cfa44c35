"""Whose words a sentence tells."""

import pytest

from corpus.passage import Span
from service.answering.attribution import find_offices, find_turns, is_attributed_to, reports

TALK = (
    "Minister Vela Ostrander met Envoy Tarn Velloso of Zembla in Tollan.\n\n"
    "1. The Minister offered Zembla two ferries. She also pledged 40 million crowns. Envoy Velloso, who had come by "
    "sea, thanked her. He further hoped for a treaty. It rained.\n\n"
    "2. Both ministers regretted the fire at the pier."
)
STATEMENT = "Vela Ostrander, Minister of Ports\n\nThe republic condemns the seizure of the ferry."
BRIEFING = (
    "MR ILSE: Good afternoon. Minister Ostrander said that the quay is ready.\n\n"
    "QUESTION: Did Mr Ilse say that the ferry is late? Ilse said so in May.\n\n"
    "MR ILSE: It is not. (Laughter.)\n\n"
    "ENVOY VELLOSO: (Via interpreter) We are content."
)
PANEL = (
    "Anna de Sarn, director of the institute: Welcome, all. You have the floor, Minister.\n\n"
    "Vela Ostrander: The quay is ready.\n\nAnna de Sarn: When will the ferries sail?\n\nHerald: And who pays?"
)


def place(text: str, sentence: str) -> Span:
    start = text.index(sentence)
    return Span(start, start + len(sentence))


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


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        ("The Minister offered Zembla two ferries.", {"Ostrander"}),
        ("She also pledged 40 million crowns.", {"Ostrander"}),
        ("Envoy Velloso, who had come by sea, thanked her.", {"Velloso"}),
        ("He further hoped for a treaty.", {"Velloso"}),
        ("It rained.", set()),
        ("Both ministers regretted the fire at the pier.", {"Ostrander", "Velloso"}),
    ],
)
def test_she_the_minister_and_both_are_the_people_who_are_meant(sentence: str, speakers: set[str]) -> None:
    at = place(TALK, sentence)
    assert {who for who in ("Ostrander", "Velloso", "Ilse") if is_attributed_to("Talks", TALK, at, who)} == speakers


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        ("Good afternoon.", {"Ilse"}),
        ("Minister Ostrander said that the quay is ready.", {"Ilse", "Ostrander"}),
        ("Ilse said so in May.", set()),
        ("MR ILSE: It is not.", {"Ilse"}),
        ("We are content.", {"Velloso"}),
    ],
)
def test_a_turn_of_a_transcript_is_the_speakers_and_a_question_from_the_floor_nobodys(
    sentence: str, speakers: set[str]
) -> None:
    at = place(BRIEFING, sentence)
    assert {
        who for who in ("Ostrander", "Velloso", "Ilse") if is_attributed_to("Briefing", BRIEFING, at, who)
    } == speakers


def test_names_in_small_letters_are_turns_where_one_comes_again() -> None:
    assert find_turns(PANEL).speakers == ("Anna de Sarn", "Vela Ostrander", "Anna de Sarn", "Herald")
    assert is_attributed_to("Panel", PANEL, place(PANEL, "The quay is ready."), "Ostrander")
    assert not is_attributed_to("Panel", PANEL, place(PANEL, "When will the ferries sail?"), "Ostrander")
    assert not is_attributed_to("Panel", PANEL, place(PANEL, "And who pays?"), "Sarn")
    assert find_turns("Joint Text: all agree.\n\nNo Date: none.\n\nNote: one.\n\nNote: two.").speakers == ()


def test_a_statement_is_wholly_of_the_person_whom_its_head_names() -> None:
    at = place(STATEMENT, "The republic condemns the seizure of the ferry.")
    assert is_attributed_to("Seizure of the ferry", STATEMENT, at, "Ostrander")
    assert not is_attributed_to("Seizure of the ferry", STATEMENT, at, "Velloso")
    nameless = STATEMENT.partition("\n\n")[2]
    whole = Span(0, len(nameless))
    assert not is_attributed_to("Seizure of the ferry", nameless, whole, "Ostrander")
    assert is_attributed_to("Statement by Minister Ostrander on the ferry", nameless, whole, "Ostrander")


def test_a_title_that_two_people_bear_means_neither() -> None:
    assert find_offices("Minister Ostrander met Envoy Velloso.", "Ostrander") == ("Minister",)
    assert find_offices("Minister Ostrander met Minister Velloso.", "Ostrander") == ()


def test_hostile_text_is_read_in_time_that_grows_with_its_length() -> None:
    for text in ("A " * 40_000, "Secretary " * 20_000, "he " * 40_000, "A’" * 40_000, "MR A" * 20_000, "Aa, " * 30_000):
        assert not is_attributed_to("Title", text, Span(0, len(text)), "Velloso")
