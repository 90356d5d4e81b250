"""Conformers in space: embedded by distance geometry, relaxed by a force field."""

import time
from dataclasses import dataclass
from typing import Any

from labwright.core.errors import LibraryFailed

_SEED = 20
_STEPS = 2000
_PER_ROTOR, _USUAL_MOST = 10, 100
_BATCH = 5


@dataclass(frozen=True)
class Conformers:
    """Conformers sorted by energy.

    Args:
        block: The lowest as MOL block with hydrogens.
        energies: Relative energies in kcal/mol.
        rmsd: Heavy-atom RMSD of each from the lowest in Å.
        field: Name of the force field.
        made: How many were embedded before doubles were dropped.
        wanted: How many were to be embedded.
        symbols: Symbols of the atoms, hydrogens included.
        positions: Places of the atoms of each conformer.
    """

    block: str
    energies: tuple[float, ...]
    rmsd: tuple[float, ...]
    field: str
    made: int
    wanted: int
    symbols: tuple[str, ...]
    positions: tuple[tuple[tuple[float, float, float], ...], ...]


def search_conformers(smiles: str, number: int, distance: float, seconds: float) -> Conformers:
    """Embed conformers, relax them, and keep those that differ.

    Args:
        smiles: The molecule.
        number: How many to embed; 0 chooses by the number of rotatable bonds.
        distance: Heavy-atom RMSD in Å below which two are the same.
        seconds: After how long to make no more.

    Returns:
        The conformers.

    Raises:
        LibraryFailed: If the molecule cannot be embedded, or no force field knows it.
    """
    from rdkit import Chem
    from rdkit.Chem import rdMolDescriptors

    end = time.monotonic() + seconds
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    rotors = rdMolDescriptors.CalcNumRotatableBonds(mol, True)
    field = _field(mol)
    wanted = number or min(_USUAL_MOST, 20 + _PER_ROTOR * rotors)
    energies = _make(mol, wanted, field, end)
    if not energies:
        raise LibraryFailed(
            f"{smiles[:80]} could not be placed in space.",
            "Check its stereochemistry, or give a smaller molecule.",
        )
    order = sorted(energies, key=lambda i: energies[i])
    kept = _different(mol, order, distance)
    lowest = energies[order[0]]
    return Conformers(
        block=Chem.MolToMolBlock(mol, confId=order[0]),
        energies=tuple(energies[i] - lowest for i, _ in kept),
        rmsd=tuple(d for _, d in kept),
        field=field,
        made=len(energies),
        wanted=wanted,
        symbols=tuple(a.GetSymbol() for a in mol.GetAtoms()),
        positions=tuple(_positions(mol, i) for i, _ in kept),
    )


def _make(mol: Any, wanted: int, field: str, end: float) -> dict[int, float]:
    """Embed and relax in batches until there are enough or time is up; return the energies."""
    from rdkit.Chem import rdDistGeom

    options: Any = rdDistGeom.ETKDGv3()
    options.clearConfs = False
    energies: dict[int, float] = {}
    for batch in range(0, wanted, _BATCH):
        options.randomSeed = _SEED + batch
        new = list(rdDistGeom.EmbedMultipleConfs(mol, min(_BATCH, wanted - batch), options))
        if not new and not energies:
            options.useRandomCoords = True  # slower, and finds a way where distances do not fit
            new = list(rdDistGeom.EmbedMultipleConfs(mol, _BATCH, options))
        energies |= {index: _relaxed(mol, index, field) for index in new}
        if time.monotonic() > end:
            break
    return energies


def _field(mol: Any) -> str:
    from rdkit.Chem import rdForceFieldHelpers

    if rdForceFieldHelpers.MMFFHasAllMoleculeParams(mol):
        return "MMFF94"
    if rdForceFieldHelpers.UFFHasAllMoleculeParams(mol):
        return "UFF"
    raise LibraryFailed(
        "Neither MMFF94 nor UFF has parameters for this molecule.",
        "Give a molecule of main-group elements in ordinary valences.",
    )


def _relaxed(mol: Any, index: int, field: str) -> float:
    """Relax one conformer in place; return its energy in kcal/mol."""
    from rdkit.Chem import rdForceFieldHelpers

    if field == "MMFF94":
        known = rdForceFieldHelpers.MMFFGetMoleculeProperties(mol, mmffVariant="MMFF94")
        force = rdForceFieldHelpers.MMFFGetMoleculeForceField(mol, known, confId=index)
    else:
        force = rdForceFieldHelpers.UFFGetMoleculeForceField(mol, confId=index)
    force.Initialize()
    force.Minimize(maxIts=_STEPS)
    return float(force.CalcEnergy())


def _different(mol: Any, order: list[int], distance: float) -> list[tuple[int, float]]:
    """Keep conformers that no lower one resembles; give each its RMSD from the lowest."""
    from rdkit import Chem
    from rdkit.Chem import rdMolAlign

    heavy = Chem.RemoveHs(mol)
    kept: list[tuple[int, float]] = []
    for index in order:
        from_each = [
            # Equal atoms may change places, and a mirror image has the same energy but is another.
            rdMolAlign.GetBestRMS(
                Chem.Mol(heavy),
                heavy,
                index,
                other,
                maxMatches=1000,
                symmetrizeConjugatedTerminalGroups=False,
            )
            for other, _ in kept
        ]
        if all(d > distance for d in from_each):
            kept.append((index, from_each[0] if from_each else 0.0))
    return kept


def _positions(mol: Any, index: int) -> tuple[tuple[float, float, float], ...]:
    return tuple((p.x, p.y, p.z) for p in map(
        mol.GetConformer(index).GetAtomPosition, range(mol.GetNumAtoms())))  # fmt: skip
