"""Oxidation states from a formula: known ions first, then the rules of the textbook."""

from dataclasses import dataclass, field
from fractions import Fraction

from labwright.core.errors import BadArgument
from labwright.tools.chemistry.properties.bond_states import NONMETALS
from labwright.tools.chemistry.properties.formula_groups import runs_of
from labwright.tools.chemistry.properties.formulae import ReadComposition
from labwright.tools.chemistry.properties.known_ions import ion_table, known_ions
from labwright.tools.chemistry.properties.oxidation_mixtures import States, mixtures

_FIXED = {
    **dict.fromkeys(("Li", "Na", "K", "Rb", "Cs", "Fr"), 1),
    **dict.fromkeys(("Be", "Mg", "Ca", "Sr", "Ba", "Ra", "Zn", "Cd"), 2),
    **dict.fromkeys(("Al", "Sc", "Y", "La", "Gd", "Lu"), 3),
    "F": -1,
}
# After the fixed ones: each takes its usual state while more than one element is open.
_ORDER = {"H": 1, "O": -2, "Cl": -1, "N": -3, "Br": -1, "I": -1, "S": -2, "Se": -2, "Te": -2,
          "P": -3, "As": -3, "Sb": -3, "C": -4}  # fmt: skip
_HYDRIDIC = {"B": 3, "Si": 4, "Ge": 4}
_HALOGENS = frozenset(("F", "Cl", "Br", "I"))
_INTERSTITIAL = frozenset("H B C N Si P Ge As Sb Te".split())
_WIDER_RANGES = {"Xe": (0, 8), "Kr": (0, 2)}
_LONG_NAME = 4  # of an ion, so that its name is not found by chance in another formula
_OXYGEN = frozenset(Fraction(n, d) for n, d in ((-2, 1), (-1, 1), (-1, 2), (-1, 3), (1, 1), (2, 1),
                                                (1, 2)))  # fmt: skip


class _NoFit(BadArgument):
    """The ions that were read do not add up; the formula may be meant otherwise."""


@dataclass
class Assignment:
    """What the rules give.

    Args:
        states: Number of atoms by state, by element.
        others: Further assignments that are possible, as texts.
        notes: What must be said beside them.
        averaged: Nonmetals whose state is a mean over all their atoms.
    """

    states: States
    others: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    averaged: frozenset[str] = frozenset()


@dataclass
class _Open:
    """What is still to be assigned: atoms by element, and the charge that they carry."""

    counts: dict[str, int]
    charge: Fraction
    states: States
    oxides: bool = False  # all O atoms stand outside known ions

    def give(self, symbol: str, state: Fraction) -> None:
        """Give all open atoms of an element one state."""
        number = self.counts.pop(symbol)
        self.charge -= state * number
        kinds = self.states.setdefault(symbol, {})
        kinds[state] = kinds.get(state, 0) + number


def assign(read: ReadComposition) -> Assignment:
    """Assign oxidation states to the atoms of a formula.

    Args:
        read: A composition that was read from a formula.

    Returns:
        The states.

    Raises:
        BadArgument: If the rules do not settle them.
    """
    if len(read.counts) == 1:
        ((symbol, number),) = read.counts.items()
        return Assignment({symbol: {Fraction(read.charge, number): number}})
    if not set(read.counts) & NONMETALS:
        raise BadArgument(
            f"{read.name} consists of metals only; its atoms have no usual oxidation states.",
            "Give a compound with a nonmetal.",
        )
    try:
        return _assign(read, with_ions=True)
    except _NoFit:
        return _assign(read, with_ions=False)


def _assign(read: ReadComposition, *, with_ions: bool) -> Assignment:
    start = _Open(dict(read.counts), Fraction(read.charge), {})
    if read.formula.split("·")[0] in ion_table()["disulfides"]["formulae"]:
        start.give("S", Fraction(-1))
    elif with_ions:
        _take_ions(start, read)
    _refuse_unclear(read, start)
    start.oxides = "O" in start.counts and "O" not in start.states
    averaged = frozenset(start.counts) & {"C"}
    _take_fixed(start)
    _take_usual(start)
    if len(start.counts) > 1:
        return _guessed(read, start)
    if start.counts:
        _solve(read, start)
    if start.charge:
        raise _NoFit(
            f"The usual oxidation states of {read.name} do not sum up to its charge.",
            "Check the formula and its charge.",
        )
    return Assignment(
        start.states, notes=[*_notes(read), *mixtures(start.states, read)], averaged=averaged
    )


def _take_ions(start: _Open, read: ReadComposition) -> None:
    metal = bool(set(read.counts) - NONMETALS)
    runs = runs_of(read.formula)
    for run in runs:
        for name, ion, times in known_ions(run, metal):
            if name == read.formula and Fraction(ion["charge"]) != read.charge:
                raise _NoFit(f"{name} is no ion here.")
            for symbol, each in runs_of(name)[0].atoms:
                number = each * times * read.units
                state = Fraction(ion[symbol])
                start.counts[symbol] -= number
                start.charge -= state * number
                kinds = start.states.setdefault(symbol, {})
                kinds[state] = kinds.get(state, 0) + number
    start.counts = {symbol: number for symbol, number in start.counts.items() if number}


def _refuse_unclear(read: ReadComposition, start: _Open) -> None:
    """Raise where a formula does not say how its nitrogen, carbon or hydrogen is bound."""
    left = set(start.counts)
    metals = left - NONMETALS
    organic = {"C", "H"} <= left or {"C", "O"} <= left
    simple = start.counts.get("N") == read.units and not left & {"O", *_HALOGENS}
    unclear = ""
    if organic and "N" in read.counts and not simple:
        unclear = "N"
    if metals and "N" in left and (_has_nitrosyl(read) or "N" in start.states):
        unclear = "N"
    if metals and "H" in left and "(CO)" in read.formula:
        unclear = "H"
    if metals and not left - metals - {"C"} and not left & set(_FIXED) and "C" in left:
        unclear = "C"
    if unclear:
        raise BadArgument(
            f"The formula {read.name} does not say how its {unclear} is bound.",
            "Give the name or a SMILES of the compound.",
        )


def _has_nitrosyl(read: ReadComposition) -> bool:
    return any((("N", 1), ("O", 1)) in zip(run.atoms, run.atoms[1:], strict=False)
               for run in runs_of(read.formula))  # fmt: skip


def _take_fixed(start: _Open) -> None:
    for symbol in [s for s in start.counts if s in _FIXED]:
        if len(start.counts) > 1:
            start.give(symbol, Fraction(_FIXED[symbol]))


def _take_usual(start: _Open) -> None:
    for symbol, state in _ORDER.items():
        if symbol in start.counts and len(start.counts) > 1:
            usual = -1 if symbol == "H" and _is_hydride(start) else state
            start.give(symbol, Fraction(usual))


def _is_hydride(start: _Open) -> bool:
    """Tell whether hydrogen is negative: beside metals, B, Si and Ge only (LiAlH4, HSiCl3)."""
    nonmetals = (set(start.counts) | set(start.states)) & NONMETALS - {"H"}
    if not nonmetals - set(_HYDRIDIC):
        return True
    centres = {s: start.counts.get(s, 0) * most for s, most in _HYDRIDIC.items()}
    if nonmetals - set(_HYDRIDIC) - _HALOGENS or not sum(centres.values()):
        return False
    negative = sum(start.counts.get(s, 0) for s in ("H", *_HALOGENS))
    fluorides = sum(n for s in start.states.get("F", {}).items() for n in s[1:])
    return negative + fluorides <= sum(centres.values())


def _solve(read: ReadComposition, start: _Open) -> None:
    ((symbol, number),) = start.counts.items()
    value = start.charge / number
    low, high = _range(symbol)
    if value > high and start.oxides and "O" in start.states:
        value = _with_peroxide(start, symbol, number, high)
    allowed = value in _OXYGEN if symbol == "O" else low <= value <= high
    if not allowed:
        raise _NoFit(
            f"{symbol} in {read.name} would have the oxidation state {float(value):+g}, which it "
            "does not take.",
            "Check the formula and its charge, or give a SMILES.",
        )
    binary = set(read.counts) - {symbol}
    if value.denominator > 1 and len(binary) == 1 and binary <= _INTERSTITIAL:
        raise BadArgument(
            f"{read.name} is a metallic or interstitial compound without usual oxidation states.",
            "Give a salt or a molecule.",
        )
    start.give(symbol, value)


def _with_peroxide(start: _Open, symbol: str, number: int, high: int) -> Fraction:
    """Turn oxide into peroxide until an element is no higher than it can be (H2SO5, CrO5)."""
    excess = start.charge - high * number
    oxides = start.states["O"].get(Fraction(-2), 0)
    if excess.denominator != 1 or excess % 2 or excess > oxides:
        return start.charge / number
    start.states["O"] = {Fraction(-2): oxides - int(excess), Fraction(-1): int(excess)}
    start.states["O"] = {state: n for state, n in start.states["O"].items() if n}
    start.charge -= excess
    return start.charge / number


def _range(symbol: str) -> tuple[int, int]:
    from pymatgen.core import Element

    if symbol in _WIDER_RANGES:
        return _WIDER_RANGES[symbol]
    states = [int(state) for state in Element(symbol).oxidation_states] or [0]
    return min(*states, 0), max(*states, 0)


def _guessed(read: ReadComposition, start: _Open) -> Assignment:
    """Let the frequencies of oxidation states in crystals choose among several metals."""
    from labwright.tools.chemistry.properties.oxidation_guess import guesses

    found = guesses(start.counts, start.charge)
    if not found:
        raise BadArgument(
            f"The oxidation states of {', '.join(start.counts)} in {read.name} cannot be told "
            "from the formula.",
            "Give the name or a SMILES of the compound.",
        )
    for symbol, state in found[0].items():
        start.give(symbol, state)
    others = [", ".join(f"{s} {float(v):+g}" for s, v in guess.items()) for guess in found[1:]]
    return Assignment(start.states, others, _notes(read))


def _notes(read: ReadComposition) -> list[str]:
    body = read.formula
    notes = [note for name, note in ion_table()["hidden"].items()
             if name == body or (len(name) >= _LONG_NAME and name in body)]  # fmt: skip
    if set(read.counts) == {"N", "Cl"}:
        notes.append("N and Cl are close in electronegativity: by another scale (Allen) N has -3.")
    return notes
