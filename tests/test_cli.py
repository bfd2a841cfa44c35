"""The command line, as a person types it."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from factories import HARBOUR, TREATY, make_release, make_treaty
from printing import print_pdf
from typer.testing import CliRunner, Result

from corpus.errors import IndexMismatch
from corpus.reading import record_of
from service.cli.app import app, main
from service.display import terminal
from service.http.serving import CannotListen
from service.settings import Settings, SettingsError

COST = "What did the harbour of Port Quillan cost?"


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The data folder; nothing else of the environment is seen."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COMMUNIQUE_{name.upper()}", raising=False)
    monkeypatch.setenv("COMMUNIQUE_MODEL", "hashing")
    monkeypatch.setenv("COMMUNIQUE_READER", "none")
    monkeypatch.setenv("COMMUNIQUE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "data"


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    """The harbour and the treaty in a file."""
    file = tmp_path / "releases.jsonl"
    file.write_text("".join(terminal.json_line(record_of(one)) for one in (make_release(), make_treaty())), "utf-8")
    return file


@pytest.fixture
def filled(jsonl: Path) -> Path:
    assert run("add", str(jsonl)).exit_code == 0
    return jsonl


def run(*arguments: str) -> Result:
    """What became of `communique …`; an error that main() would print is raised."""
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def run_json(*arguments: str) -> list[Any]:
    return [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]


def run_process(*arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *arguments], input=given, capture_output=True, check=False
    )


def test_it_says_which_it_is() -> None:
    said = run("--version")
    assert (said.exit_code, said.stdout) == (0, f"communique {version('communique')}\n")


def test_without_a_verb_help_is_shown() -> None:
    shown = run()
    assert shown.exit_code == 2
    for verb in ("add", "ask", "search", "list", "show", "remove", "rebuild", "export", "verify", "serve"):
        assert f" {verb} " in shown.output


@pytest.mark.slow
def test_what_is_piped_is_utf_8_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    run("add", "--bundled")
    shown = run_process("show", "japan-cambodia-telephone-talk-2020-10-21")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "“Free and Open Indo-Pacific”" in shown.stdout.decode()


# add


def test_adding_a_file_says_how_many_and_adding_it_again_changes_nothing(jsonl: Path) -> None:
    first, second = run("add", str(jsonl)), run("add", str(jsonl))
    assert (first.exit_code, first.stdout) == (0, "2 added\n")
    assert (second.exit_code, second.stdout) == (0, "2 unchanged\n")


def test_a_folder_is_read_with_everything_below_it(tmp_path: Path) -> None:
    folder = tmp_path / "press"
    (folder / "2031").mkdir(parents=True)
    (folder / "2031" / "Harbour.txt").write_text(f"Harbour opens\n\nMay 6, 2031\n\n{HARBOUR}\n", "utf-8")
    (folder / "treaty.txt").write_text(f"Treaty signed\n\nJune 20, 2031\n\n{TREATY}\n", "utf-8")
    (folder / ".hidden.txt").write_text("no", "utf-8")
    assert run("add", str(folder)).stdout == "2 added\n"
    assert [(one["id"], one["title"], one["published"]) for one in run_json("list")[0]] == [
        ("treaty", "Treaty signed", "2031-06-20"),
        ("2031/harbour", "Harbour opens", "2031-05-06"),
    ]


def test_pages_feeds_and_pdfs_are_added_like_texts_and_what_is_wrong_with_one_is_named(tmp_path: Path) -> None:
    golden, folder = Path(__file__).parent / "golden" / "reading", tmp_path / "press"
    folder.mkdir()
    notice = print_pdf([["A notice to all ships", "", "The light of Cape Senn is dark tonight."]])
    (folder / "notice.pdf").write_bytes(notice)
    (folder / "broken.pdf").write_bytes(notice[:-50])
    result = run("add", str(golden / "semantic.html"), str(golden / "ministry.rss"), str(folder))
    assert (result.exit_code, result.stdout) == (1, "4 added, 3 unreadable\n")
    assert f"{folder}/broken.pdf: cut off: the file does not end like a PDF" in result.stderr.splitlines()
    (answer,) = run_json("ask", "What is dark tonight?")
    assert [citation["quote"] for citation in answer["citations"]] == ["The light of Cape Senn is dark tonight."]


def test_what_cannot_be_read_is_named_by_its_line_and_the_rest_goes_in(tmp_path: Path) -> None:
    file, picture = tmp_path / "mixed.jsonl", tmp_path / "picture.png"
    good = terminal.json_line(record_of(make_release()))
    file.write_text(f'{{"title": "no text"}}\n\n{{\n{good}', "utf-8")
    picture.write_bytes(b"")
    result = run("add", str(file), str(picture), str(tmp_path / "nowhere.txt"))
    assert (result.exit_code, result.stdout) == (1, "1 added, 4 unreadable\n")
    complaints = result.stderr.splitlines()
    assert [line.partition(" (known: ")[0] for line in complaints if line.startswith(str(tmp_path))] == [
        f"{file}:1: text is missing",
        f"{file}:3: not JSON: Expecting property name enclosed in double quotes (column 2)",
        f"{picture}: no reader for .png",
        f"{tmp_path / 'nowhere.txt'}: No such file or directory",
    ]
    assert [one["id"] for one in run_json("list")[0]] == ["harbour-opening"]


def test_as_json_every_outcome_is_a_line(tmp_path: Path, jsonl: Path) -> None:
    nowhere = tmp_path / "nowhere.txt"
    result = run("add", str(jsonl), str(nowhere), "--json")
    assert result.exit_code == 1
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"outcome": "unreadable", "place": str(nowhere), "reason": "No such file or directory"},
        {"outcome": "added", "id": "harbour-opening", "version": make_release().version},
        {"outcome": "added", "id": "fisheries-treaty", "version": make_treaty().version},
    ]
    assert result.stderr.endswith("2 added, 1 unreadable\n")


@pytest.mark.slow
def test_standard_input_is_read_as_jsonl_or_as_one_text(jsonl: Path) -> None:
    piped = run_process("add", "-", given=jsonl.read_bytes())
    assert (piped.returncode, piped.stdout) == (0, b"2 added\n")
    text = run_process("add", "-", given=b"Bridge closed\n\nThe bridge of Tollan is closed.\n")
    assert (text.returncode, text.stdout) == (0, b"1 added\n")
    assert "Bridge closed" in [one["title"] for one in run_json("list")[0]]


def test_the_bundled_release_is_added_by_name() -> None:
    assert run("add", "--bundled").stdout == "1 added\n"
    ((listed,),) = run_json("list")
    assert listed["title"] == "Japan-Cambodia Foreign Ministers’ Telephone Talk"


def test_nothing_named_is_wrong_usage_and_an_empty_folder_adds_nothing(tmp_path: Path) -> None:
    assert run("add").exit_code == 2
    (tmp_path / "empty").mkdir()
    assert run("add", str(tmp_path / "empty")).stdout == "nothing to add\n"


def test_data_before_the_verb_goes_before_the_environment(tmp_path: Path, jsonl: Path, data: Path) -> None:
    assert run("--data", str(tmp_path / "other"), "add", str(jsonl)).exit_code == 0
    assert (tmp_path / "other" / "catalog.sqlite3").exists()
    assert not data.exists()


# ask and search


@pytest.mark.usefixtures("filled")
def test_a_question_is_answered_with_quote_and_place() -> None:
    result = run("ask", "Who thanked the engineers?")
    assert result.exit_code == 0
    assert "“The Minister thanked the engineers.” [1]" in result.stdout
    assert (
        "[1] Ministry of Works, Minister Ostrander opens the harbour of Port Quillan, May 6, 2031, "
        "https://press.example/harbour: harbour-opening#142-177"
    ) in result.stdout


@pytest.mark.usefixtures("filled")
def test_off_a_terminal_no_quote_is_broken_into_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    said = run("ask", "Whom did the Minister thank?").stdout
    assert "“The Minister thanked the engineers.” [1]" in said
    assert not any(line != line.rstrip() for line in said.splitlines())


@pytest.mark.usefixtures("filled")
def test_what_was_known_earlier_is_listed_with_its_version_where_the_place_alone_would_lead_to_another() -> None:
    assert "harbour-opening#0-210\n" in run("search", "engineers", "--sort", "newest").stdout
    version = run_json("show", "harbour-opening")[0]["version"][:8]
    found = run("search", "engineers", "--sort", "newest", "--as-of", "9999-01-01").stdout
    assert f"harbour-opening#0-210, version {version}\n" in found


@pytest.mark.usefixtures("filled")
def test_a_question_without_an_answer_exits_with_three() -> None:
    result = run("ask", "Who crowned King Brandol of Zembla?")
    assert result.exit_code == 3
    assert result.stdout.startswith("The releases do not say. ")


@pytest.mark.usefixtures("filled")
def test_an_answer_as_json_is_that_of_the_http_interface() -> None:
    (answer,) = run_json("ask", COST, "--limit", "1")
    (cited, *_) = answer["citations"]
    assert answer["status"] == "answered"
    assert HARBOUR[cited["start"] : cited["end"]] == cited["quote"]
    assert [passage["release_id"] for passage in answer["passages"]] == ["harbour-opening"]


@pytest.mark.usefixtures("filled")
def test_a_question_after_others_is_read_with_what_they_were_about() -> None:
    (alone,) = run_json("ask", "How many people will it employ?")
    (answer,) = run_json("ask", "How many people will it employ?", "--after", "Who signed?", "--after", COST)
    assert alone["standalone_question"] == "How many people will it employ?"
    assert answer["standalone_question"] == "How many people will it employ? (harbour, Port Quillan cost)"
    assert "It will employ 1,200 people." in answer["answer"]
    assert run("ask", COST, "--after", " ").exit_code == 2


@pytest.mark.parametrize(
    "options", [("--from", "2031-05-07"), ("--to", "2031-05-05"), ("--publisher", "Ministry of Foreign Affairs")]
)
@pytest.mark.usefixtures("filled")
def test_a_filter_keeps_a_release_out(options: tuple[str, str]) -> None:
    assert run("ask", COST, *options).exit_code == 3
    assert run("search", "harbour crowns", "--sort", "newest", *options).exit_code == 3


@pytest.mark.usefixtures("filled")
def test_a_search_shows_passages_with_title_date_and_place() -> None:
    lines = run("search", "fisheries catch", "-n", "1").stdout.splitlines()
    assert lines[0].startswith("1. Norvania and Astrelle sign a fisheries treaty  June 20, 2031")
    assert lines[1].startswith("fisheries-treaty#0-")
    assert "The treaty enters into force on March 1." in " ".join(lines)


@pytest.mark.usefixtures("filled")
def test_a_search_by_date_lists_only_what_holds_every_word() -> None:
    (found,) = run_json("search", "harbour crowns", "--sort", "oldest")
    assert [hit["release_id"] for hit in found] == ["harbour-opening"]


@pytest.mark.parametrize("verb", ["ask", "search", "verify"])
@pytest.mark.parametrize(("text", "said"), [(" ", "is empty"), ("a\udcffb", "no text"), ("a\0b", "no text")])
def test_a_question_that_is_no_text_is_wrong_usage(verb: str, text: str, said: str) -> None:
    result = run(verb, text)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--country", "Norvania", "'Norvania' is no country: name one as it is called in English"),
        ("--month", "2031", "'2031' is no month (as 2020-10)"),
        ("--year", "0", "Invalid value for '--year'"),
    ],
)
@pytest.mark.parametrize("verb", ["ask", "search"])
def test_a_filter_that_is_none_is_wrong_usage_and_named(verb: str, option: str, value: str, said: str) -> None:
    done = run(verb, "harbour", option, value)
    assert (done.exit_code, said in done.stderr) == (2, True)


@pytest.mark.usefixtures("filled")
def test_what_a_search_finds_is_counted_as_a_table_and_as_json() -> None:
    shown = run("search", "harbour", "--facets", "person,year")
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["Vela", "Ostrander", "1"] in lines
    assert [line for line in lines if line[-1:] == ["releases"]] == [["person", "releases"], ["year", "releases"]]

    (found,) = run_json("search", "harbour", "--sort", "newest", "--facets", "publisher")
    assert found["facets"] == {"publisher": [{"value": "Ministry of Works", "label": "Ministry of Works", "count": 1}]}
    assert [passage["release_id"] for passage in found["data"]] == ["harbour-opening"]


@pytest.mark.usefixtures("filled")
def test_a_facet_that_there_is_none_of_is_wrong_usage_and_named() -> None:
    done = run("search", "harbour", "--facets", "year,topic")
    assert (done.exit_code, "no facet 'topic'; there are publisher, year" in done.stderr) == (2, True)


@pytest.mark.usefixtures("filled")
def test_a_bad_date_is_wrong_usage_and_named() -> None:
    result = run("ask", COST, "--from", "yesterday")
    assert result.exit_code == 2
    assert "'yesterday' is no date" in result.stderr


# list, show, remove, export


@pytest.mark.usefixtures("filled")
def test_releases_are_listed_the_newest_first() -> None:
    lines = run("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["date", "2031-06-20", "2031-05-06"]
    assert lines[1].split()[-1] == "fisheries-treaty"


@pytest.mark.usefixtures("filled")
def test_a_list_keeps_to_its_filters() -> None:
    for option, value in (
        ("--person", "Maroush"),
        ("--publisher", make_treaty().publisher or ""),
        ("--month", "2031-06"),
    ):
        assert [one["id"] for one in run_json("list", option, value)[0]] == ["fisheries-treaty"]
    assert len(run_json("list", "--not-withdrawn")[0]) == 2
    nothing = run("list", "--withdrawn")
    assert (nothing.exit_code, len(nothing.stdout.splitlines())) == (3, 1)


def test_a_release_without_a_date_is_listed_with_a_dash(tmp_path: Path) -> None:
    (tmp_path / "pier.txt").write_text("Pier closed\n\nThe pier of Tollan is closed.\n", "utf-8")
    run("add", str(tmp_path / "pier.txt"))
    assert run("list").stdout.splitlines()[1].split() == ["–", "Pier", "closed", "pier"]
    assert run_json("list")[0][0]["published"] is None


@pytest.mark.usefixtures("filled")
def test_a_release_is_shown_with_its_facts_and_its_text() -> None:
    shown = run("show", "harbour-opening").stdout
    assert shown.startswith("Minister Ostrander opens the harbour of Port Quillan\n")
    facts = f"May 6, 2031 · Ministry of Works · https://press.example/harbour · version {make_release().version[:8]}"
    assert facts in shown
    assert shown.endswith(f"\n{HARBOUR}\n")
    (record,) = run_json("show", "harbour-opening", "--version", make_release().version)
    assert record == record_of(make_release()) | {
        "version": make_release().version,
        "embargo": None,
        "withdrawn_at": None,
    }


@pytest.mark.usefixtures("filled")
def test_what_is_removed_is_gone_and_what_is_unknown_is_named() -> None:
    result = run("remove", "nowhere", "harbour-opening")
    assert (result.exit_code, result.stdout) == (1, "1 removed\n")
    assert result.stderr == "there is no release 'nowhere'\n"
    assert [one["id"] for one in run_json("list")[0]] == ["fisheries-treaty"]
    assert run("ask", COST).exit_code == 3
    assert run("remove", "nowhere").stdout == "nothing removed\n"


@pytest.mark.usefixtures("filled")
def test_a_removal_as_json_is_a_line_and_adding_restores(filled: Path) -> None:
    assert run_json("remove", "harbour-opening") == [
        {"outcome": "removed", "id": "harbour-opening", "version": make_release().version}
    ]
    assert run("add", str(filled)).stdout == "1 restored, 1 unchanged\n"


def test_what_is_exported_and_added_elsewhere_is_the_same(tmp_path: Path, filled: Path) -> None:
    file, other = tmp_path / "export.jsonl", str(tmp_path / "other")
    assert run("export", "-o", str(file)).exit_code == 0
    assert sorted(file.read_text("utf-8").splitlines()) == sorted(filled.read_text("utf-8").splitlines())
    assert run("export").stdout == file.read_text("utf-8")
    run("--data", other, "add", str(file))
    assert run("--data", other, "export").stdout == file.read_text("utf-8")
    assert run("--data", other, "list", "--json").stdout == run("list", "--json").stdout


# verify


@pytest.mark.usefixtures("filled")
def test_a_quote_is_verified_to_the_character() -> None:
    start = TREATY.index("the catch")
    place = f"fisheries-treaty#{start}-{start + 9}"
    result = run("verify", "the catch")
    assert (result.exit_code, result.stdout) == (
        0,
        f"Norvania and Astrelle sign a fisheries treaty, June 20, 2031: {place}\n",
    )
    exact = ("--release", "fisheries-treaty", "--start", str(start), "--end", str(start + 9))
    assert run("verify", "the catch", *exact).exit_code == 0
    assert run_json("verify", "the catch", *exact)[0]["occurrences"][0]["url"] == f"/r/{place}"


@pytest.mark.usefixtures("filled")
def test_a_quote_that_stands_nowhere_exits_with_three() -> None:
    result = run("verify", "The bridge of Tollan")
    assert (result.exit_code, result.stdout) == (3, "Not verified: no release holds these words exactly.\n")
    near = run("verify", "the catch will be shared fairly")
    assert near.exit_code == 3
    assert near.stdout.endswith("the catch will be shared [-fairly-]{+equally+}\n")
    assert run("verify", "the catch", "--release", "fisheries-treaty", "--start", "0").exit_code == 3


@pytest.mark.usefixtures("filled")
def test_a_quote_that_is_set_otherwise_is_found_with_the_true_words() -> None:
    result = run("verify", "“The catch  will be […] equally”")
    start, end = TREATY.index("the catch"), TREATY.index("equally") + len("equally")
    title = "Norvania and Astrelle sign a fisheries treaty, June 20, 2031"
    place = f"As marked by brackets and dots: {title}: fisheries-treaty#{start}-{end}"
    assert (result.exit_code, result.stdout.splitlines()[1:3]) == (0, [place, "“the catch will be shared equally”"])


@pytest.mark.usefixtures("filled")
def test_a_place_without_a_release_is_wrong_usage() -> None:
    assert run("verify", "the catch", "--start", "3").exit_code == 2


# The index


@pytest.mark.usefixtures("filled")
def test_an_index_of_another_model_is_refused_with_what_repairs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_PASSAGE_TOKENS", "64")
    with pytest.raises(IndexMismatch, match="communique rebuild"):
        run("ask", COST)
    result = run("rebuild")
    assert (result.exit_code, result.stdout.split(", model")[0]) == (0, "2 releases, 2 passages")
    assert run("ask", COST).exit_code == 0


# What main() makes of errors


@pytest.fixture
def as_main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs `communique …` by main(): exit code and what is written to stderr."""

    def invoke(*arguments: str) -> tuple[int | str | None, str]:
        monkeypatch.setattr(sys, "argv", ["communique", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code, capsys.readouterr().err

    return invoke


@pytest.mark.usefixtures("filled")
def test_an_error_of_ours_is_one_line_and_exit_code_one(as_main: Any) -> None:
    assert as_main("show", "nowhere") == (1, "communique: there is no release 'nowhere'\n")


def test_a_misspelt_setting_names_the_nearest(as_main: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_PROT", "1")
    said = "there is no setting COMMUNIQUE_PROT; did you mean COMMUNIQUE_PORT?"
    assert as_main("list") == (1, f"communique: {said}\n")
    with pytest.raises(SettingsError, match="COMMUNIQUE_PROT"):
        run("list")


@pytest.mark.usefixtures("filled")
def test_a_file_that_cannot_be_written_is_one_line(as_main: Any, tmp_path: Path) -> None:
    code, said = as_main("export", "-o", str(tmp_path / "nowhere" / "export.jsonl"))
    assert (code, said.startswith("communique: ")) == (1, True)
    assert "No such file or directory" in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("filled")
def test_what_is_done_exits_with_zero(as_main: Any) -> None:
    assert as_main("list") == (0, "")


def test_the_address_of_a_foreign_machine_cannot_be_listened_on() -> None:
    with pytest.raises(CannotListen, match=r"^cannot listen on 192\.0\.2\.1:0: .*Choose another: --port$"):
        run("serve", "--host", "192.0.2.1", "--port", "0")
