"""Atoms, places and bonds of a MOL block, for drawing."""

from dataclasses import dataclass

from labwright.core.errors import BadStructure

Place = tuple[float, float, float]
Bond = tuple[int, int, int]


@dataclass(frozen=True)
class Atoms:
    """What a drawing needs of a molecule.

    Args:
        symbols: Symbols of the atoms.
        places: Their coordinates in Å.
        bonds: Pairs of atoms from 0 with the order of the bond.
    """

    symbols: list[str]
    places: list[Place]
    bonds: list[Bond]


def read_block(block: str) -> Atoms:
    """Read a MOL block.

    Args:
        block: Its text (V2000 or V3000).

    Returns:
        The atoms and bonds, double bonds fixed.

    Raises:
        BadStructure: If it cannot be read or has no coordinates.
    """
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        mol = Chem.MolFromMolBlock(block, removeHs=False, sanitize=False)
    if mol is None or mol.GetNumConformers() == 0 or mol.GetNumAtoms() == 0:
        raise BadStructure(block[:60], "it does not parse", kind="MOL block")
    conformer = mol.GetConformer()
    positions = (conformer.GetAtomPosition(i) for i in range(mol.GetNumAtoms()))
    return Atoms(
        [atom.GetSymbol() for atom in mol.GetAtoms()],
        [(p.x, p.y, p.z) for p in positions],
        [
            (b.GetBeginAtomIdx(), b.GetEndAtomIdx(), int(b.GetBondTypeAsDouble()))
            for b in mol.GetBonds()
        ],
    )
