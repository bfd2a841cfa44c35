"""A kept conversation as Markdown, to be read or passed on: questions as headings, quotes with their references."""

import re

from service.answering.answer import Answer
from service.citations import Citation
from service.conversations.store import StoredConversation
from service.display.answers import headline, remarks, understood
from service.display.references import Place, excerpts_of, permalinks, places_of, quoted, tell_source

# What Markdown or HTML could take for more than itself.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_BEGINNING = re.compile(r"^([^\S\n]*+)([-+=]|\d++(?=[.)]))", re.MULTILINE)


def as_markdown(conversation: StoredConversation, base: str) -> str:
    """Text of questions and releases stays text: nothing in it becomes a link, a heading or markup.

    `base` is the address of the service, to which our own links lead.
    """
    parts = [f"# Conversation of {conversation.created_at[:10]}"]
    for stored in conversation.answers:
        parts += _exchange(stored.answer, permalinks(base))
    return "\n\n".join(parts) + "\n"


def _exchange(answer: Answer, place: Place) -> list[str]:
    parts = [f"## {_line(answer.question)}"]
    parts += [f"*{_line(line)}*" for line in understood(answer)]
    parts.append(_line(headline(answer)))
    parts += [_line(answer.text)] if answer.llm and answer.text else []
    parts += [_quoted(quoted(excerpt)) for excerpt in excerpts_of(answer.citations)]
    parts += map(_line, remarks(answer))
    return [*parts, *(_reference(citation, place) for citation in answer.citations)]


def _quoted(text: str) -> str:
    """A block quote, line by line: two spaces at its end keep a line one."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(f"> {escape(line)}  " if line else ">" for line in lines)


def _reference(citation: Citation, place: Place) -> str:
    address = citation.fragment_url
    source = f", <{address}>" if address and not re.search(r"[\s<>]", address) else ""
    places = ", also ".join(f"<{each}>" for each in places_of(citation, place))
    return f"\\[{citation.number}\\] {_line(tell_source(citation))}{source}: {places}"


def _line(text: str) -> str:
    return escape(" ".join(text.split()))


def escape(text: str) -> str:
    """The text with a backslash before whatever Markdown would not show as it stands."""
    return _BEGINNING.sub(_escape_beginning, _SPECIAL.sub(r"\\\1", text))


def _escape_beginning(found: re.Match[str]) -> str:
    """1. becomes 1\\. and - becomes \\-, which would begin lists."""
    return f"{found[0]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"
