"""What is in the flask: molecules taken apart and written the way templates expect."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.core.errors import BadArgument, TooLarge
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule

if TYPE_CHECKING:
    from rdkit.Chem import Atom, Mol, RWMol

MOST_ATOMS = 300
MOST_MOLECULES = 8
_METALS = {3: 1, 11: 1, 19: 1, 12: 2, 30: 2}
_PHOSPHORUS = 15
_CARBON = 6


@dataclass(frozen=True)
class Reactant:
    """One piece of what was given.

    Args:
        name: The name of the molecule that it belongs to.
        smiles: Canonical SMILES of the piece as given.
        mol: The piece as templates expect it.
        given: Which of the molecules it came with.
    """

    name: str
    smiles: str
    mol: "Mol"
    given: int


def read_reactants(molecules: Sequence[str]) -> tuple[list[Reactant], list[ReadMolecule]]:
    """Read molecules and take salts and mixtures apart.

    Args:
        molecules: Names, SMILES and so on.

    Returns:
        The pieces, and the molecules as read.

    Raises:
        BadArgument: If there are none, or too many.
        TooLarge: If one is too large for templates.

    Example:
        >>> [piece.smiles for piece in read_reactants(["[Na+].[I-]", "CCBr"])[0]]
        ['[I-]', '[Na+]', 'CCBr']
    """
    if not molecules:
        raise BadArgument("No molecule is given.", "Name the reactants, or give their SMILES.")
    if len(molecules) > MOST_MOLECULES:
        raise TooLarge(
            f"{len(molecules)} molecules are given; at most {MOST_MOLECULES} are combined.",
            "Give the reactants of one reaction.",
        )
    read = [read_molecule(text) for text in molecules]
    pieces: list[Reactant] = []
    for index, molecule in enumerate(read):
        if molecule.mol.GetNumAtoms() > MOST_ATOMS:
            raise TooLarge(
                f"{molecule.name[:60]} has {molecule.mol.GetNumAtoms()} heavy atoms; templates "
                f"are applied to at most {MOST_ATOMS}.",
                "Give the part that reacts.",
            )
        pieces += _pieces(molecule, index)
    return pieces, read


def _pieces(molecule: ReadMolecule, index: int) -> list[Reactant]:
    from rdkit import Chem

    whole = as_templates_expect(molecule.mol)
    parts = Chem.GetMolFrags(whole, asMols=True, sanitizeFrags=True)
    name = molecule.name
    return [
        Reactant(name if len(parts) == 1 else Chem.MolToSmiles(part), Chem.MolToSmiles(part),
                 part, index)
        for part in sorted(parts, key=Chem.MolToSmiles)
    ]  # fmt: skip


def as_templates_expect(mol: "Mol") -> "Mol":
    """Write organometallics with a bond to the metal, and ylides with a double bond.

    Args:
        mol: A molecule, whose ions may be apart, as in ``[CH3-].[Li+]``.

    Returns:
        The same, as templates are written.

    Example:
        >>> from rdkit.Chem import MolFromSmiles, MolToSmiles
        >>> MolToSmiles(as_templates_expect(MolFromSmiles("[CH3-].[Mg+2].[Br-]")))
        '[CH3][Mg][Br]'
    """
    from rdkit import Chem, rdBase

    edited = Chem.RWMol(mol)
    changed = _bind_metals(edited) | _close_ylides(edited)
    if not changed:
        return mol
    with rdBase.BlockLogs():
        try:
            Chem.SanitizeMol(edited)
        except ValueError:
            return mol
    return Chem.Mol(edited)


def _bind_metals(edited: "RWMol") -> bool:
    from rdkit import Chem

    carbanions = [a.GetIdx() for a in edited.GetAtoms() if a.GetAtomicNum() == _CARBON
                  and a.GetFormalCharge() == -1 and not _beside_cation(a)
                  and a.GetTotalDegree() > 1]  # fmt: skip
    halides = [
        a.GetIdx()
        for a in edited.GetAtoms()
        if a.GetAtomicNum() in (17, 35, 53) and a.GetFormalCharge() == -1
    ]
    changed = False
    for metal in edited.GetAtoms():
        charge = _METALS.get(metal.GetAtomicNum(), 0)
        if not charge or metal.GetFormalCharge() != charge or not carbanions:
            continue
        partners = [carbanions.pop(0)]
        if charge > 1:
            pool = halides or carbanions
            if not pool:
                continue
            partners.append(pool.pop(0))
        for partner in partners:
            edited.AddBond(metal.GetIdx(), partner, Chem.BondType.SINGLE)
            _neutral(edited.GetAtomWithIdx(partner))
        metal.SetFormalCharge(0)
        metal.SetNoImplicit(True)
        changed = True
    return changed


def _neutral(atom: "Atom") -> None:
    hydrogens = atom.GetTotalNumHs()
    atom.SetFormalCharge(0)
    atom.SetNumExplicitHs(hydrogens if atom.GetIsAromatic() else 0)
    atom.SetNoImplicit(False)


def _beside_cation(atom: "Atom") -> bool:
    return any(other.GetFormalCharge() > 0 for other in atom.GetNeighbors())


def _close_ylides(edited: "RWMol") -> bool:
    from rdkit import Chem

    changed = False
    for bond in edited.GetBonds():
        ends = sorted((bond.GetBeginAtom(), bond.GetEndAtom()), key=lambda a: a.GetAtomicNum())
        carbon, phosphorus = ends
        if (
            carbon.GetAtomicNum() == _CARBON and phosphorus.GetAtomicNum() == _PHOSPHORUS
            and carbon.GetFormalCharge() == -1 and phosphorus.GetFormalCharge() == 1
        ):  # fmt: skip
            bond.SetBondType(Chem.BondType.DOUBLE)
            carbon.SetFormalCharge(0)
            phosphorus.SetFormalCharge(0)
            changed = True
    return changed
