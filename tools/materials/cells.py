"""The unit cell of a crystal: edges, angles, volume, contents and density."""

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.knowledge.readers.crystals.crystal import density_of
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.crystals import Crystal, read_crystal_file
from labwright.tools.materials.faults import faults_of
from labwright.tools.parameters import CrystalFile

_WHOLE = 0.02


@tool(
    examples=(
        "What are the lattice parameters of {file}?",
        "cell constants a b c alpha beta gamma from {file}",
        "How dense is the crystal in {file}?",
        "Crystal density of {file}",
        "volume of the unit cell in {file}",
        "How many formula units are in the cell of {file}?",
        "Give me the unit cell for {file} please",
    ),
    yields=(
        Yield("a", ("lattice parameters", "lattice parameter", "lattice constants",
                    "lattice constant", "cell parameters", "unit cell dimensions",
                    "격자 상수", "격자상수"), "angstrom"),
        Yield("volume", ("cell volume", "unit cell volume", "volume of the unit cell",
                         "단위격자 부피"), "angstrom**3"),
        Yield("density", ("crystal density", "X-ray density", "crystallographic density",
                          "theoretical density", "결정 밀도"), "g/cm**3"),
        Yield("formula_units", ("formula units per cell", "formula units in the cell")),
    ),
    domain="Any crystal; the density is that of the ideal crystal, without pores.",
    agent="materials",
)  # fmt: skip
def lattice(file: CrystalFile) -> Finding:
    """Measure the unit cell of a crystal: edges, angles, volume, formula units, density.

    Args:
        file: A CIF, POSCAR, or XYZ with a cell.

    Returns:
        a, b, c in Å, α, β, γ in degrees, the volume in Å³, Z, and the density in g/cm³ from the
        atoms of the cell and its volume.

    Raises:
        MissingFile: If there is no such file.
        UnreadableDocument: If it is damaged; says where.

    Example:
        >>> lattice("NaCl.cif").quantity("density").text()  # doctest: +SKIP
        '2.164 g/cm**3'
    """
    crystal = read_crystal_file(file)
    return Finding(
        statement=f"The unit cell of {crystal.name} has a = {{a}}, b = {{b}}, c = {{c}}, "
        "α = {alpha}, β = {beta}, γ = {gamma}, and a volume of {volume}; it holds "
        "{formula_units} formula units of {formula_unit}, and its density is {density}.",
        quantities=cell_quantities(crystal),
        caution=" ".join(fault.told for fault in faults_of(crystal)),
    )


def cell_quantities(crystal: Crystal) -> tuple[Quantity, ...]:
    """Return the cell of a crystal as quantities."""
    cell = crystal.structure.lattice
    edges = [
        Quantity(key=key, name=f"lattice parameter {key}", value=float(edge), unit="angstrom",
                 decimals=4)
        for key, edge in zip("abc", cell.abc, strict=True)
    ]  # fmt: skip
    angles = [
        Quantity(key=key, name=f"lattice angle {sign}", value=float(angle), unit="degree",
                 decimals=3)
        for key, sign, angle in zip(("alpha", "beta", "gamma"), "αβγ", cell.angles, strict=True)
    ]  # fmt: skip
    held, units = crystal.contents, crystal.units
    whole = round(units) if abs(units - round(units)) < _WHOLE else units
    return (
        *edges,
        *angles,
        Quantity(key="volume", name="volume of the unit cell", value=float(cell.volume),
                 unit="angstrom**3", decimals=3),
        Quantity(key="formula_units", name="formula units in the cell (Z)", value=whole,
                 definition=f"the cell holds {held.formula}"),
        Quantity(key="formula_unit", name="formula unit", value=crystal.formula),
        Quantity(key="density", name="density", value=density_of(held, float(cell.volume)),
                 unit="g/cm**3", decimals=3, definition="of the ideal crystal",
                 method="mass of the atoms in the cell over its volume"),
    )  # fmt: skip
