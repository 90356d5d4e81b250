"""Which atoms of a molecule are equivalent by symmetry, stereochemistry included.

Atoms are equivalent (homotopic or enantiotopic) if a permutation of the atoms that keeps the bonds
takes one to the other and keeps the handedness of every centre, or inverts every one; the
arrangement at double bonds is kept by both. Rotation about single bonds, ring flips and the
inversion of amines are free. (Mislow and Raban, Top. Stereochem. 1967, 1, 1.)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labwright.core.errors import TooLarge
from labwright.tools.chemistry.structure.double_bonds import DoubleBonds, double_bonds

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Mol

MOST_PERMUTATIONS = 20_000
_CARBON, _NITROGEN = 6, 7
_TETRAHEDRAL = 4
_PYRAMIDAL = {15, 16, 33, 34}
"""Elements that keep their shape with three neighbours: P, S, As, Se."""

Site = tuple[int, int]
"""A heavy atom and the number of a hydrogen on it."""


@dataclass(frozen=True)
class Topicity:
    """Classes of equivalent atoms.

    Args:
        atoms: Class of each atom of the molecule.
        hydrogens: Classes of hydrogens, each the sites in it.
    """

    atoms: tuple[int, ...]
    hydrogens: tuple[tuple[Site, ...], ...]


def topicity(mol: "Mol", space: "Mol | None" = None) -> Topicity:
    """Sort atoms and hydrogens of one stereoisomer into classes of equivalent ones.

    Args:
        mol: A molecule with implicit hydrogens and its stereochemistry assigned.
        space: The same atoms with coordinates, for cages: the handedness of a bridgehead such as
            those of cubane, which no SMILES marks, follows from its neighbours'.

    Returns:
        The classes.

    Raises:
        TooLarge: If the molecule has too many symmetry permutations.

    Example:
        >>> from rdkit.Chem import MolFromSmiles
        >>> len(topicity(MolFromSmiles("CCO")).hydrogens)
        3
    """
    centres, bonds = _centres(mol, space), double_bonds(mol)
    atoms = _Classes([(atom.GetIdx(), 0) for atom in mol.GetAtoms()])
    hydrogens = _Classes(
        [(a.GetIdx(), k) for a in mol.GetAtoms() for k in range(a.GetTotalNumHs())]
    )
    for index, centre in centres.items():
        if centre.kind != "split":
            _join_all(hydrogens, mol, index)
    for atom in mol.GetAtoms():
        if atom.GetIdx() not in centres and not bonds.tells_apart(atom.GetIdx()):
            _join_all(hydrogens, mol, atom.GetIdx())
    for image in _permutations(mol):
        if not bonds.kept(image):
            continue
        for sign in (1, -1):
            if all(c.kept(image, centres, sign) for c in centres.values()):
                _apply(image, sign, centres, bonds, atoms, hydrogens, mol)
    return Topicity(
        atoms=tuple(atoms.find((i, 0))[0] for i in range(mol.GetNumAtoms())),
        hydrogens=tuple(tuple(sorted(c)) for c in hydrogens.all()),
    )


def _join_all(hydrogens: "_Classes", mol: "Mol", index: int) -> None:
    for number in range(1, mol.GetAtomWithIdx(index).GetTotalNumHs()):
        hydrogens.join((index, 0), (index, number))


def _apply(
    image: Sequence[int], sign: int, centres: Mapping[int, "_Centre"], bonds: "DoubleBonds",
    atoms: "_Classes", hydrogens: "_Classes", mol: "Mol",
) -> None:  # fmt: skip
    for atom in mol.GetAtoms():
        index = atom.GetIdx()
        target = image[index]
        atoms.join((index, 0), (target, 0))
        turned = False
        if index in centres and centres[index].kind == "split":
            turned = centres[index].turn(image) != sign
        elif index in bonds.ends:
            turned = bonds.turned(index, image)
        for number in range(atom.GetTotalNumHs()):
            other = 1 - number if turned else number
            hydrogens.join((index, number), (target, other))


class _Classes:
    """Sets that are merged."""

    def __init__(self, members: Sequence[Site]) -> None:
        self.parent = {member: member for member in members}

    def find(self, member: Site) -> Site:
        while self.parent[member] != member:
            self.parent[member] = self.parent[self.parent[member]]
            member = self.parent[member]
        return member

    def join(self, first: Site, second: Site) -> None:
        one, two = sorted((self.find(first), self.find(second)))
        self.parent[two] = one

    def all(self) -> list[list[Site]]:
        classes: dict[Site, list[Site]] = {}
        for member in self.parent:
            classes.setdefault(self.find(member), []).append(member)
        return list(classes.values())


@dataclass(frozen=True)
class _Centre:
    """A centre of four; ``fixed`` takes part in handedness, ``split`` has two hydrogens."""

    index: int
    kind: str
    neighbours: tuple[int, ...]
    parity: int

    def turn(self, image: Sequence[int]) -> int:
        """Return the sign by which a permutation reorders the neighbours."""
        return _sign([image[n] for n in self.neighbours])

    def kept(self, image: Sequence[int], centres: Mapping[int, "_Centre"], sign: int) -> bool:
        if self.kind != "fixed":
            return True
        other = centres[image[self.index]]
        return self.turn(image) * self.parity * other.parity == sign


def needs_space(mol: "Mol") -> bool:
    """Tell whether a molecule has ring atoms whose handedness no mark tells.

    Args:
        mol: The molecule.

    Returns:
        True for cages such as cubane and adamantane.
    """
    rings = mol.GetRingInfo()
    return any(
        _is_open(atom) and rings.NumAtomRings(atom.GetIdx()) > 1
        for atom in mol.GetAtoms()
        if _tetrahedral(atom, atom.GetDegree(), atom.GetTotalNumHs()) and atom.GetTotalNumHs() <= 1
    )


def _is_open(atom: "Atom") -> bool:
    from rdkit.Chem import ChiralType

    marked = (ChiralType.CHI_TETRAHEDRAL_CW, ChiralType.CHI_TETRAHEDRAL_CCW)
    return atom.GetChiralTag() not in marked


def _centres(mol: "Mol", space: "Mol | None") -> dict[int, _Centre]:
    found = {}
    for atom in mol.GetAtoms():
        near = tuple(sorted(n.GetIdx() for n in atom.GetNeighbors()))
        hydrogens = atom.GetTotalNumHs()
        if not _tetrahedral(atom, len(near), hydrogens):
            continue
        kind = _kind(atom, hydrogens)
        parity = _parity(atom)
        if space is not None and kind == "fixed":
            parity = _parity_in(space, atom.GetIdx(), near)
        found[atom.GetIdx()] = _Centre(atom.GetIdx(), kind, near, parity)
    return found


def _kind(atom: "Atom", hydrogens: int) -> str:
    if hydrogens < 2:  # noqa: PLR2004
        return "fixed"
    # A methyl group turns, and hydrogens on nitrogen change places with others.
    return "split" if hydrogens == 2 and atom.GetAtomicNum() != _NITROGEN else "free"  # noqa: PLR2004


def _tetrahedral(atom: "Atom", degree: int, hydrogens: int) -> bool:
    from rdkit.Chem import ChiralType, HybridizationType

    total = degree + hydrogens
    if total == _TETRAHEDRAL:
        # Sulfones and phosphates are tetrahedral though no hybridisation says so.
        return not (hydrogens > 1 and atom.GetHybridization() != HybridizationType.SP3)
    if total != _TETRAHEDRAL - 1 or hydrogens > 1:
        return False
    tagged = atom.GetChiralTag() != ChiralType.CHI_UNSPECIFIED
    pyramid = atom.GetAtomicNum() in _PYRAMIDAL and not atom.GetIsAromatic()
    return pyramid or (tagged and atom.GetAtomicNum() == _NITROGEN)


def _parity(atom: "Atom") -> int:
    """Return the handedness with neighbours in the order of their indices."""
    from rdkit.Chem import ChiralType

    if _is_open(atom):
        return 1  # not stereogenic: either sign only says which of its like neighbours is which
    order = [bond.GetOtherAtomIdx(atom.GetIdx()) for bond in atom.GetBonds()]
    sign = 1 if atom.GetChiralTag() == ChiralType.CHI_TETRAHEDRAL_CW else -1
    return sign * _sign(order)


def _parity_in(space: "Mol", index: int, near: tuple[int, ...]) -> int:
    """Return the handedness that coordinates show: the sign of a volume."""
    conformer = space.GetConformer()
    origin = conformer.GetAtomPosition(index)
    one, two, three = (conformer.GetAtomPosition(n) - origin for n in near[:3])
    return 1 if one.CrossProduct(two).DotProduct(three) > 0 else -1


def _sign(order: Sequence[int]) -> int:
    swaps = sum(order[i] > order[j] for i in range(len(order)) for j in range(i + 1, len(order)))
    return -1 if swaps % 2 else 1


def _resonant(mol: "Mol") -> "Mol":
    """Make the nitrogens of amidinium and guanidinium alike, as resonance does."""
    from rdkit import Chem

    matches = mol.GetSubstructMatches(Chem.MolFromSmarts("[NX3+;!R]=[CX3][NX3+0;!R]"))
    if not matches:
        return mol
    copy = Chem.RWMol(mol)
    for match in matches:
        copy.GetAtomWithIdx(match[0]).SetFormalCharge(0)
        for end in (match[0], match[2]):
            copy.GetBondBetweenAtoms(match[1], end).SetBondType(Chem.BondType.ONEANDAHALF)
    return copy


def _permutations(mol: "Mol") -> Iterator[tuple[int, ...]]:
    """Give each permutation of the heavy atoms that keeps elements, hydrogens and bonds."""
    from rdkit import Chem

    mol = _resonant(mol)
    ranks = Chem.CanonicalRankAtoms(mol, breakTies=False, includeChirality=False)
    graph: Any = Chem.RWMol()
    for rank in ranks:
        atom = Chem.Atom(_CARBON)
        atom.SetIsotope(rank + 1)
        graph.AddAtom(atom)
    for bond in mol.GetBonds():
        graph.AddBond(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx(), bond.GetBondType())
    matches = graph.GetSubstructMatches(
        graph, uniquify=False, useChirality=False, maxMatches=MOST_PERMUTATIONS + 1
    )
    if len(matches) > MOST_PERMUTATIONS:
        raise TooLarge(
            f"The molecule has more than {MOST_PERMUTATIONS} symmetry permutations.",
            "Give a smaller molecule, or one with fewer like groups.",
        )
    yield from matches
