-- Which form a draft was typed into, where it is not the one that every type of entry has.
ALTER TABLE drafts ADD COLUMN form TEXT NOT NULL DEFAULT '';
