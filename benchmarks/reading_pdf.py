"""Where quotes of PDFs are said to stand: ten PDFs of four pages each, made here, a quote of every page.

Letterheads, footers, columns, tables, broken words, printed page numbers, pages that lie turned in the file. Of each
quote: is the text read as it was set, is the page right, by number and as printed, and does its first box hold the
line where it was set?
"""

import json
import random
import re
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.passage import Span
from corpus.reading.source import Source
from corpus.reading.worker import run
from corpus.release import Release
from measuring import ROOT, write_results

sys.path.append(str(ROOT / "tests"))

from printing import HEIGHT, Placed, Rule, draw_pdf, draw_table

_PAGES = 4
_LEADING = 13
_NUMBER = re.compile(r"\b\d{3,} people")
_NAMES = "Quillan Vesk Astrelle Brannock Ostrander Norvania Estrava Velloso Harrow Linmouth".split()
_THINGS = "harbour,ferry,railway,school,bridge,treaty,budget,hospital,market,light house".split(",")
_VERBS = "opened,measured,counted,closed,repaired,inspected,extended,sold,rented,praised".split(",")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How the pages of a PDF are set."""

    name: str
    columns: int = 1
    letterhead: bool = False
    footer: str = ""
    table: bool = False
    mixed: bool = False
    broken: bool = False
    labels: str = ""
    turned: int = 0


FORMS = (
    Form(name="plain"),
    Form(name="letterhead and footer", letterhead=True, footer="Page {number} of 4"),
    Form(name="two columns", columns=2),
    Form(name="two columns, mixed in the file", columns=2, mixed=True, footer="- {number} -"),
    Form(name="three columns, letterhead", columns=3, letterhead=True),
    Form(name="table with lines", table=True, footer="{number}"),
    Form(name="two columns and a table", columns=2, table=True, letterhead=True),
    Form(name="broken words", columns=2, broken=True),
    Form(name="printed numbers in Roman", labels="0 << /S /r >> 2 << /S /D /St 1 >>", footer="{number}"),
    Form(name="turned", turned=180, letterhead=True),
)
_PRINTED = ("i", "ii", "1", "2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What was set, on which page, and where its first line begins, from the left and the top of the page as set."""

    text: str
    page: int
    left: float
    top: float


def make(form: Form, dice: random.Random) -> tuple[bytes, list[Quote]]:
    """A PDF and a quote of each of its pages."""
    pages: list[list[Placed]] = []
    quotes: list[Quote] = []
    rules: list[Rule] = []
    for number in range(1, _PAGES + 1):
        placed, quote = _text(form, number, dice)
        if form.letterhead:
            placed += [(60, 30, "Ministry of Works of Norvania"), (450, 30, f"Press release {dice.randrange(90)}")]
        if form.footer:
            placed.append((290, 760, form.footer.format(number=number)))
        if number == 1:
            title = f"Minister tells of the {dice.choice(_THINGS)} of {dice.choice(_NAMES)}"
            placed += [(60, 80, title), (60, 95, "6 May 2031")]
        if form.table and number == 1:
            rows = [(name, str(dice.randrange(1_000, 90_000))) for name in _NAMES[:4]]
            texts, rules = draw_table(60, 560, (100, 120), [("Town", "Inhabitants"), *rows])
            placed += texts
            quote = Quote(text=" | ".join(rows[2]), page=1, left=64, top=560 + 3 * 16 + 12)
        pages.append(placed)
        quotes.append(quote)
    return draw_pdf(pages, rules=rules, labels=form.labels, turned=form.turned), quotes


def _text(form: Form, number: int, dice: random.Random) -> tuple[list[Placed], Quote]:
    """Sentences in columns, and one of them."""
    sentences = [_sentence(dice) for _ in range(18)]
    width = {1: 88, 2: 42, 3: 28}[form.columns]
    lines = list(_wrapped(" ".join(sentences), width, broken=form.broken))
    each = -(-len(lines) // form.columns)
    columns = [lines[at : at + each] for at in range(0, len(lines), each)]
    lefts = {1: (60.0,), 2: (60.0, 320.0), 3: (60.0, 230.0, 400.0)}[form.columns]
    placed = [
        (left, 130.0 + _LEADING * row, line)
        for left, column in zip(lefts, columns, strict=False)
        for row, line in enumerate(column)
    ]
    first = next(
        at for at in placed[5:] if _NUMBER.search(at[2]) and not at[2].endswith("-")
    )  # no other line is the same
    quote = Quote(text=first[2], page=number, left=first[0], top=first[1])
    return (sorted(placed, key=lambda at: at[1]) if form.mixed else placed), quote


def _sentence(dice: random.Random) -> str:
    who, where = dice.sample(_NAMES, 2)
    paid, people = dice.randrange(2, 990), dice.randrange(11, 9_000)
    what = f"{dice.choice(_VERBS)} the {dice.choice(_THINGS)} of {where}"
    return f"Minister {who} {what} for {paid} million crowns and thanked {people} people."


def _wrapped(text: str, width: int, *, broken: bool) -> Iterator[str]:
    if not broken:
        yield from textwrap.wrap(text, width)
        return
    rest = text
    while len(rest) > width:
        cut = rest.rfind(" ", 0, width)
        word = rest[cut + 1 :].split(" ", 1)[0]
        if word.isalpha() and word.islower() and len(word) > 6:
            yield f"{rest[: cut + 5]}-"
            rest = rest[cut + 5 :]
        else:
            yield rest[:cut]
            rest = rest[cut + 1 :]
    yield rest


def judge(form: Form, data: bytes, quotes: list[Quote]) -> Iterator[dict[str, bool]]:
    (release,) = run("pdf", Source(data=data, place=form.name, release_id=form.name))
    if not isinstance(release, Release) or release.layout is None:
        sys.exit(f"{form.name}: {release}")
    for quote in quotes:
        start = release.text.find(quote.text)
        if start < 0:
            print(f"{form.name}, page {quote.page}: {quote.text!r} is not in the text")
            yield dict.fromkeys(("text", "page", "label", "box"), False)
            continue
        span = Span(start, start + len(quote.text))
        page, box = release.layout.page_of(span), release.layout.boxes(span)[0]
        left, top = (612 - quote.left, HEIGHT - quote.top) if form.turned else (quote.left, quote.top)
        edge = box.right if form.turned else box.left
        label = _PRINTED[quote.page - 1] if form.labels else str(quote.page)
        yield {
            "text": True,
            "page": page is not None and page.number == box.page == quote.page,
            "label": page is not None and page.label == label,
            "box": abs(edge - left) < 2 and box.top - 2 <= top <= box.bottom + 2,
        }


def main() -> None:
    dice = random.Random(16)  # noqa: S311 - the same PDFs each time
    started = time.process_time()
    judged = {form.name: list(judge(form, *make(form, dice))) for form in FORMS}
    each = [found for form in judged.values() for found in form]
    results = {
        "quotes": len(each),
        **{f"{name}_right": sum(found[name] for found in each) for name in ("text", "page", "label", "box")},
        "wrong_by_form": {
            name: sum(not all(found.values()) for found in form)
            for name, form in judged.items()
            if not all(all(found.values()) for found in form)
        },
        "processor_seconds_per_page": round((time.process_time() - started) / len(each), 3),
    }
    print(json.dumps(results, indent=2))
    write_results("reading_pdf", results)


if __name__ == "__main__":
    main()
