"""The catalogue: one SQLite file that holds the truth about all documents."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.core.errors import CorruptStore
from labwright.core.workspace import Database
from labwright.knowledge.document import Document, FileReport, Passage
from labwright.knowledge.keys import embedded_text, is_gone, text_hash

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Vectors

VERSION = "1"
Row = tuple[int, str, str, str, int, str, int, int, str]
_REMEDY = "Move the file away and add the documents again."
_FIRST_EMBEDDER = "all-MiniLM-L6-v2"
"""The model of catalogues that were made before the name was written down."""
HELD = ("added", "kept")
"""States of files whose content is held."""
_HELD = f"state IN {HELD}"
_HIT = f"""SELECT p.id, p.document,
    (SELECT group_concat(path, char(0)) FROM files WHERE hash = d.hash AND {_HELD}) AS paths,
    d.title, p.page, p.section, p.start, p."end", p.text
FROM passages p JOIN documents d ON d.hash = p.document
WHERE paths IS NOT NULL AND"""  # noqa: S608


class Catalogue:
    """Documents, pages, passages, embeddings and the lexical index, in one transaction.

    Args:
        file: The SQLite file; made if missing.

    Raises:
        CorruptStore: If the file is damaged or of another version.
        UserCanMend: If it cannot be used for another reason.
    """

    def __init__(self, file: Path) -> None:
        self._db = Database(file, _REMEDY)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.execute("PRAGMA secure_delete=ON")
        self._prepare()
        if self.meta("version") != VERSION:
            raise CorruptStore(
                f"The catalogue {file} has version {self.meta('version')}, expected {VERSION}.",
                "Use the labwright that made it, or add the documents to a new workspace.",
            )

    def _prepare(self) -> None:
        made = self._db.execute("SELECT 1 FROM sqlite_master WHERE name='lexical'").fetchone()
        if made and self.meta("version"):
            return
        # Also completes a catalogue whose making was killed before the version was written.
        schema = (files("labwright.knowledge") / "schema.sql").read_text(encoding="utf-8")
        self._db.executescript(f"BEGIN IMMEDIATE; {schema} COMMIT;")

    @contextmanager
    def _transaction(self, changes: bool = True) -> Iterator[Database]:
        """Do all or nothing; a change of what is searched leaves the vector index behind."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
            if changes:
                self._db.execute(
                    "INSERT INTO meta VALUES ('changes', '1') "
                    "ON CONFLICT(key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
                )
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # SQLite has rolled back by itself where the disk is full
                self._db.execute("ROLLBACK")
            raise

    def meta(self, key: str) -> str:
        """Return a stored fact about the catalogue; empty if unset."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Store a fact about the catalogue."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def known(self, path: str) -> tuple[str, str] | None:
        """Return (content hash, state) of a file that was added, or None."""
        row = self._db.execute("SELECT hash, state FROM files WHERE path = ?", (path,)).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def has_document(self, digest: str) -> bool:
        """Tell whether a document with this content is held."""
        found = self._db.execute("SELECT 1 FROM documents WHERE hash = ?", (digest,)).fetchone()
        return found is not None

    def link(self, path: str, digest: str) -> None:
        """Note that a file has the content of a document that is held already."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, 'added', '', 0)", (path, digest))
            self._drop_orphans(db)

    def fail(self, path: str, reason: str, keep: bool) -> None:
        """Note that a file could not be read.

        Args:
            path: The file.
            reason: Why.
            keep: Whether what was read from it before stays; else that is given up.
        """
        if keep:
            self._db.execute("UPDATE files SET state='kept', reason=? WHERE path=?", (reason, path))
            return
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO files VALUES (?, '', 'failed', ?, 0)", (path, reason)
            )
            self._drop_orphans(db)

    def leave(self, paths: Sequence[str], forget: bool) -> None:
        """Hold the content of some files no more, unless another file has it.

        Args:
            paths: The files.
            forget: Forget the files too; else they are noted as gone.
        """
        statement = (
            "DELETE FROM files WHERE path = ?"
            if forget
            else "UPDATE files SET state = 'gone', reason = '' WHERE path = ?"
        )
        with self._transaction() as db:
            db.executemany(statement, [(path,) for path in paths])
            self._drop_orphans(db)

    def put(
        self,
        path: str,
        digest: str,
        document: Document,
        passages: Sequence[Passage],
        vectors: "Vectors",
        embedder: str,
        seconds: float,
    ) -> None:
        """Store a document whole, replacing what the file held before.

        Args:
            path: The file.
            digest: Hash of its content.
            document: What was read.
            passages: Its passages.
            vectors: One unit vector a passage, shape (passages, dimension).
            embedder: Name of the embedding model.
            seconds: Time spent on it.
        """
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('embedder', ?)", (embedder,))
            db.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)",
                (digest, document.title, len(document.pages), datetime.now(UTC).isoformat()),
            )
            db.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, 'added', ?, ?)",
                (path, digest, "; ".join(document.notes), seconds),
            )
            db.executemany(
                "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)",
                [(digest, number, text) for number, text in enumerate(document.pages, 1)],
            )
            for passage, vector in zip(passages, vectors, strict=True):
                key = embedded_text(document.title, passage.section, passage.text)
                self._insert(db, digest, document.title, passage, text_hash(key))
                db.execute(
                    "INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?)",
                    (text_hash(key), embedder, vector.tobytes()),
                )
            self._drop_orphans(db)

    def _insert(self, db: Database, digest: str, title: str, passage: Passage, key: str) -> None:
        made = db.execute(
            'INSERT INTO passages (document, page, section, start, "end", text, vector_key) '
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (digest, passage.page, passage.section, passage.start, passage.end, passage.text, key),
        )
        db.execute(
            "INSERT INTO lexical (rowid, title, section, text) VALUES (?, ?, ?, ?)",
            (made.lastrowid, title, passage.section, passage.text),
        )

    def _drop_orphans(self, db: Database) -> None:
        held = f"SELECT hash FROM files WHERE {_HELD}"  # noqa: S608
        gone = f"SELECT id FROM passages WHERE document NOT IN ({held})"  # noqa: S608
        db.execute(f"DELETE FROM lexical WHERE rowid IN ({gone})")  # noqa: S608
        db.execute(f"DELETE FROM documents WHERE hash NOT IN ({held})")  # noqa: S608
        db.execute("DELETE FROM embeddings WHERE key NOT IN (SELECT vector_key FROM passages)")

    def lexical(self, query: str, limit: int) -> list[tuple[int, float]]:
        """Search by words.

        Args:
            query: An FTS5 expression.
            limit: Most hits.

        Returns:
            (passage id, score) pairs, best first; scores are above 0, larger is better.
        """
        if not query:
            return []
        rows = self._db.execute(
            "SELECT rowid, -bm25(lexical, 2.0, 1.5, 1.0) AS score FROM lexical "
            "WHERE lexical MATCH ? ORDER BY score DESC LIMIT ?",
            (query, limit),
        )
        return [(int(row[0]), float(row[1])) for row in rows]

    def rows(self, ids: Iterable[int]) -> dict[int, Row]:
        """Return passages by id, with document and file."""
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        found = self._db.execute(f"{_HIT} p.id IN ({marks})", wanted).fetchall()
        # Not by a function inside SQL: called back in a thread, it may wait for another for good.
        best: dict[str, str] = {}
        for _, document, paths, *_ in found:
            if document not in best:
                best[document] = min(paths.split("\0"), key=lambda path: (is_gone(path), path))
        return {row[0]: (*row[:2], best[row[1]], *row[3:]) for row in found}

    def vectors(
        self, embedder: str, ids: Sequence[int] | None = None
    ) -> "tuple[list[int], Vectors]":
        """Return stored vectors, of some passages or of all.

        Args:
            embedder: Name of the embedding model.
            ids: Passage ids; None means all.

        Returns:
            Passage ids and a matrix of unit vectors, one row an id.
        """
        import numpy as np

        query = (
            "SELECT p.id, e.vector FROM passages p "
            "JOIN embeddings e ON e.key = p.vector_key AND e.embedder = ?"
        )
        if ids is not None:
            query += f" WHERE p.id IN ({','.join('?' * len(ids))})"
        rows = self._db.execute(query + " ORDER BY p.id", (embedder, *(ids or ()))).fetchall()
        if not rows:
            return [], np.zeros((0, 0), dtype=np.float32)
        return [r[0] for r in rows], np.stack([np.frombuffer(r[1], dtype=np.float32) for r in rows])

    @property
    def embedder(self) -> str:
        """Name of the model whose vectors are searched; empty before the first document."""
        if not self.ids():
            return ""
        return self.meta("embedder") or _FIRST_EMBEDDER

    def unembedded(self, embedder: str, most: int) -> list[tuple[str, str]]:
        """Return (key, text) of passages that a model has not embedded yet."""
        rows = self._db.execute(
            "SELECT DISTINCT p.vector_key, d.title, p.section, p.text FROM passages p "
            "JOIN documents d ON d.hash = p.document WHERE NOT EXISTS (SELECT 1 FROM embeddings e "
            "WHERE e.key = p.vector_key AND e.embedder = ?) LIMIT ?",
            (embedder, most),
        )
        return [(row[0], embedded_text(row[1], row[2], row[3])) for row in rows]

    def keep_vectors(self, embedder: str, keys: Sequence[str], vectors: "Vectors") -> None:
        """Store vectors of texts by their keys; they are not searched yet."""
        with self._transaction(changes=False) as db:
            db.executemany(
                "INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?)",
                [(k, embedder, v.tobytes()) for k, v in zip(keys, vectors, strict=True)],
            )

    def switch_embedder(self, embedder: str) -> None:
        """Search the vectors of a model from now on, and forget those of all others."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('embedder', ?)", (embedder,))
            db.execute("DELETE FROM embeddings WHERE embedder <> ?", (embedder,))

    def ids(self) -> list[int]:
        """Return the ids of all passages."""
        return [row[0] for row in self._db.execute("SELECT id FROM passages ORDER BY id")]

    def page_text(self, document: str, page: int) -> str:
        """Return the text of a page; empty if it is not held."""
        row = self._db.execute(
            "SELECT text FROM pages WHERE document = ? AND number = ?", (document, page)
        ).fetchone()
        return str(row[0]) if row else ""

    def counts(self) -> dict[str, int]:
        """Return the number of documents, pages, passages and failed files."""
        count = self._db.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM pages), "
            "(SELECT count(*) FROM passages), "
            "(SELECT count(*) FROM files WHERE state IN ('failed', 'kept'))"
        ).fetchone()
        return dict(zip(("documents", "pages", "passages", "failed"), count, strict=True))

    def files(self) -> list[FileReport]:
        """Return what became of each file."""
        rows = self._db.execute(
            "SELECT f.path, f.state, f.reason, coalesce(d.pages, 0), f.seconds, "
            "(SELECT count(*) FROM passages p WHERE p.document = d.hash) "
            "FROM files f LEFT JOIN documents d ON d.hash = f.hash ORDER BY f.path"
        )
        return [
            FileReport(path=r[0], state=r[1], reason=r[2], pages=r[3], seconds=r[4], passages=r[5])
            for r in rows
        ]

    def close(self) -> None:
        """Close the file."""
        self._db.close()
