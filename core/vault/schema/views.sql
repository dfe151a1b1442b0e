-- Views: disposable, made again from the blocks by core.vault.rebuild.
-- A line is a run of one chain without a fork; where a chain forks, a new line starts.
CREATE TABLE lines (
    line INTEGER PRIMARY KEY, network INTEGER NOT NULL, device BLOB NOT NULL, incarnation INTEGER NOT NULL,
    first_seq INTEGER NOT NULL, tip_seq INTEGER NOT NULL, parent_line INTEGER, parent_seq INTEGER
);
CREATE INDEX lines_by_device ON lines (network, device);
-- What blocks had seen of every line (core.vault.reach): from block `at_seq` on, a line's vector has this root.
CREATE TABLE reach (line INTEGER NOT NULL, at_seq INTEGER NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (line, at_seq))
    WITHOUT ROWID;
CREATE TABLE reach_nodes (
    network INTEGER NOT NULL, node INTEGER NOT NULL, height INTEGER NOT NULL, slots BLOB NOT NULL,
    PRIMARY KEY (network, node)
) WITHOUT ROWID;
CREATE INDEX blocks_by_line ON blocks (line, seq);
CREATE INDEX blocks_by_depth ON blocks (network, depth);
CREATE TABLE epochs (
    network INTEGER NOT NULL, id BLOB NOT NULL, key BLOB NOT NULL, PRIMARY KEY (network, id)
) WITHOUT ROWID;
-- Devices that clear leaves name, accepted or not: what the gate asks for.
CREATE TABLE named (
    network INTEGER NOT NULL, device BLOB NOT NULL, line INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (network, device, line, seq)
) WITHOUT ROWID;
-- Accepted governance that bears on who may do what, at every place where it stands (core.vault.chart).
CREATE TABLE governance (
    network INTEGER NOT NULL, entry BLOB NOT NULL, block INTEGER NOT NULL, leaf INTEGER NOT NULL,
    PRIMARY KEY (network, block, leaf)
) WITHOUT ROWID;
-- Blocks of cut and forked chains that do not count: from_seq to upto_seq of a line (core.ledger.reckoning).
CREATE TABLE standings (
    network INTEGER NOT NULL, line INTEGER NOT NULL, from_seq INTEGER NOT NULL, upto_seq INTEGER NOT NULL,
    standing TEXT NOT NULL, PRIMARY KEY (network, line, from_seq)
) WITHOUT ROWID;
-- Which cuts held when the effects were made last.
CREATE TABLE reckoned (network INTEGER PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE unread (
    block INTEGER NOT NULL, leaf INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (block, leaf)
) WITHOUT ROWID;
CREATE TABLE types (type INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, UNIQUE (name, version));
-- `state` is JSON in SQLite's binary form; `heads` holds the 32-byte ids of entries that nothing follows on, in order.
CREATE TABLE subjects (
    subject INTEGER PRIMARY KEY, network INTEGER NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '', state BLOB NOT NULL DEFAULT '{}', changed_depth INTEGER NOT NULL DEFAULT 0,
    heads BLOB NOT NULL DEFAULT x'', UNIQUE (network, id)
);
CREATE INDEX subjects_by_kind ON subjects (network, kind, title);
CREATE INDEX subjects_by_title ON subjects (network, title COLLATE NOCASE);
-- `entry` is the place, block * 256 + leaf: what lies in one block, or came later, is found by a range of it.
-- `depth` is that of the block, so that the entries of a type lie in the order in which lists show them.
-- `mark` finds an entry by its id, which is compared whole as well. Ids come in no order: a batch writes nearly every
-- page of their index, and with whole ids there were more than twice as many of them.
CREATE TABLE entries (
    entry INTEGER PRIMARY KEY, id BLOB NOT NULL, mark BLOB GENERATED ALWAYS AS (substr(id, 1, 8)) VIRTUAL,
    block INTEGER GENERATED ALWAYS AS (entry >> 8) VIRTUAL, leaf INTEGER GENERATED ALWAYS AS (entry & 255) VIRTUAL,
    depth INTEGER NOT NULL, type INTEGER NOT NULL, subject INTEGER NOT NULL, verdict TEXT NOT NULL, effect TEXT NOT NULL,
    imposed TEXT NOT NULL DEFAULT '', findings TEXT NOT NULL
);
CREATE INDEX entries_by_mark ON entries (mark);
CREATE INDEX entries_by_subject ON entries (subject);
CREATE INDEX entries_by_type ON entries (type, depth);
-- Those few that do not simply count.
CREATE INDEX entries_unusual ON entries (verdict, effect, depth)
    WHERE verdict != 'accepted' OR effect NOT IN ('', 'counts');
-- Further places of an entry whose author put it on more than one branch of a fork, each with its own verdict.
CREATE TABLE elsewhere (
    entry BLOB NOT NULL, block INTEGER NOT NULL, leaf INTEGER NOT NULL, verdict TEXT NOT NULL, findings TEXT NOT NULL,
    PRIMARY KEY (entry, block, leaf)
) WITHOUT ROWID;
-- What accepted entries move of shares (core.vault.share_book).
CREATE TABLE moves (
    network INTEGER NOT NULL, entry BLOB NOT NULL, ordinal INTEGER NOT NULL, kind TEXT NOT NULL, share BLOB NOT NULL,
    amount INTEGER NOT NULL, unit TEXT NOT NULL, parent BLOB, holder BLOB, incarnation INTEGER, expires_on TEXT,
    target BLOB, PRIMARY KEY (network, entry, ordinal)
) WITHOUT ROWID;
CREATE INDEX moves_by_share ON moves (network, share);
CREATE INDEX moves_by_parent ON moves (network, parent);
CREATE INDEX moves_by_target ON moves (network, target);
-- `status` is open, settled, differs or reopened; `answers` lists resolutions (core.ledger.settling) with their outcome.
CREATE TABLE flags (
    subject INTEGER NOT NULL, code TEXT NOT NULL, field TEXT NOT NULL, severity TEXT NOT NULL, facts TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open', answers TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX flags_by_subject ON flags (subject);
CREATE TABLE claims (
    network INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, subject INTEGER NOT NULL,
    PRIMARY KEY (network, name, value, subject)
) WITHOUT ROWID;
CREATE INDEX claims_by_subject ON claims (subject);
CREATE TABLE attached (
    network INTEGER NOT NULL, root BLOB NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (network, root, entry)
) WITHOUT ROWID;
-- What accepted orders of erasure name, leaf by leaf: `block` and `hash` are hashes, for an order may come first.
-- `backed`: whether enough holders stand behind it by all that is known, not only by what its author knew.
CREATE TABLE erasures (
    network INTEGER NOT NULL, block BLOB NOT NULL, hash BLOB NOT NULL, what TEXT NOT NULL, entry BLOB NOT NULL,
    backed INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (network, block, hash, what, entry)
) WITHOUT ROWID;
CREATE INDEX erasures_by_hash ON erasures (hash);
CREATE INDEX erasures_by_block ON erasures (block);
CREATE INDEX erasures_by_entry ON erasures (entry);
