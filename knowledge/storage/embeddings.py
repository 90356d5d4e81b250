"""The vectors of passages, by the hash of what was embedded and the model that did it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labwright.core.workspace import Database
from labwright.knowledge.keys import embedded_text
from labwright.knowledge.storage.database import CatalogueFile

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Vectors

_FIRST_EMBEDDER = "all-MiniLM-L6-v2"
"""The model of catalogues that were made before the name was written down."""


class Embeddings:
    """The table of vectors.

    Args:
        file: The catalogue's file.
    """

    def __init__(self, file: CatalogueFile) -> None:
        self._file = file
        self._db = file.db

    @property
    def embedder(self) -> str:
        """Name of the model whose vectors are searched; empty before the first document."""
        if self._db.execute("SELECT 1 FROM passages LIMIT 1").fetchone() is None:
            return ""
        return self._file.meta("embedder") or _FIRST_EMBEDDER

    def write(self, db: Database, embedder: str, keys: Sequence[str], vectors: "Vectors") -> None:
        """Write vectors by their keys; one that is there already stays."""
        db.executemany(
            "INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?)",
            [(k, embedder, v.tobytes()) for k, v in zip(keys, vectors, strict=True)],
        )

    def keep(self, embedder: str, keys: Sequence[str], vectors: "Vectors") -> None:
        """Store vectors of texts by their keys; they are not searched yet."""
        with self._file.transaction(changes=False) as db:
            self.write(db, embedder, keys, vectors)

    def held(self, embedder: str, keys: Sequence[str]) -> "dict[str, Vectors]":
        """Return those vectors of some keys that are there already."""
        import numpy as np

        found: dict[str, Vectors] = {}
        for key in dict.fromkeys(keys):
            row = self._db.execute(
                "SELECT vector FROM embeddings WHERE key = ? AND embedder = ?", (key, embedder)
            ).fetchone()
            if row is not None:
                found[key] = np.frombuffer(row[0], dtype=np.float32)
        return found

    def drop_unused(self, db: Database, keys: Sequence[str]) -> None:
        """Drop those vectors of some keys that no passage has any more."""
        db.executemany(
            "DELETE FROM embeddings WHERE key = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM passages WHERE vector_key = ?1)",
            [(key,) for key in keys],
        )

    def drop_all_unused(self) -> None:
        """Drop the vectors that no passage has: those of additions that were interrupted."""
        with self._file.transaction(changes=False) as db:
            db.execute("DELETE FROM embeddings WHERE key NOT IN (SELECT vector_key FROM passages)")

    def ids(self) -> list[int]:
        """Return the ids of all passages that have a vector."""
        rows = self._db.execute("SELECT id FROM passages WHERE vector_key <> '' ORDER BY id")
        return [row[0] for row in rows]

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

    def missing(self, embedder: str, most: int) -> list[tuple[str, str]]:
        """Return (key, text) of passages that a model has not embedded yet."""
        rows = self._db.execute(
            "SELECT DISTINCT p.vector_key, d.title, p.section, p.text FROM passages p "
            "JOIN documents d ON d.hash = p.document WHERE p.vector_key <> '' AND NOT EXISTS "
            "(SELECT 1 FROM embeddings e WHERE e.key = p.vector_key AND e.embedder = ?) LIMIT ?",
            (embedder, most),
        )
        return [(row[0], embedded_text(row[1], row[2], row[3])) for row in rows]

    def switch(self, embedder: str) -> None:
        """Search the vectors of a model from now on, and forget those of all others."""
        with self._file.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('embedder', ?)", (embedder,))
            db.execute("DELETE FROM embeddings WHERE embedder <> ?", (embedder,))
