"""What a knowledge store consists of, opened when used."""

import logging
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.core.errors import MustStop
from labwright.core.workspace import Workspace
from labwright.knowledge.parsing import resolver_at
from labwright.knowledge.search import Rerank, Searcher
from labwright.knowledge.storage.catalogue import Catalogue
from labwright.knowledge.storage.generations import ServerGenerations
from labwright.knowledge.storage.lock import writing
from labwright.knowledge.storage.vectors import VectorIndex
from labwright.knowledge.structures.finding import MoleculeFinder
from labwright.knowledge.structures.index import StructureIndex

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Embedder


class StoreParts:
    """The catalogue, what is derived from it, and what searches them; see ``KnowledgeStore``."""

    def __init__(
        self, workspace: Workspace, embedder: "Embedder", resolver: str = "", server: str = "",
        rerank: Rerank | None = None,
    ) -> None:  # fmt: skip
        self._workspace = workspace
        self.embedder = embedder
        self._resolver = resolver
        self._server = server
        self._rerank = rerank

    @property
    def folder(self) -> Path:
        """Folder of the store."""
        return self._workspace.knowledge

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue of this store."""
        return Catalogue(self.folder / "catalogue.sqlite")

    @cached_property
    def _index(self) -> VectorIndex:
        kept = ServerGenerations(self._server, self.folder) if self._server else None
        return VectorIndex(self.folder, self.catalogue, self.embedder.name, kept)

    @cached_property
    def _structures(self) -> StructureIndex:
        return StructureIndex(self.folder, self.catalogue.compounds)

    @cached_property
    def _finder(self) -> MoleculeFinder:
        return MoleculeFinder(self.catalogue, self._structures, lambda: resolver_at(self._resolver))

    @cached_property
    def _searcher(self) -> Searcher:
        return Searcher(self.catalogue, self._index, self.embedder, self._finder)

    def _writing(self) -> AbstractContextManager[None]:
        return writing(self.folder)

    def _sync(self) -> None:
        try:
            self._index.sync()
            self._structures.sync()
        except MustStop:
            raise
        except Exception as error:  # the documents are stored; search scans the catalogue instead
            logging.getLogger(__name__).warning(
                "the vector index is behind; labwright doctor --repair (%s)", error
            )
