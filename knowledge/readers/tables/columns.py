"""What the columns of a table of data are: their names, and which of them holds molecules."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

Cells = Sequence[str]

_NUMBER = re.compile(
    r"[<>≤≥~±]?\s*[+\-−–]?(?:(?:\d{1,3}(?:[ ,'’]\d{3})+|\d+)(?:[.,]\d*)?|[.,]\d+)"
    r"(?:[eE][+\-−]?\d+)?\s*%?"
)
_WORDS = re.compile(
    r"(?:canonical|isomeric|rdkit|mol|solute|solvent|ligand)?[ _-]*smiles.*|.*[ _-]smiles"
    r"|name|id|no\.?|#|title|compound|cas|formula|inchi|inchi[ _-]?key|doi|sample|label|date|index",
    re.I,
)
"""Names that columns have and that nobody gives to anything else."""

_NAMED = re.compile(
    r"(?:compound|molecule|chemical|preferred|iupac|common)?[ _-]*names?|compound|title|molecule",
    re.I,
)
_SMILES_NAMES = (
    re.compile(r"smiles", re.I),
    re.compile(r"(?:isomeric|canonical|rdkit|standardi[sz]ed|mol)[ _-]*smiles.*", re.I),
    re.compile(r".*smiles.*", re.I),
    re.compile(r"structure|mol|molecule", re.I),
)
_ATOM = re.compile(
    r"Cl|Br|[BCNOPSFIbcnops]|\[\d{0,3}(?:[A-Z][a-z]?|[bcnops]|se|as|te|\*)[^\[\]\s,;!&]{0,40}\]|\*"
)
_BETWEEN = re.compile(r"[-=#$:/\\.~]|%\d\d|\d|[()]")
_LONGEST = 5000
_TELLING = re.compile(r"[=#()\[\]@/\\]|[A-Za-z]\d")
_SHARE = 0.8
_FEWEST = 3


def is_number(cell: str) -> bool:
    """Tell whether a cell holds a number, in any of the usual ways of writing one.

    Example:
        >>> [is_number(cell) for cell in ("1,5", "−3.2e-4", "12 %", "3a", "")]
        [True, True, True, False, False]
    """
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_smiles(text: str) -> bool:
    """Tell whether a text is written as a SMILES: atoms, bonds, brackets and rings that close.

    Whether its atoms have sensible valences is not asked.

    Example:
        >>> is_smiles("CC(=O)O"), is_smiles("C1CCC"), is_smiles("C6H12O6"), is_smiles("A>>B")
        (True, False, False, False)
    """
    if not 0 < len(text) <= _LONGEST:
        return False
    rings: Counter[str] = Counter()
    depth = at = 0
    ready = False  # whether an atom stands before, which bonds, rings and brackets need
    while at < len(text):
        if atom := _ATOM.match(text, at):
            at, ready = atom.end(), True
            continue
        sign = _BETWEEN.match(text, at)
        if sign is None or not ready:
            return False
        rings[sign[0].lstrip("%")] += sign[0][-1].isdigit()
        depth += (sign[0] == "(") - (sign[0] == ")")
        if depth < 0:
            return False
        at = sign.end()
    return depth == 0 and text[-1] not in "-=#$:/\\~(" and all(n % 2 == 0 for n in rings.values())


class Layout(NamedTuple):
    """How a table of data is laid out.

    Args:
        names: Names of the columns, all different.
        headed: Whether the table has them in its first row.
        smiles: Index of the column that holds molecules; -1 for none.
        label: Index of the column that names what a row is about; -1 for none.
    """

    names: tuple[str, ...]
    headed: bool
    smiles: int = -1
    label: int = -1


def lay_out(rows: Sequence[Cells], width: int) -> Layout:
    """Find the names of columns and the column of molecules.

    Args:
        rows: The first rows, with the header if there is one.
        width: How many columns there are.

    Returns:
        The layout. Columns without name are called “column 1”, “column 2” …
    """
    columns = [[row[at] for row in rows if at < len(row)] for at in range(width)]
    headed = len(rows) > 0 and _is_headed(columns)
    given = [column[0] if headed and column else "" for column in columns]
    bodies = [column[1 if headed else 0 :] for column in columns]
    return Layout(
        names=_unlike(given),
        headed=headed,
        smiles=_smiles_column(given, bodies),
        label=next((i for i, name in enumerate(given) if _NAMED.fullmatch(name.strip())), -1),
    )


def _is_headed(columns: list[list[str]]) -> bool:
    """Tell whether the first row names the columns: by its words, or by what stands below."""
    first = [column[0] for column in columns if column and column[0]]
    if not first or (len(columns) > 1 and len(set(first)) < len(first) / 2):
        return False
    if any(_WORDS.fullmatch(cell.strip()) for cell in first):
        return True
    votes = [_vote(column[0], [c for c in column[1:] if c]) for column in columns if column]
    if sum(votes):
        return sum(votes) > 0
    return not any(map(is_number, first)) and len(columns) > 1 and len(columns[0]) > 1


def _vote(first: str, below: list[str]) -> int:
    """Tell whether a cell is unlike those below it: 1 for a name, -1 for one more value."""
    if not first or not below:
        return 0
    numbers = sum(map(is_number, below)) >= _SHARE * len(below)
    if numbers:
        return -1 if is_number(first) else 2
    if first in below or (is_smiles(first) and _holds_smiles(below)):
        return -1
    return 1 if _holds_smiles(below) else 0


def _holds_smiles(cells: list[str]) -> bool:
    """Tell a column of SMILES by what it holds."""
    filled = [cell for cell in dict.fromkeys(cells) if cell]
    right = [cell for cell in filled if is_smiles(cell)]
    telling = [cell for cell in right if len(cell) >= _FEWEST + 1 and _TELLING.search(cell)]
    return len(right) >= max(_SHARE * len(filled), _FEWEST) and len(telling) >= len(filled) / 2


def _smiles_column(names: list[str], bodies: list[list[str]]) -> int:
    for shape in _SMILES_NAMES:
        for at, name in enumerate(names):
            if shape.fullmatch(name.strip()) and any(map(is_smiles, bodies[at])):
                return at
    return next((at for at, body in enumerate(bodies) if _holds_smiles(body)), -1)


def _unlike(names: Sequence[str]) -> tuple[str, ...]:
    """Give every column a name of its own."""
    taken: set[str] = set()
    made = []
    for number, given in enumerate(names, 1):
        name = " ".join(given.split()) or f"column {number}"
        while name in taken:
            name = f"{name} (column {number})"
        taken.add(name)
        made.append(name)
    return tuple(made)
