"""Cursors: where the next page of a search begins. Opaque to clients, and bound to the search they came from."""

import base64
import binascii
import hashlib
import json

from fastapi import HTTPException

SearchKey = tuple[object, ...]


def answer_key(question: str) -> SearchKey:
    """What the rest of an answer is bound to; with other filters or turns it is that of another answer."""
    return ("ask", question)


def write_cursor(offset: int, asked: SearchKey) -> str:
    return base64.urlsafe_b64encode(json.dumps([offset, _digest(asked)]).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, asked: SearchKey) -> int:
    """The offset; 0 without a cursor. 422 for one that we did not give for this very search."""
    if cursor is None:
        return 0
    try:
        offset, digest = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError):
        raise HTTPException(422, "cursor: not one that a search here gave") from None
    if digest != _digest(asked) or not isinstance(offset, int) or not 0 < offset < 10**6:
        raise HTTPException(422, "cursor: not of this search or question; all else that is asked has to stay the same")
    return offset


def _digest(asked: SearchKey) -> str:
    return hashlib.sha256(repr(asked).encode(errors="replace")).hexdigest()[:16]
