"""What a person does on the page, and what they see: for the tests that drive a browser."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

expect.set_options(timeout=15_000)  # a busy machine answers late

RELEASE = "japan-cambodia-telephone-talk-2020-10-21"
TITLE = "Japan-Cambodia Foreign Ministers’ Telephone Talk"
OFFER = "What did Motegi offer Cambodia?"
LITTER = "What about marine litter?"
LOANS = "25 billion yen in yen loans"
UNSAID = "What did Motegi offer Laos?"


def send(method: str, address: str, body: bytes | None = None) -> None:
    headers = {"Authorization": "Bearer test-key", "Content-Type": "application/json"}
    with urlopen(Request(address, body, headers, method=method)) as response:
        assert response.status < 300


def put(served: str, release_id: str, title: str, text: str, **facts: str) -> None:
    release = {
        "title": title,
        "text": text,
        "published": "2021-07-01",
        "source_url": "https://example.org/press",
    } | facts
    send("PUT", f"{served}/v1/releases/{quote(release_id, safe='')}", json.dumps(release).encode())


@contextmanager
def held(served: str, release_id: str, title: str, text: str, **facts: str) -> Iterator[str]:
    """The address of a release's page, while the service holds that release."""
    put(served, release_id, title, text, **facts)
    encoded = quote(release_id, safe="")
    try:
        yield f"{served}/r/{encoded}"
    finally:
        send("DELETE", f"{served}/v1/releases/{encoded}")


def field(page: Page) -> Locator:
    return page.get_by_label("Your question")


def begin(page: Page, question: str) -> Locator:
    """Types the question, presses Enter, and gives the turn that shows it."""
    field(page).fill(question)
    page.keyboard.press("Enter")
    return page.get_by_role("article", name=question, exact=True).last


def ask(page: Page, question: str) -> Locator:
    """The same, and waits until all has been said."""
    turn = begin(page, question)
    expect(turn.locator("[aria-busy=false]")).to_be_visible()
    return turn


def answer_to(served: str, question: str, **more: Any) -> dict[str, Any]:
    """What the service answers without the page."""
    body = json.dumps({"question": question, **more}).encode()
    with urlopen(Request(f"{served}/v1/ask", body, {"Content-Type": "application/json"})) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def citation(turn: Locator, number: int) -> Locator:
    return turn.get_by_role("link", name=f"Citation [{number}]", exact=True)


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name=TITLE)


def mark(where: Page | Locator) -> Locator:
    return where.locator("mark")  # Playwright's types know no role "mark"


def expect_marked(where: Page | Locator, words: str) -> None:
    """Exactly these words are marked, to the last space."""
    expect(mark(where)).to_have_js_property("textContent", words)


def press_until_focused(page: Page, key: str, wanted: Locator) -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{key} never reaches {wanted}")


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
