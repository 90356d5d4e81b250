"""Archives: ZIP and TAR, unpacked without trusting them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from labwright.core.errors import UnreadableDocument
from labwright.core.workspace import storable
from labwright.knowledge.readers.archives.members import (
    LOCKED,
    TAR_FAULTS,
    Member,
    archive_kind,
    read_members,
)
from labwright.knowledge.readers.archives.names import free_path, safe_parts
from labwright.knowledge.readers.registry import is_readable

_MOST_NAMED = 5
_PATIENCE = 4  # times the size that may be written is read to come to what is wanted


@dataclass(frozen=True)
class Limits:
    """What an archive may hold, those inside it counted with it.

    Args:
        size: Bytes of all that is unpacked.
        ratio: How many times its own size it may unpack to.
        unquestioned: Bytes up to which the ratio does not matter.
        members: Files.
        depth: Archives within each other, below the outermost.
    """

    size: int = 2 * 2**30
    ratio: int = 200
    unquestioned: int = 100 * 2**20
    members: int = 20_000
    depth: int = 2


LIMITS = Limits()


def is_archive(path: Path) -> bool:
    """Tell by its name whether a file is an archive that can be unpacked."""
    return archive_kind(path.name) is not None


def members(path: Path, into: Path, limits: Limits = LIMITS) -> tuple[list[Path], list[str]]:
    """Unpack the files of an archive that can be read.

    Nothing is written outside the folder. Links and devices are left out, hidden files without a
    word, and so is what exceeds the limits. Archives in the archive are unpacked into folders of
    their names.

    Args:
        path: The archive.
        into: Folder to unpack into; it is made if it does not exist.
        limits: What the archive may hold.

    Returns:
        The unpacked files in the order of the archive, and what was left out and why.

    Raises:
        UnreadableDocument: If it is damaged, or locked by a password.
        OSError: If it cannot be opened, or the folder cannot be written to.
    """
    into.mkdir(parents=True, exist_ok=True)
    work = _Unpacking(limits, path.stat().st_size)
    try:
        work.unpack(path, archive_kind(path.name) or "zip", into, "", 0)
    except _Full as full:
        work.stopped = str(full)
    return work.files, work.notes()


class _Full(Exception):
    """A limit is reached."""


@dataclass
class _Unpacking:
    """What has been unpacked so far, and what has been left out."""

    limits: Limits
    packed: int
    files: list[Path] = field(default_factory=list)
    stopped: str = ""
    _seen: int = 0
    _written: int = 0
    _passed: int = 0
    _left_out: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _endings: Counter[str] = field(default_factory=Counter)

    def unpack(self, path: Path, kind: str, into: Path, above: str, depth: int) -> None:
        """Unpack an archive.

        Args:
            path: The archive.
            kind: How it is packed.
            into: Where to.
            above: What stands before the names of its members in notes.
            depth: How many archives it lies in.
        """
        before = self._seen
        members = read_members(path, kind, self._pass)
        locked = 0
        while (member := self._next(members, before, above)) is not None:
            locked += member.refused == LOCKED
            self._count()
            self._take(member, into, above, depth)
        if locked and locked == self._seen - before:
            raise UnreadableDocument(
                "It is locked by a password.", "Unpack it and add the files in it."
            )

    def _next(self, members: Iterator[Member], before: int, above: str) -> Member | None:
        """Return the next member; None at the end, or where damage is the end."""
        try:
            return next(members, None)
        except TAR_FAULTS as error:
            if self._seen == before:
                raise UnreadableDocument(f"It is damaged ({error}).", "Get it anew.") from error
            self._left_out["what follows damage"].append(f"{above}…")
            return None

    def _take(self, member: Member, into: Path, above: str, depth: int) -> None:
        shown = above + member.name
        parts = safe_parts(member.name)
        kind = archive_kind(parts[-1]) if parts else None
        if member.refused:
            self._left_out[member.refused].append(shown)
        elif parts is None:
            self._left_out["names that lead out of the archive"].append(shown)
        elif any(part.startswith(".") or part == "__MACOSX" for part in parts):
            return
        elif kind is not None and depth == self.limits.depth:
            self._left_out["archives that lie too deep in others"].append(shown)
        elif kind is not None:
            self._nested(member, kind, free_path(into, parts), depth, shown)
        elif is_readable(Path(parts[-1])):
            path = free_path(into, parts)
            if self._write(member, path, shown):
                self.files.append(path)
        else:
            self._endings[Path(parts[-1]).suffix.lower() or "none"] += 1

    def _nested(self, member: Member, kind: str, folder: Path, depth: int, shown: str) -> None:
        packed = folder.with_name(f"{folder.name}.part")
        try:
            if self._write(member, packed, shown):
                folder.mkdir()
                self.unpack(packed, kind, folder, f"{shown}/", depth + 1)
        except UnreadableDocument as error:
            self._left_out[error.message.rstrip(".")].append(shown)
        finally:
            packed.unlink(missing_ok=True)

    def _write(self, member: Member, path: Path, shown: str) -> bool:
        """Write what a member holds; tell whether all of it could be read."""
        sound = False
        try:
            with path.open("xb") as stream:
                sound = self._copy(member.content, stream)
        finally:
            if not sound:
                path.unlink(missing_ok=True)
        if not sound:
            self._left_out["damaged"].append(shown)
        return sound

    def _copy(self, content: Iterator[bytes], stream: IO[bytes]) -> bool:
        while True:
            try:
                piece = next(content, b"")
            except TAR_FAULTS:
                return False
            if not piece:
                return True
            self._written += len(piece)
            self._check()
            stream.write(piece)  # a full disk is no fault of the archive

    def _pass(self, size: int) -> None:
        self._passed += size
        self._check()

    def _count(self) -> None:
        self._seen += 1
        if self._seen > self.limits.members:
            raise _Full(f"it has more than {self.limits.members} members")

    def _check(self) -> None:
        limits, unpacked = self.limits, self._written + self._passed
        if self._written > limits.size or self._passed > _PATIENCE * limits.size:
            raise _Full(f"it unpacks to more than {limits.size / 2**30:g} GB")
        if unpacked > limits.unquestioned and unpacked > limits.ratio * self.packed:
            raise _Full(f"it unpacks to more than {limits.ratio} times its size")

    def notes(self) -> list[str]:
        """Return what was left out and why."""
        told = [f"left out, {why}: {_some(names)}" for why, names in self._left_out.items()]
        if self._endings:
            listed = ", ".join(f"{n} × {end}" for end, n in self._endings.most_common(_MOST_NAMED))
            count = self._endings.total()
            told.append(f"left out, of kinds that are not read: {count} ({listed})")
        if self.stopped:
            told.append(f"left out, since {self.stopped}: the rest")
        if not self._seen:
            told.append("it is empty")
        return told


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    listed = ", ".join(storable(name) for name in names[:_MOST_NAMED])
    return listed + (f" and {more} more" if more > 0 else "")
