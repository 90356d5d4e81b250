"""The knowledge store: documents in, passages out."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.core.errors import (
    MissingFile,
    MustStop,
    UnreadableDocument,
    WorkspaceBusy,
)
from labwright.core.workspace import Workspace, file_faults, storable
from labwright.knowledge.catalogue import HELD, Catalogue, Row
from labwright.knowledge.document import AddReport, FileReport, Hit
from labwright.knowledge.fusion import fuse, lexical_query
from labwright.knowledge.keys import embedded_text, is_gone
from labwright.knowledge.passages import cut
from labwright.knowledge.readers.registry import (
    content_hash,
    fault,
    find_files,
    is_empty,
    read_document,
)
from labwright.knowledge.reindexing import Reindexed, check_embedder, embed_anew
from labwright.knowledge.vectors import VectorIndex

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Embedder, Vectors

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

        folder = self._workspace.knowledge
        lock = FileLock(folder / "writer.lock")
        with file_faults(folder):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=_LOCK_SECONDS)
            except Timeout as error:
                raise WorkspaceBusy(
                    f"Another process has been writing to {folder} for {_LOCK_SECONDS} s.",
                    "Wait until it is done and try again; searching works meanwhile.",
                ) from error
        try:
            yield
        finally:
            lock.release()

    def add(self, path: str | Path, progress: Progress | None = None) -> AddReport:
        """Add a file or a folder.

        Args:
            path: The file or folder. Of a folder, files that no longer exist are noted as gone.
            progress: Told (file name, files done, files in all).

        Returns:
            What became of each file. A bad file never stops the rest.

        Raises:
            MissingFile: If the path does not exist.
            WorkspaceBusy: If another process keeps writing.
        """
        top = Path(path).expanduser()
        found = find_files(top)
        reports = []
        check_embedder(self.catalogue, self.embedder)
        with self._writing():
            for number, file in enumerate(found):
                if progress is not None:
                    progress(file.name, number, len(found))
                reports.append(self._add_file(file.absolute()))
            # After the rest: a file with a new name has taken over its content by now.
            missing = [f for f in self._held_under(top) if f.state != "gone" and is_gone(f.path)]
            reports += self._leave(missing, "gone")
            self._sync()
        if progress is not None:
            progress("", len(found), len(found))
        return AddReport(files=reports)

    def remove(self, path: str | Path) -> AddReport:
        """Forget a file or the files of a folder; the files themselves are not touched.

        Args:
            path: The file or folder, whether it still exists or not.

        Returns:
            What was removed.

        Raises:
            MissingFile: If nothing under the path was added.
            WorkspaceBusy: If another process keeps writing.
        """
        top = Path(path).expanduser()
        with self._writing():
            held = self._held_under(top)
            if not held:
                raise MissingFile(
                    f"Nothing in this workspace comes from {storable(str(top.absolute()))}.",
                    "Give the path that the file was added by; search with --json shows it.",
                )
            reports = self._leave(held, "removed")
            self._sync()
        return AddReport(files=reports)

    def _held_under(self, top: Path) -> list[FileReport]:
        folder = os.path.normpath(top.absolute())
        return [
            file
            for file in self.catalogue.files()
            if Path(os.path.normpath(file.path)).is_relative_to(folder)
        ]

    def _leave(self, files: Sequence[FileReport], state: str) -> list[FileReport]:
        if not files:
            return []
        digests = [(self.catalogue.known(file.path) or ("",))[0] for file in files]
        self.catalogue.leave([file.path for file in files], forget=state == "removed")
        why = "the file no longer exists" if state == "gone" else "the file itself is not touched"
        reports = []
        for file, digest in zip(files, digests, strict=True):
            what = f"its {file.passages} passages are no longer found"
            if self.catalogue.has_document(digest):
                what = "its content stays, since another file has it"
            reports.append(file.model_copy(update={"state": state, "reason": f"{why}; {what}"}))
        return reports

    def _sync(self) -> None:
        try:
            self._index.sync()
        except MustStop:
            raise
        except Exception as error:  # the documents are stored; search scans the catalogue instead
            logging.getLogger(__name__).warning(
                "the vector index is behind; labwright doctor --repair (%s)", error
            )

    def _add_file(self, file: Path) -> FileReport:
        path = str(file)
        if path != storable(path):
            reason = "The name is not valid Unicode. Rename the file and add it again."
            return FileReport(path=storable(path), state="failed", reason=reason)
        known = self.catalogue.known(path)
        try:
            return self._take_in(file, known)
        except (MustStop, WorkspaceBusy):
            raise
        except Exception as error:  # whatever a file does to a reader, the others are read
            return self._failed(file, known, error)

    def _take_in(self, file: Path, known: tuple[str, str] | None) -> FileReport:
        began = time.perf_counter()
        path = str(file)
        digest = content_hash(file)
        if known == (digest, "added"):
            return FileReport(path=path, state="unchanged")
        held = known is not None and known[1] in HELD
        if self.catalogue.has_document(digest):
            self.catalogue.link(path, digest)
            if known == (digest, "kept"):
                return FileReport(path=path, state="unchanged")
            reason = "same content as another file"
            return FileReport(path=path, state="replaced" if held else "added", reason=reason)
        document = read_document(file)
        passages = cut(document, self.embedder)
        texts = [embedded_text(document.title, p.section, p.text) for p in passages]
        vectors = self.embedder.embed(texts)
        seconds = round(time.perf_counter() - began, 3)
        self.catalogue.put(path, digest, document, passages, vectors, self.embedder.name, seconds)
        return FileReport(
            path=path, state="replaced" if held else "added", reason="; ".join(document.notes),
            pages=len(document.pages), passages=len(passages), seconds=seconds,
        )  # fmt: skip

    def _failed(self, file: Path, known: tuple[str, str] | None, error: Exception) -> FileReport:
        reason = fault(file, error)
        # Only a file that can be opened, and holds something else now, gives up what was in it.
        changed = isinstance(error, UnreadableDocument) and not is_empty(file)
        keep = known is not None and known[1] in HELD and not changed
        if keep:
            reason += " What was read from it before is kept; add it again to try anew."
        self.catalogue.fail(str(file), reason, keep)
        return FileReport(path=str(file), state="kept" if keep else "failed", reason=reason)

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
        text = storable(text)
        depth = max(_CANDIDATES, 3 * k)
        check_embedder(self.catalogue, self.embedder)
        query = self.embedder.embed_query(text)
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
            if not self._index.fresh():
                return False
            self._index.verify()
        except Exception:  # any fault of the index means that it does not agree
            return False
        return True


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
