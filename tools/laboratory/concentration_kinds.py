"""Kinds of concentration: molar, by mass, in percent, or in multiples such as 10 X."""

from typing import Final

from labwright.core.measures import split_measure
from labwright.core.quantity import same_dimension
from labwright.tools.laboratory.givens import Given, given

_KINDS: Final = ("mol/L", "g/L", "percent")


def concentration_kind(*concentrations: str) -> str:
    """Return the unit that concentrations are computed in: that of their kind.

    Args:
        *concentrations: As written; empty ones are passed over.

    Returns:
        A unit; empty for multiples.

    Example:
        >>> concentration_kind("", "5 mg/mL"), concentration_kind("10X")
        ('g/L', '')
    """
    for text in filter(None, concentrations):
        if text.strip()[-1:] in "xX×":
            return ""
        _, unit = split_measure(text, "Concentration")
        for kind in _KINDS:
            if unit and same_dimension(unit, kind):
                return kind
    return "mol/L"


def read_concentration(key: str, name: str, text: str, unit: str, *, zero: bool = False) -> Given:
    """Read a concentration of a kind.

    Args:
        key: Key of the quantity.
        name: What it is called in prose.
        text: As written.
        unit: The unit of its kind.
        zero: Whether pure solvent is allowed.

    Returns:
        The concentration.

    Raises:
        BadArgument: If it is of another kind.

    Example:
        >>> read_concentration("c", "concentration", "10X", "").value
        10.0
    """
    bare = text.strip().rstrip("xX×") if unit == "" else text
    return given(key, name, bare, unit, zero=zero)
