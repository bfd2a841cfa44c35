"""What a text contains of a question."""

import pytest
from factories import HARBOUR

from service.answering.confidence import gather
from service.assembly import Communique


def test_evidence_tells_names_and_words_that_the_texts_do_not_hold(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    evidence = gather("Did Ostrander open the harbour of Zembla with Kravonian cheese?", HARBOUR, lexical)
    assert evidence.unheld_names == ("Zembla", "Kravonian")
    assert evidence.unheld_words == ("cheese",)
    assert 0 < evidence.name_coverage < 1
    assert 0 < evidence.term_coverage < 1
    whole = gather("Who opened the harbour?", HARBOUR, lexical)
    assert (whole.unheld_names, whole.unheld_words, whole.name_coverage, whole.term_coverage) == ((), (), 1, 1)


def test_neighbours_of_a_name_are_told_as_one(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    query = "What did Iven Maroush tell Grand Zembla's envoy of Old Kravonia and Grand Zembla?"
    evidence = gather(query, HARBOUR, lexical)
    assert evidence.unheld_names == ("Iven Maroush", "Grand Zembla", "Old Kravonia")


def test_names_and_words_count_alike_however_rare_they_are(communique: Communique) -> None:
    lexical = communique.retriever().snapshot.lexical
    evidence = gather("Who brought cheese, herring and engineers to the harbour?", HARBOUR, lexical)
    assert evidence.term_coverage == pytest.approx(2 / 5)
    assert evidence.any_match
    assert not gather("Who eats cheese?", HARBOUR, lexical).any_match
