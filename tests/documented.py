"""The JSON that docs/http.md shows, made anew by a service with the real model over the bundled release."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi.testclient import TestClient

OFFER = "What did Motegi offer Cambodia?"
LAOS = "What did Motegi offer Laos?"
CUT = re.compile(r"\s*\[…\]\s*")  # where a text is shortened
HARBOUR = {
    "id": "harbour",
    "title": "Minister opens the harbour",
    "text": "The harbour cost 340 million crowns.",
    "published": "2031-05-06",
    "source_url": "https://press.example/harbour",
    "publisher": "Ministry of Works",
    "language": "en",
}
_CLOSE = 0.01  # between what two machines make of one probability
# Of the moment, or of one catalog: only their form is the same.
_PASSING = frozenset("created timings_ms at created_at changed_at stored_at next_cursor index_id".split())
_PASSING_ID = re.compile(r"(?:answer-|chatcmpl-)?[\w-]{16,24}")


def produce(client: TestClient, key: str) -> Iterator[tuple[str, Any]]:
    """Each answer with what it is called, in the order in which the page shows them."""
    yield "answer", client.post("/v1/ask", json={"question": OFFER, "limit": 1}).json()
    kept = client.post("/v1/conversations", json={}).json()["id"]
    client.post("/v1/ask", json={"question": LAOS, "conversation_id": kept})
    writing = {"Authorization": f"Bearer {key}"}
    yield "conversation", client.get(f"/v1/conversations/{kept}").json()
    yield "conversations", client.get("/v1/conversations", headers=writing).json()
    messages = [{"role": "user", "content": OFFER}]
    base = {"Host": "127.0.0.1:8000"}
    body = {"model": "communique", "messages": messages}
    yield "completion", client.post("/v1/chat/completions", json=body, headers=base).json()
    yield "search", client.get("/v1/search", params={"q": "yen loans", "limit": 1}).json()
    counted = client.get("/v1/search", params={"q": "yen loans", "facets": "country,month"}).json()
    yield "facets", {"facets": counted["facets"]}
    yield "releases", client.get("/v1/releases", params={"q": "yen loans"}).json()
    path = "/v1/releases/harbour"
    yield "release", client.put(path, json=HARBOUR, headers=writing).json()
    yield "versions", client.get(f"{path}/versions").json()
    dearer = HARBOUR | {"text": HARBOUR["text"].replace("340", "360")}
    client.put(path, json=dearer, headers=writing).raise_for_status()
    yield "difference", client.get(f"{path}/versions/diff").json()
    yield "verification", client.post("/v1/verify", json={"quote": "25 billion yen in yen loans"}).json()
    yield "problem", client.post("/v1/ask", json={"question": ""}).json()


def find_differences(shown: Any, sent: Any, at: str = "") -> list[str]:
    """Where what is shown is not what is sent, but for what is cut out, of the moment or of one machine."""
    if isinstance(shown, dict) and isinstance(sent, dict):
        if shown.keys() != sent.keys():
            return [f"{at}: {sorted(shown.keys() ^ sent.keys())}"]
        return [each for name in shown for each in find_differences(shown[name], sent[name], f"{at}/{name}")]
    if isinstance(shown, list) and isinstance(sent, list) and len(shown) == len(sent):
        pairs = enumerate(zip(shown, sent, strict=True))
        return [each for n, (one, other) in pairs for each in find_differences(one, other, f"{at}/{n}")]
    return [] if _is_same(shown, sent, at) else [f"{at}: {shown!r} is shown, {sent!r} is sent"]


def _is_same(shown: Any, sent: Any, at: str) -> bool:
    name = next((part for part in reversed(at.split("/")) if not part.isdigit()), "")
    if type(shown) is not type(sent):
        return False
    if name in _PASSING or "timings_ms" in at:
        return True
    if isinstance(shown, float):
        return bool(abs(shown - sent) <= _CLOSE)
    if isinstance(shown, str):
        if name == "id" and _PASSING_ID.fullmatch(shown):
            return bool(_PASSING_ID.fullmatch(sent))
        return bool(re.fullmatch(".*".join(map(re.escape, CUT.split(shown))), sent, re.DOTALL))
    return bool(shown == sent)
