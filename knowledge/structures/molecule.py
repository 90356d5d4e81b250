"""A molecule with what it is found by."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

BITS = 2048
RADIUS = 2
_LONGEST = 20_000
"""Characters of a SMILES above which it is not read: RDKit fails hard on far longer chains."""
_MOST_ATOMS = 5_000
"""Morgan fingerprints of radius 2, which correspond to ECFP4: D. Rogers, M. Hahn,
J. Chem. Inf. Model. 2010, 50, 742–754."""


class Molecule(BaseModel):
    """A molecule as it is kept.

    Args:
        smiles: Canonical isomeric SMILES.
        inchikey: Its InChIKey; empty for those of large sets, where making it takes too long.
        formula: Molecular formula in Hill order, with the charge.
        mass: Monoisotopic mass in Da.
        morgan: Morgan fingerprint, 2048 bits, as bytes.
        pattern: Fingerprint that screens for substructures, 2048 bits, as bytes.
    """

    model_config = ConfigDict(frozen=True)

    smiles: str
    inchikey: str = ""
    formula: str
    mass: float
    morgan: bytes
    pattern: bytes


def molecules_of(smiles: Iterable[str], keys: bool = True) -> Iterator[tuple[str, Molecule | None]]:
    """Make molecules of SMILES.

    Args:
        smiles: SMILES as written.
        keys: Whether to make InChIKeys.

    Yields:
        Each SMILES with its molecule, or None where it is not valid.
    """
    from rdkit import Chem, DataStructs, rdBase
    from rdkit.Chem import rdFingerprintGenerator, rdMolDescriptors

    morgan = rdFingerprintGenerator.GetMorganGenerator(radius=RADIUS, fpSize=BITS)
    for text in smiles:
        with rdBase.BlockLogs():
            mol = Chem.MolFromSmiles(text) if 0 < len(text.strip()) <= _LONGEST else None
            if mol is None or not 0 < mol.GetNumAtoms() <= _MOST_ATOMS:
                yield text, None
                continue
            yield (
                text,
                Molecule(
                    smiles=Chem.MolToSmiles(mol),
                    inchikey=str(Chem.MolToInchiKey(mol)) if keys else "",
                    formula=str(rdMolDescriptors.CalcMolFormula(mol)),
                    mass=float(rdMolDescriptors.CalcExactMolWt(mol)),
                    morgan=DataStructs.BitVectToBinaryText(morgan.GetFingerprint(mol)),
                    pattern=DataStructs.BitVectToBinaryText(Chem.PatternFingerprint(mol, BITS)),
                ),
            )


def read_structure(text: str) -> "Any":
    """Read a SMILES that a user gave.

    Args:
        text: The SMILES.

    Returns:
        The molecule.

    Raises:
        BadStructure: If it is none.
    """
    return _read(text, "SMILES", "MolFromSmiles")


def read_pattern(text: str) -> "Any":
    """Read a SMARTS that a user gave.

    Args:
        text: The SMARTS; a SMILES is one too.

    Returns:
        The pattern, ready for matching.

    Raises:
        BadStructure: If it is none.
    """
    from rdkit import Chem

    pattern = _read(text, "SMARTS", "MolFromSmarts")
    pattern.UpdatePropertyCache(False)
    Chem.GetSymmSSSR(pattern)
    return pattern


def _read(text: str, kind: str, reader: str) -> "Any":
    from rdkit import Chem, rdBase

    from labwright.core.errors import BadStructure

    with rdBase.BlockLogs():
        mol = getattr(Chem, reader)(text.strip()) if text.strip() else None
    if mol is None or not mol.GetNumAtoms():
        raise BadStructure(text, "it cannot be read", kind=kind)
    return mol
