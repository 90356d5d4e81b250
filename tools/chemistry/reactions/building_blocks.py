"""What counts as available at the end of a route: a file of the user, or small molecules."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from labwright.core.errors import BadArgument, MissingFile, TooLarge

_LARGEST = 50_000_000
_MOST = 200_000
_PHOSPHINE = 19


@dataclass(frozen=True)
class BuildingBlocks:
    """A test for what is available.

    Args:
        smiles: Canonical SMILES of a file, without stereo marks; empty where none was given.
        atoms: Where there is no file: the most heavy atoms of what counts as available.
        unread: Lines of the file that could not be read.
    """

    smiles: frozenset[str]
    atoms: int
    unread: int = 0

    def holds(self, smiles: str) -> bool:
        """Tell whether a molecule is available."""
        from rdkit import Chem

        mol = Chem.MolFromSmiles(smiles)
        if self.smiles:
            return Chem.MolToSmiles(mol, isomericSmiles=False) in self.smiles
        return size(smiles) <= self.atoms

    @property
    def described(self) -> str:
        """What counts as available, in words."""
        if self.smiles:
            return f"one of the {len(self.smiles)} building blocks of the file"
        return f"any molecule of at most {self.atoms} heavy atoms, as no file was given"


def size(smiles: str) -> int:
    """Return how many heavy atoms a reactant has, without the phosphine of an ylide."""
    from rdkit import Chem

    mol = Chem.MolFromSmiles(smiles)
    ylide = mol.HasSubstructMatch(Chem.MolFromSmarts("C=P(c1ccccc1)(c1ccccc1)c1ccccc1"))
    return int(mol.GetNumHeavyAtoms()) - (_PHOSPHINE if ylide else 0)


def read_building_blocks(file: str) -> BuildingBlocks:
    """Read a file of building blocks.

    Args:
        file: A ``.smi`` file with a SMILES first on each line, or a ``.csv`` or ``.tsv`` with a
            column called smiles; compressed by gzip or not.

    Returns:
        The building blocks.

    Raises:
        MissingFile: If it cannot be opened.
        TooLarge: If it holds more than 200,000 lines.
        BadArgument: If it holds no SMILES.
    """
    from rdkit import Chem, rdBase

    found: set[str] = set()
    unread = 0
    with rdBase.BlockLogs():
        for number, text in enumerate(_texts(Path(file.strip()).expanduser()), 1):
            if number > _MOST:
                raise TooLarge(f"“{file[:200]}” has over {_MOST} lines.", "Give a smaller file.")
            mol = Chem.MolFromSmiles(text) if text else None
            if mol is None or not mol.GetNumAtoms():
                unread += bool(text)
                continue
            found.add(Chem.MolToSmiles(mol, isomericSmiles=False))
    if not found:
        raise BadArgument(
            f"“{file[:200]}” holds no SMILES.",
            "Give a .smi file, or a .csv with a column called smiles.",
        )
    return BuildingBlocks(frozenset(found), 0, unread)


def _texts(path: Path) -> Iterator[str]:
    name = path.name.lower().removesuffix(".gz")
    try:
        if path.stat().st_size > _LARGEST:
            raise TooLarge(f"“{path.name}” is larger than 50 MB.", "Give a smaller file.")
        lines = _unpacked(path).decode("utf-8-sig", errors="replace").splitlines()
    except (OSError, ValueError, EOFError) as error:
        raise MissingFile(f"“{str(path)[:200]}” cannot be opened.", "Check its path.") from error
    if name.endswith((".csv", ".tsv")):
        yield from _column(lines, "\t" if name.endswith(".tsv") else ",", path.name)
    elif name.endswith((".smi", ".smiles", ".txt")):
        yield from (line.split()[0] if line.split() else "" for line in lines)
    else:
        raise BadArgument(f"“{path.name}” is no .smi, .csv or .tsv file.")


def _unpacked(path: Path) -> bytes:
    if not path.name.lower().endswith(".gz"):
        return path.read_bytes()
    with gzip.open(path, "rb") as stream:
        return stream.read(4 * _LARGEST)


def _column(lines: list[str], separator: str, name: str) -> Iterator[str]:
    rows = csv.reader(lines, delimiter=separator)
    heading = [cell.strip().lower() for cell in next(rows, [])]
    if "smiles" not in heading:
        raise BadArgument(f"“{name}” has no column called smiles.", "Name the column in its head.")
    at = heading.index("smiles")
    for row in rows:
        yield row[at].strip() if len(row) > at else ""
