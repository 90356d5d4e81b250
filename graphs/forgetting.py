"""Deleting threads wholly: their turns, receipts, checkpoints, and the evidence kept for them."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from labwright.core.workspace import Database, Workspace, file_faults

_TABLES = {"turns": "thread", "receipts": "thread", "checkpoints": "thread_id",
           "writes": "thread_id"}  # fmt: skip
_KEPT = re.compile(rb"[0-9a-f]{64}")
"""The hash that a body of evidence is kept by."""
_REMEDY = "Close other programs that use this workspace, and remove the document again."


class ThreadRemover:
    """Finds the threads that speak of something, and deletes threads.

    Args:
        workspace: Where they are kept.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def mentioning(self, words: Sequence[str]) -> list[str]:
        """Return the threads that hold some words, in themselves or in their evidence.

        Args:
            words: Hashes, paths or names; names are found as whole words. Without any, no
                thread is meant.

        Returns:
            Ids of threads.
        """
        if not words:
            return []
        pattern = _any_of(words)
        kept = {path.name for path in self._bodies() if pattern.search(path.read_bytes())}
        found = []
        for thread, data in self._contents().items():
            named = {digest.decode() for digest in _KEPT.findall(data)}
            if named & kept or pattern.search(data):
                found.append(thread)
        return sorted(found)

    def delete(self, threads: Sequence[str]) -> None:
        """Delete threads and the evidence that no other thread has; no byte of them stays.

        Raises:
            UserCanMend: If a file cannot be written.
            WorkspaceBusy: If another process holds the threads.
        """
        if not threads:
            return
        contents = self._contents()
        gone = b"\0".join(contents.pop(thread, b"") for thread in threads)
        rest = b"\0".join(contents.values())
        with closing(Database(self._workspace.threads, _REMEDY)) as db:
            db.execute("PRAGMA secure_delete=ON")
            with db:
                for table, column in _present(db):
                    db.executemany(
                        f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608
                        [(thread,) for thread in threads],
                    )
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # Only now: evidence without its thread is a smaller fault than a thread without it.
        for path in [*self._bodies(), *self._figures()]:
            name = path.name.encode()
            if name in gone and name not in rest:
                with file_faults(path):
                    path.unlink(missing_ok=True)

    def _contents(self) -> dict[str, bytes]:
        """Return all that is stored of each thread, as bytes."""
        parts: dict[str, list[bytes]] = defaultdict(list)
        if not self._workspace.threads.exists():
            return {}
        with closing(Database(self._workspace.threads, _REMEDY)) as db:
            for table, column in _present(db):
                for row in db.execute(f"SELECT {column}, * FROM {table}"):  # noqa: S608
                    parts[row[0]] += [_bytes(value) for value in row]
        return {thread: b"\0".join(some) for thread, some in parts.items()}

    def _bodies(self) -> Iterator[Path]:
        return (path for path in self._workspace.artifacts.glob("*/*") if path.is_file())

    def _figures(self) -> Iterator[Path]:
        return (self._workspace.folder / "figures").glob("*.svg")


def _any_of(words: Sequence[str]) -> re.Pattern[bytes]:
    return re.compile(
        b"|".join(
            rb"(?<![\w.-])" + re.escape(word.encode("utf-8", "surrogateescape")) + rb"(?![\w-])"
            for word in words
        )
    )


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def _present(db: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = {name for (name,) in rows}
    return [(table, column) for table, column in _TABLES.items() if table in names]
