"""Oxidation state of each atom of a molecule: bond electrons go to the more electronegative."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdkit.Chem import Bond, Mol

NONMETALS = frozenset("H B C N O F Si P S Cl Ge As Se Br Sb Te I At He Ne Ar Kr Xe Rn".split())
# Pauling's values, in the order that the older rule for hydrogen and selenium needs: H is
# positive beside P, As, Sb and Te, and Se is negative beside C.
_PAULING = {
    "F": 3.98, "O": 3.44, "Cl": 3.16, "N": 3.04, "Br": 2.96, "I": 2.66, "S": 2.58, "Se": 2.56,
    "C": 2.55, "At": 2.2, "P": 2.19, "As": 2.18, "Te": 2.1, "Sb": 2.05, "H": 2.045, "B": 2.04,
    "Ge": 2.01, "Si": 1.9, "Xe": 2.6, "Kr": 3.0, "Rn": 2.2,
}  # fmt: skip


def bond_states(mol: "Mol") -> list[tuple[str, int]]:
    """Return symbol and oxidation state of each atom, hydrogens last.

    The electrons of a bond go to the more electronegative atom, those between equal atoms are
    shared (Karen, McArdle and Takats, Pure Appl. Chem. 2016, 88, 831), by Pauling's scale.

    Args:
        mol: A molecule.

    Returns:
        One pair an atom.

    Example:
        >>> from labwright.tools.chemistry.structures import read_smiles
        >>> bond_states(read_smiles("O=C=O"))
        [('O', -2), ('C', 4), ('O', -2)]
    """
    from rdkit import Chem

    whole = Chem.AddHs(mol)
    Chem.Kekulize(whole, clearAromaticFlags=True)
    states = [atom.GetFormalCharge() for atom in whole.GetAtoms()]
    for bond in whole.GetBonds():
        order = _order(bond)
        first, second = bond.GetBeginAtom(), bond.GetEndAtom()
        lead = _rank(first.GetSymbol()) - _rank(second.GetSymbol())
        if lead and order:
            sign = 1 if lead > 0 else -1
            states[first.GetIdx()] -= sign * order
            states[second.GetIdx()] += sign * order
    return [(a.GetSymbol(), states[a.GetIdx()]) for a in whole.GetAtoms()]


def _order(bond: "Bond") -> int:
    from rdkit.Chem import BondType

    orders = {
        BondType.SINGLE: 1, BondType.DOUBLE: 2, BondType.TRIPLE: 3, BondType.QUADRUPLE: 4,
    }  # fmt: skip
    return orders.get(bond.GetBondType(), 0)  # a dative bond's electrons stay with the donor


def _rank(symbol: str) -> float:
    """Return the electronegativity; metals come behind all nonmetals."""
    if symbol in _PAULING:
        return _PAULING[symbol]
    return 0.5 if symbol not in NONMETALS else 1.5
