"""Shapes of molecules with one centre, by repulsion of electron pairs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Mol

# (like neighbours, lone pairs): point group. Gillespie and Nyholm, Q. Rev. Chem. Soc. 1957, 11,
# 339; XeF6 (six and one) has no rigid shape and is left out.
_GROUPS = {
    (2, 0): "D*h", (2, 1): "C2v", (2, 2): "C2v", (2, 3): "D*h", (3, 0): "D3h", (3, 1): "C3v",
    (3, 2): "C2v", (4, 0): "Td", (4, 1): "C2v", (4, 2): "D4h", (5, 0): "D3h", (5, 1): "C4v",
    (6, 0): "Oh", (7, 0): "D5h",
}  # fmt: skip
_OCTET = 4


def shape_of_centre(mol: "Mol") -> str:
    """Return the point group of a centre with like neighbours that end there.

    Args:
        mol: A molecule with its hydrogens as atoms.

    Returns:
        The Schoenflies symbol as pymatgen writes it; empty for any other molecule.

    Example:
        >>> from rdkit.Chem import MolFromSmiles
        >>> shape_of_centre(MolFromSmiles("FS(F)(F)F"))
        'C2v'
    """
    centres = [atom for atom in mol.GetAtoms() if atom.GetDegree() > 1]
    ends = {
        (atom.GetAtomicNum(), atom.GetIsotope()) for atom in mol.GetAtoms() if atom.GetDegree() == 1
    }
    if len(centres) != 1 or len(ends) != 1:
        return ""
    pairs = _pairs(centres[0])
    return _GROUPS.get((centres[0].GetDegree(), int(pairs)), "") if pairs == int(pairs) else ""


def over_octet(mol: "Mol") -> str:
    """Return the symbol of an atom with more than four electron pairs about it, if any.

    Args:
        mol: A molecule with its hydrogens as atoms.

    Returns:
        Its symbol; empty if there is none.
    """
    for atom in mol.GetAtoms():
        if atom.GetDegree() > 1 and atom.GetDegree() + _pairs(atom) > _OCTET:
            return str(atom.GetSymbol())
    return ""


def _pairs(atom: "Atom") -> float:
    """Return the lone pairs of an atom."""
    from rdkit.Chem import GetPeriodicTable

    outer = GetPeriodicTable().GetNOuterElecs(atom.GetAtomicNum())
    bonds = sum(bond.GetBondTypeAsDouble() for bond in atom.GetBonds())
    return float(max(0.0, (outer - atom.GetFormalCharge() - bonds) / 2))
