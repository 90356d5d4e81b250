"""Tools of GFN2-xTB: energies, geometries and properties of molecules."""

from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.geometry_tables import (
    ONE_CONFORMER,
    SEMIEMPIRICAL,
    angle_rows,
    atom_rows,
    bond_rows,
    bonds_of,
    unrested,
    xyz_of,
)
from labwright.tools.materials.molecular_states import (
    UNKNOWN,
    Charge,
    Unpaired,
    conditions_of,
    electron_quantities,
    energy_quantities,
    state_of_file,
    state_of_molecule,
)
from labwright.tools.materials.tight_binding import METHOD, optimised, single
from labwright.tools.parameters import CrystalFile, Molecule

_SECONDS = 120
_MOST_ATOMS = 150
_TO_KJ = 2625.4996394799


@tool(
    examples=(
        "GFN2-xTB total energy of {molecule}",
        "What is the xTB energy of {molecule} in Hartree?",
        "Compute the electronic energy of {molecule} semiempirically",
        "tight-binding energy for {molecule} in eV",
        "quantum chemistry single number: energy of {molecule}",
    ),
    yields=(
        Yield("total_energy", ("xTB energy", "GFN2 energy", "GFN2-xTB energy", "total energy",
                               "electronic energy", "tight-binding energy", "전자 에너지"),
              "hartree"),
    ),
    domain="Molecules of main-group elements of up to 150 atoms; gas phase, 0 K.",
    agent="materials",
    cost="seconds",
    needs=("materials",),
)  # fmt: skip
def xtb_energy(molecule: Molecule, unpaired: Unpaired = UNKNOWN) -> Finding:
    """Calculate the total energy of a molecule in its minimum by GFN2-xTB.

    Args:
        molecule: A name, CAS number, InChI or SMILES; charge and radicals count as written.
        unpaired: Unpaired electrons, where the structure does not tell them; -1 if it does.

    Returns:
        Total energy in Hartree and eV (Bannwarth, Ehlert and Grimme, J. Chem. Theory Comput. 2019,
        15, 1652), in the geometry that the method itself finds from ETKDG and MMFF94.

    Raises:
        MissingExtra: If tblite is not installed.
        BadArgument: If it is a salt, or holds metals, whose geometry bonds do not tell.
        TooLarge: If it has too many atoms.

    Example:
        >>> xtb_energy("water").quantity("total_energy").text()
        '-5.070544 Eh'
    """
    found, state = state_of_molecule(molecule, _MOST_ATOMS, unpaired)
    ended = isolated(optimised, state, seconds=_SECONDS)
    conditions = conditions_of(state)
    return Finding(
        statement=f"The total energy of {found.name} by GFN2-xTB is {{total_energy}} "
        f"({{total_energy_ev}}) in its minimum ({conditions}).",
        quantities=energy_quantities(ended.electrons.energy, conditions),
        structures=(found.structure,),
        caution=" ".join((
            SEMIEMPIRICAL, "Its total energies compare only with its own, for the same atoms.",
            ONE_CONFORMER, unrested(ended),
        )).strip(),
    )  # fmt: skip


@tool(
    examples=(
        "Optimise the geometry of {molecule} with xTB",
        "Give me xyz coordinates of {molecule} at GFN2-xTB level",
        "bond lengths and angles in {molecule} from quantum chemistry",
        "relax {molecule} by tight binding",
        "3D structure of {molecule} optimised semiempirically",
    ),
    yields=(
        Yield("geometry", ("geometry optimisation", "geometry optimization", "optimised geometry",
                           "optimized geometry", "xyz coordinates", "cartesian coordinates",
                           "구조 최적화")),
    ),
    domain="Molecules of main-group elements of up to 150 atoms; gas phase.",
    agent="materials",
    cost="seconds",
    needs=("materials",),
)  # fmt: skip
def xtb_optimise(molecule: Molecule, unpaired: Unpaired = UNKNOWN) -> Finding:
    """Optimise the geometry of a molecule by GFN2-xTB.

    Args:
        molecule: A name, CAS number, InChI or SMILES; charge and radicals count as written.
        unpaired: Unpaired electrons, where the structure does not tell them; -1 if it does.

    Returns:
        Coordinates in Å as a table and as XYZ text, the energy and what optimising gained (BFGS
        until no component of the gradient is over 10⁻⁴ Hartree/Bohr); bonds and angles
        stand in the table behind the atoms.

    Raises:
        MissingExtra: If tblite is not installed.
        BadArgument: If it is a salt, or holds metals, whose geometry bonds do not tell.
        TooLarge: If it has too many atoms.

    Example:
        >>> xtb_optimise("dinitrogen").quantity("shortest_bond").text()
        '1.098 Å'
    """
    found, state = state_of_molecule(molecule, _MOST_ATOMS, unpaired)
    ended = isolated(optimised, state, seconds=_SECONDS)
    conditions = conditions_of(state)
    lengths = sorted(length for *_, length in bonds_of(found.smiles, ended.state))
    gained = (ended.first - ended.electrons.energy) * _TO_KJ
    told = {"method": METHOD, "conditions": conditions}
    bonds = [
        Quantity(key=f"{kind}_bond", name=f"{kind} bond", value=length, unit="angstrom",
                 decimals=3, **told)
        for kind, ends in (("shortest", lengths[:1]), ("longest", lengths[-1:]))
        for length in ends
    ]  # fmt: skip
    said = " its bonds are {shortest_bond} to {longest_bond} long;" if lengths else ""
    return Finding(
        statement=f"The geometry of {found.name} was optimised by GFN2-xTB ({conditions}) in "
        f"{{steps}} steps:{said} optimising gained {{gained}} and ended at {{total_energy}}.",
        quantities=(
            *energy_quantities(ended.electrons.energy, conditions),
            *bonds,
            Quantity(key="gained", name="energy gained from the MMFF94 geometry", value=gained,
                     unit="kJ/mol", decimals=2, **told),
            Quantity(key="steps", name="steps", value=ended.steps),
            Quantity(key="geometry", name="optimised geometry as XYZ",
                     value=xyz_of(ended.state, found.name), **told),
        ),
        structures=(found.structure,),
        caution=" ".join((SEMIEMPIRICAL, ONE_CONFORMER, unrested(ended))).strip(),
        table=(*atom_rows(ended.state), *bond_rows(found.smiles, ended.state),
               *angle_rows(found.smiles, ended.state)),
    )  # fmt: skip


@tool(
    examples=(
        "Calculate the energy of the geometry in {file} with GFN2-xTB",
        "xTB on {file}: gap, dipole, energy",
        "Optimise the molecule in {file}, charge 1",
        "{file} single point, charge -1, one unpaired electron",
        "Run a semiempirical calculation on my coordinates {file}",
    ),
    yields=(
        Yield("file_energy", ("single point energy", "single-point energy",
                              "energy of the geometry")),
    ),
    domain="Molecules with elements up to radon, up to 150 atoms; gas phase.",
    agent="materials",
    cost="seconds",
    needs=("materials",),
)  # fmt: skip
def xtb_of_file(
    file: CrystalFile, charge: Charge = 0, unpaired: Unpaired = 0, optimise: bool = False
) -> Finding:
    """Calculate a molecule with the coordinates of an XYZ file by GFN2-xTB.

    Args:
        file: An XYZ file in Å, without a unit cell.
        charge: Charge of the molecule.
        unpaired: How many electrons are unpaired.
        optimise: Whether its geometry is optimised first.

    Returns:
        Total energy, dipole, orbital energies; coordinates where they were optimised.

    Raises:
        MissingExtra: If tblite is not installed.
        MissingFile: If there is no such file.
        BadArgument: If it is a crystal, or charge and spin do not fit.
        TooLarge: If it has too many atoms.

    Example:
        >>> xtb_of_file("water.xyz").quantity("total_energy").text()  # doctest: +SKIP
        '-5.070… hartree'
    """
    name, state, geometry = state_of_file(file, _MOST_ATOMS, charge, max(0, unpaired))
    conditions = conditions_of(state)
    ended = isolated(optimised, state, seconds=_SECONDS) if optimise else None
    electrons = ended.electrons if ended else isolated(single, state, seconds=_SECONDS)
    where = "after optimising its geometry" if ended else "in the geometry as given"
    more = electron_quantities(electrons, state, conditions)
    gap = ", its HOMO–LUMO gap {gap}" if any(q.key == "gap" for q in more) else ""
    xyz = [
        Quantity(key="geometry", name="optimised geometry as XYZ", value=xyz_of(ended.state, name),
                 method=METHOD)
    ] if ended else []  # fmt: skip
    return Finding(
        statement=f"The total energy of {name} by GFN2-xTB ({conditions}) {where} is "
        f"{{total_energy}} ({{total_energy_ev}}), its dipole moment {{dipole}}{gap}.",
        quantities=(*energy_quantities(electrons.energy, conditions), *more, *xyz),
        caution=" ".join((
            SEMIEMPIRICAL, "Charge and spin are those given; a file of coordinates has none.",
            *(note[:1].upper() + note[1:] + "." for note in geometry.notes),
            unrested(ended) if ended else "",
        )).strip(),
        table=atom_rows(ended.state) if ended else (),
    )  # fmt: skip
