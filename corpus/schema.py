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
    -- What was said beside a version when it became current: `releases` has what is said now. Of changes from before
    -- this was kept, nothing else is known.
    ALTER TABLE changes ADD COLUMN source_url TEXT;
    ALTER TABLE changes ADD COLUMN publisher TEXT;
    ALTER TABLE changes ADD COLUMN language TEXT;
    UPDATE changes SET (source_url, publisher, language) =
        (SELECT source_url, publisher, language FROM releases r WHERE r.number = changes.release);
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
)
