"""What a session does with documents."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument

if TYPE_CHECKING:
    from labwright.core.workspace import Workspace
    from labwright.knowledge.adding import Progress
    from labwright.knowledge.chemistry.record import PropertyRecord
    from labwright.knowledge.document import AddReport, FileReport, Hit, Work
    from labwright.knowledge.reindexing import Reindexed
    from labwright.knowledge.search import Rerank
    from labwright.knowledge.store import KnowledgeStore
    from labwright.knowledge.structures.finding import MoleculeHit
    from labwright.knowledge.where import Where
    from labwright.knowledge.workers import Engine

_STYLES = ("bibtex", "csl", "text")


class DocumentedLab:
    """Documents of a workspace: added, found, cited, moved."""

    workspace: "Workspace"

    @property
    def store(self) -> "KnowledgeStore":
        """The documents of this workspace."""
        raise NotImplementedError

    def add(
        self,
        path: str | Path,
        progress: "Progress | None" = None,
        *,
        sync: bool = False,
        project: str = "",
        tags: Sequence[str] = (),
        engine: "Engine" = "auto",
    ) -> "AddReport":
        """Add a document or a folder of documents.

        Args:
            path: The file or folder; adding it again costs a hash.
            progress: Told (file name, files done, files in all).
            sync: Whether to forget files of the folder that no longer exist.
            project: Project that the files belong to.
            tags: Words that the files can be found by.
            engine: Where files are read: ``auto``, ``here``, ``processes``, or ``ray``.

        Returns:
            What became of each file.

        Raises:
            MissingFile: If the path does not exist.
        """
        return self.store.add(path, progress, sync=sync, project=project, tags=tags, engine=engine)

    def remove(self, path: str | Path, confidential: bool = False) -> "AddReport":
        """Forget a document or a folder of documents; the files themselves are not touched.

        Args:
            path: The file or folder, whether it still exists or not.
            confidential: Whether no byte of them may be left in the workspace. Threads that
                speak of them are deleted with them.

        Returns:
            What was removed.

        Raises:
            MissingFile: If nothing under the path was added.
        """
        if not confidential:
            return self.store.remove(path)
        from labwright.graphs.forgetting import ThreadRemover

        # First the threads: interrupted, this is done again as long as the document is held.
        remover = ThreadRemover(self.workspace)
        threads = remover.mentioning(self.store.traces(path))
        remover.delete(threads)
        report = self.store.remove(path, confidential=True)
        return report.model_copy(update={"threads": threads})

    def reindex(self, progress: "Callable[[int, int], None] | None" = None) -> "Reindexed":
        """Embed all documents anew by the embedding model of the settings.

        Args:
            progress: Told (passages done, passages in all).

        Returns:
            What was done; a run that was interrupted goes on where it stopped.
        """
        return self.store.reindex(progress)

    def search(
        self,
        text: str = "",
        k: int = 5,
        *,
        like: str = "",
        contains: str = "",
        threshold: float = 0.4,
        where: "Where | dict[str, Any] | None" = None,
        context: int = 0,
        per_document: int = 1_000_000,
        rerank: "Rerank | None" = None,
    ) -> "list[Hit]":
        """Search the documents by words and meaning, structure and conditions.

        Args:
            text: A question or some words.
            k: Most hits.
            like: SMILES; passages must speak of a similar molecule.
            contains: SMARTS or SMILES; passages must speak of a molecule that contains it.
            threshold: Least Tanimoto similarity for ``like``.
            where: Conditions by name: year, author, title, venue, kind, doi, section, source,
                project, tag, compound.
            context: Passages before and behind each hit to give with it.
            per_document: Most hits from one document.
            rerank: Scores (question, passages) anew.

        Returns:
            Passages with ``source``, ``page``, ``quote``, ``span``, ``score``, ``why`` and
            ``link``, best first.
        """
        return self.store.search(
            text, k, like=like, contains=contains, threshold=threshold, where=where,
            context=context, per_document=per_document, rerank=rerank,
        )  # fmt: skip

    def molecules(
        self,
        like: str = "",
        contains: str = "",
        formula: str = "",
        mass: tuple[float, float] | None = None,
        threshold: float = 0.0,
        k: int = 10,
    ) -> "list[MoleculeHit]":
        """Search the molecules that the documents and molecule files speak of.

        Args:
            like: SMILES of a similar molecule.
            contains: SMARTS or SMILES of a part.
            formula: Molecular formula in Hill order.
            mass: Least and highest monoisotopic mass in Da.
            threshold: Least similarity to ``like``.
            k: Most molecules.

        Returns:
            Molecules with their places.
        """
        return self.store.molecules(like, contains, formula, mass, threshold, k)

    def records(
        self, compound: str = "", property: str = "", most: int = 1000
    ) -> "list[tuple[str, PropertyRecord]]":
        """Return properties that the documents state, each with its file.

        Args:
            compound: Name, formula or SMILES; empty for any.
            property: Name of the property; empty for any.
            most: Most records.

        Returns:
            (file, record) pairs, the surest first.
        """
        return self.store.records(compound, property, most)

    def files(self) -> "list[FileReport]":
        """Return the manifest: what became of each file that was added."""
        return self.store.catalogue.reports()

    def works(self) -> "list[Work]":
        """Return title, authors, year, DOI and so on of each document."""
        return self.store.catalogue.works()

    def cite(self, style: str = "bibtex") -> str:
        """Return citations of all documents.

        Args:
            style: ``bibtex``, ``csl`` (CSL-JSON) or ``text``.

        Raises:
            BadArgument: If the style is not known.
        """
        import json

        from labwright.knowledge import citing

        works = self.works()
        if style == "bibtex":
            return "\n\n".join(citing.bibtex(work, key) for key, work in citing.keyed(works))
        if style == "csl":
            return json.dumps([citing.csl(w) for w in works], ensure_ascii=False, indent=2)
        if style == "text":
            return "\n".join(citing.plain(work) for work in works)
        raise BadArgument(f"The style “{style}” is not known.", f"Use {', '.join(_STYLES)}.")

    def export_store(self, file: str | Path) -> Path:
        """Write all documents into one file, from which ``import_store`` makes them again.

        Args:
            file: The file to make.

        Returns:
            Its full path.
        """
        from labwright.knowledge.portable import export_store

        into = Path(file).expanduser().absolute()
        export_store(self.store.folder / "catalogue.sqlite", into)
        return into

    def import_store(self, file: str | Path) -> dict[str, int]:
        """Take over the documents of an exported store into this workspace, which holds none.

        Args:
            file: The file that ``export_store`` wrote.

        Returns:
            What is held now, by kind.
        """
        self.store.take_over(Path(file).expanduser())
        return self.store.catalogue.counts()
