-- A document is numbered by the place of its entry (entries.entry), which a rebuild leaves as it is.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(
    words, initials, types, content = '', columnsize = 0, tokenize = "unicode61 remove_diacritics 0"
);
-- Pages that fit those of SQLCipher, which keeps 80 bytes of each for itself.
INSERT INTO search (search, rank) VALUES ('pgsz', 3900);
DROP TABLE search_documents;
CREATE TABLE search_documents (document INTEGER PRIMARY KEY, network INTEGER NOT NULL);
DELETE FROM search_progress;
-- A view of earlier versions: heads stand with their subjects now.
DROP TABLE IF EXISTS heads;
