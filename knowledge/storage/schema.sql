-- The catalogue: the truth about documents. Everything else is derived from it.
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    hash TEXT PRIMARY KEY, title TEXT NOT NULL, pages INTEGER NOT NULL, added TEXT NOT NULL,
    authors TEXT NOT NULL DEFAULT '', year INTEGER NOT NULL DEFAULT 0,
    date TEXT NOT NULL DEFAULT '', doi TEXT NOT NULL DEFAULT '', venue TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '', details TEXT NOT NULL DEFAULT '{}',
    abstract TEXT NOT NULL DEFAULT '', labels TEXT NOT NULL DEFAULT '[]',
    -- What versions of one work share (preprint and article, the same table in two folders).
    work TEXT NOT NULL DEFAULT '',
    -- By which version of reading: one that was read by an older one is read again when added.
    reading INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS documents_work ON documents(work);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, hash TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
    seconds REAL NOT NULL,
    -- The archive it came out of; empty for a file of its own.
    container TEXT NOT NULL DEFAULT '',
    project TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS files_hash ON files(hash);
CREATE TABLE IF NOT EXISTS tags (
    path TEXT NOT NULL REFERENCES files(path) ON DELETE CASCADE, name TEXT NOT NULL,
    PRIMARY KEY (path, name)
);
CREATE TABLE IF NOT EXISTS pages (
    document TEXT NOT NULL REFERENCES documents(hash) ON DELETE CASCADE,
    number INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (document, number)
);
-- AUTOINCREMENT: an id is never used twice, so a stale vector can never point at a new passage.
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL REFERENCES documents(hash) ON DELETE CASCADE,
    page INTEGER NOT NULL, section TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL,
    -- Under which its vector is kept; empty for rows of large tables, which words find.
    vector_key TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_document ON passages(document, page);
CREATE INDEX IF NOT EXISTS passages_key ON passages(vector_key);
CREATE TABLE IF NOT EXISTS embeddings (
    key TEXT NOT NULL, embedder TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (key, embedder)
);
CREATE TABLE IF NOT EXISTS molecules (
    id INTEGER PRIMARY KEY AUTOINCREMENT, smiles TEXT NOT NULL UNIQUE, inchikey TEXT NOT NULL,
    formula TEXT NOT NULL, mass REAL NOT NULL, morgan BLOB NOT NULL, pattern BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS molecules_key ON molecules(inchikey);
CREATE INDEX IF NOT EXISTS molecules_formula ON molecules(formula);
CREATE INDEX IF NOT EXISTS molecules_mass ON molecules(mass);
-- Where documents speak of a compound: a molecule of the table above, or a formula alone.
CREATE TABLE IF NOT EXISTS mentions (
    document TEXT NOT NULL REFERENCES documents(hash) ON DELETE CASCADE,
    page INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    kind TEXT NOT NULL, text TEXT NOT NULL, molecule INTEGER REFERENCES molecules(id),
    formula TEXT NOT NULL DEFAULT '', confidence REAL NOT NULL, how TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mentions_document ON mentions(document, page);
CREATE INDEX IF NOT EXISTS mentions_molecule ON mentions(molecule);
CREATE INDEX IF NOT EXISTS mentions_formula ON mentions(formula);
CREATE TABLE IF NOT EXISTS records (
    document TEXT NOT NULL REFERENCES documents(hash) ON DELETE CASCADE,
    page INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    subject TEXT NOT NULL, subject_key TEXT NOT NULL, property TEXT NOT NULL,
    value NOT NULL, value_high REAL, unit TEXT NOT NULL, uncertainty REAL,
    comparator TEXT NOT NULL, conditions TEXT NOT NULL, quote_start INTEGER NOT NULL,
    quote_end INTEGER NOT NULL, confidence REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS records_document ON records(document);
CREATE INDEX IF NOT EXISTS records_property ON records(property);
CREATE INDEX IF NOT EXISTS records_subject ON records(subject_key);
CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(
    title, section, text, grams, tokenize = 'porter unicode61 remove_diacritics 2'
);
-- In the same transaction as the tables: a catalogue without a version would be refused for good.
INSERT OR IGNORE INTO meta VALUES ('version', '2');
