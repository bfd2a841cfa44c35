"""What a snapshot says of itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import IndexMismatch
from index.storage.manifest import FORMAT, Manifest

MANIFEST = Manifest(
    format=FORMAT,
    mentions="mentions-1",
    model="hashing:1",
    dimension=512,
    chunking="sentences-1/budget=40",
    catalog="c0ffee",
    change=17,
    digest="0b5e",
    number=1,
    releases=3,
    passages=9,
)


def test_a_written_manifest_is_read_back_the_same(tmp_path: Path) -> None:
    MANIFEST.write(tmp_path / "manifest.json")

    assert Manifest.read(tmp_path / "manifest.json") == MANIFEST


def test_a_manifest_of_which_one_figure_has_changed_is_none(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    replace(MANIFEST, files={"dense.faiss": "00"}).write(file)
    file.write_text(file.read_text().replace('"releases": 3', '"releases": 4'))
    with pytest.raises(ValueError, match="not the manifest that was written"):
        Manifest.read(file)


@pytest.mark.parametrize("content", ["", "{", "null", "[]", "{}", '{"format": 1}', '{"format": 1, "unknown": 2}'])
def test_a_file_that_is_no_manifest_is_a_value_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)

    with pytest.raises(ValueError, match=r"manifest|Expecting"):
        Manifest.read(tmp_path / "manifest.json")


def test_the_index_id_is_the_same_for_what_gives_the_same_answers_only() -> None:
    assert replace(MANIFEST, releases=0, passages=0).index_id == MANIFEST.index_id
    others = [
        replace(MANIFEST, model="other"),
        replace(MANIFEST, chunking="other"),
        replace(MANIFEST, mentions="other"),
        replace(MANIFEST, catalog="other"),
        replace(MANIFEST, change=18),
        replace(MANIFEST, digest="other"),
        replace(MANIFEST, format=FORMAT + 1),
    ]
    assert len({MANIFEST.index_id, *(other.index_id for other in others)}) == 8


def test_what_was_made_the_same_way_passes_the_check() -> None:
    MANIFEST.check(model="hashing:1", chunking="sentences-1/budget=40")


def test_another_model_is_refused_with_both_names_and_the_command_that_repairs_it() -> None:
    with pytest.raises(IndexMismatch) as refused:
        MANIFEST.check(model="minilm:2", chunking="sentences-1/budget=40")

    assert str(refused.value) == (
        "the index was made with model hashing:1; the settings name minilm:2. Make it anew with: communique rebuild"
    )


def test_another_chunking_is_refused_as_well() -> None:
    with pytest.raises(
        IndexMismatch, match=r"chunking sentences-1/budget=40; the settings name x\..*communique rebuild"
    ):
        MANIFEST.check(model="hashing:1", chunking="x")
