"""One side of an equation, read: coefficients, formulae, charges, states of matter."""

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from labwright.core.errors import BadArgument, LabwrightError
from labwright.tools.chemistry.structures import element_symbols, read_formula

_LONGEST_TERM = 300
_STATE = re.compile(r"\s*\((?:s|l|g|aq|cr|sol|solid|gas|liq|liquid)\)\s*$", re.I)
_ARROWS = re.compile(r"[↑↓]")
_COEFFICIENT = re.compile(r"\s*(\d+\s*/\s*\d+|\d+(?:\.\d+)?)\s*[·*×]?\s*(?=[A-Za-z(\[{])")
_ELECTRON = re.compile(r"\(?e(?:\^?\{?-\}?|lectrons?|\(-\))?\)?", re.I)
_WRITTEN_CHARGE = re.compile(r"(?:\^\{?|\s+|(?<=[\])}])\^?|\()(?:(\d*)([+-])|([+-])(\d+))\}?\)?$")
_PLAIN_CHARGE = re.compile(r"(\d*)([+-]+)$")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋−–", "0123456789+---")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁺⁻]")
_WATERS = re.compile(r"[·•.*](\d*)(?=[A-Z(])")
_SUBSTANCES = {"hydrogen": "H2", "nitrogen": "N2", "oxygen": "O2", "fluorine": "F2",
               "chlorine": "Cl2", "bromine": "Br2", "iodine": "I2"}  # fmt: skip
_METALS_TWO = 2


@dataclass(frozen=True)
class Species:
    """One substance of an equation.

    Args:
        text: As it stands in the equation, without coefficient and state.
        atoms: Atoms by symbol.
        charge: Charge.
        given: Coefficient that was written before it; 1 where none was.
        coefficient_given: Whether one was written.
        smiles: Its structure, where it was written as a name or SMILES.
    """

    text: str
    atoms: tuple[tuple[str, int], ...]
    charge: int
    given: Fraction = Fraction(1)
    coefficient_given: bool = False
    smiles: str = ""

    def count(self, symbol: str) -> int:
        """Return how many atoms of an element it has."""
        return dict(self.atoms).get(symbol, 0)

    @property
    def is_electron(self) -> bool:
        """Whether it is the electron."""
        return not self.atoms and self.charge == -1


def readings(term: str) -> list[Species]:
    """Read a term of an equation, in each way that its charge can be meant.

    Args:
        term: Such as ``2 H2O``, ``Fe3+``, ``SO42-``, ``CuSO4·5H2O(s)``, ``e-`` or ``ethanol``.

    Returns:
        The likeliest reading first.

    Raises:
        BadArgument: If it is no formula, electron or compound that is known.

    Example:
        >>> [(s.text, s.charge) for s in readings("2 SO42-")][0]
        ('SO4^2-', -2)
    """
    given = term.strip()
    if not given or len(given) > _LONGEST_TERM:
        shown = given[:40] or "nothing"
        raise BadArgument(
            f"“{shown}” is no term of an equation.", "Write formulae or names with + between them."
        )
    bare = _bare(given)
    coefficient, written, rest = _coefficient(bare)
    if _ELECTRON.fullmatch(rest):
        return [Species("e-", (), -1, coefficient, written)]
    found = [
        Species(_shown(formula, charge), tuple(sorted(atoms.items())), charge, coefficient, written)
        for formula, charge in _splits(rest)
        if (atoms := atoms_of(formula)) is not None
    ]
    # “2-propanol” begins with a figure that is no coefficient, hence the whole term first.
    return found or _by_name(given, coefficient, written, rest)


def _bare(text: str) -> str:
    text = _ARROWS.sub("", text)
    text = _RAISED_RUN.sub(lambda m: "^" + m[0].translate(_RAISED), text)
    text = text.translate(_LOWERED).replace("$", "").replace("_", "")
    while (shorter := _STATE.sub("", text)) != text:
        text = shorter
    return text.strip()


def _coefficient(text: str) -> tuple[Fraction, bool, str]:
    match = _COEFFICIENT.match(text)
    if match is None:
        return Fraction(1), False, text
    figure = match[1].replace(" ", "")
    if figure.endswith("/0") or Fraction(figure) <= 0:
        return Fraction(1), False, text
    return Fraction(figure), True, text[match.end() :].strip()


def _splits(text: str) -> list[tuple[str, int]]:
    """Return (formula, charge) in each way that a text can be meant."""
    if match := _WRITTEN_CHARGE.search(text):
        sign = match[2] or match[3]
        size = int((match[1] or match[4] or "1")[:3])
        return [(text[: match.start()].strip(), size if sign == "+" else -size)]
    match = _PLAIN_CHARGE.search(text)
    if match is None:
        return [(text, 0)]
    body, digits, signs = text[: match.start()], match[1], match[2]
    sign = 1 if signs[0] == "+" else -1
    if len(set(signs)) > 1:
        return []
    if len(signs) > 1:  # Fe+++
        return [(body + digits, sign * len(signs))]
    if not digits:
        return [(body, sign)]
    as_charge = (body + digits[:-1], sign * int(digits[-1]))
    as_subscript = (body + digits, sign)
    single = body in element_symbols()
    closed = body.endswith((")", "]", "}"))
    first = (single and body + digits not in ("I3", "N3")) or len(digits) > 1 or closed
    return [as_charge, as_subscript] if first else [as_subscript, as_charge]


def atoms_of(text: str) -> "Counter[str] | None":
    """Read a formula with brackets and water of crystallisation.

    Args:
        text: Such as ``[Fe(CN)6]`` or ``CuSO4·5H2O``.

    Returns:
        Atoms by symbol; None if it is no formula.

    Example:
        >>> atoms_of("CuSO4·5H2O")["H"]
        10
    """
    text = text.translate(str.maketrans("[]{}", "()()")).replace(" ", "")
    if not text or len(text) > _LONGEST_TERM or any(len(n) > 4 for n in re.findall(r"\d+", text)):  # noqa: PLR2004
        return None
    total: Counter[str] = Counter()
    pieces = _WATERS.split(text)
    for times, piece in zip(["1", *pieces[1::2]], pieces[::2], strict=True):
        atoms = read_formula(piece)
        if atoms is None:
            return None
        for symbol, number in atoms.items():
            total[symbol] += number * int(times or 1)
    return total


def _shown(formula: str, charge: int) -> str:
    if not charge:
        return formula
    size = "" if abs(charge) == 1 else str(abs(charge))
    return f"{formula}^{size}{'+' if charge > 0 else '-'}"


def _by_name(given: str, coefficient: Fraction, written: bool, rest: str) -> list[Species]:
    from labwright.tools.chemistry.molecules import read_molecule
    from labwright.tools.chemistry.structures import composition, read_smiles

    if formula := _SUBSTANCES.get(rest.lower()):
        atoms = atoms_of(formula) or Counter()
        return [Species(formula, tuple(sorted(atoms.items())), 0, coefficient, written)]
    stripped = _STATE.sub("", given).strip()
    candidates = dict.fromkeys([(stripped, Fraction(1), False), (rest, coefficient, written)])
    for text, number, was_written in candidates:
        try:
            found = read_molecule(text)
        except LabwrightError:
            continue
        from rdkit.Chem import GetFormalCharge

        charge = GetFormalCharge(read_smiles(found.smiles))
        atoms = composition(found.smiles)
        return [Species(found.name, tuple(sorted(atoms.items())), charge, number, was_written,
                        found.smiles)]  # fmt: skip
    raise BadArgument(
        f"“{rest[:60]}” is no formula, electron or compound that is known here.",
        "Write formulae such as Fe2O3, SO4^2-, e- or names of single compounds.",
    )
