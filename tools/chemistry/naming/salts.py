"""Salts and hydrates named after a compound that is known: fluoxetine hydrochloride."""

import re
from collections.abc import Callable
from typing import Final

from labwright.tools.chemistry.structures import canonical, read_smiles

_TIMES: Final = {word: number for number, word in enumerate(
    "mono di tri tetra penta hexa hepta octa nona deca undeca dodeca".split(), 1)}  # fmt: skip
_PREFIX = "|".join(_TIMES)
_ACIDS: Final = {"hydrochloride": "Cl", "hcl": "Cl", "hydrobromide": "Br", "hbr": "Br",
                 "hydroiodide": "I", "hydriodide": "I"}  # fmt: skip
_METALS: Final = {"sodium": "[Na+]", "potassium": "[K+]", "lithium": "[Li+]"}
_ADDED = re.compile(rf"(.+?)[ ,]+({_PREFIX})?({'|'.join(_ACIDS)})", re.IGNORECASE)
_HYDRATE = re.compile(rf"(.+?)[ ,]+({_PREFIX})?hydrate", re.IGNORECASE)
_METAL = re.compile(rf"(.+?)[ ,]+({'|'.join(_METALS)})(?: salt)?", re.IGNORECASE)
# Carboxylic and sulfonic acids and tetrazoles; the last atom loses the hydrogen.
_ACIDIC = ("[CX3](=O)[OX2H1]", "[SX4](=O)(=O)[OX2H1]", "c1nnn[nH]1", "c1nn[nH]n1")
_ACID_HYDROGEN = (2, 3, 4, 3)
_BASIC = "[$([NX3;!$(N-C=[O,S,N]);!$(N-[S,P]=O);!$(N-N=O)]),$([nX2;r6]),$([NX2]=C-N)]"


def composed_salt(name: str, structure_of: Callable[[str], str | None]) -> str | None:
    """Return the structure of a salt or hydrate whose name tells how it is made up.

    Args:
        name: A name such as ``fluoxetine hydrochloride`` or ``diclofenac sodium``.
        structure_of: Looks the name of the base, acid or dry compound up.

    Returns:
        Canonical SMILES; None if it is no such name, or does not settle the structure: a sodium
        salt needs exactly one acidic group, a hydrochloride at least as many basic nitrogens.

    Example:
        >>> composed_salt("aniline hydrochloride", {"aniline": "Nc1ccccc1"}.get)
        'Cl.Nc1ccccc1'
    """
    wanted = " ".join(name.split())
    for form, made in (
        (_ADDED, _with_acid),
        (_HYDRATE, _with_water),
        (_METAL, _with_metal),
    ):
        if (match := form.fullmatch(wanted)) is None:
            continue
        rest = match[1].removesuffix(",")
        base = structure_of(rest) or composed_salt(rest, structure_of)
        return made(base, match) if base else None
    return None


def _times(match: "re.Match[str]") -> int:
    return _TIMES[(match[2] or "mono").lower()]


def _with_acid(base: str, match: "re.Match[str]") -> str | None:
    from rdkit import Chem

    mol = read_smiles(base)
    basic = len(mol.GetSubstructMatches(Chem.MolFromSmarts(_BASIC)))
    if "." in base or Chem.GetFormalCharge(mol) or basic < _times(match):
        return None
    return canonical(read_smiles(".".join([base, *[_ACIDS[match[3].lower()]] * _times(match)])))


def _with_water(base: str, match: "re.Match[str]") -> str | None:
    if match[2] is None or "O" in base.split("."):
        return None  # of how much water is not said
    return canonical(read_smiles(".".join([base, *["O"] * _times(match)])))


def _with_metal(base: str, match: "re.Match[str]") -> str | None:
    from rdkit import Chem

    mol = read_smiles(base)
    acidic = {
        atoms[place]
        for pattern, place in zip(_ACIDIC, _ACID_HYDROGEN, strict=True)
        for atoms in mol.GetSubstructMatches(Chem.MolFromSmarts(pattern))
    }
    if "." in base or Chem.GetFormalCharge(mol) or len(acidic) != 1:
        return None
    atom = mol.GetAtomWithIdx(acidic.pop())
    atom.SetFormalCharge(-1)
    atom.SetNumExplicitHs(0)
    return canonical(read_smiles(f"{canonical(mol)}.{_METALS[match[2].lower()]}"))
