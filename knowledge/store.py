"""The knowledge store: documents in, passages and molecules out."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.errors import LabwrightError, MissingFile
from labwright.core.workspace import storable
from labwright.knowledge.adding import Adder, Progress
from labwright.knowledge.document import AddReport, FileReport, Hit
from labwright.knowledge.keys import file_of, is_gone
from labwright.knowledge.leaving import left, missed
from labwright.knowledge.lexical import lexical_query
from labwright.knowledge.parts import StoreParts
from labwright.knowledge.query import Query
from labwright.knowledge.readers.registry import find_files
from labwright.knowledge.reindexing import Reindexed, check_embedder, embed_anew
from labwright.knowledge.search import Rerank
from labwright.knowledge.structures.finding import MoleculeHit
from labwright.knowledge.where import Where
from labwright.knowledge.workers import Engine

if TYPE_CHECKING:
    from labwright.knowledge.chemistry.record import PropertyRecord


class KnowledgeStore(StoreParts):
    """Everything the researcher added, found by words, meaning and structure.

    Args:
        workspace: Where it is kept.
        embedder: Turns texts into vectors.
        resolver: Module and function that give a resolver of compound names; empty for none.
        server: Address of a Chroma server for the vectors; empty keeps them in the workspace.
        rerank: Scores (question, passages) anew in every search; None leaves the order.

    Example:
        >>> KnowledgeStore(workspace, embedder).search("melting point")  # doctest: +SKIP
        []
    """

    def add(
        self,
        path: str | Path,
        progress: Progress | None = None,
        *,
        sync: bool = False,
        project: str = "",
        tags: Sequence[str] = (),
        engine: Engine = "auto",
    ) -> AddReport:
        """Add a file or a folder.

        Args:
            path: The file or folder.
            progress: Told (file name, files done, files in all).
            sync: Whether to forget files of the folder that no longer exist; else they are told.
            project: Project that the files belong to.
            tags: Words that the files can be found by.
            engine: Where files are parsed: ``auto``, ``here``, ``processes`` or ``ray``.

        Returns:
            What became of each file. A bad file never stops the rest.

        Raises:
            MissingFile: If the path does not exist.
            WorkspaceBusy: If another process keeps writing.
        """
        top = Path(path).expanduser()
        found = [file.absolute() for file in find_files(top)]
        check_embedder(self.catalogue, self.embedder)
        adder = Adder(
            catalogue=self.catalogue, embedder=self.embedder, writing=self._writing,
            sync=self._sync, resolver=self._resolver, engine=engine, project=project,
            tags=tuple(tags), progress=progress or (lambda name, done, total: None),
        )  # fmt: skip
        reports = adder.add(found)
        # After the rest: a file with a new name has taken over its content by now.
        missing = self._held_under(top, gone=True)
        reports += self._leave(missing, "removed") if sync else [missed(file) for file in missing]
        return AddReport(files=reports)

    def remove(self, path: str | Path, confidential: bool = False) -> AddReport:
        """Forget a file or the files of a folder; the files themselves are not touched.

        Args:
            path: The file or folder, whether it still exists or not.
            confidential: Whether no byte of them may be left in the store.

        Returns:
            What was removed.

        Raises:
            MissingFile: If nothing under the path was added.
            WorkspaceBusy: If another process keeps writing.
        """
        held = self._held(path)
        reports = self._leave(held, "removed")
        if confidential:
            with self._writing():
                self._index.rebuild()
                self._sync()
                self._structures.rebuild()
                self.catalogue.wipe()
        return AddReport(files=reports)

    def traces(self, path: str | Path) -> list[str]:
        """Return what tells that a text speaks of a file, or of the files of a folder.

        Args:
            path: The file or folder, whether it still exists or not.

        Returns:
            Paths, content hashes that no other file has, and names that no other file has.

        Raises:
            MissingFile: If nothing under the path was added.
        """
        paths = [file.path for file in self._held(path)]
        others = {Path(held).name for held in set(self.catalogue.files.paths()) - set(paths)}
        # A name without ending, such as POSCAR, may stand in any text.
        names = {Path(held).name for held in paths if Path(held).suffix} - others
        digests = {
            digest
            for digest in self.catalogue.files.digests(paths)
            if set(self.catalogue.files.holding(digest)) <= set(paths)
        }
        return sorted({*digests, *paths, *names} - {""})

    def _held(self, path: str | Path) -> list[FileReport]:
        top = Path(path).expanduser()
        if held := self._held_under(top):
            return held
        raise MissingFile(
            f"Nothing in this workspace comes from {storable(str(top.absolute()))}.",
            "Give the path that the file was added by; search with --json shows it.",
        )

    def _held_under(self, top: Path, gone: bool = False) -> list[FileReport]:
        folder = os.path.normpath(top.absolute())
        return self.catalogue.reports(
            path
            for path in self.catalogue.files.paths()
            if Path(os.path.normpath(file_of(path))).is_relative_to(folder)
            and (not gone or is_gone(path))
        )

    def _leave(self, files: Sequence[FileReport], state: str) -> list[FileReport]:
        if not files:
            return []
        digests = self.catalogue.files.digests([file.path for file in files])
        with self._writing():
            self.catalogue.leave([file.path for file in files])
            self._sync()
        return [
            left(file, state, self.catalogue.has_document(digest))
            for file, digest in zip(files, digests, strict=True)
        ]

    def search(
        self,
        text: str = "",
        k: int = 5,
        *,
        like: str = "",
        contains: str = "",
        threshold: float = 0.4,
        where: Where | dict[str, Any] | None = None,
        context: int = 0,
        per_document: int = 1_000_000,
        rerank: Rerank | None = None,
    ) -> list[Hit]:
        """Search by words and meaning, by structures that passages speak of, and by conditions.

        Args:
            text: A question or some words.
            k: Most hits.
            like: SMILES; passages must speak of a similar molecule.
            contains: SMARTS or SMILES; passages must speak of a molecule that contains it.
            threshold: Least Tanimoto similarity for ``like``.
            where: Conditions, see ``Where``.
            context: Passages before and behind each hit to give with it.
            per_document: Most hits from one document.
            rerank: Scores (question, passages) anew; None means that of the settings.

        Returns:
            Passages, best first, each verbatim with its place and why it was found.

        Raises:
            BadArgument: If the conditions cannot be understood.
            BadStructure: If a structure cannot be read.

        Example:
            >>> store.search("melting point of aspirin", k=1)  # doctest: +SKIP
            [Hit(source='analgesics.md', page=1, ...)]
        """
        conditions = Where.of(where)
        if not (text.strip() or like.strip() or contains.strip()) and conditions.empty:
            return []
        query = Query(
            text=text, like=like, contains=contains, threshold=threshold, where=conditions, k=k,
            per_document=per_document, context=context,
        )  # fmt: skip
        return self._searcher.search(query, rerank or self._rerank)

    def molecules(self, *asked: Any, **named: Any) -> list[MoleculeHit]:
        """Search the molecules of the documents; see ``MoleculeFinder.search``."""
        return self._finder.search(*asked, **named)

    def records(
        self, compound: str = "", property: str = "", most: int = 1000
    ) -> "list[tuple[str, PropertyRecord]]":
        """Return what documents state of a compound's properties, with the file of each.

        Args:
            compound: Name, formula or SMILES; empty for any.
            property: Name of a property; empty for any.
            most: Most records.
        """
        keys = self._finder.keys(compound) if compound.strip() else [""]
        found = [
            hit for key in keys for hit in self.catalogue.compounds.records(key, property, "", most)
        ]
        return [(self.catalogue.path_of(document), record) for document, record in found[:most]]

    def take_over(self, source: Path) -> None:
        """Take over an exported store; this one must hold no document.

        Args:
            source: The file.

        Raises:
            BadUsage: If documents are held here.
            CorruptStore: If the file is no exported store.
        """
        from labwright.knowledge.portable import import_store

        with self._writing():
            self.catalogue.close()
            try:
                import_store(source, self.folder / "catalogue.sqlite")
            finally:
                for part in ("catalogue", "_index", "_structures", "_finder", "_searcher"):
                    self.__dict__.pop(part, None)
            check_embedder(self.catalogue, self.embedder)
            self.catalogue.set_meta("indexed", "")
            self._index.rebuild()
            self._sync()

    def has_word(self, word: str) -> bool:
        """Tell whether a word stands anywhere in the documents."""
        return bool(self.catalogue.lexicon.search(lexical_query(word), 1))

    def quote_stands(self, document: str, page: int, span: tuple[int, int], quote: str) -> bool:
        """Tell whether a quote is found verbatim at its place."""
        return self.catalogue.page_text(document, page)[span[0] : span[1]] == quote

    def reindex(self, progress: "Callable[[int, int], None] | None" = None) -> Reindexed:
        """Embed all passages by the model of the settings, and search its vectors.

        Args:
            progress: Told (passages done, passages in all).

        Returns:
            What was done; a run that was interrupted goes on where it stopped.
        """
        with self._writing():
            done = embed_anew(self.catalogue, self.embedder, progress or (lambda n, total: None))
            if not self._index.fresh():
                self._index.rebuild()
                self._sync()
        return done

    def repair(self) -> None:
        """Rebuild what is derived from the catalogue.

        Raises:
            WrongEmbedder: If the documents were embedded by another model than that of the
                settings: from its vectors nothing could be built.
        """
        check_embedder(self.catalogue, self.embedder)
        with self._writing():
            self.catalogue.embeddings.drop_all_unused()
            self._index.rebuild()
            self.catalogue.set_meta("indexed", "")
            self._index.sync()
            self._structures.rebuild()

    def agrees(self) -> bool:
        """Tell whether catalogue, vector index and structure index agree."""
        try:
            if not self.catalogue.has_passages():
                return True
            check_embedder(self.catalogue, self.embedder)
            if not self._index.fresh():
                return False
            self._index.verify()
            self._structures.verify()
        except LabwrightError:
            raise
        except Exception:  # any fault of the index means that it does not agree
            return False
        return True
