"""Work that may crash or hang, done in a process of its own with a time limit."""

import atexit
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, TypeVar

from labwright.core.errors import BadArgument, LabwrightError, LibraryFailed, TookTooLong

SECONDS = 20.0
_KEPT = 2
_HEADER = 8

R = TypeVar("R")


def isolated(
    function: Callable[..., R], *arguments: Any, seconds: float = SECONDS, **options: Any
) -> R:
    """Call a function in a process that is ended if it takes too long.

    Args:
        function: A function of a module, found again by its name.
        *arguments: Its arguments; they are pickled.
        seconds: How long it may take, beside the start of the process.
        **options: Its keyword arguments.

    Returns:
        What the function returns.

    Raises:
        TookTooLong: If time runs out.
        LibraryFailed: If the process dies, or the function raises an error of a library.

    Example:
        >>> from math import sqrt
        >>> isolated(sqrt, 2.25)
        1.5
    """
    call = pickle.dumps((function.__module__, function.__qualname__, arguments, options))
    with _worker() as worker:
        reply = worker.ask(call, seconds)
    if reply is None:
        raise TookTooLong(function.__name__, seconds)
    if not reply:
        raise LibraryFailed(f"{function.__name__} ended its process.")
    done, value = pickle.loads(reply)  # noqa: S301 - written by our own process
    if done:
        result: R = value
        return result
    raise value if isinstance(value, LabwrightError) else LibraryFailed(str(value))


class Worker:
    """A process that calls functions; it ends with this one.

    Example:
        >>> worker = Worker()
        >>> worker.alive
        True
        >>> worker.end()
    """

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "labwright.core.isolated_process"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._ended = False
        self._pipe(self.process.stdout).read(1)  # it is up: its start is nobody's time

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise BadArgument("The process has no pipe.")
        return pipe

    def ask(self, call: bytes, seconds: float) -> bytes | None:
        """Send a call; return its reply, nothing if the process died, None if time ran out."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            write(self._pipe(self.process.stdin), call)
            reply = read(self._pipe(self.process.stdout))
        except OSError:
            reply = b""
        finally:
            timer.cancel()
        self._ended = not reply
        return None if late.is_set() and not reply else reply

    def end(self) -> None:
        """End the process."""
        with suppress(OSError):
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                self._pipe(pipe).close()

    @property
    def alive(self) -> bool:
        """Tell whether it can be asked again; one that was killed may not be gone yet."""
        return not self._ended and self.process.poll() is None


_idle: list[Worker] = []
_lock = threading.Lock()


@contextmanager
def _worker() -> Iterator[Worker]:
    """Lend a process that nobody uses; two stay open, as starting one takes longer than a call."""
    with _lock:
        ready = _idle.pop() if _idle else None
    worker = ready if ready is not None and ready.alive else Worker()
    kept = False
    try:
        yield worker
        kept = True
    finally:
        with _lock:
            kept = kept and worker.alive and len(_idle) < _KEPT
            if kept:
                _idle.append(worker)
        if not kept:
            worker.end()


@atexit.register
def _end_all() -> None:
    while _idle:
        _idle.pop().end()


def write(pipe: IO[bytes], body: bytes) -> None:
    """Write a message with its length before it."""
    pipe.write(len(body).to_bytes(_HEADER, "big") + body)
    pipe.flush()


def read(pipe: IO[bytes]) -> bytes:
    """Read a message; empty at the end of the pipe."""
    header = pipe.read(_HEADER)
    if len(header) < _HEADER:
        return b""
    length = int.from_bytes(header, "big")
    body = pipe.read(length)
    return body if len(body) == length else b""
