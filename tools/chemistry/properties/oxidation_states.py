"""Oxidation states, of all elements of a compound or of one."""

from collections import Counter
from fractions import Fraction

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.properties.bond_states import bond_states
from labwright.tools.chemistry.properties.formulae import ReadComposition, read_composition
from labwright.tools.chemistry.properties.oxidation import Assignment, assign
from labwright.tools.chemistry.properties.oxidation_mixtures import States
from labwright.tools.chemistry.structures import element_symbols
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Element, Formula

_MOST_ATOMS = 2000
_MOST_ROWS = 200
_BY_RULES = "known ions, then the usual order of rules (F, metals, H, O, halogens, the rest)"
_BY_BONDS = "bond electrons to the more electronegative atom (IUPAC 2016, Pauling's scale)"


@tool(
    examples=(
        "What is the oxidation state of {element} in {formula}?",
        "oxidation number of {element} in {formula}",
        "Assign oxidation states to all atoms in {formula}",
        "Which oxidation state does {element} have in {formula}?",
        "{formula}: oxidation states",
        "Is {element} in {formula} +2 or +3?",
        "oxidation numbers of every element of {formula}",
    ),
    yields=(
        Yield("oxidation_state",
              ("oxidation state", "oxidation states", "oxidation number", "oxidation numbers",
               "state of oxidation", "산화수", "산화 상태", "산화상태")),
    ),
    domain="Compounds with a nonmetal; a formula by rules, a molecule by its bonds.",
)  # fmt: skip
def oxidation_states(formula: Formula, element: Element = "") -> Finding:
    """Assign oxidation states: by rules to a formula, by bonds to the atoms of a molecule.

    Args:
        formula: A formula such as Cu(NO3)2 or Cr2O7^2-, or a molecule.
        element: The one element that is asked for, if one is.

    Returns:
        The state of each element; where its atoms differ, each state and the mean. Formula:
        known ions, then the order of rules of textbooks; several metals by the frequency of their
        states in crystals (pymatgen). Molecule: the electrons of a bond go to the more
        electronegative atom (Karen, McArdle and Takats, Pure Appl. Chem. 2016, 88, 831).

    Raises:
        BadArgument: If the states are not settled, or the element is not in it.
        TooLarge: If a molecule has over 2000 heavy atoms.

    Example:
        >>> oxidation_states("Cu(NO3)2", "N").quantity("oxidation_state").value
        5
    """
    read = read_composition(formula, fractions=True)
    if element and element not in element_symbols():
        raise BadArgument(f"“{element}” is not a chemical symbol.", "Give one such as N or Fe.")
    if element and element not in read.counts:
        raise BadArgument(
            f"{read.name} contains no {element}.", f"Its elements are {', '.join(read.counts)}."
        )
    assignment, rows = _by_bonds(read) if read.molecule else (assign(read), ())
    shown = _in_order(read, assignment.states)
    each = [q for symbol in shown for q in _of_element(symbol, shown[symbol], read)]
    asked = _asked(element, shown[element]) if element else ()
    return Finding(
        statement=_statement(read, shown, element),
        quantities=(*asked, *each, read.quantity),
        structures=read.structures,
        table=rows,
        caution=_caution(read, assignment, shown),
    )


def _by_bonds(read: ReadComposition) -> tuple[Assignment, tuple[tuple[str, ...], ...]]:
    assert read.molecule is not None  # noqa: S101 - for the type checker
    mol = read.molecule.mol
    if (atoms := mol.GetNumAtoms()) > _MOST_ATOMS:
        raise TooLarge(f"{read.name[:60]} has {atoms} atoms.", f"Give up to {_MOST_ATOMS}.")
    found = bond_states(mol)
    states: States = {}
    for (symbol, state), number in Counter(found).items():
        states.setdefault(symbol, {})[Fraction(state)] = number
    heavy = [(i, s, v) for i, (s, v) in enumerate(found, 1) if s != "H"][:_MOST_ROWS]
    rows = tuple((str(i), symbol, f"{state:+d}") for i, symbol, state in heavy)
    return Assignment(states), (("atom", "element", "oxidation state"), *rows)


def _in_order(read: ReadComposition, states: States) -> States:
    """Return the states with the kinds of an element in rising order; elements as written."""
    return {s: dict(sorted(states[s].items())) for s in read.counts if s in states}


def _mean(kinds: dict[Fraction, int]) -> Fraction:
    return sum((s * n for s, n in kinds.items()), Fraction(0)) / sum(kinds.values())


def _number(state: Fraction) -> int | float:
    return int(state) if state.denominator == 1 else float(state)


def _signed(state: Fraction) -> str:
    if state.denominator == 1:
        return f"{int(state):+d}" if state else "0"
    return f"{'+' if state > 0 else '-'}{abs(state)}"


def _kinds(kinds: dict[Fraction, int], units: int) -> str:
    """List the states of one element, such as ``-3 (1 atom), +5 (1 atom)``."""
    if len(kinds) == 1:
        return _signed(next(iter(kinds)))
    return ", ".join(
        f"{_signed(s)} ({n / units:g} atom{'s' * (n != units)})" for s, n in kinds.items()
    )


def _value(key: str, name: str, kinds: dict[Fraction, int]) -> Quantity:
    mean = _mean(kinds)
    whole = mean.denominator == 1
    return Quantity(
        key=key, name=name, value=_number(mean), decimals=None if whole else 3,
        definition="mean over atoms of several states" if len(kinds) > 1 or not whole else "",
    )  # fmt: skip


def _of_element(symbol: str, kinds: dict[Fraction, int], read: ReadComposition) -> list[Quantity]:
    key, name = f"oxidation_state_{symbol.lower()}", f"oxidation state of {symbol}"
    method = _BY_BONDS if read.molecule else _BY_RULES
    shown = Quantity(
        key=f"{key}_shown", name=f"oxidation states of {symbol}", value=_kinds(kinds, read.units),
        method=method,
    )  # fmt: skip
    return [_value(key, name, kinds).model_copy(update={"method": method}), shown]


def _asked(symbol: str, kinds: dict[Fraction, int]) -> tuple[Quantity, ...]:
    """Return what is asked for first: one number, or all states as a text."""
    name = f"oxidation state of {symbol}"
    if len(kinds) == 1:
        return (_value("oxidation_state", name, kinds),)
    listed = " and ".join(_signed(state) for state in kinds)
    return (Quantity(key="oxidation_state", name=name, value=listed),)


def _statement(read: ReadComposition, states: States, element: str) -> str:
    def said(symbol: str) -> str:
        return f"{{oxidation_state_{symbol.lower()}_shown}}"

    listed = ", ".join(f"{symbol} {said(symbol)}" for symbol in states)
    if not element:
        return f"The oxidation states in {read.name} are {listed}."
    several = len(states[element]) > 1
    mean = f", on average {{oxidation_state_{element.lower()}}}" if several else ""
    return (
        f"The oxidation state{'s' * several} of {element} in {read.name} "
        f"{'are' if several else 'is'} {said(element)}{mean}"
        + (f" ({listed})." if len(states) > 1 else ".")
    )


def _caution(read: ReadComposition, assignment: Assignment, states: States) -> str:
    notes = list(assignment.notes)
    if assignment.others:
        notes.append(
            "The formula allows other assignments as well: "
            + "; ".join(assignment.others)
            + ". The first is the most frequent in crystals."
        )
    means = [s for s, kinds in states.items() if any(k.denominator > 1 for k in kinds)]
    if means and not notes:
        notes.append(
            f"The value for {', '.join(means)} is a mean: its atoms have several states or share "
            "a charge."
        )
    carbons = read.counts.get("C", 0) if not read.molecule and "H" in states else 0
    if carbons > read.units and "C" in assignment.averaged:
        notes.append("For C it is the mean; the name or a SMILES gives each atom.")
    return " ".join(notes)
