"""Where an electrophile goes on an aromatic ring: ortho, meta, para, by the groups on it.

The rules are those of every textbook (Hammett, J. Am. Chem. Soc. 1937, 59, 96, put numbers to
them): donors direct ortho and para and make the ring faster, acceptors direct meta and make it
slower, halogens direct ortho and para and make it slower. The points below only order places.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rdkit.Chem import Mol

# SMARTS of the ring atom with its group; points where the place is ortho or para, and where meta.
_GROUPS = (
    ("c-[NX3;!$(N[C,S,P]=[O,S]);!$(N=*);!$([N+])]", 3.0, 0.0),
    ("c-[$([OX2H1]),$([OX1-])]", 3.0, 0.0),
    ("c-[NX3;$(N[C,S,P]=[O,S])]", 2.0, 0.0),
    ("c-[OX2H0;!$(OC=O)]", 2.0, 0.0),
    ("c-[OX2H0;$(OC=O)]", 1.2, 0.0),
    ("c-[SX2]", 1.2, 0.0),
    ("c-[CX4;!$(C(F)(F)F);!$(C(Cl)(Cl)Cl)]", 1.0, 0.2),
    ("c-[$([CX3]=[CX3;!$(C-[C,N]=,#[O,N])])]", 0.6, 0.0),
    ("c-!@c", 0.8, 0.0),
    ("c-[F,Cl,Br,I]", -0.3, -1.0),
    ("c-[$([CX3]=[O,S]),$(C#N),$([CX3]=[NX2,N+])]", -2.0, -1.0),
    ("c-[$(S(=O)),$([PX4]=O)]", -2.2, -1.0),
    ("c-[$(C(F)(F)F),$(C(Cl)(Cl)Cl)]", -2.2, -1.0),
    ("c-[$([N+](=O)[O-]),$([N+](C)(C)C),$([N+]#N)]", -3.0, -1.4),
)
_BESIDE_A_GROUP = -0.4
_RICH_FIVE_RING, _BETA_OF_INDOLE, _ALPHA_OF_NAPHTHALENE = 3.0, 1.0, 0.4
_POOR_NITROGEN = (-3.0, -1.5)
_SIX, _FIVE = 6, 5


@cache
def _patterns() -> tuple[tuple[Any, float, float], ...]:
    from rdkit import Chem

    return tuple((Chem.MolFromSmarts(s), near, far) for s, near, far in _GROUPS)


def favoured(mol: "Mol", place: int) -> float:
    """Score a ring atom: the higher, the sooner an electrophile goes there.

    Args:
        mol: The arene.
        place: Index of a ring carbon with a hydrogen.

    Returns:
        Points that order the places of one molecule, and nothing more.

    Example:
        >>> from rdkit.Chem import MolFromSmiles
        >>> toluene = MolFromSmiles("Cc1ccccc1")
        >>> favoured(toluene, 4) > favoured(toluene, 2) > favoured(toluene, 3)
        True
    """
    rings = [ring for ring in mol.GetRingInfo().AtomRings() if place in ring]
    score = 0.0
    for ring in rings:
        if len(ring) == _SIX:
            score += _in_six_ring(mol, ring, place)
        elif len(ring) == _FIVE:
            score += _in_five_ring(mol, ring, place)
    return score


def _in_six_ring(mol: "Mol", ring: Sequence[int], place: int) -> float:
    at = ring.index(place)
    score = 0.0
    for step in range(1, _SIX):
        index = ring[(at + step) % _SIX]
        meta = step in (2, 4)
        atom = mol.GetAtomWithIdx(index)
        if atom.GetAtomicNum() == 7 and not atom.GetFormalCharge():  # noqa: PLR2004
            score += _POOR_NITROGEN[meta]
        score += _of_groups(mol, index, ring, meta)
        beside = step in (1, _SIX - 1)
        outside = [n.GetIdx() for n in atom.GetNeighbors() if n.GetIdx() not in ring]
        if beside and outside:
            fused = atom.IsInRingSize(_SIX) and mol.GetRingInfo().NumAtomRings(index) > 1
            score += _ALPHA_OF_NAPHTHALENE if fused else _BESIDE_A_GROUP
    return score


def _of_groups(mol: "Mol", index: int, ring: Sequence[int], meta: bool) -> float:
    for neighbour in mol.GetAtomWithIdx(index).GetNeighbors():
        if neighbour.GetIdx() in ring:
            continue
        pair = (index, neighbour.GetIdx())
        for pattern, near, far in _patterns():
            if pair in mol.GetSubstructMatches(pattern, uniquify=False, maxMatches=2000):
                return far if meta else near
    return 0.0


def _in_five_ring(mol: "Mol", ring: Sequence[int], place: int) -> float:
    hetero = [i for i in ring if mol.GetAtomWithIdx(i).GetAtomicNum() in (7, 8, 16)]
    if not hetero:
        return 0.0
    beside = any(mol.GetBondBetweenAtoms(place, i) is not None for i in hetero)
    fused = any(mol.GetRingInfo().NumAtomRings(i) > 1 for i in ring)
    if fused:  # indole is attacked at C3, furan and its kin at C2
        return _RICH_FIVE_RING + (0.0 if beside else _BETA_OF_INDOLE)
    return _RICH_FIVE_RING if beside else _RICH_FIVE_RING - 1.0
