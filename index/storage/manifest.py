"""The manifest of a snapshot: its model, its chunking, its catalog, and the last change it includes."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from corpus.errors import IndexMismatch
from corpus.records import State

FORMAT = 5  # raised whenever files of a snapshot change their meaning
_CHECKSUM = "checksum"  # of the other fields


class OtherFormat(ValueError):
    """The snapshot was made by an older or newer communique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Written last into a snapshot's folder: a folder with a manifest is complete."""

    format: int
    mentions: str  # fingerprint of the rules that find them
    model: str  # fingerprint
    dimension: int
    chunking: str  # fingerprint
    catalog: str  # id
    change: int  # the last change of the catalog that the snapshot includes
    digest: str  # of that change: another catalog with the same id may have a different change of that number
    number: int  # the snapshot's own, ascending
    releases: int
    passages: int
    files: Mapping[str, str] = field(default_factory=dict, hash=False)  # SHA-256 of each, by name

    @classmethod
    def of(cls, *, mentions: str, model: str, dimension: int, chunking: str, catalog: str, state: State) -> Self:
        """Of a snapshot that is still to be made: it has no number yet, and nothing in it."""
        return cls(
            format=FORMAT,
            mentions=mentions,
            model=model,
            dimension=dimension,
            chunking=chunking,
            catalog=catalog,
            change=state.change,
            digest=state.digest,
            number=0,
            releases=0,
            passages=0,
        )

    @property
    def index_id(self) -> str:
        """Equal ids give equal answers.

        The number is part of the id: tantivy counts removed passages in its statistics until segments are merged, so an
        index that grew and one that was rebuilt may rank the same passages slightly differently.
        """
        origin = f"{self.catalog}/{self.change}/{self.digest}"
        made_of = f"{self.format}/{self.mentions}/{self.model}/{self.chunking}/{origin}/{self.number}"
        return hashlib.sha256(made_of.encode()).hexdigest()[:16]

    @property
    def state(self) -> State:
        """The state of the catalog that the snapshot includes."""
        return State(change=self.change, digest=self.digest)

    @classmethod
    def read(cls, file: Path) -> Self:
        """OtherFormat; ValueError or OSError when there is no readable manifest."""
        fields = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(fields, dict) and fields.get("format", FORMAT) != FORMAT:
            raise OtherFormat(f"{file} is a manifest of format {fields['format']}; this is {FORMAT}")
        names = {field.name for field in dataclasses.fields(cls)}
        if not isinstance(fields, dict) or set(fields) != {*names, _CHECKSUM}:
            raise ValueError(f"{file} is no manifest")
        if fields.pop(_CHECKSUM) != _checksum(fields):
            raise ValueError(f"{file} is not the manifest that was written")
        return cls(**fields)

    def write(self, file: Path) -> None:
        fields = dataclasses.asdict(self)
        whole = fields | {_CHECKSUM: _checksum(fields)}
        file.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")

    def check(self, *, model: str, chunking: str) -> None:
        """IndexMismatch when the snapshot was made with another model or another chunking."""
        for what, made, wanted in (("model", self.model, model), ("chunking", self.chunking, chunking)):
            if made != wanted:
                raise IndexMismatch(
                    f"the index was made with {what} {made}; the settings name {wanted}. "
                    "Make it anew with: communique rebuild"
                )


def _checksum(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
