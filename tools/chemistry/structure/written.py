"""Molecules with their atoms in the order in which a SMILES was written."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.core.errors import BadStructure
from labwright.core.finding import Structure
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.notations import looks_like_smiles
from labwright.tools.chemistry.structures import canonical, read_smiles

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@dataclass(frozen=True)
class WrittenMolecule:
    """A molecule whose atoms are numbered from 0 as they were written.

    Args:
        name: The name it goes by in prose.
        mol: The molecule; hydrogens written as atoms are not numbered.
        smiles: Canonical SMILES.
        as_given: False if it came by name, so that its order is that of the canonical SMILES.
    """

    name: str
    mol: "Mol"
    smiles: str
    as_given: bool

    @property
    def structure(self) -> Structure:
        """The molecule as findings carry it."""
        return Structure(name=self.name, smiles=self.smiles)

    @property
    def order_note(self) -> str:
        """Say in which order the atoms are numbered."""
        if self.as_given:
            return f"Atoms are numbered from 0 as written in {_short(self.name)}."
        return f"Atoms are numbered from 0 as in the canonical SMILES {_short(self.smiles)}."


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "…"  # noqa: PLR2004


def read_written(text: str) -> WrittenMolecule:
    """Read a molecule and keep the order of its atoms.

    Args:
        text: A SMILES, whose order is kept, or a name, CAS number or InChI.

    Returns:
        The molecule.

    Raises:
        BadStructure: If it cannot be read.
        UnknownName: If a name does not resolve.

    Example:
        >>> [a.GetSymbol() for a in read_written("OCC").mol.GetAtoms()]
        ['O', 'C', 'C']
    """
    bare = text.strip()
    prefixed = bare.lower().startswith("smiles:")
    written = bare[7:].strip() if prefixed else bare
    if prefixed or (looks_like_smiles(written) and not written.isalpha()) or "*" in written:
        mol = read_smiles(written)
        return WrittenMolecule(written, mol, canonical(mol), as_given=True)
    found = read_molecule(text)
    try:
        mol = read_smiles(written)
        if canonical(mol) == found.smiles:
            return WrittenMolecule(written, mol, found.smiles, as_given=True)
    except BadStructure:
        pass
    return WrittenMolecule(found.name, found.mol, found.smiles, as_given=False)
