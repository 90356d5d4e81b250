-- The catalogue: the truth about documents. Everything else is derived from it.
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    hash TEXT PRIMARY KEY, title TEXT NOT NULL, pages INTEGER NOT NULL, added TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, hash TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
    seconds REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS files_hash ON files(hash);
CREATE TABLE IF NOT EXISTS pages (
    document TEXT NOT NULL REFERENCES documents(hash) ON DELETE CASCADE,
    number INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (document, number)
);
-- AUTOINCREMENT: an id is never used twice, so a stale vector can never point at a new passage.
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL REFERENCES documents(hash) ON DELETE CASCADE,
    page INTEGER NOT NULL, section TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, vector_key TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_document ON passages(document);
CREATE TABLE IF NOT EXISTS embeddings (
    key TEXT NOT NULL, embedder TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (key, embedder)
);
CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(
    title, section, text, tokenize = 'porter unicode61 remove_diacritics 2'
);
-- In the same transaction as the tables: a catalogue without a version would be refused for good.
INSERT OR IGNORE INTO meta VALUES ('version', '1');
