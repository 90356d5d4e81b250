"""The folder that holds everything labwright keeps for one project."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from labwright.core.errors import (
    BadSetting,
    CorruptStore,
    LabwrightError,
    UserCanMend,
    WorkspaceBusy,
)

_P = ParamSpec("_P")
_T = TypeVar("_T")
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CLOSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


class Workspace:
    """Paths and content-addressed files of one workspace.

    Args:
        folder: The workspace folder; None means ``.labwright`` in the working directory, or
            what ``LABWRIGHT_WORKSPACE`` names.

    Raises:
        BadSetting: If the folder cannot be made.

    Example:
        >>> import tempfile
        >>> Workspace(Path(tempfile.mkdtemp()) / "w").threads.name
        'threads.sqlite'
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        chosen = folder or os.environ.get("LABWRIGHT_WORKSPACE") or ".labwright"
        self.folder = Path(chosen).expanduser().absolute()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._ignore_in_git()
        except OSError as error:
            raise BadSetting(
                f"The workspace {self.folder} cannot be used: {error.strerror}.",
                "Name a folder that can be written with --workspace DIR.",
            ) from error

    def _ignore_in_git(self) -> None:
        marker = self.folder / ".gitignore"
        if not any(self.folder.iterdir()):
            marker.write_text("*\n", encoding="utf-8")

    @property
    def knowledge(self) -> Path:
        """Folder of the catalogue and the vector index."""
        return self.folder / "knowledge"

    @property
    def threads(self) -> Path:
        """Database of threads, checkpoints and receipts."""
        return self.folder / "threads.sqlite"

    @property
    def artifacts(self) -> Path:
        """Folder of bodies kept by content hash."""
        return self.folder / "artifacts"

    @property
    def settings(self) -> Path:
        """Settings file of this workspace."""
        return self.folder / "settings.toml"

    def keep(self, body: str) -> str:
        """Keep a body by its content hash.

        Args:
            body: Any text.

        Returns:
            The SHA-256 of the body, under which ``fetch`` gives it back.

        Raises:
            UserCanMend: If the folder cannot be written.
        """
        data = storable(body).encode()
        digest = hashlib.sha256(data).hexdigest()
        path = self.artifacts / digest[:2] / digest
        with file_faults(path):
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                half = path.with_name(f"{digest}.{os.getpid()}.part")
                half.write_bytes(data)
                half.replace(path)  # whole or not at all, whatever is killed when
        return digest

    def fetch(self, digest: str) -> str:
        """Return the body kept under a hash.

        Raises:
            CorruptStore: If it was changed or lost.
            UserCanMend: If it is there and cannot be read.
        """
        path = self.artifacts / digest[:2] / digest
        with file_faults(path):
            data = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(data).hexdigest() != digest:
            raise CorruptStore(
                f"{path} was changed or lost.", "Ask the question again in a new thread."
            )
        return data.decode()

    def check_artifacts(self) -> int:
        """Check every body that is kept.

        Returns:
            How many there are.

        Raises:
            CorruptStore: If one was changed.
            UserCanMend: If the folder cannot be read, or is none.
        """
        with file_faults(self.artifacts):
            if not self.artifacts.exists():
                return 0
            folders = sorted(path for path in self.artifacts.iterdir() if path.is_dir())
            kept = [p.name for f in folders for p in sorted(f.iterdir()) if p.suffix != ".part"]
        for digest in kept:
            self.fetch(digest)
        return len(kept)


def storable(text: str) -> str:
    """Replace what no file can hold: halves of characters (lone surrogates).

    Example:
        >>> storable("5 " + chr(0xD835) + " g")
        '5 � g'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Tell faults of the file system as errors with a remedy.

    Args:
        path: The file or folder that is used.

    Raises:
        UserCanMend: If the operating system refuses.
    """
    try:
        yield
    except OSError as error:
        raise UserCanMend(
            f"{path} cannot be used: {error.strerror or error}.",
            "Check that the folders above it are folders that you may write to and that the disk "
            "has room, then do it again; or name another workspace with --workspace DIR.",
        ) from error


def database_fault(
    error: sqlite3.Error, file: str = "A database of the workspace", remedy: str = ""
) -> LabwrightError:
    """Return the error that tells a fault of SQLite to a user.

    Args:
        error: What SQLite raised.
        file: The file, as it is to be named.
        remedy: What to do if the file is damaged. Only then is it good to move it away.

    Returns:
        The error, with a remedy.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _DAMAGED:
        return CorruptStore(f"{file} is damaged: {error}.", remedy or "Try: labwright doctor")
    if code in _BUSY:
        return WorkspaceBusy(
            f"{file} is in use by another program: {error}.",
            "Wait until that is done and do it again; nothing is lost.",
        )
    if code in _CLOSED:
        advice = "Check that you may read and write it and the folder that it is in."
    elif code in _NO_ROOM:
        advice = "Check that the disk has room and answers, then do it again."
    else:
        advice = "Do it again; if it stays, name another workspace with --workspace DIR."
    return UserCanMend(f"{file} cannot be used: {error}.", f"{advice} The file is kept as it is.")


def _told(
    method: Callable[Concatenate["_Cursor", _P], _T],
) -> Callable[Concatenate["_Cursor", _P], _T]:
    @wraps(method)
    def run(self: "_Cursor", /, *arguments: _P.args, **named: _P.kwargs) -> _T:
        try:
            return method(self, *arguments, **named)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # a fault of ours, not of the file
        except sqlite3.DatabaseError as error:
            database = self.connection
            remedy = database.remedy if isinstance(database, Database) else ""
            file = str(database.file) if isinstance(database, Database) else ""
            raise database_fault(error, file, remedy) from error

    return run


class _Cursor(sqlite3.Cursor):
    """A cursor whose faults are told; a torn page shows only when its rows are fetched."""

    execute = _told(sqlite3.Cursor.execute)
    executemany = _told(sqlite3.Cursor.executemany)
    executescript = _told(sqlite3.Cursor.executescript)
    fetchone = _told(sqlite3.Cursor.fetchone)
    fetchall = _told(sqlite3.Cursor.fetchall)
    __next__ = _told(sqlite3.Cursor.__next__)


class Database(sqlite3.Connection):
    """A database of the workspace: its folder is made, its faults are told.

    Args:
        file: The SQLite file; made if missing.
        remedy: What to do if it is damaged.

    Raises:
        CorruptStore: If it is damaged.
        UserCanMend: If it cannot be used for another reason.
    """

    def __init__(self, file: Path, remedy: str) -> None:
        self.file, self.remedy = file, remedy
        with file_faults(file.parent):
            file.parent.mkdir(parents=True, exist_ok=True)
        try:
            super().__init__(file, timeout=60, isolation_level=None, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            raise database_fault(error, str(file), remedy) from error

    def execute(self, sql: str, parameters: Any = (), /) -> _Cursor:
        """Run a statement."""
        cursor = self.cursor(_Cursor)
        cursor.execute(sql, parameters)
        return cursor

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> _Cursor:
        """Run a statement for each row of parameters."""
        cursor = self.cursor(_Cursor)
        cursor.executemany(sql, parameters)
        return cursor

    def executescript(self, sql: str, /) -> _Cursor:
        """Run several statements."""
        cursor = self.cursor(_Cursor)
        cursor.executescript(sql)
        return cursor
