"""What a release can lose and still be one, and what it cannot."""

from datetime import UTC, date, datetime

import pytest
from factories import HARBOUR, TREATY, make_release
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import Published
from corpus.lost_content import is_lost
from corpus.release import Release

DAY = date(2031, 5, 6)
STORED = make_release(title="Minister opens the harbour of Port Quillan", text=HARBOUR, published=DAY)


def other(text: str = TREATY, title: str = "Vexa talo", published: Published | None = None) -> Release:
    return make_release(title=title, text=text, published=published)


def test_another_text_under_another_title_without_a_day_is_lost_and_nothing_less_is() -> None:
    assert is_lost(STORED, other())
    assert not is_lost(STORED, other(title=STORED.title))
    assert not is_lost(STORED, other(text=HARBOUR))
    assert not is_lost(STORED, other(published=date(2031, 5, 9)))


@given(st.integers(0, len(HARBOUR) - 1), st.integers(1, len(HARBOUR)))
def test_no_part_of_a_release_is_lost_however_short(start: int, length: int) -> None:
    part = HARBOUR[start : start + length]
    if any(character.isalnum() for character in part):
        assert not is_lost(STORED, other(text=part))
    assert not is_lost(STORED, other(text=f"{TREATY} {TREATY} {HARBOUR}"))


@pytest.mark.parametrize(
    ("title", "text", "lost"),
    [
        ("Withdrawn", "“Minister opens the harbour of Port Quillan” was withdrawn.", False),
        ("Withdrawn", "Our release of 6 May 2031 was withdrawn.", False),
        ("Minister to open the harbour of Port Quillan", TREATY, False),
        ("Withdrawn", "Our release of 7 May 2031 was withdrawn.", True),
        ("Nothing here", "/news/minister-opens-the-harbour-of-port-quillan leads nowhere.", True),
        ("Nothing here", "https://p.example/minister-opens-the-harbour-of-port-quillan leads nowhere.", True),
    ],
)
def test_a_notice_about_the_release_is_a_state_of_it_and_its_address_alone_is_no_notice(
    title: str, text: str, lost: bool
) -> None:
    assert is_lost(STORED, other(title=title, text=text)) is lost


def test_without_days_what_has_grown_may_be_what_was_hidden_before() -> None:
    undated = make_release(title=STORED.title, text=HARBOUR, published=None)
    assert is_lost(undated, other(text="Norvi ta kelle."))
    assert not is_lost(undated, other(text=TREATY * 2))


@pytest.mark.parametrize("told", [DAY, datetime(2031, 5, 6, 8, tzinfo=UTC)])
def test_the_day_of_a_feed_is_none_of_the_page(told: Published) -> None:
    assert is_lost(STORED, other(text="Norvi ta kelle.", published=told), told)
    assert not is_lost(STORED, other(text=TREATY * 2, published=told), told)  # may have been hidden before


def test_scripts_without_spaces_are_compared_alike() -> None:
    stored = make_release(
        title="大臣が港を開く", text="建設大臣は火曜日に新しい港を開いた。費用は三億クローナである。", published=DAY
    )
    assert not is_lost(stored, other(title="訂正", text="建設大臣は火曜日に新しい港を開いた。"))
    assert is_lost(stored, other(title="お知らせ", text="ご指定の内容は現在ご覧いただけません。"))


def test_the_longest_texts_are_compared_in_time() -> None:
    assert is_lost(
        make_release(title="Harbour opens today", text="harbour " * 1_000_000, published=DAY),
        other(text="/norvi " * 1_000_000),
    )
