"""The knowledge store: documents in, passages out."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.core.errors import LabwrightError, WorkspaceBusy
from labwright.core.workspace import Workspace
from labwright.knowledge.catalogue import Catalogue, Row, embedded_text
from labwright.knowledge.document import AddReport, FileReport, Hit
from labwright.knowledge.fusion import fuse, lexical_query
from labwright.knowledge.passages import cut
from labwright.knowledge.readers.registry import find_files, read_document
from labwright.knowledge.vectors import VectorIndex

if TYPE_CHECKING:
    from labwright.models.embedder import Embedder, Vectors

_CANDIDATES = 50
_LOCK_SECONDS = 30
Progress = Callable[[str, int, int], None]


class KnowledgeStore:
    """Everything the researcher added, found by words and meaning.

    Args:
        workspace: Where it is kept.
        embedder: Turns texts into vectors.

    Example:
        >>> KnowledgeStore(workspace, embedder).search("melting point")  # doctest: +SKIP
        []
    """

    def __init__(self, workspace: Workspace, embedder: "Embedder") -> None:
        self._workspace = workspace
        self.embedder = embedder

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue of this store."""
        return Catalogue(self._workspace.knowledge / "catalogue.sqlite")

    @cached_property
    def _index(self) -> VectorIndex:
        return VectorIndex(self._workspace.knowledge, self.catalogue, self.embedder.name)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self._workspace.knowledge.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._workspace.knowledge / "writer.lock")
        try:
            with lock.acquire(timeout=_LOCK_SECONDS):
                yield
        except Timeout as error:
            raise WorkspaceBusy(
                f"Another process has been writing to {self._workspace.knowledge} for "
                f"{_LOCK_SECONDS} s.",
                "Wait until it is done and try again; searching works meanwhile.",
            ) from error

    def add(self, path: str | Path, progress: Progress | None = None) -> AddReport:
        """Add a file or a folder.

        Args:
            path: The file or folder.
            progress: Told (file name, files done, files in all).

        Returns:
            What became of each file. A bad file never stops the rest.

        Raises:
            MissingFile: If the path does not exist.
            WorkspaceBusy: If another process keeps writing.
        """
        found = find_files(Path(path).expanduser())
        reports = []
        with self._writing():
            for number, file in enumerate(found):
                if progress is not None:
                    progress(file.name, number, len(found))
                reports.append(self._add_file(file.absolute()))
            self._index.sync()
        if progress is not None:
            progress("", len(found), len(found))
        return AddReport(files=reports)

    def _add_file(self, file: Path) -> FileReport:
        began = time.perf_counter()
        path = str(file)
        known = self.catalogue.known(path)
        digest = ""
        try:
            digest = _digest(file)
            if known == (digest, "added"):
                return FileReport(path=path, state="unchanged")
            state = "replaced" if known and known[1] == "added" else "added"
            if self.catalogue.has_document(digest):
                self.catalogue.link(path, digest)
                return FileReport(path=path, state=state, reason="same content as another file")
            document = read_document(file)
            passages = cut(document, self.embedder)
            vectors = self.embedder.embed([embedded_text(document.title, p) for p in passages])
        except (LabwrightError, OSError) as error:
            reason = str(error)
            self.catalogue.fail(path, digest, reason)
            return FileReport(path=path, state="failed", reason=reason)
        seconds = round(time.perf_counter() - began, 3)
        self.catalogue.put(path, digest, document, passages, vectors, self.embedder.name, seconds)
        return FileReport(
            path=path, state=state, reason="; ".join(document.notes), pages=len(document.pages),
            passages=len(passages), seconds=seconds,
        )  # fmt: skip

    def search(self, text: str, k: int = 5) -> list[Hit]:
        """Search by words and meaning.

        Args:
            text: A question or some words.
            k: Most hits.

        Returns:
            Passages, best first, each verbatim with its place.

        Example:
            >>> store.search("melting point of aspirin", k=1)  # doctest: +SKIP
            [Hit(source='analgesics.md', page=1, ...)]
        """
        if k < 1 or not text.strip() or not self.catalogue.counts()["passages"]:
            return []
        depth = max(_CANDIDATES, 3 * k)
        query = self.embedder.embed([text])[0]
        words = lexical_query(text)
        lexical = dict(self.catalogue.lexical(words, depth))
        near = self._index.query(query, depth)
        cosine = dict(self._scan(query, depth) if near is None else near)
        cosine |= self._cosines(query, [i for i in lexical if i not in cosine])
        ranked = fuse(lexical, cosine)
        rows = self.catalogue.rows(item[0] for item in ranked)
        return _hits(ranked, rows, k)

    def _scan(self, query: "Vectors", k: int) -> list[tuple[int, float]]:
        ids, vectors = self.catalogue.vectors(self.embedder.name)
        if not ids:
            return []
        scores = vectors @ query
        order = scores.argsort()[::-1][:k]
        return [(ids[i], float(scores[i])) for i in order]

    def _cosines(self, query: "Vectors", ids: list[int]) -> dict[int, float]:
        found, vectors = self.catalogue.vectors(self.embedder.name, ids) if ids else ([], query)
        return dict(zip(found, (vectors @ query).tolist(), strict=True)) if found else {}

    def has_word(self, word: str) -> bool:
        """Tell whether a word stands anywhere in the documents."""
        return bool(self.catalogue.lexical(lexical_query(word), 1))

    def quote_stands(self, document: str, page: int, span: tuple[int, int], quote: str) -> bool:
        """Tell whether a quote is found verbatim at its place."""
        return self.catalogue.page_text(document, page)[span[0] : span[1]] == quote

    def repair(self) -> None:
        """Rebuild what is derived from the catalogue."""
        with self._writing():
            self._index.rebuild()
            self.catalogue.set_meta("indexed", "")
            self._index.sync()

    def agrees(self) -> bool:
        """Tell whether catalogue and vector index agree."""
        try:
            if not self.catalogue.counts()["passages"]:
                return True
            if not self._index._fresh():
                return False
            self._index.verify()
        except Exception:  # any fault of the index means that it does not agree
            return False
        return True


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hits(ranked: list[tuple[int, float, float, float]], rows: dict[int, Row], k: int) -> list[Hit]:
    hits: list[Hit] = []
    seen: set[str] = set()
    for key, score, cosine, lexical in ranked:
        if key not in rows:
            continue
        _, document, path, title, page, section, start, end, text = rows[key]
        same = " ".join(text.split())
        if same in seen:  # the same words in a second file
            continue
        seen.add(same)
        hits.append(
            Hit(
                source=Path(path).name, path=path, title=title, document=document, page=page,
                section=section, quote=text, span=(start, end), score=round(score, 4),
                cosine=round(cosine, 4), lexical=round(lexical, 4),
            )
        )  # fmt: skip
        if len(hits) == k:
            break
    return hits
