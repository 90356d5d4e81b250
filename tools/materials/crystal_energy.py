"""Energies and relaxed structures of crystals by a universal potential."""

from typing import Annotated

from pydantic import Field

from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.crystals import Crystal, read_crystal_file
from labwright.tools.materials.symmetry import USUAL, found_group
from labwright.tools.materials.universal_potential import (
    ERROR,
    METHOD,
    Relaxed,
    refuse_unfit,
    relaxed,
    single_point,
)
from labwright.tools.parameters import CrystalFile, counted

_SECONDS = 120
_RELAX_SECONDS = 600
_MOST_SITES, _MOST_RELAXED = 300, 100
_STEPS = 200
_LIMIT = 0.05
_MOMENT = 0.1


@tool(
    examples=(
        "Estimate the energy per atom of {file} with CHGNet",
        "How low in energy is the crystal {file}?",
        "Machine-learned potential energy for {file}",
        "CHGNet single point on {file}",
        "What forces act on the atoms in {file} by a universal potential?",
        "Magnetic moments of the ions in {file} from CHGNet",
    ),
    yields=(
        Yield("energy_per_atom", ("energy per atom", "CHGNet energy", "crystal energy",
                                  "lattice energy by CHGNet", "원자당 에너지"), "eV"),
        Yield("magnetic_moments", ("magnetic moments by CHGNet",)),
    ),
    domain="Ordered crystals of up to 300 sites with elements up to plutonium; 0 K, no vibrations.",
    agent="materials",
    cost="seconds",
    needs=("materials",),
)  # fmt: skip
def crystal_energy(file: CrystalFile) -> Finding:
    """Estimate the energy of a crystal with CHGNet, a universal potential.

    Args:
        file: A CIF, POSCAR, or XYZ with a cell.

    Returns:
        Energy per atom on the scale of total energies of the Materials Project (corrected PBE and
        PBE+U), largest force, internal pressure and magnetic moments (Deng et al., Nat. Mach.
        Intell. 2023, 5, 1031).

    Raises:
        MissingExtra: If chgnet is not installed.
        BadArgument: If the structure is disordered or incomplete.
        TooLarge: If it has too many sites.

    Example:
        >>> crystal_energy("NaCl.cif").quantity("energy_per_atom").text()  # doctest: +SKIP
        '-3.666 eV'
    """
    crystal = read_crystal_file(file)
    refuse_unfit(crystal, _MOST_SITES)
    found = isolated(single_point, crystal.structure, seconds=_SECONDS)
    size = len(crystal.structure)
    return Finding(
        statement=f"CHGNet puts {crystal.name} at {{energy_per_atom}} per atom, "
        "{energy_per_unit} per formula unit, with forces up to {largest_force} in the structure "
        "as given.",
        quantities=(
            Quantity(key="energy_per_atom", name="energy per atom", value=found.energy, unit="eV",
                     decimals=4, method=METHOD,
                     definition="total energy on the scale of the Materials Project"),
            Quantity(key="energy_per_unit", name=f"energy per {crystal.formula}",
                     value=found.energy * size / crystal.units, unit="eV", decimals=3,
                     method=METHOD),
            Quantity(key="largest_force", name="largest force on an atom", value=found.force,
                     unit="eV/angstrom", decimals=3, method=METHOD),
            Quantity(key="pressure", name="internal pressure", value=found.pressure,
                     unit="GPa", decimals=2, method=METHOD,
                     definition="positive where the cell would expand; minus a third of the trace "
                     "of the stress"),
        ),
        caution=f"{ERROR} Only differences between structures of the same atoms mean something; "
        "for phase stability compare relaxed structures.",
        table=_moments(crystal, found.moments),
    )  # fmt: skip


def _moments(crystal: Crystal, moments: tuple[float, ...]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (str(at), site.specie.symbol, f"{moment:.2f}")
        for at, (site, moment) in enumerate(zip(crystal.structure, moments, strict=True), 1)
        if abs(moment) >= _MOMENT
    ]
    return (("site", "element", "magnetic moment / μB"), *rows) if rows else ()


@tool(
    examples=(
        "Relax the crystal structure in {file}",
        "Optimise {file} with CHGNet, cell and atoms",
        "geometry relaxation of {file}, how much does the cell change?",
        "What lattice parameters does {file} have after relaxation?",
        "relax {file} with at most 50 steps",
        "Let the atoms of {file} move to their minimum and write me the CIF",
    ),
    yields=(
        Yield("relaxed_structure", ("relaxed structure", "crystal relaxation",
                                    "structure relaxation", "relaxed lattice",
                                    "relaxed cell", "구조 완화")),
    ),
    domain="Ordered crystals of up to 100 sites with elements up to plutonium; 0 K.",
    agent="materials",
    cost="minutes",
    needs=("materials",),
)  # fmt: skip
def relax_crystal(
    file: CrystalFile,
    steps: Annotated[int, counted("steps", "step"), Field(ge=1, le=500)] = _STEPS,
    fix_cell: bool = False,
) -> Finding:
    """Relax a crystal with CHGNet, a universal potential: atoms and cell.

    Args:
        file: A CIF, POSCAR, or XYZ with a cell.
        steps: How many steps at most.
        fix_cell: Whether the cell stays as it is and only atoms move.

    Returns:
        Cell before and after, energy gained, space group, and the relaxed structure as CIF; by
        the FIRE algorithm (Bitzek et al., Phys. Rev. Lett. 2006, 97, 170201) until no force is
        over 0.05 eV/Å.

    Raises:
        MissingExtra: If chgnet is not installed.
        BadArgument: If the structure is disordered or incomplete.
        TooLarge: If it has too many sites.

    Example:
        >>> relax_crystal("NaCl.cif").quantity("a_after").text()  # doctest: +SKIP
        '5.6… Å'
    """
    crystal = read_crystal_file(file)
    refuse_unfit(crystal, _MOST_RELAXED)
    found = isolated(
        relaxed, crystal.structure, steps, _LIMIT, not fix_cell, seconds=_RELAX_SECONDS
    )
    ended = "came to rest" if found.converged else "did not come to rest"
    return Finding(
        statement=f"{crystal.name} {ended} after {{steps}} steps of relaxation by CHGNet"
        f"{' in its cell as given' if fix_cell else ''}: a {{a_before}} → {{a_after}}, b "
        "{b_before} → {b_after}, c {c_before} → {c_after}, volume changed by {volume_change}, "
        "energy by {energy_change} per atom.",
        quantities=(*_edges(crystal, found), *_changes(crystal, found)),
        caution=ERROR
        + ("" if found.converged else " Forces are still over 0.05 eV/Å: ask for more steps."),
        table=_cells(crystal, found),
    )


def _edges(crystal: Crystal, found: Relaxed) -> list[Quantity]:
    made = []
    for when, cell in (("before", crystal.structure.lattice), ("after", found.structure.lattice)):
        for key, edge in zip("abc", cell.abc, strict=True):
            method = METHOD if when == "after" else ""
            made.append(
                Quantity(key=f"{key}_{when}", name=f"{key} {when} relaxation", value=float(edge),
                         unit="angstrom", decimals=4, method=method)
            )  # fmt: skip
    return made


def _changes(crystal: Crystal, found: Relaxed) -> list[Quantity]:
    before, after = crystal.structure.lattice, found.structure.lattice
    group = isolated(found_group, found.structure, 10 * USUAL)
    return [
        Quantity(key="volume_change", name="change of volume",
                 value=100 * (float(after.volume) / float(before.volume) - 1), unit="percent",
                 decimals=2, method=METHOD),
        Quantity(key="energy_change", name="change of energy per atom",
                 value=1000 * (found.last - found.first), unit="meV", decimals=1, method=METHOD),
        Quantity(key="energy_per_atom", name="energy per atom after relaxation",
                 value=found.last, unit="eV", decimals=4, method=METHOD),
        Quantity(key="largest_force", name="largest force left", value=found.force,
                 unit="eV/angstrom", decimals=3, method=METHOD),
        Quantity(key="steps", name="steps", value=found.steps),
        Quantity(key="converged", name="forces under the limit", value=found.converged),
        Quantity(key="space_group", name="space group after relaxation",
                 value=f"{group.symbol} (No. {group.number})",
                 conditions=f"tolerance {10 * USUAL:g} Å"),
        Quantity(key="relaxed_structure", name="relaxed structure as CIF",
                 value=cif_of(found.structure), method=METHOD),
    ]  # fmt: skip


def cif_of(structure: object) -> str:
    """Return a structure as CIF, all atoms listed."""
    from pymatgen.io.cif import CifWriter

    return str(CifWriter(structure, significant_figures=6))


def _cells(crystal: Crystal, found: Relaxed) -> tuple[tuple[str, ...], ...]:
    before, after = crystal.structure.lattice, found.structure.lattice
    names = ("a / Å", "b / Å", "c / Å", "α / °", "β / °", "γ / °", "volume / Å³")
    pairs = zip(
        names, (*before.parameters, before.volume), (*after.parameters, after.volume), strict=True
    )
    rows = [
        (name, f"{first:.4f}", f"{last:.4f}", f"{100 * (last / first - 1):+.2f} %")
        for name, first, last in pairs
    ]
    return ("", "before", "after", "change"), *rows
