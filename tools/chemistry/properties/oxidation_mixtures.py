"""Broken means: which two states of a metal they stand for."""

from fractions import Fraction

from labwright.tools.chemistry.properties.bond_states import NONMETALS
from labwright.tools.chemistry.properties.formulae import ReadComposition

States = dict[str, dict[Fraction, int]]
"""Number of atoms by state, by element."""


def mixtures(states: States, read: ReadComposition) -> list[str]:
    """Say which two states of a metal a broken mean may stand for, as in Fe3O4.

    Args:
        states: The states of all elements.
        read: The composition.

    Returns:
        One sentence a metal.
    """
    from pymatgen.core import Element

    said = []
    for symbol, kinds in states.items():
        mean, number = next(iter(kinds.items()))
        if mean.denominator == 1 or symbol in NONMETALS or len(kinds) > 1:
            continue
        known = [int(state) for state in Element(symbol).oxidation_states]
        below = max((k for k in known if k < mean), default=None)
        above = min((k for k in known if k > mean), default=None)
        if below is None or above is None:
            continue
        upper = (mean - below) * number / (above - below)
        lower = float((number - upper) / read.units)
        said.append(
            f"If the atoms of {symbol} differ, its mean stands for {lower:g} of {below:+d} and "
            f"{float(upper / read.units):g} of {above:+d} per formula."
        )
    return said
