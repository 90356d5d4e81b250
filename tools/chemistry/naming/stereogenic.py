"""The centres and double bonds of a structure that can have two configurations."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@dataclass(frozen=True)
class Stereogenic:
    """A stereogenic centre or double bond.

    Args:
        atoms: Index of the centre, or of both atoms of the double bond.
        given: Whether the structure says which configuration is meant.
    """

    atoms: tuple[int, ...]
    given: bool

    @property
    def is_centre(self) -> bool:
        """Tell a centre from a double bond."""
        return len(self.atoms) == 1


def stereogenic_elements(mol: "Mol") -> list[Stereogenic]:
    """Find the tetrahedral centres and double bonds that can have two configurations.

    Args:
        mol: The molecule.

    Returns:
        All that are given, and those left open that a chemist would call open: no amine, which
        inverts, no phosphate, whose oxygens exchange, no bridgehead of a symmetric cage, and no
        imine or amidine, which turns over.

    Example:
        >>> from rdkit.Chem import MolFromSmiles
        >>> stereogenic_elements(MolFromSmiles("CC(O)CC"))
        [Stereogenic(atoms=(1,), given=False)]
        >>> stereogenic_elements(MolFromSmiles("NC12CC3CC(CC(C3)C1)C2"))
        []
    """
    from rdkit import Chem

    kinds = Chem.StereoType
    found = []
    cage = _symmetric_bridgeheads(mol)
    for element in Chem.FindPotentialStereo(mol):
        given = element.specified == Chem.StereoSpecified.Specified
        if element.type == kinds.Atom_Tetrahedral:
            atom = mol.GetAtomWithIdx(element.centeredOn)
            if given or not (element.centeredOn in cage or _inverts(atom)):
                found.append(Stereogenic((element.centeredOn,), given))
        elif element.type == kinds.Bond_Double:
            bond = mol.GetBondWithIdx(element.centeredOn)
            if given or not _turns_over(bond):
                found.append(Stereogenic((bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()), given))
    return found


def _symmetric_bridgeheads(mol: "Mol") -> set[int]:
    """Return the bridgeheads whose neighbours are too alike for a centre, as in adamantane."""
    from rdkit import Chem
    from rdkit.Chem import rdMolDescriptors

    bridgeheads: Any = []
    rdMolDescriptors.CalcNumBridgeheadAtoms(mol, bridgeheads)
    if not bridgeheads:
        return set()
    legacy = Chem.FindMolChiralCenters(
        Chem.Mol(mol), includeUnassigned=True, useLegacyImplementation=True
    )
    return set(bridgeheads) - {index for index, _ in legacy}


def _inverts(atom: Any) -> bool:
    if atom.GetSymbol() == "N":
        return True
    if atom.GetSymbol() != "P":
        return False
    lone = [n for n in atom.GetNeighbors() if n.GetSymbol() in ("O", "S") and n.GetDegree() == 1]
    return len(lone) > 1  # P(=O)OH and P(=O)O- in which the hydrogen or charge moves


def _turns_over(bond: Any) -> bool:
    """Tell C=N of imines and amidines from that of oximes and hydrazones."""
    for atom, other in ((bond.GetBeginAtom(), bond.GetEndAtom()),
                        (bond.GetEndAtom(), bond.GetBeginAtom())):  # fmt: skip
        if atom.GetSymbol() != "N":
            continue
        rest = [n.GetSymbol() for n in atom.GetNeighbors() if n.GetIdx() != other.GetIdx()]
        if not set(rest) & {"N", "O"} and other.GetSymbol() != "N":
            return True
    return False
