"""A kept conversation as Markdown, to be read or passed on: questions as headings, quotes with their references."""

import re
from itertools import pairwise

from service.answering import Answer
from service.citations import Citation
from service.conversation_store import StoredConversation
from service.presentation import describe, headline, understood

# What Markdown or HTML could take for more than itself.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_BEGINNING = re.compile(r"^([^\S\n]*+)([-+=]|\d++(?=[.)]))", re.MULTILINE)


def as_markdown(conversation: StoredConversation) -> str:
    """Text of questions and releases stays text: nothing in it becomes a link, a heading or markup."""
    parts = [f"# Conversation of {conversation.created_at[:10]}"]
    for stored in conversation.answers:
        parts += _exchange(stored.answer)
    return "\n\n".join(parts) + "\n"


def _exchange(answer: Answer) -> list[str]:
    parts = [f"## {_line(answer.question)}"]
    parts += [f"*{_line(line)}*" for line in understood(answer)]
    parts.append(_line(headline(answer)))
    parts += [_quoted(piece) for piece in _pieces(answer)]
    parts += [_line(answer.note)] if answer.note else []
    for citation in answer.citations:
        parts.append(_reference(citation))
        parts += [] if citation.quote in (answer.text or "") else [_quoted(citation.quote)]
    return parts


def _pieces(answer: Answer) -> list[str]:
    """What each citation bears, apart from the others."""
    text = answer.text or ""
    cuts = sorted({0, len(text)} | {citation.answer_span.start for citation in answer.citations})
    return [piece for first, last in pairwise(cuts) if (piece := text[first:last].strip())]


def _quoted(text: str) -> str:
    """A block quote, line by line: two spaces at its end keep a line one."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(f"> {escape(line)}  " if line else ">" for line in lines)


def _reference(citation: Citation) -> str:
    address = citation.fragment_url
    link = f" <{address}>" if address and not re.search(r"[\s<>]", address) else ""
    return f"\\[{citation.number}\\] {_line(describe(citation))}.{link}"


def _line(text: str) -> str:
    return escape(" ".join(text.split()))


def escape(text: str) -> str:
    """The text with a backslash before whatever Markdown would not show as it stands."""
    return _BEGINNING.sub(_escape_beginning, _SPECIAL.sub(r"\\\1", text))


def _escape_beginning(found: re.Match[str]) -> str:
    """1. becomes 1\\. and - becomes \\-, which would begin lists."""
    return f"{found[0]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"
