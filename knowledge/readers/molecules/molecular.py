"""One molecule at a time, by RDKit: from SMILES or a connection table to what identifies it."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from rdkit.Chem import Mol

LONGEST = 20_000
"""Characters of a SMILES."""

MOST_ATOMS = 5_000
"""RDKit writes SMILES by recursion; a chain of 15,000 atoms ends the process."""

_COUNTED = re.compile(r"^M  V30 COUNTS\s+(\d+)", re.MULTILINE)
_BLANK = re.compile(r"\s")
_STEREO = re.compile(r"[@/\\]")
_ATOM_COLUMNS = 3
_REASON = 160


class BrokenMolecule(ValueError):
    """A structure that cannot be read; its text says why."""


class Molecule(NamedTuple):
    """A molecule as a file gives it.

    Args:
        smiles: Canonical isomeric SMILES; empty for a record without atoms.
        formula: In Hill order, with the charge.
        solid: Whether it has coordinates in space.
    """

    smiles: str
    formula: str
    solid: bool = False


def of_smiles(text: str) -> Molecule:
    """Read a SMILES, with extensions (CXSMILES) behind it or without.

    Args:
        text: The SMILES.

    Returns:
        The molecule.

    Raises:
        BrokenMolecule: If it is none.

    Example:
        >>> of_smiles("OCC").smiles
        'CCO'
    """
    if not text or len(text) > LONGEST:
        raise BrokenMolecule(f"has over {LONGEST:,} characters" if text else "is empty")
    try:
        return _identified(_of_smiles(text))
    except BrokenMolecule:
        raise
    except Exception as error:  # RDKit's own checks, as RuntimeError and whatever else
        raise BrokenMolecule(_short(error)) from error


def _of_smiles(text: str) -> "Mol":
    from rdkit import Chem

    bare = without_extension(text)
    if _BLANK.search(bare):
        raise BrokenMolecule("is no SMILES")
    if "[H" in text or bare != text:
        mol = Chem.MolFromSmiles(text)
        if mol is not None or "[H" in text:
            return mol if mol is not None else _refused(bare)
    # The three steps of MolFromSmiles, less those that do nothing here: a sixth of the time.
    mol = Chem.MolFromSmiles(bare, _as_written())
    if mol is None or Chem.SanitizeMol(mol, catchErrors=True):
        return _refused(bare)
    if _STEREO.search(bare):
        Chem.AssignStereochemistry(mol, cleanIt=True, force=True)
    return mol


def _refused(text: str) -> NoReturn:
    from rdkit import Chem

    mol = Chem.MolFromSmiles(text, _as_written())
    raise BrokenMolecule("is no SMILES" if mol is None else _problem(mol))


def without_extension(text: str) -> str:
    """Return a SMILES without what CXSMILES puts behind it.

    Example:
        >>> without_extension("CCO |$a;;$|")
        'CCO'
    """
    end = text.rstrip()
    if not end.endswith("|"):
        return text
    start = end.rfind("|", 0, -1)
    return end[:start].rstrip() if start > 0 and end[start - 1].isspace() else text


@cache
def _as_written() -> Any:
    from rdkit import Chem

    params: Any = Chem.SmilesParserParams()
    params.sanitize = False
    params.removeHs = False
    return params


def is_smiles(text: str) -> bool:
    """Tell whether a text is written like a SMILES or the SMILES of a reaction.

    Whether atoms have too many bonds does not matter here.
    """
    from rdkit import Chem

    bare = without_extension(text)
    if not bare or len(bare) > LONGEST or _BLANK.search(bare):
        return False
    parts = bare.split(">")
    if len(parts) not in (1, 3):
        return False
    mols = [Chem.MolFromSmiles(part, _as_written()) for part in parts if part]
    return bool(mols) and all(mol is not None and mol.GetNumAtoms() for mol in mols)


def of_table(text: str) -> Molecule:
    """Read a connection table (V2000 or V3000).

    Args:
        text: From its title to ``M  END``.

    Returns:
        The molecule; stereo is taken from wedges, or from coordinates in space.

    Raises:
        BrokenMolecule: If it cannot be read.
    """
    from rdkit import Chem

    counted = _COUNTED.search(text)
    if counted and int(counted[1][:9]) > MOST_ATOMS:
        raise BrokenMolecule(f"has over {MOST_ATOMS:,} atoms")
    try:
        mol = Chem.MolFromMolBlock(text)
        if mol is None:
            raise BrokenMolecule(_fault_of_table(text))
        return _identified(mol)
    except BrokenMolecule:
        raise
    except Exception as error:  # as above
        raise BrokenMolecule(_short(error)) from error


def _identified(mol: "Mol") -> Molecule:
    from rdkit import Chem
    from rdkit.Chem import rdMolDescriptors

    if not mol.GetNumAtoms():
        return Molecule("", "")
    if mol.GetNumAtoms() > MOST_ATOMS:
        raise BrokenMolecule(f"has over {MOST_ATOMS:,} atoms")
    solid = mol.GetNumConformers() > 0 and mol.GetConformer().Is3D()
    return Molecule(Chem.MolToSmiles(mol), rdMolDescriptors.CalcMolFormula(mol), solid)


def _problem(mol: "Mol") -> str:
    """Say what is wrong with the chemistry of a molecule that is not sanitised."""
    from rdkit import Chem

    for found in Chem.DetectChemistryProblems(mol):
        if found.GetType() == "KekulizeException":
            return "has an aromatic ring without alternating double bonds (a missing [nH]?)"
        if "Valence" in found.GetType():
            atom = mol.GetAtomWithIdx(found.GetAtomIdx())
            return f"has more bonds at atom {atom.GetIdx() + 1} ({atom.GetSymbol()}) than it allows"
        return _short(found.Message())
    return "cannot be sanitised"


def _fault_of_table(text: str) -> str:
    from rdkit import Chem

    mol = Chem.MolFromMolBlock(text, sanitize=False)
    if mol is not None:
        return _problem(mol)
    lines = text.splitlines()
    counts = next((i for i, line in enumerate(lines) if "V2000" in line or "V3000" in line), None)
    if counts is None:
        return "has no line of counts (V2000 or V3000)"
    if not any(line.startswith("M  END") for line in lines):
        return "ends without M  END"
    return _fault_of_counts(lines[counts:])


def _fault_of_counts(lines: list[str]) -> str:
    atoms = lines[0][:_ATOM_COLUMNS].strip()
    listed = sum(bool(re.match(r"\s*-?\d+\.\d+\s+-?\d+\.\d+\s", line)) for line in lines[1:])
    if "V2000" in lines[0] and atoms.isdigit() and int(atoms) != listed:
        return f"counts {atoms} atoms and lists {listed}"
    return "has an atom, bond or property line that cannot be read"


def _short(error: object) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _REASON else f"{text[: _REASON - 1]}…"


def identity(
    molecule: Molecule, before: Mapping[str, str], given: str, rest: Mapping[str, str]
) -> dict[str, str]:
    """Return the fields of a record: what names it, its structure, and all else verbatim.

    Args:
        molecule: The molecule.
        before: What stands before the structure.
        given: Its SMILES as the file has it; empty if the file has none.
        rest: What else the file says; where that has the name of a field of ours, ours gives way.

    Returns:
        Values by name, in order.

    Example:
        >>> identity(Molecule("CCO", "C2H6O"), {"name": "ethanol"}, "", {"CAS": "64-17-5"})
        {'name': 'ethanol', 'SMILES': 'CCO', 'formula': 'C2H6O', 'CAS': '64-17-5'}
    """
    own = {**before, "SMILES": given or molecule.smiles, "formula": molecule.formula}
    theirs = {" ".join(name.split()): value for name, value in rest.items() if value.strip()}
    kept = {
        f"{name} of the record" if name in theirs else name: value
        for name, value in own.items()
        if theirs.get(name) != value
    }
    return {**kept, **theirs}
