"""The quotations of a draft: which words are checked, and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.checking.draft_quotes import find_draft_quotes


@pytest.mark.parametrize(
    ("draft", "quotes"),
    [
        ("She said “the harbour is open now” on Tuesday.", ["the harbour is open now"]),
        ('“We build for years,” she said, "and we build for a century."', ["We build for years,", "and we build for a century."]),  # noqa: E501
        ("He called it ‘a bridge that doesn’t rust at all’ today.", ["a bridge that doesn’t rust at all"]),
        ("The ministers’ quay and the people's harbour are open 'tis said.", []),
        ("Sie sagte: „Der Hafen ist jetzt offen“ und ging.", ["Der Hafen ist jetzt offen"]),
        ("Il a dit «le port est maintenant ouvert» hier.", ["le port est maintenant ouvert"]),
        ("The “Iron Bridge” and the “new deal” are names.", []),
        ("> The harbour is open.\n> It cost 340 million crowns.\n\nSo it was.", ["The harbour is open.\nIt cost 340 million crowns."]),  # noqa: E501
        ("```\nprint(“the harbour is open now”)\n```\nNothing.", []),
        ("“The harbour is open at last.\n\n“It cost 340 million crowns,” she said.", ["The harbour is open at last.", "It cost 340 million crowns,"]),  # noqa: E501
        ('The 5" pipe and the 6" pipe are of one kind.', []),
        ("“She told me ‘the harbour is open’ and left.” He slept.", ["She told me ‘the harbour is open’ and left."]),
    ],
)  # fmt: skip
def test_what_is_said_to_be_quoted_is_found_and_nothing_else(draft: str, quotes: list[str]) -> None:
    assert [quote.text for quote in find_draft_quotes(draft)] == quotes


def test_a_quotation_names_its_line() -> None:
    (quote,) = find_draft_quotes("# Title\n\nOn Tuesday\nshe said “the harbour is open now”.")
    assert quote.line == 4


@given(st.text(st.sampled_from("ab “”‘’\"'«»„>\n`.,"), max_size=80))
def test_whatever_is_found_stands_where_it_is_said_to_stand(draft: str) -> None:
    for quote in find_draft_quotes(draft):
        assert quote.form == "block" or quote.span.of(draft).strip() == quote.text
        assert draft[: quote.span.start].count("\n") + 1 == quote.line
