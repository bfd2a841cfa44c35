"""JSONL: one release a line, its text kept to the last character."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

from corpus.dates import Published, last_moment, parse_iso
from corpus.errors import InvalidRelease, UnreadableSource
from corpus.language_tags import Translation, translations_of
from corpus.reading.decoding import MAX_FILE, Undecodable, decode
from corpus.release import Release, slugify

_TOLD = 3
_STRINGS = ("id", "title", "text", "published", "source_url", "publisher", "language")
# When a version was first known elsewhere, as an archive tells; of a text that was changed since, the later one.
_TIMES = ("first_seen", "last_changed")
_ALIASES = {"source_url": "url", "published": "date"}


def read_jsonl(stream: BinaryIO, place: str, *, trust_times: bool = False) -> Iterator[Release | UnreadableSource]:
    """Every line a release or an error that names it; blank lines are passed over.

    Of many lines in a row that are no JSON the first few have an error each, the others one together: a file of another
    kind is not told line by line. With `trust_times` a release is known since when its line says, and several lines
    with one id are its versions, from the oldest on.
    """
    seen: dict[str, tuple[int, datetime | None]] = {}
    broken: list[int] = []  # lines in a row that are no JSON
    for number, line in enumerate(_lines(stream), start=1):
        at = f"{place}:{number}"
        if line is not None and not line.strip():
            continue
        try:
            release = _parse_line(line, trust_times=trust_times)
        except Undecodable as error:
            broken.append(number)
            if len(broken) <= _TOLD:
                yield UnreadableSource(at, str(error))
            continue
        except InvalidRelease as error:
            yield from _others(place, broken)
            broken = []
            yield UnreadableSource(at, str(error))
            continue
        yield from _others(place, broken)
        broken = []
        before, known_at = seen.get(release.id, (0, None))
        if before and (known_at is None or release.known_at is None or release.known_at <= known_at):
            older = " with a later time: versions stand from the oldest on" if known_at and release.known_at else ""
            yield UnreadableSource(at, f"id {release.id!r} stands already on line {before}{older}")
            continue
        seen[release.id] = (number, release.known_at)
        yield release
    yield from _others(place, broken)


def _others(place: str, broken: list[int]) -> Iterator[UnreadableSource]:
    if untold := broken[_TOLD:]:
        lines = f"the next {len(untold)} lines are" if untold[1:] else "the next line is"
        yield UnreadableSource(f"{place}:{untold[0]}", f"{lines} no JSON objects, either: a release is one on a line")


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines; None for one that is too long, of which no more than a piece is ever held."""
    while line := stream.readline(MAX_FILE + 1):
        if len(line) <= MAX_FILE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_FILE)
        yield None


def _parse_line(line: bytes | None, *, trust_times: bool) -> Release:
    if line is None:
        raise Undecodable(f"longer than {MAX_FILE // 1024**2} MiB")
    text = decode(line).rstrip()  # an error at the end is then told by a column of this line
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise Undecodable(f"not JSON: {error.msg} (column {error.colno})") from None
    except RecursionError:
        raise Undecodable("not JSON that we take: nested too deeply") from None
    except ValueError:  # what Python has for an integer of more than 4,300 digits
        raise Undecodable("not JSON that we take: a number is too long") from None
    release = parse_record(record)
    return replace(release, known_at=_known_at(record)) if trust_times else release


def parse_record(record: Any) -> Release:
    """A release of a JSON object; unknown fields are passed over. Raises InvalidRelease naming the field."""
    if not isinstance(record, dict):
        raise InvalidRelease(f"a release is a JSON object, not {type(record).__name__}")
    fields = {name: _string(record, name) for name in _STRINGS}
    for name in ("title", "text"):
        if fields[name] is None:
            raise InvalidRelease(f"{name} is missing")
        if not str(fields[name]).strip():  # told before an id is made of it, which would be empty too
            raise InvalidRelease(f"{name} is empty")
    return Release(
        id=fields["id"] or _make_id(fields),
        title=fields["title"] or "",
        text=fields["text"] or "",
        published=_parse_published(fields["published"]),
        source_url=fields["source_url"],
        publisher=fields["publisher"],
        language=fields["language"],
        translations=_parse_translations(record.get("translations")),
    )


def record_of(release: Release) -> dict[str, Any]:
    """The JSON object of a release: what parse_record reads back the same."""
    published = release.published.isoformat() if release.published else None
    fields = {name: getattr(release, name) for name in _STRINGS} | {"published": published}
    others = {"translations": {each.language: each.address for each in release.translations}}
    return {name: value for name, value in fields.items() if value is not None} | (
        others if release.translations else {}
    )


def _parse_translations(value: Any) -> tuple[Translation, ...]:
    if value is None:
        return ()
    if not isinstance(value, dict) or not all(isinstance(address, str) for address in value.values()):
        raise InvalidRelease("translations is to be an object of addresses by language")
    return translations_of(value.items())


def _string(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is None and name in _ALIASES:
        value = record.get(_ALIASES[name])
    if value is not None and not isinstance(value, str):
        raise InvalidRelease(f"{name} is to be a string, not {type(value).__name__}")
    return value or (None if name not in {"title", "text"} else value)


def _parse_published(value: str | None) -> Published | None:
    try:
        return parse_iso(value) if value else None
    except ValueError:
        raise InvalidRelease(f"published {value!r} is no date (ISO 8601, as 2020-10-21)") from None


def _known_at(record: dict[str, Any]) -> datetime | None:
    """When the archive says that this version was known; a day counts from its end."""
    stated = [(name, value) for name in _TIMES if (value := record.get(name)) not in {None, ""}]
    try:
        times = [last_moment(parse_iso(value)).astimezone(UTC) for _, value in stated]
    except (ValueError, TypeError, AttributeError):
        told = ", ".join(f"{name} {value!r:.100}" for name, value in stated)
        raise InvalidRelease(f"{told}: to be a date or a time with its zone (ISO 8601)") from None
    if times and max(times) > datetime.now(UTC):
        raise InvalidRelease(f"it is told to be known since {max(times).isoformat()}, which is still to come")
    return max(times, default=None)


def _make_id(fields: dict[str, str | None]) -> str:
    """Stable over versions: the address of the release where it has one, else its title and date."""
    if fields["source_url"]:
        return fields["source_url"]
    return slugify(f"{fields['title']} {(fields['published'] or '')[:10]}")
