"""Reading: files become releases. One format a file; an error is a value, so that the rest goes on."""

from corpus.reading.files import BUNDLED, CATALOG, LISTS, are_light, name_format, read_paths, read_source, read_stream
from corpus.reading.jsonl import parse_record, record_of
from corpus.reading.sandbox import Sandbox
from corpus.reading.source import Source

__all__ = [
    "BUNDLED",
    "CATALOG",
    "LISTS",
    "Sandbox",
    "Source",
    "are_light",
    "name_format",
    "parse_record",
    "read_paths",
    "read_source",
    "read_stream",
    "record_of",
]
