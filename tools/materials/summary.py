"""A crystal structure at a glance, with what is wrong with it."""

from labwright.core.errors import LibraryFailed, TookTooLong
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.cells import cell_quantities
from labwright.tools.materials.crystals import Crystal, found_path, read_crystal_file
from labwright.tools.materials.faults import Fault, faults_of
from labwright.tools.materials.geometries import Geometry, read_xyz_geometry, too_near
from labwright.tools.materials.symmetry import USUAL, group_of, group_quantities
from labwright.tools.parameters import CrystalFile

_ROWS = 200


@tool(
    examples=(
        "What is in {file}?",
        "Describe the crystal structure in {file}",
        "Summarise {file}",
        "Is anything wrong with the structure in {file}?",
        "check {file} for overlapping atoms and partial occupancies",
        "Open {file} and tell me what compound it is",
        "List the atoms of {file} with their coordinates",
    ),
    yields=(
        Yield("structure_summary", ("crystal structure summary", "structure file summary")),
        Yield("problems", ("overlapping atoms", "partial occupancy", "partial occupancies",
                           "disordered sites", "problems of the structure")),
    ),
    domain="CIF, POSCAR, CONTCAR and XYZ files of up to 5,000 atoms in the cell; no proteins.",
    agent="materials",
    cost="seconds",
)  # fmt: skip
def read_crystal(file: CrystalFile) -> Finding:
    """Read a structure file: what it holds, its cell and symmetry, and what is wrong with it.

    Args:
        file: A CIF, POSCAR or XYZ file.

    Returns:
        Formula, cell, density, space group, the atoms as a table, and every problem by name:
        overlapping atoms, places filled in part, no symmetry declared, no cell, atoms that the
        declared formula has more or less of, an unlikely density.

    Raises:
        MissingFile: If there is no such file.
        UnreadableDocument: If it is damaged; says where.

    Example:
        >>> read_crystal("NaCl.cif").quantity("problems").value  # doctest: +SKIP
        'none'
    """
    path = found_path(file)
    if path.suffix.lower() == ".xyz" and not (read := read_xyz_geometry(path)).lattice:
        return _molecule(path.name, read)
    crystal = read_crystal_file(file)
    faults = faults_of(crystal)
    group, unfound = _group(crystal)
    told = " Its space group, from the atoms, is {space_group} (No. {space_group_number})."
    return Finding(
        statement=f"{crystal.name} is a crystal of {{formula}} with {{sites}} sites in the unit "
        "cell, a = {a}, b = {b}, c = {c}, α = {alpha}, β = {beta}, γ = {gamma}, Z = "
        f"{{formula_units}} and a density of {{density}}.{told if group else ''} Problems: "
        "{problems}.",
        quantities=(
            Quantity(key="formula", name="formula", value=crystal.formula),
            Quantity(key="sites", name="sites in the unit cell", value=len(crystal.structure)),
            Quantity(key="ordered", name="every site is fully occupied by one element",
                     value=bool(crystal.structure.is_ordered)),
            *cell_quantities(crystal),
            *group,
            _problems(faults),
        ),
        caution=" ".join((*(fault.told for fault in faults), *map(_sentence, crystal.notes))),
        missing=unfound,
        table=_table(crystal),
    )  # fmt: skip


def _group(crystal: Crystal) -> tuple[tuple[Quantity, ...], str]:
    try:
        found = group_of(crystal.structure, USUAL)
    except (LibraryFailed, TookTooLong):
        return (), "The space group was not found."
    return group_quantities(found, USUAL), ""


def _problems(faults: list[Fault]) -> Quantity:
    listed = ", ".join(fault.kind for fault in faults)
    return Quantity(key="problems", name="problems", value=listed or "none")


def _sentence(note: str) -> str:
    return note[:1].upper() + note[1:].rstrip(".") + "."


def _table(crystal: Crystal) -> tuple[tuple[str, ...], ...]:
    rows = [
        (str(at), site.species_string, *(f"{x:.5f}" for x in site.frac_coords))
        for at, site in enumerate(list(crystal.structure)[:_ROWS], 1)
    ]
    more = len(crystal.structure) - len(rows)
    left = [("…", f"{more} more", "", "", "")] if more else []
    return (("site", "occupied by", "x", "y", "z"), *rows, *left)


def _molecule(name: str, read: Geometry) -> Finding:
    near = too_near(read)
    rows = [
        (str(at), symbol, *(f"{x:.5f}" for x in place))
        for at, (symbol, place) in enumerate(zip(read.symbols, read.places, strict=True), 1)
    ][:_ROWS]
    more = len(read.symbols) - len(rows)
    left = [("…", f"{more} more", "", "", "")] if more else []
    problems = ["no cell", *(["overlapping atoms"] if near else [])]
    return Finding(
        statement=f"{name} holds {{atoms}} atoms of {{formula}} without a unit cell. Problems: "
        "{problems}.",
        quantities=(
            Quantity(key="formula", name="formula", value=read.formula),
            Quantity(key="atoms", name="atoms", value=len(read.symbols)),
            Quantity(key="problems", name="problems", value=", ".join(problems)),
        ),
        caution=" ".join(map(_sentence, filter(None, (near, *read.notes)))),
        table=(("atom", "element", "x / Å", "y / Å", "z / Å"), *rows, *left),
    )
