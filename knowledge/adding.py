"""Taking files in: what is new is parsed, cut, embedded and stored, each file whole."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from labwright.core.errors import LabwrightError, MustStop, UnreadableDocument, WorkspaceBusy
from labwright.core.workspace import storable
from labwright.knowledge.document import FileReport
from labwright.knowledge.keys import file_of, is_gone, text_hash
from labwright.knowledge.parsing import Parsed
from labwright.knowledge.passages import cut
from labwright.knowledge.readers.registry import content_hash, fault, is_empty, unopened
from labwright.knowledge.storage.catalogue import Catalogue
from labwright.knowledge.storage.files import HELD, FileEntry
from labwright.knowledge.unpacking import Opened, opened
from labwright.knowledge.workers import Engine, parse_all

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Embedder, Vectors

Progress = Callable[[str, int, int], None]
Writing = Callable[[], AbstractContextManager[None]]
_BATCH = 256
"""Passages that are embedded together: those of like length share a pass of the model."""
_WORTH_IT = 16
"""Passages that are embedded while nothing else can be done."""
_SYNC = 4000
"""New passages after which the vector index is brought up to date."""


@dataclass(frozen=True)
class Job:
    """A file to be taken in.

    Args:
        file: Where its content is; of a member of an archive, where it was unpacked.
        entry: How the manifest will know it.
        before: How the manifest knew it.
    """

    file: Path
    entry: FileEntry
    before: FileEntry | None


@dataclass
class Adder:
    """Takes files in.

    Args:
        catalogue: Where they are stored.
        embedder: Embeds their passages.
        writing: Gives the lock of whoever writes.
        sync: Brings what is derived from the catalogue up to date.
        resolver: Knows names of compounds, see ``parse``.
        engine: Where files are parsed.
        project: The project they belong to.
        tags: Their tags.
        progress: Told (file name, files done, files in all).
    """

    catalogue: Catalogue
    embedder: "Embedder"
    writing: Writing
    sync: Callable[[], None]
    resolver: str = ""
    engine: Engine = "auto"
    project: str = ""
    tags: tuple[str, ...] = ()
    progress: Progress = lambda name, done, total: None
    reports: list[FileReport] = field(default_factory=list)
    _taken_out: list[str] = field(default_factory=list)
    _later: list[Job] = field(default_factory=list)
    _fresh: int = 0
    _total: int = 0

    def add(self, files: Sequence[Path]) -> list[FileReport]:
        """Take files in.

        Args:
            files: Absolute paths.

        Returns:
            What became of each. A bad file never stops the rest.
        """
        self._total = len(files)
        with tempfile.TemporaryDirectory(prefix="labwright-") as scratch:
            jobs = list(self._jobs(files, Path(scratch)))
            self._total = len(self.reports) + len(jobs)
            waiting: list[tuple[Job, Parsed]] = []
            for item in self._parsed(jobs):
                if item is not None:
                    waiting += self._taken(*item)
                # Where the next one is still being read, there is time for a few, too.
                if _passages(waiting) >= (_BATCH if item else _WORTH_IT):
                    self._store(waiting)
                    waiting = []
            self._store(waiting)
        if self._taken_out:
            self._leave_taken_out()
        with self.writing():
            self.sync()
        # They were told as they got ready; in the end they stand as the files do.
        order = {storable(str(file)): number for number, file in enumerate(files)}
        return sorted(self.reports, key=lambda r: order.get(file_of(r.path), 0))

    def _report(self, report: FileReport) -> None:
        self.reports.append(report)
        self.progress(Path(report.path).name, len(self.reports), self._total)

    def _jobs(self, files: Sequence[Path], scratch: Path) -> Iterator[Job]:
        """Yield the files that hold something new; say of the others what they are."""
        digests: set[str] = set()
        for file, path, container in opened(files, scratch, self._archive):
            job = self._job(file, path, container)
            if job is None:
                continue
            if job.entry.digest in digests:  # the same content twice in one run
                self._later.append(job)
                continue
            digests.add(job.entry.digest)
            yield job

    def _job(self, file: Path, path: str, container: str) -> Job | None:
        if path != storable(path):
            reason = "The name is not valid Unicode. Rename the file and add it again."
            self._report(FileReport(path=storable(path), state="failed", reason=reason))
            return None
        before = self.catalogue.files.known(path)
        entry = FileEntry(path=path, container=container, project=self._project(before),
                          tags=self._tags(before))  # fmt: skip
        try:
            entry = entry.model_copy(update={"digest": content_hash(file)})
        except OSError as error:
            self._failed(Job(file, entry, before), unopened(file, error))
            return None
        if self.catalogue.has_document(entry.digest):
            self._known(entry, before)
            return None
        return Job(file, entry, before)

    def _project(self, before: FileEntry | None) -> str:
        return self.project or (before.project if before else "")

    def _tags(self, before: FileEntry | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(before.tags if before else ()), *self.tags]))

    def _known(self, entry: FileEntry, before: FileEntry | None) -> None:
        """Note a file whose content is held already."""
        if before is not None and before.digest == entry.digest and before.state in HELD:
            self._unchanged(entry, before)
            return
        others = [path for path in self.catalogue.files.holding(entry.digest) if path != entry.path]
        gone = [path for path in others if is_gone(path)]
        reason = f"same content as {Path(others[0]).name}" if others else ""
        if gone:
            reason = f"renamed from {Path(gone[0]).name}"
        with self.writing():
            self.catalogue.link(entry.model_copy(update={"reason": reason}))
            if gone:
                self.catalogue.leave(gone[:1])
        self._report(FileReport(path=entry.path, state=_state(before), reason=reason))

    def _unchanged(self, entry: FileEntry, before: FileEntry) -> None:
        """Leave a file as it is known, but for what the user says of it now."""
        marks = {"state": "added", "project": entry.project, "tags": entry.tags}
        now = before.model_copy(update=marks)
        if before.state != "added":  # why it was kept holds no more
            now = now.model_copy(update={"reason": ""})
        if now != before:
            with self.writing():
                self.catalogue.link(now)
        self._report(FileReport(path=entry.path, state="unchanged"))

    def _archive(self, found: Opened) -> None:
        reason = "; ".join(found.notes)
        entry = FileEntry(path=str(found.archive), state="opened", reason=reason)
        before = self.catalogue.files.known(entry.path)
        if found.error is not None:
            self._failed(Job(found.archive, entry, before), found.error)
            return
        if before != entry:
            with self.writing():
                self.catalogue.link(entry)
        if found.notes:  # what was left out may still be in it
            self._report(FileReport(path=entry.path, state="opened", reason=reason))
            return
        gone = set(self.catalogue.files.inside(entry.path)) - set(found.members)
        self._taken_out += sorted(gone)

    def _leave_taken_out(self) -> None:
        """Forget what is no longer in its archive; what has another name there was taken over."""
        held = self.catalogue.reports(self._taken_out)
        with self.writing():
            self.catalogue.leave([file.path for file in held])
        for file in held:
            reason = "it is no longer in its archive"
            self._report(file.model_copy(update={"state": "removed", "reason": reason}))

    def _parsed(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Parsed | LabwrightError] | None]:
        by_file = {job.file: job for job in jobs}
        for item in parse_all(list(by_file), self.resolver, self.engine):
            yield item and (by_file[item[0]], item[1])

    def _taken(self, job: Job, read: Parsed | LabwrightError) -> list[tuple[Job, Parsed]]:
        """Return what was read with its passages; note a file that could not be read."""
        made = self._cut(job, read)
        if isinstance(made, Parsed):
            return [(job, made)]
        self._failed(job, made)
        return []

    def _cut(self, job: Job, made: Parsed | LabwrightError) -> Parsed | LabwrightError:
        if not isinstance(made, Parsed):
            return made
        try:
            passages = tuple(cut(made.document, self.embedder))
        except (MustStop, WorkspaceBusy):
            raise
        except Exception as error:  # whatever a file does to a tokenizer, the others are taken in
            return UnreadableDocument(fault(job.file, error))
        return made.model_copy(update={"passages": passages})

    def _store(self, waiting: Sequence[tuple[Job, Parsed]]) -> None:
        """Embed the passages of some files together, and store each file whole."""
        texts = [text for _, parsed in waiting for text in parsed.texts()]
        try:
            vectors = self._vectors(texts)
        except (MustStop, WorkspaceBusy):
            raise
        except LabwrightError as error:
            for job, _ in waiting:
                self._failed(job, error)
            return
        at = 0
        for job, parsed in waiting:
            count = len(parsed.texts())
            self._put(job, parsed, vectors[at : at + count])
            at += count
        if self._fresh >= _SYNC:
            with self.writing():
                self.sync()
            self._fresh = 0

    def _vectors(self, texts: Sequence[str]) -> "Vectors":
        """Embed texts; those that an earlier run embedded are not embedded again."""
        import numpy as np

        name = self.embedder.name
        keys = [text_hash(text) for text in texts]
        held = self.catalogue.embeddings.held(name, keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
        items = list(new.items())
        for first in range(0, len(items), _BATCH):
            some = items[first : first + _BATCH]
            made = self.embedder.embed([text for _, text in some])
            held |= {key: vector for (key, _), vector in zip(some, made, strict=True)}
            if len(items) > _BATCH:  # a large file: what is embedded survives an interruption
                self.catalogue.embeddings.keep(name, [key for key, _ in some], made)
        if not keys:
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([held[key] for key in keys])

    def _put(self, job: Job, parsed: Parsed, vectors: "Vectors") -> None:
        document = parsed.document
        notes = "; ".join(document.notes)
        entry = job.entry.model_copy(update={"reason": notes, "seconds": parsed.seconds})
        with self.writing():
            if self.catalogue.has_document(entry.digest):  # another process was faster
                self.catalogue.link(entry)
            else:
                self.catalogue.put(entry, parsed, vectors, self.embedder.name)
        self._fresh += len(parsed.passages)
        held = self.catalogue.files.reports([entry.path])[0]
        self._report(held.model_copy(update={"state": _state(job.before)}))
        for twin in self._twins(entry):
            self._known(twin.entry, twin.before)

    def _failed(self, job: Job, error: LabwrightError) -> None:
        reason = str(error)
        held = job.before is not None and job.before.state in HELD
        # Only a file that can be opened, and holds something else now, gives up what was in it.
        changed = isinstance(error, UnreadableDocument) and not is_empty(job.file)
        keep = held and not changed
        if keep:
            reason += " What was read from it before is kept; add it again to try anew."
        with self.writing():
            self.catalogue.fail(job.entry.model_copy(update={"reason": reason}), keep)
        state = "kept" if keep else "failed"
        self._report(FileReport(path=job.entry.path, state=state, reason=reason))
        for twin in self._twins(job.entry):
            self._failed(twin, error)

    def _twins(self, entry: FileEntry) -> list[Job]:
        """Take out the files of this run that have the same content."""
        twins = [job for job in self._later if job.entry.digest == entry.digest]
        self._later = [job for job in self._later if job not in twins]
        return twins


def _passages(waiting: Sequence[tuple[Job, Parsed]]) -> int:
    return sum(len(parsed.passages) for _, parsed in waiting)


def _state(before: FileEntry | None) -> str:
    return "replaced" if before is not None and before.state in HELD else "added"
