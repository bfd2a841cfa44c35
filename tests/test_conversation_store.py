"""What is kept of conversations, below HTTP: order, limits, and what happens to a question that is left."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories import HARBOUR, make_release

from corpus import database
from corpus.catalog import Catalog
from corpus.database import Database
from corpus.schema import MIGRATIONS
from index.filters import EVERYTHING
from index.storage.manifest import Manifest
from service.answering.answer import Answer, Nearest
from service.answering.follow_ups import Turn
from service.asking import last_of
from service.assembly import Communique
from service.conversations import store as conversation_store
from service.conversations.store import ConversationBusy, ConversationStore, UnknownConversation

COST = "What did the harbour of Port Quillan cost?"
Steps = Iterator[Nearest | Answer]


@pytest.fixture
def store(catalog: Catalog) -> ConversationStore:
    return ConversationStore(catalog)


def go_on(store: ConversationStore, communique: Communique, conversation_id: str, question: str) -> Steps:
    """The question begun within the conversation; its steps are still to be taken."""

    def ask(turns: Sequence[Turn]) -> tuple[Manifest, Steps]:
        return communique.ask_stepwise(question, limit=5, filters=EVERYTHING, conversation=turns)

    return store.go_on(conversation_id, ask)[1]


def test_an_answer_comes_back_as_it_was_given_but_for_its_passages(
    store: ConversationStore, communique: Communique
) -> None:
    conversation = store.create()
    given = last_of(go_on(store, communique, conversation.id, COST))
    (kept,) = store.get(conversation.id).answers
    assert given.passages
    assert kept.answer.passages == ()
    for name in Answer.__slots__:
        if name != "passages":
            assert getattr(kept.answer, name) == getattr(given, name), name


def test_what_became_of_a_cited_release_is_told_when_the_conversation_is_read(
    store: ConversationStore, communique: Communique, catalog: Catalog
) -> None:
    communique.put(make_release("agency"))
    conversation = store.create()
    (given,) = last_of(go_on(store, communique, conversation.id, COST)).citations
    assert len(given.also) == 1
    communique.put(make_release(given.release_id, text=f"Corrected. {HARBOUR}"))
    catalog.withdraw(given.release_id, datetime(2031, 8, 1, tzinfo=UTC))
    (kept,) = store.get(conversation.id).answers[0].answer.citations
    assert kept.url == f"/r/{given.release_id}?version={given.version[:8]}#{given.start}-{given.end}"
    assert kept.quote == given.quote
    assert kept.also == given.also
    assert kept.withdrawn_at == "2031-08-01T00:00:00+00:00"


def test_the_turns_before_are_those_that_a_client_would_send_the_last_forty_of_them(
    store: ConversationStore, communique: Communique
) -> None:
    conversation = store.create()
    answer = communique.ask(COST)
    for _ in range(25):
        store.append(conversation.id, answer)
    turns = store.turns_before(conversation.id)
    assert len(turns) == 40
    assert [(turn.role, turn.text) for turn in turns[:2]] == [("user", COST), ("assistant", answer.text)]
    assert [cited.start for cited in turns[1].citations] == [citation.start for citation in answer.citations]


def test_a_question_waits_for_the_answer_to_the_one_before_it(store: ConversationStore, communique: Communique) -> None:
    conversation = store.create()
    first = go_on(store, communique, conversation.id, COST)
    arrived: list[Answer] = []

    def ask_second() -> None:
        arrived.append(last_of(go_on(store, communique, conversation.id, "And how many people will it employ?")))

    second = threading.Thread(target=ask_second)
    second.start()
    next(first)  # the passages: the answer is still to come
    assert not arrived
    next(first)  # the answer: stored, and no longer in anybody's way, whether it is read to its end or not
    second.join(30)
    assert [each.answer.question for each in store.get(conversation.id).answers] == [COST, arrived[0].question]
    assert arrived[0].standalone_question != arrived[0].question


def test_a_question_that_is_left_before_its_answer_stores_nothing_and_is_in_nobodys_way(
    store: ConversationStore, communique: Communique
) -> None:
    conversation = store.create()
    left = go_on(store, communique, conversation.id, "Who was left alone?")
    next(left)
    del left  # as when a client goes away
    unstarted = go_on(store, communique, conversation.id, "Who never began?")
    del unstarted
    last_of(go_on(store, communique, conversation.id, COST))
    assert [each.answer.question for each in store.get(conversation.id).answers] == [COST]
    assert len(store.queues) == 0


def test_conversations_do_not_wait_for_each_other(store: ConversationStore, communique: Communique) -> None:
    one, other = store.create(), store.create()
    begun = go_on(store, communique, one.id, COST)
    assert last_of(go_on(store, communique, other.id, COST)).status == "answered"
    last_of(begun)


def test_who_waits_too_long_is_told_so(
    store: ConversationStore, communique: Communique, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_store, "_PATIENCE", 0.01)
    conversation = store.create()
    begun = go_on(store, communique, conversation.id, COST)
    with pytest.raises(ConversationBusy, match="another question of this conversation is being answered"):
        go_on(store, communique, conversation.id, COST)
    last_of(begun)


def test_a_conversation_that_is_full_says_so_before_anything_is_answered(
    store: ConversationStore, communique: Communique, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_store, "MOST_QUESTIONS", 2)
    conversation = store.create()
    for _ in range(2):
        last_of(go_on(store, communique, conversation.id, COST))
    with pytest.raises(ConversationBusy, match="the conversation has 2 questions; begin another"):
        go_on(store, communique, conversation.id, COST)


def test_a_conversation_that_is_deleted_while_a_question_is_answered_stays_deleted(
    store: ConversationStore, communique: Communique
) -> None:
    conversation = store.create()
    begun = go_on(store, communique, conversation.id, COST)
    next(begun)
    store.delete(conversation.id)
    with pytest.raises(UnknownConversation):
        next(begun)
    assert store.summaries(10) == []


def test_a_quote_of_a_release_that_was_removed_is_kept(store: ConversationStore, communique: Communique) -> None:
    conversation = store.create()
    given = last_of(go_on(store, communique, conversation.id, COST))
    communique.remove("harbour-opening")
    (kept,) = store.get(conversation.id).answers
    assert [each.quote for each in kept.answer.citations] == [each.quote for each in given.citations]


def test_a_catalog_that_knew_no_conversations_takes_them_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = next(number for number, script in enumerate(MIGRATIONS) if "CREATE TABLE conversations" in script)
    with monkeypatch.context() as before:
        before.setattr(database, "MIGRATIONS", MIGRATIONS[:new])
        Database(tmp_path / "catalog.sqlite3").close()
    with Communique.open(tmp_path, model="hashing", reader="none", conversations=True) as opened:
        conversation = opened.conversations.create()
        assert opened.conversations.get(conversation.id).answers == ()
