"""Where on a page the release stands, given a main text that was recognised more or less rightly."""

from corpus.reading.blocks import parse_page
from corpus.reading.body import Body, Recognised, find_body, strip_surroundings
from corpus.reading.prose import is_prose

FIRST = "Minister Vela Ostrander opened the harbour of Port Quillan on Tuesday."
SECOND = "It cost 340 million crowns, and will employ 1,200 people of the town."
THIRD = "The Minister thanked the engineers, who had finished four months early."
OTHER = [f"Picture {number} of the exhibition shows a boat, a bird and a boy on the quay." for number in range(9)]


def find(markup: str, recognised: str, title: str = "") -> list[str]:
    return [block.text for block in body_of(markup, recognised, title).blocks]


def body_of(markup: str, recognised: str, title: str = "") -> Body:
    root, main = parse_page(f"<html><body>{markup}</body></html>"), Recognised(recognised)
    strip_surroundings(root, main)
    return find_body(root, main, title)


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def test_lines_of_the_core_that_were_not_recognised_belong_to_the_text() -> None:
    core = (
        f"{paragraphs(FIRST)}<ul><li>First item</li><li><a href='/a'>An annex</a></li></ul>{paragraphs(SECOND, THIRD)}"
    )
    found = find(f"<div>Tools</div><div>{core}</div>", f"{FIRST}\n{SECOND}\n{THIRD}")
    assert found == [FIRST, "First item", "An annex", SECOND, THIRD]


def test_of_a_core_that_holds_much_else_only_what_was_recognised_and_small_gaps_are_taken() -> None:
    core = paragraphs(FIRST, "Who paid", SECOND, *OTHER, THIRD)
    assert find(core, f"{FIRST}\n{SECOND}\n{THIRD}") == [FIRST, "Who paid", SECOND, THIRD]


def test_short_lines_are_taken_beside_long_ones_and_not_by_themselves() -> None:
    core = paragraphs("Harbour", *OTHER, FIRST, "Harbour", SECOND, THIRD)
    assert find(core, f"Harbour\n{FIRST}\n{SECOND}\n{THIRD}") == [FIRST, "Harbour", SECOND, THIRD]


def test_the_title_and_what_stands_above_it_are_not_of_the_text() -> None:
    header = "<p>Ministry of Works</p><h1>The harbour</h1><h2>A subtitle</h2><p>6 May 2031</p>"
    body = body_of(f"{header}<div>{paragraphs(FIRST, SECOND)}</div>", f"{FIRST}\n{SECOND}", "The harbour")
    assert [block.text for block in body.blocks] == ["A subtitle", FIRST, SECOND]
    assert body.below == ()


def test_a_date_between_title_and_text_is_kept_beside_the_text() -> None:
    body = body_of(
        f"<h1>The harbour</h1><p>6 May 2031</p><div>{paragraphs(FIRST, SECOND)}</div>",
        f"{FIRST}\n{SECOND}",
        "The harbour",
    )
    assert body.below == ("6 May 2031",)


def test_what_holds_a_good_part_of_the_text_is_never_taken_for_its_surroundings() -> None:
    for opening in ("<nav>", "<aside>", "<div class='sidebar'>", "<div hidden>", "<header>"):
        assert find(opening + paragraphs(FIRST, SECOND), f"{FIRST}\n{SECOND}") == [FIRST, SECOND]


def test_where_the_recognised_text_is_not_on_the_page_nothing_is_found() -> None:
    assert find(paragraphs(*OTHER), f"{FIRST}\n{SECOND}") == []
    assert find("", FIRST) == []


def test_prose_is_long_enough_for_a_sentence_and_ends_like_one() -> None:
    assert [is_prose(line) for line in (FIRST, "“It is open to all,” he said.", "大臣は港の開港を祝いました。")] == [
        True
    ] * 3
    assert [
        is_prose(line) for line in ("Minister opens the harbour of Port Quillan", "Read more.", "", "報道発表")
    ] == [False] * 4
