"""Pairs of molecules that differ in one part, found by cutting single bonds."""

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_CUT = "[#6+0;!$(*=,#[!#6])]!@!=!#[*]"
"""Bonds that are cut: single, outside rings, at carbon (Hussain and Rea 2010)."""


@dataclass(frozen=True)
class Pair:
    """Two molecules and the part in which they differ.

    Args:
        first: Index of a molecule.
        second: Index of the other.
        before: The part of the first as SMILES, cut bonds marked.
        after: The part of the second.
        context: What is the same in both.
    """

    first: int
    second: int
    before: str
    after: str
    context: str


def matched_pairs_of(smiles: list[str], most_share: float) -> list[Pair]:
    """Find the pairs of molecules that differ in one substituent or linker.

    Args:
        smiles: Canonical SMILES.
        most_share: Largest share of the heavy atoms that may differ.

    Returns:
        For each pair of molecules the smallest change.
    """
    contexts: dict[str, list[tuple[int, str, int]]] = {}
    for index, one in enumerate(smiles):
        for context, part, size in _cuts(one, most_share):
            contexts.setdefault(context, []).append((index, part, size))
    best: dict[tuple[int, int], tuple[int, Pair]] = {}
    for context, parts in contexts.items():
        for (i, before, m), (j, after, n) in combinations(parts, 2):
            if i == j or before == after:
                continue
            pair = (
                Pair(i, j, before, after, context) if i < j else Pair(j, i, after, before, context)
            )
            key = (pair.first, pair.second)
            if key not in best or m + n < best[key][0]:
                best[key] = (m + n, pair)
    return [pair for _, (_, pair) in sorted(best.items())]


def _cuts(smiles: str, most_share: float) -> list[tuple[str, str, int]]:
    """Return (context, part, heavy atoms of the part) for each way to cut one or two bonds."""
    from rdkit import Chem
    from rdkit.Chem import rdMMPA

    mol = Chem.MolFromSmiles(smiles)
    found: set[tuple[str, str, int]] = set()
    for core, chains in rdMMPA.FragmentMol(
        mol, minCuts=1, maxCuts=2, maxCutBonds=30, pattern=_CUT, resultsAsMols=False
    ):
        pieces = chains.split(".")
        if core:
            found.add((".".join(sorted(pieces)), core, _size(core)))
        else:
            one, two = pieces
            found.add((one, two, _size(two)))
            found.add((two, one, _size(one)))
    found |= _hydrogens(mol)
    bound = most_share * mol.GetNumHeavyAtoms()
    return [cut for cut in found if cut[2] <= max(1.0, bound)]


def _hydrogens(mol: "Mol") -> set[tuple[str, str, int]]:
    """Cut hydrogens off as well, so that H against F is a pair."""
    from rdkit import Chem

    found = set()
    for atom in mol.GetAtoms():
        if atom.GetTotalNumHs():
            whole = Chem.RWMol(mol)
            star = Chem.Atom(0)
            star.SetAtomMapNum(1)
            added = whole.AddAtom(star)
            whole.AddBond(atom.GetIdx(), added, Chem.BondType.SINGLE)
            place = whole.GetAtomWithIdx(atom.GetIdx())
            if place.GetNoImplicit() or place.GetNumExplicitHs():
                place.SetNumExplicitHs(max(0, place.GetNumExplicitHs() - 1))
            if not Chem.SanitizeMol(whole, catchErrors=True):
                found.add((Chem.MolToSmiles(whole), "[H][*:1]", 0))
    return found


def _size(piece: str) -> int:
    from rdkit import Chem

    mol = Chem.MolFromSmiles(piece)
    return sum(a.GetAtomicNum() > 1 for a in mol.GetAtoms()) if mol is not None else 10**6
