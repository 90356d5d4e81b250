"""Entries of the embedded name table that do not fit the name they are found by.

The table takes its structures from a public collection in which some were lost in translation:
hydrides of silicon and tin without their hydrogen, salts as metal atoms beside acids, amides as
imidic acids, and salts under the name of their base. What the name settles is mended here, and
what it does not settle is not used.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from labwright.tools.chemistry.structures import (
    canonical,
    composition,
    read_formula,
    read_smiles,
)

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_HYDRIDE_NAME = re.compile(
    r"silox|silane|silazane|stannane|germane|borolane|borane|hydride|alumane"
)
_RADICAL_NAME = re.compile(
    r"radical|oxyl|oxy$|yl$|tempo|dpph|\bion\b|\bnitroxide|superoxide|\(\d?[+-]\)"
)
_HYDRIDES = frozenset(("Si", "Ge", "Sn", "Al", "B"))
_S_BLOCK = "Li Na K Rb Cs Be Mg Ca Sr Ba".split()
_METALS: Final = frozenset([*_S_BLOCK, *(
    "Al Ti Zr Hf V Nb Ta Cr Mo W Mn Tc Re Fe Ru Os Co Rh Ir Ni Pd Pt Cu Ag Au Zn Cd Hg Ga In Tl "
    "Ge Sn Pb Sb Bi Sc Y La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Th U").split()])  # fmt: skip
_BRACKETED = re.compile(r"\(([A-Z][A-Za-z0-9]*)\)")
_CAS = re.compile(r"\d+-\d\d-\d")
# Acids that make salts with bases, as they stand in the table beside the base.
_ACIDS: Final = {
    "Cl": r"chlor|\bhcl\b", "Br": r"brom|\bhbr\b", "I": r"iod|\bhi\b", "F": r"fluorid",
    "O=S(=O)(O)O": "sul[fp]", "O=P(O)(O)O": "phosph", "O=[N+]([O-])O": "nitrate",
    "O=C(O)C(=O)O": "oxal", "O=C(O)C=CC(=O)O": "male|fumar", "CS(=O)(=O)O": "mes[yi]l|methanesul",
    "O=C(O)C(O)C(O)C(=O)O": "tartr", "O=C(O)CC(O)(CC(=O)O)C(=O)O": "citr", "CC(=O)O": "acet",
    "Cc1ccc(S(=O)(=O)O)cc1": "tos[yi]l|toluen", "O=C(O)CCC(=O)O": "succin",
    "CC(O)C(=O)O": "lact", "O=C(O)CC(O)C(=O)O": "mal", "O=C(O)C(F)(F)F": "trifluoro",
}  # fmt: skip
_SALT_WORD = re.compile(
    r"(?:[, ]+(?:mono|di|tri)?(?:hydrochloride|hcl|hydrobromide|hbr|hydriodide|hydroiodide|sulfate|"
    r"sulphate|phosphate|nitrate|oxalate|maleate|fumarate|mesylate|mesilate|methanesulfonate|"
    r"tartrate|bitartrate|citrate|acetate|tosylate|succinate|lactate|malate|trifluoroacetate))"
)
# What a name says must be in the structure. Chlorophyll and cobalamin show that parts of words
# do not do.
_NAMED: Final = {
    symbol: re.compile(rf"\b(?:{words})\b") for symbol, words in {
        "Cl": r"(?:mono|di|tri|tetra)?(?:hydro)?chlorides?|(?:di|tri)?hcl|perchlorate",
        "Br": r"(?:mono|di|tri)?(?:hydro)?bromides?|(?:di)?hbr",
        "I": r"(?:di|tri)?(?:hydr)?iodides?",
        "Na": "(?:mono|di|tri|tetra)?sodium", "K": "(?:mono|di|tri|tetra)?potassium",
        "Li": "(?:mono|di)?lithium", "Ca": "calcium", "Mg": "magnesium", "Zn": "zinc",
        "Ag": "silver", "Hg": "mercury|mercuric", "Ba": "barium", "Al": "alumini?um",
        "S": "(?:hemi|bi|di)?sul(?:f|ph)ates?", "P": "(?:mono|di|tri)?phosphates?",
    }.items()
}  # fmt: skip
_LONGEST_ACID = 60
_IMIDIC = "[CX3;!R:1]([OX2H1:2])=[NX2;$(N[#6]),$([NX2H1]):3]"


def fitting_structure(name: str, entry: Any) -> str | None:
    """Return the structure that a name of the table stands for.

    Args:
        name: The name that the entry was found by.
        entry: An entry of the name table.

    Returns:
        Canonical SMILES; None if the entry does not fit the name and the name does not say how to
        mend it.

    Raises:
        BadStructure: If the entry's structure cannot be read.
    """
    lower = name.lower()
    mol = read_smiles(entry.smiles)
    smiles = canonical(mol)
    if _is_composition(name, smiles):
        return smiles
    if _lacks_what_is_named(lower, smiles):
        return None
    if _unpaired(mol):
        return _with_hydrides(lower, smiles)
    parts = smiles.split(".")
    if len(parts) == 1:
        return _amide(smiles) if "N=C" in smiles or "=N" in smiles else smiles
    if has_metal_beside_acid(smiles):
        return None
    return _without_acid(lower, parts, entry) or smiles


def _is_composition(name: str, smiles: str) -> bool:
    """Tell whether the name is, or brackets, the formula of the structure: no more is claimed."""
    for text in (name, *_BRACKETED.findall(name)):
        if (counts := read_formula(text)) and composition(smiles) == counts:
            return sum(counts.values()) > 1
    return False


def _lacks_what_is_named(name: str, smiles: str) -> bool:
    return any(
        pattern.search(name) is not None and symbol not in smiles
        and symbol.lower() not in smiles  # aromatic sulfur
        for symbol, pattern in _NAMED.items()
    )  # fmt: skip


def _unpaired(mol: "Mol") -> bool:
    """Tell molecules with unpaired electrons at atoms whose compounds have none as a rule."""
    if mol.GetNumAtoms() == 1:
        return False
    main = _HYDRIDES | {"C", "N", "P", "S"}
    return any(a.GetNumRadicalElectrons() and a.GetSymbol() in main for a in mol.GetAtoms())


def _with_hydrides(name: str, smiles: str) -> str | None:
    """Give atoms the hydrogen that the name tells of: triethylsilane stands as its radical."""
    if _RADICAL_NAME.search(name):
        return smiles
    mol = read_smiles(smiles)
    open_atoms = [a for a in mol.GetAtoms() if a.GetNumRadicalElectrons()]
    one_each = all(
        a.GetSymbol() in _HYDRIDES and a.GetNumRadicalElectrons() == 1 for a in open_atoms
    )
    if "." in smiles or not one_each or not _HYDRIDE_NAME.search(name):
        return smiles if _is_exempt(smiles) else None
    for atom in open_atoms:
        atom.SetNumRadicalElectrons(0)
        atom.SetNumExplicitHs(1)
        atom.SetNoImplicit(True)
    return canonical(read_smiles(canonical(mol)))


def _is_exempt(smiles: str) -> bool:
    # Oxides of nitrogen are radicals, and carbon monoxide and isocyanides are no radicals.
    return set(smiles) <= set("NO=[]+-.#C") and len(smiles) < 10  # noqa: PLR2004


def has_metal_beside_acid(smiles: str) -> bool:
    """Tell a salt written as metal atoms beside something that is no metal.

    Args:
        smiles: Canonical SMILES.

    Example:
        >>> has_metal_beside_acid("O=CO.[Cs]"), has_metal_beside_acid("O=C[O-].[Cs+]")
        (True, False)
    """
    parts = smiles.split(".")
    metals = [part for part in parts if part.strip("[]") in _METALS and part.startswith("[")]
    others = [part for part in parts if part not in metals]
    if not metals or not others:
        return False  # none, or an alloy
    return any(part.strip("[]") in _S_BLOCK for part in metals) or not all(
        _is_ligand(part) for part in others
    )


def _is_ligand(part: str) -> bool:
    """Tell neutral ligands of metals: carbon monoxide, phosphines, olefins, arenes."""
    acidic = "O" in part.replace("[C-]#[O+]", "").replace("C=O", "") or "[" in part
    return part == "[C-]#[O+]" or not (acidic or len(part) < 3 or part == "C=O")  # noqa: PLR2004


def _without_acid(name: str, parts: list[str], entry: Any) -> str | None:
    """Return the base alone, where the table gives its salt and the name does not."""
    acids = [p for p in parts if _flat(p) in _acids()]
    bases = [p for p in parts if _flat(p) not in _acids()]
    if _CAS.fullmatch(name) or not acids or len(set(bases)) != 1:
        return None
    if not re.search("[nN]", bases[0]) or "+" in bases[0]:
        return None
    if any(re.search(_acids()[_flat(p)], name) for p in acids) or re.search("salt|hydro", name):
        return None
    synonyms = {str(s).lower() for s in entry.synonyms}
    # A salt under the same name shows that the bare name is the base's.
    told = any(_SALT_WORD.fullmatch(s.removeprefix(name)) for s in synonyms if s.startswith(name))
    return bases[0] if told or re.match(r"[\dn],?[\d,n]*-", name) else None


def _flat(smiles: str) -> str:
    """Return the SMILES of a small acid without its stereochemistry."""
    if len(smiles) > _LONGEST_ACID:
        return smiles
    return re.sub(r"[/\\@]", "", smiles).replace("[CH]", "C")


@cache
def _acids() -> dict[str, str]:
    return {canonical(read_smiles(smiles)): word for smiles, word in _ACIDS.items()}


def _amide(smiles: str) -> str:
    """Write imidic acids, which are a tautomer that hardly exists, as the amides they are."""
    from rdkit import Chem
    from rdkit.Chem import rdChemReactions

    mol = read_smiles(smiles)
    pattern = Chem.MolFromSmarts(_IMIDIC)
    if not mol.HasSubstructMatch(pattern):
        return smiles
    turn = rdChemReactions.ReactionFromSmarts(f"{_IMIDIC}>>[C:1](=[O:2])[N:3]")
    for _ in range(len(mol.GetSubstructMatches(pattern))):
        if not (made := turn.RunReactants((mol,))):
            break
        mol = made[0][0]
        Chem.SanitizeMol(mol)
    return canonical(read_smiles(canonical(mol)))
