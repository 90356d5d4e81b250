"""Molecules in line with what they share, and the atoms in which two of them differ."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labwright.tools.sets.drawing_styles import Format, Panel, Style, draw

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_SMALLEST_CORE = 4
_SEARCH = 2
"""Seconds in which the largest common part is looked for."""
_TRIES = 2_000
_TRIES_OF_FIRST = 50


def drawn(
    smiles: list[str], legends: list[str], style: Style, kind: Format,
    highlights: tuple[tuple[int, ...], ...],
) -> tuple[str | bytes, int]:  # fmt: skip
    """Draw molecules in line with their common core.

    Args:
        smiles: The molecules.
        legends: What stands below each.
        style: How it looks.
        kind: ``svg`` or ``png``.
        highlights: Indices of atoms to highlight in each; none for nothing.

    Returns:
        The picture, and how many atoms the core has; 0 if they were not aligned.
    """
    from rdkit import Chem, rdBase
    from rdkit.Chem import rdDepictor

    with rdBase.BlockLogs():
        mols = [Chem.MolFromSmiles(one) for one in smiles]
        rdDepictor.SetPreferCoordGen(False)
        core = _align(mols)
        chosen = highlights or ((),) * len(mols)
        panels = [Panel(*one) for one in zip(mols, legends, chosen, strict=True)]
        return draw(panels, style, kind), core


def _align(mols: Sequence["Mol"]) -> int:
    """Give molecules coordinates, the common core in the same place; return its size."""
    from rdkit import Chem
    from rdkit.Chem import rdDepictor, rdFMCS

    for mol in mols:
        rdDepictor.Compute2DCoords(mol)
    if len({Chem.MolToSmiles(mol) for mol in mols}) < 2:  # noqa: PLR2004
        return 0
    found = rdFMCS.FindMCS(
        list(mols), timeout=_SEARCH, ringMatchesRingOnly=True, completeRingsOnly=True,
        atomCompare=rdFMCS.AtomCompare.CompareAny,
    )  # fmt: skip
    core = Chem.MolFromSmarts(found.smartsString) if found.numAtoms >= _SMALLEST_CORE else None
    if core is None or not all(mol.HasSubstructMatch(core) for mol in mols):
        return 0
    pattern: Any = mols[0]
    at = pattern.GetSubstructMatch(core)
    for mol in mols[1:]:
        pairs = list(zip(at, _best_match(pattern, at, mol, core), strict=True))
        rdDepictor.GenerateDepictionMatching2DStructure(mol, pattern, pairs)
    return len(at)


def _best_match(first: "Mol", at: Sequence[int], second: "Mol", core: "Mol") -> Sequence[int]:
    """Return the match in which most atoms are of the same kind."""
    matches = second.GetSubstructMatches(core, uniquify=False, maxMatches=_TRIES)
    kinds = [_kind(first, index) for index in at]

    def alike(match: Sequence[int]) -> int:
        pairs = zip(kinds, match, strict=True)
        return sum(kind == _kind(second, index) for kind, index in pairs)

    return max(matches, key=alike)


def _kind(mol: "Mol", index: int) -> tuple[int, int, int]:
    atom = mol.GetAtomWithIdx(index)
    return atom.GetAtomicNum(), atom.GetFormalCharge(), atom.GetIsotope()


def compared(first: str, second: str) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Return the atoms in which two molecules differ.

    Args:
        first: SMILES of a molecule.
        second: SMILES of the other one.

    Returns:
        Indices of atoms of the first and of the second that differ, and how many are the same;
        a single atom is nothing in common.
    """
    from rdkit import Chem, rdBase
    from rdkit.Chem import rdFMCS

    with rdBase.BlockLogs():
        one, two = Chem.MolFromSmiles(first), Chem.MolFromSmiles(second)
        if Chem.MolToSmiles(one) == Chem.MolToSmiles(two):
            return (), (), one.GetNumAtoms()
        found = rdFMCS.FindMCS(
            [one, two], timeout=_SEARCH, ringMatchesRingOnly=True, completeRingsOnly=True,
            atomCompare=rdFMCS.AtomCompare.CompareAny,
        )  # fmt: skip
        core = Chem.MolFromSmarts(found.smartsString) if found.numBonds else None
    pairs: set[tuple[int, int]] = set()
    if core is not None:
        best = max(
            (tuple(zip(at, _best_match(one, at, two, core), strict=True))
             for at in one.GetSubstructMatches(core, maxMatches=_TRIES_OF_FIRST)),
            key=lambda pairs: sum(_kind(one, i) == _kind(two, j) for i, j in pairs),
        )  # fmt: skip
        pairs = {(i, j) for i, j in best if _kind(one, i) == _kind(two, j)}
    ours, theirs = {i for i, _ in pairs}, {j for _, j in pairs}
    return (
        tuple(i for i in range(one.GetNumAtoms()) if i not in ours),
        tuple(j for j in range(two.GetNumAtoms()) if j not in theirs),
        len(pairs),
    )
