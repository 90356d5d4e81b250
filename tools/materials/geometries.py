"""Atoms in space: read from XYZ files, or built from the bonds of a molecule."""

import re
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, LibraryFailed, TooLarge, UnreadableDocument
from labwright.knowledge.readers.crystals.xyz_report import element_symbols
from labwright.knowledge.readers.decoding import decode, read_bytes

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_ATOMS = 5_000
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d{1,2})?"
_ATOM = re.compile(rf"\s*([A-Za-z]{{1,3}}|\d{{1,3}})\S*\s+({_NUMBER})\s+({_NUMBER})\s+({_NUMBER})")
_LATTICE = re.compile(r"Lattice\s*=\s*[\"']([^\"']+)[\"']", re.I)
_COUNT = re.compile(r"\s*(\d{1,8})\s*")
_COMPONENTS = 9
_CONFORMERS = 10
_SEED = 20190315
_SAME_ENERGY = 0.01  # kcal/mol
_NEAREST = 0.3
_BONDED = 1.5
_NOBLE = frozenset(("He", "Ne", "Ar", "Kr", "Xe", "Rn"))


Places = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Geometry:
    """Atoms and where they are.

    Args:
        symbols: The element of each atom.
        places: Coordinates in Å.
        lattice: The nine components of a cell in Å; empty for molecules.
        notes: What was noticed.
    """

    symbols: tuple[str, ...]
    places: Places
    lattice: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """The formula in Hill order."""
        counts = {symbol: self.symbols.count(symbol) for symbol in sorted(set(self.symbols))}
        first = [s for s in ("C", "H") if s in counts] if "C" in counts else []
        ordered = first + [s for s in counts if s not in first]
        return "".join(s + (str(counts[s]) if counts[s] > 1 else "") for s in ordered)


def read_xyz_geometry(path: Path) -> Geometry:
    """Read the first geometry of an XYZ file.

    Args:
        path: The file.

    Returns:
        Its atoms, and the cell that an extended comment line gives.

    Raises:
        UnreadableDocument: If a line is not what it should be; says which.
        TooLarge: If it has too many atoms.
    """
    text, notes = decode(read_bytes(path, "an XYZ file"))
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    count = _COUNT.fullmatch(lines[start])
    if count is None:
        raise _fault(start, "a count of atoms is expected")
    size = int(count[1])
    if size > _MOST_ATOMS:
        raise TooLarge(f"{path.name} has {size:,} atoms; at most {_MOST_ATOMS:,} are read.")
    rows = lines[start + 2 : start + 2 + size]
    atoms = [_atom(line, start + 2 + at) for at, line in enumerate(rows)]
    if not size or len(atoms) < size:
        raise _fault(len(lines) - 1, f"{size} atoms are announced, {len(atoms)} follow")
    if any(line.strip() for line in lines[start + 2 + size :]):
        notes = (*notes, "only the first geometry of the file is read")
    return Geometry(
        tuple(symbol for symbol, _ in atoms),
        tuple(place for _, place in atoms),
        _lattice(lines[start + 1]),
        tuple(notes),
    )


def _atom(line: str, at: int) -> tuple[str, tuple[float, float, float]]:
    match = _ATOM.match(line)
    if match is None:
        raise _fault(at, "an atom with three coordinates is expected")
    known = element_symbols() | {"d": "H", "t": "H"}
    symbol = known.get(match[1].lower().lstrip("0")) or known.get(match[1][:1].lower(), "")
    if not symbol:
        raise _fault(at, f"“{match[1]}” is no element")
    x, y, z = (float(match[i].lower().replace("d", "e")) for i in (2, 3, 4))
    return symbol, (x, y, z)


def _lattice(comment: str) -> tuple[float, ...]:
    match = _LATTICE.search(comment)
    words = match[1].split() if match else []
    if len(words) != _COMPONENTS or not all(re.fullmatch(_NUMBER, word) for word in words):
        return ()
    return tuple(float(word) for word in words)


def _fault(at: int, what: str) -> UnreadableDocument:
    return UnreadableDocument(f"Line {at + 1} of the XYZ file: {what}.", "Check that line.")


def geometries_of(mol: "Mol", name: str, most: int) -> list[Geometry]:
    """Build geometries of a molecule: conformers by ETKDG in their minima by MMFF94.

    Riniker and Landrum, J. Chem. Inf. Model. 2015, 55, 2562; Halgren, J. Comput. Chem. 1996, 17,
    490. Where MMFF94 has no parameters, the UFF of Rappé et al., J. Am. Chem. Soc. 1992, 114,
    10024.

    Args:
        mol: The molecule.
        name: What it is called in errors.
        most: How many atoms it may have.

    Returns:
        Different conformers, the lowest by the force field first; hydrogens included.

    Raises:
        TooLarge: If it has more atoms.
        BadArgument: If it is of several parts, or holds what no geometry can be built of.
    """
    from rdkit import Chem

    from labwright.core.isolation import isolated

    _refuse(mol, name)
    whole = Chem.AddHs(mol)
    if (size := whole.GetNumAtoms()) > most:
        raise TooLarge(
            f"{name} has {size} atoms; this calculation takes at most {most}.",
            "Calculate a smaller model of it.",
        )
    symbols = tuple(atom.GetSymbol() for atom in whole.GetAtoms())
    found = isolated(conformer_search, whole.ToBinary(), seconds=20)
    return [Geometry(symbols, places) for places in found]


def _refuse(mol: "Mol", name: str) -> None:
    from rdkit import Chem

    if len(Chem.GetMolFrags(mol)) > 1:
        raise BadArgument(
            f"{name} consists of several parts, and their places to each other are not known.",
            "Ask for one of them, or give an XYZ file with all atoms.",
        )
    for atom in mol.GetAtoms():
        if not atom.GetAtomicNum():
            raise BadArgument(f"{name} has an open position.", "Give a complete molecule.")
        if atom.GetSymbol() not in COVALENT:
            raise BadArgument(
                f"{name} holds {atom.GetSymbol()}, for which no geometry is built from bonds.",
                "Give an XYZ file with the places of its atoms.",
            )


COVALENT = frozenset("H He B C N O F Ne Si P S Cl Ar Ge As Se Br Kr I Xe".split())
"""Elements whose surroundings follow from bonds; metals may have several shapes."""


def conformer_search(binary: bytes) -> list[Places]:
    """Return coordinates of conformers, the lowest by the force field first.

    Args:
        binary: The molecule with its hydrogens, as RDKit stores it.

    Returns:
        Coordinates in Å of each conformer; those of the same energy are one.

    Raises:
        LibraryFailed: If no conformer can be embedded.
    """
    from rdkit.Chem import Mol
    from rdkit.Chem.rdDistGeom import EmbedMultipleConfs, ETKDGv3
    from rdkit.Chem.rdForceFieldHelpers import (
        MMFFHasAllMoleculeParams,
        MMFFOptimizeMoleculeConfs,
        UFFHasAllMoleculeParams,
        UFFOptimizeMoleculeConfs,
    )

    mol = Mol(binary)  # type: ignore[call-overload]
    if mol.GetNumAtoms() == 1:
        return [((0.0, 0.0, 0.0),)]
    settings: Any = ETKDGv3()
    settings.randomSeed = _SEED
    kept = list(EmbedMultipleConfs(mol, _CONFORMERS, settings))
    if not kept:
        settings.useRandomCoords = True
        kept = list(EmbedMultipleConfs(mol, _CONFORMERS, settings))
    if not kept:
        raise LibraryFailed("No geometry of the molecule could be built.", "Give an XYZ file.")
    if MMFFHasAllMoleculeParams(mol):
        energies = [energy for _, energy in MMFFOptimizeMoleculeConfs(mol, maxIters=2000)]
    elif UFFHasAllMoleculeParams(mol):
        energies = [energy for _, energy in UFFOptimizeMoleculeConfs(mol, maxIters=2000)]
    else:
        energies = [0.0] * len(kept)
    made: list[Places] = []
    last = -inf
    for energy, at in sorted(zip(energies, kept, strict=True)):
        if energy - last > _SAME_ENERGY:
            rows = mol.GetConformer(at).GetPositions()
            made.append(tuple((float(x), float(y), float(z)) for x, y, z in rows))
            last = energy
    return made


def unlikely_distance(geometry: Geometry) -> str:
    """Say what is wrong with the distances of a molecule: too near, or nowhere bonded.

    Example:
        >>> unlikely_distance(Geometry(("H", "H"), ((0, 0, 0), (0, 0, 1.4))))
        'no atoms are near enough to be bonded (are the coordinates in Bohr?)'
    """
    import numpy as np
    from rdkit.Chem import GetPeriodicTable

    if near := too_near(geometry):
        return near
    places = np.array(geometry.places)
    if len(places) < 2 or set(geometry.symbols) & _NOBLE:  # noqa: PLR2004
        return ""
    table = GetPeriodicTable()
    radii = np.array([table.GetRcovalent(symbol) for symbol in geometry.symbols])
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    np.fill_diagonal(apart, np.inf)
    if (apart / (radii[:, None] + radii[None, :])).min() <= _BONDED:
        return ""
    return "no atoms are near enough to be bonded (are the coordinates in Bohr?)"


def too_near(geometry: Geometry) -> str:
    """Name two atoms that are too near to be a molecule; empty if there are none.

    Example:
        >>> too_near(Geometry(("H", "H"), ((0, 0, 0), (0, 0, 0.1))))
        'atoms 1 (H) and 2 (H) are only 0.100 Å apart'
    """
    import numpy as np

    places = np.array(geometry.places)
    if len(places) < 2:  # noqa: PLR2004
        return ""
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    np.fill_diagonal(apart, np.inf)
    i, j = sorted(divmod(int(apart.argmin()), len(places)))
    if apart[i, j] >= _NEAREST:
        return ""
    first, second = geometry.symbols[i], geometry.symbols[j]
    return f"atoms {i + 1} ({first}) and {j + 1} ({second}) are only {apart[i, j]:.3f} Å apart"
