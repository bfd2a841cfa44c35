"""Reads releases from addresses that a person or a program names."""

from collections.abc import Iterator
from datetime import UTC, datetime

from corpus.catalog import Catalog
from corpus.errors import LinkedPage, UnreadableSource
from corpus.fetching.web import Look, Web, normal_address
from corpus.lost_content import check_look
from corpus.pages import Pages
from corpus.release import Release


class Addresses:
    """Reads what is at an address now. A page that has not changed since is not sent again."""

    def __init__(self, catalog: Catalog, pages: Pages, web: Web) -> None:
        self._catalog = catalog
        self._pages = pages
        self._web = web

    def read(self, *addresses: str) -> Iterator[Release | UnreadableSource]:
        """The releases of pages and feeds, with those that a feed only names. Errors are values: the rest goes on."""
        for address in addresses:
            try:
                look = self._look(address)
            except UnreadableSource as error:
                yield error
                continue
            for read in look.readings:
                yield from self._linked(read) if isinstance(read, LinkedPage) else [read]

    def read_one(self, address: str) -> Release:
        """The release of a page. Raises whatever prevents it, such as that it is a feed."""
        look = self._look(address)
        if look.kind == "feed":
            raise UnreadableSource(look.address, f"a feed of {len(look.readings):,} entries, not the page of a release")
        read = look.readings[0]
        if isinstance(read, UnreadableSource):
            raise read
        return read

    def _linked(self, linked: LinkedPage) -> Iterator[Release | UnreadableSource]:
        """What stands on a page that a feed names."""
        try:
            for read in self._web.read_page(linked).readings:
                if isinstance(read, Release):
                    check_look(self._catalog, read, linked.published)
                yield read
        except UnreadableSource as error:
            yield error

    def _look(self, address: str) -> Look:
        address = normal_address(address)
        known, release_id = self._pages.known(address)
        told = self._pages.told(address)
        look = self._web.look(address, known, published=told)
        if not look.changed:
            return Look(
                address=address,
                changed=False,
                kind="page",
                validators=look.validators,
                readings=(self._catalog.get(release_id),),
            )
        if look.kind == "page" and len(look.readings) == 1 and isinstance(release := look.readings[0], Release):
            check_look(self._catalog, release, told)
            # Noted before the release is stored: as long as that version is not in the catalog, it is not used.
            self._pages.remember(address, release.id, release.version, look.validators, datetime.now(UTC))
        return look
