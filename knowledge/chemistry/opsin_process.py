"""OPSIN as a program that stays open: starting Java takes longer than many names."""

import atexit
import queue
import shutil
import subprocess
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

# Little is read by it, and not for long: its compilers and collectors would take more time.
_COMMAND = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
            "-Dfile.encoding=UTF-8", "-jar")  # fmt: skip
_MARKS = ("tricosane", "docosane")
_MARKED = ("C" * 23, "C" * 22)
"""Names that follow each name, and what OPSIN answers to them: where both stand, it is done."""


_SECONDS = 30.0
_Lines = queue.SimpleQueue[str | None]
"""What it says; None when it ends."""


def java_present() -> bool:
    """Tell whether a Java runtime is on the path."""
    return shutil.which("java") is not None


class OpsinProcess:
    """A running OPSIN; it ends when this process does.

    Args:
        seconds: How long one name may take.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._lines: _Lines = queue.SimpleQueue()

    def ask(self, name: str) -> tuple[str, bool]:
        """Ask for the structure of a name.

        Args:
            name: A name without line ends.

        Returns:
            SMILES, empty if OPSIN knows none or does not answer; whether it warns that the name
            is ambiguous.
        """
        with self._lock:
            try:
                said = self._answer(name)
            except (OSError, ImportError, queue.Empty):
                self._end()
                return "", False
        return (said[-1] if said else ""), any("APPEARS_AMBIGUOUS" in line for line in said[:-1])

    def close(self) -> None:
        """End the program."""
        with self._lock:
            self._end()

    def _answer(self, name: str) -> list[str]:
        """Return the lines that a name gets: warnings, and the structure as the last."""
        given = self._opened()
        given.write("\n".join((name, *_MARKS)) + "\n")
        given.flush()
        said: list[str] = []
        while tuple(said[-2:]) != _MARKED:
            line = self._lines.get(timeout=self._seconds)
            if line is None:
                raise BrokenPipeError
            said.append(line)
        return said[:-2]

    def _opened(self) -> IO[str]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [*_COMMAND, str(_jar()), "-osmi"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
            )  # fmt: skip
            assert self._process.stdout is not None  # noqa: S101
            self._lines = queue.SimpleQueue()
            threading.Thread(
                target=_passed_on, args=(self._process.stdout, self._lines), daemon=True
            ).start()
        assert self._process.stdin is not None  # noqa: S101
        return self._process.stdin

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was written to it is lost with it
                    pipe.close()


def _passed_on(pipe: IO[str], lines: "_Lines") -> None:
    with suppress(ValueError):  # it was closed
        for line in pipe:
            lines.put(line.strip())
    lines.put(None)


@cache
def opsin_process() -> OpsinProcess:
    """Return the OPSIN of this process."""
    made = OpsinProcess(_SECONDS)
    atexit.register(made.close)
    return made


def _jar() -> Path:
    import py2opsin

    # The package brings OPSIN's jar. Its own call writes the name to a file of a fixed name and
    # trusts the encoding of the terminal; a pipe needs neither.
    found = sorted(Path(str(py2opsin.__file__)).parent.glob("opsin*.jar"))
    if not found:
        raise FileNotFoundError("opsin*.jar")
    return found[0]
