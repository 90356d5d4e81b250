"""Reading structure texts, and saying where a bad one goes wrong."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadStructure

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_ATOM = r"\[[^\[\]]*\]|Br|Cl|[BCNOPSFI]|[bcnops]|\*"
_TOKEN = re.compile(rf"({_ATOM})|(%\d{{2}}|\d)|([()])|([-=#$:/\\~.])")
_ELEMENT = re.compile(r"([A-Z][a-z]?)(\d*)")
LONGEST = 20_000


def read_smiles(text: str) -> "Mol":
    """Read a SMILES.

    Args:
        text: A SMILES without a title.

    Returns:
        The sanitised molecule.

    Raises:
        BadStructure: If it cannot be read; says at which character and why.

    Example:
        >>> read_smiles("CCO").GetNumAtoms()
        3
    """
    from rdkit import Chem, rdBase

    text = text.strip()
    if not text or len(text) > LONGEST:
        raise BadStructure(text, "it is empty" if not text else f"it is over {LONGEST} characters")
    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(text)
        if molecule is None or molecule.GetNumAtoms() == 0:
            reason, position = _fault(text)
            raise BadStructure(text, reason, position)
    return molecule


def read_inchi(text: str) -> "Mol":
    """Read an InChI.

    Args:
        text: An InChI with its ``InChI=`` prefix.

    Returns:
        The molecule.

    Raises:
        BadStructure: If it cannot be read.

    Example:
        >>> read_inchi("InChI=1S/CH4/h1H4").GetNumAtoms()
        1
    """
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        molecule: Mol | None = Chem.MolFromInchi(text.strip())
    if molecule is None:
        raise BadStructure(text, "it does not parse", kind="InChI")
    return molecule


@cache
def read_smarts(smarts: str) -> Any:
    """Read a SMARTS; the pattern is kept.

    Args:
        smarts: The SMARTS.

    Returns:
        The RDKit query molecule.

    Raises:
        BadStructure: If it cannot be read.

    Example:
        >>> read_smarts("[OX2H]").GetNumAtoms()
        1
    """
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        pattern = Chem.MolFromSmarts(smarts)
    if pattern is None:
        raise BadStructure(smarts, "it does not parse", kind="SMARTS")
    return pattern


def canonical(molecule: "Mol") -> str:
    """Return the canonical SMILES of a molecule."""
    from rdkit import Chem

    return str(Chem.MolToSmiles(molecule))


def same_structure(first: str, second: str) -> bool:
    """Tell whether two SMILES are the same molecule.

    Args:
        first: A SMILES.
        second: Another SMILES.

    Returns:
        False also where either cannot be read.

    Example:
        >>> same_structure("OCC", "CCO")
        True
    """
    try:
        return canonical(read_smiles(first)) == canonical(read_smiles(second))
    except BadStructure:
        return False


def _fault(text: str) -> tuple[str, int | None]:
    """Say why a SMILES cannot be read, and at which character (from 0)."""
    open_branches: list[int] = []
    rings: dict[str, int] = {}
    atoms: list[int] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            reason = "this bracket is never closed" if text[at] == "[" else "unexpected character"
            return f"{reason} “{text[at]}”", at
        atom, ring, branch, _ = match.groups()
        if atom:
            atoms.append(at)
        elif ring:
            rings.pop(ring) if ring in rings else rings.update({ring: at})
        elif branch == "(":
            open_branches.append(at)
        elif branch == ")":
            if not open_branches:
                return "this parenthesis was never opened", at
            open_branches.pop()
        at = match.end()
    if open_branches:
        return "this parenthesis is never closed", open_branches[-1]
    if rings:
        ring, where = next(iter(rings.items()))
        return f"ring bond {ring} is never closed", where
    return _chemical_fault(text, atoms)


def _chemical_fault(text: str, atoms: list[int]) -> tuple[str, int | None]:
    from rdkit import Chem

    raw = Chem.MolFromSmiles(text, sanitize=False)
    problems: list[Any] = list(Chem.DetectChemistryProblems(raw)) if raw is not None else []
    if not problems:
        return "it does not parse", None
    first = problems[0]
    if first.GetType() == "KekulizeException":
        indices = list(first.GetAtomIndices())
        where = atoms[indices[0]] if indices and indices[0] < len(atoms) else None
        return (
            "these aromatic atoms have no alternating double bonds (a hydrogen as in [nH]?)",
            where,
        )
    index = first.GetAtomIdx()
    where = atoms[index] if index < len(atoms) else None
    symbol = raw.GetAtomWithIdx(index).GetSymbol()
    return f"atom {symbol} has more bonds than it can have", where


def composition(smiles: str) -> "Counter[str]":
    """Count the atoms of a SMILES by symbol, hydrogens included.

    Example:
        >>> composition("O") == {"O": 1, "H": 2}
        True
    """
    from rdkit import Chem

    return Counter(a.GetSymbol() for a in Chem.AddHs(read_smiles(smiles)).GetAtoms())


def hill_order(counts: Mapping[str, int]) -> str:
    """Write a composition in the order of Hill (J. Am. Chem. Soc. 1900, 22, 478).

    Args:
        counts: Atoms by symbol.

    Returns:
        The formula.

    Example:
        >>> hill_order({"O": 1, "H": 6, "C": 2}), hill_order({"O": 4, "S": 1, "H": 2})
        ('C2H6O', 'H2O4S')
    """
    first = [s for s in ("C", "H") if s in counts] if "C" in counts else []
    ordered = first + sorted(s for s in counts if s not in first)
    return "".join(s + (str(counts[s]) if counts[s] != 1 else "") for s in ordered)


_DEEPEST = 8
"""Parentheses inside parentheses that a formula may have."""


def read_formula(text: str) -> "Counter[str] | None":
    """Read a molecular formula, with groups in parentheses and hydrates left out.

    Args:
        text: Something like ``C9H8O4``, ``Ca(OH)2`` or ``LiPF6``.

    Returns:
        Atoms by symbol; None if the text is not a formula of known elements.

    Example:
        >>> dict(read_formula("Ca(OH)2"))
        {'Ca': 1, 'O': 2, 'H': 2}
    """
    counts, rest = _read_group(text, 0)
    return counts if rest == len(text) and counts else None


def _read_group(text: str, at: int, depth: int = 0) -> tuple["Counter[str]", int]:
    if depth > _DEEPEST:
        return Counter(), -1
    counts: Counter[str] = Counter()
    symbols = element_symbols()
    while at < len(text) and text[at] != ")":
        if text[at] == "(":
            inner, end = _read_group(text, at + 1, depth + 1)
            if end >= len(text) or not inner:
                return Counter(), -1
            at = end + 1
            digits = re.compile(r"\d*").match(text, at)
            times = digits[0] if digits else ""
            for symbol, number in inner.items():
                counts[symbol] += number * int(times or 1)
            at += len(times)
            continue
        match = _ELEMENT.match(text, at)
        if match is None or match[1] not in symbols:
            return Counter(), -1
        counts[match[1]] += int(match[2] or 1)
        at = match.end()
    return counts, at


@cache
def element_symbols() -> frozenset[str]:
    """Return the symbols of the elements up to 118."""
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    return frozenset(table.GetElementSymbol(number) for number in range(1, 119))
