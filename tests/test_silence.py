"""What is a name, what a word is short for, and why nothing is said."""

from pathlib import Path

import pytest
from factories import make_release

from index.query import Filters
from service.assembly import Communique
from service.silence import date_of, find_names, find_runs, find_words, join
from service.vocabulary import Vocabulary, root

HARBOUR_ONLY = Filters(release_ids=frozenset({"harbour-opening"}))


def vocabulary(communique: Communique) -> Vocabulary:
    return Vocabulary(communique.retriever().snapshot.lexical)


def names(question: str) -> list[str]:
    return find_names(question, find_words(question))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Maroush's aide say?", ["What", "did", "Maroush", "aide", "say"]),
        ("the ministers’ talk, the talk", ["the", "ministers", "talk"]),
        ("Did U.S. envoys back the COVID-19 plan?", ["Did", "U.S", "envoys", "back", "the", "COVID-19", "plan"]),
        ("O'Brien in 2020–2021", ["O'Brien", "in", "2020", "2021"]),
        ("?! … _", []),
    ],
)
def test_the_words_of_a_question_are_each_there_once(question: str, words: list[str]) -> None:
    assert find_words(question) == words


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What did Maroush offer Norvania?", ["Maroush", "Norvania"]),
        ("Maroush offered Norvania what?", ["Norvania"]),
        ("Did the iPhone please the EU?", ["iPhone", "EU"]),
        ("What of it?", []),
    ],
)
def test_names_are_the_words_with_capitals_but_for_the_first(question: str, found: list[str]) -> None:
    assert names(question) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("what did laos offer cambodia?", ["laos", "cambodia"]),
        ("what did the minister offer?", []),
        ("", []),
    ],
)
def test_names_typed_small_are_names_too(question: str, found: list[str]) -> None:
    assert names(question) == found


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


def test_a_rare_word_weighs_more_than_a_frequent_one(communique: Communique) -> None:
    for number in range(5):
        communique.put(make_release(f"ferry-{number}", "Ferry", f"The ferry sails at {number}.", None))
    known = vocabulary(communique)
    assert known.weight("ferri") < known.weight("harbour") < known.weight("zeppelin")


def test_overlap_is_the_share_of_the_words_by_weight(communique: Communique) -> None:
    known = vocabulary(communique)
    assert known.overlap("harbour crowns", "The harbour cost crowns.") == 1
    assert known.overlap("zeppelin", "The harbour cost crowns.") == 0
    assert 0 < known.overlap("harbour zeppelin", "The harbour.") < 0.5
    assert known.overlap("of the", "The harbour.") == 0


def test_share_is_nothing_of_nothing(communique: Communique) -> None:
    known = vocabulary(communique)
    assert known.share([], []) == 0
    assert known.share(["harbour"], ["harbour"]) == 1
    assert known.share(["of"], ["of"]) == 0


def test_signs_and_stop_words_are_empty(communique: Communique) -> None:
    known = vocabulary(communique)
    assert [known.is_empty(word) for word in ("the", "…", "harbour")] == [True, True, False]


@pytest.mark.parametrize(("words", "joined"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_words_are_joined_as_people_do(words: list[str], joined: str) -> None:
    assert join(words) == joined


def test_the_date_of_a_release_counts_as_said(communique: Communique) -> None:
    assert [date_of(listing) for listing in communique.listings()] == ["June 20, 2031", "May 6, 2031"]
    assert communique.ask("Why did it rain in July?").reason == "No release that comes near mentions July."
    assert "May" not in str(communique.ask("Why did it rain in May?", filters=HARBOUR_ONLY).reason)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Did the harbour cost Zembla anything?", "No release that comes near mentions Zembla."),
        (
            "Will Zembla and Kravonia open the harbour of Port Quillan?",
            "No release that comes near mentions Zembla and Kravonia.",
        ),
        ("Why is cheese yellow?", "No release that comes near speaks of cheese yellow."),
    ],
)
def test_silence_says_what_no_release_mentions(communique: Communique, question: str, reason: str) -> None:
    answer = communique.ask(question)
    assert (answer.status, answer.reason) == ("not_found", reason)


def test_an_empty_collection_is_silent_and_says_why(tmp_path: Path) -> None:
    with Communique.open(tmp_path, model="hashing") as empty:
        answer = empty.ask("What did Maroush say?")
    assert (answer.status, answer.confidence) == ("not_found", 0)
    assert answer.reason == "No release matches the question and its filters."


def test_neighbouring_foreign_words_are_looked_at_together() -> None:
    question = "What did Ostrander say about nuclear power or sea-bed mining in the bay?"
    assert find_runs(question, ["nuclear", "power", "sea", "bed", "mining", "bay"]) == [
        "nuclear power",
        "sea-bed mining",
    ]
    assert find_runs(question, []) == []
