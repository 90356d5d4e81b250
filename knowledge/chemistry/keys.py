"""What identifies a structure: canonical SMILES, InChIKey, reduced formula."""

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from labwright.knowledge.chemistry.composition import reduced

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_LONGEST = 2_000


class Structure(NamedTuple):
    """A structure in the three ways in which it is looked up.

    Args:
        smiles: Canonical SMILES.
        inchikey: Its InChIKey; empty where InChI has none for it.
        formula: Its reduced formula, water of crystallisation apart.
        charge: Its net charge.
        atoms: Number of its heavy atoms.
    """

    smiles: str
    inchikey: str
    formula: str
    charge: int
    atoms: int


@lru_cache(maxsize=20_000)
def identify(smiles: str) -> Structure | None:
    """Read a SMILES.

    Args:
        smiles: A SMILES.

    Returns:
        What identifies the structure; None if RDKit cannot read it.

    Example:
        >>> identify("OCC").smiles
        'CCO'
    """
    from rdkit import Chem, rdBase

    if not smiles or len(smiles) > _LONGEST:
        return None
    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(smiles)
        return _structure(molecule) if molecule is not None else None


@lru_cache(maxsize=5_000)
def identify_inchi(inchi: str) -> Structure | None:
    """Read an InChI.

    Args:
        inchi: An InChI with its prefix.

    Returns:
        What identifies the structure; None if RDKit cannot read it.
    """
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        molecule = Chem.MolFromInchi(inchi)
        return _structure(molecule) if molecule is not None else None


def _structure(molecule: "Mol") -> Structure | None:
    from rdkit import Chem

    if molecule.GetNumAtoms() == 0:
        return None
    return Structure(
        smiles=Chem.MolToSmiles(molecule),
        inchikey=Chem.MolToInchiKey(molecule),
        formula=_formula(molecule),
        charge=Chem.GetFormalCharge(molecule),
        atoms=molecule.GetNumHeavyAtoms(),
    )


def _formula(molecule: "Mol") -> str:
    """Count the atoms; water beside something else is water of crystallisation."""
    from rdkit import Chem

    counts: Counter[str] = Counter()
    for atom in molecule.GetAtoms():
        counts[atom.GetSymbol()] += 1
        counts["H"] += atom.GetTotalNumHs()
    pieces = Chem.GetMolFrags(molecule) if "." in Chem.MolToSmiles(molecule) else ()
    water = sum(len(piece) == 1 and _is_water(molecule, piece[0]) for piece in pieces)
    if water == len(pieces):
        water = 0
    counts -= Counter({"O": water, "H": 2 * water})
    dry = reduced({symbol: float(number) for symbol, number in counts.items() if number})
    return f"{dry}·{water if water > 1 else ''}H2O" if water else dry


def _is_water(molecule: "Mol", index: int) -> bool:
    atom = molecule.GetAtomWithIdx(index)
    return bool(atom.GetSymbol() == "O" and atom.GetTotalNumHs() == 2)  # noqa: PLR2004
