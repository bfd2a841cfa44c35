"""Whether reasons are true: each reason and each count of releases against the texts, by other means than the index.

python benchmarks/reasons.py [--as-it-is]

Each question is answered as it is, made to be silent, and made to doubt; a third of them narrowed to a month. The texts
are those of the file of releases, searched with plain regular expressions. --as-it-is takes what has been ingested,
however little of the file.
"""

import argparse
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from index.filters import EVERYTHING, Filters
from measuring import DATA, KEPT, need, open_releases, read_conversations, read_questions, write_results
from reader_data import read_squad
from service import Answer, Communique

SEED = 20_310_510
_OFF_TOPIC = 200
_OUR_OWN = 120
_MADE_UP = """
What did {} offer Norvania?
What did {} say about cheese?
How often did {} visit Estrava?
Who is {}?
How often did {} speak with Lavrov?
What is the latest on {}?
When did {} last meet Zelenskyy?
How many troops did {} send to Brannock?
Does {} own a yacht?
How much money did {} give to JBS?
What was {}'s earliest call with Kuleba?
what did {} tell velloso
Wie viel Geld hat {} zugesagt?
Was sagte {} zum Klima?
Combien {} a-t-il versé ?
¿Qué dijo {} sobre el clima?
Что сказал {}?
{}は何と言いましたか。
Che cosa ha promesso {}?
Hur mycket gav {}?
Co powiedział {}?
""".strip().splitlines()
_NAMES = "Blinken|Ned Price|JBS|Motegi|Nuland|Maroush Ostrander|the IAEA|Peru|Sherman|Cambodia".split("|")
_FEWEST = 0.8  # of the matching texts
_NUMBER_WORDS = "one two three four five six seven eight nine ten dozen hundred thousand million billion half".split()

_ABSENT = re.compile(r"No release(?P<scope>.*?) mentions (?P<names>.+)\.")
_APART = re.compile(r"No release(?P<scope>.*?) mentions both (?P<one>.+) and (?P<other>.+)\.")
_WORDLESS = re.compile(r"No release(?P<scope>.*?) holds the word “(?P<word>.+)”\.")
_ELSEWHERE = re.compile(
    r"(?P<count>\d+) releases?(?P<scope>.*?) mentions? (?P<name>.+), but nothing that was read answers this\."
)
_LACKING = re.compile(r"The (?P<where>nearest passages|quoted sentences) do not give (?:an? \w+|how long)\.")
_UNKNOWN = {"Nothing that was read answers this.", "It is not certain that these sentences answer."}
_NOTE = re.compile(
    r"(?:The (?P<order>\w+) of (?P<of>\d+) matching releases|(?P<all>\d+) release(?:s match| matches))"
    r"(?P<near> among those that come nearest)? \((?P<words>.*?)\), by date: (?P<days>[^.]*)\."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A release as the file has it: what is searched, accents off, and its day."""

    text: str
    published: str
    sentences: tuple[str, ...]  # title, day and one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was told, of what kind it is, and what is wrong with it; nothing if it is true."""

    question: str
    told: str
    kind: str
    wrong: str


def plain(text: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))
    return bare.replace("’", "'").replace("‘", "'")


def read_sources(ids: set[str]) -> dict[str, Source]:
    with need(DATA / "releases" / "state_dept.jsonl").open(encoding="utf-8") as lines:
        records = [record for record in map(json.loads, lines) if record["id"] in ids]
    return {record["id"]: _source(record) for record in records}


def _source(record: dict[str, str]) -> Source:
    day = date.fromisoformat(record["published"][:10])
    head = plain(f"{record['title']} {day:%B} {day.day}, {day.year}")
    sentences = re.split(r"(?<=[.!?:])\s+|\n+", plain(record["text"]))
    return Source(
        text=plain(f"{record['title']}\n{record['text']}"),
        published=record["published"],
        sentences=tuple(f"{head} {sentence}" for sentence in sentences),
    )


def holds(text: str, words: str) -> bool:
    """Whether the text has these words one after the other, in any case."""
    pattern = r"[\s-]+".join(map(re.escape, plain(words).split()))
    return bool(re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE))


def names(text: str, name: str) -> bool:
    """The same, written as a name."""
    pattern = r"[\s-]+".join(map(re.escape, plain(name).split()))
    return any(found[0][0].isupper() for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE))


def ask(communique: Communique, question: str, filters: Filters) -> Iterator[Answer]:
    """As it is, made to be silent, made to doubt."""
    answerer = communique.answerer()
    found = answerer.find(question, filters)
    for high, low in ((answerer.answer_threshold, answerer.partial_threshold), (1.1, 1.1), (1.1, 0.0)):
        yield replace(answerer, answer_threshold=high, partial_threshold=low).answer_from(found, 5)


def judge(answer: Answer, sources: Sequence[Source], *, narrowed: bool) -> Iterator[Finding]:
    for told in filter(None, (answer.reason, answer.note)):
        kind, wrong = _judge(told, answer, sources, narrowed=narrowed)
        yield Finding(question=answer.question, told=told, kind=kind, wrong=wrong)


def _judge(told: str, answer: Answer, sources: Sequence[Source], *, narrowed: bool) -> tuple[str, str]:
    if told in _UNKNOWN:
        return "nothing is claimed", ""
    if told == "No release matches the question and its filters.":
        return "no release", "there are some" if sources else ""
    if found := _NOTE.match(told):
        return "by date", _judge_dates(found, sources)
    if found := _LACKING.fullmatch(told):
        return "no figure", _judge_figures(answer, quoted="quoted" in found["where"])
    return _judge_words(told, sources, narrowed=narrowed)


def _judge_figures(answer: Answer, *, quoted: bool) -> str:
    texts = [each.quote for each in answer.citations] if quoted else [each.passage.text for each in answer.passages]
    return next((f"figure in {text[:60]!r}" for text in texts if _has_figure(text)), "")


def _judge_words(told: str, sources: Sequence[Source], *, narrowed: bool) -> tuple[str, str]:
    forms = (_ELSEWHERE, _APART, _ABSENT, _WORDLESS)
    found = next((found for form in forms if (found := form.fullmatch(told))), None)
    if found is None:
        return "unknown form", "nobody checks this"
    if narrowed is not found["scope"].endswith("the filters"):
        return "scope", "says of which releases it is told, wrongly"
    if found.re is _ELSEWHERE:
        count = sum(names(source.text, found["name"]) for source in sources)
        return "mentioned elsewhere", "" if count == int(found["count"]) else f"{count} do"
    if found.re is _APART:
        both = sum(holds(source.text, found["one"]) and holds(source.text, found["other"]) for source in sources)
        return "never together", f"{both} mention both" if both else ""
    words = [found["word"]] if found.re is _WORDLESS else re.split(r", | or ", found["names"])
    held = [word for word in words if any(holds(source.text, word) for source in sources)]
    return "word nowhere" if found.re is _WORDLESS else "name nowhere", f"{held} stand there" if held else ""


def _has_figure(text: str) -> bool:
    return bool(re.search(rf"\d|\b(?:{'|'.join(_NUMBER_WORDS)})s?\b", text, re.IGNORECASE))


def _judge_dates(found: re.Match[str], sources: Sequence[Source]) -> str:
    """Counts may differ by forms of words that a beginning does not tell, and by copies, of which one counts."""
    if found["near"]:
        return ""
    beginnings = [rf"\b{re.escape(plain(word)[: max(4, len(word) - 2)])}" for word in found["words"].split(", ")]
    days, texts = [], set()
    for source in sources:
        if any(all(re.search(each, sentence, re.IGNORECASE) for each in beginnings) for sentence in source.sentences):
            day = date.fromisoformat(source.published[:10])
            days.append(f"{day:%B} {day.day}, {day.year}")
            texts.add(source.text)
    told = int(found["of"] or found["all"])
    unknown = [day for day in found["days"].split("; ") if day not in days]
    if unknown:
        return f"none of {unknown[0]} matches"
    return (
        "" if told <= len(days) and told >= 0.8 * len(texts) else f"{len(days)} match, {len(texts)} of them different"
    )


def make_questions() -> list[str]:
    dice = random.Random(SEED)  # noqa: S311
    folder = DATA / "questions"
    visible = [question.text for question in read_questions(folder / "questions.jsonl")]
    talked = [question.text for question in read_conversations(folder / "conversations.jsonl")]
    with need(DATA / "bench" / "state_dept_known_item" / "queries.jsonl").open(encoding="utf-8") as lines:
        known = [record["text"] for record in map(json.loads, lines)]
    off_topic = [question.text for question in read_squad(DATA / "bench" / "squad2_halfdev")]
    made_up = [form.format(name) for form in _MADE_UP for name in dice.sample(_NAMES, 4)]
    return [*visible, *talked, *dice.sample(known, _OUR_OWN), *dice.sample(off_topic, _OFF_TOPIC), *made_up]


def check_all(communique: Communique, questions: Sequence[str], sources: dict[str, Source]) -> list[Finding]:
    findings: list[Finding] = []
    for number, question in enumerate(questions):
        narrowed = number % 3 == 2
        month = f"2021-{5 + number % 8:02d}"
        filters = Filters(month=month) if narrowed else EVERYTHING
        kept = [source for source in sources.values() if not narrowed or source.published.startswith(month)]
        for answer in ask(communique, question, filters):
            findings += judge(answer, kept, narrowed=narrowed)
        if number % 50 == 0:
            print(f"{number} of {len(questions)}", flush=True)
    return list(dict.fromkeys(findings))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--as-it-is", action="store_true", help="ingest nothing")
    as_it_is = arguments.parse_args().as_it_is
    opened = Communique.open(KEPT / "state_dept") if as_it_is else open_releases(DATA / "releases" / "state_dept.jsonl")
    questions = make_questions()
    with opened as communique:
        sources = read_sources({listing.id for listing in communique.listings()})
        findings = check_all(communique, questions, sources)
    wrong = [finding for finding in findings if finding.wrong]
    for finding in wrong:
        print(finding)
    figures: dict[str, Any] = {
        "releases": len(sources),
        "questions": len(questions),
        "told": dict(sorted(Counter(finding.kind for finding in findings).items())),
        "wrong": dict(sorted(Counter(finding.kind for finding in wrong).items())),
    }
    print(json.dumps(figures, indent=2))
    write_results("reasons", {"figures": figures})


if __name__ == "__main__":
    main()
