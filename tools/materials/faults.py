"""What is wrong with a crystal structure, or must be known before one computes with it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.knowledge.readers.crystals.cif_sites import shared_places, sites_of
from labwright.knowledge.readers.crystals.cif_structure import (
    declared_composition,
    symmetry_is_declared,
)
from labwright.knowledge.readers.crystals.crystal import rounded
from labwright.tools.materials.crystals import Crystal

if TYPE_CHECKING:
    from pymatgen.core.structure import Structure

_FEW_SITES = 1_000
_OVERLAP = 0.6
_FULL = 1e-3
_LISTED = 8
_AGREEING = 0.01
_THIN = 0.05
_DENSITIES = (0.2, 23.0)  # g/cm³: below aerogels of zeolites, above osmium


@dataclass(frozen=True)
class Fault:
    """Something wrong with a structure.

    Args:
        kind: What it is in a word or two.
        told: One sentence about it.
    """

    kind: str
    told: str


def faults_of(crystal: Crystal) -> list[Fault]:
    """Return what is wrong with a structure, the worst first.

    Args:
        crystal: The structure.

    Returns:
        Overlapping atoms, shares of places, missing symmetry, atoms that the formula has and the
        list has not, and an unlikely density.
    """
    found = [
        ("overlapping atoms", overlap_in(crystal.structure)),
        ("atoms missing or in excess", _other_formula(crystal)),
        ("unlikely density", _unlikely_density(crystal.structure)),
        ("partial occupancy", _partial(crystal)),
        ("no symmetry declared", _no_symmetry(crystal)),
    ]
    return [Fault(kind, told) for kind, told in found if told]


def overlap_in(structure: "Structure") -> str:
    """Name the closest two sites if they are nearer than atoms can be; else return nothing.

    Sites that are filled in part may be near each other: only one of them is filled at a time.
    """
    import numpy as np
    from rdkit.Chem import GetPeriodicTable

    if not 1 < len(structure) <= _FEW_SITES:
        return ""
    table = GetPeriodicTable()
    symbols = [next(iter(site.species.elements)).symbol for site in structure]
    radii = np.array([table.GetRcovalent("H" if s in "DT" else s) for s in symbols])
    apart = np.array(structure.distance_matrix)
    np.fill_diagonal(apart, np.inf)
    partial = np.array([sum(site.species.values()) < 1 - _FULL for site in structure])
    apart[np.outer(partial, partial)] = np.inf
    near = apart / (radii[:, None] + radii[None, :])
    i, j = sorted(divmod(int(near.argmin()), len(structure)))
    if near[i, j] >= _OVERLAP:
        return ""
    first, second = structure[i].species_string, structure[j].species_string
    return f"Sites {i + 1} ({first}) and {j + 1} ({second}) are only {apart[i, j]:.3f} Å apart."


def _partial(crystal: Crystal) -> str:
    if crystal.structure.is_ordered:
        return ""
    shared = shared_places(sites_of(crystal.block)) if crystal.block else []
    more = f"; and {len(shared) - _LISTED} more" if len(shared) > _LISTED else ""
    listed = f": {'; '.join(shared[:_LISTED])}{more}" if shared else ""
    return f"Places are shared or filled in part{listed}."


def _no_symmetry(crystal: Crystal) -> str:
    if crystal.block is None or symmetry_is_declared(crystal.block):
        return ""
    return "The file declares no symmetry: the atoms listed count as all there are."


def _other_formula(crystal: Crystal) -> str:
    declared = declared_composition(crystal.block) if crystal.block else None
    if declared is None:
        return ""
    held = crystal.structure.composition
    meant = declared * (crystal.contents.num_atoms / declared.num_atoms)
    wrong = [
        f"{rounded(held[element], 2)} {element.symbol} instead of {rounded(meant[element], 2)}"
        for element in sorted(set(held) | set(declared))
        if abs(held[element] - meant[element]) > max(_THIN, _AGREEING * meant[element])
    ]
    if not wrong:
        return ""
    return (
        f"The atoms listed do not make the formula declared, {declared.formula}: the cell would "
        f"hold {', '.join(wrong)}. Formula and density are those declared."
    )


def _unlikely_density(structure: "Structure") -> str:
    density = float(structure.density)
    low, high = _DENSITIES
    return "" if low <= density <= high else f"The density would be {density:.3g} g/cm³."
