"""Constitutional isomers of a formula: trees of atoms, then bonds, then halogens."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, TooLarge

if TYPE_CHECKING:
    from rdkit.Chem import RWMol

# Neutral atoms with the valence that the octet rule gives them.
VALENCES = {
    "H": 1, "F": 1, "Cl": 1, "Br": 1, "I": 1, "O": 2, "S": 2, "Se": 2, "N": 3, "P": 3, "As": 3,
    "B": 3, "C": 4, "Si": 4, "Ge": 4,
}  # fmt: skip
_HIGHEST_ORDER = 3
_Level = dict[str, "RWMol"]


def grow_isomers(formula: Mapping[str, int], seconds: float, most: int) -> list[str]:
    """Make all constitutional isomers of a formula.

    Every connected molecule holds a spanning tree, so all trees of its atoms of valence two and
    more are grown atom by atom, bonds are added one order at a time until the hydrogens fit, and
    the halogens take free places. Each stage keeps one of what has the same canonical SMILES.

    Args:
        formula: Atoms by symbol.
        seconds: After how long to give up.
        most: How many structures a stage may hold.

    Returns:
        Canonical SMILES, aromatic rings written once, sorted.

    Raises:
        BadArgument: If the formula has no molecule.
        TooLarge: If there are too many, or time runs out.

    Example:
        >>> grow_isomers({"C": 3, "H": 8, "O": 1}, 5.0, 1000)
        ['CC(C)O', 'CCCO', 'CCOC']
    """
    inner = {s: n for s, n in formula.items() if VALENCES[s] > 1 and n > 0}
    outer = [s for s, n in sorted(formula.items()) if VALENCES[s] == 1 for _ in range(n)]
    if not inner:
        return _diatomic(outer)
    bonds = added_bonds(formula)
    watch = _Watch(seconds, most)
    level = _trees(inner, watch)
    for _ in range(bonds):
        level = watch.keep(graph for mol in level.values() for graph in _with_bond(mol))
    for symbol in (s for s in outer if s != "H"):
        level = watch.keep(graph for mol in level.values() for graph in _with_atom(mol, symbol))
    return sorted({_with_hydrogens(mol) for mol in level.values()})


def added_bonds(formula: Mapping[str, int]) -> int:
    """Return how many rings and multiple bonds the molecules of a formula have.

    Args:
        formula: Atoms by symbol.

    Returns:
        The degree of unsaturation.

    Raises:
        BadArgument: If no molecule without charge or unpaired electron has this formula.

    Example:
        >>> added_bonds({"C": 6, "H": 6})
        4
    """
    double = 2 + sum((VALENCES[s] - 2) * n for s, n in formula.items())
    if double < 0 or double % 2:
        written = "".join(f"{s}{n if n > 1 else ''}" for s, n in formula.items())
        raise BadArgument(
            f"No neutral closed-shell molecule has the formula {written}.",
            "Give a formula whose hydrogens fit the valences, such as C5H12 or C3H7N.",
        )
    return double // 2


class _Watch:
    """Bounds of the search, looked at while structures are kept."""

    def __init__(self, seconds: float, most: int) -> None:
        self.end = time.monotonic() + seconds
        self.seconds, self.most = seconds, most

    def keep(self, graphs: "Iterator[RWMol]") -> _Level:
        """Keep one graph of each canonical text; graphs may be changed after they are given."""
        from rdkit import Chem

        kept: _Level = {}
        for graph in graphs:
            text = Chem.MolToSmiles(graph)
            if text not in kept:
                kept[text] = Chem.RWMol(graph)
            if len(kept) > self.most:
                raise TooLarge(
                    f"There are more than {self.most} structures.",
                    "Give a smaller formula, or raise “most”.",
                )
            if time.monotonic() > self.end:
                raise TooLarge(
                    f"The isomers were not all made within {self.seconds:g} s.",
                    "Give a smaller formula, or raise “seconds”.",
                )
        return kept


def _trees(inner: Mapping[str, int], watch: _Watch) -> _Level:
    from rdkit import Chem

    level: _Level = {}
    for symbol in inner:
        mol = Chem.RWMol()
        mol.AddAtom(_bare(symbol))
        level[symbol] = mol
    for _ in range(sum(inner.values()) - 1):
        level = watch.keep(
            graph
            for mol in level.values()
            for symbol in _left(mol, inner)
            for graph in _with_atom(mol, symbol)
        )
    return level


def _left(mol: "RWMol", inner: Mapping[str, int]) -> list[str]:
    used = Counter(atom.GetSymbol() for atom in mol.GetAtoms())
    return [symbol for symbol, number in inner.items() if used[symbol] < number]


def _bare(symbol: str) -> Any:
    # Without implicit hydrogens the graph itself is written, and nothing is made aromatic.
    from rdkit import Chem

    atom = Chem.Atom(symbol)
    atom.SetNoImplicit(True)
    return atom


def _free(mol: "RWMol") -> list[int]:
    """Return the free valence of each atom."""
    free = [VALENCES[atom.GetSymbol()] for atom in mol.GetAtoms()]
    for bond in mol.GetBonds():
        order = int(bond.GetBondTypeAsDouble())
        free[bond.GetBeginAtomIdx()] -= order
        free[bond.GetEndAtomIdx()] -= order
    return free


def _with_atom(mol: "RWMol", symbol: str) -> "Iterator[RWMol]":
    from rdkit.Chem import BondType

    places = [index for index, free in enumerate(_free(mol)) if free > 0]
    added = mol.AddAtom(_bare(symbol))
    for index in places:
        mol.AddBond(index, added, BondType.SINGLE)
        yield mol
        mol.RemoveBond(index, added)
    mol.RemoveAtom(added)


def _with_bond(mol: "RWMol") -> "Iterator[RWMol]":
    from rdkit.Chem import BondType

    orders = (BondType.SINGLE, BondType.DOUBLE, BondType.TRIPLE)
    places = [index for index, free in enumerate(_free(mol)) if free > 0]
    for at, first in enumerate(places):
        for second in places[at + 1 :]:
            bond = mol.GetBondBetweenAtoms(first, second)
            if bond is None:
                mol.AddBond(first, second, orders[0])
                yield mol
                mol.RemoveBond(first, second)
                continue
            order = int(bond.GetBondTypeAsDouble())
            if order < _HIGHEST_ORDER:
                bond.SetBondType(orders[order])
                yield mol
                bond.SetBondType(orders[order - 1])


def _with_hydrogens(mol: "RWMol") -> str:
    from rdkit import Chem

    whole = Chem.RWMol(mol)
    for atom, free in zip(whole.GetAtoms(), _free(mol), strict=True):
        atom.SetNumExplicitHs(free)
        atom.SetNoImplicit(True)
    Chem.SanitizeMol(whole)
    plain = Chem.MolFromSmiles(Chem.MolToSmiles(whole))
    return str(Chem.MolToSmiles(plain))


def _diatomic(outer: list[str]) -> list[str]:
    """Return the one molecule of two atoms of valence one."""
    from rdkit import Chem

    if len(outer) != 2:  # noqa: PLR2004
        raise BadArgument(
            f"No molecule consists of {len(outer)} atoms that make one bond each.",
            "Give a formula such as C5H12.",
        )
    return [str(Chem.MolToSmiles(Chem.MolFromSmiles("".join(f"[{s}]" for s in outer))))]
