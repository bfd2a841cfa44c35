"""What a snapshot is: made of which model, which chunking, up to which change of which catalog."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from corpus.errors import IndexMismatch
from corpus.records import State

FORMAT = 3  # grows when files of a snapshot change their meaning


class OtherFormat(ValueError):
    """A snapshot of an older or a newer communique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Written last into a snapshot's folder: a folder with a manifest is whole."""

    format: int
    mentions: str  # fingerprint of how they are found
    model: str  # fingerprint
    dimension: int
    chunking: str  # fingerprint
    catalog: str  # id
    change: int  # the catalog's change that the snapshot goes up to
    digest: str  # of that change: another catalog of the same id may have another change of that number
    number: int  # the snapshot's own, growing
    releases: int
    passages: int

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
        """The same id, the same answers.

        The number is part of it: tantivy counts removed passages in its statistics until segments are merged, so
        an index that grew and one that was rebuilt may rank the same passages a little differently.
        """
        origin = f"{self.catalog}/{self.change}/{self.digest}"
        made_of = f"{self.format}/{self.mentions}/{self.model}/{self.chunking}/{origin}/{self.number}"
        return hashlib.sha256(made_of.encode()).hexdigest()[:16]

    @property
    def state(self) -> State:
        """The catalog's, up to which the snapshot goes."""
        return State(change=self.change, digest=self.digest)

    @classmethod
    def read(cls, file: Path) -> Self:
        """OtherFormat; ValueError or OSError when there is none that can be read."""
        fields = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(fields, dict) and fields.get("format", FORMAT) != FORMAT:
            raise OtherFormat(f"{file} is a manifest of format {fields['format']}; this is {FORMAT}")
        names = {field.name for field in dataclasses.fields(cls)}
        if not isinstance(fields, dict) or set(fields) != names:
            raise ValueError(f"{file} is no manifest")
        return cls(**fields)

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(dataclasses.asdict(self), indent=2) + "\n", encoding="utf-8")

    def check(self, *, model: str, chunking: str) -> None:
        """IndexMismatch when the snapshot was made with another model or chunking."""
        for what, made, wanted in (("model", self.model, model), ("chunking", self.chunking, chunking)):
            if made != wanted:
                raise IndexMismatch(
                    f"the index was made with {what} {made}; the settings name {wanted}. "
                    "Make it anew with: communique rebuild"
                )
