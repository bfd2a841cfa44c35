"""What a language model may say of the sentences that it cites, and what not."""

from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from corpus.english.stop_words import JOINING
from service.generation.grounding import find_fault
from service.generation.tokens import read

LOAN = "Minister Tarvo stated that Norvania will provide 25 billion yen in yen loans to Astrelle."
COST = "The harbour cost 340 million crowns."
STAFF = "It will employ 1,200 people."
OPENED = "The harbour opened on May 6, 2031."
PIER = "The pier opened on June 7."
ADVISORY = "This updates the original advisory on Tollan that the ministry issued on July 1, 2030."
DENIED = "The Minister denied that the harbour was closed."
URGED = "Ostrander urged Norvania to withdraw its troops."
SHARED = "President Iven Maroush said that the catch will be shared equally."
NEW = "Minister Vela Ostrander opened the new harbour of Port Quillan on Tuesday."


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (LOAN, [LOAN]),
        ("Norvania will provide ¥25 billion in loans to Astrelle.", [LOAN]),
        ("Norvania offers loans of 25 billion yen.", ["Norvania offered a loan of 25,000 million yen."]),
        ("The harbour cost 340 million crowns and will employ 1,200 people.", [COST, STAFF]),
        ("The harbour opened on 6 May 2031.", [OPENED]),
        ("The harbour opened in May 2031.", [OPENED]),
        ("The harbour opened in 2031.", [OPENED]),
        ("Ostrander opened the harbour of Port Quillan on Tuesday.", [NEW]),
        ("Ostrander urged Norvania to withdraw troops.", [URGED]),
        ("Iven Maroush announced that the catch will be shared equally.", [SHARED]),
        ('Maroush said that "the catch will be shared equally".', [SHARED]),
        ("Three ports and 5% of the boats were closed.", ["3 ports and five percent of the boats were closed."]),
        ("The aid is worth $1.2m.", ["The aid is worth 1.2 million dollars."]),
        ("The US is a member.", ["The United States is a member."]),
        (
            "The Guild of Works opens a school in Zembla.",
            ["In Zembla, the Guild of Works celebrates that it opens a school."],
        ),
        ("Vela Ostrander urged Norvania to withdraw its troops.", [NEW, URGED]),
        ("The U. S. spoke of Norvania's harbour.", ["The U.S. spoke of Norvania’s harbour."]),
        ("The harbour of Norvania was seen by Ostrander.", ["The harbour of Norvania was seen by Ostrander’s envoy."]),
        ("Secretary Ruiz visited Zembla.", ["Secretary of State Ana Ruiz visited Zembla."]),
        ("The harbour does not employ 1,200 people.", ["The harbour doesn’t employ 1200 people."]),
    ],
)
def test_an_honest_sentence_passes(text: str, cited: list[str]) -> None:
    assert find_fault(text, cited) is None


@pytest.mark.parametrize(
    ("lock", "text", "cited"),
    [
        ("citation", COST, []),
        ("figure", "Norvania will provide 26 billion yen in loans to Astrelle.", [LOAN]),
        ("figure", "Norvania will provide 25 million yen in loans to Astrelle.", [LOAN]),
        ("figure", "Norvania will provide $25 billion in loans to Astrelle.", [LOAN]),
        ("figure", "The harbour will employ 1,200% people.", [STAFF]),
        ("figure", "The harbour opened on May 7, 2031.", [OPENED]),
        ("figure", "The harbour opened on May 6, 2032.", [OPENED]),
        ("figure", "The harbour cost twelve crowns.", [COST]),
        ("figure", "Growth was 5%.", ["Growth was -5%."]),
        ("name", "Tarvo said that Zembla will provide loans to Astrelle.", [LOAN]),
        ("name", "The harbour of Port Quillan cost 340 million crowns.", [COST]),
        ("name", "President Vela Maroush opened the harbour of Port Quillan.", [SHARED, NEW]),
        ("name", "Ostrander opened the harbour on Monday.", [NEW]),
        ("word", "The harbour employs robots.", [STAFF]),
        ("word", "Maroush said that the catch will not be shared equally.", [SHARED]),
        ("word", "Norvania refused 25 billion yen in loans to Astrelle.", [LOAN]),
        ("word", "El puerto costó 340 million crowns.", [COST]),
        ("turn", "The harbour was closed.", [DENIED]),
        ("turn", "Norvania withdrew its troops.", [URGED]),
        ("turn", "The pier was closed.", ["The pier was not closed; the harbour was closed.", "The pier was seen."]),
        ("turn", "The treaty is in force.", ["The treaty may be in force."]),
        ("turn", "Norvania provides 25 billion yen in yen loans to Astrelle.", [LOAN]),
        ("turn", "The harbour would cost 340 million crowns.", [COST]),
        ("turn", "The ministry issued an updated advisory on July 1, 2030.", [ADVISORY]),
        ("turn", "President Ostrander opened the pier.", ["The former President Ostrander opened the pier."]),
        ("place", "It cost 1,200 crowns.", [COST, STAFF]),
        ("place", "The harbour opened on June 7.", [OPENED, PIER]),
        ("place", "Maroush opened the new harbour.", [SHARED, NEW]),
        ("place", "President Iven Maroush opened the new harbour.", [SHARED, NEW]),
        ("order", "Astrelle will provide 25 billion yen in loans to Norvania.", [LOAN]),
        ("order", "Zembla will provide a school in Norvania.", ["Norvania will provide a school in Zembla."]),
        ("quotation", "Maroush said that “the catch will be halved”.", [SHARED]),
        ("quotation", 'Maroush said that "the catch will be shared.', [SHARED]),
        ("quotation", "The catch 'will be halved' equally.", [SHARED]),
        ("person", "You will see the new harbour of Port Quillan.", [f"You will see. {NEW}"]),
        ("person", "We opened the harbour.", [NEW]),
        ("form", "The harbour cost 340 million crowns, see www.quillan.example.", [COST]),
        ("form", "The harbour cost [340 million crowns](http://quillan.example).", [COST]),
        ("form", "<b>The harbour</b> cost 340 million crowns.", [COST]),
        ("form", "The harbour cost 340\u202e million crowns.", [COST]),
        ("form", "The harbour cost 340\x00 million crowns.", [COST]),
        ("form", "The harbour cost 340 million crowns 🎉.", [COST]),
        ("form", "The harbour cost 340 million crowns. [7]", [COST]),
        ("form", "The harbour cost 340 million crowns\u0338.", [COST]),
        ("form", "The harbour cost 340 million crowns, see quillan.example.", ["quillan.example: " + COST]),
        ("form", "What did the harbour cost?", ["What did the harbour cost?"]),
        ("form", "The harbour " * 50, [COST]),
        ("form", "…", [COST]),
    ],
)
def test_a_sentence_that_its_citations_do_not_bear_fails_at_the_lock_that_tells_why(
    lock: str, text: str, cited: list[str]
) -> None:
    assert find_fault(text, cited) == lock


figures = st.integers(0, 10**12)


@given(cost=figures, other=figures)
def test_a_figure_that_is_changed_is_always_noticed(cost: int, other: int) -> None:
    assume(cost != other)
    cited = [f"The harbour cost {cost:,} crowns."]
    assert find_fault(f"The harbour cost {cost} crowns.", cited) is None
    assert find_fault(f"The harbour cost {other} crowns.", cited) == "figure"


@given(digits=st.text("0123456789", min_size=1, max_size=60), at=st.integers(0, 59))
@example(digits="1" * 40, at=39)
def test_a_single_digit_that_is_changed_is_always_noticed(digits: str, at: int) -> None:
    at %= len(digits)
    changed = f"{digits[:at]}{(int(digits[at]) + 1) % 10}{digits[at + 1 :]}"
    assert find_fault(f"The harbour cost {changed} crowns.", [f"The harbour cost {digits} crowns."]) == "figure"


days = st.dates(date(1000, 1, 1))


@given(one=days, other=days)
def test_a_day_is_the_same_in_any_order_and_no_other_day_is(one: date, other: date) -> None:
    cited = [f"The pier opened on {one:%d %B} {one:%Y}."]
    assert find_fault(f"The pier opened on {one:%B %d}, {one:%Y}.", cited) is None
    assert (find_fault(f"The pier opened on {other:%Y-%m-%d}.", cited) == "figure") is (one != other)


@given(name=st.from_regex(r"[A-Z][a-z]{2,10}", fullmatch=True))
def test_a_name_that_no_cited_sentence_holds_is_always_noticed(name: str) -> None:
    assume(name.lower() not in JOINING and name.lower() not in SHARED.lower() and read(name)[0].kind == "name")
    assert find_fault(f"The catch of {name} will be shared equally.", [SHARED]) == "name"


@given(text=st.text(max_size=120))
def test_whatever_is_written_every_digit_of_it_is_read(text: str) -> None:
    digits = sum(character.isdecimal() for character in text)
    figures_of = [token for token in read(text) if any(character.isdecimal() for character in token.folded)]
    assert bool(digits) <= bool(figures_of)


@given(text=st.text(max_size=80), cited=st.lists(st.text(max_size=80), max_size=3))
def test_no_text_whatever_breaks_the_locks(text: str, cited: list[str]) -> None:
    find_fault(text, cited)


@given(
    words=st.lists(st.sampled_from("harbour crowns cost pier opened troops banana visit discount".split()), max_size=8)
)
def test_words_that_stand_nowhere_never_pass(words: list[str]) -> None:
    text = " ".join(["The", *words]) + "."
    if find_fault(text, [COST]) is None:
        assert set(words) <= {"harbour", "crowns", "cost"}
