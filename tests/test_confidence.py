"""What the cited releases hold of a question."""

from factories import HARBOUR

from service.answering.confidence import gather
from service.assembly import Communique


def test_evidence_tells_names_and_words_that_the_texts_do_not_hold(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    evidence = gather("Did Ostrander open the harbour of Zembla with Kravonian cheese?", [HARBOUR], lexical)
    assert evidence.unheld_names == ("Zembla", "Kravonian")
    assert evidence.unheld_words == ("cheese",)
    assert 0 < evidence.name_coverage < 1
    assert 0 < evidence.term_coverage < 1
    whole = gather("Who opened the harbour?", [HARBOUR], lexical)
    assert (whole.unheld_names, whole.unheld_words, whole.name_coverage, whole.term_coverage) == ((), (), 1, 1)


def test_neighbours_of_a_name_are_told_as_one(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    query = "What did Iven Maroush tell Grand Zembla's envoy of Old Kravonia and Grand Zembla?"
    evidence = gather(query, [HARBOUR], lexical)
    assert evidence.unheld_names == ("Iven Maroush", "Grand Zembla", "Old Kravonia")


def test_a_follow_up_without_a_word_of_its_own_is_judged_by_its_standalone_question(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    assert not gather("When was this?", [HARBOUR], lexical).any_match
    assert gather("When was this?", [HARBOUR], lexical, "When was this? (opened, harbour)").any_match
    assert not gather("When was this?", [HARBOUR], lexical, "When was this? (bridge)").any_match
