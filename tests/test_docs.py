"""The documentation says what is so: names, links, commands and examples."""

import functools
import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documented import find_differences, produce
from fastapi.testclient import TestClient
from pydantic import BaseModel, ValidationError
from typer.main import get_command

from corpus.catalog import Catalog
from corpus.reading import BUNDLED
from index.hashing_embedder import HashingEmbedder
from service import assembly
from service.assembly import Communique, make_index
from service.cli.app import app, main
from service.http.app import make_app
from service.http.schemas.answers import AnswerOut, SearchOut
from service.http.schemas.chat import CompletionOut
from service.http.schemas.conversations import ConversationOut, ConversationsOut
from service.http.schemas.releases import DifferenceOut, ReleaseOut, ReleasesOut, VersionsOut
from service.http.schemas.sources import SourcesOut
from service.http.schemas.verification import VerificationOut
from service.settings import PREFIX, Settings, read_settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").iterdir())
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
DEPLOYMENTS = sorted((ROOT / "deploy").iterdir())

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_EXIT = re.compile(r"\s+# exit (\d+)$")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in this language."""
    return [text for named, text in _FENCE.findall(read(page)) if named == language]


def section(page: Path, title: str) -> str:
    """What stands under a heading of the second level."""
    _, _, rest = read(page).partition(f"\n## {title}\n")
    assert rest, f"{page.name} has no section {title!r}"
    return rest.partition("\n## ")[0]


def links(page: Path) -> list[str]:
    """Addresses of the links of a page, but those to elsewhere."""
    prose = _FENCE.sub("", read(page))
    return [address for address in _LINK.findall(prose) if not re.match(r"[a-z]+:", address)]


def anchors(page: Path) -> set[str]:
    """The headings of a page as addresses within it."""
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def relative(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# Names


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_stands_in_the_readme_with_its_default(name: str) -> None:
    rows = [line for line in section(README, "Settings").splitlines() if f"`{PREFIX}{name.upper()}`" in line]
    assert len(rows) == 1
    default = Settings.model_fields[name].get_default()
    shown = str(default).lower() if isinstance(default, bool) else default
    assert rows[0].split("|")[2].strip() == (f"`{shown}`" if shown else "none")


def test_the_documentation_names_no_setting_that_is_not_there() -> None:
    named = {
        name
        for page in [*PAGES, ROOT / "Dockerfile", *DEPLOYMENTS]
        for name in re.findall(rf"{PREFIX}[A-Z_]+", read(page))
    }
    # What Kubernetes would set, as the README warns.
    assert named == {PREFIX + name.upper() for name in Settings.model_fields} | {"COMMUNIQUE_SERVICE_HOST"}


def test_every_verb_and_each_of_its_options_stands_in_the_page_on_the_command_line() -> None:
    told = read(ROOT / "docs" / "cli.md")
    rows = {found[1]: found[0] for found in re.finditer(r"^\| `communique ([\w-]+).*$", told, re.MULTILINE)}
    group = get_command(app)
    verbs = getattr(group, "commands")  # noqa: B009 - typer gives a group, its types say a command
    assert set(rows) == set(verbs)
    for verb, command in verbs.items():
        options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        missing = [option for option in options if f"`{option}" not in rows[verb]]
        assert missing == [], f"of communique {verb}"


def test_every_verb_stands_in_the_readme() -> None:
    told = read(README)
    verbs = getattr(get_command(app), "commands")  # noqa: B009 - as above
    assert [verb for verb in verbs if f"communique {verb}" not in told] == []


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """ "GET /v1/search" and so on: what the application answers to."""
    settings = read_settings(data=tmp_path_factory.mktemp("routes"), model="hashing", reader="none")
    embedder = HashingEmbedder()
    with Catalog(settings.data / "catalog.sqlite3") as catalog:
        communique = Communique(settings, catalog, embedder, make_index(settings, catalog, embedder), None)
        paths = make_app(communique).openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_the_page_on_http_lists_the_routes_that_are_there_and_no_other(routes: set[str]) -> None:
    table = read(ROOT / "docs" / "http.md").partition("| route | what |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"`((?:GET|POST|PUT|DELETE) /[^`]*)`", table))
    pages = {"GET /", "GET /releases", "GET /r/{release_id}", "GET /docs", "GET /openapi.json"}
    assert listed == routes | pages


def test_every_make_target_stands_in_the_readme() -> None:
    told = section(README, "Make targets")
    declared = re.findall(r"^\.PHONY: (.+)$", read(ROOT / "Makefile"), re.MULTILINE)[0].split()
    assert set(re.findall(r"^\| `make ([\w-]+)` \|", told, re.MULTILINE)) == set(declared)


# Links and files


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    for address in links(page):
        file, _, anchor = address.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.is_file(), address
        assert target.is_relative_to(ROOT), address
        assert not anchor or anchor in anchors(target), address


def test_the_reading_order_begins_with_the_release_and_goes_from_corpus_to_service() -> None:
    order = re.findall(r"\]\(((?:corpus|index|service)/\S+)\)", section(README, "Reading the code"))
    packages = [file.split("/")[0] for file in order]
    assert order[0] == "corpus/release.py"
    assert packages == sorted(packages)  # corpus, index, service: as the imports go
    assert [file for file in order if not (ROOT / file).is_file()] == []
    assert len(set(order)) == len(order)


def test_the_picture_of_the_page_is_a_png_of_less_than_300_kilobytes() -> None:
    picture = (ROOT / "docs" / "images" / "page.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(picture) < 300_000


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(file.name[:4]) for file in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda file: str(file.name))
def test_a_decision_has_its_number_a_context_a_choice_and_a_price_on_one_page(decision: Path) -> None:
    text = read(decision)
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", decision.name)
    assert text.startswith(f"# {int(decision.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Choice", "Price"]
    assert len(text.splitlines()) <= 60


def test_the_code_points_to_decisions_that_are_there() -> None:
    numbers = {file.name[:4] for file in DECISIONS}
    files = [file for package in ("corpus", "index", "service") for file in (ROOT / package).rglob("*.py")]
    named = {number for file in files for number in re.findall(r"docs/decisions/(\d{4})", read(file))}
    assert named <= numbers


# Examples


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_json_example_is_json(page: Path) -> None:
    for block in blocks(page, "json"):
        json.loads(block)


def fits(model: type[BaseModel], example: Any) -> bool:
    """Whether the example is just what such a body would be."""
    try:
        return bool(model.model_validate(example).model_dump() == example)
    except ValidationError:
        return False


def test_examples_of_answers_over_http_have_exactly_the_fields_that_are_sent() -> None:
    models: dict[str, list[type[BaseModel]]] = {
        "answer": [AnswerOut],
        "chat.completion": [CompletionOut],
        "conversation": [ConversationOut],
        "list": [ConversationsOut, ReleasesOut, SearchOut, SourcesOut, VersionsOut],
        "difference": [DifferenceOut],
        "release": [ReleaseOut],
        "verification": [VerificationOut],
    }
    shown = [json.loads(block) for block in blocks(ROOT / "docs" / "http.md", "json")]
    sent = [example for example in shown if "object" in example]
    assert {example["object"] for example in sent} == set(models)
    for example in sent:
        assert [fits(model, example) for model in models[example["object"]]].count(True) == 1, example


@pytest.fixture(scope="module")
def models_kept() -> Iterator[None]:
    """The real models, each loaded once: the README's commands alone would load them twenty times."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("open_embedder", "open_reranker"):
            patch.setattr(assembly, name, functools.cache(getattr(assembly, name)))
        yield


@pytest.fixture(scope="module")
def sent(models_kept: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:  # noqa: ARG001
    """What a service with the real model and the bundled release sends, as the page on HTTP shows it."""
    data = tmp_path_factory.mktemp("documented")
    with Communique.open(data, conversations=True, write_keys=("documented",)) as communique:
        communique.add(BUNDLED)
        return dict(produce(TestClient(make_app(communique)), "documented"))


@pytest.mark.slow
def test_the_json_that_the_page_on_http_shows_is_what_is_sent(sent: dict[str, Any]) -> None:
    shown = [json.loads(block) for block in blocks(ROOT / "docs" / "http.md", "json")]
    bodies = [example for example in shown if example.keys() & {"object", "facets", "status"}]
    examples = [example for example in bodies if not is_list_of_sources(example)]  # of feeds: nobody looks at one here
    assert len(examples) == len(sent)
    for example, (name, body) in zip(examples, sent.items(), strict=True):
        assert find_differences(example, body) == [], f"{name}: show in docs/http.md what is sent"


def is_list_of_sources(example: Any) -> bool:
    return any(each.get("object") == "source" for each in example.get("data", []))


@pytest.mark.parametrize(
    ("shown", "sent", "found"),
    [
        ({"quote": "a […] d"}, {"quote": "a b c d"}, []),
        ({"confidence": 0.421}, {"confidence": 0.4214}, []),
        ({"confidence": 0.944}, {"confidence": 0.4214}, ["/confidence: 0.944 is shown, 0.4214 is sent"]),
        ({"citations": [1]}, {"citations": [1, 2]}, ["/citations: [1] is shown, [1, 2] is sent"]),
        ({"a": 1}, {"b": 1}, [": ['a', 'b']"]),
        ({"created": 1}, {"created": 2}, []),
        ({"created": 1}, {"created": None}, ["/created: 1 is shown, None is sent"]),
        ({"id": "harbour"}, {"id": "quay"}, ["/id: 'harbour' is shown, 'quay' is sent"]),
        ({"quote": "a […] d"}, {"quote": "a b c"}, ["/quote: 'a […] d' is shown, 'a b c' is sent"]),
    ],
)
def test_what_differs_from_what_is_shown_is_found(shown: Any, sent: Any, found: list[str]) -> None:
    assert find_differences(shown, sent) == found


def commands() -> Iterator[tuple[str, int]]:
    """The README's console commands in order, each with the exit code that it is to have."""
    for block in blocks(README, "console"):
        for line in block.splitlines():
            assert line.startswith("$ communique "), line
            found = _EXIT.search(line)
            yield _EXIT.sub("", line).removeprefix("$ communique "), int(found[1]) if found else 0


@pytest.mark.slow
@pytest.mark.usefixtures("models_kept")
def test_the_readmes_commands_and_its_notebook_do_what_the_readme_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process: each of its own would load the model's libraries anew, two minutes in all."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMUNIQUE_DATA", str(tmp_path / "data"))
    printed: dict[str, str] = {}
    verbs = []
    for command, code in commands():
        arguments = shlex.split(command)
        monkeypatch.setattr(sys, "argv", ["communique", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        printed[command], complaints = capsys.readouterr()
        assert left.value.code == code, f"{command}: {printed[command]}{complaints}"
        verbs.append(arguments[0])
    every = getattr(get_command(app), "commands")  # noqa: B009 - as above
    assert set(verbs) == set(every) - {"check-draft", "serve", "evaluate", "health", "mcp"}
    offer = " ".join(printed['ask "What did Motegi offer Cambodia?"'].split())
    assert "25 billion yen in yen loans" in offer
    assert "No release mentions Laos." in printed['ask "What did Motegi offer Laos?"']
    assert printed["add releases.jsonl"].strip() == "1 restored"

    (notebook,) = [block for block in blocks(README, "python") if "Communique.open" in block]
    exec(notebook, {})  # noqa: S102 - the example as a person would run it
    assert "25 billion yen in yen loans" in capsys.readouterr().out


@pytest.mark.parametrize("package", ["corpus", "index", "service"])
def test_a_package_tells_type_checkers_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()
