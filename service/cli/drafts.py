"""communique check-draft: the quotations of a draft against the releases; needs no model."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from index.quote_candidates import QuoteCandidates
from service.assembly import open_catalog
from service.checking import verdicts
from service.checking.verdicts import VERDICTS, CheckedQuote
from service.cli.common import FAILED, AsJson
from service.display import terminal
from service.display.similar import describe_similar

_BAD = ",".join(verdict for verdict in VERDICTS if verdict != "verbatim")


def check_draft(
    context: typer.Context,
    draft: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A text or Markdown file, in UTF-8.")],
    fail_on: Annotated[str, typer.Option(metavar="VERDICT,…", help="What ends with exit code 1, or none.")] = _BAD,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Check every quotation of a draft: verbatim, altered, cut, older, withdrawn or not_found."""
    failing = _read_verdicts(fail_on)
    try:
        text = draft.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{draft} is no UTF-8 text: {error}") from None
    with open_catalog(context.obj) as catalog:
        checked = verdicts.check_draft(catalog, text, QuoteCandidates.open(context.obj.data / "index", catalog))
    if as_json:
        terminal.print_json([_record(each) for each in checked])
    else:
        for each in checked:
            terminal.output.print(_describe(draft, each), soft_wrap=True)
        terminal.output.print(_count(checked))
    if any(each.verdict in failing for each in checked):
        raise typer.Exit(FAILED)


def _read_verdicts(text: str) -> set[str]:
    named = {name.strip() for name in text.split(",")} - {"", "none"}
    if unknown := sorted(named - set(VERDICTS)):
        raise typer.BadParameter(f"no verdict {unknown[0]!r}; there are {', '.join(VERDICTS)}")
    return named


def _describe(draft: Path, checked: CheckedQuote) -> Text:
    """ "draft.md:3: altered: “…”", then what stands there."""
    quote = " ".join(checked.quote.text.split())
    said = Text.assemble(f"{draft}:{checked.quote.line}: ", (checked.verdict, "bold"), f": “{quote}”")
    for similar in checked.similar[:1]:
        said.append("\n").append(describe_similar(similar))
    return said


def _count(checked: list[CheckedQuote]) -> str:
    counts = {verdict: sum(each.verdict == verdict for each in checked) for verdict in VERDICTS}
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    return f"{len(checked)} quotations{': ' if told else ''}{told}"


def _record(checked: CheckedQuote) -> dict[str, Any]:
    quote = checked.quote
    places = [
        {
            "release_id": each.release.id,
            "version": each.release.version,
            "start": each.match.span.start,
            "end": each.match.span.end,
            "match": each.match.kind,
            "quote": each.match.span.of(each.release.text),
        }
        for each in checked.similar
    ]
    place = {"line": quote.line, "start": quote.span.start, "end": quote.span.end}
    return place | {"form": quote.form, "quote": quote.text, "verdict": checked.verdict, "places": places}
