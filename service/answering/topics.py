"""Topics: what is typed of two or three words and asks nothing, such as "Haiti" or "fishing dispute"."""

from corpus.english.question_words import AUXILIARIES, INTERROGATIVES, ORDER
from index.question.query import DialogueContext
from index.question.words import find_words

_MOST = 3  # words
_ASKING = frozenset((*INTERROGATIVES, *(f"{word}s" for word in INTERROGATIVES), *AUXILIARIES, *ORDER))  # "whos"


def is_topic(question: str) -> bool:
    """Whether it names a matter and asks nothing of it: a few words, none of which makes a question."""
    words = [word.lower() for word in find_words(question)]
    return 0 < len(words) <= _MOST and _ASKING.isdisjoint(words)


def topic_context(topic: str) -> DialogueContext:
    """Reads a topic as the question that it stands for: the reranker reads questions."""
    asked = f"What is said about {topic.strip().rstrip('?.! ')}?"
    return DialogueContext(
        standalone=asked,
        expanded_query=asked,
        term_weights={},
        context_weight=0.5,
        days=(),
        preferred={},
        type_source=topic,
        history=(),
    )
