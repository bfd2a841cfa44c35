"""An evaluation as one HTML page: summary, plots, and each failure with the expected text."""

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from service.evaluation.measures import Figures, Interval, figures_of
from service.evaluation.observation import Observation
from service.evaluation.plots import PLOTS, as_svg
from service.evaluation.significance import RunComparison

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --soft: #5f6b76; --line: #d8dee4; --bad: #b3392f;
  --good: #2c7a4b; --card: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --paper: #15191d; --soft: #98a4af; --line: #343c44;
  --bad: #f08a7f; --good: #7fcf9f; --card: #1d2329; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 64rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0 } h2 { font-size: 1.2rem; margin-top: 2.5rem }
.soft { color: var(--soft) } .cards, .plots { display: flex; flex-wrap: wrap; gap: 1rem }
.card { background: var(--card); border-radius: .5rem; padding: .7rem 1rem; min-width: 8.5rem }
.card b { display: block; font-size: 1.5rem } .card small { color: var(--soft) }
.plots svg { max-width: 100%; height: auto }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: right; padding: .25rem .5rem; border-bottom: 1px solid var(--line) }
th:first-child, td:first-child { text-align: left }
.wide { overflow-x: auto }
details { border-bottom: 1px solid var(--line); padding: .5rem 0 } summary { cursor: pointer }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid var(--line); font-family: Georgia, serif }
.wanted blockquote { border-color: var(--good) } .found blockquote { border-color: var(--bad) }
.tag { font-size: .8rem; border-radius: .3rem; padding: 0 .4rem; background: var(--card); color: var(--soft) }
"""
_CARDS = (
    ("hit@1", "right passage first"),
    ("hit@5", "right passage among five"),
    ("MRR@10", "mean reciprocal rank"),
    ("cited", "a quote answers"),
    ("cited first", "the first quote answers"),
    ("answered", "answered when answerable"),
    ("silent", "silent when not"),
)
_TABLE = "hit@1 hit@5 hit@10 MRR@10 nDCG@10 release@5".split()
_TABLE += ["cited", "cited first", "short answer", "answered", "silent"]


def make_report(observations: Sequence[Observation], title: str, comparison: Sequence[RunComparison] = ()) -> str:
    """Render the page. It loads nothing from elsewhere, and escapes every text of a release."""
    figures = figures_of(observations)
    body = "".join(_body(figures, observations, title, comparison))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><body><main>{body}</main>"
    )


def _body(
    figures: Figures, observations: Sequence[Observation], title: str, comparison: Sequence[RunComparison]
) -> Iterator[str]:
    yield f'<h1>{escape(title)}</h1><p class="soft">{_summary(figures, observations)}</p>'
    yield f'<div class="cards">{"".join(_cards(figures))}</div>'
    plots = "".join(f"<figure>{as_svg(plot(figures))}</figure>" for plot in PLOTS)
    yield f'<h2>Where it fails</h2><div class="plots">{plots}</div>'
    yield f'<h2>All figures</h2><div class="wide">{_table(figures)}</div>'
    if comparison:
        yield f'<h2>Compared</h2><div class="wide">{_compared(comparison)}</div>'
    for heading, failed in failures(observations):
        yield f"<h2>{escape(heading)} ({len(failed)})</h2>{''.join(map(_failure, failed))}"


def _summary(figures: Figures, observations: Sequence[Observation]) -> str:
    answerable = sum(one.question.answerable for one in observations)
    return (
        f"{len(observations)} questions, {answerable} of them answerable. In the median "
        f"{figures.median_quoted:.0f} characters are quoted, and an answer takes "
        f"{figures.median_milliseconds:.0f} ms here. AUROC of confidence, answerable or not: "
        f"{_number(figures.confidence['auroc'])}; first quote right or not: "
        f"{_number(figures.confidence['auroc_right'])}; calibration error {_number(figures.confidence['ece'])}."
    )


def _cards(figures: Figures) -> Iterator[str]:
    for name, words in _CARDS:
        if name in figures.means["all"]:
            mean, low, high = figures.means["all"][name]
            sure = f"<small>{low:.2f} – {high:.2f}</small>"
            yield f'<div class="card"><small>{words}</small><b>{mean:.2f}</b>{sure}</div>'


def _table(figures: Figures) -> str:
    groups = sorted(figures.means, key=lambda group: (group != "all", group))
    head = "".join(f"<th>{name}</th>" for name in _TABLE)
    rows = (
        f"<tr><td>{escape(group)} ({figures.questions[group]})</td>"
        + "".join(f"<td>{_mean(figures.means[group].get(name))}</td>" for name in _TABLE)
        for group in groups
    )
    return f"<table><tr><th>questions</th>{head}</tr>{''.join(rows)}</table>"


def _compared(comparison: Sequence[RunComparison]) -> str:
    rows = (
        f"<tr><td>{c.measure}</td><td>{c.questions}</td><td>{c.first:.3f}</td><td>{c.second:.3f}</td>"
        f"<td>{c.second - c.first:+.3f}</td><td>{c.low:+.3f} … {c.high:+.3f}</td><td>{c.p:.3f}</td>"
        f"<td>{c.better}</td><td>{c.worse}</td></tr>"
        for c in comparison
    )
    head = "<tr><th>measure</th><th>questions</th><th>A</th><th>B</th><th>B − A</th><th>95 %</th><th>p</th>"
    return f"<table>{head}<th>B better</th><th>B worse</th></tr>{''.join(rows)}</table>"


def failures(observations: Iterable[Observation]) -> list[tuple[str, list[Observation]]]:
    """Failures by kind, the worst first: false answers, false silence, wrong quotes, right quotes not first."""
    kinds: dict[str, list[Observation]] = {
        "Answered, though the releases do not say": [],
        "Silent, though the releases say": [],
        "Quoted beside the point": [],
        "Quoted, but not first": [],
    }
    for one in observations:
        if kind := _kind(one):
            kinds[kind].append(one)
    return [(kind, sorted(found, key=lambda one: -one.confidence)) for kind, found in kinds.items() if found]


def _kind(one: Observation) -> str | None:
    if not one.question.answerable:
        return None if one.status == "not_found" else "Answered, though the releases do not say"
    if one.status == "not_found":
        return "Silent, though the releases say"
    if not one.cites(one.sent):
        return "Quoted beside the point"
    return None if one.cites(one.sent[:1]) else "Quoted, but not first"


def _failure(one: Observation) -> str:
    rank = f"right passage at rank {one.rank}" if one.rank else "right passage not found"
    facts = f"{one.question.type} · confidence {one.confidence:.2f}" + (f" · {rank}" if one.question.answerable else "")
    found = "".join(
        f"<blockquote>{escape(q.text)}<br><small>{escape(q.title)}</small></blockquote>" for q in one.quotes
    )
    wanted = "".join(f"<blockquote>{escape(text)}</blockquote>" for text in one.wanted[:3])
    wanted = f'<div class="wanted"><small class="soft">wanted</small>{wanted}</div>' if wanted else ""
    said = "quoted" if one.sent else "nearest, not quoted"
    return (
        f'<details><summary>{escape(one.question.text)} <span class="tag">{escape(facts)}</span></summary>'
        f'{wanted}<div class="found"><small class="soft">{said}</small>{found}</div></details>'
    )


def _mean(found: Interval | None) -> str:
    return "–" if found is None else f"{found[0]:.3f}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"
