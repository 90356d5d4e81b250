"""The space group of a crystal, found from its atoms."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from labwright.core.errors import BadArgument, LibraryFailed
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.measures import read_measure
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.crystals import Crystal, read_crystal_file
from labwright.tools.materials.faults import faults_of
from labwright.tools.parameters import CrystalFile, UnitText, measured

if TYPE_CHECKING:
    from pymatgen.core.structure import Structure

_SECONDS = 20
_LARGEST = 1.0
_SMALLEST = 1e-6
_LOOSER = (0.01, 0.1)
USUAL = 0.01
"""Distance in Å within which atoms count as equivalent, where nothing else is asked."""


@dataclass(frozen=True)
class Group:
    """A space group.

    Args:
        symbol: Hermann–Mauguin symbol.
        number: Number in the International Tables.
        system: Crystal system.
        point_group: Symbol of its point group.
        hall: Hall symbol.
        operations: How many operations the cell as given has.
        orbits: Site symmetry letters and elements of inequivalent sites with their numbers.
    """

    symbol: str
    number: int
    system: str
    point_group: str
    hall: str
    operations: int
    orbits: tuple[tuple[str, str, int], ...]


@tool(
    examples=(
        "What is the space group of {file}?",
        "Find the symmetry of the crystal in {file}",
        "Which crystal system does {file} belong to?",
        "{file}: space group number?",
        "Does the symmetry that {file} declares agree with its atoms?",
        "Determine symmetry of {file} with a tolerance of {quantity}",
        "Point group and Wyckoff positions of the structure in {file}",
    ),
    yields=(
        Yield("space_group", ("space group", "space-group", "spacegroup", "공간군")),
        Yield("space_group_number", ("space group number", "공간군 번호")),
        Yield("crystal_system", ("crystal system", "결정계")),
        Yield("crystal_point_group", ("crystallographic point group", "crystal class")),
        Yield("wyckoff", ("Wyckoff positions", "Wyckoff letters", "Wyckoff sites")),
    ),
    domain="Ordered and disordered crystals; magnetic moments do not count.",
    agent="materials",
    cost="seconds",
)
def space_group(
    file: CrystalFile,
    tolerance: Annotated[
        str, measured("angstrom", "tolerance", "symprec", "within"), UnitText
    ] = "",
) -> Finding:
    """Find the space group of a crystal from its atoms, and compare it with what the file says.

    Args:
        file: A CIF, POSCAR, or XYZ with a cell.
        tolerance: Distance within which atoms count as equivalent, such as 0.1 Å; 0.01 Å if
            nothing is given.

    Returns:
        Symbol, number, crystal system and point group by spglib (Togo, Shinohara and Tanaka, Sci.
        Technol. Adv. Mater. Meth. 2024, 4, 2384822); the table has the Wyckoff positions.

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If the tolerance cannot be used.

    Example:
        >>> space_group("NaCl.cif").sentence()  # doctest: +SKIP
        'NaCl (NaCl.cif) has the space group Fm-3m (No. 225), cubic, …'
    """
    within = _tolerance(tolerance)
    crystal = read_crystal_file(file)
    found = group_of(crystal.structure, within)
    looser = _looser(crystal, within, found)
    compared, agrees = _comparison(crystal, found)
    return Finding(
        statement=f"{crystal.name} has the space group {{space_group}} (No. "
        "{space_group_number}), crystal system {crystal_system}, point group "
        f"{{crystal_point_group}}, within {{tolerance}}. {compared}",
        quantities=(*group_quantities(found, within), *agrees),
        caution=" ".join(filter(None, (looser, *(f.told for f in faults_of(crystal)[:2])))),
        table=(("Wyckoff letter", "element", "sites in the cell"),
               *((letter, element, str(n)) for letter, element, n in found.orbits)),
    )  # fmt: skip


def group_quantities(found: Group, within: float) -> tuple[Quantity, ...]:
    """Return a space group as quantities."""
    told = {"method": "spglib", "conditions": f"tolerance {within:g} Å"}
    return (
        Quantity(key="space_group", name="space group", value=found.symbol, **told),
        Quantity(key="space_group_number", name="space group number", value=found.number, **told),
        Quantity(key="crystal_system", name="crystal system", value=found.system, **told),
        Quantity(key="crystal_point_group", name="point group", value=found.point_group,
                 definition="Hermann–Mauguin symbol", **told),
        Quantity(key="hall_symbol", name="Hall symbol", value=found.hall, **told),
        Quantity(key="tolerance", name="tolerance", value=within, unit="angstrom"),
    )  # fmt: skip


def _tolerance(text: str) -> float:
    if not text:
        return USUAL
    within = read_measure(text, "angstrom", "The tolerance")
    if not _SMALLEST <= within <= _LARGEST:
        raise BadArgument(
            f"A tolerance of {within:g} Å cannot be used.",
            f"Give one between {_SMALLEST:g} and {_LARGEST:g} Å, such as 0.01 Å.",
        )
    return within


def _looser(crystal: Crystal, within: float, found: Group) -> str:
    for tolerance in _LOOSER:
        if tolerance <= within:
            continue
        try:
            other = group_of(crystal.structure, tolerance)
        except LibraryFailed:
            continue
        if other.number != found.number:
            return (
                f"Within {tolerance:g} Å it is {other.symbol} (No. {other.number}): the atoms lie "
                "near the places of that symmetry."
            )
    return ""


def _comparison(crystal: Crystal, found: Group) -> tuple[str, tuple[Quantity, ...]]:
    number, symbol = crystal.declared_number, crystal.declared_symbol
    if not number:
        said = f"the symbol “{symbol}”, which is not known here" if symbol else "no space group"
        return (f"The file declares {said}." if crystal.block else "", ())
    agrees = Quantity(key="agrees", name="agrees with the space group declared",
                      value=number == found.number)  # fmt: skip
    declared = Quantity(key="declared_space_group", name="space group declared",
                        value=f"{symbol or '?'} (No. {number})")  # fmt: skip
    told = "agrees" if number == found.number else "does not agree"
    return f"It {told} with what the file declares, {{declared_space_group}}.", (declared, agrees)


def group_of(structure: "Structure", within: float) -> Group:
    """Find the space group of a structure.

    Args:
        structure: The structure.
        within: Tolerance in Å.

    Returns:
        The group.

    Raises:
        LibraryFailed: If spglib finds none.
    """
    return isolated(found_group, structure, within, seconds=_SECONDS)


def found_group(structure: "Structure", within: float) -> Group:
    """Find a space group by spglib; called in a process of its own."""
    from collections import Counter

    from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

    try:
        analyser = SpacegroupAnalyzer(structure, symprec=within, angle_tolerance=5)
        data = analyser.get_symmetry_dataset()
        symbol, number = analyser.get_space_group_symbol(), analyser.get_space_group_number()
    except Exception as error:  # each version of spglib says so differently
        raise LibraryFailed(
            f"spglib finds no symmetry within {within:g} Å.",
            "Check the structure for atoms on top of each other, or change the tolerance.",
        ) from error
    firsts = data.equivalent_atoms
    sizes = Counter(int(first) for first in firsts)
    orbits = tuple(
        (str(data.wyckoffs[at]), structure[at].species_string, size)
        for at, size in sorted(sizes.items())
    )
    return Group(
        str(symbol), int(number), str(analyser.get_crystal_system()),
        str(analyser.get_point_group_symbol()), str(data.hall), len(data.rotations), orbits,
    )  # fmt: skip
