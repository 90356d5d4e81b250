"""Molecules as xTB calculates them: geometry, charge, unpaired electrons."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from labwright.core.errors import BadArgument, MissingExtra, TooLarge
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.materials.crystals import found_path
from labwright.tools.materials.geometries import (
    Geometry,
    geometries_of,
    read_xyz_geometry,
    unlikely_distance,
)
from labwright.tools.materials.tight_binding import HEAVIEST, METHOD, Electrons, State, lowest
from labwright.tools.parameters import counted

if TYPE_CHECKING:
    from rdkit.Chem import Mol

# Molecules whose usual structure pairs all electrons and whose ground state does not.
_TRIPLETS = {"O=O": 2, "S=S": 2, "O=S": 2}
_DEBYE = 2.541746473
"""Debye in e·Bohr (CODATA 2018)."""
_EV = 27.211386245988
_HALF = 0.5
_SECONDS = 60
UNKNOWN = -1
"""Unpaired electrons as the structure has them."""

Unpaired = Annotated[int, counted("unpaired", "radical electrons"), Field(ge=-1, le=12)]
Charge = Annotated[int, counted("charge"), Field(ge=-12, le=12)]


def state_of_molecule(text: str, most: int, unpaired: int) -> tuple[ReadMolecule, State]:
    """Read a molecule and build a geometry for it, that of its lowest conformer.

    Args:
        text: A name, CAS number, InChI or SMILES.
        most: How many atoms it may have.
        unpaired: Unpaired electrons; -1 for those of the structure.

    Returns:
        The molecule, and what to calculate.

    Raises:
        MissingExtra: If tblite is not installed.
        TooLarge: If it has more atoms.
        BadArgument: If no geometry can be built, or electrons and spin do not fit each other.
    """
    require_tblite()
    found = read_molecule(text)
    geometries = geometries_of(found.mol, found.name, most)
    charge = sum(atom.GetFormalCharge() for atom in found.mol.GetAtoms())
    spin = _unpaired(found.mol, found.smiles) if unpaired == UNKNOWN else unpaired
    states = [state_of(geometry, charge, spin, found.name) for geometry in geometries]
    return found, isolated(lowest, states, seconds=_SECONDS) if len(states) > 1 else states[0]


def state_of_file(file: str, most: int, charge: int, unpaired: int) -> tuple[str, State, Geometry]:
    """Read a geometry from an XYZ file.

    Args:
        file: The file.
        most: How many atoms it may have.
        charge: Charge.
        unpaired: Unpaired electrons.

    Returns:
        What it is called, what to calculate, and the geometry.

    Raises:
        BadArgument: If it is a crystal, or electrons and spin do not fit each other.
        TooLarge: If it has more atoms.
    """
    require_tblite()
    path = found_path(file)
    if path.suffix.lower() != ".xyz":
        raise BadArgument(
            f"{path.name} is no XYZ file of a molecule.", "Give one; crystals go to CHGNet."
        )
    geometry = read_xyz_geometry(path)
    if geometry.lattice:
        raise BadArgument(
            f"{path.name} has a unit cell; xTB is used for molecules here.",
            "Ask for the energy of the crystal.",
        )
    if (size := len(geometry.symbols)) > most:
        raise TooLarge(f"{path.name} has {size} atoms; this calculation takes at most {most}.")
    if wrong := unlikely_distance(geometry):
        raise BadArgument(
            f"In {path.name} {wrong}.", "Check the coordinates; an XYZ file has them in Å."
        )
    name = f"{geometry.formula} ({path.name})"
    return name, state_of(geometry, charge, unpaired, name), geometry


def require_tblite() -> None:
    """Raise MissingExtra if tblite is not installed."""
    if find_spec("tblite") is None:
        raise MissingExtra("tblite", "materials")


def state_of(geometry: Geometry, charge: int, unpaired: int, name: str) -> State:
    """Return what to calculate.

    Args:
        geometry: The atoms.
        charge: Charge.
        unpaired: Unpaired electrons.
        name: What it is called in errors.

    Returns:
        The molecule with its electrons.

    Raises:
        BadArgument: If electrons, charge and spin do not fit each other, or for heavy elements.
    """
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    numbers = tuple(int(table.GetAtomicNumber(symbol)) for symbol in geometry.symbols)
    if (heaviest := max(numbers)) > HEAVIEST:
        raise BadArgument(
            f"{name} holds {table.GetElementSymbol(heaviest)}, which GFN2-xTB does not know.",
            f"It knows the elements up to number {HEAVIEST}.",
        )
    electrons = sum(numbers) - charge
    if electrons < 1 or unpaired < 0 or unpaired > electrons or (electrons - unpaired) % 2:
        raise BadArgument(
            f"{name} with charge {charge:+d} has {electrons} electrons, of which {unpaired} cannot "
            "be unpaired.",
            "Give charge and unpaired electrons that fit each other.",
        )
    return State(numbers, geometry.places, charge, unpaired)


def _unpaired(mol: "Mol", smiles: str) -> int:
    return _TRIPLETS.get(smiles) or sum(atom.GetNumRadicalElectrons() for atom in mol.GetAtoms())


def conditions_of(state: State) -> str:
    """Return charge and spin in words."""
    spin = {0: "closed shell", 1: "1 unpaired electron"}.get(
        state.unpaired, f"{state.unpaired} unpaired electrons"
    )
    return f"gas phase, charge {state.charge:+d}, {spin}" if state.charge else f"gas phase, {spin}"


def energy_quantities(energy: float, conditions: str) -> tuple[Quantity, ...]:
    """Return a total energy in Hartree and eV."""
    told = {"method": METHOD, "conditions": conditions}
    meaning = "valence electrons only, against separated nuclei with their cores"
    return (
        Quantity(key="total_energy", name="total energy", value=energy, unit="hartree",
                 decimals=6, definition=meaning, **told),
        Quantity(key="total_energy_ev", name="total energy in eV", value=energy * _EV, unit="eV",
                 decimals=4, definition=meaning, **told),
    )  # fmt: skip


def electron_quantities(found: Electrons, state: State, conditions: str) -> tuple[Quantity, ...]:
    """Return dipole and frontier orbitals; orbitals only where all electrons are paired."""
    told = {"method": METHOD, "conditions": conditions}
    size = sum(part * part for part in found.dipole) ** _HALF * _DEBYE
    about = "about the centre of mass" if state.charge else ""
    dipole = Quantity(key="dipole", name="dipole moment", value=size, unit="debye", decimals=3,
                      definition=about, **told)  # fmt: skip
    if state.unpaired:
        return (dipole,)
    filled = [e for e, n in zip(found.orbitals, found.occupations, strict=True) if n > 1]
    empty = [e for e, n in zip(found.orbitals, found.occupations, strict=True) if n <= 1]
    if not filled or not empty:
        return (dipole,)
    highest, lowest = max(filled) * _EV, min(empty) * _EV
    return (
        dipole,
        Quantity(key="gap", name="HOMO–LUMO gap", value=lowest - highest, unit="eV", decimals=3,
                 definition="difference of orbital energies", **told),
        Quantity(key="homo", name="HOMO energy", value=highest, unit="eV", decimals=3, **told),
        Quantity(key="lumo", name="LUMO energy", value=lowest, unit="eV", decimals=3, **told),
    )  # fmt: skip
