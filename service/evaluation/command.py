"""communique evaluate: asks questions whose answers are known, and reports the measures."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from corpus.errors import UnreadableSource
from index.evaluation import LabelledQuestion, question_of
from service.assembly import Communique
from service.evaluation.measures import EvaluationError, Figures, as_json, figures_of, write_trec
from service.evaluation.observation import Observation, as_record, observe, of_record
from service.evaluation.report import make_report
from service.evaluation.significance import RunComparison, compare
from service.settings import Settings

_FORMAT = "communique-evaluation-1"
_HELD_OUT = "Weights fitted without the question: honest on the questions that the weights were made from."


def evaluate(
    context: typer.Context,
    questions: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSONL of questions with their gold places.")
    ] = None,
    conversations: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="JSONL of conversations; each turn as it stands alone."),
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(exists=True, help="Releases to ask, in a place of their own; else those of --data.")
    ] = None,
    held_out: Annotated[bool, typer.Option("--held-out", help=_HELD_OUT)] = False,  # noqa: FBT002
    report: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write an HTML page with plots and failures.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write all that was observed, for --compare.")
    ] = None,
    runs: Annotated[
        Path | None, typer.Option(file_okay=False, help="Write TREC run and qrels files into a folder.")
    ] = None,
    comparing: Annotated[
        tuple[Path, Path] | None, typer.Option("--compare", help="Two files of --output: is B better than A?")
    ] = None,
    as_data: Annotated[bool, typer.Option("--json", help="Print figures as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Measure rankings, answers and silence on questions whose places are known."""
    if comparing:
        _compare(*comparing, report)
        return
    asked = _read_all(questions, conversations)
    observations = _observe(context.obj, corpus, asked, held_out=held_out)
    figures = figures_of(observations)
    title = f"Evaluation of {', '.join(file.name for file in (questions, conversations) if file)}"
    _write(report, lambda: make_report(observations, title))
    _write(output, lambda: json.dumps({"format": _FORMAT, "observations": [as_record(one) for one in observations]}))
    if runs:
        write_trec(runs, observations)
    _print_figures(figures, as_data=as_data)


def _compare(first: Path, second: Path, report: Path | None) -> None:
    """Print how the second evaluation compares with the first; the report shows the second."""
    before, after = read_observations(first), read_observations(second)
    found = compare(before, after)
    _write(report, lambda: make_report(after, f"{second.stem}, compared with {first.stem}", found))
    _print_comparison(found)


def _observe(
    settings: Settings, corpus: Path | None, asked: Sequence[LabelledQuestion], *, held_out: bool
) -> list[Observation]:
    with _opened(settings, corpus) as communique:
        steps = observe(communique, asked, held_out=held_out)
        return list(track(steps, "Asking", len(asked), console=Console(stderr=True)))


def read_questions(file: Path) -> Iterator[LabelledQuestion]:
    """Read questions from a JSONL file. UnreadableSource names the first line that is not a question."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _read(f"{file}:{number}", line)


def read_conversations(file: Path) -> Iterator[LabelledQuestion]:
    """Read each turn of each conversation in its standalone form (`standalone`)."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            place = f"{file}:{number}"
            talk = _parse(place, line)
            for turn, record in enumerate(talk.get("turns", ()), start=1):
                own = {"id": f"{talk.get('id')}-{turn}", "question": record.get("standalone"), "type": "conversation"}
                yield _question(place, record | own)


def _read(place: str, line: str) -> LabelledQuestion:
    return _question(place, _parse(place, line))


def _parse(place: str, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise UnreadableSource(place, f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise UnreadableSource(place, "a question is a JSON object")
    return record


def _question(place: str, record: dict[str, Any]) -> LabelledQuestion:
    wanted = "not a question (id, question, type, gold: [{url, start, end}])"
    if not isinstance(record.get("question"), str):
        raise UnreadableSource(place, f"{wanted}: its text is no string")
    try:
        return question_of(record)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableSource(place, f"{wanted}: {error!r}") from None


def _read_all(questions: Path | None, conversations: Path | None) -> list[LabelledQuestion]:
    if questions is None and conversations is None:
        raise typer.BadParameter("name --questions, --conversations, or two files to --compare")
    asked = [*(read_questions(questions) if questions else ())]
    asked += read_conversations(conversations) if conversations else ()
    if not asked:
        raise EvaluationError("there is no question in the files")
    return asked


@contextmanager
def _opened(settings: Settings, corpus: Path | None) -> Iterator[Communique]:
    """Open the service's own releases, or those of a file in a temporary folder."""
    if corpus is None:
        with Communique.assemble(settings, make=False) as communique:
            yield communique
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        Communique.assemble(settings.model_copy(update={"data": Path(folder)})) as communique,
    ):
        for outcome in communique.add(corpus):
            if isinstance(outcome, UnreadableSource):
                typer.echo(str(outcome), err=True)
        yield communique


def read_observations(file: Path) -> list[Observation]:
    """Read a file that `--output` wrote. EvaluationError when the file is anything else."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["format"] != _FORMAT:
            raise EvaluationError(f"{file} is of the format {content['format']!r}; this reads {_FORMAT!r}")
        return [of_record(record) for record in content["observations"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{file} is no output of communique evaluate: {error!r}") from None


def _write(file: Path | None, content: Callable[[], str]) -> None:
    if file:
        file.write_text(content(), encoding="utf-8")
        typer.echo(f"written: {file}", err=True)


def _print_figures(figures: Figures, *, as_data: bool) -> None:
    if as_data:
        typer.echo(json.dumps(as_json(figures), indent=2, ensure_ascii=False))
        return
    groups = sorted(figures.means, key=lambda group: (group != "all", group))
    table = Table("measure", *(f"{group} ({figures.questions[group]})" for group in groups), title="Mean per question")
    for name in dict.fromkeys(name for means in figures.means.values() for name in means):
        cells = [figures.means[group].get(name) for group in groups]
        table.add_row(name, *("–" if cell is None else f"{cell[0]:.3f}" for cell in cells))
    console = Console()
    console.print(table)
    for name, value in figures.confidence.items():
        console.print(f"{name:12} {value:.3f}")
    console.print(f"{figures.median_quoted:.0f} characters quoted in the median")
    console.print(f"{figures.median_milliseconds:.0f} ms for one answer in the median")


def _print_comparison(comparison: Sequence[RunComparison]) -> None:
    table = Table("measure", "questions", "A", "B", "B − A", "95 %", "p", "better", "worse")
    for c in comparison:
        table.add_row(
            c.measure,
            str(c.questions),
            f"{c.first:.3f}",
            f"{c.second:.3f}",
            f"{c.second - c.first:+.3f}",
            f"{c.low:+.3f} … {c.high:+.3f}",
            f"{c.p:.3f}",
            str(c.better),
            str(c.worse),
        )
    Console().print(table)
