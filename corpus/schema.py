"""The tables of the catalog, as a list of migrations: entry n brings a catalog from schema n to n + 1."""

MIGRATIONS = (
    """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

    -- What is now. `number` is for joins alone; people and addresses use `id`.
    CREATE TABLE releases (
        number     INTEGER PRIMARY KEY,
        id         TEXT NOT NULL UNIQUE,
        version    TEXT NOT NULL,
        source_url TEXT,
        publisher  TEXT,
        language   TEXT,
        added_at   TEXT NOT NULL,
        removed_at TEXT
    ) STRICT;

    -- What ever was. Nothing is deleted here.
    CREATE TABLE versions (
        release   INTEGER NOT NULL REFERENCES releases (number),
        version   TEXT NOT NULL,
        title     TEXT NOT NULL,
        published TEXT,
        text      TEXT NOT NULL,
        stored_at TEXT NOT NULL,
        PRIMARY KEY (release, version)
    ) STRICT;

    CREATE TABLE passages (
        number    INTEGER PRIMARY KEY AUTOINCREMENT,
        release   INTEGER NOT NULL,
        version   TEXT NOT NULL,
        start     INTEGER NOT NULL,
        end       INTEGER NOT NULL,
        text_hash BLOB NOT NULL,
        UNIQUE (release, version, start, end),
        FOREIGN KEY (release, version) REFERENCES versions (release, version)
    ) STRICT;

    CREATE TABLE embeddings (
        model     TEXT NOT NULL,
        text_hash BLOB NOT NULL,
        vector    BLOB NOT NULL,
        PRIMARY KEY (model, text_hash)
    ) WITHOUT ROWID, STRICT;

    CREATE TABLE changes (
        number  INTEGER PRIMARY KEY AUTOINCREMENT,
        release INTEGER NOT NULL REFERENCES releases (number),
        kind    TEXT NOT NULL CHECK (kind IN ('added', 'changed', 'removed', 'restored')),
        version TEXT NOT NULL,
        at      TEXT NOT NULL
    ) STRICT;

    CREATE INDEX changes_release ON changes (release, number);
    """,
    """
    -- Since when its source has it no more. It stays what it is and can be found and cited, with this said.
    ALTER TABLE releases ADD COLUMN withdrawn_at TEXT;

    -- Where in the web a release stands, and what the looks there told.
    CREATE TABLE pages (
        address       TEXT PRIMARY KEY,
        release_id    TEXT NOT NULL,
        version       TEXT,                        -- that was read there; NULL where nothing was
        etag          TEXT,
        last_modified TEXT,
        found_at      TEXT,                        -- the last look that found something there; NULL: none has
        next_at       TEXT,                        -- NULL: only where somebody asks for it
        steady        INTEGER NOT NULL DEFAULT 0,  -- looks in a row that found nothing new
        failures      INTEGER NOT NULL DEFAULT 0,  -- looks in a row that found nothing out
        misses        INTEGER NOT NULL DEFAULT 0   -- looks in a row that found nothing there: 404, 410
    ) STRICT;

    -- Feeds and pages that are followed.
    CREATE TABLE sources (
        number        INTEGER PRIMARY KEY,
        address       TEXT NOT NULL UNIQUE,
        kind          TEXT CHECK (kind IN ('feed', 'page')),  -- NULL: not looked at yet
        added_at      TEXT NOT NULL,
        next_at       TEXT NOT NULL,
        looked_at     TEXT,
        succeeded_at  TEXT,
        outcome       TEXT,
        error         TEXT,
        failures      INTEGER NOT NULL DEFAULT 0,
        etag          TEXT,
        last_modified TEXT
    ) STRICT;

    -- Which source has told of which release. `listed`: in its last state too.
    CREATE TABLE sightings (
        source     INTEGER NOT NULL REFERENCES sources (number) ON DELETE CASCADE,
        release_id TEXT NOT NULL,
        page       TEXT,              -- its address, where it has one
        holds_text INTEGER NOT NULL,  -- whether the release is read from that page rather than from the feed
        published  TEXT,              -- what the feed says of a page that holds the text, as is `title`
        title      TEXT,
        listed     INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen  TEXT NOT NULL,
        PRIMARY KEY (source, release_id)
    ) WITHOUT ROWID, STRICT;
    """,
    """
    -- What was said beside a version when it became current: `releases` has what is said now. Of changes from before
    -- this was kept, nothing else is known.
    ALTER TABLE changes ADD COLUMN source_url TEXT;
    ALTER TABLE changes ADD COLUMN publisher TEXT;
    ALTER TABLE changes ADD COLUMN language TEXT;
    ALTER TABLE changes ADD COLUMN withdrawn_at TEXT;
    UPDATE changes SET (source_url, publisher, language, withdrawn_at) =
        (SELECT source_url, publisher, language, withdrawn_at FROM releases r WHERE r.number = changes.release);
    """,
    """
    -- Conversations, kept only where the operator chose so. A deleted one leaves nothing.
    CREATE TABLE conversations (
        number     INTEGER PRIMARY KEY AUTOINCREMENT,
        id         TEXT NOT NULL UNIQUE,
        created_at TEXT NOT NULL
    ) STRICT;

    -- A question with its answer (JSON). Quotes are not repeated in it: they are places of versions.
    CREATE TABLE exchanges (
        conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
        number       INTEGER NOT NULL,
        answer       TEXT NOT NULL,
        answered_at  TEXT NOT NULL,
        PRIMARY KEY (conversation, number)
    ) WITHOUT ROWID, STRICT;
    """,
    """
    -- A version that was undone stays here and in the log, and is no part of what is or was known.
    ALTER TABLE versions ADD COLUMN undone_at TEXT;

    -- The same log with two more kinds, and with when an archive says that a version was first known. `at` is always
    -- when it was written here.
    CREATE TABLE changes_with_told (
        number       INTEGER PRIMARY KEY AUTOINCREMENT,
        release      INTEGER NOT NULL REFERENCES releases (number),
        kind         TEXT NOT NULL CHECK (kind IN ('added', 'changed', 'removed', 'restored', 'undone', 'dated')),
        version      TEXT NOT NULL,
        at           TEXT NOT NULL,
        source_url   TEXT,
        publisher    TEXT,
        language     TEXT,
        withdrawn_at TEXT,
        told_at      TEXT
    ) STRICT;
    INSERT INTO changes_with_told
        SELECT number, release, kind, version, at, source_url, publisher, language, withdrawn_at, NULL FROM changes;
    DROP TABLE changes;
    ALTER TABLE changes_with_told RENAME TO changes;
    CREATE INDEX changes_release ON changes (release, number);
    """,
    """
    -- The language that a text was found to be in, where none was said; '' where none was found, NULL: not looked for.
    ALTER TABLE versions ADD COLUMN found_language TEXT;

    -- Where a release stands in other languages: a JSON object of addresses by language.
    ALTER TABLE releases ADD COLUMN translations TEXT;
    CREATE INDEX releases_source ON releases (source_url);
    """,
    """
    -- Where the words of a version stand on the printed pages that it was read from: derived from the file. A version
    -- that was stored before this was kept has none until its file is read again.
    CREATE TABLE layouts (
        release INTEGER NOT NULL,
        version TEXT NOT NULL,
        layout  BLOB NOT NULL,
        PRIMARY KEY (release, version),
        FOREIGN KEY (release, version) REFERENCES versions (release, version)
    ) STRICT;
    """,
)
