"""Searching: words, meaning, structure and conditions in one call."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.core.errors import BadArgument
from labwright.core.workspace import storable
from labwright.knowledge.document import Hit
from labwright.knowledge.fusion import Ranked, fuse
from labwright.knowledge.lexical import content_words, lexical_phrases, searchable
from labwright.knowledge.query import Query
from labwright.knowledge.reindexing import check_embedder
from labwright.knowledge.storage.catalogue import Catalogue, Row
from labwright.knowledge.storage.passage_map import MANY, those_among
from labwright.knowledge.storage.vectors import VectorIndex
from labwright.knowledge.structures.finding import MoleculeFinder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from labwright.models.embedding.protocol import Embedder

    Ids = NDArray[np.int64]

_CANDIDATES = 100
_MOST_PAIRS = 12
_SAME_WORDS = 0.85
"""Share of words two passages have in common from which the second says nothing new."""
Rerank = Callable[[str, Sequence[str]], Sequence[float]]


class Searcher:
    """Finds passages.

    Args:
        catalogue: The truth.
        vectors: The vector index.
        embedder: Turns questions into vectors.
        molecules: Finds molecules by structure.
    """

    def __init__(
        self, catalogue: Catalogue, vectors: VectorIndex, embedder: "Embedder",
        molecules: MoleculeFinder,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder
        self._molecules = molecules

    def search(self, query: Query, rerank: Rerank | None = None) -> list[Hit]:
        """Find the passages that answer a query.

        Args:
            query: What is wanted.
            rerank: Scores (question, passages) anew; None leaves the order.

        Returns:
            Passages, best first.

        Raises:
            BadArgument: If the query says nothing.
            BadStructure: If a structure cannot be read.
            WrongEmbedder: If the documents were embedded by another model.
        """
        if query.k < 1 or not self._catalogue.has_passages():
            return []
        allowed = self._allowed(query)
        if query.text.strip():
            ranked = self._ranked(storable(query.text), max(_CANDIDATES, 3 * query.k), allowed)
        elif allowed is not None:
            ranked = [Ranked(int(i), 1.0, 0.0, 0.0, 0.0) for i in allowed[: 10 * query.k]]
        else:
            raise BadArgument(
                "The search says nothing of what is wanted.",
                "Give text, like (a SMILES), contains (a SMARTS), or where.",
            )
        if rerank is not None and query.text.strip():
            ranked = self._reranked(query.text, ranked, rerank)
        return self._in_context(self._hits(ranked, query), query.context)

    def _allowed(self, query: Query) -> "Ids | None":
        """Return the passages that meet the conditions; None where there are none."""
        where, structures = query.where, query.structural
        if where.empty and not structures:
            return None
        if structures:
            found = self._molecules.ids(query.like, query.contains, query.threshold)
            return self._catalogue.filters.allowed(where, (found, ""))
        compound = self._molecules.compound(where.compound) if where.compound else None
        return self._catalogue.filters.allowed(where, compound)

    def _ranked(self, text: str, depth: int, allowed: "Ids | None") -> list[Ranked]:
        check_embedder(self._catalogue, self._embedder)
        lexical = self._lexical(text, depth, allowed)
        question = self._embedder.embed_query(text)
        near = self._vectors.nearest(question, depth, allowed)
        missing = [i for i in lexical if i not in near]
        near |= self._vectors.cosines(question, missing)
        near |= {i: 0.0 for i in missing if i not in near}  # rows that have no vector
        words = content_words(searchable(text))
        highest = self._catalogue.lexicon.best_possible(words)
        return fuse(lexical, near, self._pairs(words, near), highest)

    def _lexical(self, text: str, depth: int, allowed: "Ids | None") -> dict[int, float]:
        phrases = lexical_phrases(text)
        query = " OR ".join(phrases)
        rarer = self._catalogue.lexicon.rarer(phrases)
        if allowed is None:
            return dict(self._catalogue.lexicon.search(query, depth, holding=rarer))
        if self._catalogue.passages.many(allowed):
            limit = 2 * MANY * depth
            found = self._catalogue.lexicon.search(query, limit, holding=rarer)
            held = those_among(allowed, (number for number, _ in found))
            kept = [hit for hit in found if hit[0] in held][:depth]
            if len(kept) == depth or (len(found) < limit and not rarer):
                return dict(kept)
        return dict(self._catalogue.lexicon.search(query, depth, allowed.tolist()))

    def _pairs(self, words: Sequence[str], among: Iterable[int]) -> dict[int, float]:
        """Return which share of the question's neighbouring words stands together in passages."""
        pairs = list(dict.fromkeys(pairwise(words)))[:_MOST_PAIRS]
        candidates = set(among)
        shares = dict.fromkeys(candidates, 0.0)
        for first, second in pairs:
            for number in self._catalogue.lexicon.near(first, second) & candidates:
                shares[number] += 1 / len(pairs)
        return shares

    def _reranked(self, text: str, ranked: list[Ranked], rerank: Rerank) -> list[Ranked]:
        head = ranked[:_RERANKED]
        rows = self._catalogue.rows(item.id for item in head)
        head = [item for item in head if item.id in rows]
        scores = rerank(text, [rows[item.id][8] for item in head])
        order = sorted(range(len(head)), key=lambda i: -scores[i])
        return [head[i] for i in order] + ranked[_RERANKED:]

    def _hits(self, ranked: list[Ranked], query: Query) -> list[Hit]:
        """Return the best passages, without those that say what a better one says."""
        hits = _Hits(query)
        size = 4 * query.k
        for first in range(0, len(ranked), size):
            some = ranked[first : first + size]
            rows = self._catalogue.rows(item.id for item in some)
            for item in some:
                if hits.full:
                    return hits.found
                if item.id in rows:
                    hits.offer(item, rows[item.id])
        return hits.found

    def _in_context(self, hits: list[Hit], context: int) -> list[Hit]:
        if not context:
            return hits
        return [
            hit.model_copy(update={"context": self._catalogue.around(hit.id, context)})
            for hit in hits
        ]


_RERANKED = 30


class _Hits:
    """The hits of a query, as they are taken."""

    def __init__(self, query: Query) -> None:
        self.found: list[Hit] = []
        self._query = query
        self._seen: list[tuple[str, frozenset[str]]] = []
        self._documents: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Whether there are as many as were wanted."""
        return len(self.found) >= self._query.k

    def offer(self, item: Ranked, row: Row) -> None:
        """Take a passage, unless its document has enough or another one says the same."""
        if self._documents[row[1]] >= self._query.per_document:
            return
        said = " ".join(row[8].split())
        words = frozenset(said.lower().split())
        if any(_same(said, words, other) for other in self._seen):
            return
        self._seen.append((said, words))
        self._documents[row[1]] += 1
        self.found.append(_hit(item, row))


def _same(said: str, words: frozenset[str], other: tuple[str, frozenset[str]]) -> bool:
    """Tell whether a passage says what another one says: a copy, or nearly one."""
    if said == other[0]:
        return True
    union = len(words | other[1])
    return union > 0 and len(words & other[1]) / union >= _SAME_WORDS


def _hit(item: Ranked, row: Row) -> Hit:
    number, document, path, title, page, section, start, end, text = row
    return Hit(
        id=number, source=Path(path).name, path=path, title=title, document=document, page=page,
        section=section, quote=text, span=(start, end), score=round(item.score, 4),
        cosine=round(item.cosine, 4), lexical=round(item.lexical, 4), pairs=round(item.pairs, 4),
    )  # fmt: skip
