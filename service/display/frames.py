"""Answers and hits as tables for a notebook. The only file that knows pandas."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from corpus.dates import Published, day_of
from corpus.errors import MissingPackage

if TYPE_CHECKING:
    from pandas import DataFrame as DataFrame  # noqa: PLC0414 - for whoever gives one back


def make_frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> "DataFrame":
    """A table with these columns, also where there are no rows. `published` becomes a day (datetime64), or NaT."""
    try:
        import pandas as pd  # noqa: PLC0415 - optional
    except ImportError:
        raise MissingPackage("pandas is missing. Install it: pip install 'communique[notebooks]'") from None
    frame = pd.DataFrame.from_records(list(rows), columns=list(columns))
    return frame.assign(published=pd.to_datetime(frame["published"]))


def day_cell(published: Published | None) -> str | None:
    """The day as pandas reads it: in the release's own zone, as it is shown everywhere."""
    return None if published is None else day_of(published).isoformat()
