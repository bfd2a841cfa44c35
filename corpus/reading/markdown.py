"""Markdown: one release a file. The only file that knows markdown_it."""

import re

from markdown_it import MarkdownIt

from corpus.language_tags import language_of
from corpus.moments import parse_published
from corpus.reading.blocks import fragment_blocks
from corpus.reading.composing import compose
from corpus.reading.decoding import detect
from corpus.reading.metadata import web_address
from corpus.reading.source import Reading, Source

# Lines of names and values before the text, as many programs that make pages from Markdown write them.
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(\w+):[ \t]+([^ \t\n].*)$", re.MULTILINE)


def read(source: Source) -> Reading:
    text = detect(source.data, source.charset).replace("\r\n", "\n")
    front = _FRONT.match(text)
    fields = {
        name.lower(): value.rstrip(" \t").strip("\"'") for name, value in _FIELD.findall(front[1] if front else "")
    }
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    found = fragment_blocks(parser.render(text[front.end() if front else 0 :]))
    heading = next((block.text for block in found[:1] if block.is_heading), None)
    yield compose(
        source,
        [block.text for block in found],
        title=fields.get("title") or heading,
        told=[parse_published(fields[name]) for name in ("published", "date") if name in fields],
        publisher=fields.get("publisher"),
        source_url=web_address(fields.get("source_url") or fields.get("url")),
        language=language_of(fields.get("language") or fields.get("lang")),
        headings={block.text for block in found if block.is_heading},
    )
