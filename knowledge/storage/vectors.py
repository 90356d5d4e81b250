"""The vector index: Chroma, built from the catalogue, verified when opened, rebuilt when torn."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.knowledge.storage.catalogue import Catalogue
from labwright.knowledge.storage.generations import FolderGenerations, Generations
from labwright.knowledge.storage.passage_map import MANY, those_among

if TYPE_CHECKING:
    from labwright.knowledge.storage.filters import Ids
    from labwright.models.embedding.protocol import Vectors

_BATCH = 1000
_PROBES = 8
_POINTER = "current"


class VectorIndex:
    """Chroma in generations; a pointer file names the one in use.

    Args:
        folder: The knowledge folder.
        catalogue: The truth that the index is built from.
        embedder: Name of the embedding model.
        generations: Where they are kept; None means in the folder.
    """

    def __init__(
        self, folder: Path, catalogue: Catalogue, embedder: str,
        generations: Generations | None = None,
    ) -> None:  # fmt: skip
        self._generations = generations or FolderGenerations(folder)
        self._folder = folder
        self._catalogue = catalogue
        self._embedder = embedder
        self._generation = ""
        self._collection: Any = None
        self._verified = False
        self._matrix: tuple[str, Any, Any] = ("", None, None)
        # Steps search in parallel; Chroma opened by two threads at once fails or never returns.
        self._lock = threading.RLock()

    def nearest(self, vector: "Vectors", k: int, allowed: "Ids | None" = None) -> dict[int, float]:
        """Find the passages nearest to a vector.

        Args:
            vector: A unit vector, shape (dimension,).
            k: Most hits.
            allowed: Sorted ids of the passages that may be found; None allows all.

        Returns:
            Cosine similarities by passage id. They are exact where passages are left out, or where
            the index is behind or torn: then the vectors of the catalogue are compared one by one.
        """
        import numpy as np

        if allowed is None and (found := self.query(vector, k)) is not None:
            return dict(found)
        if allowed is not None and (most := self._among_nearest(vector, k, allowed)) is not None:
            return most
        ids, vectors = self._all()
        if not len(ids):
            return {}
        if allowed is not None:
            rows = np.searchsorted(ids, allowed)
            rows = rows[(rows < len(ids)) & (ids[np.minimum(rows, len(ids) - 1)] == allowed)]
            # Picking most rows out costs more than comparing all.
            scores = (
                vectors[rows] @ vector if 2 * len(rows) < len(ids) else (vectors @ vector)[rows]
            )
            ids = ids[rows]
        else:
            scores = vectors @ vector
        best: Any = np.argpartition(-scores, min(k, len(scores) - 1))[:k] if len(scores) else []
        return {int(ids[i]): float(scores[i]) for i in best}

    def _among_nearest(self, vector: "Vectors", k: int, allowed: "Ids") -> dict[int, float] | None:
        """Return the nearest allowed passages if enough of the nearest of all are allowed."""
        if not self._catalogue.passages.many(allowed):
            return None
        found = self.query(vector, MANY * k)
        if found is None:
            return None
        held = those_among(allowed, (number for number, _ in found))
        kept = [(number, near) for number, near in found if number in held][:k]
        return dict(kept) if len(kept) == k else None

    def cosines(self, vector: "Vectors", ids: Sequence[int]) -> dict[int, float]:
        """Return the cosine similarities of some passages; those without vector are left out."""
        if not ids:
            return {}
        found, vectors = self._catalogue.embeddings.vectors(self._embedder, ids)
        return dict(zip(found, (vectors @ vector).tolist(), strict=True)) if found else {}

    def _all(self) -> "tuple[Ids, Vectors]":
        """Return all ids and vectors, read once for each state of the catalogue."""
        import numpy as np

        with self._lock:
            state = self._catalogue.meta("changes")
            if self._matrix[0] != state or self._matrix[1] is None:
                ids, vectors = self._catalogue.embeddings.vectors(self._embedder)
                self._matrix = (state, np.array(ids, dtype=np.int64), vectors)
            return self._matrix[1], self._matrix[2]

    def query(self, vector: "Vectors", k: int) -> list[tuple[int, float]] | None:
        """Search by vector.

        Args:
            vector: A unit vector, shape (dimension,).
            k: Most hits.

        Returns:
            (passage id, cosine similarity) pairs, best first; None if the index is behind the
            catalogue or torn, so that the caller scans the catalogue instead.
        """
        try:
            with self._lock:
                if not self.fresh():
                    return None
                if not self._verified:
                    self.verify()
                found = self._open().query(
                    query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
                )
            pairs = zip(found["ids"][0], found["distances"][0], strict=True)
            return [(int(i), 1.0 - float(d)) for i, d in pairs]
        except Exception:  # Chroma raises its own and Rust's errors where its files are torn
            logging.getLogger(__name__).warning("vector index unusable; scanning the catalogue")
            return None

    def fresh(self) -> bool:
        """Tell whether the index was built from the catalogue as it is."""
        current = self._read_pointer()
        if current != self._generation:
            self._generation, self._collection, self._verified = current, None, False
        built = self._catalogue.meta("indexed")
        return bool(current) and built == self._built(self._catalogue.meta("changes"))

    def _built(self, changes: str) -> str:
        """Return the mark of an index that was built from a state of the catalogue."""
        return f"{self._generation}@{changes}{self._generations.place}"

    def sync(self) -> None:
        """Bring the index to the state of the catalogue; the caller holds the writer's lock.

        A torn or foreign index is rebuilt into a new generation.
        """
        if self.fresh():
            return
        changes = self._catalogue.meta("changes")
        try:
            if not self._generation:
                raise FileNotFoundError(_POINTER)
            self._update()
            self.verify()
        except Exception as error:  # whatever Chroma raises, the catalogue has it all
            if self._generation:
                logging.getLogger(__name__).warning("rebuilding the vector index (%s)", error)
            self.rebuild()
        self._catalogue.set_meta("indexed", self._built(changes))

    def _update(self) -> None:
        collection = self._open()
        held = {int(i) for i in collection.get(include=[])["ids"]}
        wanted = set(self._catalogue.embeddings.ids())
        if extra := sorted(held - wanted):
            for first in range(0, len(extra), _BATCH):
                collection.delete(ids=[str(i) for i in extra[first : first + _BATCH]])
        self._insert(collection, sorted(wanted - held))

    def _insert(self, collection: Any, ids: Sequence[int]) -> None:
        for first in range(0, len(ids), _BATCH):
            found, vectors = self._catalogue.embeddings.vectors(
                self._embedder, ids[first : first + _BATCH]
            )
            if found:
                collection.upsert(ids=[str(i) for i in found], embeddings=vectors)

    def verify(self) -> None:
        """Check that the index holds what the catalogue holds.

        Raises:
            ValueError: If passages are missing, too many, or not found by their own vector.
        """
        collection = self._open()
        ids = self._catalogue.embeddings.ids()
        if collection.count() != len(ids):
            raise ValueError(f"{collection.count()} vectors for {len(ids)} passages")
        step = max(1, len(ids) // _PROBES)
        probes, vectors = self._catalogue.embeddings.vectors(self._embedder, ids[::step][:_PROBES])
        if probes:
            found = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
            if any(not d or d[0] > 1e-3 for d in found["distances"]):  # noqa: PLR2004
                raise ValueError("a passage is not found by its own vector")
        self._verified = True  # only now: a torn index must not pass at the second query

    def rebuild(self) -> None:
        """Build a new generation from the catalogue and point to it."""
        old = self._generation
        kept = self._generations.names()
        generation = f"g{max((int(name[1:]) for name in kept), default=0) + 1}"
        collection = self._generations.open(generation)
        self._insert(collection, self._catalogue.embeddings.ids())
        pointer = self._folder / f"{_POINTER}.part"
        pointer.write_text(generation, encoding="utf-8")
        pointer.replace(self._folder / _POINTER)
        self._generation, self._collection = generation, collection
        self._generations.drop([name for name in kept if name != old])

    def _read_pointer(self) -> str:
        try:
            named = (self._folder / _POINTER).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):  # absent or torn
            return ""
        return named if named[:1] == "g" and named[1:].isdecimal() else ""

    def _open(self) -> Any:
        if self._collection is None:
            self._collection = self._generations.open(self._generation)
        return self._collection
