"""What the change log says was known when: by our own clock, or as an archive tells."""

from corpus.database import Connection, Row
from corpus.records import ChangeKind
from corpus.release import Release

# What counts of the change log, with the time from which it does. What was undone never was, also not at its time; that
# a release was removed holds whatever becomes of its versions.
TIMELINE = (
    "(SELECT c.*, coalesce(c.told_at, c.at) AS since FROM changes c "
    "JOIN versions v ON v.release = c.release AND v.version = c.version "
    "WHERE c.kind != 'undone' AND (c.kind = 'removed' OR v.undone_at IS NULL))"
)


def state_by(connection: Connection, number: int, moment: str | None = None) -> Row | None:
    """What counted of a release by this moment, or counts in all; None where nothing did."""
    row: Row | None = connection.execute(
        f"SELECT * FROM {TIMELINE} WHERE release = ?1 AND (?2 IS NULL OR since <= ?2) "  # noqa: S608
        "ORDER BY since DESC, number DESC LIMIT 1",
        (number, moment),
    ).fetchone()
    return row


def current_since(connection: Connection, number: int) -> str:
    """When the current version of a release became current; for one that came back, when it did."""
    row = connection.execute(
        f"SELECT min(c.since) AS since FROM {TIMELINE} c JOIN releases r ON r.number = c.release "  # noqa: S608
        f"WHERE r.number = ? AND NOT EXISTS (SELECT 1 FROM {TIMELINE} later WHERE later.release = c.release "
        "AND (later.since, later.number) >= (c.since, c.number) AND later.version != r.version)",
        (number,),
    ).fetchone()
    return str(row["since"])


def past_of(connection: Connection, number: int, release: Release, told_at: str) -> ChangeKind | None:
    """What it adds to the past of a stored release that an archive tells: "dated", or "unchanged" where that was known
    by then already, or was undone. None where it is the latest that is known of it.
    """
    last, then = state_by(connection, number), state_by(connection, number, told_at)
    if last is None or last["since"] <= told_at:
        return None
    if then is not None and then["version"] == release.version and then["kind"] != "removed":
        return "unchanged"
    query = "SELECT 1 FROM versions WHERE release = ? AND version = ? AND undone_at IS NOT NULL"
    return "unchanged" if connection.execute(query, (number, release.version)).fetchone() else "dated"
