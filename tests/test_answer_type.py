"""What kind of short answer a question wants, and where a text holds one."""

import pytest

from index.question.answer_type import (
    AnswerType,
    DateOrder,
    answer_type_of,
    counted_words,
    find_new_names,
    find_short,
    order_of,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much did the harbour cost?", "amount"),
        ("What fine did the port pay?", "amount"),
        ("How much of the catch goes to Astrelle?", "share"),
        ("What percentage voted?", "share"),
        ("How long did the talks take?", "duration"),
        ("How many more days will it rain?", "duration"),
        ("How many ferries sail?", "count"),
        ("When did Velloso visit Zembla?", "time"),
        ("Velloso visited Zembla when?", "time"),
        ("In which year was the treaty signed?", "time"),
        ("Who opened the harbour?", "person"),
        ("By whom was the harbour opened?", "person"),
        ("Where do the ferries sail?", "place"),
        ("In which town is the market?", "place"),
        ("Which ferry was the first?", "name"),
        ("What was the name of the ferry?", "name"),
        ("What did Velloso say when the talks ended in Zembla?", "open"),
        ("Why did it rain?", "open"),
        ("", "open"),
    ],
)
def test_the_kind_is_told_by_how_it_is_asked(question: str, kind: AnswerType) -> None:
    assert answer_type_of(question) == kind


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("What was the latest call with Zembla?", "latest"),
        ("When did Velloso last speak with Maroush?", "latest"),
        ("What is the most recent statement on fish?", "latest"),
        ("When did Velloso first meet Maroush?", "earliest"),
        ("How often did they meet?", "often"),
        ("How many times did Velloso call?", "often"),
        ("Who opened the first harbour?", None),
        ("What did the last king of Astrelle say?", None),
    ],
)
def test_dates_answer_only_where_they_are_asked_for(question: str, order: DateOrder | None) -> None:
    assert order_of(question) == order


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("amount", "It cost 340 million crowns and $5 a day.", ["340 million crowns", "$5"]),
        ("amount", "It cost 340.", []),
        ("share", "Some 45 percent, or half, or 3.5%.", ["45 percent", "half", "3.5%"]),
        ("duration", "It took six weeks, the seventh year in a row.", ["six weeks", "seventh year"]),
        ("count", "On May 24, 2031, 1,200 people came in twenty-two boats.", ["1,200", "twenty-two"]),
        ("count", "For the first time in 2031.", []),
        ("count", "2. Some 90 of the 400 came.", ["90", "400"]),
        ("time", "On Tuesday, May 24, 2031, or in 1999.", ["Tuesday", "May 24, 2031", "1999"]),
        ("open", "On May 24, 340 million crowns.", []),
    ],
)
def test_each_kind_has_its_forms(kind: AnswerType, text: str, found: list[str]) -> None:
    assert [span.of(text) for span in find_short(kind, text)] == found


def test_a_new_name_is_one_that_the_question_does_not_bring() -> None:
    text = "Foreign Minister Iven Maroush saw Zembla, and the Minister left."
    assert [span.of(text) for span in find_new_names(text, "Whom did Zembla see?")] == ["Foreign Minister Iven Maroush"]
    assert find_new_names("Today the Minister saw Zembla.", "Who saw Zembla?") == []


def test_what_is_counted_ends_where_the_verb_begins() -> None:
    assert counted_words("How many war crimes experts did Astrelle send?") == ["war", "crimes", "experts"]
    assert counted_words("How much?") == []


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who is Ned Price?", "person"),
        ("What did Ned Price say?", "open"),
        ("Who paid the price?", "person"),
        ("What was the price?", "amount"),
        ("How Much Did the Harbour Cost?", "amount"),
    ],
)
def test_a_name_asks_for_nothing(question: str, kind: str) -> None:
    assert answer_type_of(question) == kind
