"""How the house is built: one public type name for one thing, and no file of two concerns."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("corpus", "index", "service")


def read_modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))


def defined_types(module: ast.Module) -> Iterator[str]:
    """Public names of classes and of aliases of types, in CamelCase, on the module's own level."""
    for node in module.body:
        names: list[str] = []
        if isinstance(node, ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        yield from (name for name in names if name[:1].isupper() and not name.isupper())


def test_a_public_type_name_is_defined_once_in_the_whole_product() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for file, module in read_modules():
        for name in defined_types(module):
            homes[name].append(file)
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_the_architecture_page_names_every_wing() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = [path for package in PACKAGES for path in (ROOT / package).iterdir() if (path / "__init__.py").is_file()]
    assert [path.name for path in folders if f"{path.name}/" not in page] == []


def test_a_file_holds_one_concern() -> None:
    long = {file: lines for file, lines in count_lines() if lines > 250}
    assert long == {}


def count_lines() -> Iterator[tuple[str, int]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8").count("\n")


def test_a_function_is_short_enough_to_be_read_at_once() -> None:
    long = {f"{file}: {name}": lines for file, module in read_modules() for name, lines in count_functions(module)}
    assert {name: lines for name, lines in long.items() if lines > 40} == {}


def count_functions(module: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1
