-- What must outlive the blocks' own bytes once an order of erasure was obeyed (core.vault.erasing).
-- Entries whose text was erased: their id, and the statement that rules still lean on.
CREATE TABLE scars (
    block INTEGER NOT NULL, leaf INTEGER NOT NULL, id BLOB NOT NULL, statement BLOB NOT NULL,
    PRIMARY KEY (block, leaf)
) WITHOUT ROWID;
-- Verdicts of the subjects that have such an entry: computed once, from what may be gone.
CREATE TABLE kept_verdicts (
    network INTEGER NOT NULL, entry BLOB NOT NULL, verdict TEXT NOT NULL, findings TEXT NOT NULL,
    PRIMARY KEY (network, entry)
) WITHOUT ROWID;
-- Orders of which nothing is left here.
CREATE TABLE obeyed (network INTEGER NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (network, entry)) WITHOUT ROWID;
-- What is still to be wiped after the commit: the root of an attachment's file; empty for the database's free pages.
CREATE TABLE sweeps (root BLOB PRIMARY KEY) WITHOUT ROWID;
