-- The search index (core.vault.search): disposable like a view, but keyed by what is kept, so a rebuild leaves it alone.
-- It holds words of entries that this vault reads anyway, never of sealed parts.
CREATE VIRTUAL TABLE search USING fts5(
    words, initials, content = '', contentless_delete = 1, prefix = '1', tokenize = "unicode61 remove_diacritics 0"
);
CREATE TABLE search_documents (document INTEGER PRIMARY KEY, network INTEGER NOT NULL, entry BLOB NOT NULL UNIQUE);
CREATE TABLE search_progress (
    network INTEGER PRIMARY KEY, block INTEGER NOT NULL, unread INTEGER NOT NULL, orders INTEGER NOT NULL
);
