"""How the lines of a file of SMILES are laid out: what separates, which column is which."""

import csv
import re
from collections.abc import Sequence
from typing import NamedTuple

from labwright.knowledge.readers.molecules.molecular import is_smiles

SAMPLE = 30
_COLUMNS = 10
_WIDEST = 60
_COMMENT = ("#", "//")
_HEADING = re.compile(r"[\w .()-]*smiles[\w .()-]*|smi|structure|mol(ecule)?", re.I)
_NAME = re.compile(
    r".*(name|title|compound|synonym)s?|(.*[_ .-])?(id|cid|cas|no|number|code)", re.I
)
_MEASURED = re.compile(r"[-+]?\d*\.\d+([eE][-+]?\d+)?|nan|")
_SEPARATORS = ("\t", "", ",", ";")


class Layout(NamedTuple):
    """How a file of SMILES is laid out.

    Args:
        separator: Between columns; empty for blanks.
        smiles: Column of the SMILES.
        header: Names of the columns; empty if the file has none.
        name: Column of what a molecule is called; −1 if there is none.
    """

    separator: str = ""
    smiles: int = 0
    header: tuple[str, ...] = ()
    name: int = -1


class Row(NamedTuple):
    """A line as its columns.

    Args:
        smiles: The SMILES as written, with its extensions.
        name: What the molecule is called.
        before: The name by the header of its column.
        rest: The other columns.
    """

    smiles: str
    name: str
    before: dict[str, str]
    rest: dict[str, str]


def is_comment(line: str) -> bool:
    """Tell whether a line holds no data: neither mark can begin a SMILES."""
    return not line.strip() or line.lstrip().startswith(_COMMENT)


def header_of(line: str) -> Layout | None:
    """Return the layout that a line of column names tells; None if it is no such line."""
    text = line.strip().lstrip("#").strip()
    for separator in ("\t", ",", ";", ""):
        cells = [cell.strip() for cell in _split(text, separator)]
        found = [
            i for i, cell in enumerate(cells) if len(cell) < _WIDEST and _HEADING.fullmatch(cell)
        ]
        if found:
            smiles = min(found, key=lambda i: "smi" not in cells[i].lower())
            return Layout(separator, smiles, tuple(cells), _name_column(cells, smiles))
    return None


def _name_column(header: Sequence[str], smiles: int) -> int:
    called = [i for i, cell in enumerate(header) if i != smiles and _NAME.fullmatch(cell)]
    return min(called, key=lambda i: "name" not in header[i].lower(), default=-1)


def layout_of(lines: Sequence[str]) -> Layout:
    """Find the layout of a file without column names.

    Args:
        lines: Its first lines of data.

    Returns:
        The layout under which most of them have a SMILES.

    Example:
        >>> layout_of(["1,CCO", "2,CC=O"])
        Layout(separator=',', smiles=1, header=(), name=0)
    """
    best, most = Layout(), 0
    for separator in _SEPARATORS:
        rows = [_split(line, separator) for line in lines[:SAMPLE]]
        width = max(map(len, rows), default=0)
        for column in range(min(width, _COLUMNS)):
            count = sum(is_smiles(row[column].strip()) for row in rows if column < len(row))
            if count > most:
                named = int(column == 0)
                titled = any(len(row) > named and not is_number(row[named]) for row in rows)
                best, most = Layout(separator, column, (), named if titled else -1), count
    return best


def is_number(text: str) -> bool:
    """Tell whether a text is a measured value, which is no name."""
    return bool(_MEASURED.fullmatch(text.strip()))


def row_of(line: str, layout: Layout) -> Row:
    """Cut a line into its columns.

    Args:
        line: The line.
        layout: The layout of its file.

    Returns:
        The row.

    Example:
        >>> row_of("CCO ethyl alcohol", Layout("", 0, (), 1)).name
        'ethyl alcohol'
    """
    cells = [cell.strip() for cell in _split(line, layout.separator)]
    if not layout.separator:
        cells = _with_long_title(cells, layout)
    smiles = cells[layout.smiles] if layout.smiles < len(cells) else ""
    name = cells[layout.name] if 0 <= layout.name < len(cells) else ""
    before = {(_title(layout.name, layout) if layout.header else "name"): name} if name else {}
    taken = (layout.smiles, layout.name)
    rest = {_title(i, layout): cell for i, cell in enumerate(cells) if i not in taken}
    return Row(smiles, name, before, rest)


def _title(column: int, layout: Layout) -> str:
    named = layout.header[column] if 0 <= column < len(layout.header) else ""
    return named or f"column {column + 1}"


def _with_long_title(cells: list[str], layout: Layout) -> list[str]:
    """Join the words of a title, which blanks separate as they separate columns."""
    width = len(layout.header)
    if layout.smiles == 0 and width <= 2:  # noqa: PLR2004
        return [cells[0], " ".join(cells[1:])] if len(cells) > 1 else cells
    if width and len(cells) > width and layout.smiles < width - 1:
        return [*cells[: width - 1], " ".join(cells[width - 1 :])]
    return cells


def _split(line: str, separator: str) -> list[str]:
    if not separator:
        return _split_at_blanks(line)
    if '"' in line:
        return next(csv.reader([line], delimiter=separator), [""])
    return line.split(separator)


def _split_at_blanks(line: str) -> list[str]:
    """Split at blanks, but keep the extension of a SMILES (``|…|``) with it."""
    words = line.split()
    if "|" not in line:
        return words or [""]
    cells: list[str] = []
    opened = False
    for word in words:
        begins = not opened and word.startswith("|") and bool(cells)
        if opened or begins:
            cells[-1] += f" {word}"
            opened = not (word.endswith("|") and (opened or len(word) > 1))
        else:
            cells.append(word)
    return cells or [""]
