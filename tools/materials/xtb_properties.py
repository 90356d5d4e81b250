"""Dipole, orbitals and vibrations of molecules by GFN2-xTB."""

from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.geometry_tables import (
    MOST_ROWS,
    ONE_CONFORMER,
    SEMIEMPIRICAL,
    atom_rows,
    unrested,
)
from labwright.tools.materials.molecular_states import (
    UNKNOWN,
    Unpaired,
    conditions_of,
    electron_quantities,
    energy_quantities,
    state_of_molecule,
)
from labwright.tools.materials.tight_binding import METHOD, Optimised
from labwright.tools.materials.vibrations import Vibrations, minimum_with_vibrations
from labwright.tools.parameters import Molecule

_SECONDS = 120
_MOST_VIBRATING = 60
_TO_KJ = 2625.4996394799
_TO_HARTREE = 4.5563352529e-6  # of 1 cm⁻¹
_SHOWN = 6


@tool(
    examples=(
        "What is the dipole moment of {molecule}?",
        "HOMO-LUMO gap of {molecule} in eV",
        "Vibrational frequencies of {molecule}",
        "infrared wavenumbers (harmonic) for {molecule}",
        "Is {molecule} polar, how many debye?",
        "frontier orbital energies of {molecule} by xTB",
        "Partial charges and zero-point energy of {molecule} from quantum chemistry",
    ),
    yields=(
        Yield("dipole", ("dipole moment", "dipole", "쌍극자 모멘트", "쌍극자모멘트"), "debye"),
        Yield("gap", ("HOMO-LUMO gap", "HOMO–LUMO gap", "HOMO LUMO gap", "frontier orbital gap",
                      "orbital gap"), "eV"),
        Yield("homo", ("HOMO energy", "HOMO level"), "eV"),
        Yield("lumo", ("LUMO energy", "LUMO level"), "eV"),
        Yield("vibrations", ("vibrational frequencies", "harmonic frequencies",
                             "vibrational modes", "normal modes", "imaginary frequencies",
                             "vibrational wavenumbers", "진동수"), "1/cm"),
        Yield("zero_point_energy", ("zero-point energy", "zero point energy", "ZPE"), "kJ/mol"),
    ),
    domain="Molecules of main-group elements of up to 60 atoms; gas phase, harmonic, 0 K.",
    agent="materials",
    cost="seconds",
    needs=("materials",),
)  # fmt: skip
def xtb_properties(molecule: Molecule, unpaired: Unpaired = UNKNOWN) -> Finding:
    """Calculate dipole, HOMO–LUMO gap and vibrations of a molecule by GFN2-xTB.

    Args:
        molecule: A name, CAS number, InChI or SMILES; charge and radicals count as written.
        unpaired: Unpaired electrons, where the structure does not tell them; -1 if it does.

    Returns:
        Total energy, dipole, orbital energies, harmonic wavenumbers with the number of imaginary
        ones, zero-point energy, and charges of atoms, in the minimum by GFN2-xTB.

    Raises:
        MissingExtra: If tblite is not installed.
        BadArgument: If it is a salt, or holds metals, whose geometry bonds do not tell.
        TooLarge: If it has too many atoms.

    Example:
        >>> xtb_properties("water").quantity("dipole").text()
        '2.217 D'
    """
    found, state = state_of_molecule(molecule, _MOST_VIBRATING, unpaired)
    ended, modes = isolated(minimum_with_vibrations, state, seconds=_SECONDS)
    conditions = conditions_of(state)
    electrons = electron_quantities(ended.electrons, state, conditions)
    gap = any(quantity.key == "gap" for quantity in electrons)
    said = " and a HOMO–LUMO gap of {gap}" if gap else ""
    return Finding(
        statement=f"By GFN2-xTB ({conditions}), {found.name} has a dipole moment of {{dipole}}"
        f"{said}; number of vibrations {{modes}}, of imaginary ones {{imaginary}}{_named(modes)}.",
        quantities=(
            *electrons,
            *energy_quantities(ended.electrons.energy, conditions),
            *_vibration_quantities(modes, conditions),
        ),
        structures=(found.structure,),
        missing="" if gap else "The HOMO–LUMO gap: with unpaired electrons it is not defined here.",
        caution=" ".join((
            SEMIEMPIRICAL, "Wavenumbers are harmonic and not scaled; the gap is one of orbitals, "
            "not of an optical spectrum.", ONE_CONFORMER, unrested(ended),
        )).strip(),
        table=_properties_table(ended, modes),
    )  # fmt: skip


def _vibration_quantities(modes: Vibrations, conditions: str) -> list[Quantity]:
    told = {"method": METHOD, "conditions": conditions}
    real = [value for value in modes.wavenumbers if value > 0]
    zero = sum(real) / 2 * _TO_HARTREE * _TO_KJ
    listed = ", ".join(f"{value:.0f}" for value in modes.wavenumbers)
    return [
        Quantity(key="modes", name="vibrations", value=len(modes.wavenumbers)),
        Quantity(key="imaginary", name="imaginary vibrations", value=modes.imaginary,
                 definition="below −20 cm⁻¹"),
        Quantity(key="zero_point_energy", name="zero-point energy", value=zero, unit="kJ/mol",
                 decimals=2, **told),
        *([Quantity(key="vibrations", name="wavenumbers in 1/cm", value=listed, **told)]
          if listed else []),
        *(Quantity(key=f"wavenumber_{n}", name=f"wavenumber {n}", value=value, unit="1/cm",
                   decimals=1, **told)
          for n, value in enumerate(modes.wavenumbers[:_SHOWN], 1)),
    ]  # fmt: skip


def _named(modes: Vibrations) -> str:
    shown = ", ".join(f"{{wavenumber_{n + 1}}}" for n in range(len(modes.wavenumbers[:_SHOWN])))
    if not shown:
        return ""
    return f", {'the lowest at' if len(modes.wavenumbers) > _SHOWN else 'at'} {shown}"


def _properties_table(ended: Optimised, modes: Vibrations) -> tuple[tuple[str, ...], ...]:
    atoms = atom_rows(ended.state)
    charges = [
        (*row, f"{charge:+.3f}")
        for row, charge in zip(atoms[1:], ended.electrons.charges, strict=False)
    ]
    waves = [
        (f"mode {n}", f"{value:.1f} cm⁻¹", "", "", "", "")
        for n, value in enumerate(modes.wavenumbers, 1)
    ]
    return ((*atoms[0], "charge / e"), *charges, *waves[: MOST_ROWS - len(charges)])
