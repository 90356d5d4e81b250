"""Which sides of double bonds lie together, and which permutations of atoms keep that."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Bond, Mol

_CARBON, _NITROGEN = 6, 7


class DoubleBonds:
    """Double bonds about which nothing turns.

    Each end has a side: its neighbour with the lower index, or its first hydrogen. ``sides`` tells
    whether the two such sides of a bond lie together.
    """

    def __init__(self, mol: "Mol") -> None:
        self.mol = mol
        self.ends: dict[int, int] = {}
        self.sides: dict[tuple[int, int], bool] = {}

    def add(self, bond: "Bond") -> None:
        """Note the sides of a bond whose ends are known."""
        first, second = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        self.ends[first], self.ends[second] = second, first
        self.sides[min(first, second), max(first, second)] = _together(self, bond)

    def tells_apart(self, index: int) -> bool:
        """Tell whether two hydrogens here lie on different sides: the other end has arms."""
        return index in self.ends and bool(self.arms(self.ends[index]))

    def arms(self, index: int) -> list[int]:
        """Return the neighbours of an end beside the other end, in order."""
        near = (n.GetIdx() for n in self.mol.GetAtomWithIdx(index).GetNeighbors())
        return sorted(n for n in near if n != self.ends[index])

    def swapped(self, index: int, image: Sequence[int]) -> bool:
        """Tell whether the lower arm of an end goes to the higher arm of its image."""
        arms = self.arms(index)
        if not arms:
            return False
        return image[arms[0]] != self.arms(image[index])[0]

    def kept(self, image: Sequence[int]) -> bool:
        """Tell whether a permutation keeps the arrangement at every double bond."""
        for (first, second), together in self.sides.items():
            if not self.arms(first) or not self.arms(second):
                continue  # hydrogens of a CH2 end turn to fit
            ends = sorted((image[first], image[second]))
            after = self.sides.get((ends[0], ends[1]))
            turned = self.swapped(first, image) != self.swapped(second, image)
            if after is None or (after != together) != turned:
                return False
        return True

    def turned(self, index: int, image: Sequence[int]) -> bool:
        """Tell whether the two hydrogens of an end change their numbers."""
        other = self.ends[index]
        if self.arms(index) or not self.arms(other):
            return False
        return self.swapped(other, image)


def double_bonds(mol: "Mol") -> DoubleBonds:
    """Find the double bonds of a molecule about which nothing turns.

    Args:
        mol: The molecule.

    Returns:
        Those between carbon, or nitrogen with another neighbour; cumulated ones are left out.

    Example:
        >>> from rdkit.Chem import MolFromSmiles
        >>> sorted(double_bonds(MolFromSmiles("CC=CC")).ends)
        [1, 2]
    """
    from rdkit.Chem import BondType, HybridizationType

    found = DoubleBonds(mol)
    for bond in mol.GetBonds():
        if bond.GetBondType() != BondType.DOUBLE:
            continue
        ends = (bond.GetBeginAtom(), bond.GetEndAtom())
        if all(a.GetHybridization() == HybridizationType.SP2 and _holds(a) for a in ends):
            found.ends[ends[0].GetIdx()] = ends[1].GetIdx()
            found.ends[ends[1].GetIdx()] = ends[0].GetIdx()
    for bond in mol.GetBonds():
        if found.ends.get(bond.GetBeginAtomIdx()) == bond.GetEndAtomIdx():
            found.add(bond)
    return found


def _holds(atom: "Atom") -> bool:
    """Tell an end that keeps its side: carbon, or nitrogen with one more heavy neighbour."""
    if atom.GetAtomicNum() == _CARBON:
        return True
    return bool(atom.GetAtomicNum() == _NITROGEN and atom.GetDegree() > 1)


def _together(bonds: DoubleBonds, bond: "Bond") -> bool:
    from rdkit.Chem import BondStereo

    first, second = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
    one, two = bonds.arms(first), bonds.arms(second)
    if not one or not two:
        return True
    stereo = bond.GetStereo()
    if stereo not in (BondStereo.STEREOZ, BondStereo.STEREOE, BondStereo.STEREOCIS,
                      BondStereo.STEREOTRANS):  # fmt: skip
        return _together_in_ring(bonds.mol, bond, one, two)
    marks = set(bond.GetStereoAtoms())
    together = stereo in (BondStereo.STEREOZ, BondStereo.STEREOCIS)
    return together != ((one[0] not in marks) != (two[0] not in marks))


def _together_in_ring(mol: "Mol", bond: "Bond", one: list[int], two: list[int]) -> bool:
    """A bond in a small ring is cis within it; of any other that is open, the ends are alike."""
    for ring in mol.GetRingInfo().AtomRings():
        if bond.GetBeginAtomIdx() in ring and bond.GetEndAtomIdx() in ring:
            return (one[0] in ring) == (two[0] in ring)
    return True
