"""Stereoisomers of a structure, and which of them can be built in space."""

import time
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any

from labwright.core.errors import TooLarge

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_ATTEMPTS = 8
_SEED = 7
_TESTING = 3.0
_STEP = 10.0
_SMALL, _MIDDLE = 4, 6
_TRIED = 256
_UNKNOWN = 1e9


def stereo_forms(
    smiles: str, most: int, only_open: bool = True, seconds: float = _TESTING
) -> list[str]:
    """List the stereoisomers of a structure.

    Those of tightly fused or bridged rings that cannot be built in space, such as a small bridge
    that is trans, are left out, unless that leaves none.

    Args:
        smiles: A SMILES.
        most: How many to give.
        only_open: Keep what the SMILES says and vary what it leaves open; otherwise vary all.
        seconds: How long to look which can be built.

    Returns:
        Canonical SMILES, without doubles, in a fixed order; of tight rings the less strained
        first.

    Raises:
        TooLarge: If all are wanted, and too many would have to be built.

    Example:
        >>> stereo_forms("CC(O)F", 8)
        ['C[C@@H](O)F', 'C[C@H](O)F']
    """
    from rdkit import Chem
    from rdkit.Chem.EnumerateStereoisomers import (
        EnumerateStereoisomers,
        StereoEnumerationOptions,
    )

    mol = Chem.MolFromSmiles(smiles)
    caged = _has_tight_rings(mol)
    options = StereoEnumerationOptions(onlyUnassigned=only_open, unique=True, maxIsomers=0)
    found = islice(EnumerateStereoisomers(mol, options=options), _TRIED if caged else most)
    # Read again: a centre whose neighbours became alike loses its mark only when parsed.
    forms = sorted({Chem.MolToSmiles(Chem.MolFromSmiles(Chem.MolToSmiles(f))) for f in found})
    if len(forms) == 1 or not caged:
        return forms
    built, done = _built(forms, time.monotonic() + seconds)
    if not only_open and (not done or len(forms) == _TRIED):
        raise TooLarge(
            f"The {len(forms)} candidates of {smiles[:60]} could not all be built in space.",
            "Give a molecule with fewer open centres in bridged rings.",
        )
    return (built or _any_built(mol) or forms)[:most]


def _built(forms: list[str], end: float) -> tuple[list[str], bool]:
    """Keep what can be built, the less strained first; tell whether all were looked at."""
    strained: list[tuple[float, str]] = []
    for form in forms:
        if time.monotonic() > end:
            return [form for _, form in sorted(strained)], False
        if (mol := placed(form)) is not None:
            strained.append((_strain(mol), form))
    return [form for _, form in sorted(strained)], True


def _any_built(mol: "Mol") -> list[str]:
    """Build a molecule with open centres as they come, and read which they became."""
    from rdkit import Chem

    space = placed(Chem.MolToSmiles(mol), _ATTEMPTS * _ATTEMPTS)
    if space is None:
        return []
    Chem.AssignStereochemistryFrom3D(space)
    return [Chem.CanonSmiles(Chem.MolToSmiles(Chem.RemoveHs(space)))]


def _strain(mol: "Mol") -> float:
    """Return the force-field energy in steps so wide that mirror images get the same."""
    from rdkit.Chem import rdForceFieldHelpers

    if not rdForceFieldHelpers.MMFFHasAllMoleculeParams(mol):
        return _UNKNOWN
    ((_, energy),) = rdForceFieldHelpers.MMFFOptimizeMoleculeConfs(mol)
    return float(round(energy / _STEP))


def placed(smiles: str, attempts: int = _ATTEMPTS) -> "Mol | None":
    """Give a molecule coordinates in space.

    Args:
        smiles: A SMILES.
        attempts: How often to try.

    Returns:
        The molecule with hydrogens behind its own atoms and one conformer, or None if that
        failed.
    """
    from rdkit import Chem
    from rdkit.Chem import rdDistGeom

    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    options: Any = rdDistGeom.ETKDGv3()
    options.randomSeed = _SEED
    options.maxIterations = attempts
    return mol if rdDistGeom.EmbedMolecule(mol, options) == 0 else None


def _has_tight_rings(mol: "Mol") -> bool:
    """Tell bridged rings, and small rings fused to others, of which some forms cannot be."""
    rings = [set(ring) for ring in mol.GetRingInfo().AtomRings()]
    for one, two in combinations(rings, 2):
        shared = len(one & two)
        small = min(len(one), len(two)) <= _SMALL and max(len(one), len(two)) <= _MIDDLE
        if shared >= 3 or (shared == 2 and small):  # noqa: PLR2004
            return True
    return False
