"""Keeping a store in step with a folder."""

import time
from collections.abc import Callable
from pathlib import Path

from labwright.knowledge.document import AddReport
from labwright.knowledge.readers.registry import find_files

State = dict[str, tuple[int, int]]


def watch(
    folder: Path,
    add: Callable[[Path], AddReport],
    told: Callable[[AddReport], None],
    seconds: float = 2.0,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Add a folder whenever what it holds has changed and come to rest.

    The folder is looked at again and again, which works on network drives and in containers too,
    where notifications of the system do not arrive.

    Args:
        folder: The folder.
        add: Adds it, and forgets files that are gone.
        told: Told what became of the files.
        seconds: Between two looks; a file counts as written when two looks see the same.
        stopped: Asked after each look.
    """
    done: State | None = None
    before: State = {}
    while not stopped():
        now = _state(folder)
        if now == before and now != done:
            told(add(folder))
            done = now
        before = now
        time.sleep(seconds)


def _state(folder: Path) -> State:
    """Return size and time of change of each file."""
    state: State = {}
    for file in find_files(folder):
        try:
            stat = file.stat()
        except OSError:  # gone between two looks
            continue
        state[str(file)] = (stat.st_size, stat.st_mtime_ns)
    return state
