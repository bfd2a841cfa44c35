"""Whether what stands at the address of a release is still that release, or something else in its place.

What a page has lost tells it better than what it says: date, title and nearly all of the text go together only where
another page is sent for it. A correction keeps two of them, a release that was shortened its words, and a notice that
it was withdrawn its title or its day.
"""

import re
import unicodedata

from corpus.catalog_reader import CatalogReader
from corpus.dates import Published, day_of, find_days
from corpus.errors import BarredPage, RemovedRelease, UnknownRelease
from corpus.release import Release

_PIECE = 8  # letters: with as many, texts of one office share what they mean to, rather than common words
_KIN = 0.3  # of the pieces of the shorter text; of 800 pairs of releases of one office, 99 in 100 share less than .27
_NAMED = 0.5  # of the pieces of a title
_NOTICE = 5_000  # characters of a text that can be about another; a longer one would have more in common with it
_COMPARED = 200_000  # characters of a text that are compared
# A page that is not found repeats its address, and addresses are made of titles.
_ADDRESS = re.compile(r"(?<!\S)(?:[a-z]+://|/)\S+|(?<!\S)[^\s/]+/[^\s/]+/\S*")


def check_look(catalog: CatalogReader, read: Release, told: Published | None = None) -> None:
    """BarredPage if a release with this id is known, and what was read at its address is no longer that release, or a
    version of it that somebody has undone.
    """
    try:
        stored = catalog.get(read.id)
    except (UnknownRelease, RemovedRelease):
        return
    if catalog.is_undone(read.id, read.version):
        raise BarredPage(read.id, f"what stands there now ({read.title[:80]!r}) was undone here, and stays so")
    if stored.version != read.version and is_lost(stored, read, told):
        raise BarredPage(
            read.id,
            f"what stands there now ({read.title[:80]!r}) is the release no more: title and nearly all of the text are "
            "gone, and no day of its own is left. The stored version stays; if it is meant, communique remove "
            f"{read.id}, then communique add {read.id}",
        )


def is_lost(stored: Release, read: Release, told: Published | None = None) -> bool:
    """Whether `read`, from the address of `stored`, has lost what made it that release.

    `told` is the day that a feed tells of it: it is no sign of the page's own. Where none of the two bears a day of its
    own, a page that has grown is let through: the stored one may have been what stood in its way.
    """
    if _own_day(read, told) or _is_kin(stored.text, read.text) or _names(stored, read):
        return False
    return _own_day(stored, told) or len(read.text) < len(stored.text)


def _own_day(release: Release, told: Published | None) -> bool:
    return release.published is not None and (told is None or day_of(release.published) != day_of(told))


def _is_kin(one: str, other: str) -> bool:
    """Whether the shorter of two texts shares a good part of its words with the other."""
    short, long = sorted((letters(one), letters(other)), key=len)
    return share(short, long) >= _KIN


def _names(stored: Release, read: Release) -> bool:
    """Whether it bears the title, or is about the release: it names its title, or its day."""
    said = f"{read.title}\n{read.text[:_NOTICE]}"
    if share(letters(stored.title), letters(said)) >= _NAMED:
        return True
    if stored.published is None or len(read.text) > _NOTICE:
        return False
    return (day_of(stored.published),) * 2 in find_days(said)


def letters(text: str) -> str:
    """Letters and digits alone, without addresses: scripts with and without spaces are compared alike."""
    plain = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text[:_COMPARED]))
    return re.sub(r"[\W_]+", "", plain).casefold()


def share(some: str, other: str) -> float:
    """Of the runs of letters in the one, how many stand in the other."""
    size = max(1, min(_PIECE, len(some)))
    pieces, others = ({text[start : start + size] for start in range(len(text) - size + 1)} for text in (some, other))
    return len(pieces & others) / max(1, len(pieces))
