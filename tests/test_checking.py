"""A draft against the releases: each quotation has the one verdict that is true of it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from factories import HARBOUR, make_release
from typer.testing import CliRunner

from corpus.catalog import Catalog
from service.assembly import Communique
from service.checking.verdicts import CheckedQuote, check_draft
from service.cli.app import app

DRAFT = """# Notes

“The harbour cost 340 million crowns,” the ministry said, "and it will employ 1,200 people."
It called them ‘the Minister thanked the three engineers’ of Port Quillan.

> They finished months early.

“The bridge of Tollan was sold to a council of nuns.” The “new harbour” is a name.
“The catch will be split equally among all” was said.
"""


def verdicts(checked: Sequence[CheckedQuote]) -> list[str]:
    return [each.verdict for each in checked]


def test_each_quotation_of_a_draft_has_its_verdict(catalog: Catalog) -> None:
    checked = check_draft(catalog, DRAFT, None)
    assert verdicts(checked) == ["verbatim", "altered", "altered", "cut", "not_found", "altered"]
    cut = checked[3].similar[0]
    assert cut.match.span.of(HARBOUR) == "They finished four months early"


def test_words_that_only_an_older_version_has_are_told_apart(communique: Communique, catalog: Catalog) -> None:
    communique.put(make_release(text="The harbour’s works cost 350 million crowns. It will employ 1,200 people."))
    communique.put(make_release(text="The harbour’s works cost 360 million crowns. It will employ 1,300 people."))
    draft = (
        "“The harbour cost 340 million crowns.” “The harbour's works cost 350 million crowns.” “works cost 360 million”"
    )
    assert verdicts(check_draft(catalog, draft, None)) == ["older", "older", "verbatim"]


def test_the_command_tells_each_line_and_fails_on_what_it_is_told_to(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    draft = tmp_path / "draft.md"
    draft.write_text("“the catch will be shared equally”\n\nIt is “the catch will be shared fairly”.", encoding="utf-8")

    def run(*options: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["--data", str(filled), "check-draft", str(draft), *options])
        return result.exit_code, result.stdout

    code, said = run()
    assert code == 1
    assert f"{draft}:1: verbatim: “the catch will be shared equally”" in said
    assert f"{draft}:3: altered: “the catch will be shared fairly”" in said
    assert "the catch will be shared [-fairly-]{+equally+}" in said
    assert said.endswith("2 quotations: 1 verbatim, 1 altered\n")
    assert [run("--fail-on", each)[0] for each in ("none", "cut,older", "altered", "nonsense")] == [0, 0, 1, 2]
    assert '"verdict": "verbatim"' in run("--json")[1]
