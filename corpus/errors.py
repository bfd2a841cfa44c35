"""Errors that name what is wrong and what to do about it."""

from corpus.dates import Published

_UNDONE = "Nothing of this was stored."


class CommuniqueError(Exception):
    """Every error that a person can act on."""


class InvalidRelease(CommuniqueError):
    """A release that cannot be stored: which field, and why."""


class MissingPackage(CommuniqueError):
    """A package that is optional, and is needed for what was asked."""


class ModelError(CommuniqueError):
    """The embedding model cannot be used as it is."""


class UnreadableSource(CommuniqueError):
    """A file or line that is no release. `place` is `path` or `path:line`."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class LinkedPage(UnreadableSource):
    """An entry of a feed whose text stands on a page; `published` is the feed's, for a page that has no date."""

    def __init__(self, place: str, title: str, url: str, published: Published | None) -> None:
        super().__init__(place, f"the feed has no text of {title!r}; it stands at {url}")
        self.title = title
        self.url = url
        self.published = published


class BarredPage(UnreadableSource):
    """What stands at an address is not its release, and may be gone at the next look: a check, a wall."""


class RefusedAddress(UnreadableSource):
    """An address that we do not fetch: where it leads is not for us, or its robots.txt says no."""


class FetchFailed(UnreadableSource):
    """An address that should be fetched and could not be. `wait` is for how many seconds its host asked us to wait."""

    def __init__(self, place: str, reason: str, wait: float = 0.0) -> None:
        super().__init__(place, reason)
        self.wait = wait


class FetchTimedOut(FetchFailed):
    """It did not answer in time, or not to the end."""


class GoneAddress(FetchFailed):
    """404 or 410: there is nothing at the address now."""


class UnknownSource(CommuniqueError):
    """No such address is followed."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is not followed")


class UnknownRelease(CommuniqueError):
    """No release has this id."""

    def __init__(self, release_id: str) -> None:
        super().__init__(f"there is no release {release_id!r}")
        self.release_id = release_id


class UnknownVersion(CommuniqueError):
    """The release exists, this version of it does not; or what was given of one names several."""

    def __init__(self, release_id: str, version: str, *, several: bool = False) -> None:
        many = "several versions that begin with" if several else "no version"
        super().__init__(f"release {release_id!r} has {many} {version!r}; give 8 characters of one, or all 64")


class RemovedRelease(CommuniqueError):
    """The release was here and has been removed."""

    def __init__(self, release_id: str, removed_at: str) -> None:
        super().__init__(f"release {release_id!r} was removed on {removed_at}")
        self.release_id = release_id


class PreconditionFailed(CommuniqueError):
    """The release is not, or no more, what it has to be for the write that was asked for."""


class UnknownCountry(CommuniqueError):
    """No country is called so."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is no country: name one as it is called in English, or by its ISO 3166 code")


class CatalogError(CommuniqueError):
    """The catalog file cannot be used as it is."""


class CatalogFull(CatalogError):
    """There is no room for more."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"no space is left for the catalog ({reason}). {_UNDONE} Make room on its disk, then try again"
        )


class CatalogBusy(CatalogError):
    """Others have been writing for too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"another process has been writing to the catalog for too long ({reason}). {_UNDONE} Try again"
        )


class CatalogReadOnly(CatalogError):
    """It can be read here, and not be written."""

    def __init__(self, reason: str) -> None:
        where = "its folder, or the disk that it lies on, does not let this user write"
        super().__init__(f"the catalog can only be read here ({reason}): {where}. {_UNDONE}")


class CatalogDamaged(CatalogError):
    """What is in the file is not what was written."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        saved = remedy or "what is left of it is saved by: sqlite3 catalog.sqlite3 .recover"
        super().__init__(f"the catalog is damaged ({reason}). Put a backup of its folder in its place; {saved}")
        self.reason = reason


class DamagedVersion(CatalogDamaged):
    """Title, date and text of a version are not those that were stored. They are not shown."""

    def __init__(self, release_id: str, version: str) -> None:
        super().__init__(
            f"release {release_id!r}, version {version[:8]}: its title, date or text is not what was stored",
            "or add that release again, which mends it. What else is damaged is told by: communique check",
        )


class CatalogOutOfReach(CatalogError):
    """Its disk or folder fails."""

    def __init__(self, reason: str) -> None:
        look = "See whether its disk is full, over a quota or broken, and whether its folder is still there"
        super().__init__(f"the catalog cannot be read or written ({reason}). {_UNDONE} {look}")


class IndexMismatch(CommuniqueError):
    """The index was made in another way than it is now asked to be read."""


class IndexNotWritten(CommuniqueError):
    """The next snapshot could not be made on the disk; what the catalog acknowledged is safe."""

    def __init__(self, reason: str) -> None:
        kept = "What was stored stays, and is found once it can be: see whether its disk is full, or not ours to write"
        super().__init__(f"the index cannot be written ({reason}). {kept}")
