"""Reads addresses as files are read: one release per page, or those of a feed."""

from dataclasses import dataclass

from corpus.dates import Published
from corpus.errors import LinkedPage, UnreadableSource
from corpus.fetching.client import Address
from corpus.fetching.discovery import with_feed
from corpus.fetching.fetcher import NOTHING, Fetched, Fetcher, Validators
from corpus.reading import LISTS, Sandbox, Source, name_format, read_source
from corpus.reading.media_types import ending_of
from corpus.records import SourceKind
from corpus.release import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at an address found. `kind` and `readings` say nothing where it had not changed."""

    address: str
    changed: bool
    kind: SourceKind
    validators: Validators
    readings: tuple[Release | UnreadableSource, ...]


class Web:
    """Fetches and reads. A page's release has its address as id, as in feeds: one release, however it comes."""

    def __init__(self, fetcher: Fetcher, sandbox: Sandbox) -> None:
        self._fetcher = fetcher
        self._sandbox = sandbox

    def look(
        self,
        address: str,
        known: Validators = NOTHING,
        *,
        release_id: str | None = None,
        published: Published | None = None,
    ) -> Look:
        """What stands there now; entries of a feed without a text are LinkedPage. Raises as `fetch` does."""
        fetched = self._fetcher.fetch(address, known)
        if fetched.data is None:
            return _unread(fetched)
        ending = _ending_of(fetched)
        source = Source(
            data=fetched.data,
            place=fetched.address,
            release_id=release_id or fetched.address,
            url=fetched.url,
            charset=fetched.charset,
            published=published,
        )
        kind: SourceKind = "feed" if name_format(fetched.data, ending) in LISTS else "page"
        readings = tuple(read_source(source, ending, self._sandbox))
        if kind == "page" and isinstance(readings[0], UnreadableSource):
            readings = (with_feed(readings[0], fetched.url, fetched.data),)
        return Look(address=fetched.address, changed=True, kind=kind, validators=fetched.validators, readings=readings)

    def read_page(self, linked: LinkedPage, known: Validators = NOTHING) -> Look:
        """The page that an entry names; its release has the entry's id, which is the address as it stands there."""
        return self.look(linked.url, known, release_id=linked.url, published=linked.published)

    def check(self, address: str, known: Validators = NOTHING) -> Look:
        """Whether something stands there, and whether it has changed; it is not read."""
        return _unread(self._fetcher.fetch(address, known))


def _unread(fetched: Fetched) -> Look:
    changed = fetched.data is not None
    return Look(address=fetched.address, changed=changed, kind="page", validators=fetched.validators, readings=())


def is_address(name: str) -> bool:
    """Whether it is meant for an address rather than for a file; not yet whether it may be fetched."""
    return "://" in name


def normal_address(text: str) -> str:
    """The form in which an address is kept. RefusedAddress."""
    return Address.parse(text).text


def _ending_of(fetched: Fetched) -> str:
    """As of a file: what the server says it is, else what the address looks like. What it begins like goes before."""
    ending = ending_of(fetched.media_type, fetched.url)
    return fetched.media_type[:80] if ending is None else ending
