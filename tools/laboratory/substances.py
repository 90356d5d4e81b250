"""A substance that is weighed: its name and molar mass, with its water and counter-ions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.core.errors import BadArgument, LabwrightError
from labwright.core.finding import Structure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.structures import LONGEST

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@dataclass(frozen=True)
class Substance:
    """A substance with its molar mass.

    Args:
        name: What it is called in prose.
        molar_mass: In g/mol.
        smiles: Its structure; empty if only a formula is known.
        ions: Into how many ions one formula unit falls apart in water; 1 if it stays whole.
    """

    name: str
    molar_mass: float
    smiles: str = ""
    ions: int = 1

    @property
    def mass_quantity(self) -> Quantity:
        """The molar mass as findings carry it."""
        return Quantity(
            key="molar_mass", name=f"molar mass of {self.name}", value=self.molar_mass,
            unit="g/mol", decimals=3, definition="mean over natural isotopes, with all that the "
            "formula holds: water of crystallisation, counter-ions",
        )  # fmt: skip

    @property
    def structures(self) -> tuple[Structure, ...]:
        """The structure, if one is known."""
        return (Structure(name=self.name, smiles=self.smiles),) if self.smiles else ()


def read_substance(text: str) -> Substance:
    """Read a substance by name, structure or formula.

    Args:
        text: A name, SMILES, CAS number, or a formula such as ``CuSO4·5H2O``.

    Returns:
        The substance.

    Raises:
        BadArgument: If it is neither.

    Example:
        >>> round(read_substance("NaCl").molar_mass, 2), read_substance("NaCl").ions
        (58.44, 2)
    """
    from labwright.tools.chemistry.properties.formulae import read_composition

    text = text.strip()
    if not text or len(text) > LONGEST:
        raise BadArgument("No substance is given." if not text else "The name is too long.",
                          "Give a name, a formula or a structure.")  # fmt: skip
    found = read_composition(text)
    if found.charge:
        raise BadArgument(f"{found.name} is an ion, which is not weighed alone.",
                          "Give the salt, such as NaCl.")  # fmt: skip
    molecule = found.molecule or _structure(text)
    if molecule is None:
        return Substance(found.name, _mass(found.isotopes))
    return Substance(found.name, _mass(found.isotopes), molecule.smiles, _ions(molecule.mol))


def _structure(text: str) -> ReadMolecule | None:
    try:
        return read_molecule(text)
    except LabwrightError:
        return None  # a formula that many compounds share, or one with two readings


def _mass(atoms: Mapping[tuple[str, int], int]) -> float:
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    return sum(
        n * (table.GetMassForIsotope(symbol, number) if number else table.GetAtomicWeight(symbol))
        for (symbol, number), n in atoms.items()
    )


def _ions(mol: "Mol") -> int:
    from rdkit.Chem.rdmolops import GetFormalCharge, GetMolFrags

    return max(sum(GetFormalCharge(part) != 0 for part in GetMolFrags(mol, asMols=True)), 1)


def read_solute(text: str) -> Substance:
    """Read a substance that is dissolved in water or another solvent.

    Args:
        text: A name, structure or formula.

    Returns:
        The substance.

    Raises:
        BadArgument: If it is water, or no substance.

    Example:
        >>> read_solute("NaCl").ions
        2
    """
    substance = read_substance(text)
    if substance.smiles == "O":
        raise BadArgument("Water is the solvent here.", "Name what is dissolved in it.")
    return substance


def weighing_caution(substance: Substance) -> str:
    """Say what the molar mass of a substance includes.

    Args:
        substance: What is weighed.

    Returns:
        A sentence.
    """
    if "O" in substance.smiles.split("."):
        return "The molar mass includes the water of crystallisation."
    return "Weigh the form on the bottle: a hydrate or another salt has another molar mass."
