"""Words of a question against words of releases."""

import pytest
from factories import make_release

from index.question.vocabulary import Vocabulary, is_one_letter_off, root
from service.assembly import Communique


def vocabulary(communique: Communique) -> Vocabulary:
    return Vocabulary(communique.retriever().snapshot.lexical)


@pytest.mark.parametrize(
    ("word", "text", "held"),
    [
        ("UN", "The reform of the United Nations goes on.", True),
        ("U.N", "The reform of the United Nations goes on.", True),
        ("OPCW", "The Organization for the Prohibition of Chemical Weapons met.", True),
        ("UN", "The nations are united.", False),
        ("UNO", "The reform of the United Nations goes on.", False),
        ("un", "The reform of the United Nations goes on.", False),
        ("Japanese", "The loans of Japan.", True),
        ("Japan", "The Japanese loans.", True),
        ("Norvania", "The Norvanian envoy.", True),
        ("Astrellian", "The kingdom of Astrelle.", True),
        ("Laos", "The loans of Japan.", False),
        ("harbours", "The harbour is open.", True),
        ("Zembalia", "The loans of Zemballia.", True),
        ("Zemablla", "The loans of Zembalia.", False),
        ("Gambria", "The loans of Zambria.", False),
        ("Harbou", "The port of Harbon.", True),
        ("Astrelle", "The port of Estrelle.", False),
    ],
)
def test_a_text_holds_a_word_its_short_form_and_its_people(
    communique: Communique, word: str, text: str, held: bool
) -> None:
    assert vocabulary(communique).held(text).holds(word) is held


@pytest.mark.parametrize(
    ("word", "bare"),
    [("japanes", "japan"), ("oman", "oman"), ("norvania", "norvan"), ("norvanian", "norvan"), ("as", "as")],
)
def test_the_root_of_a_people_is_the_root_of_its_country(word: str, bare: str) -> None:
    assert root(word) == bare


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("motegi", "moteggi", True),
        ("moteggi", "motegi", True),
        ("motegi", "motogi", True),
        ("motegi", "mtoegi", True),
        ("motegi", "motegi", False),
        ("motegi", "motigo", False),
        ("austria", "australia", False),
        ("", "a", True),
        ("ab", "ba", True),
    ],
)
def test_one_letter_off_is_one_edit(one: str, other: str, near: bool) -> None:
    assert is_one_letter_off(one, other) is near


def test_a_rare_word_weighs_more_than_a_frequent_one(communique: Communique) -> None:
    for number in range(5):
        communique.put(make_release(f"ferry-{number}", "Ferry", f"The ferry sails at {number}.", None))
    known = vocabulary(communique)
    assert known.weight("ferri") < known.weight("harbour") < known.weight("zeppelin")


def test_share_is_nothing_of_nothing(communique: Communique) -> None:
    known = vocabulary(communique)
    assert known.share([], []) == 0
    assert known.share(["harbour"], ["harbour"]) == 1
    assert known.share(["of"], ["of"]) == 0
