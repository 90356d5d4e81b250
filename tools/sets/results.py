"""A table of results that grows, survives being stopped, and is put in place when it is whole."""

import csv
import hashlib
import io
import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from labwright.core.errors import BadArgument, MissingFile, WorkspaceBusy
from labwright.tools.sets.work import Done, Fault

MOST_FAULTS = 1000
"""Bad records that are listed one by one beside the results; all are in the results."""
_HEAD = 1 << 20
_EVERY = 1.0
"""Seconds between two notes on how far it has got."""


def fingerprint_of(path: Path) -> dict[str, Any]:
    """Return what tells a file from another one, without reading all of it."""
    state = path.stat()
    with path.open("rb") as stream:
        head = hashlib.sha256(stream.read(_HEAD)).hexdigest()
    return {"bytes": state.st_size, "changed": state.st_mtime_ns, "head": head}


class GrowingTable:
    """A table beside its place, as ``NAME.partial``, with a note on how far it has got.

    Args:
        output: Where it will lie.
        header: Names of its columns.
        separator: Between them.
        identity: What must be the same for another run to go on with it.
        fresh: Whether to begin anew in any case.
    """

    def __init__(
        self, output: Path, header: Sequence[str], separator: str, identity: dict[str, Any],
        fresh: bool = False,
    ) -> None:  # fmt: skip
        from filelock import FileLock, Timeout

        self.output = output
        self.partial = output.with_name(output.name + ".partial")
        self._note = output.with_name(output.name + ".partial.json")
        self._identity = identity
        self.records = self.bad = 0
        self.faults: list[Fault] = []
        self.resumed = 0
        self._noted = time.monotonic()
        try:
            lock = output.with_name(output.name + ".lock")
            if not output.parent.is_dir() or not os.access(output.parent, os.W_OK):
                raise OSError(f"{output.parent} is no folder that can be written into")
            self._lock = FileLock(lock)
            self._lock.acquire(timeout=0)
            self._stream = self._begin(header, separator, fresh)
        except Timeout as error:
            if not lock.exists():
                raise MissingFile(f"{output} cannot be written.", "Give another output.") from error
            raise WorkspaceBusy(
                f"Another process is writing {output}.", "Wait for it, or give another output."
            ) from error
        except OSError as error:
            raise MissingFile(
                f"{output} cannot be written: {error.strerror or error}.", "Give another output."
            ) from error

    def _begin(self, header: Sequence[str], separator: str, fresh: bool) -> IO[bytes]:
        note = None if fresh else self._read_note()
        if note is not None:
            stream = self.partial.open("r+b")
            stream.truncate(note["bytes"])
            stream.seek(0, os.SEEK_END)
            self.records = self.resumed = note["records"]
            self.bad = note["bad"]
            self.faults = [Fault(*fault) for fault in note["faults"]]
            return stream
        stream = self.partial.open("w+b")
        line = io.StringIO()
        csv.writer(line, delimiter=separator, lineterminator="\n").writerow(header)
        stream.write(line.getvalue().encode())
        return stream

    def _read_note(self) -> Any:
        with suppress(OSError, ValueError, KeyError, TypeError):
            note = json.loads(self._note.read_text(encoding="utf-8"))
            if note["identity"] == self._identity and note["bytes"] <= self.partial.stat().st_size:
                return note
        return None

    def add(self, done: Done) -> None:
        """Add what came out of a portion."""
        self._stream.write(done.text.encode("utf-8", "replace"))
        self.records += done.count
        self.bad += len(done.faults)
        self.faults += done.faults[: max(0, MOST_FAULTS - len(self.faults))]
        if time.monotonic() - self._noted > _EVERY:
            self.note()

    def note(self) -> None:
        """Write down how far it has got: a run that is killed goes on from here."""
        self._stream.flush()
        note = {
            "identity": self._identity, "records": self.records, "bytes": self._stream.tell(),
            "bad": self.bad, "faults": self.faults,
        }  # fmt: skip
        write_whole(self._note, json.dumps(note))
        self._noted = time.monotonic()

    def stop(self) -> None:
        """Leave the table as it is, to be read, or gone on with."""
        if not self._stream.closed:
            self.note()
            self._stream.close()
        self._unlock()

    def finish(self, types: dict[str, str]) -> None:
        """Put the whole table in its place.

        Args:
            types: For Parquet: ``number``, ``whole``, ``truth`` or ``text`` by column.

        Raises:
            MissingExtra: If it is to be Parquet and pyarrow is not installed.
        """
        self.note()
        os.fsync(self._stream.fileno())
        self._stream.close()
        if self.output.suffix.lower() == ".parquet":
            from labwright.tools.sets.parquet import convert

            convert(self.partial, self.output, types)
            self.partial.unlink()
        else:
            self.partial.replace(self.output)
        self._note.unlink(missing_ok=True)
        self._unlock()

    def _unlock(self) -> None:
        self._lock.release()
        with suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    aside = path.with_name(path.name + ".new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def provenance_of(output: Path) -> Path:
    """Return where it is told how a file of results was made."""
    return output.with_name(output.name + ".provenance.json")


def check_output(output: Path, source: Path) -> None:
    """Refuse a place where something lies that is not ours.

    Args:
        output: Where results shall lie.
        source: The file they are made from.

    Raises:
        BadArgument: If it has another ending than .csv, .tsv or .parquet, is the file itself, or
            lies there and was not made here.
    """
    if output.suffix.lower() not in (".csv", ".tsv", ".parquet"):
        raise BadArgument(
            f"“{output.name}” is no table of results.", "End it in .csv, .tsv or .parquet."
        )
    if output.exists() and output.resolve() == source.resolve():
        raise BadArgument(f"“{output}” is the file that is read.", "Give another output.")
    if output.is_dir() or (output.exists() and not provenance_of(output).exists()):
        raise BadArgument(
            f"“{output}” is there already and was not made by labwright.", "Give another output."
        )
