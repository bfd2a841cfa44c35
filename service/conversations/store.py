"""Kept conversations: begun, continued, read, listed, deleted."""

import secrets
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from corpus.catalog import Catalog
from corpus.database import Connection, Row
from corpus.errors import CommuniqueError
from corpus.rows import now
from index.storage.manifest import Manifest
from service.answering.answer import Answer, Nearest
from service.answering.follow_ups import Turn
from service.conversations.serialization import read_answer, read_turns, write_answer

MOST_QUESTIONS = 1_000  # of one conversation
_REREAD = 20  # questions with their answers: as many turns as a follow-up is read with
_PATIENCE = 30.0  # seconds that a question waits for earlier ones in the same conversation

Steps = Iterator[Nearest | Answer]
Ask = Callable[[Sequence[Turn]], tuple[Manifest, Steps]]


class ConversationsOff(CommuniqueError):
    """Nothing is kept here."""

    def __init__(self) -> None:
        super().__init__("conversations are not stored here. Set COMMUNIQUE_CONVERSATIONS=true, or send the turns")


class UnknownConversation(CommuniqueError):
    """No conversation has this id, or not any more."""

    def __init__(self) -> None:
        super().__init__("there is no such conversation; perhaps it was deleted")


class ConversationBusy(CommuniqueError):
    """The question cannot be asked in this conversation, or not now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer as it was given, without its passages; `at` is when it was stored, ISO 8601, UTC."""

    answer: Answer
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConversation:
    """The answers of a conversation, each with its question, oldest first."""

    id: str
    created_at: str
    answers: tuple[StoredAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A conversation without its answers. `number` is ascending by creation."""

    number: int
    id: str
    created_at: str
    changed_at: str
    questions: int
    first_question: str | None


class ConversationStore:
    """Anyone who knows a conversation's id may read, continue and delete it; so ids cannot be guessed."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._database = catalog.database
        self.queues = Queues()

    def create(self) -> StoredConversation:
        conversation = StoredConversation(id=secrets.token_urlsafe(18), created_at=now().isoformat(), answers=())
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO conversations (id, created_at) VALUES (?, ?)", (conversation.id, conversation.created_at)
            )
        return conversation

    def get(self, conversation_id: str) -> StoredConversation:
        """Read a conversation, every quote cut anew from the version that was cited. UnknownConversation."""
        with self._database.read() as connection:
            found = _row_of(connection, conversation_id)
            rows = connection.execute(
                "SELECT * FROM exchanges WHERE conversation = ? ORDER BY number", (found["number"],)
            ).fetchall()
        answers = [
            StoredAnswer(answer=read_answer(row["answer"], self._catalog), at=row["answered_at"]) for row in rows
        ]
        return StoredConversation(id=conversation_id, created_at=found["created_at"], answers=tuple(answers))

    def delete(self, conversation_id: str) -> None:
        """Delete it without a trace: its pages in the file are overwritten. UnknownConversation."""
        with self._database.write() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(
                "DELETE FROM conversations WHERE number = ?", (_row_of(connection, conversation_id)["number"],)
            )

    def summaries(self, limit: int, before: int | None = None) -> list[Summary]:
        """Summaries, most recently begun first, with numbers below `before`."""
        rows = self._database.rows(
            "SELECT c.number, c.id, c.created_at, coalesce(max(e.answered_at), c.created_at) AS changed_at, "
            "count(e.number) AS questions, (SELECT json_extract(f.answer, '$.facts.question') "
            "FROM exchanges f WHERE f.conversation = c.number AND f.number = 0) AS first_question "
            "FROM conversations c LEFT JOIN exchanges e ON e.conversation = c.number "
            "WHERE ? IS NULL OR c.number < ? GROUP BY c.number ORDER BY c.number DESC LIMIT ?",
            (before, before, limit),
        )
        return [Summary(**dict(row)) for row in rows]

    # Going on

    def go_on(self, conversation_id: str, ask: Ask) -> tuple[Manifest, Steps]:
        """Call `ask` with the turns so far. The answer is stored before it is returned.

        Questions of one conversation wait for each other: each is read with the answer to the one before. If the steps
        are abandoned before the answer, nothing is stored. UnknownConversation, ConversationBusy.
        """
        going: Generator[Any] = self._go_on(conversation_id, ask)
        manifest: Manifest = next(going)  # from now on the others wait, until the rest is done or abandoned
        return manifest, going

    def turns_before(self, conversation_id: str) -> list[Turn]:
        """The last turns, as many as a question may depend on. UnknownConversation; ConversationBusy when full."""
        with self._database.read() as connection:
            number = _row_of(connection, conversation_id)["number"]
            rows = connection.execute(
                "SELECT * FROM exchanges WHERE conversation = ? ORDER BY number DESC LIMIT ?", (number, _REREAD)
            ).fetchall()
        if rows and rows[0]["number"] + 1 >= MOST_QUESTIONS:
            raise ConversationBusy(f"the conversation has {MOST_QUESTIONS:,} questions; begin another")
        return [turn for row in reversed(rows) for turn in read_turns(row["answer"])]

    def append(self, conversation_id: str, answer: Answer) -> None:
        """Store question and answer in one transaction; once this returns they survive. UnknownConversation."""
        with self._database.write() as connection:
            conversation = _row_of(connection, conversation_id)["number"]
            connection.execute(
                "INSERT INTO exchanges SELECT ?, coalesce(max(number) + 1, 0), ?, ? "
                "FROM exchanges WHERE conversation = ?",
                (conversation, write_answer(answer), now().isoformat(), conversation),
            )

    def _go_on(self, conversation_id: str, ask: Ask) -> Generator[Manifest | Nearest | Answer]:
        """The manifest, then the steps."""
        with self.queues.enter(conversation_id):
            manifest, steps = ask(self.turns_before(conversation_id))
            yield manifest
            for step in steps:
                if isinstance(step, Answer):
                    self.append(conversation_id, step)
                    break
                yield step
        yield step  # no longer blocks the next question, however slowly it is sent


@dataclass(slots=True)
class _Queue:
    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0


class Queues:
    """Lets one caller at a time through for each key."""

    def __init__(self) -> None:
        self._guard = threading.RLock()  # the garbage collector may leave a queue at any moment
        self._queues: dict[str, _Queue] = {}

    def __len__(self) -> int:
        """How many keys are held or waited for."""
        return len(self._queues)

    @contextmanager
    def enter(self, key: str) -> Iterator[None]:
        with self._guard:
            queue = self._queues.setdefault(key, _Queue())
            queue.users += 1
        try:
            if not queue.lock.acquire(timeout=_PATIENCE):
                raise ConversationBusy("another question of this conversation is being answered still")
            try:
                yield
            finally:
                queue.lock.release()
        finally:
            with self._guard:
                queue.users -= 1
                if not queue.users:
                    del self._queues[key]


def _row_of(connection: Connection, conversation_id: str) -> Row:
    row: Row | None = connection.execute("SELECT * FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
    if row is None:
        raise UnknownConversation
    return row
