"""Entries of feeds, whatever they are written in: each a release, or the page that has its text."""

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit, urlunsplit

from corpus.dates import Published
from corpus.errors import LinkedPage, UnreadableSource
from corpus.language_tags import Translation
from corpus.reading.blocks import fragment_blocks
from corpus.reading.composing import compose, shorten
from corpus.reading.metadata import web_address
from corpus.reading.prose import ends_sentence
from corpus.reading.related import without_related
from corpus.reading.source import Reading, Refused, Source
from corpus.release import Release, slugify
from corpus.written_dates import Manner

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hsenc|_hsmi)(?:=|$)", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"\s*&lt;[a-z][^<>]*?&gt;", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6}|[lr][sd]quo|[nm]dash|hellip);", re.IGNORECASE
)
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")
_GOES_ON = (
    r"continue reading|keep reading|weiterlesen|lire la suite|seguir leyendo|sigue leyendo|continua a leggere"
    r"|continuar lendo"
    r"|lees verder|czytaj dalej|fortsätt läsa|続きを読む|阅读全文|继续阅读|читать далее|читати далі|devamını oku"
)
_MORE = (
    r"(?:read|see|view|find out|learn) (?:more|on)|read (?:the )?(?:full|whole|entire|rest)"
    r"|mehr lesen"
    r"|mehr erfahren|en savoir plus|leer más|leggi tutto|leia mais|lees meer|czytaj więcej|läs mer"
    r"|もっと見る|了解更多|подробнее"
)
_BEHIND = r"(?:^|[.!?…\]。]\W{0,9}|\n)"  # what stands before such a word, which is not within a sentence
_END_OF_CONTENT = re.compile(rf"{_BEHIND}(?:{_GOES_ON})(?!\w).{{0,200}}$", re.IGNORECASE)
_END_OF_SUMMARY = re.compile(rf"{_BEHIND}(?:{_GOES_ON}|{_MORE})(?!\w).{{0,200}}$", re.IGNORECASE)
_LOOKED_AT = 300  # characters at the end of a text that tell whether it goes on elsewhere
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s|$)|[。！？।۔][」』”)]*")
_WHOLE = ((4, 200), (3, 600))  # sentences and characters of a summary that is the whole text; ideographs count twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    value: str
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says of one release: `contents` are whole texts, `summary` may be a teaser.

    `guid` is what the feed itself calls it, `dated` its day as it is written there, `manner` how days are written.
    """

    title: str
    link: str | None
    guid: str | None
    contents: tuple[Markup, ...]
    summary: Markup
    published: Published | None
    dated: str
    publisher: str | None
    language: str | None
    manner: Manner
    translations: tuple[Translation, ...] = ()


def read_entries(source: Source, entries: Sequence[Entry]) -> Reading:
    """The releases in the order of the feed. Of two entries with one link and names of their own, each is a release."""
    named = {(entry.link, entry.guid) for entry in entries if entry.link and entry.guid}
    shared = Counter(link for link, _ in named)
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        place = f"{source.place}, entry {number}"
        release_id = _identify(source, entry, shared=bool(entry.guid) and shared[entry.link or ""] > 1)
        if seen.setdefault(release_id, number) != number:
            yield UnreadableSource(place, f"id {release_id!r} stands already in entry {seen[release_id]}")
            continue
        try:
            yield _read_entry(replace(source, place=place, release_id=release_id, url=None), entry)
        except UnreadableSource as error:
            yield error
        except Refused as error:
            yield UnreadableSource(place, str(error))


def find_address(link: str | None, *bases: str | None) -> str | None:
    """The address of a link, whole and without what only tells where a reader came from.

    A relative one is resolved against the first base that is an address.
    """
    base = next(filter(None, map(web_address, bases)), None)
    try:
        found = web_address(urljoin(base, link.strip()) if base and link and link.strip() else link)
    except ValueError:
        return None
    return _untracked(found) if found else None


def plain(markup: str) -> str:
    """A title or name without its marks, though they were escaped twice."""
    text = " ".join(block.text for block in fragment_blocks(markup)) if re.search(r"[<&]", markup) else markup
    return html.unescape(text) if _ENTITY.search(text) else text


def _untracked(address: str) -> str:
    parts = urlsplit(address)
    query = "&".join(each for each in parts.query.split("&") if not _TRACKING.match(each))
    fragment = "" if _TRACKING.match(parts.fragment) else parts.fragment
    return urlunsplit(parts._replace(query=query, fragment=fragment))


def _identify(source: Source, entry: Entry, *, shared: bool) -> str:
    """Stable over states of the feed: the address of the release, else the feed's own id, else title and date."""
    if shared:
        return f"{entry.link}#{slugify(entry.guid or '')}"
    return entry.link or entry.guid or slugify(f"{source.release_id} {entry.title} {entry.dated}") or "release"


def _read_entry(source: Source, entry: Entry) -> Release:
    title = shorten(plain(entry.title))
    lines = _text(entry)
    if not lines and entry.link is not None:
        raise LinkedPage(source.place, title or entry.link, entry.link, entry.published)
    release = compose(
        source,
        lines,
        title=title,
        told=[entry.published],
        publisher=entry.publisher,
        source_url=entry.link,
        language=entry.language,
        manner=entry.manner,
    )
    return replace(release, translations=entry.translations)


def _text(entry: Entry) -> list[str]:
    """The lines of the longest content; of the summary only where it can be the whole text."""
    contents = [_lines(content) for content in entry.contents if content.value]
    text = max(contents, key=lambda lines: sum(map(len, lines)), default=[])
    if text and not (entry.link and _END_OF_CONTENT.search(text[-1][-_LOOKED_AT:])):
        return text
    summary = _lines(entry.summary) if not text else []
    return summary if entry.link is None or _is_whole(summary) else []


def _is_whole(summary: Sequence[str]) -> bool:
    """Whether it is more than a teaser: some sentences, and the last one ends."""
    text = "\n".join(summary)
    end = text[-_LOOKED_AT:]
    if not summary or _CUT.search(end) or _END_OF_SUMMARY.search(end):
        return False
    if len(summary) == 1 and not ends_sentence(end):
        return False
    sentences = len(_SENTENCE.findall(text))
    weight = len(text) + sum(character >= "\u3040" for character in text)
    return any(sentences >= enough and weight >= least for enough, least in _WHOLE)


def _lines(content: Markup) -> list[str]:
    value = content.value
    if not _TAG.search(value) and _ESCAPED.match(value):
        value = html.unescape(value)  # escaped twice
    if content.plain and "<" not in value:
        return re.split(r"\n\s*\n", value)
    return [block.text for block in without_related(fragment_blocks(value))]
