-- What is kept for ever: keys, settings, networks, blocks, parked blocks, attachments. All else is a view (views.sql).
-- blocks.line is local and is set anew with the views.
CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE persons (
    key BLOB PRIMARY KEY, member TEXT NOT NULL, title TEXT NOT NULL,
    salt BLOB NOT NULL, operations INTEGER NOT NULL, memory_bytes INTEGER NOT NULL, box BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE networks (network INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, incarnation INTEGER NOT NULL DEFAULT 0);
CREATE TABLE blocks (
    block INTEGER PRIMARY KEY, network INTEGER NOT NULL, id BLOB NOT NULL UNIQUE,
    line INTEGER NOT NULL, seq INTEGER NOT NULL, depth INTEGER NOT NULL, envelope BLOB NOT NULL, body BLOB NOT NULL
);
CREATE TABLE parked (
    id BLOB PRIMARY KEY, network INTEGER NOT NULL, device BLOB NOT NULL, seq INTEGER NOT NULL, wire BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE attachments (root BLOB PRIMARY KEY, size INTEGER NOT NULL, chunks INTEGER NOT NULL) WITHOUT ROWID;
