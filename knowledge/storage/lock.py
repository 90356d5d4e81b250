"""One writer at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labwright.core.errors import WorkspaceBusy
from labwright.core.workspace import file_faults

_SECONDS = 30


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the lock of whoever writes to a store.

    Args:
        folder: The store's folder.

    Raises:
        WorkspaceBusy: If another process keeps it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "writer.lock")
    with file_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=_SECONDS)
        except Timeout as error:
            raise WorkspaceBusy(
                f"Another process has been writing to {folder} for {_SECONDS} s.",
                "Wait until it is done and try again; searching works meanwhile.",
            ) from error
    try:
        yield
    finally:
        lock.release()
