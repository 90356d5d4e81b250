"""A molecule that a tool works on: its name in prose beside its structure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.core.finding import Structure
from labwright.tools.chemistry.names import resolve
from labwright.tools.chemistry.structures import read_smiles

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@dataclass(frozen=True)
class ReadMolecule:
    """A molecule that was read from an argument.

    Args:
        name: The name it goes by in prose.
        smiles: Canonical SMILES.
        mol: The RDKit molecule.
    """

    name: str
    smiles: str
    mol: "Mol"

    @property
    def structure(self) -> Structure:
        """The molecule as findings carry it."""
        return Structure(name=self.name, smiles=self.smiles)


def read_molecule(text: str) -> ReadMolecule:
    """Read a molecule argument.

    Args:
        text: A name, CAS number, InChI or SMILES.

    Returns:
        The molecule.

    Raises:
        BadStructure: If a structure cannot be read.
        UnknownName: If a name does not resolve.
        BadArgument: If the text has two readings.

    Example:
        >>> read_molecule("water").smiles
        'O'
    """
    found = resolve(text)
    return ReadMolecule(name=found.name, smiles=found.smiles, mol=read_smiles(found.smiles))
