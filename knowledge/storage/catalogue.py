"""The catalogue: one SQLite file that holds the truth about all documents."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.workspace import Database
from labwright.knowledge.document import Document, FileReport, Metadata, Work
from labwright.knowledge.keys import embedded_text, is_gone, text_hash, work_key
from labwright.knowledge.lexical import grams, searchable
from labwright.knowledge.parsing import Parsed
from labwright.knowledge.storage.compounds import Compounds
from labwright.knowledge.storage.database import CatalogueFile
from labwright.knowledge.storage.embeddings import Embeddings
from labwright.knowledge.storage.files import HELD, FileEntry, Files
from labwright.knowledge.storage.filters import Filters
from labwright.knowledge.storage.lexicon import Lexicon
from labwright.knowledge.storage.passage_map import PassageMap

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Vectors

READING = 2
"""Version of reading: documents that an older one read are read again when they are added."""

Row = tuple[int, str, str, str, int, str, int, int, str]
_HIT = f"""SELECT p.id, p.document,
    (SELECT group_concat(path, char(0)) FROM files WHERE hash = d.hash AND state IN {HELD})
    AS paths, d.title, p.page, p.section, p.start, p."end", p.text
FROM passages p JOIN documents d ON d.hash = p.document
WHERE paths IS NOT NULL AND"""  # noqa: S608
_WORK = (
    "SELECT hash, title, pages, authors, year, date, doi, venue, kind, details, abstract, labels "
    "FROM documents"
)


class Catalogue:
    """Documents, pages, passages, compounds, embeddings and words, in one transaction.

    Args:
        file: The SQLite file; made if missing.

    Raises:
        CorruptStore: If the file is damaged or of a version that is not known here.
        UserCanMend: If it cannot be used for another reason.
    """

    def __init__(self, file: Path) -> None:
        self._file = CatalogueFile(file)
        self._db = self._file.db
        self.files = Files(self._db)
        self.compounds = Compounds(self._db)
        self.embeddings = Embeddings(self._file)
        self.passages = PassageMap(self._db)
        self.lexicon = Lexicon(self._db, self.passages)
        self.filters = Filters(self._db, self.passages)

    def meta(self, key: str) -> str:
        """Return a stored fact about the catalogue; empty if unset."""
        return self._file.meta(key)

    def set_meta(self, key: str, value: str) -> None:
        """Store a fact about the catalogue."""
        self._file.set_meta(key, value)

    def has_document(self, digest: str) -> bool:
        """Tell whether a document with this content is held, as this version reads it."""
        found = self._db.execute(
            "SELECT 1 FROM documents WHERE hash = ? AND reading >= ?", (digest, READING)
        )
        return found.fetchone() is not None

    def link(self, entry: FileEntry) -> None:
        """Note that a file has the content of a document that is held already."""
        with self._file.transaction() as db:
            before = self.files.digests([entry.path])
            self.files.write(db, entry)
            self._drop_unheld(db, before)

    def fail(self, entry: FileEntry, keep: bool) -> None:
        """Note that a file could not be read.

        Args:
            entry: The file and why.
            keep: Whether what was read from it before stays; else that is given up.
        """
        if keep:
            self._db.execute(
                "UPDATE files SET state='kept', reason=? WHERE path=?", (entry.reason, entry.path)
            )
            return
        with self._file.transaction() as db:
            before = self.files.digests([entry.path])
            self.files.write(db, entry.model_copy(update={"digest": "", "state": "failed"}))
            self._drop_unheld(db, before)

    def leave(self, paths: Sequence[str]) -> None:
        """Forget some files; their content goes unless another file has it."""
        with self._file.transaction() as db:
            before = self.files.digests(paths)
            db.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])
            self._drop_unheld(db, before)

    def put(self, entry: FileEntry, parsed: Parsed, vectors: "Vectors", embedder: str) -> None:
        """Store a document whole, replacing what the file held before.

        Args:
            entry: The file.
            parsed: What was read from it.
            vectors: One unit vector for each passage that is embedded, shape (those, dimension).
            embedder: Name of the embedding model.
        """
        digest, document = entry.digest, parsed.document
        with self._file.transaction() as db:
            before = self.files.digests([entry.path])
            # What an older version read of the same content makes room.
            self._drop_document(db, digest)
            db.execute("INSERT OR REPLACE INTO meta VALUES ('embedder', ?)", (embedder,))
            self._write_document(db, digest, document)
            self.files.write(db, entry)
            self._write_passages(db, digest, parsed)
            keys = [text_hash(text) for text in parsed.texts()]
            self.embeddings.write(db, embedder, keys, vectors)
            self.compounds.write(db, digest, parsed)
            self._drop_unheld(db, before)

    def _write_document(self, db: Database, digest: str, document: Document) -> None:
        said = document.metadata
        row = {
            "hash": digest, "title": document.title, "pages": len(document.pages),
            "added": datetime.now(UTC).isoformat(), "authors": "; ".join(said.authors),
            "year": said.year, "date": said.date, "doi": said.doi, "venue": said.venue,
            "kind": said.kind, "details": json.dumps(said.details, ensure_ascii=False),
            "abstract": said.abstract,
            "labels": json.dumps(document.labels, ensure_ascii=False),
            "work": work_key(document), "reading": READING,
        }  # fmt: skip
        marks = ", ".join(f":{name}" for name in row)
        db.execute(f"INSERT INTO documents ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608
        db.executemany(
            "INSERT INTO pages VALUES (?, ?, ?)",
            [(digest, number, text) for number, text in enumerate(document.pages, 1)],
        )

    def _write_passages(self, db: Database, digest: str, parsed: Parsed) -> None:
        title = parsed.document.title
        for passage in parsed.passages:
            text = embedded_text(title, passage.section, passage.text)
            key = text_hash(text) if passage.embedded else ""
            made = db.execute(
                'INSERT INTO passages (document, page, section, start, "end", text, vector_key) '
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (digest, passage.page, passage.section, passage.start, passage.end,
                 passage.text, key),
            )  # fmt: skip
            words = (title, passage.section, passage.text)
            db.execute(
                "INSERT INTO lexical (rowid, title, section, text, grams) VALUES (?, ?, ?, ?, ?)",
                (made.lastrowid, *map(searchable, words), grams(" ".join(words))),
            )

    def _drop_unheld(self, db: Database, digests: Iterable[str]) -> None:
        """Drop those of some documents that no file has any more."""
        for digest in set(digests) - {""}:
            if not self.files.holding(digest):
                self._drop_document(db, digest)

    def _drop_document(self, db: Database, digest: str) -> None:
        keys = db.execute(
            "SELECT DISTINCT vector_key FROM passages WHERE document = ?", (digest,)
        ).fetchall()
        molecules = self.compounds.molecules_of(digest)
        db.execute(
            "DELETE FROM lexical WHERE rowid IN (SELECT id FROM passages WHERE document = ?)",
            (digest,),
        )
        db.execute("DELETE FROM documents WHERE hash = ?", (digest,))
        self.embeddings.drop_unused(db, [key for (key,) in keys])
        self.compounds.drop_unused(db, molecules)

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

    def around(self, passage: int, count: int) -> str:
        """Return the text of a passage with its neighbours on the page.

        Args:
            passage: Its id.
            count: Passages to take on each side.
        """
        rows = self._db.execute(
            'SELECT q.id, q.start, q."end", q.document, q.page FROM passages p JOIN passages q '
            "ON q.document = p.document AND q.page = p.page WHERE p.id = ? ORDER BY q.start",
            (passage,),
        ).fetchall()
        at = next((i for i, row in enumerate(rows) if row[0] == passage), None)
        if at is None:
            return ""
        some = rows[max(0, at - count) : at + count + 1]
        page = self.page_text(some[0][3], some[0][4])
        return page[some[0][1] : max(row[2] for row in some)]

    def works(self) -> list[Work]:
        """Return what is known of each document, in the order of their titles."""
        rows = self._db.execute(f"{_WORK} ORDER BY title, hash").fetchall()
        return [_work(row) for row in rows]

    def versions(self, document: str) -> list[str]:
        """Return the other documents that are versions of the same work."""
        rows = self._db.execute(
            "SELECT b.hash FROM documents a JOIN documents b ON a.work = b.work "
            "AND a.hash <> b.hash WHERE a.hash = ? AND a.work <> '' ORDER BY b.hash",
            (document,),
        )
        return [row[0] for row in rows]

    def path_of(self, document: str) -> str:
        """Return the file of a document; of several the one that still exists."""
        paths = self.files.holding(document)
        return min(paths, key=lambda path: (is_gone(path), path), default="")

    def page_text(self, document: str, page: int) -> str:
        """Return the text of a page; empty if it is not held."""
        row = self._db.execute(
            "SELECT text FROM pages WHERE document = ? AND number = ?", (document, page)
        ).fetchone()
        return str(row[0]) if row else ""

    def counts(self) -> dict[str, int]:
        """Return the number of documents, pages, passages, molecules and failed files."""
        count = self._db.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM pages), "
            "(SELECT count(*) FROM passages), (SELECT count(*) FROM molecules), "
            "(SELECT count(*) FROM files WHERE state IN ('failed', 'kept'))"
        ).fetchone()
        names = ("documents", "pages", "passages", "molecules", "failed")
        return dict(zip(names, count, strict=True))

    def reports(self, paths: Iterable[str] | None = None) -> list[FileReport]:
        """Return what became of files: of some, or of all."""
        return self.files.reports(paths)

    def has_passages(self) -> bool:
        """Tell whether there is anything to search."""
        return self._db.execute("SELECT 1 FROM passages LIMIT 1").fetchone() is not None

    def wipe(self) -> None:
        """Leave no byte of what was deleted in the file or beside it."""
        self._file.wipe()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _work(row: tuple[Any, ...]) -> Work:
    said = Metadata(
        authors=tuple(filter(None, row[3].split("; "))), year=row[4], date=row[5], doi=row[6],
        venue=row[7], kind=row[8], details=json.loads(row[9]), abstract=row[10],
    )  # fmt: skip
    return Work(
        document=row[0], title=row[1], pages=row[2], metadata=said,
        labels=tuple(json.loads(row[11])),
    )  # fmt: skip
