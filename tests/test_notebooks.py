"""The notebooks run as they are stored, and their releases and questions fit each other."""

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from corpus.reading import read_paths
from corpus.release import Release
from service.evaluation.command import read_questions

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
# What the outputs of each have to hold, whichever reader there is; and how many pictures.
SHOWN = {
    "ask": (("400,000", "<mark", "The releases do not say.", "Nearest passages", "<table", "no release holds"), 0),
    "evaluate": (("hit@1", "cited", "wanted:", "hashing", "<svg"), 3),
    "explore": (("29 releases of 5 publishers", "Sarel Quist", "can be seen on the map"), 3),
}


def read(file: Path) -> Any:
    return nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]


def run(file: Path, home: Path) -> Any:
    """The notebook with its outputs, run in a new kernel that knows nothing of whoever runs the tests."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    # Nor is coverage measured there: it takes a third of the time, and nothing is run that others do not.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment = inherited | {"PYTHONPATH": path, "IPYTHONDIR": str(home), "COMMUNIQUE_DATA": str(home / "data")}
    # Two threads that wait for each other stall where others want the cores: 193 seconds became 10.
    environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    # A machine that is busy with other things takes its time: a limit is for what hangs.
    client = NotebookClient(read(file), timeout=300, startup_timeout=300, resources={"metadata": {"path": str(FOLDER)}})
    return client.execute(env=environment)


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def texts(notebook: Any) -> str:
    """All that a person reads in the outputs."""
    data = [output.get("data", {}) for output in outputs(notebook)]
    shown = [each.get("text/html") or each.get("text/plain", "") for each in data]
    return "\n".join([*shown, *(output.get("text", "") for output in outputs(notebook))])


def test_there_are_three_notebooks() -> None:
    assert [file.stem for file in FILES] == sorted(SHOWN)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_a_notebook_is_stored_without_outputs_and_names_no_machine(file: Path) -> None:
    notebook = read(file)
    nbformat.validate(notebook)
    assert outputs(notebook) == []
    assert {cell.execution_count for cell in notebook.cells if cell.cell_type == "code"} == {None}
    assert [cell.metadata for cell in notebook.cells if cell.metadata] == []
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_a_notebook_says_what_it_is_and_how_to_use_it_on_releases_of_ones_own(file: Path) -> None:
    first = read(file).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "**Your own:**" in first.source


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_a_notebook_runs_without_a_word_on_stderr_and_leaves_nothing_behind(file: Path, tmp_path: Path) -> None:
    before = sorted(FOLDER.iterdir())
    notebook = run(file, tmp_path)
    wanted, pictures = SHOWN[file.stem]
    assert [output.text for output in outputs(notebook) if output.get("name") == "stderr"] == []
    assert [words for words in wanted if words not in texts(notebook)] == []
    assert sum("image/png" in output.get("data", {}) for output in outputs(notebook)) == pictures
    assert sorted(FOLDER.iterdir()) == before
    assert not (tmp_path / "data").exists()


# What they are about


@pytest.fixture(scope="module")
def releases() -> dict[str, Release]:
    read_all = list(read_paths([FOLDER / "releases.jsonl"]))
    return {release.id: release for release in read_all if isinstance(release, Release)}


def test_the_releases_are_of_one_year_and_several_publishers(releases: dict[str, Release]) -> None:
    assert len(releases) == len((FOLDER / "releases.jsonl").read_text(encoding="utf-8").splitlines()) == 29
    assert {release.published.year for release in releases.values() if release.published} == {2031}
    assert len({release.publisher for release in releases.values()}) == 5


def test_the_addresses_are_of_a_domain_that_nobody_can_own(releases: dict[str, Release]) -> None:
    assert all(str(release.source_url).split("/")[2].endswith(".example") for release in releases.values())


def test_a_third_of_the_questions_has_no_answer_and_every_other_names_sentences_that_hold_one(
    releases: dict[str, Release],
) -> None:
    questions = list(read_questions(FOLDER / "questions.jsonl"))
    answerable = [question for question in questions if question.answerable]
    assert (len(questions), len(answerable)) == (30, 20)
    assert len({question.id for question in questions}) == len(questions)
    for question in answerable:
        places = [gold.span.of(releases[gold.release_id].text) for gold in question.gold]
        assert question.answers, question.text
        assert all(any(answer in place for place in places) for answer in question.answers), question.text
        assert all(place == place.strip() and place[-1] in ".”" for place in places), question.text


def test_the_stored_notebooks_are_written_as_jupyter_writes_them() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_picture_of_a_notebook_is_a_png_of_less_than_150_kilobytes(name: str) -> None:
    picture = (ROOT / "docs" / "images" / f"notebook-{name}.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(picture) < 150_000
