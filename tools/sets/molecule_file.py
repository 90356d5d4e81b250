"""Files that hold many molecules, opened: their kind, columns, and records one by one."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, TextIO

from labwright.core.errors import MissingFile
from labwright.knowledge.readers.molecules.smiles_lines import is_comment
from labwright.knowledge.readers.tables.delimited import (
    Line,
    lines_of,
    split_rows,
    told_sign,
)

Kind = Literal["table", "smiles", "sdf"]
Notation = Literal["smiles", "inchi", "name", "table"]

_BLOCK = 1 << 20
_LONGEST_RECORD = 8 * 2**20
_GZIP = b"\x1f\x8b"


class Raw(NamedTuple):
    """A record as it stands in its file.

    Args:
        number: Counted from 1, without headings, comments and empty lines.
        line: Number of its first line, counted from 1.
        text: What it says, of SMILES and SDF.
        cells: Its cells, of a table.
        torn: Whether a quotation mark in it is not closed, or it is too long to be read.
    """

    number: int
    line: int
    text: str = ""
    cells: tuple[str, ...] = ()
    torn: bool = False


@dataclass(frozen=True)
class MoleculeFile:
    """A file of molecules and how it is laid out.

    Args:
        path: Where it is.
        kind: How records are written.
        columns: Names of its columns, all different.
        headed: Whether the first row names them.
        separator: Between columns; empty for blanks.
        structure: Index of the column with the structures.
        notation: How structures are written.
        notes: What was guessed.
    """

    path: Path
    kind: Kind
    columns: tuple[str, ...]
    headed: bool = False
    separator: str = ""
    structure: int = 0
    notation: Notation = "smiles"
    notes: tuple[str, ...] = ()

    def records(self, place: "Place | None" = None) -> Iterator[Raw]:
        """Yield the records in order, however long the file is.

        Args:
            place: Is kept up to date on how much of the file has been read.
        """
        with opened(self.path, place or Place()) as stream:
            if self.kind == "sdf":
                yield from _sd_records(stream)
            elif self.kind == "table":
                yield from _rows(stream, self)
            else:
                yield from _smiles_lines(stream, self.headed)

    def column(self, name: str) -> int:
        """Return the index of a column by its name, whatever the case; -1 if there is none."""
        lowered = [column.lower() for column in self.columns]
        return lowered.index(name.lower()) if name.lower() in lowered else -1


class Place:
    """How much of a file has been read, in bytes as they lie on the disk."""

    def __init__(self) -> None:
        self.stream: BinaryIO | None = None
        self.size = 0

    @property
    def fraction(self) -> float:
        """The part that has been read, 0 to 1."""
        if self.stream is None or self.stream.closed or not self.size:
            return 1.0 if self.stream is not None else 0.0
        return min(1.0, self.stream.tell() / self.size)


def existing(file: str) -> Path:
    """Return the path of a file, from the current folder on.

    Args:
        file: As written.

    Returns:
        The path.

    Raises:
        MissingFile: If there is none; the path is named.
    """
    path = Path(file.strip()).expanduser() if len(file) < 4096 and "\0" not in file else None  # noqa: PLR2004
    try:
        there = path is not None and path.is_file()
    except OSError:  # a name that is too long
        there = False
    if path is None or not there:
        raise MissingFile(
            f"There is no file “{file.strip()[:200]}”.",
            f"Give its path from {Path.cwd()} on, or the whole path.",
        )
    return path


@contextmanager
def unpacked(bare: BinaryIO) -> Iterator[Any]:
    """Yield the bytes of a file, unpacked if it is compressed by gzip."""
    packed = bare.read(2) == _GZIP
    bare.seek(0)
    if packed:
        with gzip.open(bare) as stream:
            yield stream
    else:
        yield bare


@contextmanager
def opened(path: Path, place: Place) -> Iterator[TextIO]:
    """Open a text file, compressed or not, in UTF-8 or in UTF-16 with its mark.

    Args:
        path: The file.
        place: Is kept up to date on how much of it has been read.

    Yields:
        Its lines; bytes that are not UTF-8 are to be mended.
    """
    with path.open("rb") as bare, unpacked(bare) as stream:
        place.stream, place.size = bare, path.stat().st_size
        wide = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
        stream.seek(0)
        if wide:
            yield io.TextIOWrapper(stream, "utf-16", errors="replace")
        else:
            yield io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape")


def _rows(stream: TextIO, file: MoleculeFile) -> Iterator[Raw]:
    lines = lines_of(stream)
    first = next(lines, Line(1, ""))
    if not told_sign(first.text):
        lines = _before(first, lines)
    number = 0 if not file.headed else -1
    for row in split_rows(lines, file.separator, len(file.columns)):
        if not row.raw.strip():
            continue
        number += 1
        if number > 0:
            yield Raw(number, row.number, cells=row.cells, torn=row.torn)


def _before(first: Line, lines: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from lines


def _smiles_lines(stream: TextIO, headed: bool) -> Iterator[Raw]:
    number = -1 if headed else 0
    for line in lines_of(stream):
        if is_comment(line.text):
            continue
        number += 1
        if number > 0:
            yield Raw(number, line.number, line.text)


def _sd_records(stream: TextIO) -> Iterator[Raw]:
    """Cut at the lines of four dollars; of a record that is too long only the first line stays."""
    number, first, length = 0, 1, 0
    lines: list[str] = []
    for at, line in enumerate(iter(lambda: stream.readline(_BLOCK), ""), 1):
        if line.startswith("$$$$"):
            number += 1
            yield Raw(number, first, "".join(lines), torn=length > _LONGEST_RECORD)
            first, lines, length = at + 1, [], 0
            continue
        length += len(line)
        if length > _LONGEST_RECORD:
            del lines[1:]
        else:
            lines.append(line)
    if any(map(str.strip, lines)):
        yield Raw(number + 1, first, "".join(lines), torn=length > _LONGEST_RECORD)
