-- Drafts: entries that are typed and not signed. They belong to this vault alone and are never counted as recorded.
CREATE TABLE drafts (
    id BLOB PRIMARY KEY, network INTEGER NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL, person BLOB, role TEXT,
    subject BLOB, typed BLOB NOT NULL, attachments BLOB NOT NULL, sentence TEXT NOT NULL,
    saved_s INTEGER NOT NULL, saved_offset_minutes INTEGER NOT NULL, state TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX drafts_by_network ON drafts (network, saved_s);
