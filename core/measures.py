"""Quantities as people write them: a figure with its unit, to a number in a given unit."""

import re

from labwright.core.errors import BadArgument
from labwright.core.quantity import unit_registry
from labwright.core.units import as_pint

_FIGURE = r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"
_POWER = r"(?:\s?[x×·*]\s?10\s?\^?\s?[-−⁻]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+|[eE][-+−]?\d+)?"
_WRITTEN = re.compile(rf"\s*({_FIGURE})({_POWER})\s*(.*?)\s*", re.S)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
_LARGEST = 1e300

# What chemists write that pint reads otherwise or not at all.
_UNITS = {
    "M": "mol/L", "mM": "mmol/L", "µM": "umol/L", "uM": "umol/L", "nM": "nmol/L", "pM": "pmol/L",
    "N": "mol/L", "m": "meter", "°C": "degC", "C": "degC", "℃": "degC", "°F": "degF", "°": "degree",
    "Å": "angstrom", "A": "ampere", "ml": "mL", "l": "L", "ul": "uL", "µl": "uL", "µL": "uL",
    "cc": "mL", "hr": "hour", "hrs": "hour", "sec": "s", "mins": "min", "minutes": "min",
    "wt%": "percent", "w/w%": "percent", "vol%": "percent", "%": "percent", "ppm": "ppm",
    "ppb": "1e-9", "mmHg": "mmHg", "psi": "psi", "cal": "calorie", "g": "g", "K": "kelvin",
}  # fmt: skip


def pint_unit(written: str) -> str:
    """Return what pint calls a unit as chemists write it.

    Args:
        written: Such as ``mM``, ``°C``, ``kJ mol−1`` or ``g/mol``.

    Returns:
        The unit for pint; the text itself where no table holds it.

    Example:
        >>> pint_unit("µM"), pint_unit("mS cm−1")
        ('umol/L', 'mS/cm')
    """
    bare = written.strip().replace("μ", "µ")
    return _UNITS.get(bare) or as_pint(bare) or bare.replace("µ", "u").replace("·", "*")


def read_measure(text: str, unit: str, name: str = "The value") -> float:
    """Read a quantity as written and give it in a unit.

    Args:
        text: Such as ``5 mL``, ``1.5e-3 mol/L``, ``25 °C``, ``3 × 10^-4 M``; a bare figure is in
            the unit asked for.
        unit: The unit wanted, as pint reads it; ``pH`` or empty for a number without one.
        name: What the quantity is called in an error.

    Returns:
        The number in that unit.

    Raises:
        BadArgument: If the text is no quantity, or of another dimension.

    Example:
        >>> read_measure("250 mL", "L"), read_measure("25 °C", "kelvin")
        (0.25, 298.15)
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or not match[1] or not any(c.isdigit() for c in match[1]):
        raise BadArgument(
            f"{name} “{text[:60]}” is no quantity.", f"Write a figure and a unit: 1.5 {unit}."
        )
    number = _number(match[1], match[2])
    written = match[3]
    if unit in ("", "pH"):
        if written and written.lower() != "ph":
            raise BadArgument(f"{name} “{text[:60]}” takes no unit.", "Write the bare number.")
        return number
    if not written:
        return number
    return _converted(number, written, unit, name)


def _number(figure: str, power: str) -> float:
    number = float(figure.replace("−", "-").replace(",", ""))
    if power:
        exponent = re.sub(r"^\s?[x×·*]\s?10\s?\^?\s?|^[eE]", "", power.translate(_RAISED))
        if abs(int(exponent)) > 300:  # noqa: PLR2004 - a float ends there
            raise BadArgument(f"“{figure}{power}” is too large or too small a number.")
        number *= 10.0 ** int(exponent)
    if abs(number) > _LARGEST:
        raise BadArgument(f"“{figure}{power}” is too large a number.")
    return number


def _converted(number: float, written: str, unit: str, name: str) -> float:
    registry = unit_registry()
    try:
        return float(registry.Quantity(number, pint_unit(written)).to(unit).magnitude)
    except Exception as error:  # pint raises many kinds for a text that is no unit
        raise BadArgument(
            f"{name} is in “{written[:40]}”, which cannot be read as {unit}.",
            f"Give it in {unit} or a unit of the same kind.",
        ) from error
