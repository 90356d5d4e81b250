-- A catalogue as version 1 made it, with one document.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
    hash TEXT PRIMARY KEY, title TEXT NOT NULL, pages INTEGER NOT NULL, added TEXT NOT NULL
);
CREATE TABLE files (
    path TEXT PRIMARY KEY, hash TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
    seconds REAL NOT NULL
);
CREATE INDEX files_hash ON files(hash);
CREATE TABLE pages (
    document TEXT NOT NULL REFERENCES documents(hash) ON DELETE CASCADE,
    number INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (document, number)
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL REFERENCES documents(hash) ON DELETE CASCADE,
    page INTEGER NOT NULL, section TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, vector_key TEXT NOT NULL
);
CREATE INDEX passages_document ON passages(document);
CREATE TABLE embeddings (
    key TEXT NOT NULL, embedder TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (key, embedder)
);
CREATE VIRTUAL TABLE lexical USING fts5(
    title, section, text, tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO meta VALUES ('version', '1'), ('changes', '1'), ('embedder', 'letters');
INSERT INTO documents VALUES ('d1', 'Alpha', 1, '2026-01-01T00:00:00+00:00');
INSERT INTO files VALUES ('/papers/a.md', 'd1', 'added', '', 0.1);
INSERT INTO pages VALUES ('d1', 1, 'Alphaite melts at 101 degrees.');
INSERT INTO passages (document, page, section, start, "end", text, vector_key)
    VALUES ('d1', 1, '', 0, 30, 'Alphaite melts at 101 degrees.', 'k1');
INSERT INTO lexical (rowid, title, section, text)
    VALUES (1, 'Alpha', '', 'Alphaite melts at 101 degrees.');
