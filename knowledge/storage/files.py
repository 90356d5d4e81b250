"""The manifest: which files were added, and what became of each."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from labwright.core.workspace import Database
from labwright.knowledge.document import FileReport

HELD = ("added", "kept")
"""States of files whose content is held."""


class FileEntry(BaseModel):
    """A file as the manifest knows it.

    Args:
        path: Where it is; of a member of an archive, the archive's path, ``!/`` and its own.
        digest: Hash of its content.
        state: ``added``, ``kept``, ``failed``, ``gone``, or ``opened`` for an archive.
        reason: What was noticed, or why it failed.
        seconds: Time that reading it took.
        container: The archive it came out of.
        project: The project it belongs to.
        tags: Words that the user gave it.
    """

    model_config = ConfigDict(frozen=True)

    path: str
    digest: str = ""
    state: str = "added"
    reason: str = ""
    seconds: float = 0.0
    container: str = ""
    project: str = ""
    tags: tuple[str, ...] = ()


_FIELDS = "path, hash, state, reason, seconds, container, project"
_REPORT = (
    "SELECT f.path, f.state, f.reason, coalesce(d.pages, 0), f.seconds, "
    "(SELECT count(*) FROM passages p WHERE p.document = d.hash), "
    "(SELECT count(DISTINCT molecule) FROM mentions m WHERE m.document = d.hash), "
    "coalesce((SELECT min(g.path) FROM documents o JOIN files g ON g.hash = o.hash "
    "WHERE o.work = d.work AND d.work <> '' AND o.hash <> d.hash), '') "
    "FROM files f LEFT JOIN documents d ON d.hash = f.hash"
)


class Files:
    """The table of files.

    Args:
        db: The catalogue's database.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def known(self, path: str) -> FileEntry | None:
        """Return what is known of a file; None if it was never added."""
        row = self._db.execute(
            f"SELECT {_FIELDS} FROM files WHERE path = ?",  # noqa: S608
            (path,),
        ).fetchone()
        if row is None:
            return None
        tags = self._db.execute("SELECT name FROM tags WHERE path = ? ORDER BY name", (path,))
        return _entry(row, tuple(name for (name,) in tags))

    def write(self, db: Database, entry: FileEntry) -> None:
        """Write an entry, replacing the one of the same path."""
        db.execute(
            f"INSERT OR REPLACE INTO files ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (entry.path, entry.digest, entry.state, entry.reason, entry.seconds, entry.container,
             entry.project),
        )  # fmt: skip
        db.execute("DELETE FROM tags WHERE path = ?", (entry.path,))
        db.executemany("INSERT INTO tags VALUES (?, ?)", [(entry.path, tag) for tag in entry.tags])

    def digests(self, paths: Iterable[str]) -> list[str]:
        """Return the content hashes that some files are known by."""
        return [entry.digest for path in paths if (entry := self.known(path))]

    def holding(self, digest: str) -> list[str]:
        """Return the files that hold a content."""
        rows = self._db.execute(
            f"SELECT path FROM files WHERE hash = ? AND state IN {HELD} ORDER BY path",  # noqa: S608
            (digest,),
        )
        return [path for (path,) in rows]

    def inside(self, archive: str) -> list[str]:
        """Return the files that came out of an archive."""
        rows = self._db.execute("SELECT path FROM files WHERE container = ?", (archive,))
        return [path for (path,) in rows]

    def paths(self) -> list[str]:
        """Return the paths of all files."""
        return [path for (path,) in self._db.execute("SELECT path FROM files ORDER BY path")]

    def reports(self, paths: Iterable[str] | None = None) -> list[FileReport]:
        """Return what became of files: of some, or of all in the order of their paths."""
        if paths is None:
            rows = self._db.execute(f"{_REPORT} ORDER BY f.path").fetchall()
        else:
            query = f"{_REPORT} WHERE f.path = ?"
            rows = [row for path in paths for row in self._db.execute(query, (path,))]
        return [
            FileReport(
                path=r[0], state=r[1], reason=r[2], pages=r[3], seconds=r[4], passages=r[5],
                molecules=r[6], version_of=r[7],
            )
            for r in rows
        ]  # fmt: skip


def _entry(row: tuple[str, str, str, str, float, str, str], tags: tuple[str, ...]) -> FileEntry:
    path, digest, state, reason, seconds, container, project = row
    return FileEntry(
        path=path, digest=digest, state=state, reason=reason, seconds=seconds,
        container=container, project=project, tags=tags,
    )  # fmt: skip
