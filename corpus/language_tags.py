"""Tags of languages as the world writes them, and where the same release stands in other languages."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

_TAG = re.compile(r"[A-Za-z]{2,3}(?=[-_]|$)")


def language_of(tag: str | None) -> str | None:
    """ "en" of "en-US"."""
    found = _TAG.match(tag or "")
    return found[0].lower() if found else None


@dataclass(frozen=True, slots=True, order=True)
class Translation:
    """Where a release stands in another language, as it says itself (`hreflang`)."""

    language: str
    address: str


def translations_of(pairs: Iterable[tuple[str | None, str | None]], *own: str | None) -> tuple[Translation, ...]:
    """The translations among pairs of a tag and an address, in the order of languages; the `own` tag and address, and
    what names no language ("x-default"), are none.
    """
    read = ((language_of(tag), address) for tag, address in pairs if tag and not tag.lower().startswith("x-"))
    taken = {*own, *map(language_of, own)}
    found = {
        language: address for language, address in read if language and address and not {language, address} & taken
    }
    return tuple(Translation(language, address) for language, address in sorted(found.items()))


def pack(translations: Iterable[Translation]) -> str | None:
    """As the catalog keeps them; None for none."""
    return json.dumps({each.language: each.address for each in translations}) if translations else None


def unpack(packed: str | None) -> tuple[Translation, ...]:
    return translations_of(json.loads(packed).items()) if packed else ()
