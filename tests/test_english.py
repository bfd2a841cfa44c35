"""English has one home: no list of its words stands anywhere else, and none stands there twice."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus.english
from corpus.english.months import MONTH, MONTHS, TYPED_MONTH
from corpus.english.numbers import COUNTS, ORDINALS, TENS, UNITS

ROOT = Path(__file__).parent.parent
HOME = ROOT / "corpus" / "english"
MODULES = sorted(each.name for each in pkgutil.iter_modules(corpus.english.__path__, "corpus.english."))
ENOUGH = 7  # words that make a list
# Names of elements and attributes of HTML, of columns and features; words of several languages together.
OTHERS = {
    "corpus/abbreviations.py",
    "corpus/locales.py",
    "corpus/moments.py",
    "corpus/reading/blocks.py",
    "corpus/reading/body.py",
    "corpus/reading/date_words.py",
    "corpus/reading/decoding.py",
    "corpus/reading/hyphens.py",
    "corpus/reading/metadata.py",
    "corpus/reading/notemarks.py",
    "corpus/reading/superscripts.py",
    "corpus/reading/titles.py",
    "corpus/sentence_ends.py",
    "service/answering/confidence.py",
    "service/cli/sources.py",
    "service/display/answers.py",
    "service/display/styles.py",
    "service/display/hits.py",
}


def split_literals(path: Path) -> Iterator[str]:
    """Each text that is split into words where it is written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(words)), attr="split"), args=[]):
                yield words


def lists_of(module: str) -> dict[str, tuple[str, ...]]:
    """The public lists of a module that are made there, in one order."""
    own = importlib.import_module(module)
    tree = ast.parse(Path(str(own.__file__)).read_text(encoding="utf-8"))
    made = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    values = {name: getattr(own, name) for name in made if not name.startswith("_")}
    return {name: tuple(sorted(map(str, value))) for name, value in values.items() if not isinstance(value, str)}


def test_no_list_of_words_is_written_outside_of_english() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for package in ("corpus", "index", "service")
        for path in (ROOT / package).rglob("*.py")
        if HOME not in path.parents and any(len(words.split()) >= ENOUGH for words in split_literals(path))
    }
    assert found <= OTHERS


def test_no_list_of_english_is_there_twice() -> None:
    named = [(words, f"{module}.{name}") for module in MODULES for name, words in lists_of(module).items()]
    assert len({words for words, _ in named}) == len(named), sorted(named)


@pytest.mark.parametrize("module", MODULES)
def test_english_is_words_alone_and_needs_nothing_else(module: str) -> None:
    tree = ast.parse(Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert all(name.startswith("corpus.english") for name in imported)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]


def test_a_number_stands_at_its_own_place() -> None:
    assert (UNITS[0], UNITS[7], UNITS[19]) == ("zero", "seven", "nineteen")
    assert (TENS[0], TENS[7], ORDINALS[0], ORDINALS[11]) == ("twenty", "ninety", "first", "twelfth")
    assert (COUNTS["a"], COUNTS["an"], COUNTS["one"], COUNTS["twelve"], len(COUNTS)) == (1, 1, 1, 12, 14)


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_is_known_whole_and_short_and_typed_without_a_full_stop(month: str) -> None:
    whole, typed = re.compile(MONTH, re.IGNORECASE), re.compile(TYPED_MONTH, re.IGNORECASE)
    for spelling in (month, month.lower(), month[:3]):
        assert whole.fullmatch(spelling)
        assert typed.fullmatch(spelling)
    assert bool(whole.fullmatch(f"{month[:3]}.")) == (len(month) > 3)
    assert not typed.fullmatch(f"{month[:3]}.")
