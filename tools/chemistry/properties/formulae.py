"""Compositions: a formula with charge, hydrate and isotopes, or the atoms of a molecule."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from labwright.core.errors import BadArgument, BadStructure, TooLarge
from labwright.core.finding import Structure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.name_table import lookup
from labwright.tools.chemistry.notations import repeats_element
from labwright.tools.chemistry.properties.formula_marks import (
    plain_marks,
    refuse_unread,
    split_charge,
)
from labwright.tools.chemistry.refusals import refusal
from labwright.tools.chemistry.structures import composition as atoms_of
from labwright.tools.chemistry.structures import element_symbols, hill_order, read_smiles

Atoms = Counter[tuple[str, int]]
"""Atoms by symbol and mass number; mass number 0 is the natural mixture."""

_ATOM = re.compile(r"\[(\d{1,3})([A-Z][a-z]?)\]|\^\{?(\d{1,3})\}?([A-Z][a-z]?)|([A-Z][a-z]?)")
_COUNT = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_OPEN, _CLOSE = "([{", ")]}"
_HYDRATE = re.compile(r"(?<=[A-Za-z0-9)\]])\.(?=\d*\(?(?:H2O|D2O)\)?$)")
_HYDROGENS = {"D": ("H", 2), "T": ("H", 3)}
_ACETATE = re.compile(r"\((?:OAc|AcO)\)|OAc")
# Symbols of rare elements that stand for groups in everyday formulae: acetyl, propyl, tosyl.
_GROUPS = re.compile(r"Ts[A-Z(]|Pr(?:OH|NH2|Br|Cl|I|MgBr|MgCl)$|^Ac(?:OH|2O|Cl|Br|OEt|NH2)$")
_WITH_HEAVY_HYDROGEN = frozenset("HD HT DT HDO HTO DTO DF DI".split())
_DEEPEST = 12
_MOST_NESTED = 100
_MOST_ATOMS = 10_000_000
_LONGEST_FORMULA = 2000
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


@dataclass(frozen=True)
class ReadComposition:
    """Which atoms something is made of, and its charge.

    Args:
        name: The name it goes by in prose.
        counts: Atoms by symbol, isotopes of an element together.
        charge: Charge in elementary charges.
        isotopes: Atoms by symbol and mass number, 0 for the natural mixture.
        formula: The formula it was read from, without the charge; empty for a molecule.
        molecule: The molecule it was read from, if it was one.
        units: Formula units that the counts belong to; over 1 only where fractions are allowed.
    """

    name: str
    counts: Mapping[str, int]
    charge: int = 0
    isotopes: Mapping[tuple[str, int], int] = field(default_factory=dict)
    formula: str = ""
    molecule: ReadMolecule | None = None
    units: int = 1

    @property
    def hill(self) -> str:
        """The formula in the order of Hill: C, H, then the rest by alphabet."""
        return hill_order(self.counts)

    @property
    def quantity(self) -> Quantity:
        """The formula as a quantity, so that its digits in prose are backed."""
        return Quantity(key="formula", name="formula", value=self.name)

    @property
    def structures(self) -> tuple[Structure, ...]:
        """The molecule as findings carry it; nothing for a formula."""
        return (self.molecule.structure,) if self.molecule else ()


def read_composition(text: str, *, fractions: bool = False) -> ReadComposition:
    """Read a formula, or else a molecule of which only the atoms count.

    Args:
        text: A formula such as ``Cu(NO3)2``, ``NH4+``, ``[Fe(CN)6]4-``, ``CuSO4·5H2O``,
            ``[13C]H4`` or ``D2O``, with plain, printed or LaTeX marks; else a name or SMILES.
        fractions: Whether ``Li0.5CoO2`` is allowed; its counts are those of ``units`` formulae.

    Returns:
        The atoms, the charge and a name to show.

    Raises:
        BadArgument: If it has two readings, names no element, or is neither.
        TooLarge: If it has more than ten million atoms.

    Example:
        >>> dict(read_composition("[Fe(CN)6]4-").counts), read_composition("NH4+").charge
        ({'Fe': 1, 'C': 6, 'N': 6}, 1)
    """
    plain, marked = plain_marks(text)
    if not plain:
        raise BadArgument("The formula is empty.", "Give one such as Cu(NO3)2.")
    if len(plain) <= _LONGEST_FORMULA and (marked or not _is_meant_as_molecule(plain)):
        read = _read_formula(plain, fractions=fractions)
        if read is not None:
            return read
    if _depth(plain) > _MOST_NESTED:
        raise BadArgument(f"“{plain[:60]}” has too many brackets.", "Give a formula or a SMILES.")
    return _of_molecule(read_molecule(text))


def _depth(text: str) -> int:
    """Return how deep the brackets of a text are nested."""
    deepest = depth = 0
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        deepest = max(deepest, depth)
    return deepest


def _is_meant_as_molecule(plain: str) -> bool:
    """Tell a SMILES such as CCO or a short name such as THF from a formula."""
    if _GROUPS.search(plain):
        return True
    if repeats_element(plain) and "H" not in plain:
        try:
            read_smiles(plain)
        except BadStructure:
            pass
        else:
            return True
    if not (plain.isalpha() and plain.isupper()) or plain in _WITH_HEAVY_HYDROGEN:
        return False
    if set(plain) & set("DT"):
        return True  # THF, TNT, COD
    if len(plain) < 3:  # noqa: PLR2004 - CO, NO and KI are formulae to everyone
        return False
    known = lookup(plain)
    if known is None:
        return refusal(plain) is not None
    return dict(atoms_of(known.smiles)) != dict(Counter(re.findall("[A-Z][a-z]?", plain)))


def _read_formula(plain: str, *, fractions: bool) -> ReadComposition | None:
    body, charge = split_charge(plain)
    body = _ACETATE.sub("(C2H3O2)", body)
    refuse_unread(body)
    read = parse_formula(body)
    if read is None:
        return None
    units = lcm(*(n.denominator for n in read.values()))
    if units > 1 and not fractions:
        raise BadArgument(
            f"“{body[:60]}” has a fraction of an atom.", "Multiply it to whole numbers."
        )
    isotopes = {atom: int(n * units) for atom, n in read.items() if n}
    _check(isotopes, body)
    counts: Counter[str] = Counter()
    for (symbol, _), number in isotopes.items():
        counts[symbol] += number
    shown = re.sub(r"\^\{?(\d+)\}?([A-Z][a-z]?)", r"[\1\2]", body) + shown_charge(charge)
    return ReadComposition(shown, dict(counts), charge, isotopes, body, None, units)


def _check(isotopes: Mapping[tuple[str, int], int], body: str) -> None:
    from rdkit.Chem import GetPeriodicTable

    if sum(isotopes.values()) > _MOST_ATOMS:
        raise TooLarge(
            f"“{body[:60]}” has more than {_MOST_ATOMS} atoms.", "Give the repeating unit."
        )
    table = GetPeriodicTable()
    for symbol, mass in isotopes:
        if mass and not table.GetMassForIsotope(symbol, mass):
            raise BadArgument(f"There is no isotope {mass} of {symbol}.", "Check its mass number.")


def shown_charge(charge: int) -> str:
    """Return a charge as it is printed, such as ``²⁻``; nothing for 0."""
    if not charge:
        return ""
    figure = "" if abs(charge) == 1 else str(abs(charge))
    return f"{figure}{'+' if charge > 0 else '-'}".translate(_SUPERSCRIPTS)


def _of_molecule(found: ReadMolecule) -> ReadComposition:
    from rdkit import Chem

    isotopes: Atoms = Counter()
    for atom in Chem.AddHs(found.mol).GetAtoms():
        if not atom.GetAtomicNum():
            raise BadArgument(
                f"{found.name} has an open position (*).", "Give a complete molecule."
            )
        isotopes[atom.GetSymbol(), atom.GetIsotope()] += 1
    counts: Counter[str] = Counter()
    for (symbol, _), number in isotopes.items():
        counts[symbol] += number
    charge = Chem.GetFormalCharge(found.mol)
    return ReadComposition(found.name, dict(counts), charge, dict(isotopes), "", found)


def parse_formula(body: str) -> "dict[tuple[str, int], Fraction] | None":
    """Parse a formula without charge, with groups, hydrates and isotopes.

    Args:
        body: Such as ``K3[Fe(CN)6]`` or ``CuSO4·5H2O``.

    Returns:
        Atoms by symbol and mass number; None if it is no formula of known elements.

    Example:
        >>> parse_formula("CaSO4·0.5H2O")[("H", 0)]
        Fraction(1, 1)
    """
    total: dict[tuple[str, int], Fraction] = {}
    body = body if "·" in body else _HYDRATE.sub("·", body)
    for index, part in enumerate(body.split("·")):
        count = _COUNT.match(part)
        if index == 0 and count:
            return None  # 13CO2 is an isotope or thirteen molecules
        times = Fraction(count[0]) if count else Fraction(1)
        parser = _Parser(part[count.end() if count else 0 :])
        atoms = parser.group(0)
        if atoms is None or parser.at != len(parser.text) or not atoms:
            return None
        for atom, number in atoms.items():
            total[atom] = total.get(atom, Fraction(0)) + number * times
    return total


class _Parser:
    """Reads one part of a formula from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def group(self, depth: int, closing: str = "") -> "dict[tuple[str, int], Fraction] | None":
        """Read atoms and groups up to the closing bracket; None where they end elsewhere."""
        atoms: dict[tuple[str, int], Fraction] = {}
        while self.at < len(self.text) and self.text[self.at] not in _CLOSE:
            inner = self._piece(depth)
            if inner is None:
                return None
            times = self._count()
            for atom, number in inner.items():
                atoms[atom] = atoms.get(atom, Fraction(0)) + number * times
        ended = self.text[self.at : self.at + 1]
        return atoms if ended == closing else None

    def _piece(self, depth: int) -> "dict[tuple[str, int], Fraction] | None":
        match = _ATOM.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
            return _one_atom(match)
        which = _OPEN.find(self.text[self.at])
        if which < 0 or depth >= _DEEPEST:
            return None
        self.at += 1
        marked = re.compile(r"(\d{1,3})(?=[A-Z])").match(self.text, self.at)
        if marked is not None and _OPEN[which] == "[":
            self.text = f"{self.text[: self.at]}^{self.text[self.at :]}"  # [13CH4]
        inner = self.group(depth + 1, _CLOSE[which])
        self.at += 1
        return inner or None

    def _count(self) -> Fraction:
        match = _COUNT.match(self.text, self.at)
        if match is None:
            return Fraction(1)
        self.at = match.end()
        return Fraction(match[0][:24])


def _one_atom(match: "re.Match[str]") -> "dict[tuple[str, int], Fraction] | None":
    symbol = match[2] or match[4] or match[5]
    symbol, mass = _HYDROGENS.get(symbol, (symbol, int(match[1] or match[3] or 0)))
    return {(symbol, mass): Fraction(1)} if symbol in element_symbols() else None
